"""Which prompts went out by e-mail, and to whom, so that nobody gets the same one twice.

Remembered on this computer only, under `.pepsite/`, by ids. A prompt is put down as begun
before the server is given it, and as sent once the server has it. Whoever is stopped in between
leaves it begun: then nobody can tell, and it is said, and not sent again unasked.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from pepsite.errors import PepsiteError
from pepsite.store.memory_folder import FOLDER, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_FILE = "mailed.sqlite3"
_BUSY_SECONDS = 10.0
_TABLE = """CREATE TABLE IF NOT EXISTS mailed (
    fact TEXT, person TEXT, sent INTEGER NOT NULL, PRIMARY KEY (fact, person)
) WITHOUT ROWID"""


class Mailed:
    """What was mailed before from this workspace and computer."""

    def __init__(self, root: Path) -> None:
        """Open what is remembered.

        Raises:
            PepsiteError: it cannot be read or written, so that nothing may be sent.
        """
        folder = root / FOLDER
        if folder.is_symlink() or (folder / _FILE).is_symlink():
            raise PepsiteError(_NOT_USED)
        with _told():
            make_folder(folder)
            self._database = sqlite3.connect(
                folder / _FILE, timeout=_BUSY_SECONDS, isolation_level=None
            )
            try:
                self._database.execute(_TABLE)
            except sqlite3.Error:
                self._database.close()
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return itself: a `with` closes it."""
        return self

    def __exit__(self, *failure: object) -> None:
        """Close the file."""
        self.close()

    def of(self, fact: str) -> dict[str, bool]:
        """Return to whom this was begun, and whether it is known to have been sent."""
        with _told():
            rows = self._database.execute(
                "SELECT person, sent FROM mailed WHERE fact = ? ORDER BY person", (fact,)
            )
            return {person: bool(sent) for person, sent in rows}

    def begin(self, fact: str, people: Iterable[str], *, again: Iterable[str] = ()) -> bool:
        """Put down that this is about to go to these people: to all of them, or to none.

        False where another process was quicker with one of them. `again` are those to whom it
        may have gone before, and for whom somebody decided that it is to go once more.
        """
        allowed = set(again)
        with _told(), self._at_once():
            there = self.of(fact)
            if any(one in there and (there[one] or one not in allowed) for one in people):
                return False
            self._database.executemany(
                "INSERT OR REPLACE INTO mailed VALUES (?, ?, 0)", [(fact, one) for one in people]
            )
        return True

    def sent(self, fact: str, people: Iterable[str]) -> None:
        """Put down that the server has it for these people."""
        with _told(), self._at_once():
            self._database.executemany(
                "INSERT OR REPLACE INTO mailed VALUES (?, ?, 1)", [(fact, one) for one in people]
            )

    def not_sent(self, fact: str, people: Iterable[str]) -> None:
        """Take back that it was begun: the server did not take it."""
        with _told(), self._at_once():
            self._database.executemany(
                "DELETE FROM mailed WHERE fact = ? AND person = ?", [(fact, one) for one in people]
            )

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as refused:
        raise PepsiteError(_NOT_USED) from refused


_NOT_USED = (
    "what was sent before cannot be looked up or put down under .pepsite in the workspace, so "
    "nothing more is sent; see that .pepsite is a folder of its own which can be written to"
)
