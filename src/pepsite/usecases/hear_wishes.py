"""Which children want to talk to somebody: at once when they said so, until somebody has.

A child's page waits to be accepted like all that is sent. The wish does not: it is read from the
branch as well. So is that somebody talked with the child.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pepsite.compliance.wishes import wishes_to_talk
from pepsite.errors import GitError
from pepsite.git.holding import files_holding
from pepsite.git.main_line import main_line
from pepsite.git.proposed import left_at
from pepsite.git.submissions import changed_files, waiting_branches
from pepsite.git.trees import GitTree
from pepsite.git.writing import read_blob
from pepsite.records.child import Child
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.paths import RECORDS_FOLDER, kind_of, path_to
from pepsite.records.pep import Pep
from pepsite.store.reading import read_record
from pepsite.store.workspace import Reading, read_one
from pepsite.usecases.submission import BRANCHES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.git.main_line import MainLine
    from pepsite.git.submissions import Branch, FileChange

_BY_A_CHILD: Final = r"""^ +by: +["']?child["']? *(#.*)?$"""


@dataclass(frozen=True, slots=True)
class Heard:
    """What branches that wait say of children's wishes.

    `wishes` are those that only a branch has yet. `met` are the wishes, by plan and item, of which
    a branch says that somebody talked.
    """

    wishes: tuple[CheckResult, ...] = ()
    met: frozenset[tuple[str, str]] = frozenset()

    def still_open(self, accepted: Iterable[CheckResult]) -> Iterator[CheckResult]:
        """Yield the wishes among what was accepted that no branch says are met."""
        return (one for one in accepted if (one.subject, one.part) not in self.met)


def heard_here(folder: Path, setting: Setting) -> Heard:
    """Return what waits in the repository around a workspace; nothing where there is none."""
    try:
        line = main_line(folder)
        return heard_on_branches(folder, line, waiting_branches(folder, line, BRANCHES), setting)
    except GitError:
        return Heard()


def heard_on_branches(
    folder: Path, line: MainLine, branches: Iterable[Branch], setting: Setting
) -> Heard:
    """Return what these branches say of children's wishes.

    Raises:
        GitError: the main branch is not here.
    """
    wishes: dict[tuple[str, str], CheckResult] = {}
    met: set[tuple[str, str]] = set()
    with GitTree(folder, line.commit) as tree:
        for branch in branches:
            for change in _plans_changed(folder, line, branch):
                then, now = (
                    _plan_at(folder, change.path, blob) for blob in (change.before, change.after)
                )
                before, after = (_wishes_in(tree, pep, setting) for pep in (then, now))
                wishes |= {key: after[key] for key in after.keys() - before.keys()}
                # A wish that is merely gone from a branch is still there for all who look.
                met |= (before.keys() - after.keys()) & _settled_in(now)
    return Heard(
        tuple(one for key, one in sorted(wishes.items()) if key not in met), frozenset(met)
    )


def _plans_changed(folder: Path, line: MainLine, branch: Branch) -> tuple[FileChange, ...]:
    try:
        changed = changed_files(folder, left_at(folder, line.commit, branch.commit), branch.commit)
    except GitError:  # such a branch is told of where it is reviewed
        return ()
    return tuple(one for one in changed if kind_of(one.path) == "pep")


def _plan_at(folder: Path, path: str, blob: str | None) -> Pep | None:
    """Return a plan as a branch has it, or None where there is none that can be read."""
    content = read_blob(folder, blob) if blob else None
    pep = read_record(content, path, BY_SCHEMA) if content else None
    return pep if isinstance(pep, Pep) else None


def _settled_in(pep: Pep | None) -> frozenset[tuple[str, str]]:
    if pep is None:
        return frozenset()
    return frozenset((pep.id, one.id) for one in pep.concerns if one.settled_on is not None)


def _wishes_in(
    tree: GitTree, pep: Pep | None, setting: Setting
) -> dict[tuple[str, str], CheckResult]:
    if pep is None or not pep.concerns:
        return {}
    child = _child(tree, pep.child)
    found = wishes_to_talk(child, pep, setting) if child else ()
    return {(one.subject, one.part): one for one in found}


def accepted_wishes(folder: Path, commit: str, setting: Setting) -> Iterator[CheckResult]:
    """Yield the wishes in what was accepted, of which nobody has written down that they are met.

    Raises:
        GitError: there is no such commit here.
    """
    with GitTree(folder, commit) as tree:
        for path in files_holding(folder, commit, [_BY_A_CHILD], f"{RECORDS_FOLDER}/children"):
            pep = read_one(tree, path, Reading())
            child = _child(tree, pep.child) if isinstance(pep, Pep) else None
            if isinstance(pep, Pep) and child is not None:
                yield from wishes_to_talk(child, pep, setting)


def _child(tree: GitTree, child_id: str) -> Child | None:
    child = read_one(tree, path_to("child", child_id), Reading())
    return child if isinstance(child, Child) else None
