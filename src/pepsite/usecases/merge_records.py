"""Two versions of a record that Git wants as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.main_line import main_line
from pepsite.git.writing import blob_at, read_blob
from pepsite.store.merging import MergedFile, merge_files, whole_conflict

if TYPE_CHECKING:
    from pathlib import Path

    from pepsite.versions.growing import Accepted


def merge_records(folder: Path, base: Path, ours: Path, theirs: Path, path: str) -> MergedFile:
    """Merge three files as Git hands them to a merge driver: what comes of it replaces `ours`.

    `path` is where the record lies in the repository, and `folder` is the top of that. Should the
    merge not come to its end, both versions stand in the file whole, between the markers of a
    conflict.

    Raises:
        OSError: one of the files cannot be read or written.
    """
    common, first, second = (one.read_bytes() for one in (base, ours, theirs))
    ours.write_bytes(whole_conflict(first, second))
    merged = merge_files(common, first, second, path, _accepted(folder, first, second, path))
    ours.write_bytes(merged.text)
    return merged


def _accepted(folder: Path, ours: bytes, theirs: bytes, path: str) -> Accepted | None:
    """Return which side is the record as the main branch has it, whichever way Git merges."""
    try:
        blob = blob_at(folder, main_line(folder).commit, path)
        content = None if blob is None else read_blob(folder, blob)
    except GitError:
        return None  # nothing was accepted here yet, or this is no repository
    return "ours" if content == ours else "theirs" if content == theirs else None
