"""The term board: how far the PEP that a child is due this term has come, and what is next."""

from __future__ import annotations

from datetime import date

import pytest

from pepsite.privacy.published import Status
from pepsite.privacy.published_practice import BoardRow, Stage, TermBoard
from tests.privacy.small import AUTHORITY, HASH, SCHOOLS, full_id, workspace

CHILD = """
schema: child/1
id: ch-1
born: 2014-03
care: [{id: aaaaa1, entered_on: 2025-09-01, emergency: false}]
education: [{id: aaaaa2, school: sc-1, part: main, from_on: 2025-09-01}]
responsible: [{id: aaaaa9, role: virtual-school-officer, person: ps-4, from_on: 2025-09-01}]
"""
PEP = """
schema: pep/1
id: pep-{number}
child: ch-1
type: review
care_period: aaaaa1
year_group: Y6
school: sc-1
content: {{phase: statutory}}
{more}
"""
HELD = (
    "meetings: [{id: aaaaa3, planned_for: 2026-04-20, held_on: 2026-04-20,"
    " mode: in-person, outcome: held}]\n"
)
WORKER = "{id: aaaab1, section: care, role: social-worker, by: ps-1, signed_on: 2026-04-22}"
TEACHER = "{id: aaaab2, section: education, role: delegate, by: ps-2, signed_on: 2026-04-24}"
LATER = "{id: aaaab3, section: care, role: social-worker, by: ps-1, signed_on: 2026-05-16}"
COMPLETE = HELD + "status: complete\ncompleted_on: 2026-04-27\n"
REVIEW = f"""
schema: qa-review/1
id: qa-1
child: ch-1
pep: pep-1
checklist: {{name: pep-quality, edition: 2018-09-01}}
reviewed_on: 2026-05-05
reviewer: ps-1
rating: meeting
pep_fingerprint: {HASH}
"""


def planned(outcome: str, more: str = "") -> str:
    meeting = "id: aaaaa3, planned_for: 2026-06-01, mode: online"
    return f"status: draft\nmeetings: [{{{meeting}, outcome: {outcome}{more}}}]\n"


def event(kind: str, on: str) -> str:
    return f"{{id: aaaac{on[-1]}, kind: {kind}, happened_on: {on}}}"


def pep(more: str, number: int = 1) -> str:
    return PEP.format(number=number, more=more)


def signed(*by: str) -> str:
    return f"{HELD}status: draft\nsign_offs: [{', '.join(by)}]"


def board(*texts: str, **more: object) -> TermBoard:
    staff = workspace(CHILD, *texts, **more).site().staff  # type: ignore[arg-type]
    assert staff is not None
    assert staff.board is not None
    return staff.board


def row(*texts: str) -> BoardRow:
    (only,) = board(*texts).rows
    return only


@pytest.mark.parametrize(
    ("more", "stage", "since"),
    [
        pytest.param("status: draft", Stage.NOT_BOOKED, None, id="begun"),
        pytest.param(
            planned("planned") + "arranged_on: 2026-05-04", Stage.BOOKED, date(2026, 5, 4), id="set"
        ),
        pytest.param(planned("cancelled", ", why: Ill"), Stage.NOT_BOOKED, None, id="called off"),
        pytest.param(HELD + "status: draft", Stage.HELD, date(2026, 4, 20), id="nobody signed"),
        pytest.param(signed(WORKER), Stage.WITH_SCHOOL, date(2026, 4, 22), id="the worker signed"),
        pytest.param(signed(TEACHER), Stage.WITH_WORKER, date(2026, 4, 24), id="the school signed"),
        pytest.param(
            signed(TEACHER, WORKER), Stage.HELD, date(2026, 4, 20), id="both, and not sent in"
        ),
        pytest.param(signed(LATER), Stage.HELD, date(2026, 4, 20), id="signed after the day asked"),
        pytest.param(
            HELD + "status: submitted\ncompleted_on: 2026-04-27",
            Stage.WAITING_FOR_QA,
            date(2026, 4, 27),
            id="sent in",
        ),
        pytest.param(
            HELD + "status: submitted\ncompleted_on: 2026-05-16",
            Stage.HELD,
            date(2026, 4, 20),
            id="sent in after the day asked about",
        ),
        pytest.param(
            HELD
            + "status: returned\ncompleted_on: 2026-04-27\n"
            + "returned: [{id: aaaad1, returned_on: 2026-05-01, by: ps-1, why: More}]",
            Stage.RETURNED,
            date(2026, 5, 1),
            id="returned",
        ),
        pytest.param(
            HELD
            + "status: submitted\ncompleted_on: 2026-04-27\n"
            + "returned: [{id: aaaad1, returned_on: 2026-05-01, by: ps-1, why: More, "
            + "sent_again_on: 2026-05-05}]",
            Stage.WAITING_FOR_QA,
            date(2026, 5, 5),
            id="sent in again",
        ),
        pytest.param(COMPLETE, Stage.COMPLETE, date(2026, 4, 27), id="accepted"),
        pytest.param(
            COMPLETE + f"events: [{event('shared', '2026-05-06')}]",
            Stage.SHARED,
            date(2026, 5, 6),
            id="shared",
        ),
        pytest.param(
            COMPLETE + f"events: [{event('filed', '2026-05-08')}, {event('shared', '2026-05-06')}]",
            Stage.FILED,
            date(2026, 5, 8),
            id="filed",
        ),
        pytest.param(
            COMPLETE + f"events: [{event('shared', '2026-05-16')}]",
            Stage.COMPLETE,
            date(2026, 4, 27),
            id="shared after the day asked about",
        ),
    ],
)
def test_how_far_a_pep_has_come(more: str, stage: Stage, since: date | None) -> None:
    found = row(pep(more))
    assert (found.stage, found.since) == (stage, since)


