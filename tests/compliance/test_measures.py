"""What reports count: small cases, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from pepsite.compliance.follow_up import action_in_time
from pepsite.compliance.judging.moderation import RATING
from pepsite.compliance.measures import duties
from pepsite.compliance.measures.figures import Cell, Figure, _year_group, figures_of
from pepsite.compliance.measures.judgements import template_edition
from pepsite.compliance.measures.kinds import KINDS
from pepsite.compliance.measures.seen import Apart, Window
from pepsite.compliance.measures.tallies import (
    Tally,
    plan_of,
    tally_child,
    tally_shared,
    tally_staff,
)
from pepsite.compliance.measures.windows import windows
from pepsite.compliance.results import CheckResult, Explanation, Status
from pepsite.policy.calendars import Calendars
from pepsite.policy.reports import Counted, Measure, ReportVersion, SchoolsCausingConcern
from pepsite.records.codes import YearGroup
from tests.compliance.made import BANK_HOLIDAYS, WALSALL, Made, made

AS_OF = date(2026, 5, 15)
QUESTIONS = [f"q{number}" for number in range(1, 8)]
REVIEW_EACH_TERM = "review-pep-each-term-statutory"


def measure(counts: str, **more: Any) -> Measure:
    values = {"id": "figure", "title": "A figure", "counts": counts, "kind": "process"}
    return Measure.model_validate({**values, "source": "EXM-1", **more}, strict=False)


def version(period: str) -> ReportVersion:
    return ReportVersion.model_validate(
        {
            "from": "2018-09-01",
            "source": "EXM-1",
            "period": period,
            "groups": [{"title": "All", "measures": ["figure"]}],
            "recipients": [{"role": "board-member", "who": "Board", "source": "EXM-1"}],
        },
        strict=False,
    )


def counted(  # what a figure rests on
    asked: Measure,
    *children: Made,
    as_of: date = AS_OF,
    period: str = "term",
    school: str | None = None,
) -> Figure:
    """Return the figure of these children, who share everything that the first of them has."""
    setting = children[0].setting(as_of)
    plan = plan_of(version(period), [asked], setting, school)
    total = Tally()
    for child in children:
        total.add(tally_child(child.casefile, setting, plan))
    for action in children[0].register.actions.values():
        total.add(tally_shared(action_in_time(action, setting), setting, plan))
    [figure] = figures_of(total, plan, setting)
    return figure


def now(figure: Figure, line: str = "") -> Cell:
    return _cell(figure, line, 0)


def before(figure: Figure, line: str = "") -> Cell:
    return _cell(figure, line, 1)


def _cell(figure: Figure, line: str, place: int) -> Cell:
    assert figure.whole is not None
    lines = [one.id for one in figure.lines]
    cell = figure.whole.cells[lines.index(line)][place]
    assert cell is not None
    return cell


def rows(figure: Figure, by: str) -> dict[str, tuple[int, int | None]]:
    [table] = [table for table in figure.tables if table.by == by]
    return {row.id: (row.cells[0][0].counted, row.cells[0][0].of) for row in table.rows}


def shares(figure: Figure) -> dict[str, tuple[int, int | None]]:
    """Return numerator and denominator of each line, in this period."""
    assert figure.whole is not None
    pairs = zip(figure.lines, figure.whole.cells, strict=True)
    return {line.id: (cell.counted, cell.of) for line, (cell, _) in pairs}


def pep(held_on: str, **more: Any) -> dict[str, Any]:
    return {"meetings": [{"held_on": held_on}], "completed_on": held_on, **more}


# --- periods ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "first", "last", "earlier", "earlier_last"),
    [
        ("month", "2026-05", date(2026, 5, 1), AS_OF, date(2026, 4, 1), date(2026, 4, 30)),
        ("term", "2025-26-summer", date(2026, 4, 13), AS_OF, date(2026, 1, 5), date(2026, 4, 12)),
        (
            "half-term",
            "2025-26-summer-1",
            date(2026, 4, 13),
            AS_OF,
            date(2026, 2, 21),
            date(2026, 4, 12),
        ),
        (
            "academic-year",
            "2025-26",
            date(2025, 9, 1),
            AS_OF,
            date(2024, 9, 2),
            date(2025, 8, 31),
        ),
        (
            "financial-year",
            "financial year 2026-27",
            date(2026, 4, 1),
            AS_OF,
            date(2025, 4, 1),
            date(2026, 3, 31),
        ),
    ],
)
def test_a_period_ends_on_the_day_asked_about_and_the_one_before_is_whole(
    kind: Any, name: str, first: date, last: date, earlier: date, earlier_last: date
) -> None:
    setting = made().setting(AS_OF)
    both = windows(kind, AS_OF, setting.calendars)
    assert isinstance(both, tuple)
    this, one_before = both
    assert (this.name, this.from_on, this.until_on) == (name, first, last)
    assert isinstance(one_before, Window)
    assert (one_before.from_on, one_before.until_on) == (earlier, earlier_last)


def test_without_a_calendar_the_period_cannot_be_told_and_says_so() -> None:
    child = made()
    bare = replace(child.setting(AS_OF), calendars=Calendars((), BANK_HOLIDAYS))
    plan = plan_of(version("term"), [measure("children")], bare, None)
    [figure] = figures_of(tally_child(child.casefile, bare, plan), plan, bare)
    assert figure.whole is None
    assert figure.missing == "a calendar with the terms of 2025/26"


# --- children --------------------------------------------------------------------------------


def test_children_are_those_in_care_with_a_pep_on_the_last_day() -> None:
    left = made(child={"care": [{"entered_on": "2025-09-01", "ended_on": "2026-05-01"}]})
    grown = made(child={"born": "2008-04", "year_groups": []})
    figure = counted(measure("children", by=["phase"]), made(), left, grown)
    assert now(figure) == Cell(1, None, 1)
    assert before(figure) == Cell(3, None, 3)
    assert rows(figure, "phase") == {
        "eyfs": (0, None),
        "statutory": (1, None),
        "post-16": (0, None),
    }


def test_special_needs_are_those_of_the_last_day_and_nothing_recorded_is_shown() -> None:
    plan = made(child={"sen": [{"from_on": "2026-05-01", "provision": "E"}]})
    figure = counted(measure("sen", kind="attribute"), plan, made())
    assert shares(figure) == {"N": (0, 2), "K": (0, 2), "E": (1, 2), "not-on-record": (1, 2)}
    assert before(figure, "not-on-record") == Cell(2, 2, 2)


def test_suspensions_are_counted_as_children_as_times_and_as_half_days() -> None:
    twice = made(
        child={
            "events": [
                {"kind": "suspension", "happened_on": "2026-04-20", "half_days": 3},
                {"kind": "suspension", "happened_on": "2026-05-05"},
                {"kind": "suspension", "happened_on": "2026-03-05", "half_days": 9},
                {"kind": "permanent-exclusion", "happened_on": "2026-05-05"},
            ]
        }
    )
    figure = counted(measure("suspensions", kind="attribute"), twice, made())
    assert shares(figure) == {"children": (1, 2), "times": (2, None), "half-days": (3, None)}
    assert now(figure, "half-days").apart == ((Apart.NOT_ON_RECORD, 1),)
    assert before(figure, "half-days").counted == 9
    excluded = counted(measure("exclusions", kind="attribute"), twice, made())
    assert shares(excluded) == {"children": (1, 2), "times": (1, None)}


@pytest.mark.parametrize(("attended", "at_most"), [(90, 1), (91, 0)])
def test_attendance_of_exactly_the_line_counts_as_at_most(attended: int, at_most: int) -> None:
    sessions = {
        "from_on": "2026-04-13",
        "until_on": "2026-05-01",
        "sessions_possible": 100,
        "sessions_attended": attended,
        "authorised": 100 - attended,
    }
    child = made(peps=[pep("2026-05-05", attendance=[sessions])])
    asked = measure("attendance-at-most", kind="attribute", per_cent=90)
    assert now(counted(asked, child)) == Cell(at_most, 1, 1)
    assert now(counted(measure("attendance"), child)) == Cell(attended, 100, 1)


def test_attendance_that_no_pep_of_the_period_has_is_shown_as_not_on_record() -> None:
    child = made(peps=[pep("2026-02-05")])
    figure = counted(measure("attendance"), child)
    assert now(figure) == Cell(0, 0, 0, ((Apart.NOT_ON_RECORD, 1),))
    assert before(figure) == Cell(29, 30, 1)


def test_a_caseload_counts_children_with_an_audit_by_line_management() -> None:
    audit = {
        "type": "line-management",
        "template": {"name": "tier-2-dip-sample", "edition": "2018-09-01"},
        "audited_on": "2026-05-01",
        "auditors": [{"role": "phase-manager", "person": "the phase manager"}],
        "peps": [{"pep": "pep 1"}],
        "rating": "meeting",
    }
    looked_at = made(peps=[pep("2026-04-20")], audits=[audit])
    nobodys = made(child={"responsible": []})
    figure = counted(measure("caseload-share", by=["officer"]), looked_at, made(), nobodys)
    assert now(figure) == Cell(1, 2, 2, ((Apart.NOT_ON_RECORD, 1),))
    assert rows(figure, "officer")[looked_at.ids["the officer"]] == (1, 2)


# --- PEPs ------------------------------------------------------------------------------------


def test_a_pep_where_the_child_declined_stands_apart_and_one_without_views_does_not() -> None:
    declined = {"no_answer": "asked-declined", "declined_on": "2026-05-01"}
    figure = counted(
        measure("voice-recorded"),
        made(peps=[pep("2026-05-05")]),
        made(peps=[pep("2026-05-05", voice={"views": declined})]),
        made(peps=[pep("2026-05-05", voice={"views": None})]),
    )
    assert now(figure) == Cell(1, 2, 2, ((Apart.DECLINED, 1),))


def test_voice_is_acted_on_where_the_next_pep_answers_what_was_said() -> None:
    answered = made(
        peps=[
            pep("2026-02-05"),
            pep(
                "2026-05-05",
                voice={
                    "answered_from_last_time": [
                        {
                            "pep": "pep 1",
                            "view": "views 1",
                            "what": "An art club.",
                            "done_on": "2026-03-01",
                        }
                    ]
                },
            ),
        ]
    )
    not_answered = made(peps=[pep("2026-02-05"), pep("2026-05-05")])
    first = made(peps=[pep("2026-05-05")])
    figure = counted(measure("voice-acted-on"), answered, not_answered, first)
    assert now(figure) == Cell(1, 2, 2, ((Apart.NOT_APPLICABLE, 1),))


def test_a_social_worker_not_invited_did_not_come_and_one_not_said_is_not_on_record() -> None:
    def met(**invited: Any) -> Made:
        return made(
            peps=[
                {
                    "meetings": [{"held_on": "2026-05-05", "invited": invited}],
                    "completed_on": "2026-05-05",
                }
            ]
        )

    asked = measure("came-to-meetings", roles=["social-worker"], by=["team"], name_open=True)
    figure = counted(
        asked,
        met(**{"social-worker": "yes"}),
        met(**{"social-worker": "for-part"}),
        met(**{"social-worker": "sent-apologies"}),
        met(**{"social-worker": None}),
        met(**{"social-worker": {}}),
    )
    assert now(figure, "social-worker") == Cell(2, 4, 4, ((Apart.NOT_ON_RECORD, 1),))


def test_a_section_is_signed_by_one_of_the_roles_by_the_day() -> None:
    signed = {
        "section": "care",
        "role": "social-worker",
        "by": "the social worker",
        "signed_on": "2026-05-06",
    }
    late = {**signed, "signed_on": "2026-05-16"}
    asked = measure("section-signed", roles=["social-worker"])
    figure = counted(
        asked,
        made(peps=[pep("2026-05-05", sign_offs=[signed])]),
        made(peps=[pep("2026-05-05", sign_offs=[late])]),
    )
    assert now(figure) == Cell(1, 2, 2)


def test_money_is_counted_on_the_day_of_each_step() -> None:
    line = {
        "fund": "pupil-premium-plus",
        "what": "Tuition.",
        "amount_requested": 50_000,
        "requested_on": "2026-03-20",
        "amount_approved": 40_000,
        "approved_on": "2026-04-20",
        "amount_paid": 40_000,
        "paid_on": "2026-05-01",
        "evidence_of_spend": "An invoice.",
    }
    child = made(peps=[pep("2026-05-05", premium={"lines": [line]})])
    figure = counted(measure("premium-money", period="financial-year"), child)
    assert {line: counted for line, (counted, _) in shares(figure).items()} == {
        "requested": 0,
        "approved": 40_000,
        "refused": 0,
        "paid": 40_000,
        "paid-with-evidence": 40_000,
        "unspent": 0,
    }
    assert before(figure, "requested").counted == 50_000
    assert now(counted(measure("premium-impact", period="financial-year"), child)) == Cell(0, 1, 1)


@pytest.mark.parametrize(
    ("line", "unspent"),
    [
        pytest.param({}, Cell(40_000, None, 1), id="agreed, not paid"),
        pytest.param(
            {"paid_on": "2026-03-31", "amount_paid": 30_000},
            Cell(10_000, None, 1),
            id="paid in part on the last day",
        ),
        pytest.param(
            {"paid_on": "2026-04-01", "amount_paid": 40_000},
            Cell(40_000, None, 1),
            id="paid the day after",
        ),
        pytest.param(
            {"paid_on": "2026-03-31"},
            Cell(0, None, 0, ((Apart.NOT_ON_RECORD, 1),)),
            id="paid, nobody said how much",
        ),
    ],
)
def test_what_was_agreed_and_not_paid_by_31_march_is_unspent(
    line: dict[str, Any], unspent: Cell
) -> None:
    agreed = {
        "fund": "pupil-premium-plus",
        "what": "Tuition.",
        "amount_approved": 40_000,
        "approved_on": "2026-02-20",
    }
    child = made(peps=[pep("2026-02-05", premium={"lines": [{**agreed, **line}]})])
    figure = counted(measure("premium-money", period="financial-year"), child)
    assert before(figure, "unspent") == unspent


# --- duties ----------------------------------------------------------------------------------


def test_duties_count_by_their_last_day_and_what_is_late_is_not_met() -> None:
    on_time = made(peps=[pep("2025-09-10", type="initial"), pep("2026-02-05")])
    missed = made(peps=[pep("2025-09-10", type="initial")])
    asked = measure("checks-met", checks=[REVIEW_EACH_TERM], name_open=True)
    figure = counted(asked, on_time, missed)
    assert before(figure, REVIEW_EACH_TERM) == Cell(1, 2, 2)
    assert now(figure, REVIEW_EACH_TERM) == Cell(0, 0, 0, ((Apart.NOT_YET_DUE, 2),))


def test_what_cannot_be_told_is_shown_and_never_counts() -> None:
    unsaid = made(child={"care": [{"entered_on": "2026-04-20", "emergency": None}]})
    asked = measure("checks-met", checks=["initial-pep-emergency-statutory"])
    cell = now(counted(asked, unsaid), "initial-pep-emergency-statutory")
    assert cell == Cell(0, 0, 0, ((Apart.CANNOT_TELL, 1),))


def test_done_counts_what_is_asked_though_its_day_has_not_come() -> None:
    done = made(peps=[pep("2025-09-10", type="initial"), pep("2026-04-20")])
    open_still = made(peps=[pep("2025-09-10", type="initial")])
    figure = counted(measure("checks-done", checks=[REVIEW_EACH_TERM]), done, open_still)
    assert now(figure, REVIEW_EACH_TERM) == Cell(1, 2, 2)


def test_a_pep_is_up_to_date_once_it_was_reviewed_though_last_terms_was_missed() -> None:
    asked = measure(
        "peps-up-to-date", checks=["initial-pep-statutory", REVIEW_EACH_TERM], name_open=True
    )
    first = pep("2025-09-10", type="initial")
    mended = made(peps=[first, pep("2026-04-20")])
    behind = made(peps=[first])
    new = made(child={"care": [{"entered_on": "2026-05-11", "emergency": False}]})
    figure = counted(asked, mended, behind, new)
    assert now(figure) == Cell(1, 2, 2, ((Apart.NOT_YET_DUE, 1),))
    assert figure.opened == (("", behind.casefile.child.id),)


def test_actions_are_counted_with_the_rest() -> None:
    action = {
        "raised_on": "2026-04-20",
        "recommendation": "Sharper targets.",
        "action": "Training.",
        "owner": "the officer",
        "target_on": "2026-05-01",
    }
    child = made(actions=[action])
    figure = counted(measure("checks-met", checks_on=["action"]), child)
    assert now(figure, "action-done-by-target") == Cell(0, 1)


# --- judgements ------------------------------------------------------------------------------


def reviewed(rating: str, on: str = "2026-05-06", answer: str = "yes", **more: Any) -> Made:
    review = {
        "pep": "pep 1",
        "checklist": {"name": "pep-quality", "edition": "2018-09-01"},
        "reviewed_on": on,
        "reviewer": "the officer",
        "rating": rating,
        "answers": {**dict.fromkeys(QUESTIONS, "yes"), "q1": answer},
    }
    return made(peps=[pep("2026-05-05", **more)], qa_reviews=[review])


def test_standard_and_ratings_are_those_of_the_last_review_in_the_period() -> None:
    children = (reviewed("meeting"), reviewed("not-meeting"), made(peps=[pep("2026-05-05")]))
    assert now(counted(measure("peps-at-standard", by=["phase"]), *children)) == Cell(1, 2, 2)
    assert shares(counted(measure("ratings"), *children)) == {
        "meeting": (1, 2),
        "not-meeting": (1, 2),
    }


def test_each_question_has_its_own_denominator() -> None:
    figure = counted(measure("answers"), reviewed("meeting"), reviewed("not-meeting", answer="no"))
    assert shares(figure) == {**dict.fromkeys(QUESTIONS, (2, 2)), "q1": (1, 2)}


def test_a_school_is_of_concern_from_so_many_peps_below_standard_on() -> None:
    below = [reviewed("not-meeting") for _ in range(2)]
    concern = SchoolsCausingConcern.model_validate(
        {"from": "2018-09-01", "source": "EXM-1", "at_least": 2}, strict=False
    )
    asked = measure("schools-causing-concern", better="lower", name_open=True)
    settled = [one.under(schools_causing_concern=(concern,)) for one in below]
    figure = counted(asked, *settled, period="academic-year")
    assert now(figure) == Cell(1, 1)
    assert figure.opened == (("2 PEPs below standard", below[0].ids["our school"]),)
    assert now(counted(asked, settled[0], period="academic-year")) == Cell(0, 1)


def test_where_the_policy_does_not_say_what_a_concern_is_nobody_can_tell() -> None:
    unsettled = reviewed("not-meeting").under(schools_causing_concern=())
    figure = counted(measure("schools-causing-concern"), unsettled)
    assert figure.whole is None
    assert "make a school one of concern" in figure.missing


def test_moderation_agrees_on_the_rating_and_differs_on_a_question() -> None:
    moderated = {
        "type": "moderation",
        "template": {"name": "tier-2-dip-sample", "edition": "2018-09-01"},
        "audited_on": "2026-05-10",
        "auditors": [{"role": "phase-manager", "person": "the phase manager"}],
        "peps": [{"pep": "pep 1"}],
        "judges_qa_review": "qa-review 1",
        "rating": "not-meeting",
        "answers": {"q1": "yes", "q4": "yes"},
    }
    review = {
        "pep": "pep 1",
        "checklist": {"name": "pep-quality", "edition": "2018-09-01"},
        "reviewed_on": "2026-05-06",
        "reviewer": "the officer",
        "rating": "not-meeting",
        "answers": {"q1": "no", "q4": "yes"},
    }
    child = made(peps=[pep("2026-05-05")], qa_reviews=[review], audits=[moderated])
    figure = counted(measure("moderation-agreed", name_open=True), child)
    assert shares(figure) == {"rating": (1, 1), "q1": (0, 1), "q4": (1, 1)}
    assert figure.opened == (("q1", child.ids["audit 1"]),)


def test_training_is_counted_of_those_at_work_in_the_role_at_the_school() -> None:
    trained = {"trained": [{"trained_on": "2025-10-14", "what": "PEPs."}]}
    child = made(people={"the designated teacher": trained}, peps=[pep("2026-05-05")])
    school = child.casefile.peps[0].school
    asked = measure("staff-trained", roles=["designated-teacher"], name_open=True)
    setting = child.setting(AS_OF)

    def of(school: str | None, period: str) -> Figure:
        plan = plan_of(version(period), [asked], setting, school)
        [figure] = figures_of(tally_staff(setting, plan), plan, setting)
        return figure

    line = "designated-teacher"
    assert now(of(school, "academic-year"), line) == Cell(1, 1)
    assert now(of("sc-0000000000000", "academic-year"), line) == Cell(0, 0)
    this_term = of(school, "term")
    assert (now(this_term, line), len(this_term.opened)) == (Cell(0, 1), 1)


# --- together --------------------------------------------------------------------------------


def test_every_kind_of_measure_can_be_counted() -> None:
    needs: dict[str, dict[str, Any]] = {
        "came-to-meetings": {"roles": ["carer"]},
        "section-signed": {"roles": ["carer"]},
        "attendance-at-most": {"per_cent": 90},
        "sdq-bands": {"bands": [{"title": "any", "at_least": 0}]},
        "staff-trained": {"roles": ["designated-teacher"]},
        "points": {"templates": ["themed-group"]},
    }
    checks = {"checks": [REVIEW_EACH_TERM]}
    for kind in Counted.__args__:  # type: ignore[attr-defined]
        more = needs.get(kind, checks if KINDS[kind].counting is None else {})
        figure = counted(measure(kind, **more), reviewed("meeting"))
        assert figure.whole is not None or figure.missing, kind


def test_rows_add_up_to_the_whole() -> None:
    children = [reviewed("meeting"), reviewed("not-meeting", school=None), reviewed("meeting")]
    cuts = [
        "phase",
        "year-group",
        "sen",
        "in-or-out-of-area",
        "district",
        "school",
        "team",
        "officer",
    ]
    figure = counted(measure("peps-at-standard", by=cuts), *children)
    for table in figure.tables:
        cells = [row.cells[0][0] for row in table.rows]
        assert (sum(cell.counted for cell in cells), sum(cell.of or 0 for cell in cells)) == (2, 3)


def test_a_report_for_one_school_counts_what_was_done_there() -> None:
    here, elsewhere = reviewed("meeting"), reviewed("meeting", school="neighbour school")
    school = here.ids["our school"]
    figure = counted(measure("peps-at-standard"), here, elsewhere, school=school)
    assert now(figure) == Cell(1, 1, 1)


# --- what is rare ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("situation", "status_on", "status", "comes_out"),
    [
        ("seeking-education-employment-or-training", None, None, (0, 1, ())),
        ("education-or-training", None, None, (1, 1, ())),
        (
            "education-or-training",
            "2026-05-11",
            "not-in-education-employment-or-training",
            (0, 1, ()),
        ),
        (
            "education-or-training",
            "2026-01-11",
            "not-in-education-employment-or-training",
            (1, 1, ()),
        ),
        (None, "2026-01-11", "employed", (1, 1, ())),
        (None, None, None, (0, 0, ((Apart.NOT_ON_RECORD, 1),))),
    ],
)
def test_work_and_learning_is_what_is_on_record_from_later(
    situation: str | None, status_on: str | None, status: str | None, comes_out: Any
) -> None:
    statuses = [{"from_on": status_on, "status": status}] if status else []
    content = {"situation": situation} if situation else {}
    child = made(
        child={"born": "2009-03", "education_statuses": statuses},
        peps=[pep("2026-05-05", year_group="Y12", content=content)],
    )
    cell = now(counted(measure("employment-education-training", kind="attribute"), child))
    assert (cell.counted, cell.of, cell.apart) == comes_out


def test_nobody_under_16_is_asked_about_work() -> None:
    assert now(counted(measure("employment-education-training"), made())) == Cell(0, 0)


def test_a_child_who_left_care_is_on_no_caseload_and_has_no_pep_to_keep_up_to_date() -> None:
    left = made(child={"care": [{"entered_on": "2025-09-01", "ended_on": "2026-04-20"}]})
    assert now(counted(measure("caseload-share"), left)) == Cell(0, 0)
    asked = measure("peps-up-to-date", checks=[REVIEW_EACH_TERM])
    assert now(counted(asked, left)) == Cell(0, 0, 0, ())
    for kind in ("children", "sen", "education-status", "part-time-timetables"):
        assert now(counted(measure(kind), left), *_first_line(kind)).counted == 0


def _first_line(kind: str) -> tuple[str, ...]:
    return {"sen": ("N",), "education-status": ("on-roll",)}.get(kind, ())


def test_a_child_who_came_back_is_judged_by_this_time_in_care() -> None:
    back = made(
        child={
            "care": [
                {"entered_on": "2025-09-01", "ended_on": "2025-09-10", "emergency": False},
                {"entered_on": "2026-05-11", "emergency": False},
            ]
        }
    )
    asked = measure("peps-up-to-date", checks=["initial-pep-statutory", REVIEW_EACH_TERM])
    assert now(counted(asked, back)) == Cell(0, 0, 0, ((Apart.NOT_YET_DUE, 1),))


def test_rows_have_titles_that_people_use() -> None:
    ages = {"2015-03": "Year 6", "2021-03": "Reception", "2022-03": "Nursery 2", "2023-12": None}
    children = [made(child={"born": born, "year_groups": []}) for born in ages]
    figure = counted(measure("children", by=["year-group", "team"]), *children)
    years, teams = figure.tables
    assert [row.title for row in years.rows] == ["Nursery 2", "Reception", "Year 6"]
    assert [row.title for row in teams.rows] == ["not on record"]
    nobody = made(child={"responsible": []})
    assert rows(counted(measure("children", by=["team"]), nobody), "team") == {
        "not-on-record": (1, None)
    }
    young = made(child={"year_groups": [{"from_on": "2025-09-01", "year_group": "N1"}]})
    asked = measure("children", by=["year-group"])
    assert rows(counted(asked, young), "year-group") == {"N1": (1, None)}
    assert _year_group(YearGroup.BEFORE_NURSERY) == "before nursery"


def test_a_view_to_which_it_does_not_apply_and_money_of_nothing() -> None:
    not_asked = {"no_answer": "does-not-apply", "why": "Under four."}
    line = {"fund": "pupil-premium-plus", "what": "Tuition.", "paid_on": "2026-05-01"}
    child = made(
        peps=[
            pep(
                "2026-05-05",
                voice={"views": not_asked},
                premium={"lines": [{**line, "amount_paid": 0}, {**line, "amount_paid": None}]},
            )
        ]
    )
    assert now(counted(measure("voice-recorded"), child)) == Cell(
        0, 0, 0, ((Apart.NOT_APPLICABLE, 1),)
    )
    paid = now(counted(measure("premium-money"), child), "paid")
    assert paid == Cell(0, None, 0, ((Apart.NOT_ON_RECORD, 1),))


def test_a_judgement_by_an_edition_nobody_has_cannot_be_told() -> None:
    review = {
        "pep": "pep 1",
        "checklist": {"name": "pep-quality", "edition": "2001-09-01"},
        "reviewed_on": "2026-05-06",
        "reviewer": "the officer",
        "rating": "meeting",
    }
    child = made(peps=[pep("2026-05-05")], qa_reviews=[review])
    unknown = ((Apart.CANNOT_TELL, 1),)
    assert now(counted(measure("peps-at-standard"), child)) == Cell(0, 0, 0, unknown)
    concern = SchoolsCausingConcern.model_validate(
        {"from": "2018-09-01", "source": "EXM-1", "at_least": 1}, strict=False
    )
    settled = child.under(schools_causing_concern=(concern,))
    assert now(counted(measure("schools-causing-concern"), settled)) == Cell(0, 1)
    assert now(counted(measure("answers"), child)) == Cell(0, 0)


def audited(template: str, **more: Any) -> Made:
    audit = {
        "type": "dip-sample",
        "template": {"name": template, "edition": "2018-09-01"},
        "audited_on": "2026-05-10",
        "auditors": [{"role": "phase-manager", "person": "the phase manager"}],
        "peps": [{"pep": "pep 1"}],
        **more,
    }
    return made(peps=[pep("2026-05-05")], audits=[audit])


def test_audits_count_where_their_template_is_named() -> None:
    alike = {**dict.fromkeys(QUESTIONS, "yes"), "q2": "no"}
    child = audited("tier-2-dip-sample", rating="not-meeting", answers=alike)
    asked = measure("peps-at-standard", templates=["tier-2-dip-sample"])
    assert now(counted(asked, child)) == Cell(0, 1, 1)
    assert now(counted(measure("peps-at-standard"), child)) == Cell(0, 0)
    own = audited("own-form", rating=None, answers={"q1": "yes"})
    figure = counted(measure("ratings", templates=["own-form"]), own)
    assert now(figure).apart == ((Apart.CANNOT_TELL, 1),)


def test_each_point_of_a_group_is_counted_where_it_was_rated() -> None:
    child = audited(
        "themed-group",
        type="themed",
        rating=None,
        part_ratings=[
            {"part": "t1", "rating": "green"},
            {"part": "t2", "rating": "amber"},
            {"part": "t3a", "rating": "purple"},
        ],
    )
    figure = counted(measure("points", templates=["themed-group"], name_open=True), child)
    [first, *_] = [line.title for line in figure.lines]
    assert first == "The PEP was done in time"
    assert now(figure, "t1") == Cell(1, 1, 1)
    assert now(figure, "t2") == Cell(0, 1, 1)
    assert now(figure, "t3a") == Cell(0, 0, 0, ((Apart.CANNOT_TELL, 1),))
    assert figure.opened == (("t2", child.casefile.peps[0].id),)


def test_what_two_auditors_of_one_sample_say_is_held_against_each_other() -> None:
    def by(person: str, rating: str) -> dict[str, Any]:
        return {
            "type": "dip-sample",
            "template": {"name": "tier-2-dip-sample", "edition": "2018-09-01"},
            "audited_on": "2026-05-10",
            "sample": "sm-0000000000000",
            "auditors": [{"role": "phase-manager", "person": person}],
            "peps": [{"pep": "pep 1"}],
            "rating": rating,
            "answers": dict.fromkeys(QUESTIONS, "yes"),
        }

    both = [by("the phase manager", "meeting"), by("the officer", "not-meeting")]
    figure = counted(measure("moderation-agreed"), made(peps=[pep("2026-05-05")], audits=both))
    assert now(figure, RATING) == Cell(0, 1, 1)
    assert now(figure, "q1") == Cell(1, 1, 1)


def test_a_school_that_reviews_its_own_pep_moderates_nobody() -> None:
    own = {
        "type": "self-review",
        "audited_on": "2026-05-10",
        "auditors": [{"role": "designated-teacher"}],
        "judges_qa_review": "qa-review 1",
        "peps": [{"pep": "pep 1"}],
        "rating": "meeting",
    }
    review = {"pep": "pep 1", "reviewed_on": "2026-05-06", "rating": "not-meeting"}
    child = made(peps=[pep("2026-05-05")], qa_reviews=[review], audits=[own])
    assert now(counted(measure("moderation-agreed"), child), RATING) == Cell(0, 0)


def test_an_audit_without_a_rating_cannot_be_told_and_unscored_answers_do_not_apply() -> None:
    said = {"q1": {"answer": {"no_answer": "does-not-apply", "why": "New school."}}, "q2": "yes"}
    child = audited("tier-2-dip-sample", rating=None, answers=said)
    named = {"templates": ["tier-2-dip-sample"]}
    unknown = ((Apart.CANNOT_TELL, 1),)
    assert now(counted(measure("peps-at-standard", **named), child)).apart == unknown
    figure = counted(measure("answers", **named), child)
    assert now(figure, "q1") == Cell(0, 0, 0, ((Apart.NOT_APPLICABLE, 1),))
    assert now(figure, "q2") == Cell(1, 1, 1)


@pytest.mark.parametrize(
    ("by", "row"),
    [
        ("school", "no-school-place"),
        ("district", "no-school-place"),
        ("in-or-out-of-area", "no-school-place"),
        ("team", "not-on-record"),
        ("officer", "officer"),
        ("phase", "not-on-record"),
    ],
)
def test_actions_are_told_apart_by_what_they_name(by: str, row: str) -> None:
    action = {"raised_on": "2026-04-20", "target_on": "2026-05-01", "owner": "the officer"}
    child = made(actions=[action])
    figure = counted(measure("checks-met", checks_on=["action"], by=[by]), child)
    found = {one: pair for one, pair in rows(figure, by).items() if pair != (0, 0)}
    assert found == {child.ids["the officer"] if row == "officer" else row: (0, 1)}


def test_themes_overlap_and_what_cannot_be_told_of_one_is_shown() -> None:
    asked = measure(
        "children", by=["theme"], themes=["below-70-attendance", "custody", "new-into-care"]
    )
    new = made(child={"care": [{"entered_on": "2026-05-11", "emergency": False}]})
    figure = counted(asked, new)
    [table] = figure.tables
    assert not table.adds_up
    cells = {row.id: row.cells[0][0] for row in table.rows}
    assert cells["new-into-care"].counted == 1
    assert cells["below-70-attendance"].apart == ((Apart.CANNOT_TELL, 1),)


def test_where_only_the_period_before_is_not_known_this_one_is_still_told() -> None:
    child = made(calendars={"ours 2024": None})
    figure = counted(measure("sen", kind="attribute"), child, as_of=date(2025, 10, 1))
    assert figure.before_missing == "a calendar with the terms of 2024/25"
    assert figure.before is None
    assert shares(figure)["not-on-record"] == (1, 1)


def test_templates_with_questions_of_their_own_are_known_by_edition() -> None:
    own = [one for one in WALSALL.audits if one.editions]
    edition = own[0].editions[0]
    assert template_edition(WALSALL, own[0].id, edition.from_on) == edition
    assert template_edition(WALSALL, own[0].id, date(2001, 1, 1)) is None
    assert template_edition(WALSALL, "nobodys", edition.from_on) is None


def test_a_second_look_without_a_rating_and_at_a_pep_that_is_closed() -> None:
    review = {
        "pep": "pep 1",
        "checklist": {"name": "pep-quality", "edition": "2018-09-01"},
        "reviewed_on": "2026-05-06",
        "reviewer": "the officer",
        "rating": "meeting",
        "answers": dict.fromkeys(QUESTIONS, "yes"),
    }
    second = {
        "type": "moderation",
        "template": {"name": "tier-2-dip-sample", "edition": "2018-09-01"},
        "audited_on": "2026-05-10",
        "auditors": [{"role": "phase-manager", "person": "the phase manager"}],
        "peps": [{"pep": "pep 1"}],
        "judges_qa_review": "qa-review 1",
        "rating": None,
        "answers": {"q1": "yes"},
    }
    closed = {"closed_on": "2026-05-12", "by": "the officer", "reason": "duplicate"}
    child = made(peps=[pep("2026-05-05", closed=closed)], qa_reviews=[review], audits=[second])
    figure = counted(measure("moderation-agreed"), child)
    assert now(figure, "rating").apart == ((Apart.CANNOT_TELL, 1),)
    assert now(figure, "q1") == Cell(1, 1, 1)
    asked = measure("peps-at-standard", templates=["tier-2-dip-sample"])
    assert now(counted(asked, child)) == Cell(0, 0)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"counts": "checks-met"}, "needs-with-it"),
        ({"counts": "sen", "by": ["theme"]}, "needs-with-it"),
        ({"counts": "sen", "by": ["phase", "phase"]}, "id-used-twice"),
    ],
)
def test_a_measure_without_what_it_needs_is_refused(more: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        measure(**more)


# --- duties of an academic year


@pytest.mark.parametrize(
    ("part", "due_on", "periods"),
    [
        pytest.param("2024", "2025-09-03", [False, True], id="the year before, due in ours"),
        pytest.param("2025", "2026-09-07", [True, False], id="this year, due in our next"),
        pytest.param("2024-25-summer", "2025-09-03", [False, True], id="a term of the year before"),
        pytest.param("2025-09", "2025-09-30", [True, False], id="a month has its day"),
        pytest.param("", "2025-09-03", [True, False], id="without a year, by its day"),
    ],
)
def test_a_duty_of_an_academic_year_is_counted_in_that_year_of_ours(
    part: str, due_on: str, periods: list[bool]
) -> None:
    """A school of another authority can end its year after ours has begun."""
    setting = made().setting(AS_OF)
    both = windows("academic-year", AS_OF, setting.calendars)
    assert isinstance(both, tuple)
    now_and_before = [one for one in both if isinstance(one, Window)]
    duty = CheckResult(
        check="one",
        status=Status.MET,
        subject="sc-1",
        source="EXM-1",
        explanation=Explanation("A rule", "Because."),
        part=part,
        due_on=date.fromisoformat(due_on),
    )
    for count in (duties.done, duties.met_in_time):
        found = [list(count([duty], frozenset({"one"}), each, setting)) for each in now_and_before]
        assert [bool(seen) for seen in found] == periods
