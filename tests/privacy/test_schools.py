"""What staff see of each school."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pepsite.errors import PepsiteError, PublicationRefusedError
from pepsite.policy.checklists import Checklist
from pepsite.privacy.published import (
    ActionRow,
    ChildRow,
    Coverage,
    DueRow,
    FailedItem,
    JudgedRow,
    MeetingRow,
    MissingCalendar,
    SchoolPage,
    Status,
    StatusCount,
)
from pepsite.privacy.wording import BECAUSE_WORDS
from pepsite.records.pep import CalledOffBecause
from tests.policy.altered import altered
from tests.privacy.small import (
    AS_OF,
    AUTHORITY,
    CALENDAR,
    HASH,
    SCHOOLS,
    WALSALL,
    full_id,
    workspace,
)

MARIGOLD, ASH_TREE, NO_SCHOOL = (
    "Marigold Primary School",
    "Ash Tree Academy",
    "No school place on record",
)


def child(
    number: int = 1,
    *,
    born: str = "2014-03",
    entered_on: str = "2025-09-01",
    school: str | None = "sc-1",
    care: str = "",
    more: str = "",
) -> str:
    place = f"education: [{{id: aaaaa2, school: {school}, part: main, from_on: {entered_on}}}]"
    return f"""
schema: child/1
id: ch-{number}
born: {born}
care: [{{id: aaaaa1, entered_on: {entered_on}, emergency: false{care}}}]
{place if school else ""}
{more}
"""


def pep(
    number: int,
    held_on: str | None,
    *,
    of: int = 1,
    kind: str = "review",
    school: str | None = "sc-1",
    meeting: str = "",
    status: str = "draft",
    more: str = "",
) -> str:
    days = f"planned_for: {held_on}, held_on: {held_on}"
    held = f"{{id: aaaaa3, {days}, mode: in-person, outcome: held}}"
    where = f"school: {school}" if school else ""
    return f"""
schema: pep/1
id: pep-{number}
child: ch-{of}
type: {kind}
status: {status}
care_period: aaaaa1
year_group: Y6
content: {{phase: statutory}}
meetings: [{meeting or (held if held_on else "")}]
{where}
{more}
"""


def review(
    number: int,
    of_pep: int,
    reviewed_on: str,
    *,
    no: tuple[str, ...] = (),
    rating: str | None = "meeting",
    checklist: str = "pep-quality",
) -> str:
    answers = "".join(
        f'  - {{id: aaaab{n}, question: q{n}, answer: "{"no" if f"q{n}" in no else "yes"}"}}\n'
        for n in range(1, 8)
    )
    rated = f"rating: {rating}" if rating else ""
    return f"""
