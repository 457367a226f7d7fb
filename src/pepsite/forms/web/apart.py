"""Work that takes much memory, done in a process of its own, which gives all of it back.

The forms stay open all day. What a look through thousands of records takes would stay with them,
and pages would wait for it meanwhile.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from time import monotonic
from typing import TYPE_CHECKING, Final, NoReturn, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_FORKS: Final = sys.platform == "linux"
_OPEN_FILES: Final = 65_536
_PATIENCE: Final = 120.0
"""Seconds after which a process that has not answered is ended."""
_PART: Final = 65_536


class Does(Protocol):
    """How work is done: here, or apart. `locked` is a lock that the work will take."""

    def __call__(
        self, work: Callable[[], T], locked: AbstractContextManager[object] | None = None
    ) -> T:
        """Do the work, and return what it comes to."""


def in_this_process(
    work: Callable[[], T], locked: AbstractContextManager[object] | None = None
) -> T:
    """Do it here: where there is little, that is sooner done."""
    del locked
    return work()


def apart(work: Callable[[], T], locked: AbstractContextManager[object] | None = None) -> T:
    """Do it in a process that is this one as it stands now.

    Nobody else holds `locked` when that process begins, so that it need not wait for ever. Where
    there can be no such process, or it gives no answer within two minutes, the work is done here:
    it may wait for what another thread of ours held when it began, and nobody there lets that go.
    """
    said = _asked_apart(work, locked) if _FORKS else b""
    try:
        found: T = pickle.loads(said)  # noqa: S301  # our own words, from a process of ours
    except (EOFError, pickle.UnpicklingError):
        return work()
    return found


def _asked_apart(
    work: Callable[[], object], locked: AbstractContextManager[object] | None
) -> bytes:
    """Return what another process says; nothing, or a part of it, where it did not come to that."""
    try:
        reading, writing = os.pipe()
    except OSError:
        return b""
    try:
        with locked or nullcontext():
            process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return b""
    if process == 0:
        _answer(work, writing)
    os.close(writing)
    try:
        return _read(reading, monotonic() + _PATIENCE)
    finally:
        os.close(reading)
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(process, signal.SIGKILL)  # it has said all, or is not waited for any longer
            os.waitpid(process, 0)


def _read(reading: int, until: float) -> bytes:
    """Return what comes out of a pipe until its end, or until this moment."""
    said = bytearray()
    watched = select.poll()
    watched.register(reading, select.POLLIN)
    while watched.poll(max(0.0, until - monotonic()) * 1000):
        part = os.read(reading, _PART)
        if not part:
            return bytes(said)
        said += part
    return b""


def _answer(work: Callable[[], object], writing: int) -> NoReturn:
    """Do the work, say what it comes to, and end; say nothing where it cannot be done."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.closerange(3, writing)  # the door of the forms is not this process's to keep open
        os.closerange(writing + 1, _OPEN_FILES)
        said = pickle.dumps(work())
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(said)
    finally:
        os._exit(0)
