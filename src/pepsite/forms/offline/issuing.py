"""Making the file: for one child, one plan and one person, of what they fill in and may see."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from pepsite.compliance.clocks.first_peps import initial_pep_in_time
from pepsite.compliance.clocks.leaving_care import leaving_care_pep_in_time
from pepsite.compliance.clocks.new_provision import new_provision_pep_in_time
from pepsite.compliance.clocks.reviews import review_pep_in_time
from pepsite.compliance.results import OPEN
from pepsite.errors import PepsiteError
from pepsite.forms.offline.document import document
from pepsite.forms.offline.register import Issued, Register
from pepsite.forms.offline.steps import Reader, asked_form, lay_out, own_answers, reader_of
from pepsite.forms.questions.answers import CARRIED_FROM, text
from pepsite.forms.questions.asking import opened
from pepsite.forms.questions.beginning import Beginning, begun_pep
from pepsite.forms.questions.phrasing import code_words, in_words
from pepsite.forms.questions.prose import TOKEN, with_name
from pepsite.forms.questions.tasks import owner_of
from pepsite.forms.questions.wording import common, form
from pepsite.forms.under_way import PLAN, UnderWay
from pepsite.forms.web.at_hand import asking_of, last_time
from pepsite.forms.web.desk import Desk
from pepsite.forms.web.sent_back import why_sent_back
from pepsite.privacy.labels import ChildLabels
from pepsite.privacy.permission import Action
from pepsite.privacy.wording import role as role_words
from pepsite.records.authority import Audience, ChildLabel
from pepsite.records.codes import Role, YearGroup
from pepsite.records.ids import new_id
from pepsite.records.paths import path_to
from pepsite.records.pep import PepStatus, PepType
from pepsite.store.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.compliance.checks import Check
    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking
    from pepsite.forms.questions.specification import Form, Section
    from pepsite.records.casefile import Casefile
    from pepsite.records.person import Person
    from pepsite.store.identities import IdentityStore

OWN_PAGES: Final[Mapping[Role, str]] = {Role.CHILD: "child-voice", Role.CARER: "carer-view"}
"""The forms of those who have a page of their own: they have no record, and get it from somebody.

All others get the plan, in the sections that are theirs.
"""
_DUTY: Final[Mapping[PepType, Check]] = {
    PepType.INITIAL: initial_pep_in_time,
    PepType.REVIEW: review_pep_in_time,
    PepType.CHANGE_OF_PROVISION: new_provision_pep_in_time,
    PepType.LEAVING_CARE: leaving_care_pep_in_time,
}
"""The check that says whether a plan of each type is due."""
_UNFINISHED: Final = (PepStatus.DRAFT, PepStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a file is for: a child's plan of one type, to be filled in by somebody of a role.

    `person` says who, where several people could be meant. For a child or a carer it is the
    member of staff who hands the page on: whoever sends it out, if nobody is named.
    """

    child: str
    type: PepType
    role: Role
    person: str = ""


@dataclass(frozen=True, slots=True)
class MadeForm:
    """A file that is ready: its name, which says nothing of anybody, and what is in it."""

    name: str
    html: str
    issued: Issued
    pages: int