schema: qa-review/1
id: qa-{number}
child: ch-1
pep: pep-{of_pep}
checklist: {{name: {checklist}, edition: 2018-09-01}}
reviewed_on: {reviewed_on}
reviewer: ps-1
answers:
{answers}
{rated}
pep_fingerprint: {HASH}
"""


def due(page: SchoolPage, what: str) -> list[DueRow]:
    return [row for row in page.due if row.what == what]


# --- Whose page


def test_a_child_is_on_the_page_of_the_main_school_of_the_day() -> None:
    moved = child(school=None) + (
        "education:\n"
        "  - {id: aaaaa2, school: sc-1, part: main, from_on: 2025-09-01, until_on: 2026-02-13}\n"
        "  - {id: aaaaa3, school: sc-2, part: main, from_on: 2026-02-23}\n"
    )
    pages = workspace(moved, pep(1, "2025-09-15", kind="initial"), pep(2, "2026-01-20")).pages()
    assert pages[ASH_TREE].children == (
        ChildRow(
            full_id("ch-1"),
            "Year 7",
            "Review PEP",
            date(2026, 1, 20),
            "The first PEP is complete",
            date(2025, 9, 29),
            last_pep_elsewhere=True,
        ),
    )
    # Its meetings stay where the plans were made, though no child is there any more.
    assert pages[MARIGOLD].children == ()
    assert len(pages[MARIGOLD].meetings) == 2


def test_children_without_a_school_place_have_a_page_which_comes_first() -> None:
    pages = workspace(child(1), child(2, school=None)).pages()
    assert list(pages) == [NO_SCHOOL, MARIGOLD]
    page = pages[NO_SCHOOL]
    assert [row.id for row in page.children] == [full_id("ch-2")]
    assert page.summary.id == "no-school-place"
    assert page.summary.phase == NO_SCHOOL
    assert page.summary.coverage is Status.NOT_APPLICABLE
    assert {row.who for row in page.due} == {"Social worker"}


def test_a_school_that_is_not_on_record_is_no_school() -> None:
    assert list(workspace(child(school="sc-9")).pages()) == [NO_SCHOOL]


def test_schools_are_in_the_order_of_their_phases_then_of_their_names() -> None:
    third = SCHOOLS.partition("---")[0].replace("sc-1", "sc-3").replace("Marigold", "Alder")
    texts = (child(1), child(2, school="sc-2"), child(3, school="sc-3"), third)
    assert [
        (page.summary.name, page.summary.phase) for page in workspace(*texts).pages().values()
    ] == [
        ("Alder Primary School", "Early years and statutory school age"),
        (MARIGOLD, "Early years and statutory school age"),
        (ASH_TREE, "Statutory school age and post-16"),
    ]


def test_a_school_with_nothing_to_say_has_no_page() -> None:
    assert workspace().pages() == {}


@pytest.mark.parametrize(
    "text",
    [
        child(care=", ended_on: 2026-02-27"),
        child(born="2024-03"),
        child(entered_on="2026-06-01"),
    ],
    ids=["has left care", "is too young for a PEP", "comes into care later"],
)
def test_who_has_no_pep_on_the_day_is_not_listed(text: str) -> None:
    assert not [row for page in workspace(text).pages().values() for row in page.children]


def test_without_a_rule_on_who_has_a_pep_every_child_in_care_is_listed() -> None:
    policy = altered(WALSALL, eligibility=())
    pages = workspace(child(born="2024-03"), policy=policy).pages()
    assert len(pages[MARIGOLD].children) == 1


def test_what_a_child_who_left_care_missed_this_year_stays_with_the_last_school() -> None:
    left = child(school=None, care=", ended_on: 2026-02-27") + (
        "education:\n"
        "  - {id: aaaaa2, school: sc-1, part: main, from_on: 2025-09-01, until_on: 2026-02-27}"
    )
    page = workspace(left).pages()[MARIGOLD]
    assert page.summary.children == 0
    assert due(page, "The first PEP is complete")[0].status is Status.MISSED


def test_who_left_care_without_ever_having_a_school_is_not_forgotten() -> None:
    pages = workspace(child(school=None, care=", ended_on: 2026-02-27")).pages()
    assert pages[NO_SCHOOL].summary.late
    assert pages[NO_SCHOOL].children == ()


# --- Duties


def test_what_authority_and_law_ask_alike_is_one_thing_to_do() -> None:
    page = workspace(child(), pep(1, "2025-09-15", kind="initial")).pages()[MARIGOLD]
    assert [row for row in page.due if row.due_on == date(2026, 7, 20)] == [
        DueRow(
            child=full_id("ch-1"),
            year_group="Year 7",
            what="The PEP is reviewed every term",
            who="Designated teacher and social worker",
            status=Status.DUE,
            due_on=date(2026, 7, 20),
            days=66,
            source="WAL-07; ENG-GUIDE-TERM",
            statutory=True,
        )
    ]


def test_what_is_late_without_a_last_day_says_of_which_pep_and_since_when() -> None:
    sent_in = "requested_on: 2025-09-02\ncompleted_on: {}"
    page = workspace(
        child(),
        pep(1, "2025-09-15", kind="initial", status="complete", more=sent_in.format("2025-09-19")),
        pep(2, "2026-02-02", status="complete", more=sent_in.format("2026-02-09")),
        pep(3, None, status="complete", more=sent_in.format("2026-05-11")),
    ).pages()[MARIGOLD]
    rows = due(page, "The designated teacher signed the PEP off")

    assert [(row.pep, row.pep_on, row.due_on, row.since) for row in rows] == [
        ("First PEP", date(2025, 9, 15), None, date(2025, 9, 19)),
        ("Review PEP", date(2026, 2, 2), None, date(2026, 2, 9)),
        ("Review PEP", date(2026, 5, 11), None, date(2026, 5, 11)),
    ]
    assert {row.status for row in rows} == {Status.MISSED}


def test_with_different_days_local_and_statutory_duty_stand_side_by_side() -> None:
    entered = child(entered_on="2026-04-20", care=", first_statutory_review_on: 2026-05-08")
    page = workspace(entered).pages()[MARIGOLD]
    assert [(row.what, row.status, row.due_on, row.days, row.statutory) for row in page.due] == [
        (
            "The PEP is ready for the first statutory review",
            Status.OVERDUE,
            date(2026, 5, 8),
            7,
            True,
        ),
        ("The first PEP is complete", Status.DUE, date(2026, 5, 19), 4, False),
        ("The first PEP meeting is held", Status.DUE, date(2026, 5, 19), 4, False),
    ]
    assert page.summary.due == 2
    assert page.summary.late == 1


def test_late_is_overdue_and_missed_this_year_and_nothing_older() -> None:
    """Both terms before this academic year were missed; that is history."""
    last_year = CALENDAR.replace("ca-1", "ca-2").replace(
        "academic_year: 2025", "academic_year: 2024"
    )
    last_year = (
        last_year.replace("2026-", "2030-").replace("2025-", "2024-").replace("2030-", "2025-")
    )
    entered = child(entered_on="2024-09-02")
    done = pep(1, "2024-09-16", kind="initial")
    page = workspace(last_year, entered, done).pages()[MARIGOLD]
    missed = [row.due_on for row in page.due if row.status is Status.MISSED]
    assert due(page, "The PEP is reviewed every term")
    assert sorted(day for day in missed if day) == [date(2025, 12, 19), date(2026, 3, 27)]
    overdue = [row for row in page.due if row.status is Status.OVERDUE]
    assert page.summary.late == len(missed) + len(overdue)


def test_a_duty_of_last_year_stays_history_where_that_year_ended_later_than_ours() -> None:
    """The child was at Ash Tree, whose year ended a week after that of Marigold had begun."""
    of_child = WALSALL.coverage[0].model_copy(update={"of": "child"})
    policy = altered(WALSALL, coverage=(of_child,))
    last_year = (
        CALENDAR.replace("ca-1", "ca-2")
        .replace("academic_year: 2025", "academic_year: 2024\nschool: sc-2")
        .replace("2025-09-01", "2024-09-02")
        .replace("2025-1", "2024-1")
        .replace("2026-", "2025-")
    )
    this_year = (
        CALENDAR.replace("ca-1", "ca-3")
        .replace("academic_year: 2025", "academic_year: 2025\nschool: sc-2")
        .replace("2025-09-01", "2025-09-08")
    )
    moved = child(
        entered_on="2024-08-27",
        school=None,
        more="""
