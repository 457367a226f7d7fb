"""What staff see of practice: each PEP's days, ratings over terms, voice, money, groups, samples."""

from __future__ import annotations

from datetime import date

import pytest

from pepsite.privacy.published import SchoolPage, StaffPages, Status
from pepsite.privacy.published_practice import (
    CalledOff,
    Concern,
    Disagreement,
    GroupKind,
    LearningRow,
    Mark,
    Milestone,
    ModerationRow,
    PremiumRow,
    PremiumSum,
    Raise,
    TermRatings,
    TrainingRow,
    VisitPoint,
    Voice,
)
from tests.privacy.small import HASH, full_id, workspace
from tests.privacy.test_schools import MARIGOLD, NO_SCHOOL, child, pep, review

OFFICER = (
    "responsible: [{id: aaaaa9, role: virtual-school-officer, person: ps-4, from_on: 2025-09-01}]"
)
SOCIAL_WORKER = """
schema: person/1
id: ps-5
role: social-worker
team: Children in care
active: true
"""
TARGETS = """
targets:
  - {id: aaaae1, subject: reading, horizon: short, what: Read, by: 2026-07-01}
premium:
  lines:
    - {id: aaaae2, fund: pupil-premium-plus, targets: [aaaae1], what: Books, %s}
"""


def page(*texts: str) -> SchoolPage:
    return workspace(*texts).pages()[MARIGOLD]


def staff(*texts: str) -> StaffPages:
    found = workspace(*texts).site().staff
    assert found is not None
    return found


# --- Each PEP on its line of days


def test_a_pep_is_told_by_its_milestones_up_to_the_day() -> None:
    more = """
requested_on: 2026-04-14
completed_on: 2026-04-24
returned: [{id: aaaad1, returned_on: 2026-05-05, by: ps-1, why: More}]
events: [{id: aaaad2, kind: shared, happened_on: 2026-05-16}]
meetings:
  - {id: aaaad3, planned_for: 2026-04-17, mode: online, outcome: cancelled, why: Ill}
  - {id: aaaad4, planned_for: 2026-04-21, held_on: 2026-04-21, mode: online, outcome: held}
  - {id: aaaad5, planned_for: 2026-05-20, mode: online, outcome: planned}
"""
    text = pep(1, None, status="returned", more=more).replace("meetings: []\n", "")
    (line,) = page(child(), text, review(1, 1, "2026-05-04")).lines
    assert line.pep == "Review PEP"
    assert [one for one in line.milestones if one.mark is not Mark.DUE] == [
        Milestone(Mark.ASKED, date(2026, 4, 14)),
        Milestone(Mark.CANCELLED, date(2026, 4, 17)),
        Milestone(Mark.HELD, date(2026, 4, 21)),
        Milestone(Mark.SENT_IN, date(2026, 4, 24)),
        Milestone(Mark.JUDGED, date(2026, 5, 4)),
        Milestone(Mark.RETURNED, date(2026, 5, 5)),
        Milestone(Mark.PLANNED, date(2026, 5, 20)),
    ]


def test_the_last_day_for_a_meeting_is_that_of_the_duty_which_it_met() -> None:
    (line,) = page(child(), pep(1, "2025-09-15", kind="initial")).lines
    assert Milestone(Mark.DUE, date(2025, 9, 29)) in line.milestones


def test_peps_of_earlier_years_have_no_line() -> None:
    long_there = child(entered_on="2024-09-02")
    assert page(long_there, pep(1, "2025-03-03"), pep(2, "2025-10-06")).lines[0].record == (
        full_id("pep-2")
    )


# --- Ratings over the terms


def test_a_pep_counts_in_a_term_by_its_last_rating_in_it() -> None:
    found = page(
        child(),
        pep(1, "2025-09-15", kind="initial"),
        pep(2, "2026-01-20"),
        review(1, 1, "2025-09-22", rating="not-meeting"),
        review(2, 1, "2025-11-22"),
        review(3, 1, "2026-01-22", rating="not-meeting"),
        review(4, 2, "2026-01-30", rating="of-another-scale"),
        review(5, 2, "2026-05-16"),
    ).ratings_by_term
    assert found == (
        TermRatings("Autumn 2025/26", 1, 0),
        TermRatings("Spring 2025/26", 0, 1, 1),
        TermRatings("Summer 2025/26", 0, 0),
    )