@dataclass(slots=True)
class Issuing:
    """Whoever sends forms out from this computer."""

    desk: Desk
    store: IdentityStore
    register: Register
    _under_way: UnderWay = field(init=False)

    def __post_init__(self) -> None:
        self._under_way = UnderWay(self.desk, self.register)

    def make(self, purpose: Purpose) -> MadeForm:
        """Return the file for this purpose. Nothing is written down before `send_out`.

        Raises:
            PepsiteError: there is nobody to fill it in, or nothing for them to fill in.
        """
        casefile = self.desk.casefile(purpose.child)
        if casefile is None:
            message = "there is no child of this id in the workspace"
            raise PepsiteError(message)
        person = self._person(casefile, purpose)
        return self._made(casefile, person, purpose)

    def send_out(self, made: MadeForm) -> None:
        """Write down that a file goes out, so that what comes back of it is taken."""
        self.register.keep(made.issued)

    def tidy_up(self) -> None:
        """Forget the forms that expired so long ago that unfinished ones would be forgotten too."""
        days = self.desk.shared.register.authority.drafts_kept_days
        self.register.forget_old(self.desk.today, days)

    def open_type(self, child: str) -> PepType:
        """Return of which type a child's open plan is: a review where none is open."""
        casefile = self.desk.casefile(child)
        going = [one.type for one in casefile.peps if one.status in _UNFINISHED] if casefile else []
        return going[-1] if going else PepType.REVIEW

    def due_at(self, school: str, type_: PepType) -> list[str]:
        """Return the children at a school, by its URN or id, whose plan of a type is open now.

        One of whom nobody can tell is among them.

        Raises:
            PepsiteError: there is no such school.
        """
        here = self.desk
        wanted = [one.id for one in here.schools.values() if school in (one.urn, one.id)]
        if not wanted:
            message = "there is no place of education with this URN or id in the workspace"
            raise PepsiteError(message)
        setting = here.shared.setting(here.today)
        found = []
        for child in here.children:
            casefile = here.casefile(child)
            if casefile is None or not any(
                one.school in wanted and one.covers(here.today) for one in casefile.child.education
            ):
                continue
            if any(one.status in OPEN for one in _DUTY[type_](casefile, setting)):
                found.append(child)
        return found

    # --- to whom

    def people_for(self, casefile: Casefile, role: Role) -> list[Person]:
        """Return who fills in this child's plan in this role today."""
        return [
            person
            for person in self.desk.shared.register.people.values()
            if person.role_on(self.desk.today) is role and self._may_fill(person, casefile, role)
        ]

    def _may_fill(self, person: Person, casefile: Casefile, role: Role) -> bool:
        about = self.desk.about_form(form_for(role), casefile.child.id)
        return self._as(person).may(Action.FILL, about)

    def _person(self, casefile: Casefile, purpose: Purpose) -> Person:
        if purpose.role in OWN_PAGES:
            return self._who_hands_it_on(casefile, purpose)
        found = self.people_for(casefile, purpose.role)
        named = [one for one in found if one.id == purpose.person]
        called = role_words(purpose.role)
        if purpose.person:
            if named:
                return named[0]
            message = f"this person does not fill in the child's plan as {called} today"
            raise PepsiteError(message)
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(one.id for one in found)
            message = f"several people could be meant; say which with --to: {ids}"
        else:
            message = (
                f"nobody on record fills in this child's plan as {called} today: a teacher's "
                "record names their schools, a child's record names who is responsible"
            )
        raise PepsiteError(message)

    def _who_hands_it_on(self, casefile: Casefile, purpose: Purpose) -> Person:
        named = purpose.person or self.desk.person_id
        person = self.desk.shared.register.people.get(named)
        if person is None or not self._may_fill(person, casefile, purpose.role):
            message = (
                "only somebody who works with the child today can hand on this page: a teacher at "
                "the child's place of education, who is responsible for the child, or the "
                "virtual school"
            )
            raise PepsiteError(message)
        return person

    def _as(self, person: Person) -> Desk:
        """Return the desk as it is before somebody else: what they may see and do."""
        here = self.desk
        return Desk(here.root, person.id, here.drafts, here.now, self.store)

    # --- what it asks

    def _made(self, casefile: Casefile, person: Person, purpose: Purpose) -> MadeForm:
        spec, theirs = form_for(purpose.role), self._as(person)
        record, base, answers = self._begun(theirs, spec, casefile, purpose)
        draft = Draft(
            person=person.id,
            form=spec.id,
            record=record,
            child=purpose.child,
            base=base,
            begun_at=self.desk.now(),
            saved_at=self.desk.now(),
        )
        due_on = theirs.due_on(draft)
        called = called_in(self.desk, purpose.child)
        asking = replace(asking_of(theirs, spec, draft), child=called)
        asking = replace(asking, known=_known_here(asking, casefile, person, answers))
        reader = self._reader(theirs, asking, answers, purpose)
        asked = asked_form(spec, reader, answers)
        if not asked.pages:
            message = "no section of this plan is theirs to fill in; the policy says whose it is"
            raise PepsiteError(message)
        if base is None:
            beginning = Beginning(casefile, self.desk.today, purpose.type, record)
            bare = begun_pep(beginning, theirs.shared.policy, carry=False)
            answers = own_answers(asked, answers, bare)
        # A page that is somebody's own says nothing of what adults have to write again.
        back = None if spec.is_lent else why_sent_back(theirs, purpose.child, record, called)
        laid = lay_out(asking, asked, answers, last_time(theirs, spec, draft), back)
        days = theirs.shared.register.authority.drafts_kept_days
        issued = Issued(
            id=secrets.token_hex(16),
            submission=secrets.token_hex(10),
            child=purpose.child,
            record=record,
            type=str(purpose.type),
            form=f"{spec.id}@{spec.version}",
            fingerprint=fingerprint(spec),
            person=person.id,
            role=str(purpose.role),
            school=text(answers, "school") or None,
            base=base,
            sections=reader.sections,
            issued_on=self.desk.today,
            expires_on=draft.model_copy(update={"due_on": due_on}).kept_until(days),
            answers=dict(answers),
        )
        shown = {key: _with_name(value, called) for key, value in laid.answers.items()}
        told = self._told(issued, asking, asked, purpose.role)
        html, questions = document(
            replace(laid, answers=shown),
            {
                "told": told | {"carriedFrom": text(answers, CARRIED_FROM)},
                "shown": {
                    **self._shown(issued, theirs, person),
                    "title": _title(spec, purpose),
                    "about": [in_words(asking, one) for one in _about(spec, purpose)],
                    "reader": str(purpose.role) if purpose.role in OWN_PAGES else "",
                    "after": spec.sent_next if purpose.role in OWN_PAGES else (),
                    "named": bool(called),
                    "token_note": any(TOKEN in str(one) for one in shown.values()),
                },
            },
        )
        issued = issued.model_copy(update={"questions": questions})
        return MadeForm(f"form-{issued.id[:8]}.html", html, issued, len(laid.pages))

    def _begun(
        self, theirs: Desk, spec: Form, casefile: Casefile, purpose: Purpose
    ) -> tuple[str, str | None, Answers]:
        """Return the plan to go on with, or a new one: its id, its file, and its answers."""
        going = [
            one for one in casefile.peps if one.type == purpose.type and one.status in _UNFINISHED
        ]
        if going:
            record = going[-1].id
            found = theirs.record(path_to(spec.record, record, purpose.child))
            if found is None:
                message = "this plan was not accepted yet; send it for review first"
                raise PepsiteError(message)
            empty = Draft(
                person="",
                form=spec.id,
                record=record,
                base="-",
                begun_at=self.desk.now(),
                saved_at=self.desk.now(),
            )
            return record, found.blob, opened(asking_of(theirs, spec, empty), found.values)
        begun = self._under_way.plan(purpose.child, purpose.type, self.desk.today)
        if begun is not None and begun.is_complete:
            message = "this plan was sent as complete and waits for review; look at it there first"
            raise PepsiteError(message)
        record = begun.id if begun else new_id(spec.record)
        beginning = Beginning(casefile, self.desk.today, purpose.type, record)
        return record, None, begun_pep(beginning, theirs.shared.policy)

    @staticmethod
    def _reader(theirs: Desk, asking: Asking, answers: Answers, purpose: Purpose) -> Reader:
        spec = asking.form
        filled = tuple(
            one.id
            for one in spec.sections
            if theirs.may(Action.FILL, theirs.about_form(spec, purpose.child, one))
        )
        return reader_of(asking, answers, filled, purpose.role)

    # --- what it says

    def _told(self, issued: Issued, asking: Asking, asked: Form, role: Role) -> dict[str, Any]:
        there = {page.section for page in asked.pages}
        return {
            "issue": issued.id,
            "speaksTo": asking.form.speaks_to,
            "child": issued.child,
            "record": issued.record,
            "person": issued.person,
            "theChild": asking.child or common().the_child,
            "expiresOn": issued.expires_on.isoformat(),
            "recipients": list(self.store.recipients),
            "fileName": f"form-{issued.id[:8]}.age",
            "sections": [
                [
                    one.id,
                    in_words(asking, one.title),
                    _said_of(asking, issued.answers, one, role),
                ]
                for one in asked.sections
                if one.id in there
            ],
        }

    def _shown(self, issued: Issued, theirs: Desk, person: Person) -> dict[str, Any]:
        authority = theirs.shared.register.authority
        label = ChildLabels(
            authority.disclosure.children_shown_to_schools_as,
            [one for one in (self.store.identity(issued.child),) if one is not None],
        )
        year = text(issued.answers, "year_group")
        return {
            "virtual_school": authority.virtual_school,
            "marking": authority.marking_for(Audience.STAFF) or "",
            "label": label.of(_OfChild(issued.child, YearGroup(year))),
            "person": theirs.person_label(person),
            "expires_on": issued.expires_on,
        }


