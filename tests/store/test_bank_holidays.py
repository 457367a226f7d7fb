"""The bank holidays that pepsite has are those that the library calculates, and no year is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from pepsite.policy.calendars import Unknown
from pepsite.store.bank_holidays import LIST, bank_holidays
from tools.bank_holidays import bank_holiday_lines


def test_the_list_is_what_the_library_calculates_today() -> None:
    assert LIST.read_text("utf-8") == bank_holiday_lines()


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        pytest.param(date(2026, 4, 3), False, id="Good Friday"),
        pytest.param(date(2026, 4, 7), True, id="the Tuesday after Easter"),
        pytest.param(date(2026, 12, 28), False, id="Boxing Day, which is a Saturday"),
        pytest.param(date(2022, 9, 19), False, id="a day that a proclamation made"),
    ],
)
def test_a_bank_holiday_is_no_working_day(day: date, is_working: bool) -> None:
    assert bank_holidays(date(2027, 12, 31)).is_working_day(day) is is_working


def test_a_policy_that_knows_of_years_beyond_the_list_knows_none_of_them() -> None:
    assert bank_holidays(date(2090, 12, 31)).known_until == date(2050, 12, 31)
    unknown = bank_holidays(date(2090, 12, 31)).is_working_day(date(2051, 1, 3))
    assert unknown == Unknown("the bank holidays of 2051")
