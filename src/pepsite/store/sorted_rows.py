"""Rows in order, more of them than memory would hold.

What does not fit waits in files without a name: nobody else can open them, and they are gone
when this process is, however it ends.
"""

from __future__ import annotations

import heapq
import json
import tempfile
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Self

from pepsite.errors import PepsiteError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HELD = 30_000
"""Rows held in memory; as many again wait in each file."""
_NO_ROOM = (
    "there is no room for temporary files; name a folder on a larger disk "
    "in the environment variable TMPDIR"
)

Row = tuple[str, ...]
_place = itemgetter(0)


class SortedRows:
    """Rows of text, given back in the order of their first columns.

    Those with equal first columns come in the order in which they were added.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._held: list[Row] = []
        self._files: list[IO[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def extend(self, rows: Iterable[Row]) -> None:
        """Add rows.

        Raises:
            PepsiteError: there is no room for temporary files.
        """
        self._held.extend(rows)
        if len(self._held) >= HELD:
            self._put_away()

    def __iter__(self) -> Iterator[Row]:
        self._held.sort(key=_place)
        return heapq.merge(*map(_rows_of, self._files), self._held, key=_place)

    def _put_away(self) -> None:
        self._held.sort(key=_place)
        try:
            file = tempfile.TemporaryFile("w+", encoding="ascii", newline="\n")  # noqa: SIM115  # closed on leaving
            self._files.append(file)
            file.writelines(f"{json.dumps(row)}\n" for row in self._held)
            file.flush()
        except OSError as error:
            raise PepsiteError(_NO_ROOM) from error
        self._held.clear()


def _rows_of(file: IO[str]) -> Iterator[Row]:
    file.seek(0)
    return (tuple(json.loads(line)) for line in file)
