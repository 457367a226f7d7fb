"""A school answers for what was made or owed there, and for nothing a child brings along."""

from __future__ import annotations

from datetime import date
from itertools import chain

import pytest

from pepsite.privacy.guidance import public_site
from pepsite.privacy.published import SchoolFolder, SchoolPage, Status
from pepsite.privacy.published_practice import Raise, TermRatings
from pepsite.privacy.school_folder import school_folder
from tests.privacy.small import AUTHORITY, CALENDAR, SCHOOLS, Workspace, full_id, workspace
from tests.privacy.test_practice import ATTENDANCE, DONE, VIEW
from tests.privacy.test_schools import (
    ASH_TREE,
    MARIGOLD,
    NO_SCHOOL,
    action,
    audit,
    child,
    due,
    pep,
    review,
)

FOR_SCHOOLS = AUTHORITY.replace(
    "disclosure:", "  - {audience: school, protective_marking: OFFICIAL-SENSITIVE}\ndisclosure:"
)
ASH_TREE_CALENDAR = CALENDAR.replace("id: ca-1", "id: ca-2").replace(
    "ours: true", "ours: true\nschool: sc-2"
)
OF_A_PEP = f"""
completed_on: 2026-02-12
{ATTENDANCE}
voice: {{views: [{VIEW % DONE}]}}
targets:
  - {{id: aaaae1, subject: reading, horizon: short, what: Read, by: 2026-07-01}}
premium:
  lines:
    - {{id: aaaae2, fund: pupil-premium-plus, targets: [aaaae1], what: Books,
       requested_on: 2026-02-10, amount_requested: 920}}
"""
TRAINED = "training: {offered_on: 2026-02-20, to: designated-teacher%s}\n"


def made(
    *texts: str, calendars: tuple[str, ...] = (CALENDAR,), schools: str = SCHOOLS
) -> Workspace:
    return workspace(*texts, shared=(FOR_SCHOOLS, *calendars, schools))


def joined_later(until: str | None = None) -> str:
    """Return a child who came to Ash Tree in May, and was at Marigold until then, or nowhere."""
    before = (
        f"  - {{id: aaaaa2, school: sc-1, part: main, from_on: 2025-09-01, until_on: {until}}}\n"
        if until
        else ""
    )
    now = "  - {id: aaaaa4, school: sc-2, part: main, from_on: 2026-05-12}\n"
    return f"{child(school=None)}education:\n{before}{now}"


def of_february(school: str | None = None) -> tuple[str, ...]:
    """Return the records about a PEP of February: it, a review of it, an audit, an action."""
    return (
        pep(1, "2026-02-10", kind="initial", school=school, status="submitted", more=OF_A_PEP),
        review(1, 1, "2026-02-20", no=("q4",), rating="not-meeting") + TRAINED % "",
        audit(2).replace("2026-02-02", "2026-02-24"),
        action(1, "child: ch-1"),
        action(2, "child: ch-1").replace("qa_review: qa-1", "audit: au-2, recommendation: aaaag9"),
    )


def folder(found: Workspace, school: str = "sc-2") -> SchoolFolder:
    setting = found.setting
    public = public_site(
        setting.policy, setting.register.authority, setting.calendars, setting.as_of
    )
    only = school_folder(found.site(), public, full_id(school), setting, None).school
    assert only is not None
    return only


def about_peps(page: SchoolPage) -> dict[str, int]:
    """Return how many rows of each kind a page has that tell of a PEP."""
    found = {
        "lines": page.lines,
        "meetings": page.meetings,
        "judged": page.judged,
        "failed": page.failed_items,
        "ratings": [one for one in page.ratings_by_term if one.at_standard or one.below],
        "premium": page.premium,
        "training": page.training,
        "actions": page.actions,
        "late": [one for one in page.due if one.pep],
    }
    return {kind: len(rows) for kind, rows in found.items() if rows}


ALL_OF_IT = {
    "lines": 1,
    "meetings": 1,
    "judged": 2,
    "failed": 1,
    "ratings": 1,
    "premium": 1,
    "training": 1,
    "actions": 2,
}


# --- Plans made before the child came


@pytest.mark.parametrize(
    ("until", "where"), [(None, NO_SCHOOL), ("2026-05-08", MARIGOLD)], ids=["nowhere", "elsewhere"]
)
def test_a_pep_that_names_no_school_is_of_the_school_of_its_own_day(
    until: str | None, where: str
) -> None:
    found = made(joined_later(until), *of_february())
    pages = found.pages()
    of_pep = about_peps(pages[where])
    assert of_pep.pop("late") >= 1
    assert of_pep == ALL_OF_IT
    assert pages[where].ratings_by_term[1] == TermRatings("Spring 2025/26", 0, 1)
    assert [row.id for row in pages[ASH_TREE].children] == [full_id("ch-1")]
    assert about_peps(pages[ASH_TREE]) == {}
    assert about_peps(folder(found).page) == {}