def test_a_rating_of_a_checklist_that_no_policy_has_is_not_settled() -> None:
    found = page(
        child(),
        pep(1, "2025-09-15", kind="initial"),
        review(1, 1, "2025-09-22", checklist="elsewhere"),
    ).ratings_by_term
    assert found[0] == TermRatings("Autumn 2025/26", 0, 0, 1)


# --- Attendance and voice


ATTENDANCE = """
attendance:
  - {id: aaaaf1, from_on: 2025-09-01, until_on: 2025-10-24, sessions_possible: 70,
     sessions_attended: 40, authorised: 30, unauthorised: 0}
  - {id: aaaaf2, from_on: 2025-09-01, until_on: 2025-12-19, sessions_possible: 100,
     sessions_attended: 90, authorised: 10, unauthorised: 0}
"""
VIEW = (
    "{id: aaaaf3, topic: school, words: Good, may_see: [school],"
    " contribution: {of: child, how: in-person, said_on: 2026-01-12}%s}"
)
DONE = ", acted_on: {done_on: 2026-02-02, what: Moved}"


@pytest.mark.parametrize(
    ("voice", "of_it", "said", "acted_on"),
    [
        ("", Voice.MISSING, 0, 0),
        (f"voice: {{views: [{VIEW % ''}]}}", Voice.IN_THE_PLAN, 1, 0),
        (f"voice: {{views: [{VIEW % DONE}]}}", Voice.IN_THE_PLAN, 1, 1),
        (
            f"voice: {{views: [{(VIEW % '').replace('school, w', 'did-not-want-to-take-part, w')}]}}",
            Voice.IN_THE_PLAN,
            0,
            0,
        ),
        (
            "voice: {views: {no_answer: asked-declined, declined_on: 2026-01-12}}",
            Voice.DECLINED,
            0,
            0,
        ),
        ("voice: {views: {no_answer: does-not-apply, why: A baby}}", Voice.DOES_NOT_APPLY, 0, 0),
    ],
)
def test_the_last_plan_that_was_sent_in_says_how_it_is_with_attendance_and_voice(
    voice: str, of_it: Voice, said: int, acted_on: int
) -> None:
    sent_in = f"completed_on: 2026-01-23\n{ATTENDANCE}{voice}"
    texts = (
        child(),
        pep(1, "2026-01-20", status="submitted", more=sent_in),
        pep(2, "2026-05-05", status="submitted", more="completed_on: 2026-05-18"),
    )
    assert page(*texts).learning == (
        LearningRow(full_id("ch-1"), "Year 7", 90, 100, date(2025, 12, 19), of_it, said, acted_on),
    )


def test_without_a_plan_nothing_is_said_of_attendance_or_voice() -> None:
    (row,) = page(child()).learning
    assert row == LearningRow(full_id("ch-1"), "Year 7", 0, 0, None, Voice.NO_PLAN, 0, 0)


# --- The premium


@pytest.mark.parametrize(
    ("days", "how", "amounts"),
    [
        ("requested_on: null", "planned", (None, None, None)),
        ("requested_on: 2026-01-12, amount_requested: 5000", "asked for", (5000, None, None)),
        (
            "requested_on: 2026-01-12, approved_on: 2026-01-14, amount_approved: 4000",
            "agreed, not paid yet",
            (None, 4000, None),
        ),
        ("requested_on: 2026-01-12, refused_on: 2026-01-14", "refused", (None, None, None)),
        ("approved_on: 2026-01-12, paid_on: 2026-01-14", "paid", (None, None, None)),
    ],
)
def test_the_premium_is_told_by_the_targets_it_serves(
    days: str, how: str, amounts: tuple[int | None, int | None, int | None]
) -> None:
    (row,) = page(child(), pep(1, "2026-01-20", more=TARGETS % days)).premium
    assert row == PremiumRow(
        full_id("ch-1"),
        "pupil premium plus",
        how,
        *amounts,
        ("reading",),
        impact_recorded=False,
        pep="Review PEP",
        pep_on=date(2026, 1, 20),
    )


def test_what_serves_no_target_is_to_be_raised() -> None:
    no_target = (TARGETS % "requested_on: 2026-01-12").replace("targets: [aaaae1], ", "")
    found = page(child(), pep(1, "2026-01-20", more=no_target))
    assert found.premium[0].targets == ()
    assert VisitPoint(Raise.PREMIUM, 1, "", "premium") in found.to_raise


# --- Training, and what to raise


