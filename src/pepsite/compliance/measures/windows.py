"""The period a report is about, as far as it has come, and the one before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.compliance.measures.seen import Window
from pepsite.policy.calendars import Unknown
from pepsite.policy.periods import Period, period_before, periods, year_in_words

if TYPE_CHECKING:
    from pepsite.policy import reports
    from pepsite.policy.calendars import Calendars

_ONE_DAY = timedelta(days=1)
_APRIL = 4


def windows(
    kind: reports.Period, as_of: date, calendars: Calendars
) -> tuple[Window, Window | Unknown] | Unknown:
    """Return the period a day lies in, up to that day, and the whole period before it.

    Where the terms of the year are not on record, what is missing is returned instead.
    """
    if kind == "financial-year":
        now, before = _financial_years(as_of)
        return _window(now, as_of, is_now=True), _window(before, as_of, is_now=False)
    year_ago = as_of.replace(year=as_of.year - 1, day=1)
    found = list(periods(kind, year_ago, as_of, calendars))
    current = found[-1]
    if isinstance(current, Unknown):
        return current
    earlier = period_before(kind, current, calendars)
    return _window(current, as_of, is_now=True), (
        earlier if isinstance(earlier, Unknown) else _window(earlier, as_of, is_now=False)
    )


def earlier_windows(
    kind: reports.Period, as_of: date, calendars: Calendars, records_begin_on: date
) -> tuple[Window, ...]:
    """Return the two periods before the one before, the later first.

    Those of which the records have not the whole, or nobody has the calendar, are left out.
    """
    both = windows(kind, as_of, calendars)
    if isinstance(both, Unknown) or isinstance(both[1], Unknown):
        return ()
    found: list[Window] = []
    day = both[1].from_on - _ONE_DAY
    for place in range(2):
        earlier = windows(kind, day, calendars)
        if isinstance(earlier, Unknown) or earlier[0].from_on < records_begin_on:
            break
        found.append(replace(earlier[0], until_on=earlier[0].ends_on, is_now=not place))
        day = earlier[0].from_on - _ONE_DAY
    return tuple(found)


def _window(period: Period, as_of: date, *, is_now: bool) -> Window:
    ends_on = period.next_starts_on - _ONE_DAY
    return Window(period.name, period.starts_on, min(ends_on, as_of), ends_on, is_now)


def _financial_years(as_of: date) -> tuple[Period, Period]:
    year = as_of.year if as_of.month >= _APRIL else as_of.year - 1
    return _financial_year(year), _financial_year(year - 1)


def _financial_year(year: int) -> Period:
    following = date(year + 1, _APRIL, 1)
    name = f"financial year {year_in_words(year)}"
    return Period(name, date(year, _APRIL, 1), following - _ONE_DAY, following)
