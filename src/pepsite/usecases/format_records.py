"""Every record in the one layout, so that a diff shows what changed and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.findings import Finding
from pepsite.store.canonical import canonical_text
from pepsite.store.files import read_file
from pepsite.store.listing import list_records
from pepsite.store.writing import save, version_of

if TYPE_CHECKING:
    from pathlib import Path

    from pepsite.usecases.selection import Selection


@dataclass(frozen=True, slots=True)
class Formatted:
    """Which files were, or would be, written anew, and which cannot be read."""

    changed: tuple[str, ...]
    findings: tuple[Finding, ...]
    looked_at: int


def format_records(root: Path, selection: Selection, *, write: bool) -> Formatted:
    """Put the records asked about into the one layout; without `write`, only say which.

    Comments and the order of fields are kept. A file that cannot be read is left as it is.

    Raises:
        RecordChangedError: someone saved a file in the moment between; that one is left.
    """
    changed: list[str] = []
    findings: list[Finding] = []
    paths = [path for path in list_records(root).paths if selection.has(path)]
    for path in paths:
        content = read_file(root, path)
        text = content if isinstance(content, Finding) else canonical_text(content, path)
        if isinstance(content, Finding):
            findings.append(content)
        elif isinstance(text, tuple):
            findings.extend(text)
        elif isinstance(text, str) and text.encode() != content:
            changed.append(path)
            if write:
                save(root, path, text, version_of(content))
    return Formatted(tuple(changed), tuple(findings), len(paths))
