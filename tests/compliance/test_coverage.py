from __future__ import annotations

from datetime import date

import pytest

from pepsite.compliance.coverage.schools import Reviewed, TermAtSchool, TermsNotKnown, school_rows
from pepsite.compliance.results import Status
from pepsite.policy.coverage import Coverage
from tests.compliance.made import made

CHILD: dict[str, object] = {"care": [{"entered_on": "2025-07-01"}]}


def duty(  # what a duty of coverage is made of
    begins: str,
    at_least: int = 1,
    terms: int = 1,
    *,
    of: str = "school",
    period: str = "academic-year",
    in_area_only: bool = False,
) -> Coverage:
    version = {
        "in_area_only": in_area_only,
        "from": begins,
        "source": "EXM-1",
        "at_least": at_least,
        "counts": ["qa-review", "dip-sample"],
        "terms_with_a_child": terms,
    }
    return Coverage.model_validate(
        {
            "id": "one",
            "title": "One",
            "of": of,
            "period": period,
            "doer": "virtual-school-officer",
            "versions": [version],
        },
        strict=False,
    )


@pytest.mark.parametrize(
    ("begins", "terms", "count"),
    [
        pytest.param("2025-09-01", 1, 1, id="from the first day of the year"),
        pytest.param("2025-09-02", 1, 0, id="from the next year on"),
        pytest.param("2025-09-01", 2, 1, id="for two terms, in the second"),
        pytest.param("2025-09-01", 3, 0, id="for three terms, in the second"),
    ],
)
@pytest.mark.parametrize("calendar", [{}, {"ours 2025": None}], ids=["known", "not known"])
def test_when_a_school_is_owed_a_review(
    begins: str, terms: int, count: int, calendar: dict[str, None]
) -> None:
    child = made(child=CHILD, calendars=calendar).under(coverage=(duty(begins, terms=terms),))
    results = child.results(date(2026, 1, 20), "one")
    # Without a calendar nobody can tell for how many terms the child was there.
    assert len(results) == (1 if calendar and terms > 1 else count)


def test_two_peps_may_be_owed_a_review_and_each_counts_once() -> None:
    child = made(
        child=CHILD,
        peps=[{"completed_on": "2025-11-01"}, {"completed_on": "2025-11-01"}],
        qa_reviews=[{"reviewed_on": "2025-11-03"}, {"reviewed_on": "2025-12-05", "pep": "pep 2"}],
        audits=[{"audited_on": "2025-12-01"}],
    )
    two, three = (
        child.under(coverage=(duty("2018-09-01", at_least=number),)).result(
            date(2026, 1, 20), "one"
        )
        for number in (2, 3)
    )
    assert (two.status, two.met_on) == (Status.MET, date(2025, 12, 5))
    assert len(two.evidence) == 2
    assert (three.status, three.met_on) == (Status.DUE, None)


def test_the_rows_that_one_child_leaves() -> None:
    child = made(
        child={
            "care": [{"entered_on": "2025-07-01"}],
            "education": [
                {"school": "our school", "until_on": "2025-06-01"},
                {"school": "our school", "from_on": "2025-06-02"},
                {"school": "school nobody knows", "part": "tuition"},
            ],
        },
        schools={
            "school nobody knows": {
                "name": "X",
                "local_id": "x",
                "type": "tutor",
                "phases": ["statutory"],
                "authority": "X",
                "in_area": False,
            }
        },
        calendars={"ours 2024": None},
        peps=[{"completed_on": "2025-11-01"}, {"completed_on": "2025-11-01", "school": None}],
        qa_reviews=[{"reviewed_on": "2025-11-03"}, {"reviewed_on": "2025-11-04", "pep": "pep 2"}],
        audits=[
            {
                "audited_on": "2025-12-01",
                "peps": [{"pep": "pep 1"}, {"pep": "pep 2"}],
                "rating": "meeting",
            },
        ],
    )
    rows = list(school_rows(child.casefile, child.setting(date(2026, 1, 20))))
    assert [type(row) for row in rows] == [
        TermsNotKnown,
        TermAtSchool,
        TermAtSchool,
        Reviewed,
        Reviewed,
    ]
    assert {row.school for row in rows} == {child.ids["our school"]}


def test_a_school_that_is_not_on_record_is_owed_nothing() -> None:
    child = made(child=CHILD | {"education": [{"school": "sc-0000000000000"}]})
    assert list(school_rows(child.casefile, child.setting(date(2026, 1, 20)))) == []


ELSEWHERE = {"education": [{"school": "neighbour school"}]}