education:
  - {id: aaaaa2, school: sc-2, part: main, from_on: 2024-08-27, until_on: 2025-09-07}
  - {id: aaaaa3, school: sc-1, part: main, from_on: 2025-09-08}
""",
    )
    found = workspace(last_year, this_year, moved, policy=policy, as_of=date(2025, 9, 10))
    (casefile,) = found.casefiles
    of_last_year = next(one for one in found.results(casefile) if one.check == of_child.id)
    assert of_last_year.due_on == date(2025, 9, 7)
    assert Status(of_last_year.status) is Status.MISSED
    shown = [row.due_on for page in found.pages().values() for row in page.due]
    assert date(2025, 9, 7) not in shown


def test_what_was_done_late_is_done() -> None:
    done = pep(1, "2025-12-01", kind="initial", status="submitted", more="completed_on: 2025-12-01")
    site = workspace(child(), done).site()
    assert site.staff is not None
    assert StatusCount(Status.MET_LATE, 2) in site.staff.counts
    rows = [row.what for page in site.staff.schools for row in page.due]
    assert "The first PEP is complete" not in rows


def test_who_did_not_come_to_a_meeting_is_not_late_by_days() -> None:
    asked = "invited: [{id: aaaaa4, role: social-worker, came: 'no'}]"
    days = "planned_for: 2025-09-15, held_on: 2025-09-15"
    held = f"{{id: aaaaa3, {days}, mode: in-person, outcome: held, {asked}}}"
    met = pep(1, "2025-09-15", kind="initial", meeting=held)
    page = workspace(child(), met).pages()[MARIGOLD]
    (row,) = due(page, "The social worker came to the meeting")
    assert (row.status, row.due_on, row.days) == (Status.MISSED, date(2025, 9, 15), None)


def test_a_duty_without_a_time_is_due_with_no_day() -> None:
    submitted = pep(
        1, "2025-09-15", kind="initial", status="submitted", more="completed_on: 2025-09-16"
    )
    page = workspace(child(), submitted).pages()[MARIGOLD]
    (row,) = due(page, "The submitted PEP is quality assured")
    assert (row.status, row.due_on, row.days, row.missing) == (Status.DUE, None, None, "")
    assert page.missing_calendars == ()


def test_what_has_a_day_is_next_and_what_has_none_only_where_nothing_else_is() -> None:
    done = pep(1, "2025-09-15", kind="initial", status="submitted", more="completed_on: 2025-09-15")
    texts = (child(), done, pep(2, "2025-11-03"), pep(3, "2026-01-20"), pep(4, "2026-05-05"))
    page = workspace(*texts).pages()[MARIGOLD]
    assert page.children[0].next_due_on == date(2026, 7, 28)
    policy = altered(WALSALL, clocks=tuple(one for one in WALSALL.clocks if one.of == "every-pep"))
    page = workspace(*texts, policy=policy).pages()[MARIGOLD]
    assert page.children[0].next_due == "The submitted PEP is quality assured"
    assert page.children[0].next_due_on is None


def test_a_child_with_nothing_to_do_has_nothing_next() -> None:
    page = workspace(child(), policy=altered(WALSALL, clocks=())).pages()[MARIGOLD]
    assert page.children == (ChildRow(full_id("ch-1"), "Year 7", "", None, "", None),)


# --- Calendars that are not there


def test_without_a_calendar_nobody_can_tell_and_the_page_says_whose_is_missing() -> None:
    site = workspace(child(1), child(2, school=None), shared=(AUTHORITY, SCHOOLS)).site()
    assert site.staff is not None
    # At a school its own duty, to have a PEP quality assured, waits as well.
    ours = MissingCalendar("Exampleshire Council", "2025/26", 1)
    for page, results in zip(site.staff.schools, (1, 2), strict=True):
        assert page.missing_calendars == (replace(ours, results=results),)
        (row,) = (row for row in page.due if row.status is Status.CANNOT_TELL)
        assert row.missing == "a calendar with the terms of 2025/26"
        assert page.summary.cannot_tell == 1
    assert site.staff.missing_calendars == (replace(ours, results=3),)


def test_the_authority_of_a_school_is_named_only_as_settings_or_calendars_name_it() -> None:
    elsewhere = SCHOOLS.replace("authority: Exampleshire Council", "authority: Something Typed")
    pages = workspace(child(), shared=(AUTHORITY, elsewhere)).pages()
    (missing,) = pages[MARIGOLD].missing_calendars
    assert missing.calendar == "the authority of Marigold Primary School"


def test_coverage_waits_for_the_calendar_too() -> None:
    long_there = child(entered_on="2024-09-02")
    page = workspace(long_there, shared=(AUTHORITY, SCHOOLS)).pages()[MARIGOLD]
    (cover,) = page.coverage
    assert cover.status is page.summary.coverage is Status.CANNOT_TELL
    waiting = {one.academic_year: one.results for one in page.missing_calendars}
    assert waiting["2025/26"] == 2


# --- Quality assurance


def test_ratings_of_this_year_and_what_was_missing_most() -> None:
    texts = (
        child(),
        pep(1, "2025-09-15", kind="initial"),
        pep(2, "2025-11-03"),
        review(1, 1, "2025-09-22", no=("q3", "q4"), rating="not-meeting"),
        review(2, 2, "2025-11-10", no=("q4",), rating="not-meeting"),
        review(3, 2, "2025-11-20"),
    )
    page = workspace(*texts).pages()[MARIGOLD]
    title = "Is this PEP at the expected standard?"
    below, met = "Not meeting the expected standard", "Meeting the expected standard"
    looks = tuple(
        JudgedRow(
            child=full_id("ch-1"),
            pep=kind,
            pep_record=full_id(of),
            judged_on=day,
            how="Review",
            questions=title,
            rating=rating,
            at_standard=rating is met,
            record=full_id(f"qa-{number}"),
        )
        for number, (kind, of, day, rating) in enumerate(
            (
                ("First PEP", "pep-1", date(2025, 9, 22), below),
                ("Review PEP", "pep-2", date(2025, 11, 10), below),
                ("Review PEP", "pep-2", date(2025, 11, 20), met),
            ),
            start=1,
        )
    )
    assert page.judged == looks
    assert page.failed_items == (
        FailedItem("4", "Is the child's voice in the PEP?", 2, 3, "voice"),
        FailedItem("3", "Did everyone who should come and contribute do so?", 1, 3, "taking-part"),
    )
    by = date(2026, 8, 31)
    counted = looks[:2]  # a PEP counts once
    assert page.coverage == (Coverage("2025/26", 2, 1, by, Status.MET, "WAL-39", counted),)
    assert page.judged_besides == looks[2:]
    assert page.summary.quality_assured == 2


@pytest.mark.parametrize(
    "text",
    [
        review(1, 1, "2025-09-22", rating=None),
        review(1, 9, "2025-09-22"),
        review(1, 1, "2026-05-16"),
    ],
    ids=["unfinished", "no such PEP", "after the day asked about"],
)
def test_what_is_no_rating_yet_is_not_shown(text: str) -> None:
    page = workspace(child(), pep(1, "2025-09-15", kind="initial"), text).pages()[MARIGOLD]
    assert page.judged == ()
    assert page.failed_items == ()


def test_a_rating_that_is_not_on_the_scale_is_not_repeated() -> None:
    texts = (child(), pep(1, "2025-09-15"), review(1, 1, "2025-09-22", rating="john-smith"))
    (row,) = workspace(*texts).pages()[MARIGOLD].judged
    assert row.rating == "a rating that is not on the scale"
    assert row.at_standard is None


def test_questions_that_are_not_in_the_policy_are_not_repeated_and_count_all_the_same() -> None:
    page = workspace(
        child(),
        pep(1, "2025-09-15"),
        review(1, 1, "2025-09-22", checklist="somebodys-own"),
        audit(2, template="somebodys-own"),
    ).pages()[MARIGOLD]
    odd = "Questions that are not in the policy"
    unrated = "a rating that is not on the scale"
    assert [(one.questions, one.rating) for one in page.judged] == [(odd, unrated)] * 2
    assert [one.at_standard for one in page.judged] == [None, None]
    assert page.failed_items == ()
    assert page.summary.quality_assured == 1


def audit(
    number: int,
    *,
    template: str = "tier-2-dip-sample",
    kind: str = "dip-sample",
    outcome: str = "rating: meeting",
) -> str:
    """Return an audit of the first PEP."""
    return f"""
