"""What lies before the person who opened the forms: the workspace, names, drafts, the clock."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from pepsite.compliance.checks import CHECKS
from pepsite.compliance.results import Status
from pepsite.errors import RecordNotOpenedError
from pepsite.forms.in_touch import Touch
from pepsite.forms.questions.asking import Asking, question_of
from pepsite.forms.questions.beside import Beside, LastTime, said_before
from pepsite.forms.questions.judging import (
    begun_qa_review,
    hints_beside,
    opened_judgement,
    rating_the_answers_give,
)
from pepsite.forms.questions.phrasing import (
    called_by,
    code_words,
    day_in_words,
    in_terms,
    pep_label,
)
from pepsite.forms.questions.prose import first_names
from pepsite.forms.questions.sent_back import back_in_notes, sent_back
from pepsite.forms.questions.withholding import kept_from, shown_to, withheld
from pepsite.forms.questions.wording import form, form_names
from pepsite.forms.web.apart import in_this_process
from pepsite.forms.web.remembered import Remembered
from pepsite.privacy.handed_over import who_came
from pepsite.privacy.permission import About, Action, may, readers
from pepsite.privacy.wording import role as role_words
from pepsite.records.codes import Role
from pepsite.records.ids import CHARACTER, PREFIXES, new_item_id
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.paths import AUTHORITY_PATH, RECORDS_FOLDER, path_to, place_of
from pepsite.records.review import QaReview
from pepsite.store.typed import type_record
from pepsite.usecases.compute_compliance import child_results
from pepsite.usecases.propose_record import open_record
from pepsite.usecases.review_submissions import list_submissions
from pepsite.usecases.workspace import child_ids, open_workspace, read_child

if TYPE_CHECKING:
    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.sent_back import SentBack
    from pepsite.forms.questions.specification import Form, Section
    from pepsite.forms.web.apart import Does
    from pepsite.forms.web.wishes import Wish
    from pepsite.privacy.identity import Identity
    from pepsite.privacy.names import NameScan
    from pepsite.records.casefile import Casefile
    from pepsite.records.child import Child
    from pepsite.records.pep import Pep
    from pepsite.records.person import Person
    from pepsite.records.school import School
    from pepsite.records.sections import SignedSection
    from pepsite.records.voice import MaySee
    from pepsite.store.drafts import Draft, Drafts
    from pepsite.store.identities import IdentityStore
    from pepsite.usecases.look_ahead import Ahead
    from pepsite.usecases.propose_record import OpenedRecord
    from pepsite.usecases.review_submissions import Known, Submitted
    from pepsite.usecases.workspace import Opened
    from pepsite.versions.merging import Values, Way

T = TypeVar("T")
_ID = re.compile(rf"[a-z]+-{CHARACTER}{{13}}")
OF_A_CHILD = frozenset({"pep", "qa-review", "audit"})
"""Kinds of record that lie in a child's folder."""
_WITH_A_PLAN_BEFORE = frozenset({"pep", "qa-review"})
"""Kinds of record beside which the plan before is shown."""


