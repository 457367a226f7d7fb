"""Work that takes much memory, done in a process of its own, which gives all of it back.

The forms stay open all day. What a look through thousands of records takes would stay with them,
and pages would wait for it meanwhile.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_FORKS: Final = sys.platform == "linux"
_OPEN_FILES: Final = 65_536


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
    there can be no such process, or it ends without an answer, the work is done here.
    """
    if not _FORKS:
        return work()
    reading, writing = os.pipe()
    with locked or nullcontext():
        process = os.fork()
    if process == 0:
        _answer(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    with suppress(ChildProcessError):
        os.waitpid(process, 0)
    try:
        found: T = pickle.loads(said)  # noqa: S301  # our own words, from a process of ours
    except (EOFError, pickle.UnpicklingError):
        return work()
    return found


def _answer(work: Callable[[], object], writing: int) -> None:
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
