"""While the forms are open, what is ready is sent and what others had accepted is heard of.

Both beside the pages, so that no page waits for the place that everybody shares.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final

from pepsite.errors import GitError, PepsiteError
from pepsite.git.main_line import has_remote
from pepsite.git.publishing import bring_along, fetch
from pepsite.usecases.send_submissions import send_submissions, unsent_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pepsite.exchange.computer_settings import Working

_PATIENCE: Final = 2.0
"""Seconds for which pages that read are waited for before files change below them."""


@dataclass(slots=True)
class Touch:
    """How this computer stands to the place that everybody shares, for the pages to say.

    Each page that is used sets `used`: what is new is asked for while somebody looks, and not
    all night. `is_behind` says that the files here cannot follow what was accepted.
    """

    used: Event = field(default_factory=Event)
    is_unreachable: bool = False
    is_behind: bool = False
    _readers: int = 0
    _is_following: bool = False
    _turn: Condition = field(default_factory=Condition)

    def begin_reading(self) -> None:
        """Say that a page begins to read files; it waits while they follow what was accepted."""
        with self._turn:
            self._turn.wait_for(lambda: not self._is_following)
            self._readers += 1

    def end_reading(self) -> None:
        """Say that a page has read what it needs."""
        with self._turn:
            self._readers -= 1
            self._turn.notify_all()

    @contextmanager
    def following(self) -> Iterator[bool]:
        """Let no page read meanwhile; false where one reads for so long that it is not the time."""
        with self._turn:
            self._is_following = True
            is_time = self._turn.wait_for(lambda: not self._readers, _PATIENCE)
        try:
            yield is_time
        finally:
            with self._turn:
                self._is_following = False
                self._turn.notify_all()


@dataclass(frozen=True, slots=True)
class Pace:
    """How often, in seconds: looks at what is ready, tries to send it, asks what is new."""

    looks: float = 3.0
    tries: float = 60.0
    hears: float = 5.0


_USUAL: Final = Pace()


@contextmanager
def in_touch(
    folder: Path,
    working: Working,
    now: Callable[[], datetime],
    touch: Touch,
    pace: Pace = _USUAL,
) -> Iterator[None]:
    """Keep a workspace in touch with the place that everybody shares, in a thread of its own.

    At the end, what is being sent is sent, or waits for the next time.
    """
    keeping = _InTouch(folder, working, now, touch, pace)
    thread = Thread(target=keeping.run, name="in touch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        keeping.stopped.set()
        touch.used.set()
        thread.join(working.timeout_seconds)


@dataclass(frozen=True, slots=True)
class _InTouch:
    folder: Path
    working: Working
    now: Callable[[], datetime]
    touch: Touch
    pace: Pace
    stopped: Event = field(default_factory=Event)

    def run(self) -> None:
        seen: tuple[str, ...] | None = None
        tried = heard = -max(self.pace.tries, self.pace.hears)
        was_used = True
        while not self.stopped.is_set():
            self.touch.used.clear()
            state = unsent_state(self.folder)
            if state != seen or monotonic() - tried >= self.pace.tries:
                tried = monotonic()
                with suppress(PepsiteError, OSError):  # it waits, and is tried again
                    send_submissions(self.folder, self.working, self.now())
                # What came while others were being sent has not been tried.
                seen = tuple(one for one in unsent_state(self.folder) if one in state)
            if was_used and monotonic() - heard >= self.pace.hears:
                was_used, heard = False, monotonic()
                self._hear()
            was_used = self.touch.used.wait(self.pace.looks) or was_used

    def _hear(self) -> None:
        """Ask what is new, and let the files here follow it."""
        try:
            if has_remote(self.folder):
                fetch(self.folder)
            self.touch.is_unreachable = False
        except GitError:
            self.touch.is_unreachable = True
            return
        with self.touch.following() as is_time:
            if is_time:
                self._follow()

    def _follow(self) -> None:
        try:
            self.touch.is_behind = not bring_along(self.folder)
        except GitError:  # there are changes of one's own in the way
            self.touch.is_behind = True