def test_no_school_is_of_concern_for_what_was_made_before_the_child_came() -> None:
    texts = [joined_later(), *of_february(), pep(2, "2026-03-10", of=1, school=None)]
    staff = made(*texts, review(2, 2, "2026-03-17", rating="not-meeting")).site().staff
    assert staff is not None
    assert staff.concerns is not None
    assert staff.concerns.schools == ()

    texts[0] = joined_later("2026-05-08")
    staff = made(*texts, review(2, 2, "2026-03-17", rating="not-meeting")).site().staff
    assert staff is not None
    assert staff.concerns is not None
    assert [(one.name, one.below, one.judged) for one in staff.concerns.schools] == [
        (MARIGOLD, 2, 2)
    ]


def test_the_school_that_a_pep_or_an_offer_of_training_names_counts_before_the_day() -> None:
    trained = review(1, 1, "2026-02-20") + TRAINED % ", school: sc-1"
    pages = made(joined_later(), pep(1, "2026-02-10", school="sc-2"), trained).pages()
    assert len(pages[ASH_TREE].meetings) == 1
    assert pages[ASH_TREE].training == ()
    assert len(pages[MARIGOLD].training) == 1


def test_a_pep_that_is_to_come_is_of_the_school_of_today() -> None:
    planned = "{id: aaaaa3, planned_for: 2026-05-20, mode: in-person, outcome: planned}"
    texts = (
        pep(1, None, school=None, meeting=planned, more="initiated_on: 2026-02-10"),
        pep(2, None, school=None, meeting=""),
    )
    pages = made(joined_later("2026-05-08"), *texts).pages()
    assert len(pages[ASH_TREE].meetings) == 1
    assert MARIGOLD not in pages or pages[MARIGOLD].meetings == ()


def test_an_audit_of_peps_of_two_schools_belongs_to_the_childs_own() -> None:
    both = audit(2).replace(
        "peps: [", f"peps: [{{id: aaaag6, pep: pep-2, fingerprint: 'sha256:{'0' * 64}'}}, "
    )
    raised = action(1, "child: ch-1").replace(
        "qa_review: qa-1", "audit: au-2, recommendation: aaaag9"
    )
    peps = (pep(1, "2025-10-10", school="sc-1"), pep(2, "2026-01-20", school=None))
    pages = made(joined_later("2025-12-19"), *peps, both, raised).pages()
    assert [row.id for row in pages[ASH_TREE].actions] == [full_id("ac-1")]
    assert [row.pep_record for row in pages[NO_SCHOOL].judged] == [full_id("pep-2")]


@pytest.mark.parametrize(
    ("until", "where"), [(None, ""), ("2026-05-08", MARIGOLD)], ids=["nowhere", "elsewhere"]
)
def test_a_plan_that_waits_from_an_earlier_term_is_of_the_school_of_its_day(
    until: str | None, where: str
) -> None:
    staff = made(joined_later(until), of_february()[0]).site().staff
    assert staff is not None
    assert staff.board is not None
    assert [row.school_name for row in staff.board.earlier] == [where]


# --- What was due before the child came


@pytest.mark.parametrize(
    ("until", "where"), [(None, NO_SCHOOL), ("2026-05-08", MARIGOLD)], ids=["nowhere", "elsewhere"]
)
def test_what_was_due_before_the_child_came_is_with_the_school_that_owed_it(
    until: str | None, where: str
) -> None:
    found = made(joined_later(until))
    pages = found.pages()
    (first,) = due(pages[where], "The first PEP is complete")
    assert first.due_on == date(2025, 9, 29)
    came_on = date(2026, 5, 12)
    later = [*pages[ASH_TREE].due, *folder(found).page.due]
    assert later
    days = [row.due_on for row in later if row.status is not Status.DUE and row.due_on]
    assert [day for day in days if day < came_on] == []


def test_what_a_school_owed_stays_with_it_when_the_child_has_no_school_any_more() -> None:
    left = child(school=None) + (
        "education:\n"
        "  - {id: aaaaa2, school: sc-1, part: main, from_on: 2025-09-01, until_on: 2026-02-13}\n"
    )
    pages = made(left).pages()
    assert len(due(pages[MARIGOLD], "The first PEP is complete")) == 1
    assert due(pages[NO_SCHOOL], "The first PEP is complete") == []