@dataclass(slots=True)
class Desk:
    """One workspace, opened by one person on one computer.

    `now` is the moment it is. `names` is what a child's name is looked for with in what is
    typed, and `identities` who the ids stand for: both None where the store is not here.
    `signing_key` is the SSH key that what is sent is signed with, if there is one. `judged` is how
    what waits for review stood when it was last looked at; `waiting`, `ahead` and `wishes` (the
    children who want to talk to somebody) are worked out beside the pages. `touch` is how this
    computer stands to the place that everybody shares. `does` is how work is done that takes much
    memory.
    """

    root: Path
    person_id: str
    drafts: Drafts
    now: Callable[[], datetime]
    identities: IdentityStore | None = None
    names: NameScan | None = None
    signing_key: Path | None = None
    judged: Known = field(default_factory=dict)
    waiting: Remembered[tuple[Submitted, ...]] = field(default_factory=Remembered)
    ahead: Remembered[Ahead] = field(default_factory=Remembered)
    wishes: Remembered[tuple[Wish, ...]] = field(default_factory=Remembered)
    touch: Touch = field(default_factory=Touch)
    does: Does = in_this_process
    _kept: _Kept | None = None
    _child: tuple[object, Casefile | None] | None = None
    _near: tuple[object, AbstractSet[str]] | None = None
    _names_in: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def today(self) -> date:
        """The day it is where the person is."""
        return self.now().date()

    @property
    def shared(self) -> Opened:
        """What all children share. Their own folders are looked at when one is asked for.

        Read again once something in the folders of `records/` was put there, taken out or
        replaced: that changes the time of the folder, whoever does it.
        """
        state = _state_of(self.root)
        with self._lock:
            if self._kept is None or self._kept.state != state:
                self._kept = _Kept(state, self.does(lambda: _read_shared(self.root)))
            return self._kept.opened

    def tidy_up(self) -> None:
        """Delete the drafts that are past the day until which they are kept."""
        self.drafts.forget_old(self.today, self.shared.register.authority.drafts_kept_days)

    def look_through(self, work: Callable[[], T]) -> T:
        """Return what work comes to that reads many records, and takes much memory for it."""
        return self.does(work, self._lock)

    def submitted(self) -> tuple[Submitted, ...]:
        """Return what was sent for review. What was looked at before is not judged again."""

        def look() -> tuple[tuple[Submitted, ...], Known]:
            return list_submissions(self.root, self.today, self.names, self.judged), self.judged

        found, self.judged = self.look_through(look)
        return found

    # --- who may

    @property
    def person(self) -> Person | None:
        """Who opened the forms, or None once they are on record no more."""
        return self.shared.register.people.get(self.person_id)

    def may(self, action: Action, about: About | None = None) -> bool:
        """Say whether the person may do this, today: who has left may do nothing."""
        return may(self.person, action, about or self.about("forms"))

    def about(
        self, kind: str, child: Child | None = None, section: SignedSection | None = None
    ) -> About:
        """Return what a question of permission is about, today and by the policy in use."""
        return About(kind, self.today, child, section, self.shared.policy.sections)

    def about_form(self, spec: Form, child_id: str | None, section: Section | None = None) -> About:
        """Return what filling in a form is about; `child_id` where it is about a child."""
        casefile = self.casefile(child_id) if child_id else None
        return About(
            spec.record,
            self.today,
            casefile.child if casefile else None,
            section.signed if section else None,
            self.shared.policy.sections,
            spec.filled_in_by,
            section.owner if section else None,
        )

    def may_fill_in(self, spec: Form, child_id: str | None) -> bool:
        """Say whether this person may fill in a form, and at least one section of it."""
        return self.may(Action.FILL, self.about_form(spec, child_id)) and any(
            self.may(Action.FILL, self.about_form(spec, child_id, one)) for one in spec.sections
        )

    # --- records

    def casefile(self, child_id: str) -> Casefile | None:
        """Return a child with all that lies in the child's folder, or None."""
        folder = f"{RECORDS_FOLDER}/children/{child_id}"
        if place_of(f"{folder}/child.yaml") is None:
            return None
        # The files as they are now: a new plan does not change what `shared` looks at.
        files = sorted(self.root.joinpath(folder).rglob("*.yaml"))
        paths = tuple(one.relative_to(self.root).as_posix() for one in files)
        if f"{folder}/child.yaml" not in paths:
            return None
        state = tuple(
            (one, file.stat().st_mtime_ns) for one, file in zip(paths, files, strict=True)
        )
        with self._lock:
            if self._child is None or self._child[0] != state:
                found = self.does(lambda: read_child(self.root, (folder, paths))[0])
                self._child = (state, found)
            return self._child[1]

    def plan(self, child_id: str, pep_id: str) -> Pep | None:
        """Return a child's plan as it was accepted last, or None."""
        casefile = self.casefile(child_id)
        return next((one for one in casefile.peps if one.id == pep_id), None) if casefile else None

    def refuse_unreadable(self, child_id: str, pep_id: str = "") -> None:
        """Say of a child's record, or a plan's, that is there that it cannot be read.

        Raises:
            RecordNotOpenedError: it is there, and cannot be.
        """
        paths = [path_to("child", child_id, "")]
        casefile = self.casefile(child_id)
        if casefile is not None:
            known = {one.id for one in casefile.peps}
            paths = [path_to("pep", pep_id, child_id)] if pep_id not in known else []
        if any(place_of(one) is not None and Path(self.root, one).exists() for one in paths):
            raise RecordNotOpenedError(_UNREADABLE)

    def children_naming(self, ids: AbstractSet[str]) -> Iterator[Child]:
        """Yield every child in whose own record one of these people or schools is named.

        The records of thousands are looked through for ids, and only those few are read. What a
        record names is looked for again once its file changed.
        """
        before, self._names_in = self._names_in, {}
        for child_id in self.children:
            folder = f"{RECORDS_FOLDER}/children/{child_id}"
            file = self.root / folder / "child.yaml"
            changed = file.stat().st_mtime_ns if file.exists() else 0
            known = before.get(child_id)
            if known is None or known[0] != changed:
                known = (changed, _named_in(file) if changed else frozenset())
            self._names_in[child_id] = known
            if known[1] & ids:
                casefile = read_child(self.root, (folder, (f"{folder}/child.yaml",)))[0]
                if casefile is not None:
                    yield casefile.child

    def _perhaps_siblings(self, draft: Draft) -> dict[str, str]:
        """Return the children who may be asked about beside another, and what they are called.

        Brothers and sisters nearly always have the same social worker: all children would be
        thousands. Those who are named in the record already are among them.
        """
        answers = draft.answers
        workers: set[object] = {
            str(said) for key, said in answers.items() if key.endswith("/person")
        }
        chosen = answers.get("siblings_in_care")
        named = chosen if isinstance(chosen, list) else []
        near = {*map(str, workers), self.person_id}
        found = {
            child.id: self.child_label(child.id)
            for child in self.children_naming(near)
            if child.id != draft.record
            and _has_worker(child, near)
            and self.may(Action.READ, self.about("child", child))
        }
        return found | {one: self.child_label(one) for one in map(str, named) if one not in found}

    def first_names_near(self, draft: Draft) -> AbstractSet[str]:
        """Return the single names of the children nearest to the one a draft is about.

        These are the children in care at the same places of education, and brothers and sisters.
        The child's own are not among them. Looked for once a day for each child that is written
        about, and again once a child is added: nobody waits for it at every page.
        """
        own = self.identity(draft.child)
        casefile = self.casefile(draft.child) if draft.child and own else None
        if own is None or casefile is None or self.identities is None:
            return frozenset()
        state = (casefile.child.id, self.today, _state_of(self.root))
        if self._near is None or self._near[0] != state:
            self._near = state, self._first_names_near(casefile.child, self.identities)
        return self._near[1] - first_names(own)

    def _first_names_near(self, child: Child, known: IdentityStore) -> AbstractSet[str]:
        today = self.today
        schools = {one.school for one in child.education if one.covers(today)}
        near = {*child.siblings_in_care}
        for other in self.children_naming(schools) if schools else ():
            if any(one.school in schools and one.covers(today) for one in other.education):
                near.add(other.id)
        found = (known.identity(one) for one in near - {child.id})
        return frozenset().union(*(first_names(one) for one in found if one is not None))

    def record(self, path: str) -> OpenedRecord | None:
        """Return a record as it was accepted last, or None."""
        return open_record(self.root, path)

    def due_on(self, draft: Draft) -> date | None:
        """Return the next day on which a plan for this child is due, where one is known."""
        casefile = self.casefile(draft.child) if draft.child else None
        if casefile is None:
            return None
        setting = self.shared.setting(self.today)
        waiting = [
            result.due_on
            for check in CHECKS
            for result in check(casefile, setting)
            if result.due_on is not None and result.status in (Status.DUE, Status.OVERDUE)
        ]
        return min(waiting, default=None)

    # --- words

    def child_label(self, child_id: str) -> str:
        """Return what a child is called on this screen: by name where this computer knows it."""
        return self.known_as(child_id) or child_id

    def full_name(self, child_id: str) -> str:
        """Return a child's full name where it says more than what the child is called here."""
        known = self.identity(child_id)
        name = (known.full_name or "") if known else ""
        return "" if name == self.known_as(child_id) else name

    def known_as(self, child_id: str) -> str:
        """Return what a child is called, or "" where this computer does not know."""
        known = self.identities.identity(child_id) if self.identities else None
        return (known.known_as or known.full_name or "") if known else ""

    def person_label(self, person: Person) -> str:
        """Return what a member of staff is called on this screen."""
        known = self.identities.staff_identity(person.id) if self.identities else None
        name = person.name or (known.full_name if known else None) or person.id
        return f"{name}, {in_terms(role_words(person.role), self.terms)}"

    @property
    def terms(self) -> Mapping[str, str]:
        """The authority's own words that stand in forms, by ours."""
        files = self.shared.policy.expectations
        return {one.ours: one.theirs for file in files for one in file.words if one.in_forms}

    def label_of(self, record_id: str) -> str:
        """Return what an id stands for on this screen, or the id where that is not known."""
        register = self.shared.register
        match self.kind_of(record_id):
            case "person" if record_id in register.people:
                return self.person_label(register.people[record_id])
            case "school" if record_id in register.schools:
                return register.schools[record_id].name
            case "child":
                return self.child_label(record_id)
            case _:
                return record_id

    def identity(self, child_id: str | None) -> Identity | None:
        """Return who a child is, where this computer knows."""
        return self.identities.identity(child_id) if self.identities and child_id else None

    def last_time(self, spec: Form, draft: Draft) -> LastTime | None:
        """Return the plan before this one, for what is shown of it beside the questions.

        Beside a review that is the plan before the one reviewed; or that plan itself, where it
        was reviewed before and sent again.
        """
        wanted = draft.child if spec.record in _WITH_A_PLAN_BEFORE else None
        casefile = self.casefile(wanted) if wanted else None
        person = self.person
        if casefile is None or person is None:
            return None
        # A review that is opened again is not what was said before it.
        reviews = tuple(one for one in casefile.qa_reviews if one.id != draft.record)
        casefile = replace(casefile, qa_reviews=reviews)
        last = _plan_before(casefile, draft)
        if last is None:
            return None
        was_there = person.role_on(self.today) in who_came(last)
        reader = readers(person, self.today, was_there=was_there)
        return LastTime(last, casefile, self.shared.policy, reader)

    def why_sent_back(
        self, child_id: str, pep_id: str, called: str | None = None
    ) -> SentBack | None:
        """Return why a plan waits to be put right, or None where it was not sent back.

        The child is called as on this screen, or as given.
        """
        casefile, pep = self.casefile(child_id), self.plan(child_id, pep_id)
        back = sent_back(pep, casefile, self.shared.policy) if pep and casefile else None
        name = self.known_as(child_id) if called is None else called
        return self._shown_back(back, name) if back else None

    def _shown_back(self, back: SentBack, name: str) -> SentBack:
        called = partial(called_by, name)
        return back.shown(
            self.label_of(back.by), lambda words: in_terms(called(words), self.terms), called
        )

    def why_back(self, spec: Form, draft: Draft, answers: Answers) -> SentBack | None:
        """Return why what somebody goes on with came back, where it did.

        Not where the child or a carer has the page before them.
        """
        child, own = draft.child or "", back_in_notes(answers)
        if spec.is_lent:
            return None
        if own is not None:
            return self._shown_back(own, self.known_as(child))
        is_gone_on_with = any(one.topics for one in spec.sections)
        return self.why_sent_back(child, draft.record) if is_gone_on_with else None

    def kept_back(self, answers: Answers) -> dict[str, tuple[MaySee, ...]]:
        """Return the keys of what the child keeps from this person, and whom the child lets."""
        return withheld(answers, self.person, self.today)

    def kept_from(self, kind: str, *versions: Values) -> dict[Way, tuple[MaySee, ...]]:
        """Return the ways to what the child keeps from this person, and whom the child lets."""
        return kept_from(self.person, self.today, kind, *versions)

    def shown(self, kind: str, *versions: Values) -> tuple[Values, ...]:
        """Return versions of a record as this person may see them."""
        return shown_to(self.person, self.today, kind, *versions)

    # --- reviews

    def review_begun(self, casefile: Casefile, pep_id: str, id_: str) -> Answers | None:
        """Return the answers that the review of a plan begins with.

        None where there is no such plan, or the policy of today has no checklist for it.
        """
        policy = self.shared.policy
        pep = next((one for one in casefile.peps if one.id == pep_id), None)
        if pep is None or not policy.checklists:
            return None
        values = begun_qa_review(
            pep,
            casefile,
            policy.checklists[0],
            day=self.today,
            reviewer=self.person_id,
            id_=id_,
        )
        record = values and type_record(values, "", BY_SCHEMA)
        if not isinstance(record, QaReview):
            return None
        return opened_judgement(record, policy, casefile, new_item_id)

    def hints(
        self, asking: Asking, answers: Answers, draft: Draft, address: str
    ) -> tuple[Beside, ...]:
        """Return what the records say beside a question of a review, and what the answers give."""
        casefile = self.casefile(draft.child) if draft.child else None
        if asking.form.judged_by is None or casefile is None:
            return ()
        if not question_of(address):
            rating = rating_the_answers_give(asking, answers, casefile)
            return (Beside("What your answers come to", (rating,)),) if rating else ()
        results = child_results(casefile, self.shared.setting(self.today))
        return hints_beside(asking, answers, casefile, results, address)

    @property
    def children(self) -> tuple[str, ...]:
        """The ids of all children."""
        return child_ids(self.root)

    @property
    def schools(self) -> Mapping[str, School]:
        """The places of education, by id."""
        return self.shared.register.schools

    # --- forms

    @staticmethod
    def kind_of(record_id: str) -> str:
        """Return the kind of record an id is of; "" where it is no id at all."""
        kinds = [kind for kind, prefix in PREFIXES.items() if record_id.startswith(f"{prefix}-")]
        return kinds[0] if kinds and _ID.fullmatch(record_id) else ""

    def form(self, name: str) -> Form | None:
        """Return the form of this name, or None."""
        return form(name) if name in form_names() else None

    def forms(self) -> tuple[Form, ...]:
        """Return every form there is, what is needed most often first."""
        return tuple(map(form, sorted(form_names(), key=_how_often)))

    def asking(self, spec: Form, draft: Draft) -> Asking:
        """Return a form as this person fills it in today."""
        register = self.shared.register
        known = {
            "school": {one.id: one.name for one in register.schools.values() if not one.closed_on},
            "person": {
                one.id: self.person_label(one) for one in register.people.values() if one.active
            },
        }
        casefile = self.casefile(draft.child) if draft.child else None
        if casefile is not None:
            known["pep"] = {one.id: pep_label(one) for one in casefile.peps}
        near = casefile.child.responsible if casefile else ()
        first = {one.person for one in near if one.covers(self.today)}
        others = Lazily(lambda: _sorted(self._perhaps_siblings(draft)))
        asking = Asking(
            spec,
            self.today,
            self.shared.policy,
            # Who has to do with the child stands first.
            {**{kind: _sorted(some, first) for kind, some in known.items()}, "child": others},
            former={
                **{one.id: one.name for one in register.schools.values() if one.closed_on},
                **{
                    one.id: self.person_label(one)
                    for one in register.people.values()
                    if not one.active
                },
            },
            child=self.known_as(draft.child) if draft.child else "",
            terms=self.terms,
            is_new=draft.base is None,
            by=self.person_id,
        )
        said = Lazily(lambda: said_before(asking, self.last_time(spec, draft)))
        entries = self._entries(casefile.child) if casefile else {}
        return replace(asking, items={"view": said, "item": entries})

    def _entries(self, child: Child) -> dict[str, str]:
        """Return what of a child's record has a day that may have been put right, by its id."""
        found: list[tuple[str, str, date]] = [
            *((one.id, "In care", one.entered_on) for one in child.care),
            *((one.id, self.label_of(one.school), one.from_on) for one in child.education),
            *(
                (one.id, code_words("YearGroup", one.year_group), one.from_on)
                for one in child.year_groups
            ),
        ]
        return {id_: f"{what}, from {day_in_words(day)}" for id_, what, day in found}


