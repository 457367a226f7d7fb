"""What each kind of clock comes to: both sides of each line, and what cannot be told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pepsite.compliance.results import CheckResult, Status
from pepsite.policy.base import Circumstance, When
from pepsite.policy.timescales import (
    AheadOf,
    ByDateSet,
    ByTermDeadline,
    Clock,
    ClockRule,
    ClockVersion,
    EachTerm,
    InTermOfLeaving,
    Milestone,
    NotStated,
    Of,
    OnceIn,
    Span,
    Start,
    TermDeadline,
    Unit,
    Within,
    YearGroupDeadline,
    clock_faults,
)
from pepsite.records.codes import Phase, Role, Term, YearGroup
from pepsite.records.pep import PepType
from pepsite.records.sections import SignedSection
from tests.compliance.made import Made, made

MEETING = {"held_on": "2025-09-25"}
PLANNED = {"planned_for": "2025-09-25"}
IN_CARE_BEFORE = {"care": [{"entered_on": "2025-07-01"}]}


def clock(rule: ClockRule, of: Of, milestone: Milestone = Milestone.HELD, **more: Any) -> Clock:
    version = ClockVersion.model_validate(
        {"from": date(2018, 9, 1), "source": "EXM-1", "by": rule, "until": more.pop("until", None)}
    )
    made_so = Clock(
        id="one",
        title="One",
        of=of,
        milestone=milestone,
        doer=Role.SOCIAL_WORKER,
        versions=(version,),
        **more,
    )
    assert list(clock_faults(made_so)) == []
    return made_so


def span(number: int, unit: Unit = Unit.CALENDAR_DAYS) -> Span:
    return Span(number=number, unit=unit)


def within(start: Start, number: int, unit: Unit = Unit.CALENDAR_DAYS) -> Within:
    return Within(rule="within", start=start, span=span(number, unit))


def under(rule: Clock, **given: Any) -> Made:
    return made(**given).under(clocks=(rule,))


def told(results: list[CheckResult]) -> list[tuple[str, Status]]:
    return [(one.part, one.status) for one in results]


# --- Ahead of the meeting

SIGNED = clock(
    AheadOf(rule="ahead-of-meeting", span=span(10)),
    "every-pep",
    Milestone.SIGNED,
    section=SignedSection.CARE,
)
INVITED = clock(AheadOf(rule="ahead-of-meeting", span=span(10)), "every-pep", Milestone.INVITED)


def signed(day: str, section: str = "care", role: str = "social-worker") -> list[dict[str, str]]:
    by = {"social-worker": "the social worker"}.get(role, "the designated teacher")
    return [{"section": section, "role": role, "by": by, "signed_on": day}]


@pytest.mark.parametrize(
    ("as_of", "pep", "status"),
    [
        pytest.param("2025-09-15", {"meetings": [PLANNED]}, Status.DUE, id="ten days before"),
        pytest.param("2025-09-16", {"meetings": [PLANNED]}, Status.OVERDUE, id="nine days before"),
        pytest.param(
            "2025-09-20",
            {"meetings": [PLANNED], "sign_offs": signed("2025-09-15")},
            Status.MET,
            id="signed in time",
        ),
        pytest.param(
            "2025-09-20",
            {"meetings": [PLANNED], "sign_offs": signed("2025-09-16")},
            Status.MET_LATE,
            id="signed a day late",
        ),
        pytest.param(
            "2025-09-20",
            {"meetings": [PLANNED], "sign_offs": signed("2025-09-15", "education")},
            Status.OVERDUE,
            id="another section",
        ),
        pytest.param(
            "2025-09-20",
            {"meetings": [PLANNED], "sign_offs": signed("2025-09-15", "whole")},
            Status.MET,
            id="the doer signed the whole",
        ),
        pytest.param(
            "2025-09-20",
            {
                "meetings": [PLANNED],
                "sign_offs": signed("2025-09-15", "whole", "designated-teacher"),
            },
            Status.OVERDUE,
            id="somebody else signed the whole",
        ),
        pytest.param("2025-10-20", {"meetings": [MEETING]}, Status.OVERDUE, id="after the meeting"),
        pytest.param(
            "2025-10-20",
            {"meetings": [MEETING], "sign_offs": signed("2025-09-30")},
            Status.MET_LATE,
            id="signed after the meeting",
        ),
    ],
)
def test_a_section_is_signed_ten_days_before_the_meeting(
    as_of: str, pep: dict[str, Any], status: Status
) -> None:
    result = under(SIGNED, peps=[pep]).result(date.fromisoformat(as_of), "one")
    assert (result.status, result.due_on) == (status, date(2025, 9, 15))


@pytest.mark.parametrize(
    ("meeting", "status"),
    [
        pytest.param({"invitations_sent_on": "2025-09-15"}, Status.MET, id="in time"),
        pytest.param({"invitations_sent_on": "2025-09-16"}, Status.MET_LATE, id="a day late"),
        pytest.param({}, Status.MISSED, id="never: no use after the meeting"),
        pytest.param(
            {"invited": {"carer": {"invited_on": "2025-09-14"}}}, Status.MET, id="one by one"
        ),
    ],
)
def test_invitations_are_for_nothing_after_the_meeting(
    meeting: dict[str, Any], status: Status
) -> None:
    child = under(INVITED, peps=[{"meetings": [{**MEETING, **meeting}]}])
    assert child.result(date(2025, 10, 1), "one").status is status


def test_on_an_earlier_day_the_meeting_was_still_planned() -> None:
    pep = {"meetings": [{"planned_for": "2025-09-20", "held_on": "2025-09-25"}]}
    result = under(INVITED, peps=[pep]).result(date(2025, 9, 24), "one")
    assert (result.due_on, result.status) == (date(2025, 9, 10), Status.OVERDUE)
    assert result.explanation.counted_from_what == "the meeting is planned for"


@pytest.mark.parametrize(
    "meetings",
    [
        pytest.param([], id="none"),
        pytest.param([{**PLANNED, "outcome": "cancelled", "why": "Ill."}], id="called off"),
    ],
)
def test_without_a_meeting_nothing_is_due_ahead_of_it(meetings: list[dict[str, Any]]) -> None:
    assert under(SIGNED, peps=[{"meetings": meetings}]).results(date(2025, 9, 20), "one") == []


def test_where_it_was_agreed_to_hold_none_nothing_is_ahead_of_it() -> None:
    none = {**MEETING, "mode": "none-by-agreement", "why": "The child asked for it."}
    result = under(SIGNED, peps=[{"meetings": [none]}]).result(date(2025, 9, 26), "one")
    assert (result.status, result.due_on) == (Status.NOT_APPLICABLE, None)
    assert result.explanation.because == "It was agreed to hold no meeting."


@pytest.mark.parametrize(
    ("unit", "number", "due_on"),
    [
        pytest.param(Unit.SCHOOL_DAYS, 5, date(2025, 10, 20), id="half-term left out"),
        pytest.param(Unit.WORKING_DAYS, 5, date(2025, 10, 27), id="weekends left out"),
        pytest.param(Unit.WEEKS, 2, date(2025, 10, 20), id="weeks"),
        pytest.param(Unit.MONTHS, 1, date(2025, 10, 3), id="a month"),
    ],
)
def test_days_are_counted_backwards_from_the_meeting(unit: Unit, number: int, due_on: date) -> None:
    rule = AheadOf(rule="ahead-of-meeting", span=span(number, unit))
    one = clock(rule, "every-pep", Milestone.INVITED)
    child = under(one, peps=[{"meetings": [{"planned_for": "2025-11-03"}]}])
    assert child.result(date(2025, 9, 10), "one").due_on == due_on


# --- The first half of a term, and the days an authority lists

HALF = clock(EachTerm(rule="each-term", part="first-half"), "review-pep")


@pytest.mark.parametrize(
    ("as_of", "held_on", "status"),
    [
        pytest.param("2025-10-26", None, Status.DUE, id="the day before the holiday"),
        pytest.param("2025-10-27", None, Status.OVERDUE, id="in the half-term holiday"),
        pytest.param("2026-01-05", None, Status.MISSED, id="in the next term"),
        pytest.param("2025-12-01", "2025-10-24", Status.MET, id="held before it"),
        pytest.param("2025-12-01", "2025-11-03", Status.MET_LATE, id="held after it"),
    ],
)
def test_a_review_in_the_first_half_of_the_term(
    as_of: str, held_on: str | None, status: Status
) -> None:
    peps = [{"meetings": [{"held_on": held_on}]}] if held_on else []
    results = under(HALF, child=IN_CARE_BEFORE, peps=peps).results(date.fromisoformat(as_of), "one")
    assert told(results)[0] == ("2025-26-autumn", status)


@pytest.mark.parametrize(
    ("ended_on", "judged"),
    [
        pytest.param("2025-10-25", [], id="left before it was due"),
        pytest.param("2025-10-26", [("2025-26-autumn", Status.MISSED)], id="left on the last day"),
    ],
)
def test_who_left_before_half_term_was_not_yet_owed_a_review(
    ended_on: str, judged: list[tuple[str, Status]]
) -> None:
    child = {"care": [{"entered_on": "2025-07-01", "ended_on": ended_on}]}
    assert told(under(HALF, child=child).results(date(2025, 12, 1), "one")) == judged


def listed(*deadlines: TermDeadline) -> Clock:
    return clock(ByTermDeadline(rule="by-term-deadline", deadlines=deadlines), "review-pep")


AUTUMN = TermDeadline(
    academic_year=2025,
    term=Term.AUTUMN,
    by=date(2025, 11, 14),
    except_for=(
        YearGroupDeadline(year_groups=(YearGroup.Y6, YearGroup.Y11), by=date(2025, 10, 10)),
    ),
)


@pytest.mark.parametrize(
    ("as_of", "held_on", "status"),
    [
        pytest.param("2025-11-14", None, Status.DUE, id="the day listed"),
        pytest.param("2025-11-15", None, Status.OVERDUE, id="the day after"),
        pytest.param("2025-12-01", "2025-11-14", Status.MET, id="held on it"),
        pytest.param("2025-12-01", "2025-11-17", Status.MET_LATE, id="held after it"),
    ],
)
def test_a_review_by_the_day_the_authority_lists(
    as_of: str, held_on: str | None, status: Status
) -> None:
    peps = [{"meetings": [{"held_on": held_on}]}] if held_on else []
    child = under(listed(AUTUMN), child=IN_CARE_BEFORE, peps=peps)
    assert child.result(date.fromisoformat(as_of), "one").status is status


@pytest.mark.parametrize(
    ("born", "due_on"),
    [
        pytest.param("2014-08", date(2025, 11, 14), id="Year 7"),
        pytest.param("2014-09", date(2025, 10, 10), id="Year 6, a month younger"),
    ],
)
def test_some_year_groups_have_another_day(born: str, due_on: date) -> None:
    child = under(listed(AUTUMN), child={**IN_CARE_BEFORE, "born": born})
    assert child.result(date(2025, 9, 20), "one").due_on == due_on


def test_of_a_term_that_is_not_listed_nobody_can_tell() -> None:
    child = under(listed(AUTUMN), child=IN_CARE_BEFORE)
    autumn, spring = child.results(date(2026, 1, 20), "one")
    assert (autumn.part, autumn.status) == ("2025-26-autumn", Status.MISSED)
    assert (spring.part, spring.status) == ("2025-26-spring", Status.CANNOT_TELL)
    assert spring.missing == "the authority's deadline for the spring term 2025/26"


def test_of_a_year_without_a_calendar_nobody_can_tell_what_a_term_is() -> None:
    child = under(listed(AUTUMN), child=IN_CARE_BEFORE, calendars={"ours 2025": None})
    result = child.result(date(2025, 10, 1), "one")
    assert (result.status, result.missing) == (
        Status.CANNOT_TELL,
        "a calendar with the terms of 2025/26",
    )


# --- At least once in so long

YEARLY = clock(
    OnceIn(rule="once-in", span=span(12, Unit.MONTHS)), "review-pep", Milestone.QUALITY_ASSURED
)


@pytest.mark.parametrize(
    ("as_of", "reviews", "expected"),
    [
        pytest.param("2026-09-01", [], [Status.DUE], id="a year after coming into care"),
        pytest.param("2026-09-02", [], [Status.OVERDUE], id="a day later"),
        pytest.param(
            "2026-09-02", ["2025-10-06"], [Status.MET, Status.DUE], id="reviewed, and owed again"
        ),
        pytest.param(
            "2026-10-07", ["2025-10-06"], [Status.MET, Status.OVERDUE], id="a year after that"
        ),
    ],
)
def test_every_child_once_in_twelve_months(
    as_of: str, reviews: list[str], expected: list[Status]
) -> None:
    child = under(
        YEARLY,
        peps=[{"completed_on": "2025-10-01"}],
        qa_reviews=[{"reviewed_on": one} for one in reviews],
    )
    results = child.results(date.fromisoformat(as_of), "one")
    assert [one.status for one in results] == expected


@pytest.mark.parametrize(
    ("entered_on", "begins", "counted_from", "what"),
    [
        pytest.param(
            "2025-09-01", "2024-09-01", "2025-09-01", "the child came into care", id="since"
        ),
        pytest.param(
            "2023-02-01",
            "2025-01-01",
            "2025-01-01",
            "our records begin while the child was in care",
            id="before our records",
        ),
        pytest.param(
            "2018-03-01",
            "2018-01-01",
            "2018-09-01",
            "the rule began while the child was in care",
            id="before the rule",
        ),
    ],
)
def test_once_in_so_long_is_counted_from_when_it_can_be(
    entered_on: str, begins: str, counted_from: str, what: str
) -> None:
    child = under(
        YEARLY,
        authority={"records_begin_on": begins},
        child={"born": "2008-03", "care": [{"entered_on": entered_on}], "education": []},
    )
    [result] = child.results(date(2025, 12, 1), "one")
    assert result.explanation.counted_from == date.fromisoformat(counted_from)
    assert result.explanation.counted_from_what == what


def test_a_child_who_left_within_the_year_was_not_yet_owed_one() -> None:
    child = {"care": [{"entered_on": "2024-10-01", "ended_on": "2025-06-01"}]}
    assert under(YEARLY, child=child).results(date(2026, 1, 1), "one") == []


# --- By the day that was set

BY_DATE = clock(ByDateSet(rule="by-date-set"), "review-pep")
NOT_YET = {"no_answer": "not-known-yet", "ask": "The school", "by": "2025-10-10"}
NO_NEXT = {"no_answer": "does-not-apply", "why": "Leaves care."}


@pytest.mark.parametrize(
    ("as_of", "held_on", "status"),
    [
        pytest.param("2026-01-20", None, Status.DUE, id="on the day set"),
        pytest.param("2026-01-21", None, Status.OVERDUE, id="the day after"),
        pytest.param("2026-02-01", "2026-01-20", Status.MET, id="held on it"),
        pytest.param("2026-02-01", "2026-01-21", Status.MET_LATE, id="held after it"),
    ],
)
def test_the_next_review_is_by_the_day_that_was_set(
    as_of: str, held_on: str | None, status: Status
) -> None:
    first = {"meetings": [MEETING], "next_meeting_on": "2026-01-20"}
    later = [{"meetings": [{"held_on": held_on}], "next_meeting_on": NO_NEXT}] if held_on else []
    child = under(BY_DATE, peps=[first, *later])
    result = child.result(date.fromisoformat(as_of), "one")
    assert (result.status, result.due_on) == (status, date(2026, 1, 20))


@pytest.mark.parametrize(
    ("answer", "statuses"),
    [
        pytest.param(None, [Status.CANNOT_TELL], id="none was set"),
        pytest.param(NOT_YET, [Status.CANNOT_TELL], id="not known yet"),
        pytest.param(NO_NEXT, [], id="there is to be none"),
    ],
)
def test_where_no_day_was_set_nobody_can_tell(answer: object, statuses: list[Status]) -> None:
    child = under(BY_DATE, peps=[{"meetings": [MEETING], "next_meeting_on": answer}])
    results = child.results(date(2025, 10, 1), "one")
    assert [one.status for one in results] == statuses
    assert {one.missing for one in results} <= {"the day that was set for the next meeting"}


@pytest.mark.parametrize(
    ("day_set", "statuses"),
    [
        pytest.param(None, [], id="none was set"),
        pytest.param("2025-10-20", [Status.MISSED], id="it was for a day in care"),
        pytest.param("2025-12-10", [], id="it was for a day after care"),
    ],
)
def test_after_care_has_ended_no_meeting_is_waited_for(
    day_set: str | None, statuses: list[Status]
) -> None:
    child = {"care": [{"entered_on": "2025-07-01", "ended_on": "2025-11-20"}]}
    pep = {"meetings": [MEETING], "next_meeting_on": day_set}
    results = under(BY_DATE, child=child, peps=[pep]).results(date(2026, 1, 10), "one")
    assert [one.status for one in results] == statuses


# --- The term in which care ends

LEAVING = clock(InTermOfLeaving(rule="in-term-of-leaving-care"), "leaving-care-pep")


def leaving(ended_on: str | None = None, **period: Any) -> dict[str, Any]:
    return {"care": [{"entered_on": "2025-07-01", "ended_on": ended_on, **period}]}


@pytest.mark.parametrize(
    ("child", "as_of", "held_on", "expected"),
    [
        pytest.param(leaving("2025-11-20"), "2025-12-01", "2025-09-10", Status.MET, id="in term"),
        pytest.param(leaving("2025-11-20"), "2025-12-01", None, Status.MISSED, id="none"),
        pytest.param(
            leaving("2025-11-20"), "2025-12-01", "2025-11-20", Status.MET, id="on the day it ended"
        ),
        pytest.param(
            leaving("2025-11-20"), "2025-12-01", "2025-11-21", Status.MISSED, id="after it ended"
        ),
        pytest.param(
            leaving("2025-11-20"), "2025-12-01", "2025-07-10", Status.MISSED, id="the term before"
        ),
        pytest.param(
            leaving("2025-12-27"), "2026-01-10", "2025-12-01", Status.MET, id="in the holidays"
        ),
        pytest.param(
            leaving("2025-12-27"), "2026-01-10", "2025-12-22", Status.MET_LATE, id="both in them"
        ),
        pytest.param(
            leaving(expected_end_on="2025-11-20"), "2025-11-20", None, Status.DUE, id="expected"
        ),
        pytest.param(
            leaving(expected_end_on="2025-11-20"),
            "2025-11-21",
            None,
            Status.OVERDUE,
            id="expected, and still in care",
        ),
        pytest.param(
            leaving(expected_end_on="2026-02-10"), "2025-12-19", None, None, id="not this term"
        ),
        pytest.param(leaving(), "2025-12-01", None, None, id="care does not end"),
        pytest.param(
            {**leaving(), "born": "2007-11"}, "2025-11-01", None, Status.DUE, id="turns 18"
        ),
        pytest.param(
            {**leaving(), "born": "2007-11"}, "2025-11-30", None, Status.MISSED, id="turned 18"
        ),
    ],
)
def test_a_pep_in_the_term_in_which_care_ends(
    child: dict[str, Any], as_of: str, held_on: str | None, expected: Status | None
) -> None:
    peps = [{"meetings": [{"held_on": held_on}]}] if held_on else []
    results = under(LEAVING, child=child, peps=peps).results(date.fromisoformat(as_of), "one")
    assert [one.status for one in results] == ([expected] if expected else [])


def test_the_term_of_leaving_is_explained() -> None:
    result = under(LEAVING, child=leaving("2025-12-27")).result(date(2026, 1, 10), "one")
    assert result.due_on == date(2025, 12, 19)
    assert result.explanation.counted_from == date(2025, 9, 1)
    assert result.explanation.counted_from_what == "the term in which care ends began"


def test_without_a_calendar_nobody_knows_the_term_of_leaving() -> None:
    child = under(LEAVING, child=leaving("2025-11-20"), calendars={"ours 2025": None})
    result = child.result(date(2025, 12, 1), "one")
    assert (result.status, result.missing) == (
        Status.CANNOT_TELL,
        "a calendar with the terms of 2025/26",
    )


def test_who_came_and_left_in_one_holiday_was_in_care_in_no_term() -> None:
    child = {"care": [{"entered_on": "2025-12-22", "ended_on": "2025-12-30"}]}
    assert under(LEAVING, child=child).results(date(2026, 1, 10), "one") == []


# --- A new place of education

STARTED = clock(within(Start.STARTED_PROVISION, 20, Unit.SCHOOL_DAYS), "new-provision-pep")
MOVED: dict[str, Any] = {
    "education": [
        {"until_on": "2025-10-10"},
        {"school": "neighbour school", "from_on": "2025-10-13", "until_on": None},
    ]
}


@pytest.mark.parametrize(
    ("as_of", "pep", "status"),
    [
        pytest.param("2025-11-24", None, Status.DUE, id="twenty school days of the new school"),
        pytest.param("2025-11-25", None, Status.OVERDUE, id="the day after"),
        pytest.param(
            "2025-12-01", {"meetings": [{"held_on": "2025-11-24"}]}, Status.MET, id="held on it"
        ),
        pytest.param(
            "2025-12-01", {"meetings": [{"held_on": "2025-11-25"}]}, Status.MET_LATE, id="held late"
        ),
        pytest.param(
            "2025-12-01",
            {"meetings": [{"held_on": "2025-09-24"}]},
            Status.OVERDUE,
            id="held at the old school",
        ),
        pytest.param(
            "2025-12-01",
            {"meetings": [{"held_on": "2025-10-08"}], "school": "neighbour school"},
            Status.MET,
            id="held for the new school ahead of the move",
        ),
    ],
)
def test_a_pep_soon_after_a_child_starts_at_a_new_place(
    as_of: str, pep: dict[str, Any] | None, status: Status
) -> None:
    child = under(STARTED, child=MOVED, peps=[pep] if pep else [])
    result = child.result(date.fromisoformat(as_of), "one")
    assert (result.status, result.due_on) == (status, date(2025, 11, 24))
    assert "school days of the calendar" in (result.explanation.days_of or "")


@pytest.mark.parametrize(
    ("until_on", "status"),
    [
        pytest.param("2025-10-24", Status.NOT_APPLICABLE, id="left before it was due"),
        pytest.param("2025-11-28", Status.MISSED, id="left after it was due"),
    ],
)
def test_who_leaves_the_new_place_again_has_no_pep_there(until_on: str, status: Status) -> None:
    places = [MOVED["education"][0], {**MOVED["education"][1], "until_on": until_on}]
    result = under(STARTED, child={"education": places}).result(date(2025, 12, 10), "one")
    assert result.status is status


@pytest.mark.parametrize(
    "education",
    [
        pytest.param([{"from_on": "2024-09-01"}], id="there before coming into care"),
        pytest.param([{"from_on": "2025-09-01"}], id="from the day of coming into care"),
        pytest.param(
            [{"until_on": "2025-10-10"}, {"from_on": "2025-10-13", "until_on": None}],
            id="back at the same school",
        ),
    ],
)
def test_a_place_that_is_not_new_while_in_care(education: list[dict[str, Any]]) -> None:
    assert under(STARTED, child={"education": education}).results(date(2025, 12, 1), "one") == []


def test_a_child_without_any_place_has_started_nowhere() -> None:
    assert under(STARTED, child={"education": []}).results(date(2025, 12, 1), "one") == []


def test_a_first_place_after_none_is_new() -> None:
    child = under(STARTED, child={"education": [{"from_on": "2025-09-15"}]})
    assert child.result(date(2025, 9, 20), "one").status is Status.DUE


# --- From a milestone of the PEP


@pytest.mark.parametrize(
    ("completed_on", "as_of", "status"),
    [
        pytest.param(None, "2025-10-05", Status.DUE, id="ten days after the meeting"),
        pytest.param(None, "2025-10-06", Status.OVERDUE, id="a day later"),
        pytest.param("2025-10-05", "2025-10-06", Status.MET, id="complete on the last day"),
        pytest.param("2025-10-06", "2025-10-06", Status.MET_LATE, id="complete a day later"),
    ],
)
def test_a_review_is_complete_soon_after_its_meeting(
    completed_on: str | None, as_of: str, status: Status
) -> None:
    one = clock(within(Start.HELD, 10), "review-pep", Milestone.COMPLETED)
    child = under(one, peps=[{"meetings": [MEETING], "completed_on": completed_on}])
    assert child.result(date.fromisoformat(as_of), "one").status is status


def test_a_clock_on_reviews_says_nothing_of_a_first_pep() -> None:
    one = clock(within(Start.HELD, 10), "review-pep", Milestone.COMPLETED)
    child = under(one, peps=[{"type": "initial", "meetings": [MEETING]}])
    assert child.results(date(2025, 10, 1), "one") == []
    first = clock(within(Start.HELD, 10), "initial-pep", Milestone.COMPLETED)
    assert (
        under(first, peps=[{"type": "initial", "meetings": [MEETING]}])
        .result(date(2025, 10, 1), "one")
        .status
        is Status.DUE
    )


@pytest.mark.parametrize(
    ("shared_on", "status"),
    [
        pytest.param(None, Status.OVERDUE, id="none"),
        pytest.param("2025-10-13", Status.MET, id="in time"),
        pytest.param("2025-10-14", Status.MET_LATE, id="late"),
    ],
)
def test_feedback_soon_after_quality_assurance(shared_on: str | None, status: Status) -> None:
    one = clock(within(Start.QUALITY_ASSURED, 7), "every-pep", Milestone.FEEDBACK)
    feedback = {"shared_on": shared_on, "shared_with": ["designated-teacher"]}
    review = {"reviewed_on": "2025-10-06", "feedback": feedback if shared_on else None}
    child = under(one, peps=[{"completed_on": "2025-10-01"}], qa_reviews=[review])
    assert child.result(date(2025, 10, 20), "one").status is status


def test_what_the_social_worker_checked() -> None:
    one = clock(NotStated(rule="not-stated", start=Start.SUBMITTED), "every-pep", Milestone.CHECKED)
    checked = {"kind": "checked-by-social-worker", "happened_on": "2025-10-03"}
    filed = {"kind": "filed", "happened_on": "2025-10-02"}
    child = under(one, peps=[{"completed_on": "2025-10-01", "events": [filed, checked]}])
    result = child.result(date(2025, 10, 20), "one")
    assert (result.status, result.met_on) == (Status.MET, date(2025, 10, 3))


# --- For whom


@pytest.mark.parametrize(
    ("born", "when", "judged"),
    [
        pytest.param("2014-08", When(year_groups=(YearGroup.Y7,)), 1, id="Year 7"),
        pytest.param("2014-09", When(year_groups=(YearGroup.Y7,)), 0, id="Year 6"),
        pytest.param("2009-09", When(phases=(Phase.STATUTORY,)), 1, id="Year 11"),
        pytest.param("2009-08", When(phases=(Phase.STATUTORY,)), 0, id="corrected to Year 12"),
        pytest.param("2009-08", When(phases=(Phase.POST_16,)), 1, id="which has its own"),
    ],
)
def test_a_clock_may_be_for_some_year_groups_or_phases(born: str, when: When, judged: int) -> None:
    one = clock(within(Start.ENTERED_CARE, 20), "initial-pep", when=when)
    child = under(one, child={"born": born})
    assert len(child.results(date(2025, 9, 10), "one")) == judged


@pytest.mark.parametrize(("pep_type", "judged"), [(PepType.REVIEW, 1), (PepType.LEAVING_CARE, 0)])
def test_a_clock_on_every_pep_may_be_for_one_type(pep_type: PepType, judged: int) -> None:
    when = When(types=(pep_type,))
    one = clock(within(Start.HELD, 10), "every-pep", Milestone.COMPLETED, when=when)
    child = under(one, peps=[{"meetings": [MEETING]}])
    assert len(child.results(date(2025, 10, 1), "one")) == judged


@pytest.mark.parametrize(
    ("status", "judged"),
    [
        pytest.param("no-school-place", [Status.DUE], id="without a school place"),
        pytest.param("on-roll", [], id="with one"),
    ],
)
def test_a_clock_may_be_for_children_without_a_school_place(
    status: str, judged: list[Status]
) -> None:
    one = clock(
        within(Start.ENTERED_CARE, 20), "initial-pep", only_when=(Circumstance.NO_SCHOOL_PLACE,)
    )
    child = under(one, child={"education_statuses": [{"from_on": "2025-09-01", "status": status}]})
    results = child.results(date(2025, 9, 10), "one")
    assert [one.status for one in results] == judged


def test_what_was_done_in_time_need_not_be_told_apart() -> None:
    one = clock(
        within(Start.ENTERED_CARE, 20), "initial-pep", only_when=(Circumstance.UNACCOMPANIED,)
    )
    pep = {"type": "initial", "meetings": [{"held_on": "2025-09-10"}]}
    assert under(one, peps=[pep]).results(date(2025, 10, 10), "one") == []
    result = under(one).result(date(2025, 10, 10), "one")
    assert (result.status, result.missing) == (
        Status.CANNOT_TELL,
        "knowing whether the child came to this country unaccompanied",
    )


# --- Where the source is silent


def test_a_number_without_a_unit_cannot_be_counted() -> None:
    one = clock(within(Start.ENTERED_CARE, 10, Unit.UNKNOWN), "initial-pep", Milestone.ARRANGED)
    result = under(one).result(date(2025, 9, 20), "one")
    assert (result.status, result.missing) == (
        Status.CANNOT_TELL,
        "the policy's own answer to which days it counts",
    )


def test_nor_backwards() -> None:
    rule = AheadOf(rule="ahead-of-meeting", span=span(10, Unit.UNKNOWN))
    one = clock(rule, "every-pep", Milestone.INVITED)
    result = under(one, peps=[{"meetings": [PLANNED]}]).result(date(2025, 9, 20), "one")
    assert result.status is Status.CANNOT_TELL


@pytest.mark.parametrize(
    ("ended_on", "requested_on", "status", "because"),
    [
        pytest.param(None, None, Status.DUE, "It waits since Monday 1 September 2025", id="open"),
        pytest.param(None, "2025-11-03", Status.MET, "done on Monday 3 November", id="done"),
        pytest.param("2025-11-10", None, Status.MISSED, "its time is over", id="care ended"),
    ],
)
def test_what_has_no_time_is_never_late_and_yet_can_be_missed(
    ended_on: str | None, requested_on: str | None, status: Status, because: str
) -> None:
    one = clock(
        NotStated(rule="not-stated", start=Start.ENTERED_CARE), "initial-pep", Milestone.REQUESTED
    )
    peps = [{"type": "initial", "requested_on": requested_on}] if requested_on else []
    child = under(one, child={"care": [{"ended_on": ended_on}]}, peps=peps)
    result = child.result(date(2025, 12, 1), "one")
    assert (result.status, result.due_on) == (status, None)
    assert because in result.explanation.because


# --- Which version


@pytest.mark.parametrize(
    ("entered_on", "judged"),
    [
        pytest.param("2025-09-30", [Status.OVERDUE], id="on its last day"),
        pytest.param("2025-10-01", [], id="after it was given up"),
    ],
)
def test_a_clock_that_was_given_up_goes_on_for_those_it_began_for(
    entered_on: str, judged: list[Status]
) -> None:
    one = clock(within(Start.ENTERED_CARE, 20), "initial-pep", until=date(2025, 9, 30))
    child = under(one, child={"care": [{"entered_on": entered_on}]})
    assert [each.status for each in child.results(date(2025, 12, 1), "one")] == judged


LATER = date(2025, 11, 1)


@pytest.mark.parametrize(
    ("rule", "of", "child"),
    [
        pytest.param(
            InTermOfLeaving(rule="in-term-of-leaving-care"),
            "leaving-care-pep",
            leaving("2025-11-20"),
            id="the term of leaving care had begun",
        ),
        pytest.param(ByDateSet(rule="by-date-set"), "review-pep", {}, id="the meeting was held"),
        pytest.param(
            OnceIn(rule="once-in", span=span(1, Unit.MONTHS)),
            "review-pep",
            {"care": [{"ended_on": "2025-10-31"}]},
            id="care had ended",
        ),
        pytest.param(EachTerm(rule="each-term"), "review-pep", IN_CARE_BEFORE, id="the term began"),
    ],
)
def test_a_rule_says_nothing_of_what_began_before_it(
    rule: ClockRule, of: Of, child: dict[str, Any]
) -> None:
    version = ClockVersion.model_validate({"from": LATER, "source": "EXM-1", "by": rule})
    one = clock(rule, of).model_copy(update={"versions": (version,)})
    pep = {"meetings": [MEETING], "next_meeting_on": "2025-11-10"}
    assert under(one, child=child, peps=[pep]).results(date(2025, 12, 19), "one") == []


@pytest.mark.parametrize(
    ("rule", "of", "given"),
    [
        pytest.param(
            EachTerm(rule="each-term"), "review-pep", {"child": IN_CARE_BEFORE}, id="term"
        ),
        pytest.param(
            within(Start.STARTED_PROVISION, 20), "new-provision-pep", {"child": MOVED}, id="place"
        ),
    ],
)
def test_a_clock_for_other_circumstances_says_nothing(
    rule: ClockRule, of: Of, given: dict[str, Any]
) -> None:
    emergencies = (Circumstance.EMERGENCY,)
    assert under(clock(rule, of), **given).results(date(2025, 12, 1), "one") != []
    one = clock(rule, of, only_when=emergencies)
    assert under(one, **given).results(date(2025, 12, 1), "one") == []


def test_a_pep_at_a_new_place_is_complete_soon_after_its_meeting() -> None:
    one = clock(within(Start.HELD, 10), "new-provision-pep", Milestone.COMPLETED)
    pep = {"type": "change-of-provision", "meetings": [{"held_on": "2025-10-20"}]}
    result = under(one, child=MOVED, peps=[pep]).result(date(2025, 10, 31), "one")
    assert (result.status, result.due_on) == (Status.OVERDUE, date(2025, 10, 30))
    assert under(one, child=MOVED).results(date(2025, 12, 1), "one") == []