@pytest.mark.parametrize(
    ("education", "count"),
    [pytest.param({}, 1, id="in the area"), pytest.param(ELSEWHERE, 0, id="outside it")],
)
@pytest.mark.parametrize(
    "calendar", [{}, {"ours 2025": None, "neighbour 2025": None}], ids=["known", "not known"]
)
def test_a_duty_to_schools_in_the_area_leaves_out_others(
    education: dict[str, object], count: int, calendar: dict[str, None]
) -> None:
    child = made(child={**CHILD, **education}, calendars=calendar)
    under = child.under(coverage=(duty("2018-09-01", in_area_only=True),))
    assert len(under.results(date(2026, 1, 20), "one")) == count


@pytest.mark.parametrize(
    ("reviewed_on", "as_of", "autumn"),
    [
        pytest.param("2025-12-19", "2026-01-20", "met", id="on the last day of term"),
        pytest.param("2025-12-20", "2026-01-20", "met-late", id="in the holiday after"),
        pytest.param("2026-01-05", "2026-01-20", "missed", id="on the first day of the next term"),
        pytest.param("2026-01-05", "2025-12-19", "due", id="not yet, and the term runs"),
        pytest.param("2026-01-05", "2025-12-20", "overdue", id="not yet, and the term is over"),
    ],
)
@pytest.mark.parametrize("of", ["school", "child"])
def test_once_in_each_term(of: str, reviewed_on: str, as_of: str, autumn: str) -> None:
    child = made(
        child=CHILD,
        peps=[{"completed_on": "2025-11-01", "meetings": [{"held_on": "2025-10-20"}]}],
        qa_reviews=[{"reviewed_on": reviewed_on}],
    ).under(coverage=(duty("2018-09-01", of=of, period="term"),))
    found = {one.part: str(one.status) for one in child.results(date.fromisoformat(as_of), "one")}
    assert found["2025-26-autumn"] == autumn


def test_a_term_is_named_with_its_days() -> None:
    child = made(child=CHILD).under(coverage=(duty("2018-09-01", period="term"),))
    [one] = child.results(date(2025, 10, 1), "one")
    assert (one.due_on, one.explanation.counted_from_what, one.explanation.because) == (
        date(2025, 12, 19),
        "the autumn term 2025/26 began",
        "0 of at least 1 by Wednesday 1 October 2025; the term runs from "
        "Monday 1 September 2025 to Friday 19 December 2025.",
    )


def test_terms_nobody_recorded_cannot_be_told() -> None:
    calendars = {"ours 2025": None}
    for of in ("school", "child"):
        child = made(child=CHILD, calendars=calendars)
        under = child.under(coverage=(duty("2018-09-01", of=of, period="term"),))
        missing = [one.missing for one in under.results(date(2025, 10, 1), "one")]
        assert missing[-1:] == ["a calendar with the terms of 2025/26"]


@pytest.mark.parametrize(
    ("begins", "education", "count"),
    [
        pytest.param("2025-09-01", {}, 1, id="asked for, in the area"),
        pytest.param("2025-09-02", {}, 0, id="asked for from the next year on"),
        pytest.param("2025-09-01", ELSEWHERE, 0, id="not meant, outside the area"),
    ],
)
def test_in_a_year_nobody_recorded_only_what_is_asked_for_cannot_be_told(
    begins: str, education: dict[str, object], count: int
) -> None:
    calendars = {"ours 2025": None, "neighbour 2025": None}
    child = made(child={**CHILD, **education}, calendars=calendars)
    under = child.under(coverage=(duty(begins, of="child", in_area_only=True),))
    found = under.results(date(2025, 10, 1), "one")
    assert [str(one.status) for one in found] == ["cannot-tell"] * count


@pytest.mark.parametrize("period", ["academic-year", "term", "any-12-months"])
@pytest.mark.parametrize(
    ("ended_on", "owed"),
    [
        pytest.param("2018-08-31", False, id="before records began"),
        pytest.param("2019-12-31", True, id="after it"),
    ],
)
def test_a_child_whose_care_ended_before_records_began_is_owed_nothing(
    period: str, ended_on: str, owed: bool
) -> None:
    care = {"care": [{"entered_on": "2017-01-10", "ended_on": ended_on}]}
    child = made(child=care, authority={"records_begin_on": "2018-09-01"})
    under = child.under(coverage=(duty("2018-09-01", of="child", period=period),))
    assert bool(under.results(date(2020, 1, 20), "one")) is owed


@pytest.mark.parametrize(
    ("terms", "count"),
    [pytest.param(2, 1, id="for two terms, in the second"), pytest.param(3, 0, id="for three")],
)
def test_a_child_is_owed_a_review_in_a_year_of_so_many_terms(terms: int, count: int) -> None:
    child = made(child=CHILD).under(coverage=(duty("2018-09-01", terms=terms, of="child"),))
    assert len(child.results(date(2026, 1, 20), "one")) == count


def test_a_duty_to_children_is_none_to_schools() -> None:
    child = made(child=CHILD).under(coverage=(duty("2018-09-01", of="child"),))
    [one] = child.results(date(2026, 1, 20), "one")
    assert (one.subject, one.child) == (child.casefile.child.id, child.casefile.child.id)


