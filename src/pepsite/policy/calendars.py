"""Days as people count them: calendar, working and school days, terms and academic years.

A working day is Monday to Friday and no bank holiday in England and Wales (Bank Holidays
and Financial Dealings Act 1971; Care Planning Regulations 2010, reg 2). A school day is a
weekday inside a term, outside its half-term holiday, and no bank holiday or closure.
Counting starts on the day after. Past what is known there is no guess: the answer is
`Unknown`, and says what is missing.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from pepsite.policy.timescales import Span, Unit
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pepsite.records.calendar import Calendar, TermDates
    from pepsite.records.codes import Term
    from pepsite.records.school import School

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_AUGUST = 8
_WE = ("ours", "")


@dataclass(frozen=True, slots=True)
class Unknown:
    """What would have to be known to give an answer, in words without any record's content."""

    missing: str


_WHICH_DAYS = Unknown("the policy's own answer to which days it counts")


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """The bank holidays of England and Wales, and the days between which they are known."""

    days: frozenset[date]
    known_from: date
    known_until: date

    def is_working_day(self, day: date) -> bool | Unknown:
        """Say whether this is a working day, or what is not known to tell."""
        if not self.known_from <= day <= self.known_until:
            return Unknown(f"the bank holidays of {day.year}")
        return day.weekday() < _SATURDAY and day not in self.days


