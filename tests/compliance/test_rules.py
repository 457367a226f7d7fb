from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pepsite.findings import Finding
from pepsite.policy.checklists import Checklist
from pepsite.policy.completeness import Requirement
from pepsite.policy.ratings import RatingRule
from pepsite.records.codes import Phase, YearGroup
from pepsite.records.pep import PepType
from tests.compliance.made import WALSALL, made

DONE = {"completed_on": "2025-09-20"}


def codes(found: list[Finding]) -> list[tuple[str, str]]:
    return sorted((one.code, ".".join(map(str, one.field))) for one in found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"peps": [{}]}, [], id="nothing wrong"),
        pytest.param(
            {"peps": [{"care_period": "care 2"}]},
            [("care-period-unknown", "care_period")],
            id="a period of care nobody had",
        ),
        pytest.param(
            {"peps": [{"previous_pep": "pep 2"}, {}]}, [], id="the PEP before, of the same child"
        ),
        pytest.param(
            {"peps": [{"previous_pep": "pep 2"}]},
            [("points-nowhere", "previous_pep")],
            id="a PEP before that is nowhere",
        ),
        pytest.param(
            {"peps": [{"interventions": [{"targets": ["targets 2"]}]}]},
            [("not-in-this-record", "interventions.0.targets.0")],
            id="an intervention for no target",
        ),
        pytest.param(
            {"peps": [{"premium": {"lines": [{"targets": ["targets 1", "targets 2"]}]}}]},
            [("not-in-this-record", "premium.lines.0.targets.1")],
            id="money for no target",
        ),
        pytest.param(
            {"peps": [{"premium": {"lines": [{"intervention": "interventions 1"}]}}]},
            [],
            id="money for an intervention",
        ),
        pytest.param(
            {"peps": [{"premium": {"lines": [{"intervention": "interventions 2"}]}}]},
            [("not-in-this-record", "premium.lines.0.intervention")],
            id="money for no intervention",
        ),
        pytest.param(
            {"peps": [{"meetings": [{"held_on": "2025-08-31"}]}]},
            [("dates-out-of-order", "meetings")],
            id="a meeting the day before coming into care",
        ),
        pytest.param(
            {"peps": [{"meetings": [{"held_on": "2025-09-01"}]}]}, [], id="a meeting on the day"
        ),
        pytest.param(
            {"peps": [{}], "qa_reviews": [{"reviewed_on": "2025-01-01"}]},
            [],
            id="a review of a PEP that was never sent in",
        ),
        pytest.param(
            {"peps": [{}], "audits": [{"audited_on": "2025-10-01", "peps": [{"pep": "pep 2"}]}]},
            [("points-nowhere", "peps.0.pep")],
            id="an audit of no PEP",
        ),
        pytest.param(
            {"child": {"education": [{}, {"school": "sc-0000000000000", "part": "tuition"}]}},
            [("points-nowhere", "education.1.school")],
            id="a school that is nowhere",
        ),
    ],
)
def test_what_has_to_agree(given: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes(made(**given).findings()) == expected


CORRECTION = {"corrected_on": "2025-09-20", "by": "the officer", "why": "A slip."}


@pytest.mark.parametrize(
    ("field", "item", "expected"),
    [
        pytest.param("entered_on", "care 1", [], id="an item that is there"),
        pytest.param("entered_on", None, [], id="no item"),
        pytest.param("born", None, [], id="the month of birth"),
        pytest.param(
            "entered_on",
            "care 2",
            [("not-in-this-record", "corrections.0.item")],
            id="no such item",
        ),
        pytest.param(
            "born", "care 1", [("not-in-this-record", "corrections.0.item")], id="birth has no item"
        ),
    ],
)
def test_a_correction_names_an_item(
    field: str, item: str | None, expected: list[tuple[str, str]]
) -> None:
    child = {"corrections": [CORRECTION | {"field": field, "item": item}]}
    assert codes(made(child=child).findings()) == expected


def test_a_record_about_another_childs_pep_is_found() -> None:
    child = made(peps=[DONE], qa_reviews=[{"reviewed_on": "2025-09-25"}])
    elsewhere = {child.ids["pep 1"]: "records/children/ch-another/peps/x.yaml"}
    assert codes(replace(child, elsewhere=elsewhere).findings()) == [("other-child", "pep")]


def test_what_a_pep_must_have_is_the_same_however_many_days_were_asked_about() -> None:
    """It is held for a while; more days than are held are asked anew."""
    workspace = made().workspace()
    asked = (Phase.STATUTORY, PepType.REVIEW, YearGroup.Y7)
    first = workspace.requirements(*asked, date(2025, 9, 1))
    for number in range(700):
        workspace.requirements(*asked, date(2025, 9, 1) + timedelta(number))
    assert workspace.requirements(*asked, date(2025, 9, 1)) == first != ()


TERMS = [
    {
        "term": term,
        "starts_on": f"{a}",
        "ends_on": f"{d}",
        "half_term": {"starts_on": b, "ends_on": c},
    }
    for term, a, b, c, d in (
        ("autumn", "2025-09-01", "2025-10-27", "2025-10-31", "2025-12-19"),
        ("spring", "2026-01-05", "2026-02-16", "2026-02-20", "2026-03-27"),
        ("summer", "2026-04-13", "2026-05-25", "2026-05-29", "2026-07-20"),
    )
]


@pytest.mark.parametrize(
    ("authority", "ours", "school", "found"),
    [
        pytest.param("Another", False, None, 0, id="of an authority that has none"),
        pytest.param("Brackenshire County Council", False, None, 1, id="of one that has one"),
        pytest.param("Another", True, None, 1, id="ours a second time"),
        pytest.param("Ashmere Borough Council", False, "our school", 0, id="of one school"),
    ],
)
def test_a_year_has_one_calendar(
    authority: str, ours: bool, school: str | None, found: int
) -> None:
    more = {
        "academic_year": 2025,
        "authority": authority,
        "ours": ours,
        "school": school,
        "terms": TERMS,
    }
    child = made(calendars={"more": more})
    assert codes(child.findings()) == [("calendar-twice", "academic_year")] * found


def test_a_school_has_one_calendar_of_its_own() -> None:
    more = {
        "academic_year": 2025,
        "authority": "X",
        "ours": False,
        "school": "our school",
        "terms": TERMS,
    }
    child = made(calendars={"one": more, "two": more | {"authority": "Y"}})
    assert codes(child.findings()) == [("calendar-twice", "academic_year")]


def test_what_all_share_points_somewhere() -> None:
    child = made(people={"the designated teacher": {"schools": ["sc-0000000000000"]}})
    assert codes(child.findings()) == [("points-nowhere", "schools.0")]


# --- Completeness


def requirement(**more: Any) -> Requirement:
    version = {"from": "2018-09-01", "source": "EXM-1"} | more.pop("version", {})
    values = {"id": "one", "field": "targets", "title": "targets", "versions": [version]} | more
    return Requirement.model_validate(values, strict=False)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(
            requirement(each_has=["success"]), [("incomplete", "targets.0.success")], id="a field"
        ),
        pytest.param(
            requirement(each_has=["baseline.what"]),
            [("incomplete", "targets.0.baseline.what")],
            id="a field of a field",
        ),
        pytest.param(
            requirement(each_has=["success"], version={"level": "advised"}),
            [("incomplete-advised", "targets.0.success")],
            id="a field that is only advised",
        ),
        pytest.param(requirement(each_has=["subject"]), [], id="a field that is there"),
        pytest.param(requirement(version={"from": "2025-09-21"}), [], id="not asked yet"),
        pytest.param(
            requirement(field="strengths", version={"accepts": []}),
            [],
            id="an answer, where only one will do",
        ),
        pytest.param(
            requirement(field="arrangements.interim_provision", unless_on_roll=True),
            [],
            id="on a school's roll",
        ),
    ],
)
def test_what_a_requirement_asks(wanted: Requirement, expected: list[tuple[str, str]]) -> None:
    assert codes(made(peps=[DONE]).under(requirements=(wanted,)).findings()) == expected


