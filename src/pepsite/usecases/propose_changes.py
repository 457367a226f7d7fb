"""What somebody changed in their own files, as a submission: their files stay as they are."""

from __future__ import annotations

import hashlib
from os.path import lexists
from typing import TYPE_CHECKING

from pepsite.errors import PepsiteError
from pepsite.findings import Finding
from pepsite.git.changes import changed_from
from pepsite.git.proposed import object_of
from pepsite.git.writing import blob_at
from pepsite.records.paths import place_of
from pepsite.store.files import read_file
from pepsite.usecases.submission import Edit

if TYPE_CHECKING:
    from pathlib import Path

    from pepsite.usecases.selection import Selection


def changed_records(root: Path, selection: Selection) -> tuple[Edit, ...]:
    """Return the records that differ from what was committed here last, new and gone ones too.

    Raises:
        PepsiteError: nothing differs, or a file cannot be read.
        GitError: nothing is committed, or no repository is here.
    """
    commit = object_of(root, "HEAD")
    paths = [
        path
        for path in sorted(changed_from(root, commit))
        if place_of(path) is not None and selection.has(path)
    ]
    if not paths:
        raise PepsiteError(_NOTHING)
    return tuple(Edit(path, _content(root, path), blob_at(root, commit, path)) for path in paths)


_NOTHING = "no record was changed here since the last commit; nothing is sent"


def _content(root: Path, path: str) -> bytes | None:
    if not lexists(root / path):
        return None
    content = read_file(root, path)
    if isinstance(content, Finding):
        message = f"{path}: {content.message}"
        raise PepsiteError(message)
    return content


def id_of(person: str, edits: tuple[Edit, ...]) -> str:
    """Return an id for what is sent: the same for the same changes of the same person."""
    told = hashlib.sha256(person.encode())
    for one in edits:
        content = one.content if isinstance(one.content, bytes) else b""
        told.update(f"\0{one.path}\0{one.base_blob}\0{len(content)}\0".encode() + content)
    return told.hexdigest()[:20]