@pytest.mark.parametrize(
    ("education", "count"),
    [pytest.param({}, 1, id="in the area"), pytest.param(ELSEWHERE, 0, id="outside it")],
)
@pytest.mark.parametrize("period", ["academic-year", "any-12-months"])
def test_a_duty_to_children_who_learn_in_the_area_leaves_out_others(
    period: str, education: dict[str, object], count: int
) -> None:
    one = duty("2018-09-01", of="child", period=period, in_area_only=True)
    child = made(child={**CHILD, **education}).under(coverage=(one,))
    assert len(child.results(date(2025, 10, 20), "one")) == count


YEARLY = duty("2018-09-01", of="child", period="any-12-months")
IN_CARE = {"care": [{"entered_on": "2024-10-01"}]}
PEPS = [
    {"completed_on": "2024-10-20", "meetings": [{"held_on": "2024-10-15"}]},
    {"completed_on": "2025-10-20", "meetings": [{"held_on": "2025-10-15"}]},
]


@pytest.mark.parametrize(
    ("second", "statuses"),
    [
        pytest.param("2025-11-05", ["met", "met", "due"], id="on the day"),
        pytest.param("2025-11-06", ["met", "met-late", "due"], id="the day after"),
        pytest.param("2026-01-21", ["met", "overdue"], id="not yet"),
    ],
)
def test_a_child_is_quality_assured_in_any_twelve_months(second: str, statuses: list[str]) -> None:
    child = made(
        child=IN_CARE,
        peps=PEPS,
        qa_reviews=[{"reviewed_on": "2024-11-05"}, {"reviewed_on": second, "pep": "pep 2"}],
    ).under(coverage=(YEARLY,))
    assert [str(one.status) for one in child.results(date(2026, 1, 20), "one")] == statuses


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        pytest.param("2025-10-01", "due", id="on the last day"),
        pytest.param("2025-10-02", "overdue", id="the day after"),
    ],
)
def test_the_first_twelve_months_begin_with_care(as_of: str, status: str) -> None:
    child = made(child=IN_CARE, peps=PEPS).under(coverage=(YEARLY,))
    [one] = child.results(date.fromisoformat(as_of), "one")
    assert (one.status, one.due_on) == (status, date(2025, 10, 1))


@pytest.mark.parametrize(
    ("ended_on", "count"),
    [
        pytest.param("2025-09-30", 0, id="before the twelve months ended"),
        pytest.param("2025-10-01", 1, id="on their last day"),
    ],
)
def test_a_child_who_left_before_was_owed_nothing(ended_on: str, count: int) -> None:
    care = {"care": [{"entered_on": "2024-10-01", "ended_on": ended_on}]}
    child = made(child=care, peps=PEPS[:1]).under(coverage=(YEARLY,))
    assert [str(one.status) for one in child.results(date(2026, 1, 20), "one")] == (
        ["missed"] * count
    )


def test_two_in_any_twelve_months_are_counted_from_each() -> None:
    child = made(
        child=IN_CARE,
        peps=PEPS,
        qa_reviews=[
            {"reviewed_on": "2024-11-05"},
            {"reviewed_on": "2025-10-22", "pep": "pep 2"},
        ],
    ).under(coverage=(duty("2018-09-01", at_least=2, of="child", period="any-12-months"),))
    found = child.results(date(2026, 1, 20), "one")
    assert [(str(one.status), one.met_on) for one in found] == [
        ("met-late", date(2025, 10, 22)),
        ("overdue", None),
        ("due", None),
    ]


def test_a_duty_that_began_later_counts_from_its_first_day() -> None:
    one = duty("2025-09-01", of="child", period="any-12-months")
    child = made(child=IN_CARE, peps=PEPS).under(coverage=(one,))
    found = child.result(date(2026, 1, 20), "one")
    assert (found.due_on, found.explanation.counted_from_what) == (
        date(2026, 9, 1),
        "this began to be asked for",
    )


def test_a_duty_that_has_not_begun_is_not_judged() -> None:
    for period in ("academic-year", "any-12-months"):
        one = duty("2026-09-01", of="child", period=period)
        child = made(child=IN_CARE, peps=PEPS).under(coverage=(one,))
        assert child.results(date(2026, 1, 20), "one") == []


def test_a_duty_given_up_begins_no_more_twelve_months() -> None:
    gone = YEARLY.versions[0].model_copy(update={"until_on": date(2025, 1, 1)})
    child = made(
        child=IN_CARE,
        peps=PEPS,
        qa_reviews=[{"reviewed_on": "2024-11-05"}, {"reviewed_on": "2025-10-22", "pep": "pep 2"}],
    ).under(coverage=(YEARLY.model_copy(update={"versions": (gone,)}),))
    found = child.results(date(2026, 1, 20), "one")
    assert [one.part for one in found] == ["2024-10-01", "2024-11-05"]