@dataclass(frozen=True, slots=True)
class _OfChild:
    child: str
    year_group: YearGroup


def _said_of(asking: Asking, answers: Answers, section: Section, role: Role) -> str:
    """Return what a section is about, and whose it is where it is another's."""
    owner = owner_of(asking, answers, section)[0]
    whose = f"Filled in by: {role_words(owner)}." if owner not in (None, role) else ""
    return in_words(asking, " ".join(filter(None, [section.about, whose])))


_ABOUT: Final = (
    "These are the sections of the plan that you can write in. One that says who else fills it in "
    "is theirs: add there only what you know. Stop after any page and come back: save what you "
    "have begun, and go on with it later.",
    "Some answers come from the last plan and say so. Look at each, and change what is no longer "
    "right. What {child} said and what people signed is never filled in beforehand.",
)


def called_in(desk: Desk, child_id: str) -> str:
    """Return what a child is called in a file: by name only where the authority says so."""
    settled = desk.shared.register.authority.disclosure.children_shown_to_schools_as
    return desk.known_as(child_id) if settled is ChildLabel.NAME else ""


def form_for(role: Role) -> Form:
    """Return the form that goes out to somebody of this role."""
    return form(OWN_PAGES.get(role, PLAN))


def _about(spec: Form, purpose: Purpose) -> tuple[str, ...]:
    if purpose.role not in OWN_PAGES:
        return _ABOUT
    return tuple(one for one in (spec.about_as_file or spec.about).split("\n\n") if one)


def _title(spec: Form, purpose: Purpose) -> str:
    if purpose.role in OWN_PAGES:
        return spec.title
    return f"Personal Education Plan: {code_words('PepType', purpose.type).lower()}"


def _with_name(value: str | tuple[str, ...], called: str) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return with_name(value, called) if called else value
    return tuple(with_name(one, called) for one in value) if called else value


def fingerprint(spec: Form) -> str:
    """Return the hash of a form's words, as the history has it."""
    return hashlib.sha256(spec.model_dump_json(by_alias=True).encode()).hexdigest()


def _known_here(
    asking: Asking, casefile: Casefile, person: Person, answers: Answers
) -> dict[str, Mapping[str, str]]:
    """Return who and what can be chosen: those around this child, and no list of all."""
    said = {one for value in answers.values() for one in _each(value)}
    child, day = casefile.child, asking.day
    schools = {one.school for one in child.education} | said
    people = {one.person for one in child.responsible if one.covers(day)} | said | {person.id}
    wanted: dict[str, Iterable[str]] = {"school": schools, "person": people}
    return {
        kind: {key: label for key, label in known.items() if key in {*wanted.get(kind, known)}}
        for kind, known in asking.known.items()
    }


def _each(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
