"""What waits for somebody today: plans to quality assure, the oldest first, and what is due next.

Read from what was accepted, and only where it has to be: Git finds the plans that were sent and
the children somebody works with, so that a repository of years takes little longer than a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pepsite.compliance.results import Status
from pepsite.findings import Finding
from pepsite.git.holding import files_holding
from pepsite.git.trees import GitTree
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.paths import RECORDS_FOLDER, place_of
from pepsite.records.pep import Pep, PepStatus, PepType
from pepsite.records.review import QaReview
from pepsite.store.files import read_file
from pepsite.store.reading import read_record
from pepsite.usecases.compute_compliance import child_results
from pepsite.usecases.workspace import read_child

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.records.person import Person

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
    """A duty that is somebody's turn: what it is, about which child, and by when."""

    title: str
    child: str
    subject: str
    due_on: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """What waits as of a state of the records. `unread` plans could not be read."""

    awaiting: tuple[AwaitingQa, ...]
    due: tuple[DueNext, ...]
    unread: int


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
        due = tuple(_due(folder, commit, tree, setting, person))
    return Ahead(
        tuple(sorted(awaiting, key=lambda one: (one.sent_on, one.pep))),
        tuple(sorted(due, key=lambda one: (one.due_on, one.title, one.child))),
        unread,
    )


def _awaiting(tree: GitTree, path: str) -> AwaitingQa | Pep | None:
    """Return a plan that waits, another record, or None for what cannot be read."""
    place, record = place_of(path), _read(tree, path)
    if not isinstance(record, Pep) or place is None:
        return None
    if record.status is not PepStatus.SUBMITTED or record.completed_on is None:
        return record
    folder, named = f"{path.rpartition('/peps/')[0]}/qa-reviews", record.id.encode()
    reviews = (_read(tree, one, named) for one in tree.below(folder))
    days = [
        one.reviewed_on
        for one in reviews
        if isinstance(one, QaReview)
        and one.pep == record.id
        and one.reviewed_on >= record.completed_on
    ]
    reviewed_on = max(days, default=None)
    return AwaitingQa(
        record.child,
        record.id,
        record.type,
        record.known_by_day,
        record.completed_on,
        reviewed_on,
    )


def _read(tree: GitTree, path: str, named: bytes = b"") -> object:
    """Return a record, where it can be read and these bytes are in it."""
    content = read_file(tree, path)
    if isinstance(content, Finding) or named not in content:
        return None
    return read_record(content, path, BY_SCHEMA)


def _due(
    folder: Path, commit: str, tree: GitTree, setting: Setting, person: Person
) -> Iterator[DueNext]:
    """Yield what is this person's turn: of the children they, or their schools, are named for."""
    titles = setting.policy.titles()
    named = [person.id, *person.schools]
    for path in files_holding(folder, commit, named, _CHILDREN, "/child.yaml"):
        child_folder = path.rpartition("/")[0]
        paths = tuple(sorted(one for one in tree.below(child_folder) if place_of(one)))
        casefile, _ = read_child(tree, (child_folder, paths))
        results = list(child_results(casefile, setting)) if casefile else []
        own = {_same(one) for one in results if not one.statutory}
        for one in _of(person.id, results):
            if one.due_on is not None and not (one.statutory and _same(one) in own):
                late = one.status is Status.OVERDUE
                title = titles.get(one.check, one.check)
                yield DueNext(title, one.child or "", one.subject, one.due_on, late)


def _of(person: str, results: Iterable[CheckResult]) -> Iterator[CheckResult]:
    open_ones = (Status.DUE, Status.OVERDUE)
    return (one for one in results if one.owner == person and one.status in open_ones)


def _same(one: CheckResult) -> tuple[object, ...]:
    return one.asks, one.subject, one.part, one.due_on
