"""A calendar file that every calendar takes in (RFC 5545): days, each with a title and words."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from icalendar import Calendar, Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class DayEntry(NamedTuple):
    """Something on a whole day. `uid` stays the same, so that a calendar has it once."""

    uid: str
    on: date
    title: str
    says: str


def calendar_file(entries: Iterable[DayEntry], made_on: date) -> bytes:
    """Return the file with these entries: the same bytes for the same entries and day."""
    calendar = Calendar()
    calendar.add("prodid", "-//pepsite//prompts//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for one in entries:
        calendar.add_component(_event(one, made_on))
    return bytes(calendar.to_ical(sorted=False))


def _event(one: DayEntry, made_on: date) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", datetime.combine(made_on, time(), UTC))
    event.add("dtstart", one.on)
    event.add("dtend", one.on + timedelta(days=1))
    event.add("summary", one.title)
    event.add("description", one.says)
    event.add("class", "CONFIDENTIAL")
    event.add("transp", "TRANSPARENT")
    return event