def test_where_nothing_is_said_of_arrangements_none_is_asked_in_the_meantime() -> None:
    wanted = requirement(field="arrangements.interim_provision", unless_on_roll=True)
    child = made(peps=[DONE | {"arrangements": None}]).under(requirements=(wanted,))
    assert child.findings() == []


def test_where_only_an_answer_will_do_the_hint_says_so() -> None:
    honest = {"no_answer": "does-not-apply", "why": "None."}
    wanted = requirement(field="strengths", version={"accepts": []})
    [one] = made(peps=[DONE | {"strengths": honest}]).under(requirements=(wanted,)).findings()
    assert one.hint == "give the answer itself, or another of: an answer only"


def test_an_honest_answer_to_a_section_answers_for_its_fields() -> None:
    honest = {"no_answer": "not-known-yet", "ask": "The school", "by": "2025-10-10"}
    wanted = requirement(field="attendance.barrier", version={"accepts": ["not-known-yet"]})
    child = made(peps=[DONE | {"attendance": honest}]).under(requirements=(wanted,))
    assert child.findings() == []


def test_law_and_authority_asking_the_same_give_one_finding_with_both_sources() -> None:
    [one] = made(peps=[DONE | {"leisure": None}]).findings()
    assert one.source == "ENG-REG-5; WAL-17"


