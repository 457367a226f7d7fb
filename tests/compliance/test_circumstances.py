"""How it stands with a child: yes, no, or what is missing to tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pepsite.compliance.circumstances import _TESTS, all_hold, holds
from pepsite.policy.base import Circumstance
from pepsite.policy.calendars import Unknown
from tests.compliance.made import made

DAY = date(2025, 12, 1)
UNKNOWN = "unknown"


def answer(circumstance: Circumstance, day: date = DAY, **given: Any) -> bool | str:
    child = made(**given)
    said = holds(circumstance, child.casefile, child.setting(day), day)
    return UNKNOWN if isinstance(said, Unknown) else said


def care(**period: Any) -> dict[str, Any]:
    return {"care": [period]}


def placed(kind: str, status: str | None = None, **more: Any) -> dict[str, Any]:
    statuses = [{"from_on": "2025-09-01", "status": status}] if status else []
    placement = {"from_on": "2025-09-01", "type": kind, **more}
    return care(placements=[placement], legal_statuses=statuses)


def status(name: str) -> list[dict[str, str]]:
    return [{"from_on": "2025-09-01", "status": name}]


@pytest.mark.parametrize(
    ("circumstance", "child", "expected"),
    [
        (Circumstance.EMERGENCY, care(emergency=True), True),
        (Circumstance.EMERGENCY, care(emergency=False), False),
        (Circumstance.EMERGENCY, care(emergency=None), UNKNOWN),
        (Circumstance.PLANNED, care(emergency=True), False),
        (Circumstance.PLANNED, care(emergency=False), True),
        (Circumstance.PLANNED, care(emergency=None), UNKNOWN),
        (Circumstance.UNACCOMPANIED, care(unaccompanied=True), True),
        (Circumstance.UNACCOMPANIED, care(), UNKNOWN),
        (Circumstance.NO_SCHOOL_PLACE, {}, False),
        (Circumstance.NO_SCHOOL_PLACE, {"education_statuses": status("no-school-place")}, True),
        (Circumstance.NO_SCHOOL_PLACE, {"education": []}, UNKNOWN),
        (
            Circumstance.NO_SCHOOL_PLACE,
            {"education": [], "education_statuses": status("on-roll")},
            UNKNOWN,
        ),
        (
            Circumstance.NO_SCHOOL_PLACE,
            {"education": [], "education_statuses": status("missing-education")},
            True,
        ),
        (Circumstance.OUT_OF_AREA, placed("U3", in_area=True), False),
        (Circumstance.OUT_OF_AREA, placed("U3", in_area=False), True),
        (Circumstance.OUT_OF_AREA, placed("U3"), UNKNOWN),
        (
            Circumstance.OUT_OF_AREA,
            {
                **placed("U3", in_area=True),
                "education": [{"school": "neighbour school", "from_on": "2025-09-01"}],
            },
            True,
        ),
        (
            Circumstance.OUT_OF_AREA,
            {
                **placed("U3", in_area=True),
                "education": [],
                "education_statuses": status("no-school-place"),
            },
            False,
        ),
        (Circumstance.OUT_OF_AREA, {**placed("U3", in_area=True), "education": []}, UNKNOWN),
        (
            Circumstance.OUT_OF_AREA,
            placed("U3", in_area=False, until_on="2025-11-30"),
            UNKNOWN,
        ),
        (Circumstance.CUSTODY, placed("R5"), True),
        (Circumstance.CUSTODY, placed("U3"), False),
        (Circumstance.CUSTODY, placed("K1"), UNKNOWN),
        (Circumstance.CUSTODY, placed("K1", "J1"), True),
        (Circumstance.CUSTODY, placed("K1", "C2"), False),
        (Circumstance.CUSTODY, {"education_statuses": status("in-custody")}, True),
        (Circumstance.CUSTODY, {"education_statuses": status("on-roll")}, False),
        (Circumstance.CUSTODY, {}, UNKNOWN),
        (Circumstance.NEEDS_INTERPRETER, {"interpreter_needed": True}, True),
        (Circumstance.NEEDS_INTERPRETER, {"interpreter_needed": False}, False),
        (Circumstance.NEEDS_INTERPRETER, {}, UNKNOWN),
        (
            Circumstance.NEEDS_INTERPRETER,
            {"interpreter_needed": {"no_answer": "does-not-apply", "why": "Speaks English."}},
            False,
        ),
    ],
)
def test_how_it_stands_with_a_child(
    circumstance: Circumstance, child: dict[str, Any], expected: bool | str
) -> None:
    assert answer(circumstance, child=child) == expected


@pytest.mark.parametrize("circumstance", [*Circumstance])
def test_before_the_first_period_of_care_nothing_is_taken_for_granted(
    circumstance: Circumstance,
) -> None:
    child = {"care": [{"entered_on": "2025-12-02"}], "education": []}
    expected = False if circumstance is Circumstance.MOVING_SCHOOL else UNKNOWN
    assert answer(circumstance, child=child) == expected


@pytest.mark.parametrize(
    ("peps", "period", "new"),
    [
        pytest.param([], {}, True, id="no PEP yet"),
        pytest.param(
            [{"type": "initial", "meetings": [{"held_on": "2025-09-20"}]}], {}, True, id="the first"
        ),
        pytest.param([{"meetings": [{"held_on": "2025-12-01"}]}], {}, False, id="a review"),
        pytest.param([{"meetings": [{"held_on": "2025-12-02"}]}], {}, True, id="a review to come"),
        pytest.param([], {"began_earlier": True}, UNKNOWN, id="care began nobody knows when"),
        pytest.param(
            [{"meetings": [{"held_on": "2025-11-20"}]}],
            {"began_earlier": True},
            False,
            id="care began nobody knows when, and there was a review",
        ),
    ],
)
def test_a_child_is_new_into_care_until_the_first_review(
    peps: list[dict[str, Any]], period: dict[str, Any], new: bool | str
) -> None:
    child = care(**period)
    assert answer(Circumstance.NEW_INTO_CARE, child=child, peps=peps) == new
    other = answer(Circumstance.NOT_NEW_INTO_CARE, child=child, peps=peps)
    assert other == (UNKNOWN if new == UNKNOWN else not new)


def test_a_child_who_comes_back_is_new_again() -> None:
    child = {
        "care": [
            {"entered_on": "2025-01-10", "ended_on": "2025-06-30"},
            {"entered_on": "2025-11-10"},
        ]
    }
    peps = [{"meetings": [{"held_on": "2025-05-20"}]}]
    assert answer(Circumstance.NEW_INTO_CARE, child=child, peps=peps) is True
    assert answer(Circumstance.NEW_INTO_CARE, date(2025, 6, 1), child=child, peps=peps) is False


@pytest.mark.parametrize(
    ("given", "moving"),
    [
        pytest.param({}, False, id="no move on record"),
        pytest.param(
            {
                "child": {
                    "education": [
                        {"until_on": "2025-12-19"},
                        {"school": "neighbour school", "from_on": "2026-01-05", "until_on": None},
                    ]
                }
            },
            True,
            id="a move after Christmas",
        ),
        pytest.param(
            {
                "child": {
                    "education": [
                        {"until_on": "2025-12-19"},
                        {"school": "neighbour school", "from_on": "2026-01-05", "until_on": None},
                    ]
                },
                "peps": [{"meetings": [{"held_on": "2025-12-10"}]}],
            },
            False,
            id="another meeting comes before the move",
        ),
        pytest.param(
            {
                "peps": [
                    {
                        "meetings": [{"held_on": "2025-12-01"}],
                        "transition": {"trigger": "new-school"},
                    }
                ]
            },
            True,
            id="planned in the PEP",
        ),
        pytest.param(
            {
                "peps": [
                    {
                        "meetings": [{"held_on": "2025-11-01"}],
                        "transition": {"trigger": "new-school", "expected_on": "2025-11-20"},
                    }
                ]
            },
            False,
            id="planned for a day that is past",
        ),
        pytest.param(
            {
                "peps": [
                    {
                        "meetings": [{"held_on": "2025-12-01"}],
                        "transition": {
                            "trigger": "into-post-16",
                            "to_school": "neighbour school",
                        },
                    }
                ]
            },
            True,
            id="to another school after Year 11",
        ),
        pytest.param(
            {
                "peps": [
                    {
                        "meetings": [{"held_on": "2025-12-01"}],
                        "transition": {"trigger": "into-post-16", "to_school": "our school"},
                    }
                ]
            },
            False,
            id="to the sixth form of the same school",
        ),
        pytest.param(
            {
                "peps": [
                    {
                        "meetings": [{"held_on": "2025-12-01"}],
                        "transition": {
                            "no_answer": "not-known-yet",
                            "ask": "The carer",
                            "by": "2026-01-10",
                        },
                    }
                ]
            },
            UNKNOWN,
            id="not known yet",
        ),
    ],
)
def test_a_child_is_moving_school_between_the_last_meeting_there_and_the_move(
    given: dict[str, Any], moving: bool | str
) -> None:
    assert answer(Circumstance.MOVING_SCHOOL, **given) == moving


def test_one_circumstance_that_does_not_hold_settles_it() -> None:
    child = made(child=care(emergency=False))
    both = (Circumstance.UNACCOMPANIED, Circumstance.EMERGENCY)
    assert all_hold(both, child.casefile, child.setting(DAY), DAY) is False


def test_what_is_not_known_of_one_leaves_both_open() -> None:
    child = made(child=care(emergency=True))
    both = (Circumstance.EMERGENCY, Circumstance.UNACCOMPANIED)
    answered = all_hold(both, child.casefile, child.setting(DAY), DAY)
    assert isinstance(answered, Unknown)
    assert all_hold((Circumstance.EMERGENCY,), child.casefile, child.setting(DAY), DAY) is True
    assert all_hold((), child.casefile, child.setting(DAY), DAY) is True


def test_every_circumstance_has_its_test() -> None:
    assert set(_TESTS) == set(Circumstance)
