"""What the head of the virtual school let past, found again in the history.

No commit says what it let past: it is judged once more against the commit before it.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pepsite.compliance.evidence import Passed, ShownBy, Staff
from pepsite.errors import GitError, PolicyPackError
from pepsite.git.proposed import REASON, commits_named, let_past_before, says_why
from pepsite.git.signatures import signers_of
from pepsite.git.trees import GitTree
from pepsite.records.paths import place_of
from pepsite.usecases.workspace import open_people

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from pepsite.git.proposed import Commit


def list_let_past(root: Path) -> tuple[Passed, ...]:
    """Return what was let past in all that led to here, oldest first.

    A commit that lets past what nobody refuses, or gives no reason, let nothing past.

    Raises:
        GitError: nothing is committed, or no repository is here.
        PepsiteError: there is no workspace here.
    """
    authority, people = open_people(root)
    return _by(root, let_past_before(root, "HEAD"), Staff(people, authority.disclosure))


def let_past_by(root: Path, commits: Collection[str], staff: Staff) -> tuple[Passed, ...]:
    """Return what these commits let past, oldest first. Each has a `Let-past` line.

    Raises:
        GitError: one of them is not here.
    """
    return _by(root, commits_named(root, commits), staff)


def _by(root: Path, commits: Iterable[Commit], staff: Staff) -> tuple[Passed, ...]:
    with_reason = (one for one in commits if says_why(one.says(REASON)))
    found = [one for commit in with_reason for one in _of(root, commit, staff)]
    return tuple(sorted(found, key=lambda one: (one.on, one.commit, one.kind, one.record)))


def _of(root: Path, commit: Commit, staff: Staff) -> Iterator[Passed]:
    from pepsite.usecases.check_change import Proposal, refused_in  # noqa: PLC0415  # as above
    from pepsite.usecases.check_commits import named_head  # noqa: PLC0415  # as above

    if not commit.parents:
        return
    try:
        refused = refused_in(root, Proposal(commit.parents[0], commit.id))
    except (GitError, PolicyPackError):  # a policy of that day that is no longer read
        return
    if not refused:
        return
    by, shown = staff.label(named_head(commit), ""), _shown_by(root, commit)
    for path, findings in groupby(refused, key=lambda one: one.path):
        place = place_of(path)
        kind, record = (
            (path.partition(" ")[0], path.partition(" ")[2])
            if place is None
            else (place.kind, place.id or place.kind)
        )
        codes = tuple(dict.fromkeys(one.code for one in findings))
        yield Passed(commit.on, kind, record, codes, commit.id, by, shown)


def _shown_by(root: Path, commit: Commit) -> ShownBy:
    """Return what shows that this was the head, by the records and the keys before the commit."""
    from pepsite.usecases.check_commits import head_in, read_signers, shown_by  # noqa: PLC0415

    with GitTree(root, commit.parents[0]) as before:
        head = head_in(before, commit)
        keys = read_signers(before) or b""
    if head is None:
        return ShownBy.NOTHING
    return shown_by(commit, head, signers_of(root, [commit.id], keys).get(commit.id, ""))
