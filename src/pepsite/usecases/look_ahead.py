"""What waits for somebody today: plans to quality assure, plans sent back, and what is due next.

Read from what was accepted, and only where it has to be: Git finds the plans that were sent and
the children somebody works with, so that a repository of years takes little longer than a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from pepsite.compliance.coverage.schools import schools_quality_assured
from pepsite.compliance.follow_up import action_in_time
from pepsite.compliance.results import Status
from pepsite.compliance.sampling.fulfilled import audits_to_do, drawn_sample
from pepsite.findings import Finding
from pepsite.git.holding import files_holding
from pepsite.git.trees import GitTree
from pepsite.privacy.permission import About, may, writes
from pepsite.privacy.permission import Action as Does
from pepsite.records.child import Child
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.paths import RECORDS_FOLDER, path_to, place_of
from pepsite.records.pep import Pep, PepStatus, PepType
from pepsite.records.review import Action, QaReview, Sample
from pepsite.store.files import read_file
from pepsite.store.reading import read_record
from pepsite.usecases.compute_compliance import (
    Kept,
    Only,
    child_results,
    open_results,
    rows_of,
)
from pepsite.usecases.workspace import read_child

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.records.casefile import Casefile
    from pepsite.records.person import Person

R = TypeVar("R", Action, Sample)
_CHILDREN = f"{RECORDS_FOLDER}/children"
_SUBMITTED = r"""^status: +["']?submitted["']? *(#.*)?$"""


@dataclass(frozen=True, slots=True)
class AwaitingQa:
    """A plan that was sent as complete and is not accepted or sent back yet.

    `day` is the one it is known by. `reviewed_on` is the day of a review of it since, where
    there is one. No more of it is kept: hundreds may wait, for as long as the forms are open.
    """

    child: str
    pep: str
    type: PepType
    day: date | None
    sent_on: date
    reviewed_on: date | None


@dataclass(frozen=True, slots=True)
class DueNext:
    """A duty that is somebody's turn: what it is, of which child and record, and by when.

    `child` is "" where it is about none, and `may_read` whether the person may open the child's
    pages. Some duties have no day. `plan` is the type, and the day it is known by, of the plan that
    the duty is about. `because` says how the duty stands, and `since` what it counts from and on
    which day. `untold` says why it cannot be told how it stands.
    """

    title: str
    child: str
    subject: str
    due_on: date | None
    may_read: bool
    is_late: bool = False
    untold: str = ""
    because: str = ""
    since: tuple[str, date] | None = None
    plan: tuple[PepType, date | None] | None = None

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key: what is late, what is due soonest, what has no day, what nobody can tell."""
        day = self.due_on or date.max
        return bool(self.untold), not self.is_late, day, self.title, self.child, self.subject


@dataclass(frozen=True, slots=True)
class ToPutRight:
    """A plan that was sent back and is somebody's to put right: of which child, since when."""

    child: str
    pep: str
    sent_back_on: date


@dataclass(frozen=True, slots=True)
class Ahead:
    """What waits as of a state of the records.

    `unread` plans could not be read that may wait, and `due_unread` records that may say more of
    what is due.
    """

    awaiting: tuple[AwaitingQa, ...]
    due: tuple[DueNext, ...]
    to_put_right: tuple[ToPutRight, ...]
    unread: int
    due_unread: int


def look_ahead(folder: Path, commit: str, setting: Setting, person: Person) -> Ahead:
    """Return what waits in a commit, on the day of the setting.

    Raises:
        GitError: there is no such commit here.
    """
    awaiting: list[AwaitingQa] = []
    unread = 0
    with GitTree(folder, commit) as tree:
        for path in files_holding(folder, commit, [_SUBMITTED], _CHILDREN):
            found = _awaiting(tree, path)
            unread += found is None
            awaiting += [found] if isinstance(found, AwaitingQa) else []
        duties = _Due(folder, commit, tree, setting, person)
        due = duties.all()
    awaiting.sort(key=lambda one: (one.sent_on, one.pep))
    to_put_right = sorted(duties.to_put_right, key=lambda one: (one.sent_back_on, one.pep))
    return Ahead(tuple(awaiting), due, tuple(to_put_right), unread, duties.unread)


def _awaiting(tree: GitTree, path: str) -> AwaitingQa | Pep | None:
    """Return a plan that waits, another record, or None for what cannot be read."""
    place, record = place_of(path), _read(tree, path)
    if not isinstance(record, Pep) or place is None:
        return None
    if record.status is not PepStatus.SUBMITTED or record.sent_on is None:
        return record
    folder, named = f"{path.rpartition('/peps/')[0]}/qa-reviews", record.id.encode()
    reviews = (_read(tree, one, named) for one in tree.below(folder))
    days = [
        one.reviewed_on
        for one in reviews
        if isinstance(one, QaReview) and one.pep == record.id and one.reviewed_on >= record.sent_on
    ]
    reviewed_on = max(days, default=None)
    return AwaitingQa(
        record.child,
        record.id,
        record.type,
        record.known_by_day,
        record.sent_on,
        reviewed_on,
    )


def _read(tree: GitTree, path: str, named: bytes = b"") -> object:
    """Return a record, where it can be read and these bytes are in it."""
    content = read_file(tree, path)
    if isinstance(content, Finding) or named not in content:
        return None
    return read_record(content, path, BY_SCHEMA)


def _plans_in(casefile: Casefile) -> dict[str, Pep]:
    """Return a child's plans by their own ids, and by those of their reviews."""
    plans = {one.id: one for one in casefile.peps}
    return plans | {one.id: plans[one.pep] for one in casefile.qa_reviews if one.pep in plans}


@dataclass(slots=True)
class _Due:
    """What one person has to do or to find out, as of a commit.

    The same results as `pepsite due --person` lists, of the few records that can give one: those of
    a child beside whom the person, a school of theirs, or a PEP they were given is named. Of the
    same children come the plans to put right.
    """

    folder: Path
    commit: str
    tree: GitTree
    setting: Setting
    person: Person
    unread: int = 0
    to_put_right: list[ToPutRight] = field(default_factory=list)
    _readable: dict[str, bool] = field(default_factory=dict)

    def all(self) -> tuple[DueNext, ...]:
        samples = [drawn_sample(one) for one in self._naming_them("sample", Sample)]
        given = [
            pep
            for one in samples
            for pep, people in zip(one.peps, one.auditors, strict=False)
            if self.person.id in people
        ]
        found: list[DueNext] = []
        left, plan_of = Kept(), dict[str, Pep]()
        for casefile in self._children([self.person.id, *self.person.schools, *given]):
            plans = _plans_in(casefile)
            found += self._told(child_results(casefile, self.setting), plans)
            left.keep(rows_of(casefile, self.setting))
            plan_of.update(plans)
            self.to_put_right += self._sent_back(casefile)
        shared = [*schools_quality_assured(left.schools, self.setting)]
        shared += audits_to_do(left.samples, samples, self.setting)
        for action in self._naming_them("action", Action):
            shared += action_in_time(action, self.setting)
        found += self._told(shared, plan_of)
        return tuple(sorted(found, key=lambda one: one.order))

    def _sent_back(self, casefile: Casefile) -> Iterator[ToPutRight]:
        """Yield the plans that were sent back and are this person's to write."""
        setting = self.setting
        about = About("pep", setting.as_of, casefile.child, owners=setting.policy.sections)
        for pep in casefile.peps if writes(self.person, about) else ():
            if pep.status is PepStatus.RETURNED and pep.returned:
                yield ToPutRight(pep.child, pep.id, pep.returned[-1].returned_on)

    def _told(
        self, results: Iterable[CheckResult], plan_of: Mapping[str, Pep]
    ) -> Iterator[DueNext]:
        for one in open_results(results, Only(person=self.person.id)):
            plan, told = plan_of.get(one.subject), one.explanation
            child = one.child or (plan.child if plan else "")
            is_untold = one.status is Status.CANNOT_TELL
            yield DueNext(
                told.rule,
                child,
                one.subject,
                one.due_on,
                self._may_read(child),
                is_late=one.status is Status.OVERDUE,
                untold=told.because if is_untold else "",
                because=told.because,
                since=(told.counted_from_what, told.counted_from)
                if told.counted_from_what and told.counted_from
                else None,
                plan=(plan.type, plan.known_by_day) if plan else None,
            )

    def _may_read(self, child: str) -> bool:
        if child and child not in self._readable:
            self._may_read_of(_read(self.tree, path_to("child", child)))
        return self._readable.get(child, False)

    def _may_read_of(self, child: object) -> None:
        if isinstance(child, Child):
            about = About("child", self.setting.as_of, child)
            self._readable[child.id] = may(self.person, Does.READ, about)

    def _children(self, named: list[str]) -> Iterator[Casefile]:
        paths = files_holding(self.folder, self.commit, named, _CHILDREN)
        for folder in sorted({"/".join(one.split("/")[:3]) for one in paths}):
            files = tuple(sorted(one for one in self.tree.below(folder) if place_of(one)))
            casefile, not_read = read_child(self.tree, (folder, files))
            self.unread += not_read
            if casefile is not None:
                self._may_read_of(casefile.child)
                yield casefile

    def _naming_them(self, kind: str, model: type[R]) -> Iterator[R]:
        """Yield the records of a kind that all children share in which the person is named."""
        place = path_to(kind, "").rpartition("/")[0]
        for path in files_holding(self.folder, self.commit, [self.person.id], place):
            record = _read(self.tree, path)
            self.unread += not isinstance(record, model)
            if isinstance(record, model):
                yield record
