"""What the head of the virtual school let past, found again in the history.

No commit says what it let past: it is judged once more against the commit before it.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pepsite.compliance.evidence import Passed, Staff
from pepsite.errors import GitError, PolicyPackError
from pepsite.git.proposed import REASON, let_past_before
from pepsite.records.paths import place_of
from pepsite.usecases.check_change import Proposal, refused_in
from pepsite.usecases.check_commits import named_head
from pepsite.usecases.workspace import open_people

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from pepsite.git.proposed import Commit


def list_let_past(root: Path, from_on: date | None = None) -> tuple[Passed, ...]:
    """Return what was let past in all that led to here, oldest first, from a day on.

    A commit that lets past what nobody refuses, or gives no reason, let nothing past.

    Raises:
        GitError: nothing is committed, or no repository is here.
        PepsiteError: there is no workspace here.
    """
    authority, people = open_people(root)
    staff = Staff(people, authority.disclosure)
    found = [
        one
        for commit in let_past_before(root, "HEAD")
        if commit.says(REASON) and (from_on is None or commit.on >= from_on)
        for one in _of(root, commit, staff)
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.commit, one.kind, one.record)))


def _of(root: Path, commit: Commit, staff: Staff) -> Iterator[Passed]:
    if not commit.parents:
        return
    try:
        refused = refused_in(root, Proposal(commit.parents[0], commit.id))
    except (GitError, PolicyPackError):  # a policy of that day that is no longer read
        return
    by = staff.label(named_head(commit), "")
    for path, findings in groupby(refused, key=lambda one: one.path):
        place = place_of(path)
        kind, record = (
            (path.partition(" ")[0], path.partition(" ")[2])
            if place is None
            else (place.kind, place.id or place.kind)
        )
        codes = tuple(dict.fromkeys(one.code for one in findings))
        yield Passed(commit.on, kind, record, codes, commit.id, by)