def test_a_pep_that_was_quality_assured_is_complete_since_then() -> None:
    assert row(pep(COMPLETE), REVIEW).since == date(2026, 5, 5)


def test_a_child_for_whom_nothing_is_begun_is_on_the_board_with_what_is_next() -> None:
    assert row() == BoardRow(
        child=full_id("ch-1"),
        year_group="Year 7",
        school=full_id("sc-1"),
        school_name="Marigold Primary School",
        officer=full_id("ps-4"),
        pep="",
        stage=Stage.NOT_BOOKED,
        since=None,
        next_due="The first PEP is complete",
        by=date(2025, 9, 29),
        status=Status.OVERDUE,
        days=228,
    )


def test_the_pep_of_last_term_is_not_this_terms() -> None:
    spring = HELD.replace("2026-04-20", "2026-02-03") + "status: draft"
    assert row(pep(spring)).pep == ""


def test_a_pep_is_of_the_term_that_it_says() -> None:
    named = "\nfor_term: {academic_year: 2025, term: %s}"
    early = HELD.replace("2026-04-20", "2026-03-25") + "status: draft"
    assert row(pep(early + named % "summer")).stage is Stage.HELD
    assert row(pep(HELD + "status: draft" + named % "spring")).pep == ""


def test_the_last_of_several_counts_and_a_closed_one_does_not() -> None:
    closed = HELD + "status: closed\nclosed: {closed_on: 2026-04-21, by: ps-1, reason: duplicate}"
    assert row(pep(HELD + "status: draft"), pep(closed, 2)).stage is Stage.HELD


def test_what_is_next_for_a_pep_that_was_sent_in_is_counted_for_that_pep() -> None:
    found = row(pep(HELD + "status: submitted\ncompleted_on: 2026-04-27"))
    assert found.next_due == "The submitted PEP is quality assured"
    assert found.status is Status.DUE


def test_the_board_has_the_terms_days_and_a_count_for_every_stage() -> None:
    found = board(pep(COMPLETE))
    assert (found.term, found.begins) == ("Summer 2025/26", date(2026, 4, 13))
    assert found.ends == date(2026, 7, 20)
    assert {one.stage: one.count for one in found.stages} == {
        stage: int(stage is Stage.COMPLETE) for stage in Stage
    }


def test_without_a_calendar_the_board_says_what_is_missing() -> None:
    found = board(shared=(AUTHORITY, SCHOOLS))
    assert found.rows == ()
    assert found.missing == "a calendar with the terms of 2025/26"


def test_a_child_who_is_not_in_our_care_is_on_no_board() -> None:
    gone = CHILD.replace("emergency: false", "emergency: false, ended_on: 2026-02-01")
    staff = workspace(gone).site().staff
    assert staff is not None
    assert staff.board is not None
    assert staff.board.rows == ()


def test_a_pep_of_an_earlier_term_that_nobody_quality_assured_is_listed_besides() -> None:
    def sent_in(on: str) -> str:
        return HELD.replace("2026-04-20", on) + f"status: submitted\ncompleted_on: {on}"

    found = board(
        pep(sent_in("2026-04-27")),
        pep(sent_in("2025-02-13"), 2),
        pep(sent_in("2026-01-22").replace("submitted", "complete"), 3),
        pep(sent_in("2025-10-14").replace("sc-1", "sc-404"), 4),
    )
    assert [one.stage for one in found.rows] == [Stage.WAITING_FOR_QA]
    assert [(one.record, one.sent_in_on, one.days) for one in found.earlier] == [
        (full_id("pep-2"), date(2025, 2, 13), 456),
        (full_id("pep-4"), date(2025, 10, 14), 213),
    ]
    assert {(one.child, one.school_name) for one in found.earlier} == {
        (full_id("ch-1"), found.rows[0].school_name)
    }


def test_without_a_calendar_what_waits_is_listed_all_the_same() -> None:
    waits = pep(HELD + "status: submitted\ncompleted_on: 2026-04-27")
    found = board(waits, shared=(AUTHORITY, SCHOOLS))
    assert [one.record for one in found.earlier] == [full_id("pep-1")]


def test_what_waits_for_a_child_without_a_school_place_is_at_no_school() -> None:
    nowhere = CHILD.replace("{id: aaaaa2, school: sc-1, part: main, from_on: 2025-09-01}", "")
    waits = HELD.replace("2026-04-20", "2025-02-13") + "status: submitted\ncompleted_on: 2025-02-13"
    staff = workspace(nowhere, pep(waits).replace("school: sc-1\n", "")).site().staff
    assert staff is not None
    assert staff.board is not None
    assert [(one.school, one.school_name) for one in staff.board.earlier] == [("", "")]
    assert [one.summary.is_school for one in staff.schools] == [False]
    assert staff.number_of_schools == 0
