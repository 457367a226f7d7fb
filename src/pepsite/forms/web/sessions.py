"""Who has the forms open: a link that works once, then a cookie, until nobody uses it.

Times are seconds of a clock that only goes forward. Nothing of it is written to disk: when the
forms end, so do all their sessions.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

LINK_SECONDS: Final = 300
"""How long a link may wait until it is used."""
IDLE_SECONDS: Final = 30 * 60
"""After how long without use the forms close."""
WARNED_SECONDS: Final = 5 * 60
"""How long before that a page says so."""
_TOKEN_BYTES: Final = 32


def _token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


@dataclass(slots=True)
class Lent:
    """The one form that a browser shows while somebody else sits before it.

    `number` is what it is taken back with, and `tries` how often another one was typed.
    """

    form: str
    record: str
    number: str = field(repr=False)
    tries: int = 0


@dataclass(slots=True)
class Session:
    """One browser that opened the link. It never shows its secrets."""

    last_used: float
    key: str = field(default_factory=_token, repr=False)
    csrf: str = field(default_factory=_token, repr=False)
    ended: bool = False
    lent: Lent | None = None


class Sessions:
    """The links that were given out, and the browsers that opened one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._links: dict[str, float] = {}
        self._sessions: dict[str, Session] = {}
        self._lock = Lock()

    def new_link_key(self) -> str:
        """Return the secret of a new link. It works once, for a few minutes."""
        key = _token()
        with self._lock:
            self._links[key] = self._clock() + LINK_SECONDS
        return key

    def begin(self, link_key: str) -> Session | None:
        """Return a new session for whoever has the secret of a link, or None if it is spent."""
        now = self._clock()
        with self._lock:
            until = self._links.pop(link_key, None)
            if until is None or until < now:
                return None
            session = Session(now)
            self._sessions[session.key] = session
            return session

    def find(self, key: str) -> Session | None:
        """Return the session of this cookie, also one that has ended, or None."""
        with self._lock:
            session = self._sessions.get(key)
        if session is not None and self._clock() - session.last_used > IDLE_SECONDS:
            session.ended = True
        return session

    def use(self, session: Session) -> None:
        """Note that somebody used it."""
        session.last_used = self._clock()

    def renew(self, session: Session) -> None:
        """Give a session another key: from now on its old cookie is worth nothing."""
        with self._lock:
            self._sessions.pop(session.key, None)
            session.key = _token()
            self._sessions[session.key] = session

    def end(self, session: Session) -> None:
        """End a session for good: its cookie is worth nothing from now on."""
        with self._lock:
            self._sessions.pop(session.key, None)
        session.ended = True
