"""What waits to be sent is sent for as long as the forms are open, so that no page waits for it."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

from pepsite.errors import PepsiteError
from pepsite.usecases.send_submissions import send_submissions, unsent_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from pepsite.exchange.computer_settings import Working

_LOOKS_EVERY = 3.0
_TRIES_EVERY = 60.0
"""Seconds between two looks at what waits, and between two tries where nothing is new."""


class SendingOn:
    """Sends what was proposed soon after, and tries again now and then while a forge is away."""

    def __init__(
        self,
        folder: Path,
        working: Working,
        now: Callable[[], datetime],
        looks_every: float = _LOOKS_EVERY,
    ) -> None:
        self._folder, self._working, self._now = folder, working, now
        self._looks_every = looks_every
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="sending on", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End; what is being sent is sent, or waits for the next time."""
        self._stopped.set()
        self._thread.join(self._working.timeout_seconds)

    def _run(self) -> None:
        looks, seen = 0, None
        while not self._stopped.is_set():
            state = unsent_state(self._folder)
            if state != seen or looks * self._looks_every >= _TRIES_EVERY:
                looks = 0
                with suppress(PepsiteError, OSError):  # it waits, and is tried again
                    send_submissions(self._folder, self._working, self._now())
                # What came while others were being sent has not been tried.
                seen = tuple(one for one in unsent_state(self._folder) if one in state)
            looks += 1
            self._stopped.wait(self._looks_every)
