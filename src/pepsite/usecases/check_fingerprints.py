"""Is what a review or an audit says it judged a version that its PEP ever had? Asked by the gate.

A fingerprint shows that a PEP has changed since somebody judged it. One that is put right by hand
would show nothing, so that it has to be that of the PEP as it is, as it was, or as it once was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.findings import finding
from pepsite.git.proposed import objects_of
from pepsite.records.fingerprint import fingerprint
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.pep import Pep
from pepsite.records.review import Audit, QaReview
from pepsite.store.listing import unit_of
from pepsite.store.reading import read_record
from pepsite.store.tree import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pepsite.findings import FieldPath, Finding
    from pepsite.git.trees import GitTree
    from pepsite.records.kinds import Record


@dataclass(frozen=True, slots=True)
class EverThere:
    """Where versions of a PEP are looked for: in these trees, then in what led to these commits.

    The history is long, and is asked only where the trees do not have it.
    """

    folder: Path
    trees: tuple[GitTree, ...]
    commits: tuple[str, ...]

    def might_have(self, path: str, mark: str) -> bool:
        """Say whether a PEP ever had this fingerprint; of one that is in no tree, yes.

        Raises:
            GitError: Git cannot read the history.
        """
        there = {one.object_at(path) for one in self.trees if one.kind(path) == "file"}
        return (
            not there
            or self._has(there, path, mark)
            or self._has(objects_of(self.folder, self.commits, path), path, mark)
        )

    def _has(self, objects: Iterable[str | None], path: str, mark: str) -> bool:
        read = self.trees[0].version
        return any(_mark(read(one, MAX_BYTES), path) == mark for one in objects if one)


def fingerprints_are_of_the_pep(
    versions: EverThere, path: str, before: Record | None, after: Record
) -> Iterator[Finding]:
    """Yield each new fingerprint in a review or an audit that is of no version of its PEP.

    A PEP that is not there is told of elsewhere.

    Raises:
        GitError: Git cannot read the history.
    """
    known = set(_judged(before).values())
    for field, (pep, mark) in _judged(after).items():
        there = f"{unit_of(path)}/peps/{pep}.yaml"
        if (pep, mark) not in known and not versions.might_have(there, mark):
            yield finding("fingerprint-of-nothing", path, field)


def _judged(record: Record | None) -> dict[FieldPath, tuple[str, str]]:
    """Return by field which PEP a record judges, and the fingerprint it gives."""
    if isinstance(record, QaReview):
        return {("pep_fingerprint",): (record.pep, record.pep_fingerprint)}
    if isinstance(record, Audit):
        return {
            ("peps", at, "fingerprint"): (one.pep, one.fingerprint)
            for at, one in enumerate(record.peps)
        }
    return {}


def _mark(content: bytes | None, path: str) -> str | None:
    record = None if content is None else read_record(content, path, BY_SCHEMA)
    return fingerprint(record) if isinstance(record, Pep) else None
