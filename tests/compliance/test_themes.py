"""Each filter of a theme: it holds, it does not, or what is missing to tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from pepsite.compliance.themes import any_theme_holds, filter_holds, last_rating, theme_holds
from pepsite.policy.calendars import Unknown
from pepsite.policy.themes import Filter, Theme
from tests.compliance.made import made

DAY = date(2025, 10, 20)
FILTER: TypeAdapter[Filter] = TypeAdapter(Filter)
WEEKS = {"test": "new-into-care", "within": {"number": 6, "unit": "weeks"}}
SCHOOL_DAYS = {"test": "new-into-care", "within": {"number": 10, "unit": "school-days"}}
LOW = {"test": "attendance-below", "per_cent": 70}
NEET = {"test": "education-status", "statuses": ["missing-education"]}
CUSTODY = {"test": "placement", "types": ["R5"]}
MOVING = {"test": "in-transition", "year_groups": ["Y6"], "triggers": ["into-secondary"]}
PRIVATE = {"test": "school-type", "types": ["independent"]}
RATED = {"test": "rated-last", "ratings": ["amber"]}
GIRLS = {"test": "sex", "sexes": ["2"]}
AWAY = {"test": "circumstance", "any_of": ["out-of-area", "custody"]}


def sessions(attended: int, until: str = "2025-10-10", school: str | None = None) -> dict[str, Any]:
    missed = {"authorised": 100 - attended, "unauthorised": 0}
    at = {"school": school} if school else {}
    days = {"from_on": "2025-09-01", "until_on": until}
    return days | at | {"sessions_possible": 100, "sessions_attended": attended} | missed


def pep_with(*counted: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"completed_on": "2025-10-12", "attendance": list(counted)} | more


@pytest.mark.parametrize(
    ("test", "given", "expected"),
    [
        pytest.param(WEEKS, {"child": {"care": [{"entered_on": "2025-09-08"}]}}, True, id="new"),
        pytest.param(
            WEEKS, {"child": {"care": [{"entered_on": "2025-09-07"}]}}, False, id="a day too long"
        ),
        pytest.param(
            SCHOOL_DAYS,
            {"child": {"care": [{"entered_on": "2025-10-06"}]}},
            True,
            id="new by school days",
        ),
        pytest.param(
            SCHOOL_DAYS,
            {"child": {"care": [{"entered_on": "2025-10-06"}]}, "calendars": {"ours 2025": None}},
            "a calendar with the terms of 2025/26",
            id="school days nobody recorded",
        ),
        pytest.param(
            WEEKS,
            {"child": {"care": [{"entered_on": "2025-09-20", "began_earlier": True}]}},
            "the day on which this period of care began",
            id="care began nobody knows when",
        ),
        pytest.param(
            WEEKS,
            {"child": {"care": [{"entered_on": "2025-09-20", "ended_on": "2025-10-19"}]}},
            False,
            id="no longer in care",
        ),
        pytest.param(LOW, {"peps": [pep_with(sessions(69))]}, True, id="69 per cent"),
        pytest.param(LOW, {"peps": [pep_with(sessions(70))]}, False, id="70 per cent"),
        pytest.param(
            LOW,
            {"peps": [pep_with(sessions(95, school="our school"), sessions(40))]},
            True,
            id="two schools together",
        ),
        pytest.param(
            LOW,
            {"peps": [pep_with(sessions(40, "2025-09-30"), sessions(90))]},
            False,
            id="the latest counts",
        ),
        pytest.param(
            LOW,
            {"peps": [pep_with(sessions(40, "2025-10-21"))]},
            "the child's attendance",
            id="counted after the day",
        ),
        pytest.param(LOW, {}, "the child's attendance", id="no attendance on record"),
        pytest.param(
            NEET,
            {
                "child": {
                    "education_statuses": [{"from_on": "2025-10-20", "status": "missing-education"}]
                }
            },
            True,
            id="missing education since the day",
        ),
        pytest.param(
            NEET,
            {
                "child": {
                    "education_statuses": [{"from_on": "2025-10-21", "status": "missing-education"}]
                }
            },
            "where the child stands with education",
            id="nothing on record by the day",
        ),
        pytest.param(
            NEET,
            {"child": {"education_statuses": [{"from_on": "2025-09-01", "status": "on-roll"}]}},
            False,
            id="on roll",
        ),
        pytest.param(
            CUSTODY,
            {"child": {"care": [{"placements": [{"from_on": "2025-10-20", "type": "R5"}]}]}},
            True,
            id="placed there on the day",
        ),
        pytest.param(
            CUSTODY,
            {"child": {"care": [{"placements": [{"from_on": "2025-09-01", "type": "U6"}]}]}},
            False,
            id="in foster care",
        ),
        pytest.param(CUSTODY, {}, "the child's placement", id="no placement on record"),
        pytest.param(
            CUSTODY, {"child": {"care": [{"ended_on": "2025-10-19"}]}}, False, id="care has ended"
        ),
        pytest.param(MOVING, {"child": {"born": "2015-03"}}, True, id="in Year 6"),
        pytest.param(MOVING, {}, False, id="in Year 7 without a PEP"),
        pytest.param(
            MOVING,
            {"peps": [pep_with(sessions(90), transition={"trigger": "into-secondary"})]},
            True,
            id="the PEP plans the move",
        ),
        pytest.param(
            MOVING,
            {"peps": [pep_with(sessions(90), transition={"trigger": "permanence-plan"})]},
            False,
            id="the PEP plans another",
        ),
        pytest.param(
            MOVING,
            {
                "peps": [
                    pep_with(
                        sessions(90),
                        transition={
                            "no_answer": "not-known-yet",
                            "ask": "School",
                            "by": "2025-12-01",
                        },
                    )
                ]
            },
            "knowing whether the child is to move",
            id="nobody knows yet",
        ),
        pytest.param(
            PRIVATE, {"schools": {"our school": {"type": "independent"}}}, True, id="independent"
        ),
        pytest.param(PRIVATE, {}, False, id="maintained"),
        pytest.param(
            PRIVATE,
            {"child": {"education": None}},
            "the child's school, or that there is none",
            id="no school on record",
        ),
        pytest.param(
            PRIVATE,
            {
                "child": {
                    "education": None,
                    "education_statuses": [{"from_on": "2025-09-01", "status": "no-school-place"}],
                }
            },
            False,
            id="no school place",
        ),
        pytest.param(GIRLS, {"child": {"sex": "2"}}, True, id="a girl"),
        pytest.param(GIRLS, {"child": {"sex": "1"}}, False, id="a boy"),
        pytest.param(GIRLS, {}, "the sex of the child", id="not on record"),
        pytest.param(
            AWAY,
            {"child": {"care": [{"placements": [{"from_on": "2025-09-01", "type": "R5"}]}]}},
            True,
            id="one of two circumstances",
        ),
        pytest.param(
            AWAY,
            {
                "child": {
                    "care": [
                        {"placements": [{"from_on": "2025-09-01", "type": "U6", "in_area": True}]}
                    ]
                }
            },
            False,
            id="neither of them",
        ),
        pytest.param(
            AWAY,
            {"child": {"care": [{"placements": [{"from_on": "2025-09-01", "type": "U6"}]}]}},
            "knowing whether the child lives and learns in our area",
            id="one of them not known",
        ),
    ],
)
def test_a_filter(test: dict[str, Any], given: dict[str, Any], expected: bool | str) -> None:
    child = made(**given)
    holds = filter_holds(
        FILTER.validate_python(test, strict=False), child.casefile, child.setting(DAY), DAY
    )
    assert holds == (Unknown(expected) if isinstance(expected, str) else expected)


@pytest.mark.parametrize(
    ("audited_on", "rating", "expected"),
    [
        pytest.param("2025-10-20", "amber", "amber", id="an audit on the day"),
        pytest.param("2025-10-21", "amber", "meeting", id="an audit after it"),
        pytest.param("2025-10-15", "amber", "amber", id="on the day of a review, the audit"),
        pytest.param("2025-10-14", "amber", "meeting", id="before the review"),
        pytest.param("2025-10-20", None, "meeting", id="one that gave no rating"),
    ],
)
def test_the_last_rating(audited_on: str, rating: str | None, expected: str) -> None:
    child = made(
        peps=[{"completed_on": "2025-10-10"}],
        qa_reviews=[{"reviewed_on": "2025-10-15"}],
        audits=[{"audited_on": audited_on, "rating": rating}],
    )
    assert last_rating(child.casefile, DAY) == expected
    one = FILTER.validate_python(RATED, strict=False)
    assert filter_holds(one, child.casefile, child.setting(DAY), DAY) is (expected == "amber")


def test_what_a_school_says_of_its_own_pep_is_no_rating_of_ours() -> None:
    own = {"type": "self-review", "audited_on": "2025-10-18", "rating": "amber"}
    child = made(
        peps=[{"completed_on": "2025-10-10"}],
        qa_reviews=[{"reviewed_on": "2025-10-15", "rating": "meeting"}],
        audits=[own],
    )
    assert last_rating(child.casefile, DAY) == "meeting"


def test_nobody_was_rated_without_a_review() -> None:
    assert last_rating(made().casefile, DAY) is None


def theme(*filters: dict[str, Any]) -> Theme:
    fields = {"id": "one", "title": "One", "source": "EXM-1", "filters": list(filters)}
    return Theme.model_validate(fields, strict=False)


def test_all_filters_of_a_theme_hold_and_one_that_does_not_settles_it() -> None:
    girl = made(child={"sex": "2", "born": "2015-03"})
    here = girl.setting(DAY)
    assert theme_holds(theme(GIRLS, MOVING), girl.casefile, here, DAY) is True
    assert theme_holds(theme(GIRLS, PRIVATE), girl.casefile, here, DAY) is False
    assert theme_holds(theme(LOW, PRIVATE), girl.casefile, here, DAY) is False
    assert theme_holds(theme(LOW, GIRLS), girl.casefile, here, DAY) == Unknown(
        "the child's attendance"
    )


def test_one_theme_of_several_is_enough() -> None:
    girl = made(child={"sex": "2"})
    here = girl.setting(DAY)
    assert any_theme_holds([theme(LOW), theme(GIRLS)], girl.casefile, here, DAY) is True
    assert any_theme_holds([theme(PRIVATE)], girl.casefile, here, DAY) is False
    assert any_theme_holds([theme(PRIVATE), theme(LOW)], girl.casefile, here, DAY) == Unknown(
        "the child's attendance"
    )


def test_of_two_peps_the_one_asked_about_tells_of_the_move() -> None:
    child = made(
        peps=[
            pep_with(sessions(90), transition={"trigger": "into-secondary"}),
            pep_with(sessions(90), completed_on="2025-10-15", transition=None),
        ]
    )
    one, here = FILTER.validate_python(MOVING, strict=False), child.setting(DAY)
    first, second = child.casefile.peps
    assert filter_holds(one, child.casefile, here, DAY, first) is True
    assert filter_holds(one, child.casefile, here, DAY, second) is False
    assert filter_holds(one, child.casefile, here, DAY) is False
