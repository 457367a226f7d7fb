"""Edges that no shipped policy has yet; those that it has are worked examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pepsite.compliance.results import Status
from pepsite.policy.base import Circumstance
from pepsite.policy.timescales import (
    BeforeFirstReview,
    Clock,
    ClockVersion,
    EachTerm,
    Milestone,
    SinceLast,
    Span,
    Start,
    Unit,
    Within,
)
from pepsite.records.codes import Role
from tests.compliance.made import made

TWENTY = Span(number=20, unit=Unit.WORKING_DAYS)


def clock(rule: Any, of: Any, milestone: Milestone = Milestone.HELD, **more: Any) -> Clock:
    """Return a clock, also one whose rule does not fit what it is of."""
    version = ClockVersion.model_construct(
        from_on=date(2018, 9, 1), source="EXM-1", also=(), reading=None, by=rule
    )
    return Clock.model_construct(
        id="one",
        title="One",
        of=of,
        milestone=milestone,
        statutory=False,
        only_when=more.get("only_when", ()),
        doer=Role.DESIGNATED_TEACHER,
        versions=(version,),
    )


def within(number: int, unit: Unit, start: Start = Start.ENTERED_CARE) -> Within:
    return Within(rule="within", start=start, span=Span(number=number, unit=unit))


@pytest.mark.parametrize(
    ("emergency", "judged"),
    [
        pytest.param(True, False, id="an emergency"),
        pytest.param(False, True, id="as planned"),
        pytest.param(None, True, id="not asked"),
    ],
)
def test_a_clock_for_planned_entries_is_not_for_emergencies(
    emergency: bool | None, judged: bool
) -> None:
    planned = clock(within(20, Unit.WORKING_DAYS), "initial-pep", only_when=(Circumstance.PLANNED,))
    child = made(child={"care": [{"emergency": emergency}]}).under(clocks=(planned,))
    assert bool(child.results(date(2025, 9, 10), "one")) is judged


@pytest.mark.parametrize(
    ("milestone", "pep", "met_on"),
    [
        pytest.param(Milestone.REQUESTED, {"requested_on": "2025-09-03"}, 3, id="requested"),
        pytest.param(
            Milestone.REQUESTED, {"completed_on": "2025-09-20"}, None, id="never requested"
        ),
        pytest.param(Milestone.ARRANGED, {"arranged_on": "2025-09-04"}, 4, id="arranged"),
        pytest.param(
            Milestone.ARRANGED, {"meetings": [{"held_on": "2025-09-08"}]}, 8, id="held, so arranged"
        ),
        pytest.param(Milestone.ARRANGED, {"completed_on": "2025-09-20"}, None, id="no meeting"),
        pytest.param(
            Milestone.INITIATED, {"arranged_on": "2025-09-05"}, 5, id="arranged, so begun"
        ),
        pytest.param(
            Milestone.INITIATED,
            {"initiated_on": "2025-09-06", "arranged_on": "2025-09-05"},
            6,
            id="the day on record goes before",
        ),
        pytest.param(Milestone.INITIATED, {}, None, id="nothing yet"),
    ],
)
def test_when_a_milestone_was_reached(
    milestone: Milestone, pep: dict[str, object], met_on: int | None
) -> None:
    one = clock(within(20, Unit.WORKING_DAYS), "initial-pep", milestone)
    child = made(peps=[{"type": "initial", **pep}]).under(clocks=(one,))
    result = child.result(date(2025, 9, 28), "one")
    assert result.met_on == (met_on and date(2025, 9, met_on))


@pytest.mark.parametrize(
    ("unit", "due_on", "days_of"),
    [
        pytest.param(Unit.WORKING_DAYS, date(2025, 11, 3), "working days in England", id="working"),
        pytest.param(Unit.CALENDAR_DAYS, date(2025, 10, 26), "calendar days", id="calendar"),
        pytest.param(
            Unit.SCHOOL_DAYS, date(2025, 11, 10), "school days of the calendar", id="school"
        ),
        pytest.param(Unit.WEEKS, date(2026, 2, 23), "weeks", id="weeks"),
        pytest.param(Unit.MONTHS, date(2027, 6, 6), "months", id="months"),
    ],
)
def test_the_explanation_names_the_days_that_were_counted(
    unit: Unit, due_on: date, days_of: str
) -> None:
    one = clock(within(20, unit), "initial-pep")
    child = made(child={"care": [{"entered_on": "2025-10-06"}]}).under(clocks=(one,))
    result = child.result(date(2025, 10, 10), "one")
    assert result.due_on == due_on
    assert (result.explanation.days_of or "").startswith(days_of)


@pytest.mark.parametrize(
    ("entered_on", "count"),
    [
        pytest.param("2025-09-01", 1, id="since our records begin"),
        pytest.param("2024-08-31", 0, id="before"),
    ],
)
def test_school_days_of_a_year_without_a_calendar(entered_on: str, count: int) -> None:
    one = clock(within(20, Unit.SCHOOL_DAYS), "initial-pep")
    child = made(
        child={"care": [{"entered_on": entered_on}]},
        calendars={"ours 2024": None, "ours 2025": None},
    ).under(clocks=(one,))
    results = child.results(date(2025, 10, 1), "one")
    assert [each.status for each in results] == [Status.CANNOT_TELL] * count


def test_a_clock_for_first_peps_says_nothing_of_a_review() -> None:
    one = clock(
        BeforeFirstReview(rule="before-first-statutory-review", review_due=TWENTY), "review-pep"
    )
    child = made(peps=[{"meetings": [{"held_on": "2025-09-20"}]}]).under(clocks=(one,))
    assert child.results(date(2026, 2, 1), "one") == []


@pytest.mark.parametrize(
    ("begin", "count"),
    [
        pytest.param("2025-09-20", 1, id="since our records begin"),
        pytest.param("2025-09-21", 0, id="before"),
    ],
)
def test_school_days_since_the_last_meeting_without_a_calendar(begin: str, count: int) -> None:
    one = clock(
        SinceLast(rule="since-last", span=Span(number=60, unit=Unit.SCHOOL_DAYS)), "review-pep"
    )
    child = made(
        authority={"records_begin_on": begin},
        peps=[{"meetings": [{"held_on": "2025-09-20"}]}],
        calendars={"ours 2025": None},
    ).under(clocks=(one,))
    results = child.results(date(2026, 2, 1), "one")
    assert [each.status for each in results] == [Status.CANNOT_TELL] * count


def test_a_review_may_have_to_be_complete_rather_than_held() -> None:
    pep = {"meetings": [{"held_on": "2025-11-01"}], "completed_on": "2025-12-22"}
    child = made(child={"care": [{"entered_on": "2025-07-01"}]}, peps=[pep]).under(
        clocks=(clock(EachTerm(rule="each-term"), "review-pep", Milestone.COMPLETED),)
    )
    result = child.result(date(2026, 1, 2), "one")
    assert (result.status, result.met_on) == (Status.MET_LATE, date(2025, 12, 22))


def test_twelve_weeks_may_run_from_when_a_pep_was_complete() -> None:
    rule = SinceLast(rule="since-last", span=Span(number=12, unit=Unit.WEEKS))
    child = made(
        peps=[{"meetings": [{"held_on": "2025-09-10"}], "completed_on": "2025-09-15"}]
    ).under(clocks=(clock(rule, "review-pep", Milestone.COMPLETED),))
    result = child.result(date(2025, 12, 8), "one")
    assert (result.status, result.due_on) == (Status.DUE, date(2025, 12, 8))
    assert result.explanation.counted_from_what == "the last PEP came so far"


def test_terms_are_those_of_the_school_the_child_went_to_where_ours_are_missing() -> None:
    child = made(
        child={
            "care": [{"entered_on": "2025-07-01"}],
            "education": [{"school": "neighbour school", "from_on": "2026-01-05"}],
        },
        calendars={"ours 2025": None},
    )
    [autumn, spring] = child.results(date(2026, 2, 1), "review-pep-each-term")
    assert (autumn.part, autumn.due_on) == ("2025-26-autumn", date(2025, 12, 17))
    assert (spring.part, spring.status) == ("2025-26-spring", Status.DUE)


def test_a_calendar_that_is_missing_has_no_name() -> None:
    one = clock(
        within(20, Unit.SCHOOL_DAYS, Start.SUBMITTED), "every-pep", Milestone.QUALITY_ASSURED
    )
    child = made(peps=[{"completed_on": "2025-07-10"}], calendars={"ours 2025": None}).under(
        clocks=(one,)
    )
    result = child.result(date(2025, 9, 10), "one")
    assert result.status is Status.CANNOT_TELL


def test_before_the_first_edition_nobody_is_known_to_have_a_pep() -> None:
    child = made(
        authority={"records_begin_on": "2010-01-01"},
        child={"born": "1999-03", "care": [{"entered_on": "2010-02-01"}], "education": []},
    )
    assert child.results(date(2010, 5, 1), "initial-pep-statutory") == []
