"""What is to be cleared away is cleared away too when the system ends a command."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_ENDED_BY: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""A computer that is shut down, a job that took too long; a terminal that is closed."""


@contextmanager
def ended_as_by_ctrl_c() -> Iterator[None]:
    """Take the end of a session as Ctrl-C, so that half a site does not stay where it was made."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.signal(one, signal.default_int_handler) for one in _ENDED_BY}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
