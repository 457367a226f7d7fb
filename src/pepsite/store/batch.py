"""Writing many files at once: all of them are whole on disk before the first takes its place."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from pepsite.errors import PepsiteError, RecordChangedError
from pepsite.store.writing import version_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def save_new(root: Path, files: Iterable[tuple[str, str]]) -> int:
    """Write files into a folder that has none of them yet, and return how many.

    Made for a new workspace, which is worthless until it is whole and can be made again.

    Raises:
        PepsiteError: one of the files is there already; it is left as it is.
    """
    written = 0
    for path, text in files:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError as exists:
            message = f"{path} is there already; give a folder that is new or empty"
            raise PepsiteError(message) from exists
        written += 1
    return written


def save_all(root: Path, files: Mapping[str, str], opened: Mapping[str, str | None]) -> None:
    """Write all files or none of them: each only over what it was when it was opened.

    `opened` has the `version_of` each file as the writer saw it, or None where there was
    none. Should the power go while the files take their places, doing the same again mends it.

    Raises:
        RecordChangedError: someone saved one of them first; nothing was written.
        OSError: the disk said no while files were prepared; nothing was written.
    """
    mark = f".{secrets.token_hex(4)}.tmp"
    prepared: list[tuple[Path, Path]] = []
    try:
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}{mark}")
            prepared.append((beside, target))
            beside.write_text(text, encoding="utf-8", newline="\n")
        _refuse_changed(root, opened)
        if hasattr(os, "sync"):  # pragma: no branch  # Windows has none
            os.sync()
        for beside, target in prepared:
            beside.replace(target)
    finally:
        for beside, _ in prepared:
            with suppress(OSError):
                beside.unlink()


def _refuse_changed(root: Path, opened: Mapping[str, str | None]) -> None:
    for path, version in opened.items():
        try:
            present = version_of((root / path).read_bytes())
        except FileNotFoundError:
            present = None
        if present != version:
            message = "someone else saved one of these records meanwhile; nothing was written"
            raise RecordChangedError(message)
