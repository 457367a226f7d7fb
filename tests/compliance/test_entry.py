"""How late a day may be entered: the limit in force on the day that is claimed."""

from __future__ import annotations

from datetime import date

import pytest

from pepsite.compliance.entry import judge_entry
from pepsite.policy.calendars import Calendars
from pepsite.policy.timescales import EnteredDay, EntryLimit
from tests.compliance.made import BANK_HOLIDAYS

CALENDARS = Calendars((), BANK_HOLIDAYS)

LIMIT = EntryLimit.model_validate_json(
    """
    {"id": "review-entered", "title": "Reviews are entered soon", "of": "quality-assured",
     "versions": [{"from": "2026-01-01", "source": "OURS-1",
                   "within": {"number": 7, "unit": "calendar-days"}}]}
    """
)


@pytest.mark.parametrize(
    ("claimed", "entered_on", "too_late"),
    [
        pytest.param(date(2026, 1, 1), date(2026, 1, 8), False, id="the last day"),
        pytest.param(date(2026, 1, 1), date(2026, 1, 9), True, id="the day after"),
        pytest.param(date(2025, 12, 31), date(2026, 3, 1), None, id="before there was a limit"),
    ],
)
def test_a_limit_holds_from_its_first_day(
    claimed: date, entered_on: date, too_late: bool | None
) -> None:
    judged = judge_entry([LIMIT], EnteredDay.QUALITY_ASSURED, claimed, entered_on, CALENDARS)

    assert (judged.too_late if judged else None) is too_late


def test_a_limit_on_another_day_says_nothing() -> None:
    day = date(2026, 1, 1)

    assert judge_entry([LIMIT], EnteredDay.HELD, day, date(2026, 3, 1), CALENDARS) is None
