from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pepsite.policy.calendars import (
    Calendars,
    Unknown,
    last_term_begun,
    term_of,
    terms_of_year,
)
from pepsite.policy.timescales import Span, Unit
from pepsite.records.calendar import Calendar
from pepsite.records.school import School
from pepsite.store.bank_holidays import bank_holidays
from tests.compliance.made import made

KNOWN_UNTIL = date(2027, 12, 31)
USUAL = made().register
BY_YEAR = {(one.academic_year, one.ours): one for one in USUAL.calendars.values()}
OURS_2024, OURS_2025 = BY_YEAR[2024, True], BY_YEAR[2025, True]
NEIGHBOURS_2025 = BY_YEAR[2025, False]
OURS, NEIGHBOUR = (
    next(one for one in USUAL.schools.values() if one.name == name)
    for name in ("Ashmere High School", "Bracken Academy")
)
CALENDARS = Calendars(tuple(USUAL.calendars.values()), bank_holidays(KNOWN_UNTIL))

days = st.dates(date(2024, 9, 2), date(2026, 2, 1))
units = st.sampled_from(Unit)
numbers = st.integers(1, 30)
schools = st.sampled_from([None, OURS, NEIGHBOUR])


@given(start=days, unit=units, number=numbers, school=schools)
def test_one_more_is_always_later(
    start: date, unit: Unit, number: int, school: School | None
) -> None:
    first = CALENDARS.add(start, Span(number=number, unit=unit), school)
    second = CALENDARS.add(start, Span(number=number + 1, unit=unit), school)
    assume(not isinstance(first, Unknown) and not isinstance(second, Unknown))
    assert isinstance(first, date)
    assert isinstance(second, date)
    assert start < first < second


@given(start=days, unit=units, number=numbers, school=schools)
def test_a_later_start_is_never_due_earlier(
    start: date, unit: Unit, number: int, school: School | None
) -> None:
    span = Span(number=number, unit=unit)
    first = CALENDARS.add(start, span, school)
    second = CALENDARS.add(start + timedelta(days=1), span, school)
    if isinstance(first, date) and isinstance(second, date):
        assert first <= second


@given(start=days, number=numbers, school=schools)
def test_counting_ends_on_a_day_that_counts(
    start: date, number: int, school: School | None
) -> None:
    working = CALENDARS.add(start, Span(number=number, unit=Unit.WORKING_DAYS), school)
    assert isinstance(working, date)
    assert CALENDARS.is_working_day(working) is True
    in_school = CALENDARS.add(start, Span(number=number, unit=Unit.SCHOOL_DAYS), school)
    if isinstance(in_school, date):
        assert CALENDARS.is_school_day(in_school, school) is True
        assert in_school >= working


@given(start=days, number=numbers, school=schools)
def test_as_many_days_were_counted_as_were_asked_for(
    start: date, number: int, school: School | None
) -> None:
    end = CALENDARS.add(start, Span(number=number, unit=Unit.SCHOOL_DAYS), school)
    if isinstance(end, date):
        between = [start + timedelta(days=step + 1) for step in range((end - start).days)]
        assert sum(CALENDARS.is_school_day(day, school) is True for day in between) == number


@pytest.mark.parametrize(
    ("start", "number", "unit", "end"),
    [
        pytest.param(date(2025, 9, 1), 20, Unit.WORKING_DAYS, date(2025, 9, 29), id="September"),
        pytest.param(date(2025, 9, 1), 20, Unit.CALENDAR_DAYS, date(2025, 9, 21), id="calendar"),
        pytest.param(date(2025, 10, 1), 12, Unit.WEEKS, date(2025, 12, 24), id="12 weeks"),
        pytest.param(date(2025, 8, 31), 6, Unit.MONTHS, date(2026, 2, 28), id="to February"),
        pytest.param(date(2027, 8, 31), 6, Unit.MONTHS, date(2028, 2, 29), id="to a leap February"),
        pytest.param(date(2025, 11, 30), 1, Unit.MONTHS, date(2025, 12, 30), id="to December"),
        pytest.param(date(2025, 12, 31), 1, Unit.MONTHS, date(2026, 1, 31), id="into a new year"),
        # The three of requirements.md, conflict C3.
        pytest.param(date(2025, 7, 21), 20, Unit.WORKING_DAYS, date(2025, 8, 18), id="C3, working"),
        pytest.param(date(2025, 7, 21), 20, Unit.SCHOOL_DAYS, date(2025, 9, 26), id="C3, school"),
        pytest.param(
            date(2025, 12, 15), 20, Unit.CALENDAR_DAYS, date(2026, 1, 4), id="C3, Christmas"
        ),
        pytest.param(
            date(2025, 12, 15), 20, Unit.WORKING_DAYS, date(2026, 1, 15), id="C3, January"
        ),
        pytest.param(
            date(2025, 12, 15), 20, Unit.SCHOOL_DAYS, date(2026, 1, 26), id="C3, a term on"
        ),
    ],
)
def test_how_long_a_span_is(start: date, number: int, unit: Unit, end: date) -> None:
    assert CALENDARS.add(start, Span(number=number, unit=unit), None) == end


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param(date(2025, 9, 5), True, id="a Friday"),
        pytest.param(date(2025, 9, 6), False, id="a Saturday"),
        pytest.param(date(2025, 9, 7), False, id="a Sunday"),
        pytest.param(date(2025, 4, 18), False, id="Good Friday"),
        pytest.param(date(2025, 4, 21), False, id="Easter Monday"),
        pytest.param(date(2025, 8, 25), False, id="the August bank holiday"),
        pytest.param(date(2025, 8, 4), True, id="the August bank holiday of Scotland"),
        pytest.param(date(2026, 12, 28), False, id="in lieu of Boxing Day on a Saturday"),
        pytest.param(date(2022, 9, 19), False, id="the funeral of the Queen"),
        pytest.param(KNOWN_UNTIL, True, id="the last day known"),
        pytest.param(date(2000, 1, 1), False, id="the first day known, a Saturday"),
    ],
)
def test_which_days_are_working_days(day: date, working: bool) -> None:
    assert CALENDARS.is_working_day(day) is working


