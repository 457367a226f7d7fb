from __future__ import annotations

from datetime import date

import pytest

from pepsite.compliance.coverage import Reviewed, TermAtSchool, TermsNotKnown, school_rows
from pepsite.compliance.results import Status
from pepsite.policy.coverage import Coverage
from tests.compliance.made import made

CHILD: dict[str, object] = {"care": [{"entered_on": "2025-07-01"}]}


def duty(begins: str, at_least: int = 1, terms: int = 1) -> Coverage:
    version = {
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
            "of": "school",
            "period": "academic-year",
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
            {"audited_on": "2025-12-01", "peps": [{"pep": "pep 1"}, {"pep": "pep 2"}]},
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
