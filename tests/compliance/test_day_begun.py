"""Duties that begin on a day are not asked of what happened the day before."""

from __future__ import annotations

from datetime import date

import pytest

from pepsite.policy.base import Version
from tests.compliance.made import WALSALL, made

AS_OF = date(2025, 12, 1)
EVE = date(2025, 9, 21)


@pytest.mark.parametrize(
    ("begins", "count"), [(date(2025, 9, 20), 1), (EVE, 0)], ids=["that day", "the day after"]
)
def test_who_leads_is_asked_from_the_day_the_duty_begins(begins: date, count: int) -> None:
    [chair] = WALSALL.chairs
    chair = chair.model_copy(update={"versions": (begun(chair.versions[0], begins),)})
    child = made(peps=[{"meetings": [{"held_on": "2025-09-20"}]}]).under(chairs=(chair,))
    assert len(child.results(AS_OF, chair.id)) == count


@pytest.mark.parametrize(
    ("begins", "count"), [(date(2025, 10, 6), 1), (date(2025, 10, 7), 0)], ids=["that day", "after"]
)
def test_whose_review_it_is_is_asked_from_the_day_the_duty_begins(begins: date, count: int) -> None:
    [checklist] = WALSALL.checklists
    own = checklist.by_own
    assert own is not None
    checklist = checklist.model_copy(update={"by_own": begun(own, begins)})
    review = {"reviewed_on": "2025-10-06"}
    child = made(peps=[{"completed_on": "2025-10-01"}], qa_reviews=[review])
    assert len(child.under(checklists=(checklist,)).results(AS_OF, own.id)) == count


def test_without_a_list_of_short_breaks_every_legal_status_counts() -> None:
    short_break = {"legal_statuses": [{"from_on": "2025-09-01", "status": "V3"}]}
    child = made(child={"care": [{"entered_on": "2025-09-01", **short_break}]})
    check = "initial-pep-completed"
    assert child.results(date(2025, 9, 10), check) == []
    everyone = child.under(except_legal_statuses=())
    assert len(everyone.results(date(2025, 9, 10), check)) == 1


def begun(version: Version, day: date) -> Version:
    return version.model_copy(update={"from_on": day})