@dataclass(frozen=True, slots=True)
class Calendars:
    """All calendars of a workspace.

    A school keeps the calendar that names it, else its authority's, else ours.
    """

    calendars: tuple[Calendar, ...]
    bank_holidays: BankHolidays
    _kept: dict[tuple[int, str, str], Calendar] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note who keeps each calendar: every check of every child asks for some."""
        kept: dict[tuple[int, str, str], Calendar] = {}
        for calendar in self.calendars:
            for keeper, name in _keepers(calendar):
                kept.setdefault((calendar.academic_year, keeper, name), calendar)
        object.__setattr__(self, "_kept", kept)

    def of_year(self, year: int, school: School | None) -> Calendar | None:
        """Return the calendar a school keeps in the academic year that begins in `year`."""
        if school is not None:
            for keeper, name in (("school", school.id), ("authority", school.authority)):
                calendar = self._kept.get((year, keeper, name))
                if calendar is not None:
                    return calendar
        return self._kept.get((year, *_WE))

    def academic_year_of(self, day: date, school: School | None) -> int:
        """Return the year in which the academic year of this day begins.

        It runs from the first day of the autumn term to the day before the next (School
        Day and School Year (England) Regulations 1999); without a calendar, from September.
        """
        calendar = self.of_year(day.year, school)
        begins = calendar.terms[0].starts_on if calendar else date(day.year, 9, 1)
        return day.year if day >= begins else day.year - 1

    def year_starts_on(self, year: int, school: School | None) -> date:
        """Return the first day of an academic year: of its autumn term, else 1 September."""
        calendar = self.of_year(year, school)
        return calendar.terms[0].starts_on if calendar else date(year, 9, 1)

    def years(self, first: date, last: date, school: School | None) -> range:
        """Return the academic years whose terms can lie between these days.

        A school year begins with the first term after July (School Day and School Year
        (England) Regulations 1999), so from August on no term of the year before is left.
        """
        begin, end = (self.academic_year_of(day, school) for day in (first, last))
        if first.month >= _AUGUST:
            begin = first.year
        return range(begin, end + 1)

    def add(self, start: date, span: Span, school: School | None) -> date | Unknown:
        """Return the last day of a span that starts the day after `start`."""
        match span.unit:
            case Unit.CALENDAR_DAYS:
                return start + timedelta(days=span.number)
            case Unit.WEEKS:
                return start + timedelta(weeks=span.number)
            case Unit.MONTHS:
                return _months_after(start, span.number)
            case Unit.WORKING_DAYS:
                return _working_days_after(start, span.number, self.bank_holidays)
            case Unit.SCHOOL_DAYS:
                return _count(start, span.number, lambda day: self.is_school_day(day, school))
            case Unit.UNKNOWN:  # pragma: no branch  # there is no other
                return _WHICH_DAYS

    def before(self, end: date, span: Span, school: School | None) -> date | Unknown:
        """Return the last day at least a span before `end`, counted from the day before."""
        match span.unit:
            case Unit.CALENDAR_DAYS:
                return end - timedelta(days=span.number)
            case Unit.WEEKS:
                return end - timedelta(weeks=span.number)
            case Unit.MONTHS:
                return _months_after(end, -span.number)
            case Unit.WORKING_DAYS:
                return _count(end, span.number, self.is_working_day, -_ONE_DAY)
            case Unit.SCHOOL_DAYS:
                return _count(
                    end, span.number, lambda day: self.is_school_day(day, school), -_ONE_DAY
                )
            case Unit.UNKNOWN:  # pragma: no branch  # there is no other
                return _WHICH_DAYS

    def is_working_day(self, day: date) -> bool | Unknown:
        """Say whether this is a working day, or what is not known to tell."""
        return self.bank_holidays.is_working_day(day)

    def is_school_day(self, day: date, school: School | None) -> bool | Unknown:
        """Say whether a school is open on this day, or what is not known to tell."""
        working = self.is_working_day(day)
        if working is not True:
            return working
        year = self.academic_year_of(day, school)
        calendar = self.of_year(year, school)
        if calendar is None:
            return missing_calendar(year)
        term = term_of(calendar, day)
        if term is None or term.half_term.starts_on <= day <= term.half_term.ends_on:
            return False
        return not any(
            closure.closed_on == day
            and (not closure.schools or (school is not None and school.id in closure.schools))
            for closure in calendar.closures
        )


@lru_cache(maxsize=4096)
def _working_days_after(start: date, number: int, holidays: BankHolidays) -> date | Unknown:
    # Children come into care on the same days, and the clocks count the same numbers.
    return _count(start, number, holidays.is_working_day)


def _count(
    start: date, number: int, counts: Callable[[date], bool | Unknown], step: timedelta = _ONE_DAY
) -> date | Unknown:
    day, left = start, number
    while left:
        day += step
        answer = counts(day)
        if isinstance(answer, Unknown):
            return answer
        left -= answer
    return day


@dataclass(frozen=True, slots=True)
class TermSpan:
    """One term, and the first day of the next: what happens between them is late.

    `kept_in` is the path of the calendar that has its days.
    """

    year: int
    kept_in: str
    dates: TermDates
    next_starts_on: date


def terms_of_year(
    calendars: Calendars, school: School | None, year: int
) -> tuple[TermSpan, ...] | Unknown:
    """Return the three terms of an academic year, or what is missing.

    Where the next year has no calendar yet, it counts as beginning on 1 September.
    """
    calendar = calendars.of_year(year, school)
    if calendar is None:
        return missing_calendar(year)
    starts = [dates.starts_on for dates in calendar.terms[1:]]
    starts.append(calendars.year_starts_on(year + 1, school))
    kept_in = path_of(calendar)
    return tuple(
        TermSpan(year, kept_in, dates, next_starts_on)
        for dates, next_starts_on in zip(calendar.terms, starts, strict=True)
    )


def last_term_begun(calendars: Calendars, school: School | None, day: date) -> TermSpan | Unknown:
    """Return the term that the day lies in, in the holidays the one before, or what is missing."""
    terms = terms_of_year(calendars, school, calendars.academic_year_of(day, school))
    if isinstance(terms, Unknown):
        return terms
    return max((term for term in terms if term.dates.starts_on <= day), key=_first_day)


def _first_day(term: TermSpan) -> date:
    return term.dates.starts_on


@dataclass(frozen=True, slots=True)
class HalfTerm:
    """One half of a term: up to its half-term holiday, or from the day after it.

    `next_starts_on` is the first day of the half after it: a holiday between belongs to this.
    """

    year: int
    term: Term
    half: int
    starts_on: date
    ends_on: date
    next_starts_on: date


def half_terms_of_year(
    calendars: Calendars, school: School | None, year: int
) -> tuple[HalfTerm, ...] | Unknown:
    """Return the six half-terms of an academic year, or what is missing."""
    terms = terms_of_year(calendars, school, year)
    if isinstance(terms, Unknown):
        return terms
    halves: list[HalfTerm] = []
    for one in terms:
        dates = one.dates
        middle = dates.half_term.ends_on + _ONE_DAY
        first_ends_on = dates.first_half_ends_on
        halves += (
            HalfTerm(year, dates.term, 1, dates.starts_on, first_ends_on, middle),
            HalfTerm(year, dates.term, 2, middle, dates.ends_on, one.next_starts_on),
        )
    return tuple(halves)


def term_of(calendar: Calendar, day: date) -> TermDates | None:
    """Return the term of this calendar that the day lies in, half-term included, or None."""
    return next(
        (dates for dates in calendar.terms if dates.starts_on <= day <= dates.ends_on), None
    )


def missing_calendar(year: int) -> Unknown:
    """Return the answer for an academic year that no calendar covers."""
    return Unknown(f"a calendar with the terms of {year}/{(year + 1) % 100:02d}")


def _keepers(calendar: Calendar) -> Iterator[tuple[str, str]]:
    if calendar.school is not None:
        yield "school", calendar.school
        return
    yield "authority", calendar.authority
    if calendar.ours:
        yield _WE


def _months_after(start: date, months: int) -> date:
    count = start.year * 12 + start.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
