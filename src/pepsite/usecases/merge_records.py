"""Two versions of a record that Git wants as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.store.merging import MergedFile, merge_files, whole_conflict

if TYPE_CHECKING:
    from pathlib import Path


def merge_records(base: Path, ours: Path, theirs: Path, path: str) -> MergedFile:
    """Merge three files as Git hands them to a merge driver: what comes of it replaces `ours`.

    `path` is where the record lies in the repository. Should the merge not come to its end, both
    versions stand in the file whole, between the markers of a conflict.

    Raises:
        OSError: one of the files cannot be read or written.
    """
    common, first, second = (one.read_bytes() for one in (base, ours, theirs))
    ours.write_bytes(whole_conflict(first, second))
    merged = merge_files(common, first, second, path)
    ours.write_bytes(merged.text)
    return merged