@pytest.mark.parametrize("day", [date(2028, 1, 1), date(1999, 12, 31)], ids=["after", "before"])
def test_beyond_the_bank_holidays_that_are_known_there_is_no_guess(day: date) -> None:
    unknown = Unknown(f"the bank holidays of {day.year}")
    assert CALENDARS.is_working_day(day) == unknown
    assert CALENDARS.is_school_day(day, None) == unknown
    start = day - timedelta(days=1)
    assert CALENDARS.add(start, Span(number=5, unit=Unit.WORKING_DAYS), None) == unknown


def closed(*schools: str) -> Calendars:
    closure = {"id": "aaaaaa", "closed_on": "2025-11-24", "reason": "Snow", "schools": schools}
    values = OURS_2025.model_dump(mode="json", by_alias=True) | {"closures": [closure]}
    return Calendars((Calendar.model_validate(values, strict=False),), CALENDARS.bank_holidays)


@pytest.mark.parametrize(
    ("calendars", "school", "is_open"),
    [
        pytest.param(closed(), OURS, False, id="for all"),
        pytest.param(closed(), None, False, id="for all, and a child without a school"),
        pytest.param(closed(OURS.id), OURS, False, id="for this school"),
        pytest.param(closed(OURS.id), NEIGHBOUR, True, id="for another school"),
        pytest.param(closed(OURS.id), None, True, id="for a school, and a child without one"),
    ],
)
def test_a_closure_shuts_those_it_names(
    calendars: Calendars, school: School | None, is_open: bool
) -> None:
    assert calendars.is_school_day(date(2025, 11, 24), school) is is_open
    assert calendars.is_school_day(date(2025, 11, 25), school) is True


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        pytest.param(date(2025, 8, 29), False, id="the last day of the holidays"),
        pytest.param(date(2025, 9, 1), True, id="the first of term"),
        pytest.param(date(2025, 10, 24), True, id="the eve of half-term"),
        pytest.param(date(2025, 10, 27), False, id="half-term begins"),
        pytest.param(date(2025, 10, 31), False, id="half-term ends"),
        pytest.param(date(2025, 12, 19), True, id="the last of term"),
        pytest.param(date(2025, 12, 22), False, id="the day after"),
        pytest.param(date(2026, 5, 4), False, id="a bank holiday in term"),
    ],
)
def test_which_days_are_school_days(day: date, is_open: bool) -> None:
    assert CALENDARS.is_school_day(day, OURS) is is_open


def test_a_school_keeps_its_own_days_else_its_authoritys_else_ours() -> None:
    own = OURS_2025.model_copy(update={"school": NEIGHBOUR.id, "ours": False})
    elsewhere = NEIGHBOUR.model_copy(update={"authority": "Nobody's"})
    bank = CALENDARS.bank_holidays
    assert Calendars((OURS_2025, NEIGHBOURS_2025, own), bank).of_year(2025, NEIGHBOUR) is own
    assert Calendars((OURS_2025, NEIGHBOURS_2025), bank).of_year(2025, NEIGHBOUR) is NEIGHBOURS_2025
    assert CALENDARS.of_year(2025, elsewhere) is OURS_2025
    assert CALENDARS.of_year(2025, None) is OURS_2025
    assert Calendars((own,), bank).of_year(2025, None) is None
    assert Calendars((NEIGHBOURS_2025,), bank).of_year(2025, OURS) is None
    assert CALENDARS.of_year(2026, OURS) is None


