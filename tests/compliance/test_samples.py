"""Is a plan fulfilled: drawn, and all of it audited, by the last day of the period?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pepsite.compliance.results import CheckResult, Status
from pepsite.compliance.sampling.fulfilled import (
    AuditedFromSample,
    CouldBeDrawn,
    DrawnSample,
    SampleRow,
    audits_to_do,
    plans_fulfilled,
    sample_rows,
)
from tests.compliance.made import made
from tests.compliance.test_sampling import plan

COULD = CouldBeDrawn("one", "2025-10")
PEPS = ("pep-1", "pep-2")


def drawn(day: date = date(2025, 10, 20), **more: Any) -> DrawnSample:
    fields: dict[str, Any] = {
        "id": "sm-1",
        "peps": PEPS,
        "from_on": date(2025, 10, 1),
        "short": 0,
    } | more
    return DrawnSample(plan="one", drawn_on=day, path="records/samples/sm-1.yaml", **fields)


def audited(pep: str, on: date, **more: Any) -> AuditedFromSample:
    fields: dict[str, Any] = {"sample": "sm-1", "kind": "dip-sample", "auditors": ("ps-1",)} | more
    return AuditedFromSample(pep, on=on, path=f"{pep} {on}", **fields)


def october(
    as_of: date, rows: list[SampleRow], samples: list[DrawnSample], **version: Any
) -> CheckResult:
    policy = made().under(plans=(plan(**version),))
    results = plans_fulfilled([COULD, *rows], samples, policy.setting(as_of))
    [one] = [each for each in results if each.part == "2025-10"]
    return one


BOTH: list[SampleRow] = [
    audited("pep-1", date(2025, 10, 24)),
    audited("pep-2", date(2025, 10, 31)),
]
LATE: list[SampleRow] = [BOTH[0], audited("pep-2", date(2025, 11, 1))]


@pytest.mark.parametrize(
    ("as_of", "rows", "samples", "expected"),
    [
        pytest.param("2025-10-30", BOTH, [drawn()], Status.DUE, id="one audit is to come"),
        pytest.param("2025-10-31", BOTH, [drawn()], Status.MET, id="on the last day"),
        pytest.param("2025-11-01", LATE, [drawn()], Status.MET_LATE, id="a day later"),
        pytest.param("2025-10-31", LATE, [drawn()], Status.DUE, id="still time on the last day"),
        pytest.param("2025-11-30", BOTH[:1], [drawn()], Status.OVERDUE, id="one is missing"),
        pytest.param("2025-12-01", BOTH[:1], [drawn()], Status.MISSED, id="the next one is over"),
        pytest.param("2025-10-31", [], [], Status.DUE, id="not drawn yet"),
        pytest.param("2025-11-01", [], [], Status.OVERDUE, id="not drawn in time"),
        pytest.param("2025-12-01", [], [], Status.MISSED, id="never drawn"),
        pytest.param("2025-10-19", BOTH, [drawn()], Status.DUE, id="drawn after the day"),
        pytest.param("2025-10-20", [], [drawn(peps=())], Status.MET, id="nobody could be drawn"),
    ],
)
def test_how_a_plan_stands(
    as_of: str, rows: list[SampleRow], samples: list[DrawnSample], expected: Status
) -> None:
    day = date.fromisoformat(as_of)
    seen = [one for one in rows if isinstance(one, AuditedFromSample) and one.on <= day]
    result = october(day, [*seen], samples)
    assert result.status == expected
    assert result.due_on == date(2025, 10, 31)


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        pytest.param(audited("pep-2", date(2025, 10, 24), sample="sm-2"), True, id="of another"),
        pytest.param(
            audited("pep-2", date(2025, 10, 19), sample="sm-2"), False, id="before this draw"
        ),
        pytest.param(audited("pep-2", date(2025, 10, 24), kind="peer"), False, id="another kind"),
        pytest.param(audited("pep-3", date(2025, 10, 24)), False, id="another PEP"),
    ],
)
def test_which_audits_count(row: AuditedFromSample, counts: bool) -> None:
    result = october(date(2025, 10, 31), [BOTH[0], row], [drawn()])
    assert (result.status is Status.MET) is counts


@pytest.mark.parametrize(
    ("second", "met_on"),
    [
        pytest.param(("ps-2",), date(2025, 10, 28), id="two people"),
        pytest.param(("ps-1",), None, id="the same person again"),
    ],
)
def test_with_a_second_auditor_two_people_have_to_audit(
    second: tuple[str, ...], met_on: date | None
) -> None:
    rows: list[SampleRow] = [
        audited("pep-1", date(2025, 10, 24)),
        audited("pep-1", date(2025, 10, 28), auditors=second),
    ]
    result = october(date(2025, 10, 31), rows, [drawn(peps=("pep-1",))], second_auditor=True)
    assert result.met_on == met_on


@pytest.mark.parametrize(
    ("as_of", "rows", "version", "expected"),
    [
        pytest.param(
            "2025-10-31",
            [],
            {},
            [("pep-1", "ps-1", Status.DUE), ("pep-2", None, Status.DUE)],
            id="each by whoever was given it, on the last day",
        ),
        pytest.param("2025-11-01", BOTH[:1], {}, [("pep-2", None, Status.OVERDUE)], id="one late"),
        pytest.param("2025-12-01", BOTH[:1], {}, [("pep-2", None, Status.MISSED)], id="missed"),
        pytest.param("2025-10-31", BOTH, {}, [], id="all audited"),
        pytest.param("2025-10-19", [], {}, [], id="before the draw"),
        pytest.param(
            "2025-10-31",
            [BOTH[1], audited("pep-1", date(2025, 10, 24), auditors=("ps-9",))],
            {},
            [],
            id="audited by another",
        ),
        pytest.param(
            "2025-10-31",
            BOTH,
            {"second_auditor": True},
            [("pep-1", "ps-2", Status.DUE), ("pep-2", None, Status.DUE)],
            id="the second auditors' turn",
        ),
        pytest.param(
            "2025-10-31", [], {"size": {"size": "not-stated"}}, [], id="a plan that is never judged"
        ),
    ],
)
def test_each_auditor_is_told_which_peps_to_audit(
    as_of: str,
    rows: list[SampleRow],
    version: dict[str, Any],
    expected: list[tuple[str, str | None, Status]],
) -> None:
    policy = made().under(plans=(plan(**version),))
    sample = drawn(auditors=(("ps-1", "ps-2"), ()))
    results = list(audits_to_do(rows, [sample], policy.setting(date.fromisoformat(as_of))))
    assert [(one.subject, one.owner, one.status) for one in results] == expected
    assert {one.due_on for one in results} <= {date(2025, 10, 31)}


def test_two_auditors_of_one_audit_are_two_people() -> None:
    rows: list[SampleRow] = [audited("pep-1", date(2025, 10, 24), auditors=("ps-1", "ps-2"))]
    result = october(date(2025, 10, 31), rows, [drawn(peps=("pep-1",))], second_auditor=True)
    assert result.met_on == date(2025, 10, 24)


def test_a_plan_with_two_draws_wants_two() -> None:
    twice = {"draws_in_period": 2}
    one = october(date(2025, 10, 31), BOTH, [drawn()], **twice)
    second = drawn(date(2025, 10, 22), id="sm-2", peps=("pep-1",))
    both = october(date(2025, 10, 31), BOTH, [drawn(), second], **twice)
    assert (one.status, both.status) == (Status.DUE, Status.MET)
    assert (one.met_on, both.met_on) == (None, date(2025, 10, 31))


def test_what_was_short_is_said_and_is_no_failure() -> None:
    result = october(date(2025, 10, 31), BOTH, [drawn(short=8)])
    assert result.status is Status.MET
    assert result.explanation.because == (
        "1 sample drawn of 1; 2 of 2 PEPs drawn have been audited; the period runs from "
        "Wednesday 1 October 2025 to Friday 31 October 2025. "
        "There were 8 fewer to draw from than wanted."
    )


@pytest.mark.parametrize(
    ("rows", "before", "status"),
    [
        pytest.param([], False, Status.NOT_APPLICABLE, id="no PEP came so far"),
        pytest.param([COULD], False, Status.OVERDUE, id="one did"),
        pytest.param(
            [CouldBeDrawn("one", "2025-09")], True, Status.OVERDUE, id="one of the month before"
        ),
        pytest.param([CouldBeDrawn("one", "2025-09")], False, Status.NOT_APPLICABLE, id="too old"),
    ],
)
def test_where_no_pep_could_be_drawn_a_plan_does_not_apply(
    rows: list[SampleRow], before: bool, status: Status
) -> None:
    population = {"reached": "submitted", "and_the_one_before": before}
    policy = made().under(plans=(plan(population=population),))
    results = plans_fulfilled(rows, [], policy.setting(date(2025, 11, 1)))
    [one] = [each for each in results if each.part == "2025-10"]
    assert one.status == status


def test_a_plan_without_a_size_is_never_judged() -> None:
    policy = made().under(plans=(plan(size={"size": "not-stated"}),))
    assert list(plans_fulfilled([COULD], [], policy.setting(date(2025, 11, 1)))) == []


def test_a_plan_by_terms_that_nobody_recorded_cannot_be_told() -> None:
    policy = made(calendars={"ours 2025": None}).under(plans=(plan(period="term"),))
    results = list(plans_fulfilled([], [], policy.setting(date(2025, 11, 1))))
    assert results[-1].status is Status.CANNOT_TELL
    assert results[-1].missing == "a calendar with the terms of 2025/26"


def test_the_rows_that_one_child_leaves() -> None:
    child = made(
        peps=[{"completed_on": "2025-10-02"}, {"completed_on": "2025-11-03"}],
        qa_reviews=[{"reviewed_on": "2025-10-06"}],
        audits=[
            {"audited_on": "2025-10-24", "sample": "sample 1", "rating": "meeting"},
            {"audited_on": "2025-11-02", "sample": "sample 1", "rating": "meeting"},
            {"audited_on": "2025-10-24", "rating": "meeting"},
        ],
    ).under(plans=(plan(),))
    rows = list(sample_rows(child.casefile, child.setting(date(2025, 11, 1))))
    assert [type(one) for one in rows] == [CouldBeDrawn, AuditedFromSample]
    assert rows[0] == COULD