MOST_OFTEN_FIRST = (
    "new-child",
    "pep",
    "child-voice",
    "carer-view",
    "typed-for-someone",
    "meeting",
    "qa-review",
    "accept",
    "return",
    "revise",
    "filed",
    "audit",
    "action",
    "close",
    "school",
    "person",
    "calendar-closures",
    "calendar",
)
"""The forms in the order in which people need them."""


_UNREADABLE = "its file cannot be read; `pepsite validate` says what is wrong with it"


def _how_often(name: str) -> tuple[int, str]:
    place = MOST_OFTEN_FIRST.index(name) if name in MOST_OFTEN_FIRST else len(MOST_OFTEN_FIRST)
    return place, name


class Lazily(Mapping[str, str]):
    """Names that are looked for only where a page shows them."""

    def __init__(self, look: Callable[[], dict[str, str]]) -> None:
        self._look = look
        self._found: dict[str, str] | None = None

    @property
    def found(self) -> dict[str, str]:
        """The names, looked for once."""
        if self._found is None:
            self._found = self._look()
        return self._found

    def __getitem__(self, key: str) -> str:
        return self.found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


def _sorted(labels: Mapping[str, str], first: AbstractSet[str] = frozenset()) -> dict[str, str]:
    """Return names by what people read, with those first that are sought most."""
    return dict(sorted(labels.items(), key=lambda one: (one[0] not in first, one[1].casefold())))