def test_training_is_told_where_it_was_offered_this_year() -> None:
    offered = "training: {offered_on: %s, to: designated-teacher, taken_up_on: %s}\n"
    texts = (
        child(),
        pep(1, "2025-09-15", kind="initial"),
        review(1, 1, "2025-09-22") + offered % ("2025-09-22", "2026-05-16"),
        review(2, 1, "2025-09-23") + offered % ("2025-08-01", "2025-08-02"),
        review(3, 9, "2025-09-24") + offered % ("2025-09-24", "2025-10-01"),
    )
    found = page(*texts)
    who, whom = "Designated teacher", full_id("ch-1")
    first = TrainingRow(date(2025, 9, 22), who, None, full_id("qa-1"), whom)
    last = TrainingRow(date(2025, 9, 24), who, date(2025, 10, 1), full_id("qa-3"), whom)
    assert found.training == (first, last)
    assert VisitPoint(Raise.TRAINING, 1) in found.to_raise


def test_a_visit_raises_what_the_page_shows() -> None:
    cancelled = "{id: aaaaa4, planned_for: 2026-05-05, mode: online, outcome: cancelled, why: Ill}"
    found = page(
        child(),
        pep(1, "2025-09-15", kind="initial"),
        pep(2, None, meeting=cancelled),
        review(1, 1, "2025-09-22", no=("q4",), rating="not-meeting"),
    )
    raised = {one.what: one for one in found.to_raise}
    assert raised[Raise.NOT_BOOKED].count == 1
    assert raised[Raise.BELOW_STANDARD].count == 1
    assert raised[Raise.CANCELLED].count == 1
    assert raised[Raise.FAILED_ITEM].about == "Is the child's voice in the PEP?"
    assert raised[Raise.FAILED_ITEM].topic == "voice"
    assert Raise.NOT_JUDGED not in raised


def test_as_many_meetings_are_raised_as_stand_in_the_table_of_those_called_off() -> None:
    off = "{id: aaaaa%d, planned_for: %s, mode: online, outcome: cancelled, why: Ill}"
    held = "{id: aaaaa5, planned_for: 2025-09-15, held_on: 2025-09-15, mode: online, outcome: held}"
    meetings = ", ".join((off % (4, "2025-07-10"), held, off % (6, "2026-05-05")))
    found = page(child(entered_on="2025-06-20"), pep(1, None, kind="initial", meeting=meetings))
    raised = {one.what: one.count for one in found.to_raise}
    table = [row.planned_on for row in found.meetings if row.called_off]
    assert table == [date(2026, 5, 5)], "the one in July was last year's"
    assert raised[Raise.CANCELLED] == len(table)


def test_a_childs_page_names_schools_and_says_who_is_responsible_today() -> None:
    gone = (
        "{id: aaaaa7, role: social-worker, person: ps-5, from_on: 2024-09-01, until_on: 2025-01-01}"
    )
    found = staff(SOCIAL_WORKER, child(more=OFFICER.replace("[", f"[{gone}, ")))
    (only,) = found.children
    about = {one for row in only.journey for one in row.about}
    assert MARIGOLD in about
    assert not [one for one in about if one.startswith("sc-")]
    assert only.responsible == (("Virtual school officer", full_id("ps-4")),)


def test_every_pep_that_was_sent_in_and_waits_is_raised_of_whatever_term() -> None:
    texts = (
        pep(1, "2025-09-15", kind="initial", status="submitted", more=SENT_IN),
        pep(2, "2026-04-20", status="submitted", more="completed_on: 2026-04-27"),
    )
    found = staff(child(more=OFFICER), *texts)
    (school,) = found.schools
    (officer,) = (one for one in found.groups if one.summary.kind is GroupKind.OFFICER)
    for one in (school, officer):
        assert VisitPoint(Raise.WAITING, 2) in one.to_raise


def test_a_school_that_is_owed_a_look_hears_of_it() -> None:
    texts = (child(), pep(1, "2025-09-15", kind="initial", status="submitted", more=SENT_IN))
    assert VisitPoint(Raise.NOT_JUDGED, 1) in page(*texts).to_raise


SENT_IN = "completed_on: 2025-09-22"


# --- Groups


