from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pepsite.compliance.results import (
    CheckResult,
    Explanation,
    Status,
    cannot_tell,
    in_words,
    status_of,
)
from pepsite.policy.calendars import Unknown

DUE = date(2025, 9, 29)
BEFORE, AFTER = DUE - timedelta(days=1), DUE + timedelta(days=1)
LATER = DUE + timedelta(days=20)


@pytest.mark.parametrize(
    ("met_on", "as_of", "until", "status"),
    [
        pytest.param(None, DUE, None, Status.DUE, id="the last day"),
        pytest.param(None, AFTER, None, Status.OVERDUE, id="the day after"),
        pytest.param(DUE, AFTER, None, Status.MET, id="done on the last day"),
        pytest.param(AFTER, AFTER, None, Status.MET_LATE, id="done a day late"),
        pytest.param(AFTER, DUE, None, Status.DUE, id="done tomorrow"),
        pytest.param(None, DUE, BEFORE, Status.NOT_APPLICABLE, id="fell away the day before"),
        pytest.param(None, BEFORE, BEFORE, Status.DUE, id="on the day it falls away"),
        pytest.param(BEFORE, DUE, BEFORE, Status.MET, id="done on the day it fell away"),
        pytest.param(DUE, AFTER, BEFORE, Status.NOT_APPLICABLE, id="done after it fell away"),
        pytest.param(None, AFTER, DUE, Status.MISSED, id="over on the last day"),
        pytest.param(None, LATER, LATER, Status.OVERDUE, id="on the day its time is over"),
        pytest.param(None, LATER, AFTER, Status.MISSED, id="after its time was over"),
        pytest.param(LATER, LATER, AFTER, Status.MISSED, id="done after its time was over"),
        pytest.param(AFTER, LATER, AFTER, Status.MET_LATE, id="done on the last day it could be"),
    ],
)
def test_how_a_duty_stands(
    met_on: date | None, as_of: date, until: date | None, status: Status
) -> None:
    assert status_of(DUE, met_on, as_of, until) is status


days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
ENDED = (Status.MISSED, Status.NOT_APPLICABLE, Status.MET, Status.MET_LATE)


@given(due=days, met=st.none() | days, until=st.none() | days, as_of=days, more=st.integers(0, 900))
def test_what_has_come_to_an_end_stays_as_it_is(
    due: date, met: date | None, until: date | None, as_of: date, more: int
) -> None:
    def on(day: date) -> Status:
        # The end of its time is known once it has passed, as for care that ends.
        return status_of(due, met, day, until if until and until < day else None)

    first, then = on(as_of), on(as_of + timedelta(days=more))
    if first in ENDED:
        assert then is first
    if first is Status.OVERDUE:
        assert then in (Status.OVERDUE, Status.MISSED, Status.MET_LATE)


@given(due=days, met=days, as_of=days, until=days)
def test_with_its_end_known_beforehand_missed_stays_missed(
    due: date, met: date, as_of: date, until: date
) -> None:
    first = status_of(due, met, as_of, until)
    if first is Status.MISSED:
        assert status_of(due, met, as_of + timedelta(days=400), until) is Status.MISSED


def test_a_day_in_words() -> None:
    assert in_words(date(2026, 5, 15)) == "Friday 15 May 2026"


def test_what_cannot_be_told_has_no_days_and_names_what_is_missing() -> None:
    result = CheckResult(
        "a-check",
        Status.MET,
        "ch-1",
        "EXM-1",
        Explanation("A rule", "Why."),
        due_on=DUE,
        met_on=DUE,
    )
    told = cannot_tell(result, Unknown("a calendar"))
    assert (told.status, told.due_on, told.met_on) == (Status.CANNOT_TELL, None, None)
    assert told.explanation.because == "This cannot be told without a calendar."
    assert result.order == ("a-check", "ch-1", "", "2025-09-29")
