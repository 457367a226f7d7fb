"""Plans that somebody has begun and sent for review, and that nobody has accepted yet.

Whoever else begins the same plan writes the same record: else one child has two of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.errors import GitError, PepsiteError
from pepsite.git.main_line import main_line
from pepsite.git.proposed import left_at
from pepsite.git.submissions import changed_files, waiting_branches
from pepsite.git.writing import read_blob
from pepsite.records.paths import place_of
from pepsite.records.pep import PepStatus
from pepsite.store.reading import parse
from pepsite.usecases.submission import BRANCHES

if TYPE_CHECKING:
    from pathlib import Path

    from pepsite.git.main_line import MainLine
    from pepsite.git.submissions import Branch


@dataclass(frozen=True, slots=True)
class BegunPlan:
    """A new plan that waits for review: its id, and whether it was sent as complete."""

    id: str
    is_complete: bool


def begun_plans(folder: Path) -> dict[tuple[str, str], BegunPlan]:
    """Return the new plans that wait for review, by child and type of plan.

    A branch that cannot be read is passed over: what waits for review says of it what is wrong.
    """
    try:
        line = main_line(folder)
    except GitError:  # nothing was accepted yet, so nothing waits
        return {}
    found: dict[tuple[str, str], BegunPlan] = {}
    for branch in waiting_branches(folder, line, BRANCHES):
        try:
            found |= _begun_on(folder, line, branch)
        except PepsiteError:
            continue
    return found


def _begun_on(folder: Path, line: MainLine, branch: Branch) -> dict[tuple[str, str], BegunPlan]:
    base = left_at(folder, line.commit, branch.commit)
    found = {}
    for one in changed_files(folder, base, branch.commit):
        place = place_of(one.path)
        if place is None or place.kind != "pep" or one.before is not None or one.after is None:
            continue
        values = parse(read_blob(folder, one.after) or b"", one.path)
        if not isinstance(values, tuple):
            begun = BegunPlan(str(place.id), values.get("status") != PepStatus.DRAFT)
            found[str(place.child), str(values.get("type", ""))] = begun
    return found
