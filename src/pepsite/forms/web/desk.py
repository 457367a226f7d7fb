"""What lies before the person who opened the forms: the workspace, names, drafts, the clock."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from pepsite.compliance.checks import CHECKS
from pepsite.compliance.results import Status
from pepsite.errors import RecordNotOpenedError
from pepsite.forms.in_touch import Touch
from pepsite.forms.questions.phrasing import in_terms
from pepsite.forms.questions.prose import first_names
from pepsite.forms.questions.withholding import kept_from, shown_to, withheld
from pepsite.forms.questions.wording import form, form_names
from pepsite.forms.web.apart import in_this_process
from pepsite.forms.web.remembered import Remembered
from pepsite.privacy.permission import About, Action, may
from pepsite.privacy.wording import role as role_words
from pepsite.records.ids import CHARACTER, PREFIXES
from pepsite.records.paths import AUTHORITY_PATH, RECORDS_FOLDER, path_to, place_of
from pepsite.usecases.propose_record import open_record
from pepsite.usecases.review_submissions import list_submissions
from pepsite.usecases.workspace import child_ids, open_workspace, read_child

if TYPE_CHECKING:
    from pepsite.forms.questions.answers import Answers
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

    @property
    def children(self) -> tuple[str, ...]:
        """The ids of all children."""
        return child_ids(self.root)

    @property
    def schools(self) -> Mapping[str, School]:
        """The places of education, by id."""
        return self.shared.register.schools

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

    def find_plan(self, child_id: str, pep_id: str) -> tuple[Casefile, Pep] | None:
        """Return a child's records with one of the child's plans as accepted last, or None."""
        casefile = self.casefile(child_id)
        pep = casefile.pep(pep_id) if casefile else None
        return None if casefile is None or pep is None else (casefile, pep)

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

    def kept_back(self, answers: Answers) -> dict[str, tuple[MaySee, ...]]:
        """Return the keys of what the child keeps from this person, and whom the child lets."""
        return withheld(answers, self.person, self.today)

    def kept_from(self, kind: str, *versions: Values) -> dict[Way, tuple[MaySee, ...]]:
        """Return the ways to what the child keeps from this person, and whom the child lets."""
        return kept_from(self.person, self.today, kind, *versions)

    def shown(self, kind: str, *versions: Values) -> tuple[Values, ...]:
        """Return versions of a record as this person may see them."""
        return shown_to(self.person, self.today, kind, *versions)

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


def _named_in(file: Path) -> frozenset[str]:
    """Return the ids of people and schools in a file."""
    try:
        text = file.read_text("utf-8", errors="replace")
    except OSError:
        return frozenset()
    return frozenset(map(sys.intern, _ID.findall(text)))


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
    return tuple(_changed_at(place) for place in _watched(root))


@cache
def _watched(root: Path) -> tuple[Path, ...]:
    return tuple(Path(root, f"{RECORDS_FOLDER}{one}") for one in _WATCHED)


def _changed_at(place: Path) -> int:
    """Return when a place was changed, or 0 where there is none."""
    try:
        return place.stat().st_mtime_ns
    except OSError:
        if place.exists():
            raise
        return 0