@pytest.mark.parametrize(
    ("day", "year"),
    [
        pytest.param(date(2025, 8, 31), 2024, id="the eve of the autumn term"),
        pytest.param(date(2025, 9, 1), 2025, id="its first day"),
        pytest.param(date(2026, 8, 31), 2025, id="August, next year unknown"),
        pytest.param(date(2026, 9, 1), 2026, id="September, next year unknown"),
    ],
)
def test_which_academic_year_a_day_lies_in(day: date, year: int) -> None:
    assert CALENDARS.academic_year_of(day, OURS) == year


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        pytest.param(date(2024, 9, 2), date(2026, 9, 1), [2024, 2025, 2026], id="three years"),
        pytest.param(date(2025, 7, 31), date(2025, 9, 1), [2024, 2025], id="from July"),
        pytest.param(date(2025, 8, 1), date(2025, 9, 1), [2025], id="from August"),
        pytest.param(date(2025, 8, 1), date(2025, 8, 20), [], id="in August alone"),
    ],
)
def test_the_years_whose_terms_lie_between_two_days(
    first: date, last: date, years: list[int]
) -> None:
    assert list(CALENDARS.years(first, last, OURS)) == years


def test_the_terms_of_a_year_and_when_the_next_begin() -> None:
    terms = terms_of_year(CALENDARS, OURS, 2025)
    assert not isinstance(terms, Unknown)
    assert [one.next_starts_on for one in terms] == [
        date(2026, 1, 5),
        date(2026, 4, 13),
        date(2026, 9, 1),
    ]
    assert terms_of_year(CALENDARS, OURS, 2026) == Unknown("a calendar with the terms of 2026/27")
    assert terms_of_year(CALENDARS, OURS, 2099) == Unknown("a calendar with the terms of 2099/00")


def test_a_term_has_its_half_term_and_no_holidays() -> None:
    term = term_of(OURS_2025, date(2025, 10, 28))
    assert term is not None
    assert term.first_half_ends_on == date(2025, 10, 26)
    assert term_of(OURS_2025, date(2025, 12, 20)) is None
    assert CALENDARS.year_starts_on(2025, OURS) == date(2025, 9, 1)
    assert CALENDARS.year_starts_on(2025, NEIGHBOUR) == date(2025, 9, 3)


@given(end=days, unit=units, number=numbers, school=schools)
def test_backwards_and_forwards_again_comes_no_nearer(
    end: date, unit: Unit, number: int, school: School | None
) -> None:
    span = Span(number=number, unit=unit)
    start = CALENDARS.before(end, span, school)
    assume(isinstance(start, date))
    assert isinstance(start, date)
    assert start < end
    again = CALENDARS.add(start, span, school)
    # Months differ in length: a month before 31 March is 28 February, and a month after that
    # is 28 March.
    shorter = timedelta(days=3 if unit is Unit.MONTHS else 0)
    if isinstance(again, date):
        assert again >= end - shorter


@pytest.mark.parametrize(
    ("unit", "number", "start"),
    [
        pytest.param(Unit.CALENDAR_DAYS, 10, date(2026, 1, 2), id="calendar days"),
        pytest.param(Unit.WEEKS, 2, date(2025, 12, 29), id="weeks"),
        pytest.param(Unit.MONTHS, 2, date(2025, 11, 12), id="months, over the new year"),
        pytest.param(Unit.WORKING_DAYS, 10, date(2025, 12, 24), id="working days"),
        pytest.param(Unit.SCHOOL_DAYS, 10, date(2025, 12, 15), id="school days"),
    ],
)
def test_days_before_a_day(unit: Unit, number: int, start: date) -> None:
    end = date(2026, 1, 12)
    assert CALENDARS.before(end, Span(number=number, unit=unit), OURS) == start


def test_before_the_first_calendar_nobody_can_tell() -> None:
    span = Span(number=5, unit=Unit.SCHOOL_DAYS)
    assert isinstance(CALENDARS.before(date(2024, 9, 4), span, OURS), Unknown)


@pytest.mark.parametrize(
    ("day", "term"),
    [
        pytest.param(date(2025, 9, 1), "autumn", id="its first day"),
        pytest.param(date(2025, 8, 31), "summer", id="the day before, of the year before"),
        pytest.param(date(2025, 12, 25), "autumn", id="in the holidays after it"),
        pytest.param(date(2026, 2, 18), "spring", id="in its half-term holiday"),
    ],
)
def test_the_last_term_begun(day: date, term: str) -> None:
    found = last_term_begun(CALENDARS, OURS, day)
    assert not isinstance(found, Unknown)
    assert found.dates.term == term


def test_the_last_term_of_a_year_without_a_calendar() -> None:
    assert isinstance(last_term_begun(CALENDARS, OURS, date(2027, 1, 10)), Unknown)