def test_children_are_added_up_by_phase_team_and_officer() -> None:
    worker = "{id: aaaaa8, role: social-worker, person: ps-5, from_on: 2025-09-01}"
    both = OFFICER.replace("[", f"[{worker}, ")
    found = staff(SOCIAL_WORKER, child(1, more=both), child(2, born="2022-01"))
    groups = [one.summary for one in found.groups]
    titles = {(one.kind, one.id): (one.title, one.children) for one in groups}
    assert titles == {
        (GroupKind.PHASE, "eyfs"): ("Early years", 1),
        (GroupKind.PHASE, "statutory"): ("Statutory school age", 1),
        (GroupKind.TEAM, "team-1"): ("Children in care", 1),
        (GroupKind.TEAM, "none-on-record"): ("No team on record", 1),
        (GroupKind.OFFICER, full_id("ps-4")): (full_id("ps-4"), 1),
        (GroupKind.OFFICER, "none-on-record"): ("No officer on record", 1),
    }


def test_an_officers_page_has_what_is_late_for_the_children_and_their_actions() -> None:
    action = """
schema: action/1
id: ac-1
raised_by: {qa_review: qa-1}
raised_on: 2026-01-05
child: ch-1
recommendation: More
action: More
owner: ps-1
target_on: 2026-03-02
"""
    found = staff(child(more=OFFICER), action)
    (group,) = (one for one in found.groups if one.summary.kind is GroupKind.OFFICER)
    (row,) = (one for one in found.schools if one.summary.name == MARIGOLD)
    assert group.due == row.due
    assert [one.id for one in group.actions] == [full_id("ac-1")]
    assert group.summary.late == row.summary.late
    assert [one.id for one in group.caseload] == [full_id("ch-1")]
    assert [(one.name, one.children) for one in group.schools] == [(MARIGOLD, 1)]


def test_a_group_counts_why_its_meetings_were_called_off() -> None:
    def off(item: int, said: str) -> str:
        day = f"2026-05-{item:02}"
        return f"{{id: aaaab{item}, planned_for: {day}, mode: online, {said}}}"

    meetings = (
        off(4, "outcome: cancelled, called_off_because: school-was-shut"),
        off(5, "outcome: did-not-go-ahead, called_off_because: school-was-shut"),
        off(6, "outcome: cancelled, why: Ill"),
        off(7, "outcome: planned"),
    )
    found = staff(child(more=OFFICER), pep(1, None, meeting=", ".join(meetings)))
    for group in found.groups:
        assert group.called_off == (
            CalledOff("the school was shut", 2),
            CalledOff("only the record says why", 1),
        )


ROWS = ("due", "judged", "lines", "learning", "premium", "training", "meetings", "actions")
ADDED_UP = ("failed_items", "ratings_by_term", "to_raise")


def much_of_everything() -> tuple[str, ...]:
    """Return one child of whom there is a row of each kind, at one school."""
    off = "{id: aaaab4, planned_for: 2026-05-05, mode: online, outcome: cancelled, why: Ill}"
    offered = "training: {offered_on: 2025-09-22, to: designated-teacher}\n"
    sent_in = f"completed_on: 2026-01-23\n{ATTENDANCE}{TARGETS % 'requested_on: 2026-01-12'}"
    action = """
schema: action/1
id: ac-1
raised_by: {qa_review: qa-1}
raised_on: 2026-01-05
child: ch-1
recommendation: More
action: More
owner: ps-1
target_on: 2026-03-02
"""
    return (
        child(more=OFFICER),
        pep(1, "2025-09-15", kind="initial"),
        pep(2, "2026-01-20", status="submitted", more=sent_in),
        pep(3, None, meeting=off),
        review(1, 1, "2025-09-22", no=("q4",), rating="not-meeting") + offered,
        review(2, 1, "2025-10-22", rating="not-meeting"),
        action,
    )


def test_a_phase_a_team_and_an_officer_have_all_that_a_page_of_a_school_has() -> None:
    found = staff(*much_of_everything())
    (school,) = found.schools
    assert {one.summary.kind for one in found.groups} == set(GroupKind)
    for group in found.groups:
        for name in (*ROWS, *ADDED_UP):
            assert getattr(group, name), name
        same = set(ROWS) - {"judged", "lines"} | set(ADDED_UP)
        assert {name: getattr(group, name) for name in same} == {
            name: getattr(school, name) for name in same
        }
        # Of each child the last PEP, and of each PEP the first look.
        assert group.lines == school.lines[-1:]
        assert group.judged == school.judged[:1]
        assert group.summary.quality_assured == school.summary.quality_assured == 1
        assert (group.summary.offered, group.summary.taken_up) == (1, 0)
        assert [one.id for one in group.caseload] == [full_id("ch-1")]
        assert (group.one_by_one, group.duties, group.premium_for) == (True, (), ())