schema: audit/1
id: au-{number}
type: {kind}
child: ch-1
template: {{name: {template}, edition: 2018-09-01}}
audited_on: 2026-02-0{number}
auditors: [{{id: aaaag1, role: phase-manager, person: ps-3}}]
peps: [{{id: aaaag5, pep: pep-1, fingerprint: {HASH}}}]
{outcome}
"""


def test_an_audit_is_a_look_at_a_pep_too() -> None:
    page = workspace(child(), pep(1, "2025-09-15"), audit(2)).pages()[MARIGOLD]
    (look,) = page.judged
    assert (look.how, look.record, look.judged_on) == (
        "Audit",
        full_id("au-2"),
        date(2026, 2, 2),
    )
    assert look.rating == "Meeting the expected standard"
    assert [cover.evidence for cover in page.coverage] == [(look,)]
    assert page.judged_besides == ()


def test_an_audit_may_have_no_rating_as_a_whole() -> None:
    found = WALSALL.template("themed-group", date(2018, 9, 1))
    assert found is not None
    parts = "".join(
        f"  - {{id: aaaab{number}, part: {part.id}, rating: green, comment: Good}}\n"
        for number, part in enumerate(found[1].parts)
    )
    themed = audit(2, template="themed-group", kind="themed", outcome=f"part_ratings:\n{parts}")
    (look,) = workspace(child(), pep(1, "2025-09-15"), themed).pages()[MARIGOLD].judged
    assert (look.rating, look.at_standard) == ("", None)
    assert look.questions == "What the moderation group thinks of this PEP"


def test_where_the_policy_has_no_such_duty_every_look_counts() -> None:
    policy = altered(WALSALL, coverage=())
    texts = (child(), pep(1, "2025-09-15"), audit(2), review(1, 1, "2025-09-22"))
    page = workspace(*texts, policy=policy).pages()[MARIGOLD]
    assert page.coverage == ()
    assert [one.counts for one in page.judged_besides] == [True, True]
    assert page.summary.quality_assured == 1


def test_an_honest_answer_was_not_asked_and_answered() -> None:
    honest = review(1, 1, "2025-09-22", no=("q1",), rating="not-meeting").replace(
        'question: q1, answer: "no"',
        "question: q1, answer: {no_answer: does-not-apply, why: New}",
    )
    page = workspace(child(), pep(1, "2025-09-15"), honest).pages()[MARIGOLD]
    assert page.failed_items == ()


def test_where_no_rule_makes_the_rating_no_answer_is_said_to_fail() -> None:
    (checklist,) = WALSALL.checklists
    (edition,) = checklist.editions
    holistic = Checklist.model_validate(
        checklist.model_copy(update={"editions": (edition.model_copy(update={"rating": ()}),)})
    )
    texts = (child(), pep(1, "2025-09-15"), review(1, 1, "2025-09-22", no=("q1",)))
    page = workspace(*texts, policy=altered(WALSALL, checklists=(holistic,))).pages()[MARIGOLD]
    assert len(page.judged) == 1
    assert page.failed_items == ()


def test_a_school_without_a_whole_term_owes_no_coverage_yet() -> None:
    texts = (
        child(entered_on="2026-04-20"),
        pep(1, "2026-04-27", kind="initial"),
        review(1, 1, "2026-05-05"),
    )
    page = workspace(*texts).pages()[MARIGOLD]
    assert page.coverage == ()
    assert page.summary.coverage is Status.NOT_APPLICABLE
    assert page.summary.quality_assured == 1


def test_last_years_coverage_is_history() -> None:
    last_year = CALENDAR.replace("ca-1", "ca-2").replace(
        "academic_year: 2025", "academic_year: 2024"
    )
    last_year = (
        last_year.replace("2026-", "2030-").replace("2025-", "2024-").replace("2030-", "2025-")
    )
    page = workspace(last_year, child(entered_on="2024-09-02")).pages()[MARIGOLD]
    assert [one.time for one in page.coverage] == ["2025/26"]


# --- Meetings


@pytest.mark.parametrize(
    ("meeting", "row"),
    [
        (
            "{id: aaaaa4, planned_for: 2026-05-20, mode: online, outcome: planned}",
            (date(2026, 5, 20), None, "online", "planned", False),
        ),
        (
            "{id: aaaaa4, planned_for: 2026-05-05, mode: hybrid, outcome: cancelled, why: Ill}",
            (date(2026, 5, 5), None, "in person and online", "cancelled", True),
        ),
        (
            "{id: aaaaa4, planned_for: 2026-05-05, mode: none-by-agreement, outcome: held,"
            " held_on: 2026-05-06, why: Asked}",
            (date(2026, 5, 5), date(2026, 5, 6), "no meeting, by agreement", "held", False),
        ),
        (
            "{id: aaaaa4, planned_for: 2026-05-18, mode: telephone, outcome: held,"
            " held_on: 2026-05-18}",
            (date(2026, 5, 18), None, "by telephone", "planned", False),
        ),
    ],
    ids=["planned", "cancelled", "agreed away", "held after the day asked about"],
)
def test_a_meeting_is_told_as_it_stood_on_the_day(
    meeting: str, row: tuple[date, date | None, str, str, bool]
) -> None:
    page = workspace(child(), pep(1, None, meeting=meeting)).pages()[MARIGOLD]
    assert page.meetings == (
        MeetingRow(full_id("ch-1"), "Review PEP", *row, record=full_id("pep-1")),
    )


@pytest.mark.parametrize("because", CalledOffBecause)
def test_why_a_meeting_was_called_off_is_told_in_words_of_ours_and_never_in_those_written(
    because: CalledOffBecause,
) -> None:
    meeting = (
        "{id: aaaaa4, planned_for: 2026-05-05, mode: online, outcome: did-not-go-ahead,"
        f" outcome_by: carer, called_off_because: {because}, why: A quarrel at home.}}"
    )
    (row,) = workspace(child(), pep(1, None, meeting=meeting)).pages()[MARIGOLD].meetings
    assert row.because == BECAUSE_WORDS[because]
    assert "quarrel" not in repr(row)


def test_meetings_of_years_gone_by_and_of_closed_peps_are_left_out() -> None:
    closed = "closed: {closed_on: 2025-12-01, by: ps-1, reason: duplicate}"
    texts = (
        child(entered_on="2024-09-02"),
        pep(1, "2025-06-10"),
        pep(2, "2025-11-03", status="closed", more=closed),
    )
    page = workspace(*texts).pages()[MARIGOLD]
    assert page.meetings == ()
    assert page.children[0].last_pep_on == date(2025, 6, 10)


def test_a_meeting_of_a_plan_made_without_a_school_is_on_todays_page() -> None:
    pages = workspace(child(), pep(1, "2025-09-15", school=None)).pages()
    assert len(pages[MARIGOLD].meetings) == 1


# --- Actions


def action(number: int, more: str = "", target_on: str = "2026-05-01") -> str:
    return f"""