def test_the_page_of_a_group_names_the_school_that_owes_what_is_late() -> None:
    staff = made(joined_later("2026-05-08")).site().staff
    assert staff is not None
    schools = {one.name: one for one in staff.groups[0].schools}
    assert [(name, one.children) for name, one in schools.items()] == [(ASH_TREE, 1), (MARIGOLD, 0)]
    assert schools[ASH_TREE].late == 0
    assert schools[MARIGOLD].late == staff.groups[0].summary.late > 0


def test_schools_of_one_name_stand_in_the_order_of_their_ids_in_a_group() -> None:
    children = [child(number, school=f"sc-{number}") for number in range(5, 0, -1)]
    schools = "---".join(
        SCHOOLS.partition("---")[0]
        .replace("sc-1", f"sc-{number}")
        .replace("10000", f"20000{number}")
        for number in range(1, 6)
    )
    staff = made(*children, schools=schools).site().staff
    assert staff is not None
    listed = [one.id for one in staff.groups[0].schools]
    assert listed == sorted(full_id(f"sc-{number}") for number in range(1, 6))


# --- Attendance and voice


def test_attendance_and_voice_of_another_schools_plan_are_told_to_staff_alone() -> None:
    sent_in = "completed_on: 2026-02-12"
    plan = pep(1, "2026-02-10", kind="initial", status="submitted", more=sent_in)
    found = made(joined_later("2026-05-08"), plan)
    page, only = found.pages()[ASH_TREE], folder(found).page
    assert [row.made_elsewhere for row in page.learning] == [True]
    assert {Raise.VOICE, Raise.ATTENDANCE}.isdisjoint(one.what for one in page.to_raise)
    assert only.learning == ()

    stayed = made(child(school="sc-2"), plan.replace("school: sc-1", "school: sc-2"))
    page = stayed.pages()[ASH_TREE]
    assert [row.made_elsewhere for row in page.learning] == [False]
    assert {Raise.VOICE, Raise.ATTENDANCE} <= {one.what for one in page.to_raise}
    assert len(folder(stayed).page.learning) == 1


def test_a_folder_says_neither_when_the_last_pep_elsewhere_was_nor_what_was_owed_there() -> None:
    found = made(joined_later("2026-05-08"), *of_february())
    (row,) = found.pages()[ASH_TREE].children
    (shown,) = folder(found).page.children
    assert (row.last_pep, row.last_pep_elsewhere) == ("First PEP", True)
    assert (shown.last_pep, shown.last_pep_on, shown.last_pep_elsewhere) == ("", None, True)
    own = [one.due_on for one in folder(found).page.due if one.due_on]
    assert own
    assert shown.next_due_on == min(own)
    assert min(own) >= date(2026, 5, 12)


# --- Term dates


def test_the_term_dates_of_another_school_of_the_same_name_stay_out() -> None:
    same_name = SCHOOLS.replace("Marigold Primary School", ASH_TREE)
    both = made(
        child(1),
        child(2, school="sc-2"),
        calendars=(CALENDAR, ASH_TREE_CALENDAR),
        schools=same_name,
    )
    setting = both.setting
    public = public_site(
        setting.policy, setting.register.authority, setting.calendars, setting.as_of
    )
    shown = {
        school: [
            one.id
            for one in school_folder(
                both.site(), public, full_id(school), setting, None
            ).guidance.term_dates
        ]
        for school in ("sc-1", "sc-2")
    }
    assert shown == {"sc-1": [full_id("ca-1")], "sc-2": [full_id("ca-1"), full_id("ca-2")]}


# --- One answer to how many PEPs are below the standard


def test_a_pep_is_below_the_standard_by_its_last_review_wherever_that_is_told() -> None:
    below = audit(3, outcome="rating: not-meeting")
    texts = (
        child(),
        pep(1, "2025-09-15", kind="initial"),
        pep(2, "2026-01-20"),
        below,
        review(1, 1, "2025-09-22", rating="not-meeting"),
        review(2, 1, "2025-10-06"),
        review(3, 2, "2026-01-30"),
        review(4, 2, "2026-02-10", rating="not-meeting"),
    )
    site = made(*texts).site().staff
    assert site is not None
    assert site.concerns is not None
    (concern,) = site.concerns.schools
    (page,) = site.schools
    raised = {one.what: one.count for one in chain(page.to_raise, site.groups[0].to_raise)}
    assert concern.below == raised[Raise.BELOW_STANDARD] == 1
    assert sum(one.at_standard is False for one in page.judged) == 3