def test_of_more_children_than_a_page_can_list_it_has_the_sums(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one_by_one = staff(*much_of_everything()).groups[0]
    monkeypatch.setattr("pepsite.privacy.groups._MOST_ONE_BY_ONE", 0)
    group = staff(*much_of_everything()).groups[0]
    assert not group.one_by_one
    assert [name for name in ROWS if getattr(group, name)] == ["actions"]
    for name in (*ADDED_UP, "summary", "caseload", "schools", "called_off", "actions"):
        assert getattr(group, name) == getattr(one_by_one, name), name
    for status, counted in (
        (Status.DUE, sum(one.due for one in group.duties)),
        (Status.CANNOT_TELL, sum(one.cannot_tell for one in group.duties)),
    ):
        assert counted == sum(row.status is status for row in one_by_one.due)
    late = [row for row in one_by_one.due if row.status in (Status.OVERDUE, Status.MISSED)]
    assert sum(one.late for one in group.duties) == len(late) > 0
    assert [one.late for one in group.duties] == sorted(
        (one.late for one in group.duties), reverse=True
    )
    days = [row.days for row in late if row.days is not None]
    assert max(one.longest or 0 for one in group.duties) == max(days)
    by = [row.due_on for row in one_by_one.due if row.status is Status.DUE and row.due_on]
    assert min(one.next_on for one in group.duties if one.next_on) == min(by)
    assert group.premium_for == (PremiumSum("reading", 1, 0),)


def test_what_serves_no_target_is_added_up_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pepsite.privacy.groups._MOST_ONE_BY_ONE", 0)
    no_target = (TARGETS % "requested_on: 2026-01-12").replace("targets: [aaaae1], ", "")
    for group in staff(child(), pep(1, "2026-01-20", more=no_target)).groups:
        assert group.premium_for == (PremiumSum("", 1, 0),)


def test_a_phase_has_a_page_of_those_without_a_school_place_too() -> None:
    group, *_ = staff(child(school=None)).groups
    assert group.summary.kind is GroupKind.PHASE
    assert [one.school_name for one in group.caseload] == [NO_SCHOOL]
    assert [one.name for one in group.schools] == [NO_SCHOOL]


# --- Second looks, and schools of concern


def second_look(number: int, answer: str, *, rating: str = "meeting", extra: str = "") -> str:
    return f"""
schema: audit/1
id: au-{number}
type: dip-sample
child: ch-1
template: {{name: tier-2-dip-sample, edition: 2018-09-01}}
audited_on: 2026-02-0{number}
auditors: [{{id: aaaag1, role: phase-manager, person: ps-3}}]
peps: [{{id: aaaag5, pep: pep-1, fingerprint: {HASH}}}]
judges_qa_review: qa-1
answers: [{{id: aaaag2, question: q4, answer: "{answer}"}}{extra}]
rating: {rating}
"""


def test_second_looks_are_told_by_what_they_agree_on() -> None:
    odd = ', {id: aaaag3, question: nobodys, answer: "yes"}'
    first = review(1, 1, "2025-09-22").replace(
        "answers:\n", 'answers:\n  - {id: aaaag4, question: nobodys, answer: "yes"}\n'
    )
    found = staff(
        child(),
        pep(1, "2025-09-15", kind="initial"),
        first,
        second_look(1, "yes"),
        second_look(2, "no", rating="not-meeting", extra=odd),
    ).quality
    assert found is not None
    ids = (full_id("ch-1"), full_id("qa-1"))
    assert found.moderations == (
        ModerationRow(date(2026, 2, 1), *ids, full_id("au-1"), True, 2, 2),
        ModerationRow(date(2026, 2, 2), *ids, full_id("au-2"), False, 1, 3),
    )
    assert found.disagreements == (
        Disagreement("Is the child's voice in the PEP?", 1, 2),
        Disagreement("The rating of the whole", 1, 2),
        Disagreement("A question that is not in the policy", 0, 1),
    )


def test_where_the_policy_settles_no_number_every_school_with_one_below_is_listed() -> None:
    found = staff(
        child(entered_on="2024-09-02"),
        pep(1, "2025-09-15"),
        pep(2, "2026-01-20"),
        review(1, 1, "2025-06-02", rating="not-meeting"),
        review(2, 1, "2025-09-22", rating="not-meeting"),
        review(3, 2, "2026-01-30", rating="not-meeting"),
        review(4, 2, "2026-02-10"),
    ).concerns
    assert found is not None
    assert found.schools == (Concern(full_id("sc-1"), MARIGOLD, 1, 2),)
    assert found.at_least is None
    assert "how many PEPs below standard" in found.missing
