from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from pepsite.compliance.results import Status
from pepsite.policy.follow_up import FollowUp, FollowUpVersion
from pepsite.policy.timescales import Milestone, Start, Unit
from pepsite.records.codes import Role
from tests.compliance.made import made
from tests.compliance.test_timeliness import clock, within


@pytest.mark.parametrize(
    ("as_of", "reviewed_on", "status"),
    [
        pytest.param(date(2025, 10, 3), None, Status.DUE, id="ten school days after"),
        pytest.param(date(2025, 10, 4), None, Status.OVERDUE, id="a day later"),
        pytest.param(date(2025, 10, 4), "2025-10-03", Status.MET, id="reviewed on the last day"),
        pytest.param(date(2025, 10, 9), "2025-10-06", Status.MET_LATE, id="reviewed after it"),
    ],
)
def test_quality_assurance_within_school_days(
    as_of: date, reviewed_on: str | None, status: Status
) -> None:
    one = clock(
        within(10, Unit.SCHOOL_DAYS, Start.SUBMITTED), "every-pep", Milestone.QUALITY_ASSURED
    )
    reviews = [{"reviewed_on": reviewed_on}] if reviewed_on else []
    child = made(peps=[{"completed_on": "2025-09-19"}], qa_reviews=reviews).under(clocks=(one,))
    assert child.result(as_of, "one").status is status


def test_without_a_calendar_nobody_can_tell_by_when_a_review_is_owed() -> None:
    rule = within(10, Unit.SCHOOL_DAYS, Start.SUBMITTED)
    one = clock(rule, "every-pep", Milestone.QUALITY_ASSURED)
    child = made(peps=[{"completed_on": "2025-09-19"}], calendars={"ours 2025": None})
    result = child.under(clocks=(one,)).result(date(2025, 10, 1), "one")
    assert result.status is Status.CANNOT_TELL
    assert "2025/26" in result.explanation.because


def test_where_there_is_no_school_the_part_of_the_school_falls_to_the_social_worker() -> None:
    child = made(child={"education": []})
    result = child.result(date(2025, 9, 10), "initial-pep-completed")
    assert (result.doer, result.owner) == (Role.SOCIAL_WORKER, child.ids["the social worker"])


def test_where_there_is_a_school_its_part_is_its_designated_teachers() -> None:
    child = made()
    result = child.result(date(2025, 9, 10), "initial-pep-completed")
    assert result.doer is Role.DESIGNATED_TEACHER
    assert result.owner == child.ids["the designated teacher"]


def test_nobody_is_named_who_is_no_longer_there() -> None:
    child = made(people={"the designated teacher": {"active": False}})
    assert child.result(date(2025, 9, 10), "initial-pep-completed").owner is None


def duty(of: Literal["returned-pep", "not-at-standard", "action"], begins: date) -> FollowUp:
    version = FollowUpVersion.model_validate({"from": begins, "source": "EXM-1"})
    return FollowUp(
        id="one", title="One", of=of, doer=Role.VIRTUAL_SCHOOL_OFFICER, versions=(version,)
    )


RETURNED = {
    "status": "returned",
    "completed_on": "2025-09-20",
    "returned": [
        {"returned_on": "2025-09-25", "by": "the officer", "why": "Dates."},
        {"returned_on": "2025-10-25", "by": "the officer", "why": "Dates again."},
    ],
}
BELOW = {"reviewed_on": "2025-09-25", "answers": {"q1": "no"}, "rating": "not-meeting"}


@pytest.mark.parametrize("of", ["returned-pep", "not-at-standard", "action"])
@pytest.mark.parametrize(
    ("begins", "count"),
    [
        pytest.param(date(2025, 9, 25), 1, id="on the day it begins"),
        pytest.param(date(2025, 9, 26), 0, id="the day before"),
    ],
)
def test_a_duty_holds_from_its_day(
    of: Literal["returned-pep", "not-at-standard", "action"], begins: date, count: int
) -> None:
    child = made(
        peps=[RETURNED],
        qa_reviews=[BELOW],
        actions=[{"raised_on": "2025-09-25", "target_on": "2025-12-01"}],
    ).under(follow_up=(duty(of, begins),))
    assert len(child.results(date(2025, 10, 1), "one")) == count


def test_of_two_returns_the_last_by_the_day_counts() -> None:
    child = made(peps=[RETURNED])
    for as_of, day in ((date(2025, 10, 24), "25 September"), (date(2025, 10, 25), "25 October")):
        assert day in child.result(as_of, "returned-pep-improved").explanation.because


def test_a_pep_sent_again_on_an_unknown_day_is_improved() -> None:
    child = made(peps=[RETURNED | {"status": "complete"}])
    result = child.result(date(2025, 11, 1), "returned-pep-improved")
    assert (result.status, result.met_on) == (Status.MET, None)


def test_an_action_whose_owner_is_unknown_is_the_duties_own() -> None:
    action = {"raised_on": "2025-09-25", "target_on": "2025-12-01"}
    child = made(actions=[action | {"owner": "ps-0000000000000"}])
    result = child.result(date(2025, 10, 1), "action-done-by-target")
    assert result.doer is Role.VIRTUAL_SCHOOL_OFFICER


def test_an_action_is_its_owners_turn() -> None:
    child = made(actions=[{"raised_on": "2025-09-25", "target_on": "2025-12-01"}])
    assert child.result(date(2025, 10, 1), "action-done-by-target").doer is Role.DESIGNATED_TEACHER


def test_a_review_by_a_checklist_nobody_knows_owes_no_training() -> None:
    child = made(peps=[RETURNED], qa_reviews=[BELOW | {"checklist": {"name": "another"}}])
    assert child.results(date(2025, 10, 1), "training-offered") == []