def _named_in(file: Path) -> frozenset[str]:
    """Return the ids of people and schools in a file."""
    try:
        text = file.read_text("utf-8", errors="replace")
    except OSError:
        return frozenset()
    return frozenset(map(sys.intern, _ID.findall(text)))


def _has_worker(child: Child, people: AbstractSet[object]) -> bool:
    return any(one.person in people and one.role is Role.SOCIAL_WORKER for one in child.responsible)


@dataclass(frozen=True, slots=True)
class _Kept:
    state: tuple[int, ...]
    opened: Opened


_SHARED = (
    AUTHORITY_PATH,
    *(f"{RECORDS_FOLDER}/{one}" for one in ("people", "schools", "calendars")),
)
"""What is held in memory. Samples and actions are many, and no form asks for all of them."""
_WATCHED = ("", "/people", "/schools", "/calendars", "/children", "/authority.yaml")


def _read_shared(root: Path) -> Opened:
    """Return what all children share, read so far that nothing of it is left to be read.

    What reads a policy is larger than the policy, and need not be kept for the rest of the day.
    """
    opened = open_workspace(root, (), _SHARED)
    opened.policy.read_whole()
    return opened


def _state_of(root: Path) -> tuple[int, ...]:
    """Return what changes when a shared record is put in, taken out or replaced."""
    places = [Path(root, f"{RECORDS_FOLDER}{one}") for one in _WATCHED]
    return tuple(place.stat().st_mtime_ns if place.exists() else 0 for place in places)


def _plan_before(casefile: Casefile, draft: Draft) -> Pep | None:
    """Return the plan that came before what a draft is about."""
    about = str(draft.answers.get("pep", draft.record))
    if about != draft.record and any(one.pep == about for one in casefile.qa_reviews):
        return next((one for one in casefile.peps if one.id == about), None)
    before = []
    for one in casefile.peps:
        if one.id == about:
            break
        if one.counts:
            before.append(one)
    return before[-1] if before else None
