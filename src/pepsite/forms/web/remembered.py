"""What takes long is worked out once, beside the pages; a page shows the last that is known.

One thread at a time works on it. Whoever asks first waits a moment, so that a small workspace is
always shown as it is; who asks while it is worked out gets what was known before, with its time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Thread
from typing import Generic, TypeVar

from pepsite.errors import PepsiteError

T = TypeVar("T")
_PATIENCE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """What was worked out, when, and whether things have changed since."""

    value: T
    at: datetime
    is_current: bool


@dataclass(slots=True)
class Remembered(Generic[T]):
    """The last that was worked out, and what it was worked out of."""

    patience: float = _PATIENCE_SECONDS
    _kept: tuple[object, T, datetime] | None = None
    _working: Thread | None = None
    _lock: Lock = field(default_factory=Lock)

    def get(
        self, state: object, work: Callable[[], T], now: Callable[[], datetime]
    ) -> Known[T] | None:
        """Return what is known, and begin to work it out again if the state is another.

        None where nothing is known yet. What cannot be worked out stays as it was.
        """
        with self._lock:
            if self._kept is not None and self._kept[0] == state:
                return Known(self._kept[1], self._kept[2], is_current=True)
            working = self._working
            if working is None or not working.is_alive():
                working = Thread(target=self._work, args=(state, work, now), daemon=True)
                self._working = working
                working.start()
        working.join(self.patience)
        with self._lock:
            kept = self._kept
        return None if kept is None else Known(kept[1], kept[2], is_current=kept[0] == state)

    def _work(self, state: object, work: Callable[[], T], now: Callable[[], datetime]) -> None:
        with suppress(PepsiteError, OSError):  # tried again when the next page asks
            kept = (state, work(), now())
            with self._lock:
                self._kept = kept