schema: action/1
id: ac-{number}
raised_by: {{qa_review: qa-1}}
raised_on: 2026-01-12
recommendation: Listen
action: Listen more
owner: ps-1
target_on: {target_on}
{more}
"""


def test_an_open_action_is_on_the_page_of_its_school_or_of_its_child() -> None:
    pages = workspace(
        child(),
        action(1, "school: sc-2"),
        action(2, "child: ch-1", "2026-05-20"),
        action(3),
        action(4, "school: sc-9"),
    ).pages()
    officer = "Virtual school officer"
    assert pages[ASH_TREE].actions == (
        ActionRow(full_id("ac-1"), officer, Status.OVERDUE, date(2026, 5, 1), 14),
    )
    assert pages[MARIGOLD].actions == (
        ActionRow(full_id("ac-2"), officer, Status.DUE, date(2026, 5, 20), 5, full_id("ch-1")),
    )
    # One that names neither is not lost.
    assert [row.id for row in pages[NO_SCHOOL].actions] == [full_id("ac-3"), full_id("ac-4")]


def test_an_action_that_ended_is_counted_and_not_listed() -> None:
    ended = "outcome: {ended_on: 2026-04-30, result: done, what: Listened}"
    site = workspace(action(1, f"school: sc-2\n{ended}")).site()
    assert site.staff is not None
    assert site.staff.schools == ()
    assert StatusCount(Status.MET, 1) in site.staff.counts


def test_an_action_that_ended_in_a_year_gone_by_is_not_counted() -> None:
    ended = action(1, "outcome: {ended_on: 2025-06-30, result: done, what: x}", "2025-07-01")
    site = workspace(ended.replace("raised_on: 2026", "raised_on: 2025")).site()
    assert site.staff is not None
    assert not [count for count in site.staff.counts if count.count]


# --- The site as a whole


def test_every_status_has_a_count_and_the_counts_are_those_of_the_pages() -> None:
    site = workspace(child(), pep(1, "2025-12-15", kind="initial")).site()
    assert site.staff is not None
    counts = {row.status: row.count for row in site.staff.counts}
    assert list(counts) == list(Status)
    page = {page.summary.name: page for page in site.staff.schools}[MARIGOLD]
    assert counts[Status.OVERDUE] + counts[Status.MISSED] == page.summary.late
    # The school's own duty to have a PEP quality assured is due as well.
    assert counts[Status.DUE] == page.summary.due + 1


def test_staff_see_what_everyone_sees_with_schools_own_calendars_besides() -> None:
    own = CALENDAR.replace("ca-1", "ca-2").replace("ours: true", "ours: false\nschool: sc-1")
    gone = own.replace("ca-2", "ca-3").replace("academic_year: 2025", "academic_year: 2024")
    gone = gone.replace("2026-", "2030-").replace("2025-", "2024-").replace("2030-", "2025-")
    nobodys = own.replace("ca-2", "ca-4").replace("sc-1", "sc-9")
    titles = [one.title for one in workspace(own, gone, nobodys).site().guidance.term_dates]
    assert titles == ["Exampleshire Council", MARIGOLD]


def test_the_marking_and_the_number_of_unreadable_records_are_on_the_site() -> None:
    site = workspace().site(unreadable=3)
    assert site.staff is not None
    assert (site.staff.marking, site.staff.unreadable) == ("OFFICIAL-SENSITIVE", 3)


@pytest.mark.parametrize(
    "unmarked",
    [
        AUTHORITY.replace(", protective_marking: OFFICIAL-SENSITIVE", ""),
        AUTHORITY.replace("audience: staff", "audience: board"),
    ],
    ids=["staff without a marking", "no staff"],
)
def test_without_a_protective_marking_there_are_no_staff_pages(unmarked: str) -> None:
    with pytest.raises(PublicationRefusedError, match="need a protective marking"):
        workspace(shared=(unmarked, CALENDAR, SCHOOLS)).site()


def test_before_the_pack_begins_there_are_no_staff_pages_either() -> None:
    with pytest.raises(PepsiteError, match="begins on 2018-09-01"):
        workspace(as_of=date(2018, 8, 31)).site()


def test_the_day_asked_about_is_the_only_day() -> None:
    assert workspace(child()).site().settings.as_of == AS_OF


def test_a_duty_to_each_term_is_shown_term_by_term() -> None:
    yearly = WALSALL.coverage[0]
    termly = yearly.model_copy(update={"period": "term"})
    policy = altered(WALSALL, coverage=(termly,))
    page = workspace(child(), as_of=date(2026, 1, 20), policy=policy).pages()[MARIGOLD]
    assert [one.time for one in page.coverage] == [
        "the autumn term 2025/26",
        "the spring term 2025/26",
    ]


@pytest.mark.parametrize(
    ("status", "children"),
    [pytest.param("V3", 0, id="a series of short breaks"), pytest.param("V2", 1, id="in care")],
)
def test_a_child_who_comes_for_short_breaks_has_no_pep_and_no_row(
    status: str, children: int
) -> None:
    legal = f", legal_statuses: [{{id: aaaaa9, from_on: 2025-09-01, status: {status}}}]"
    pages = workspace(child(care=legal)).pages().values()
    assert sum(len(page.children) for page in pages) == children
