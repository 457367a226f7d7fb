"""Reading CSV tables: whether a file is one, and its rows with their lines.

What is wrong with a whole file stops the import; what is wrong with one row is told by
line and left out. Neither quotes the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TextIO

from pepsite.errors import ImportRefusedError
from pepsite.exchange.imported import OddRow

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LONGEST_KEY = 40
_LONGEST_LINE = 300
_SAVE_AS = "open it in the spreadsheet program and save it as 'CSV UTF-8 (comma delimited)'"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on, and its values by column, without spaces around them."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the value of a column; "" where it is empty or the file has no such column."""
        return self.values.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file that have as many values as its heading, and the others as odd."""

    file: str
    rows: tuple[Row, ...]
    odd: tuple[OddRow, ...]


def decode(content: bytes, file: str) -> TextIO:
    """Return the text of a file, ready for reading as a table.

    UTF-8 with and without a byte order mark is read, and UTF-16 with one, as spreadsheet
    programs write it.

    Raises:
        ImportRefusedError: it is in another encoding, or is not text at all.
    """
    if content.startswith(_SPREADSHEETS):
        raise refused(file, 1, f"this is a spreadsheet and not a CSV file; {_SAVE_AS}")
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refused(file, line, f"this is not UTF-8 text; {_SAVE_AS}") from None
    return io.StringIO(text, newline="")


def read_table(
    stream: TextIO, file: str, required: Sequence[str], optional: Sequence[str] = ()
) -> Table:
    """Read a table that has at least the required columns. Other columns are passed over.

    Names of columns are matched without regard to case; empty rows are nothing.

    Raises:
        ImportRefusedError: it is not such a table.
    """
    lines = _lines(stream, file)
    heading_line, heading = next(lines, (1, []))
    names = [name.strip().lstrip("\ufeff").upper() for name in heading]
    _check_heading(names, file, heading_line, required, optional)
    wanted = {name.upper(): name for name in (*required, *optional)}
    columns = [wanted.get(name) for name in names]
    rows, odd = [], []
    for line, values in lines:
        if len(values) != len(columns):
            odd.append(OddRow(file, line, "row-shape"))
            continue
        pairs = zip(columns, values, strict=True)
        rows.append(Row(line, {name: value.strip() for name, value in pairs if name is not None}))
    return Table(file, tuple(rows), tuple(odd))


def _lines(stream: TextIO, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(stream, strict=True)
    line = 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                yield line, values
            line = reader.line_num + 1
    except csv.Error:
        raise refused(
            file,
            line,
            "from here on this cannot be read as CSV; look for a quotation mark that is not "
            f"closed, or {_SAVE_AS}",
        ) from None
    except UnicodeDecodeError:
        raise refused(file, line, f"this is not UTF-8 text; {_SAVE_AS}") from None


def _check_heading(
    names: list[str], file: str, line: int, required: Sequence[str], optional: Sequence[str]
) -> None:
    if not names:
        raise refused(file, line, "this file is empty; export it again")
    missing = [name for name in required if name.upper() not in names]
    if missing and len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        raise refused(file, line, f"the values are not separated by commas; {_SAVE_AS}")
    if missing:
        raise refused(
            file,
            line,
            f"the first row must name the columns, and {', '.join(missing)} is missing; check "
            "that it is the right file, and whole",
        )
    twice = [name for name in (*required, *optional) if names.count(name.upper()) > 1]
    if twice:
        raise refused(file, line, f"the column {twice[0]} is there twice; keep the right one")


def refused(file: str, line: int, reason: str) -> ImportRefusedError:
    """Return the error for a file that cannot be used: where, why and what to do."""
    return ImportRefusedError(f"{file}, line {line}: {reason}; nothing was imported")


def can_be_key(text: str) -> bool:
    """Say whether this can be another system's number of someone."""
    return 0 < len(text) <= _LONGEST_KEY and text.isprintable()


def can_be_line(text: str) -> bool:
    """Say whether this can be kept as a short text on one line."""
    return 0 < len(text) <= _LONGEST_LINE and text.isprintable()


_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def day(text: str) -> date | None:
    """Return the day written DD/MM/YYYY, or None if this is none."""
    match = _DAY_FIRST.fullmatch(text)
    return _date(match[3], match[2], match[1]) if match else None


def check_days(table: Table, columns: Iterable[str]) -> None:
    """Refuse a table whose days are written another way, which would be read as other days.

    Raises:
        ImportRefusedError: in one of the columns no value is DD/MM/YYYY, or some can only be
            month first and none can only be day first.
    """
    for column in columns:
        given = [row for row in table.rows if row[column]]
        otherwise = [row for row in given if not _DAY_FIRST.fullmatch(row[column])]
        month_first = [row for row in given if _month_first_only(row[column])]
        if (given and len(otherwise) == len(given)) or (
            month_first and not any(_day_first_only(row[column]) for row in given)
        ):
            raise refused(
                table.file,
                (month_first or otherwise)[0].line,
                f"the days in {column} are not written DD/MM/YYYY (31/12/2025); set that form "
                "and export again",
            )


def _month_first(text: str) -> date | None:
    match = _DAY_FIRST.fullmatch(text)
    return _date(match[3], match[1], match[2]) if match else None


def _month_first_only(text: str) -> bool:
    return day(text) is None and _month_first(text) is not None


def _day_first_only(text: str) -> bool:
    return day(text) is not None and _month_first(text) is None


def _date(year: str, month: str, day_of_month: str) -> date | None:
    try:
        return date(int(year), int(month), int(day_of_month))
    except ValueError:
        return None
