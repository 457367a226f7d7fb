"""What a sample can be drawn from, gathered from every child of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.compliance.sampling.population import Candidate, candidates
from pepsite.errors import PepsiteError
from pepsite.records.fingerprint import fingerprint
from pepsite.usecases.in_parallel import in_order
from pepsite.usecases.workspace import read_child

if TYPE_CHECKING:
    from collections.abc import Collection

    from pepsite.compliance.results import Setting
    from pepsite.compliance.sampling.population import Drawing
    from pepsite.store.files import Source
    from pepsite.usecases.workspace import ChildFolder, Opened

_UNREADABLE = (
    "{number} records cannot be read, so nobody knows whether their PEPs belong in the draw; "
    "mend them first, see `pepsite validate`"
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The PEPs that can be drawn, and of how many the records do not say whether they can."""

    listed: tuple[Candidate, ...]
    cannot_tell: int


def gather(opened: Opened, drawing: Drawing, setting: Setting, jobs: int) -> Gathered:
    """Return what can be drawn, in whatever order the files lie.

    Raises:
        PepsiteError: a child's record cannot be read.
    """
    listed: list[Candidate] = []
    cannot_tell = not_read = 0
    asked = (opened.root, drawing, setting)
    for found, untold, unread in in_order(_of_child, asked, opened.folders(), jobs):
        listed += found
        cannot_tell += untold
        not_read += unread
    if not_read:
        message = _UNREADABLE.format(number=not_read)
        raise PepsiteError(message)
    return Gathered(tuple(sorted(listed, key=lambda one: one.pep)), cannot_tell)


def _of_child(
    asked: tuple[Source, Drawing, Setting], folder: ChildFolder
) -> tuple[list[Candidate], int, int]:
    root, drawing, setting = asked
    casefile, not_read = read_child(root, folder)
    if casefile is None:
        return [], 0, not_read
    found = list(candidates(casefile, drawing, setting))
    listed = [one for one in found if isinstance(one, Candidate)]
    return listed, len(found) - len(listed), not_read


def fingerprints_now(opened: Opened, peps: Collection[str], jobs: int) -> dict[str, str]:
    """Return what each of these PEPs says now, as a fingerprint; one that is gone is left out."""
    wanted = frozenset(peps)
    folders = tuple(
        folder
        for folder in opened.folders()
        if any(path.rpartition("/")[2].removesuffix(".yaml") in wanted for path in folder[1])
    )
    found: dict[str, str] = {}
    for marks in in_order(_fingerprints, (opened.root, wanted), folders, jobs):
        found.update(marks)
    return found


def _fingerprints(asked: tuple[Source, frozenset[str]], folder: ChildFolder) -> dict[str, str]:
    root, wanted = asked
    casefile, _ = read_child(root, folder)
    peps = casefile.peps if casefile else ()
    return {pep.id: fingerprint(pep) for pep in peps if pep.id in wanted}