# --- Checklists


def checklist(**more: Any) -> tuple[Checklist, ...]:
    [one] = WALSALL.checklists
    return (one.model_copy(update={"editions": (one.editions[0].model_copy(update=more),)}),)


def test_an_explanation_may_be_required() -> None:
    yes, no = WALSALL.checklists[0].editions[0].answers
    answers = (yes, no.model_copy(update={"explanation_required": True}))
    review: dict[str, Any] = {"reviewed_on": "2025-09-25", "rating": None}
    review["answers"] = {"q1": "no"}
    child = made(peps=[DONE], qa_reviews=[review]).under(checklists=checklist(answers=answers))
    assert codes(child.findings()) == [("explanation-missing", "answers.0")]
    review["answers"] = {"q1": {"answer": "no", "explanation": "The carer was ill."}}
    child = made(peps=[DONE], qa_reviews=[review]).under(checklists=checklist(answers=answers))
    assert child.findings() == []


@pytest.mark.parametrize(
    ("rating", "expected"),
    [
        pytest.param("meeting", [], id="of the scale"),
        pytest.param("amber", [("answer-unknown", "rating")], id="of another scale"),
    ],
)
def test_where_the_reviewer_makes_the_rating_it_is_one_of_the_scale(
    rating: str, expected: list[tuple[str, str]]
) -> None:
    none: tuple[RatingRule, ...] = ()
    review = {"reviewed_on": "2025-09-25", "rating": rating}
    free = checklist(rating=none, rated_by="auditor")
    child = made(peps=[DONE], qa_reviews=[review]).under(checklists=free)
    assert codes(child.findings()) == expected


def test_where_the_rule_makes_the_rating_and_there_is_none_no_rating_stands() -> None:
    none: tuple[RatingRule, ...] = ()
    child = made(peps=[DONE], qa_reviews=[{"reviewed_on": "2025-09-25", "rating": "meeting"}])
    found = child.under(checklists=checklist(rating=none)).findings()
    assert codes(found) == [("rating-not-by-rule", "rating")]
    assert "undetermined" in found[0].hint


def test_improvements_may_not_be_asked_for() -> None:
    review = {"reviewed_on": "2025-09-25", "rating": "not-meeting", "answers": {"q1": "no"}}
    lenient = checklist(improvements_when_not_at_standard=None)
    assert made(peps=[DONE], qa_reviews=[review]).under(checklists=lenient).findings() == []


def test_a_reviewer_who_is_not_on_record_points_nowhere_and_no_more() -> None:
    review = {"reviewed_on": "2025-09-25", "reviewer": "ps-0000000000000"}
    child = made(peps=[DONE], qa_reviews=[review])
    assert codes(child.findings()) == [("points-nowhere", "reviewer")]


def test_a_policy_without_checklists_names_none() -> None:
    child = made(peps=[DONE], qa_reviews=[{"reviewed_on": "2025-09-25"}]).under(checklists=())
    [one] = child.findings()
    assert (one.code, one.hint) == ("checklist-unknown", "use one of: none")


def test_a_pep_that_was_sent_back_has_an_entry_that_says_so() -> None:
    child = made(peps=[DONE | {"status": "returned"}])
    assert codes(child.findings()) == [("returned-without-entry", "returned")]


def test_where_no_checklist_accepts_peps_none_needs_a_review_to_be_complete() -> None:
    [one] = WALSALL.checklists
    child = made(peps=[DONE | {"status": "complete"}])
    assert codes(child.findings()) == [("complete-not-reviewed", "status")]
    lenient = (one.model_copy(update={"accepts_completion": False}),)
    assert child.under(checklists=lenient).findings() == []
