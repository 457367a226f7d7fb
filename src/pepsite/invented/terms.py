"""The days of the invented year: terms, holidays and closures of two authorities, two years."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

AS_OF = date(2026, 5, 15)
"""The example's own day, a Friday. Nothing in it is known later than this."""

BEGIN = date(2024, 9, 2)
"""The day the workspace took over."""

US = "Ashmere Borough Council"
NEIGHBOUR = "Brackenshire County Council"
WELSH = "Cyngor Sir Dyffryn Carreg"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of one academic year; `number` counts on from the first of both years."""

    number: int
    academic_year: int
    name: str
    starts_on: date
    ends_on: date
    half_from: date
    half_until: date


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _terms(*rows: str) -> tuple[Term, ...]:
    made = []
    for number, row in enumerate(rows):
        year, name, *days = row.split()
        first, last, half_from, half_until = (_day(day) for day in days)
        made.append(Term(number, int(year), name, first, last, half_from, half_until))
    return tuple(made)


OUR_TERMS = _terms(
    "2024 autumn 2024-09-02 2024-12-20 2024-10-28 2024-11-01",
    "2024 spring 2025-01-06 2025-04-11 2025-02-17 2025-02-21",
    "2024 summer 2025-04-28 2025-07-21 2025-05-26 2025-05-30",
    "2025 autumn 2025-09-01 2025-12-19 2025-10-27 2025-10-31",
    "2025 spring 2026-01-05 2026-03-27 2026-02-16 2026-02-20",
    "2025 summer 2026-04-13 2026-07-20 2026-05-25 2026-05-29",
)
NEIGHBOUR_TERMS = _terms(
    "2024 autumn 2024-09-02 2024-12-20 2024-10-21 2024-11-01",
    "2024 spring 2025-01-06 2025-04-04 2025-02-10 2025-02-14",
    "2024 summer 2025-04-22 2025-07-22 2025-05-26 2025-05-30",
    "2025 autumn 2025-09-03 2025-12-19 2025-10-20 2025-10-31",
    "2025 spring 2026-01-05 2026-04-02 2026-02-09 2026-02-13",
    "2025 summer 2026-04-20 2026-07-22 2026-05-25 2026-05-29",
)

TRAINING_DAY = "Staff training day"
MAY_DAY = "Early May bank holiday"
OUR_CLOSURES = (
    ("2024-09-02", TRAINING_DAY),
    ("2024-09-03", TRAINING_DAY),
    ("2025-01-06", TRAINING_DAY),
    ("2025-04-28", TRAINING_DAY),
    ("2025-05-05", MAY_DAY),
    ("2025-07-21", TRAINING_DAY),
    ("2025-09-01", TRAINING_DAY),
    ("2025-09-02", TRAINING_DAY),
    ("2026-01-05", TRAINING_DAY),
    ("2026-04-13", TRAINING_DAY),
    ("2026-05-04", MAY_DAY),
    ("2026-07-20", TRAINING_DAY),
)
NEIGHBOUR_CLOSURES = (
    ("2024-09-02", TRAINING_DAY),
    ("2024-09-03", TRAINING_DAY),
    ("2025-01-06", TRAINING_DAY),
    ("2025-02-28", TRAINING_DAY),
    ("2025-05-05", MAY_DAY),
    ("2025-09-03", TRAINING_DAY),
    ("2026-01-05", TRAINING_DAY),
    ("2026-02-27", TRAINING_DAY),
    ("2026-05-04", MAY_DAY),
)
SOME_CLOSURES = (
    ("2025-01-09", "Heavy snow; the site could not be made safe", (2, 4, 7)),
    ("2025-11-24", "No heating: the boiler failed", (3,)),
    ("2026-01-13", "Heavy snow; buses were not running", (2, 3, 6, 7, 9)),
)
"""Days on which only some were shut: by number, in the order the schools are invented."""

BANK_HOLIDAYS = frozenset(
    _day(day)
    for day in (
        "2024-08-26", "2024-12-25", "2024-12-26", "2025-01-01", "2025-04-18", "2025-04-21",
        "2025-05-05", "2025-05-26", "2025-08-25", "2025-12-25", "2025-12-26", "2026-01-01",
        "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25",
    )
)  # fmt: skip


class DaysOpen:
    """The days on which something is open, to count and to step along."""

    __slots__ = ("_days", "_open")

    def __init__(self, days: list[date]) -> None:
        self._days = days
        self._open = frozenset(days)

    def count(self, first: date, last: date) -> int:
        """Return how many open days lie from first to last, both included."""
        return max(0, bisect_right(self._days, last) - bisect_left(self._days, first))

    def on_or_after(self, day: date) -> date:
        """Return this day, or the next open one. Beyond the known days: the next weekday."""
        place = bisect_left(self._days, day)
        return self._days[place] if place < len(self._days) else _weekday(day)

    def on_or_before(self, day: date) -> date:
        """Return this day, or the open one before it."""
        return self._days[max(0, bisect_right(self._days, day) - 1)]

    def after(self, day: date, steps: int) -> date:
        """Return the open day this many steps after the day. Beyond the known days: weekdays."""
        place = bisect_right(self._days, day) + steps - 1
        if place < len(self._days):
            return self._days[max(0, place)]
        return _weekday(day + timedelta(days=steps * 7 // 5))


def _weekday(day: date) -> date:
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def _school_days(terms: tuple[Term, ...], closures: tuple[tuple[str, str], ...]) -> list[date]:
    shut = {_day(on) for on, _ in closures}
    return [
        day
        for term in terms
        for day in _each(term.starts_on, term.ends_on)
        if day.weekday() < 5  # noqa: PLR2004  # Saturday is 5
        and day not in shut
        and not term.half_from <= day <= term.half_until
    ]


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


OUR_DAYS = DaysOpen(_school_days(OUR_TERMS, OUR_CLOSURES))
NEIGHBOUR_DAYS = DaysOpen(_school_days(NEIGHBOUR_TERMS, NEIGHBOUR_CLOSURES))
WORKING_DAYS = DaysOpen(
    [
        day
        for day in _each(date(2014, 1, 1), date(2026, 12, 31))
        if day.weekday() < 5 and day not in BANK_HOLIDAYS  # noqa: PLR2004
    ]
)


def term_of(day: date) -> Term:
    """Return our term in which the day lies; a day in the holidays belongs to the one before."""
    begun = [term for term in OUR_TERMS if term.starts_on <= day]
    return begun[-1] if begun else OUR_TERMS[0]


def academic_year_of(day: date) -> int:
    """Return the year in which the academic year of this day begins."""
    return day.year if day.month >= 9 else day.year - 1  # noqa: PLR2004  # September
