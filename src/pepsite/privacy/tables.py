"""Cells below a heading, in tables as people paste them and as programs write them."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNS = ("\t", "|", ";", ",")
"""What stands between two cells: a spreadsheet's tab, the line of a page, those of CSV files."""
_CELL = {
    sign: re.compile(rf'\s*"(?:[^"]|"")*"[^{re.escape(sign)}]*|[^{re.escape(sign)}]*')
    for sign in _SIGNS
}
_DRESS = string.whitespace + "*_`\"'#:"


class Cell(NamedTuple):
    """Where a cell begins and ends in a text, and where the line of its heading begins."""

    heading: int
    start: int
    end: int


def cells_below(text: str, heading: re.Pattern[str], content: re.Pattern[str]) -> Iterator[Cell]:
    """Yield each cell that holds this and nothing else, and stands below such a heading.

    What a heading or a day is dressed with, as in `**Born:**`, is no part of it. A table ends
    with a line that is empty, or has no cells.
    """
    columns: dict[int, int] = {}
    sign = ""
    start = 0
    for line in text.split("\n"):
        if sign not in line or not line.strip():
            columns = {}
        for at, (begin, end) in enumerate(_cells(line, sign)) if columns else ():
            if at in columns and content.fullmatch(_undressed(line[begin:end])):
                yield Cell(columns[at], start + begin, start + end)
        for one in _SIGNS if heading.search(line) else ():
            if one in line:
                found = [
                    at
                    for at, (begin, end) in enumerate(_cells(line, one))
                    if heading.fullmatch(_undressed(line[begin:end]))
                ]
                if found:
                    columns, sign = dict.fromkeys(found, start), one
                    break
        start += len(line) + 1


def _undressed(cell: str) -> str:
    # A pattern that took these as well would begin anew at each of thousands.
    return cell.strip(_DRESS)


def _cells(line: str, sign: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at <= len(line):
        found = _CELL[sign].match(line, at)
        end = len(line) if found is None else found.end()
        yield at, end
        at = end + 1
