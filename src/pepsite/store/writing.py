"""Writing one file: whole or not at all, and only over what the writer has seen."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from pepsite.errors import PepsiteError, RecordChangedError

try:
    import fcntl
except ImportError:  # pragma: no cover  # Windows: other programs are not kept out there
    _flock = None
else:
    _flock = fcntl.flock

_ONE_AT_A_TIME = Lock()


def version_of(content: bytes) -> str:
    """Return what tells one state of a file from another: the SHA-256 of its bytes."""
    return hashlib.sha256(content).hexdigest()


def save(root: Path, path: str, text: str, opened: str | None) -> None:
    """Write a file of the workspace, if it still is as it was when it was opened.

    `opened` is the `version_of` the file as the writer saw it, or None for a file that was
    not there. A reader sees the old file or the new one, never a part. Of two who save at
    once, one is refused.

    Raises:
        RecordChangedError: someone saved first; nothing was written.
        PepsiteError: the path leads out of the workspace.
        OSError: the disk said no; the old file is whole.
    """
    target = _inside(root, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with locked(target.parent):
        if _present_version(target) != opened:
            message = "someone else saved this record after you opened it; nothing was written"
            raise RecordChangedError(message)
        replace_whole(target, text.encode())


def _inside(root: Path, path: str) -> Path:
    top = root.resolve()
    target = top / path
    # The folder is followed to where it really is; a link in the file's place is not written.
    real = target.parent.resolve() / target.name
    if not real.is_relative_to(top) or real == top or target.name == ".." or real.is_symlink():
        message = "this path leads out of the workspace; nothing was written"
        raise PepsiteError(message)
    return real


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep others from writing in this folder; at the end, its names outlive a power cut."""
    with _ONE_AT_A_TIME:
        if _flock is None:  # pragma: no cover  # Windows
            yield
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            _flock(descriptor, fcntl.LOCK_EX)
            yield
            os.fsync(descriptor)  # the new name, too, outlives a power cut
        finally:
            os.close(descriptor)


def _present_version(target: Path) -> str | None:
    try:
        return version_of(target.read_bytes())
    except FileNotFoundError:
        return None


def replace_whole(target: Path, content: bytes) -> None:
    """Put the content in the place of a file: all of it or nothing, even if we are killed.

    Raises:
        OSError: the disk said no; the old file is whole.
    """
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
