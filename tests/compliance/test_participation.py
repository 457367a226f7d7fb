from __future__ import annotations

from datetime import date

import pytest

from pepsite.compliance.results import Status
from pepsite.policy.base import Circumstance
from pepsite.policy.participants import Participants, ParticipantsVersion
from pepsite.records.codes import Role
from tests.compliance.made import made

AS_OF = date(2025, 10, 1)


def duty(*roles: Role, begins: date = date(2018, 9, 1), must: str = "be-invited") -> Participants:
    version = ParticipantsVersion.model_validate(
        {"from": begins, "source": "EXM-1", "roles": roles}, strict=True
    )
    return Participants.model_validate(
        {
            "id": "one",
            "title": "One",
            "must": must,
            "excused_by_reason": True,
            "doer": Role.SOCIAL_WORKER,
            "versions": (version,),
        }
    )


@pytest.mark.parametrize(
    ("invited", "status"),
    [
        pytest.param({}, Status.MET, id="invited and came"),
        pytest.param({"carer": "no"}, Status.MET, id="invited and did not come"),
        pytest.param({"carer": None}, Status.MISSED, id="not invited"),
    ],
)
def test_being_invited_is_enough(invited: dict[str, str | None], status: Status) -> None:
    child = made(
        peps=[{"carer_views": None, "meetings": [{"held_on": "2025-09-20", "invited": invited}]}]
    )
    assert child.under(participants=(duty(Role.CARER),)).result(AS_OF, "one").status is status


@pytest.mark.parametrize(
    ("begins", "count"),
    [
        pytest.param(date(2025, 9, 20), 1, id="on the day it begins"),
        pytest.param(date(2025, 9, 21), 0, id="the day before"),
    ],
)
def test_a_duty_begins_on_its_day(begins: date, count: int) -> None:
    child = made(peps=[{"meetings": [{"held_on": "2025-09-20"}]}])
    under = child.under(participants=(duty(Role.CARER, begins=begins),))
    assert len(under.results(AS_OF, "one")) == count


@pytest.mark.parametrize(
    ("view", "status"),
    [
        pytest.param(
            [
                {
                    "words": "Glad.",
                    "contribution": {"of": "parent", "how": "email", "said_on": "2025-09-19"},
                }
            ],
            Status.MET,
            id="a parent who wrote",
        ),
        pytest.param(None, Status.MISSED, id="a parent who did not"),
    ],
)
def test_what_a_parent_says_is_a_contribution(view: object, status: Status) -> None:
    pep = {
        "parent_views": view,
        "meetings": [{"held_on": "2025-09-20", "invited": {"parent": None}}],
    }
    child = made(peps=[pep]).under(participants=(duty(Role.PARENT, must="come-or-contribute"),))
    assert child.result(AS_OF, "one").status is status


def test_each_meeting_that_was_held_is_judged() -> None:
    meetings = [
        {"planned_for": "2025-09-10", "outcome": "cancelled", "why": "Illness."},
        {"held_on": "2025-09-25", "invited": {"social-worker": "no"}},
        {"held_on": "2025-09-20"},
    ]
    results = made(peps=[{"meetings": meetings}]).results(AS_OF, "social-worker-came")
    assert [(one.status, one.due_on) for one in results] == [
        (Status.MISSED, date(2025, 9, 25)),
        (Status.MET, date(2025, 9, 20)),
    ]
    assert len({one.part for one in results}) == len(results)


@pytest.mark.parametrize(
    ("came", "status"),
    [
        pytest.param({"came": "no"}, Status.MISSED, id="did not come"),
        pytest.param({"came": None}, Status.CANNOT_TELL, id="nobody wrote down whether"),
        pytest.param({"came": None, "contributed": "email"}, Status.MET, id="but wrote"),
        pytest.param(None, Status.MISSED, id="was not invited"),
    ],
)
def test_nobody_is_missing_of_whom_it_is_not_written_down_whether_they_came(
    came: object, status: Status
) -> None:
    pep = {"carer_views": None, "meetings": [{"held_on": "2025-09-20", "invited": {"carer": came}}]}
    asked = duty(Role.CARER, must="come-or-contribute")
    assert made(peps=[pep]).under(participants=(asked,)).result(AS_OF, "one").status is status


def test_the_owner_is_the_childs_social_worker() -> None:
    child = made(peps=[{"meetings": [{"held_on": "2025-09-20"}]}])
    assert child.result(AS_OF, "social-worker-came").owner == child.ids["the social worker"]


def when(one: Participants, *circumstances: str) -> Participants:
    return one.model_copy(update={"only_when": tuple(map(Circumstance, circumstances))})


@pytest.mark.parametrize(
    ("needed", "invited", "statuses"),
    [
        pytest.param(True, {}, [Status.MISSED], id="needed, and none"),
        pytest.param(True, {"interpreter": "yes"}, [Status.MET], id="needed, and there"),
        pytest.param(False, {}, [], id="not needed"),
        pytest.param(None, {}, [Status.CANNOT_TELL], id="not asked, and none"),
        pytest.param(None, {"interpreter": "yes"}, [Status.MET], id="not asked, and there"),
    ],
)
def test_an_interpreter_is_invited_where_one_is_needed(
    needed: bool | None,
    invited: dict[str, str],
    statuses: list[Status],
) -> None:
    child = made(
        child={"interpreter_needed": needed},
        peps=[{"meetings": [{"held_on": "2025-09-20", "invited": invited}]}],
    )
    one = when(duty(Role.INTERPRETER), "needs-interpreter")
    found = child.under(participants=(one,)).results(AS_OF, "one")
    assert [each.status for each in found] == statuses


@pytest.mark.parametrize(
    ("moves_on", "statuses"),
    [
        pytest.param("2025-09-29", [Status.MISSED], id="to another school, after it"),
        pytest.param("2025-09-15", [], id="before it"),
    ],
)
def test_the_next_school_is_invited_to_the_last_meeting_before_a_move(
    moves_on: str, statuses: list[Status]
) -> None:
    places = [{"until_on": moves_on}, {"school": "neighbour school", "from_on": moves_on}]
    child = made(
        child={"education": [{**places[0]}, {**places[1], "until_on": None}]},
        peps=[{"meetings": [{"held_on": "2025-09-20", "invited": {}}], "transition": None}],
    )
    one = when(duty(Role.RECEIVING_SCHOOL), "moving-school")
    found = child.under(participants=(one,)).results(AS_OF, "one")
    assert [each.status for each in found] == statuses
