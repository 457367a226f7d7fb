"""The periods in which something is done again and again: months, quarters, terms, years.

All of them are the authority's own. No day is between two: a holiday belongs to the period before
it, though what is due in that period is due on its last day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from pepsite.policy.calendars import Unknown, half_terms_of_year, terms_of_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.policy.calendars import Calendars

PeriodKind: TypeAlias = Literal["month", "quarter", "half-term", "term", "academic-year"]

_ONE_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3}
"""How many months of the calendar make one period; quarters begin with January."""
_FORMS = {
    "month": re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])"),
    "quarter": re.compile(r"([0-9]{4})-q[1-4]"),
    "half-term": re.compile(r"([0-9]{4})-[0-9]{2}-(?:autumn|spring|summer)-[12]"),
    "term": re.compile(r"([0-9]{4})-[0-9]{2}-(?:autumn|spring|summer)"),
    "academic-year": re.compile(r"([0-9]{4})-[0-9]{2}"),
}
_EXAMPLES = {
    "month": "2026-04",
    "quarter": "2026-q2",
    "half-term": "2025-26-spring-1",
    "term": "2025-26-spring",
    "academic-year": "2025-26",
}


@dataclass(frozen=True, slots=True)
class Period:
    """One period. `name` is how it is called on the command line and in results."""

    name: str
    starts_on: date
    ends_on: date
    next_starts_on: date

    def holds(self, day: date) -> bool:
        """Say whether this day lies in the period, or in the holiday after it."""
        return self.starts_on <= day < self.next_starts_on


def year_in_words(year: int) -> str:
    """Return an academic year as people write it: 2025-26."""
    return f"{year}-{(year + 1) % 100:02d}"


def how_written(kind: PeriodKind) -> str:
    """Return an example of how a period of this kind is written."""
    return _EXAMPLES[kind]


def periods(
    kind: PeriodKind, first: date, last: date, calendars: Calendars
) -> Iterator[Period | Unknown]:
    """Yield the periods that begin between these days, both included.

    For an academic year whose terms nobody has recorded, what is missing is yielded once.
    """
    if kind in _MONTHS:
        found: Iterator[Period | Unknown] = _of_months(_MONTHS[kind], first, last)
    else:
        found = _of_years(kind, first, last, calendars)
    for one in found:
        if isinstance(one, Unknown) or first <= one.starts_on <= last:
            yield one


def period_named(kind: PeriodKind, name: str, calendars: Calendars) -> Period | Unknown | None:
    """Return the period of this name; None where it is no name of one, or what is missing."""
    match = _FORMS[kind].fullmatch(name)
    if match is None:
        return None
    year = int(match[1])
    days = (date(year, 1, 1), date(year, 12, 31))
    if kind not in _MONTHS:
        days = (date(year, 8, 1), date(year + 1, 7, 31))
    for one in periods(kind, *days, calendars):
        if isinstance(one, Unknown) or one.name == name:
            return one
    return None


def period_of(kind: PeriodKind, day: date, calendars: Calendars) -> Period | Unknown | None:
    """Return the period this day lies in, what is missing, or None before the first there is."""
    begun = [*periods(kind, date(day.year - 1, 1, 1), day, calendars)]
    return begun[-1] if begun else None


def period_before(kind: PeriodKind, period: Period, calendars: Calendars) -> Period | Unknown:
    """Return the period before this one, or what is missing."""
    eve = period.starts_on - _ONE_DAY
    return period_of(kind, eve, calendars) or Unknown("a calendar for the period before")


def _of_months(number: int, first: date, last: date) -> Iterator[Period]:
    day = date(first.year, (first.month - 1) // number * number + 1, 1)
    while day <= last:
        over, month = divmod(day.month - 1 + number, 12)
        following = date(day.year + over, month + 1, 1)
        name = f"{day:%Y-%m}" if number == 1 else f"{day.year}-q{day.month // number + 1}"
        yield Period(name, day, following - _ONE_DAY, following)
        day = following


def _of_years(
    kind: PeriodKind, first: date, last: date, calendars: Calendars
) -> Iterator[Period | Unknown]:
    for year in calendars.years(first, last, None):
        words = year_in_words(year)
        if kind == "academic-year":
            start, following = (calendars.year_starts_on(one, None) for one in (year, year + 1))
            yield Period(words, start, following - _ONE_DAY, following)
            continue
        found = _terms(calendars, year) if kind == "term" else _half_terms(calendars, year)
        yield from [found] if isinstance(found, Unknown) else found


def _terms(calendars: Calendars, year: int) -> list[Period] | Unknown:
    terms = terms_of_year(calendars, None, year)
    if isinstance(terms, Unknown):
        return terms
    return [
        Period(
            f"{year_in_words(year)}-{one.dates.term}",
            one.dates.starts_on,
            one.dates.ends_on,
            one.next_starts_on,
        )
        for one in terms
    ]


def _half_terms(calendars: Calendars, year: int) -> list[Period] | Unknown:
    halves = half_terms_of_year(calendars, None, year)
    if isinstance(halves, Unknown):
        return halves
    return [
        Period(
            f"{year_in_words(year)}-{one.term}-{one.half}",
            one.starts_on,
            one.ends_on,
            one.next_starts_on,
        )
        for one in halves
    ]
