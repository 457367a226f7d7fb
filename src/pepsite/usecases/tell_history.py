"""What became of a record, commit by commit, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pepsite.compliance.evidence import Accepted, Did, Life, Staff, Step
from pepsite.errors import GitError, PepsiteError
from pepsite.git.command import NO_DAY
from pepsite.git.history import Change, Commit, Log, accepted_by, read_blobs, read_log
from pepsite.records.paths import place_of
from pepsite.records.pep import PepStatus
from pepsite.store.reading import said_in
from pepsite.usecases.workspace import open_people
from pepsite.versions.differences import counts_by_section, differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pepsite.store.tree import JSON


def tell_history(root: Path, record: str) -> Life:
    """Return the life of the record with this id, or at this path, from the first commit on.

    Raises:
        PepsiteError: no commit has such a record, or there is no workspace here.
        GitError: nothing is committed, the clone is not whole, or no repository is here.
    """
    authority, people = open_people(root)
    log = read_log(root, _is_of(record))
    changes = in_order(log)
    if not changes:
        message = "no commit here has a record with this id; `pepsite due` and others list ids"
        raise PepsiteError(message)
    told = Telling(log, Staff(people, authority.disclosure))
    path = changes[-1][0]
    place = place_of(path)
    if place is None:
        raise PepsiteError(_NO_RECORD)
    contents = _contents(root, (change for _, change in changes))
    steps = tuple(_step(told, change, contents, place.kind) for _, change in changes)
    return Life(place.id or place.kind, place.kind, steps)


_NO_RECORD = "no record is kept at such a path"


def _is_of(record: str) -> Callable[[str], bool]:
    name = record.removesuffix(".yaml").rpartition("/")[2]

    def is_of(path: str) -> bool:
        if path == record:
            return place_of(path) is not None
        if not path.endswith((f"/{name}.yaml", f"/{name}/child.yaml")):
            return False
        place = place_of(path)
        return place is not None and name in (place.id, place.kind)

    return is_of


def in_order(log: Log) -> list[tuple[str, Change]]:
    """Return all changes of files with their paths, oldest first."""
    turn = {commit.id: number for number, commit in enumerate(log.commits)}
    found = [(path, change) for path, changes in log.changes.items() for change in changes]
    return sorted(found, key=lambda one: -turn[one[1].commit.id])


class Telling:
    """Who wrote and who accepted each commit of a log, as the authority has staff shown."""

    def __init__(self, log: Log, staff: Staff) -> None:
        """Take in the log, and who is who."""
        self.staff = staff
        self._merges = accepted_by(log.commits)

    def who(self, commit: Commit) -> str:
        """Return how the author of a commit is shown."""
        return self.staff.label(commit.author, commit.email)

    def merge_of(self, commit: Commit) -> Commit | None:
        """Return the merge that brought a commit in, or None where none did."""
        return self._merges.get(commit.id)

    def accepted(self, commit: Commit) -> Accepted | None:
        """Return by whom a commit was accepted, or None where nobody is known to have looked."""
        merge = self.merge_of(commit)
        author = (commit.author, commit.email)
        for one in (commit, *((merge,) if merge else ())):
            for reviewer in one.reviewers:
                words = (reviewer, reviewer)
                if not self.staff.same(author, words):
                    return Accepted(
                        self.staff.label(*words), day_of(one), one.id, by_its_author=False
                    )
        if merge is None:
            return None
        by_its_author = self.staff.same(author, (merge.author, merge.email))
        return Accepted(self.who(merge), day_of(merge), merge.id, by_its_author=by_its_author)


def day_of(commit: Commit) -> date:
    """Return the day on which a commit was written, where its author was.

    Raises:
        GitError: its object was written by hand, and has no day.
    """
    try:
        return date.fromisoformat(commit.written[:10])
    except ValueError as no_day:
        raise GitError(NO_DAY) from no_day


def _contents(root: Path, changes: Iterable[Change]) -> dict[str, bytes]:
    blobs = dict.fromkeys(
        blob for change in changes for blob in (change.before, change.after) if blob is not None
    )
    return dict(zip(blobs, read_blobs(root, blobs), strict=True))


def _step(told: Telling, change: Change, contents: Mapping[str, bytes], kind: str) -> Step:
    before, after = (
        said_in(contents[blob]) if blob else {} for blob in (change.before, change.after)
    )
    sections: Mapping[str, int] = {}
    if change.before is None:
        did = Did.BEGAN
    elif change.after is None:
        did = Did.REMOVED
    else:
        sections = counts_by_section(differences(kind, before, after))
        did = Did.CHANGED if sections else Did.LAID_OUT
    status = (_status(before), _status(after)) if kind == "pep" else (None, None)
    commit = change.commit
    return Step(
        commit.id, day_of(commit), told.who(commit), did, sections, status, told.accepted(commit)
    )


_STATUSES = frozenset(PepStatus)


def _status(version: Mapping[str, JSON]) -> str | None:
    """Return the status of a PEP in this version of it, where it is one of ours."""
    word = version.get("status")
    return word if isinstance(word, str) and word in _STATUSES else None
