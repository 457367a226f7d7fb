"""A calendar file that every calendar takes in (RFC 5545): days, each with a title and words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

_OCTETS = 75
"""The longest line allowed, its end not counted."""


class DayEntry(NamedTuple):
    """Something on a whole day. `uid` stays the same, so that a calendar has it once."""

    uid: str
    on: date
    title: str
    says: str


def calendar_file(entries: Iterable[DayEntry], made_on: date) -> bytes:
    """Return the file with these entries."""
    return b"".join(_folded(line) for line in _lines(entries, made_on))


def _lines(entries: Iterable[DayEntry], made_on: date) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pepsite//prompts//EN")
    yield from ("CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    for one in entries:
        yield "BEGIN:VEVENT"
        yield f"UID:{_text(one.uid)}"
        yield f"DTSTAMP:{made_on:%Y%m%d}T000000Z"
        yield f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}"
        yield f"SUMMARY:{_text(one.title)}"
        yield f"DESCRIPTION:{_text(one.says)}"
        yield "CLASS:CONFIDENTIAL"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Return the line in pieces of 75 octets, none of them within a character."""
    pieces, piece = [], b""
    for character in line:
        encoded = character.encode()
        if len(piece) + len(encoded) > _OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
