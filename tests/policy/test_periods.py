"""Periods: months, half terms, terms and years, with no day between two of them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from pepsite.policy.calendars import Unknown, half_terms_of_year
from pepsite.policy.periods import (
    Period,
    PeriodKind,
    period_before,
    period_named,
    period_of,
    periods,
)
from tests.compliance.made import made

CALENDARS = made().setting(date(2025, 10, 20)).calendars
KINDS: tuple[PeriodKind, ...] = ("month", "quarter", "half-term", "term", "academic-year")


def test_the_six_half_terms_of_a_year() -> None:
    halves = half_terms_of_year(CALENDARS, None, 2025)
    assert not isinstance(halves, Unknown)
    assert [(str(one.term), one.half, one.starts_on, one.ends_on) for one in halves] == [
        ("autumn", 1, date(2025, 9, 1), date(2025, 10, 26)),
        ("autumn", 2, date(2025, 11, 1), date(2025, 12, 19)),
        ("spring", 1, date(2026, 1, 5), date(2026, 2, 15)),
        ("spring", 2, date(2026, 2, 21), date(2026, 3, 27)),
        ("summer", 1, date(2026, 4, 13), date(2026, 5, 24)),
        ("summer", 2, date(2026, 5, 30), date(2026, 7, 20)),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_day_lies_between_two_periods_or_in_both(kind: PeriodKind) -> None:
    found = [*periods(kind, date(2024, 9, 2), date(2026, 7, 20), CALENDARS)]
    assert all(isinstance(one, Period) for one in found)
    for before, after in pairwise(found):
        assert isinstance(before, Period)
        assert isinstance(after, Period)
        assert before.next_starts_on == after.starts_on > before.ends_on
        assert before.holds(after.starts_on - timedelta(days=1))
        assert not before.holds(after.starts_on)
        assert period_before(kind, after, CALENDARS) == before


@pytest.mark.parametrize(
    ("kind", "day", "name"),
    [
        ("quarter", date(2025, 12, 31), "2025-q4"),
        ("quarter", date(2026, 1, 1), "2026-q1"),
        ("month", date(2025, 12, 31), "2025-12"),
        ("month", date(2026, 1, 1), "2026-01"),
        ("half-term", date(2025, 10, 31), "2025-26-autumn-1"),
        ("half-term", date(2025, 11, 1), "2025-26-autumn-2"),
        ("term", date(2026, 1, 4), "2025-26-autumn"),
        ("term", date(2026, 1, 5), "2025-26-spring"),
        ("academic-year", date(2025, 8, 31), "2024-25"),
        ("academic-year", date(2025, 9, 1), "2025-26"),
    ],
)
def test_the_period_a_day_lies_in_and_its_name(kind: PeriodKind, day: date, name: str) -> None:
    found = period_of(kind, day, CALENDARS)
    assert isinstance(found, Period)
    assert found.name == name
    assert period_named(kind, name, CALENDARS) == found


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("month", "2025-13"),
        ("month", "2025-26-autumn"),
        ("term", "2025-26-winter"),
        ("half-term", "2025-26-autumn-3"),
        ("half-term", "2025-27-autumn-1"),
        ("academic-year", "2025"),
    ],
)
def test_a_name_that_no_period_has(kind: PeriodKind, name: str) -> None:
    assert period_named(kind, name, CALENDARS) is None


def test_a_year_without_a_calendar_is_missing_and_not_guessed() -> None:
    missing = Unknown("a calendar with the terms of 2026/27")
    assert [*periods("term", date(2026, 8, 31), date(2027, 1, 1), CALENDARS)][-1] == missing
    assert period_named("half-term", "2026-27-autumn-1", CALENDARS) == missing
    assert period_of("month", date(2026, 10, 1), CALENDARS) == Period(
        "2026-10", date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)
    )
