"""What a record of its own cannot be. Each case is one change to a record that is right."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pepsite.records.answers import AskedDeclined, DoesNotApply, NotKnownYet
from pepsite.records.answers import given as answer
from pepsite.records.base import Day, Model
from pepsite.records.calendar import Calendar
from pepsite.records.casefile import Casefile
from pepsite.records.child import CarePeriod, Child, Part, PlaceOfEducation, Responsible
from pepsite.records.codes import (
    ETHNICITY_LABELS,
    EducationStatus,
    Ethnicity,
    Phase,
    Role,
    YearGroup,
)
from pepsite.records.kinds import MODELS
from pepsite.records.pep import Pep
from pepsite.records.person import Person
from pepsite.records.phases import AreaOfLearning
from pepsite.records.review import Audit
from pepsite.records.school import School
from pepsite.records.sections import Attendance, SignOff
from tests.records.full import FULL, PEP_OF_EACH_PHASE, fields_of, record_of

DECLINED = {"no_answer": "asked-declined", "declined_on": "2025-09-10"}


def changed(value: Any, place: str, new: Any) -> Any:
    first, _, rest = place.partition(".")
    if first.isdigit():
        at = int(first)
        return [*value[:at], changed(value[at], rest, new) if rest else new, *value[at + 1 :]]
    return value | {first: changed(value[first], rest, new) if rest else new}


def refusal(kind: str, place: str, new: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        MODELS[kind].model_validate(changed(fields_of(MODELS[kind]), place, new), strict=False)
    # pydantic adds that a list is too short where its only item is wrong.
    return raised.value.errors()[0]["type"]


def twice(kind: str, place: str) -> list[Any]:
    value: Any = fields_of(MODELS[kind])
    for part in place.split("."):
        value = value[int(part) if part.isdigit() else part]
    return [value[0], value[0]]


LISTS = [
    ("calendar", "closures"),
    ("school", "inspections"),
    ("person", "trained"),
    ("person", "earlier_roles"),
    *(
        ("child", name)
        for name in (
            "education",
            "education_statuses",
            "year_groups",
            "sen",
            "responsible",
            "events",
            "corrections",
            "care.0.legal_statuses",
            "care.0.placements",
        )
    ),
    *(
        ("pep", name)
        for name in (
            "meetings",
            "meetings.0.invited",
            "history",
            "other_plans",
            "planned_changes",
            "attendance",
            "needs",
            "carer_views",
            "parent_views",
            "leisure",
            "targets",
            "targets.0.actions",
            "interventions",
            "premium.lines",
            "long_term_plans",
            "voice.views",
            "voice.answered_from_last_time",
            "disagreements",
            "attachments",
            "distribution",
            "sign_offs",
            "returned",
            "revisions",
            "events",
            "content.learning",
        )
    ),
    ("qa-review", "answers"),
    *(
        ("audit", name)
        for name in ("auditors", "peps", "answers", "part_ratings", "recommendations")
    ),
    ("sample", "drawn"),
    ("sample", "shortfalls"),
]


@pytest.mark.parametrize(("kind", "place"), LISTS, ids=[f"{kind} {place}" for kind, place in LISTS])
def test_two_items_of_a_list_never_have_the_same_id(kind: str, place: str) -> None:
    assert refusal(kind, place, twice(kind, place)) == "id-used-twice"


def test_two_periods_of_care_and_two_terms_never_have_the_same_id() -> None:
    first = {"id": "aaaaaa", "entered_on": "2020-01-01", "ended_on": "2020-02-01"}
    again = {"id": "aaaaaa", "entered_on": "2025-01-01"}
    assert refusal("child", "care", [first, again]) == "id-used-twice"
    terms = [one | {"id": "aaaaaa"} for one in fields_of(MODELS["calendar"])["terms"]]
    assert refusal("calendar", "terms", terms) == "id-used-twice"


@pytest.mark.parametrize(
    ("model", "content"),
    [
        pytest.param("StatutoryContent", "attainment", id="attainment"),
        pytest.param("StatutoryContent", "qualifications", id="qualifications"),
        pytest.param("Post16Content", "courses", id="courses"),
        pytest.param("Post16Content", "attainment", id="attainment after 16"),
        pytest.param("Post16Content", "qualifications", id="qualifications after 16"),
    ],
)
def test_nor_do_those_of_a_phase(model: str, content: str) -> None:
    values = PEP_OF_EACH_PHASE[model].content.model_dump(mode="json", exclude_none=True)
    values[content] = [values[content][0]] * 2
    assert refusal("pep", "content", values) == "id-used-twice"


@pytest.mark.parametrize(
    ("kind", "place", "new"),
    [
        pytest.param(
            "child", "care.0.ended_on", "2025-09-09", id="care that ends before it begins"
        ),
        pytest.param(
            "child", "care.0.first_statutory_review_on", "2025-09-09", id="a review before care"
        ),
        pytest.param("child", "care.0.placements.0.until_on", "2025-09-09", id="a placement"),
        pytest.param("child", "education.0.until_on", "2025-09-09", id="a place of education"),
        pytest.param("child", "responsible.0.until_on", "2025-09-09", id="someone responsible"),
        pytest.param("child", "born", "2025-10", id="care before birth"),
        pytest.param("person", "left_on", "2025-09-09", id="someone who left"),
        pytest.param("pep", "completed_on", "2025-09-09", id="complete before it was begun"),
        pytest.param("pep", "history.0.until_on", "2025-09-09", id="a school before"),
        pytest.param("pep", "attendance.0.until_on", "2025-09-09", id="attendance"),
        pytest.param("child", "care.0.expected_end_on", "2025-09-09", id="care expected to end"),
        pytest.param("child", "care.0.ended_on", "2025-09-09", id="a placement after care"),
        pytest.param("child", "events.0.back_on", "2025-09-09", id="back before it happened"),
        pytest.param("person", "earlier_roles.0.until_on", "2025-09-09", id="an earlier role"),
        pytest.param("pep", "initiated_on", "2025-09-11", id="begun after it was complete"),
        pytest.param("pep", "requested_on", "2025-09-11", id="asked for after it was complete"),
        pytest.param("pep", "arranged_on", "2025-09-11", id="arranged after the meeting"),
        pytest.param("pep", "meetings.0.held_on", "2025-09-11", id="met after it was complete"),
        pytest.param("pep", "meetings.0.invitations_sent_on", "2025-09-11", id="invited after it"),
        pytest.param("pep", "closed.closed_on", "2025-09-09", id="closed before it was complete"),
        pytest.param("pep", "events.0.happened_on", "2025-09-09", id="shared before that"),
        pytest.param(
            "pep", "returned.0.sent_again_on", "2025-09-09", id="again before it was back"
        ),
        pytest.param("pep", "premium.lines.0.requested_on", "2025-09-11", id="agreed unasked"),
        pytest.param("pep", "premium.lines.0.refused_on", "2025-09-09", id="refused unasked"),
        pytest.param("pep", "premium.lines.0.paid_on", "2025-09-09", id="paid before approval"),
        pytest.param("action", "outcome.ended_on", "2025-09-09", id="an action over too soon"),
        pytest.param("audit", "looked_at_until", "2025-09-09", id="the time an audit looked at"),
        pytest.param("sample", "until_on", "2025-09-09", id="the time of a sample"),
        pytest.param("action", "target_on", "2025-09-09", id="an action due before it was raised"),
        pytest.param("calendar", "terms.0.ends_on", "2025-08-31", id="a term"),
        pytest.param("calendar", "terms.0.half_term.ends_on", "2025-10-26", id="a half-term"),
        pytest.param(
            "calendar", "terms.0.half_term.ends_on", "2025-12-19", id="a half-term to the end"
        ),
        pytest.param(
            "calendar", "terms.0.half_term.starts_on", "2025-09-01", id="a half-term from the start"
        ),
    ],
)
def test_nothing_ends_before_it_begins(kind: str, place: str, new: str) -> None:
    assert refusal(kind, place, new) == "dates-out-of-order"


def test_no_pep_is_drawn_twice_into_one_sample() -> None:
    first = fields_of(MODELS["sample"])["drawn"][0]
    assert refusal("sample", "drawn", [first, first | {"id": "aaaaaa"}]) == "id-used-twice"


@pytest.mark.parametrize(
    ("kind", "place", "new", "code"),
    [
        pytest.param("calendar", "academic_year", 2024, "terms-not-this-year", id="another year"),
        pytest.param("calendar", "terms", [], "terms-not-three", id="no terms"),
        pytest.param(
            "calendar", "terms.1.starts_on", "2025-12-19", "periods-overlap", id="terms that meet"
        ),
        pytest.param(
            "calendar", "terms.0.term", "spring", "terms-not-three", id="spring in autumn"
        ),
        pytest.param(
            "authority",
            "accessibility",
            {"complies": "not", "prepared_on": "2026-03-02"},
            "needs-with-it",
            id="does not comply, and nobody says what",
        ),
        pytest.param("pep", "meetings.0.held_on", None, "needs-with-it", id="held on no day"),
        pytest.param(
            "pep", "meetings.0.outcome", "planned", "needs-with-it", id="planned, and held"
        ),
        pytest.param("pep", "status", "complete", "not-at-this-status", id="complete, and closed"),
        pytest.param("pep", "closed", None, "needs-with-it", id="closed, and nobody says why"),
        pytest.param(
            "pep", "wellbeing.sdq.not_done", "SDQ1", "needs-with-it", id="done and not done"
        ),
        pytest.param("pep", "wellbeing.sdq.total", None, "needs-with-it", id="neither"),
        pytest.param(
            "pep", "attendance.0.sessions_attended", 9, "does-not-add-up", id="more than possible"
        ),
        pytest.param(
            "pep", "attendance.0.sessions_possible", 4, "does-not-add-up", id="sessions left over"
        ),
        pytest.param("pep", "attendance.0.late", 2, "does-not-add-up", id="late and not there"),
        pytest.param("pep", "sign_offs.0.by", None, "needs-with-it", id="signed by nobody"),
        pytest.param("child", "care.0.ended_on", None, "needs-with-it", id="why care ended"),
        pytest.param(
            "calendar", "closures.0.closed_on", "2025-07-31", "terms-not-this-year", id="too early"
        ),
        pytest.param(
            "calendar", "closures.0.closed_on", "2026-09-01", "terms-not-this-year", id="too late"
        ),
        pytest.param(
            "calendar", "terms.2.ends_on", "2026-09-01", "terms-not-this-year", id="a long summer"
        ),
        pytest.param(
            "pep",
            "voice.views.0.may_see",
            ["school", "only-who-typed-it"],
            "nobody-and-others",
            id="nobody and school",
        ),
        pytest.param(
            "pep",
            "voice.aspirations.may_see",
            ["only-who-typed-it", "carer"],
            "nobody-and-others",
            id="nobody and carer",
        ),
        pytest.param("qa-review", "answers", "q1 twice", "question-twice", id="one question twice"),
        pytest.param(
            "sample",
            "drawn.0.pep",
            "pep-0000000000000",
            "not-in-this-record",
            id="drawn from nowhere",
        ),
        pytest.param("action", "raised_by.audit", None, "needs-with-it", id="raised by nothing"),
        pytest.param(
            "action", "raised_by.qa_review", "qa-0000000000000", "needs-with-it", id="raised by two"
        ),
        pytest.param("audit", "auditors", [], "too_short", id="audited by nobody"),
        pytest.param("child", "care", [], "too_short", id="never in care"),
        pytest.param("school", "phases", [], "too_short", id="no phase"),
        pytest.param("pep", "id", "pep-0000000000001", "wrong-id", id="an id nobody gave"),
    ],
)
def test_what_does_not_go_together_is_refused(kind: str, place: str, new: Any, code: str) -> None:
    if new == "q1 twice":
        first = fields_of(MODELS["qa-review"])["answers"][0]
        new = [first, first | {"id": "aaaaaa"}]
    assert refusal(kind, place, new) == code


@pytest.mark.parametrize(
    ("status", "completed_on", "right"),
    [
        pytest.param("draft", None, True, id="a draft"),
        pytest.param("draft", "2025-09-20", False, id="a draft that was sent in"),
        pytest.param("submitted", "2025-09-20", True, id="sent in"),
        pytest.param("submitted", None, False, id="sent in on no day"),
        pytest.param("returned", None, False, id="sent back, and never sent in"),
        pytest.param("complete", None, False, id="complete on no day"),
    ],
)
def test_how_far_a_pep_has_come_and_its_day_go_together(
    status: str, completed_on: str | None, right: bool
) -> None:
    values = fields_of(Pep) | {"status": status, "completed_on": completed_on, "closed": None}
    values["events"] = []
    if right:
        pep = Pep.model_validate(values, strict=False)
        assert pep.claims_to_be_complete is (status != "draft")
        assert pep.counts
    else:
        code = "not-at-this-status" if status == "draft" else "needs-with-it"
        with pytest.raises(ValidationError, match=code):
            Pep.model_validate(values, strict=False)


@pytest.mark.parametrize(
    ("outcome", "mode", "why", "right"),
    [
        pytest.param("planned", "in-person", None, True, id="planned"),
        pytest.param("cancelled", "in-person", None, False, id="cancelled, and nobody says why"),
        pytest.param("cancelled", "in-person", "Illness.", True, id="cancelled, and why"),
        pytest.param("did-not-go-ahead", "online", None, False, id="did not go ahead"),
        pytest.param(
            "held", "none-by-agreement", None, False, id="agreed away, and nobody says why"
        ),
        pytest.param("held", "none-by-agreement", "Agreed.", True, id="agreed away, and why"),
    ],
)
def test_a_meeting_that_was_not_held_has_a_reason(
    outcome: str, mode: str, why: str | None, right: bool
) -> None:
    held_on = "2025-09-20" if outcome == "held" else None
    meeting = fields_of(Pep)["meetings"][0] | {
        "outcome": outcome,
        "mode": mode,
        "called_off_because": None,
        "why": why,
        "held_on": held_on,
    }
    values = fields_of(Pep) | {"meetings": [meeting], "completed_on": None}
    if right:
        assert Pep.model_validate(values, strict=False).held_on == (held_on and date(2025, 9, 20))
    else:
        with pytest.raises(ValidationError, match="needs-with-it"):
            Pep.model_validate(values, strict=False)


@pytest.mark.parametrize(
    ("outcome", "because", "why", "right"),
    [
        pytest.param("cancelled", "school-was-shut", None, True, id="a word is enough"),
        pytest.param("cancelled", "other", None, False, id="something else, and nobody says what"),
        pytest.param("cancelled", "other", "A flood.", True, id="something else, and what"),
        pytest.param("did-not-go-ahead", None, None, False, id="nobody says anything"),
    ],
)
def test_why_a_meeting_was_called_off_is_said_by_a_word_where_one_fits(
    outcome: str, because: str | None, why: str | None, right: bool
) -> None:
    meeting = fields_of(Pep)["meetings"][0] | {
        "outcome": outcome,
        "mode": "in-person",
        "called_off_because": because,
        "why": why,
        "held_on": None,
    }
    values = fields_of(Pep) | {"meetings": [meeting], "completed_on": None}
    if right:
        assert Pep.model_validate(values, strict=False).meetings[0].called_off_because == because
    else:
        with pytest.raises(ValidationError, match="needs-with-it"):
            Pep.model_validate(values, strict=False)


@pytest.mark.parametrize(
    ("second", "right"),
    [
        pytest.param("2025-02-01", True, id="back on the day care ended"),
        pytest.param("2025-01-31", False, id="back the day before"),
    ],
)
def test_periods_of_care_do_not_overlap(second: str, right: bool) -> None:
    first = {"id": "aaaaaa", "entered_on": "2025-01-01", "ended_on": "2025-02-01"}
    care = [{"id": "bbbbbb", "entered_on": second}, first]
    if right:
        assert isinstance(record_of("child", care=care), Child)
    else:
        assert refusal("child", "care", care) == "periods-overlap"
    care[1]["ended_on"] = ""
    open_ended = [{"id": "aaaaaa", "entered_on": "2025-01-01"}, care[0]]
    assert refusal("child", "care", open_ended) == "periods-overlap"


def test_a_school_has_at_least_one_number() -> None:
    values = fields_of(MODELS["school"])
    numbers = ("urn", "ukprn", "early_years_number", "local_id")
    for number in numbers:
        others = {name: None for name in numbers if name != number}
        assert isinstance(record_of("school", **others), School)
        values = values | {number: None}
    with pytest.raises(ValidationError, match="needs-with-it"):
        MODELS["school"].model_validate(values, strict=False)


@pytest.mark.parametrize("kind", list(FULL))
def test_a_record_has_no_fields_but_its_own_and_never_changes(kind: str) -> None:
    record = FULL[kind]
    with pytest.raises(ValidationError, match="frozen"):
        record.schema_ = "other/1"  # type: ignore[assignment,misc]  # refused, which is the point
    with pytest.raises(ValidationError, match="extra_forbidden"):
        MODELS[kind].model_validate(fields_of(MODELS[kind]) | {"made_up": 1}, strict=False)


@pytest.mark.parametrize("kind", list(FULL))
def test_a_record_survives_being_written_and_read(kind: str) -> None:
    record = FULL[kind]
    text = record.model_dump_json(by_alias=True, exclude_none=True)
    assert MODELS[kind].model_validate_json(text) == record


@pytest.mark.parametrize(
    "written",
    [
        "1756684800",
        "2025-9-1",
        "2025-09-01T00:00:00",
        "01/09/2025",
        "2025-02-29",
        "",
        20250901,
        None,
    ],
)
def test_a_day_is_written_one_way(written: object) -> None:
    class OneDay(Model):
        day: Day

    with pytest.raises(ValidationError):
        OneDay.model_validate_json(f'{{"day": {repr(written).replace(chr(39), chr(34))}}}')
    assert OneDay.model_validate_json('{"day": "2025-09-01"}').day == date(2025, 9, 1)


# --- What a child's record says of a day

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def child(**values: Any) -> Child:
    care = [{"id": "aaaaaa", "entered_on": "2020-01-01"}]
    made = {"schema": "child/1", "id": FULL["child"].id, "born": "2008-02", "care": care}  # type: ignore[union-attr]  # a child has one
    return Child.model_validate(made | values, strict=False)


@pytest.mark.parametrize(
    ("day", "age"),
    [
        pytest.param(date(2008, 2, 28), -1, id="the eve of birth"),
        pytest.param(date(2008, 2, 29), 0, id="born in a leap February"),
        pytest.param(date(2026, 2, 27), 17, id="the eve of 18"),
        pytest.param(date(2026, 2, 28), 18, id="18, in another year"),
        pytest.param(date(2028, 2, 28), 19, id="the eve of 20, in a leap year"),
        pytest.param(date(2028, 2, 29), 20, id="20, in a leap year"),
    ],
)
def test_a_birthday_is_the_last_of_its_month(day: date, age: int) -> None:
    assert child().age_on(day) == age


@given(day=days)
def test_nobody_gets_younger(day: date) -> None:
    one = child()
    assert one.age_on(day) <= one.age_on(day + timedelta(days=1)) <= one.age_on(day) + 1
    assert one.turns(one.age_on(day)) <= day < one.turns(one.age_on(day) + 1)


@given(day=days, begin=days, end=st.none() | days)
def test_a_period_covers_its_first_and_its_last_day(
    day: date, begin: date, end: date | None
) -> None:
    if end is not None and end < begin:
        begin, end = end, begin
    within = begin <= day and (end is None or day <= end)
    care = CarePeriod(id="aaaaaa", entered_on=begin, ended_on=end)
    place = PlaceOfEducation(
        id="aaaaaa", school="sc-0000000000000", part=Part.MAIN, from_on=begin, until_on=end
    )
    someone = Responsible(
        id="aaaaaa", role=Role.CARER, person="ps-0000000000000", from_on=begin, until_on=end
    )
    assert care.covers(day) is place.covers(day) is someone.covers(day) is within


def test_what_is_on_record_for_a_day() -> None:
    one = child(
        education=[
            {
                "id": "aaaaaa",
                "school": "sc-0000000000000",
                "part": "main",
                "from_on": "2024-09-01",
                "until_on": "2025-09-01",
            },
            {
                "id": "bbbbbb",
                "school": "sc-1111111111111",
                "part": "tuition",
                "from_on": "2024-09-01",
            },
            {"id": "cccccc", "school": "sc-2222222222222", "part": "main", "from_on": "2025-09-01"},
        ],
        year_groups=[
            {"id": "bbbbbb", "from_on": "2025-09-01", "year_group": "Y12"},
            {"id": "aaaaaa", "from_on": "2024-09-01", "year_group": "Y11"},
        ],
        education_statuses=[
            {"id": "aaaaaa", "from_on": "2024-09-01", "status": "on-roll"},
            {"id": "bbbbbb", "from_on": "2025-09-01", "status": "employed"},
        ],
        responsible=[
            {
                "id": "aaaaaa",
                "role": "carer",
                "person": "ps-0000000000000",
                "from_on": "2024-09-01",
            },
            {
                "id": "bbbbbb",
                "role": "carer",
                "person": "ps-1111111111111",
                "from_on": "2025-09-01",
            },
        ],
    )
    before, first, second = date(2024, 8, 31), date(2025, 8, 31), date(2025, 9, 1)
    assert [one.year_group_on(day) for day in (before, first, second)] == [
        None,
        YearGroup.Y11,
        YearGroup.Y12,
    ]
    assert [one.education_status_on(day) for day in (before, first, second)] == [
        None,
        EducationStatus.ON_ROLL,
        EducationStatus.EMPLOYED,
    ]
    assert [place and place.id for place in map(one.main_place_on, (before, first, second))] == [
        None,
        "aaaaaa",
        "cccccc",
    ]
    assert [one.responsible_on(Role.CARER, day) for day in (before, first, second)] == [
        None,
        "ps-0000000000000",
        "ps-1111111111111",
    ]
    assert one.responsible_on(Role.PARENT, second) is None
    assert (one.care_period("aaaaaa"), one.care_period("bbbbbb")) == (one.care[0], None)


# --- Answers, and small things


def test_only_an_answer_is_an_answer() -> None:
    assert answer("words") == "words"
    assert answer(False) is False
    assert answer(None) is None
    for honest in (
        NotKnownYet(no_answer="not-known-yet", ask="Whom", by=date(2025, 10, 1)),
        DoesNotApply(no_answer="does-not-apply", why="So."),
        AskedDeclined(no_answer="asked-declined", declined_on=date(2025, 10, 1)),
    ):
        assert answer(honest) is None


@pytest.mark.parametrize(
    "value", ["words", DECLINED, DoesNotApply(no_answer="does-not-apply", why="So.")]
)
def test_an_honest_answer_may_stand_in_the_place_of_any_other(value: object) -> None:
    pep = record_of("pep", strengths=value)
    assert isinstance(pep, Pep)
    assert (answer(pep.strengths) is None) is (value != "words")


def test_an_answer_nobody_knows_is_none() -> None:
    changes = {"strengths": {"no_answer": "ask-me-later"}}
    with pytest.raises(ValidationError) as raised:
        record_of("pep", **changes)
    assert [one["type"] for one in raised.value.errors()] == ["string_type", "union_tag_invalid"]


@pytest.mark.parametrize(
    ("possible", "attended", "percentage"),
    [(30, 27, 90.0), (30, 0, 0.0), (0, 0, None)],
    ids=["most", "none of them", "none was possible"],
)
def test_attendance_in_per_cent(possible: int, attended: int, percentage: float | None) -> None:
    attendance = Attendance(
        id="aaaaaa",
        from_on=date(2025, 9, 1),
        until_on=date(2025, 9, 1),
        sessions_possible=possible,
        sessions_attended=attended,
        authorised=possible - attended,
        unauthorised=0,
    )
    assert attendance.percentage == percentage


def test_a_casefile_is_a_child_with_everything_about_it() -> None:
    child_record, pep = FULL["child"], FULL["pep"]
    assert isinstance(child_record, Child)
    assert isinstance(pep, Pep)
    assert list(Casefile(child_record, (pep,)).records()) == [child_record, pep]
    assert pep.phase is Phase.EYFS
    assert not pep.counts


def test_every_ethnicity_has_a_label() -> None:
    assert set(ETHNICITY_LABELS) == set(Ethnicity)


# --- What came out of reading the model against real cases


@pytest.mark.parametrize("day", ["2025-08-01", "2026-08-31"], ids=["the first", "the last"])
def test_a_closure_may_be_on_either_end_of_the_academic_year(day: str) -> None:
    closure = {"id": "aaaaaa", "closed_on": day, "reason": "Works."}
    assert isinstance(record_of("calendar", closures=[closure]), Calendar)


@pytest.mark.parametrize("began_earlier", [True, None], ids=["known late", "known in time"])
@pytest.mark.parametrize("field", ["legal_statuses", "placements"])
def test_nothing_of_a_period_of_care_is_before_it_unless_it_began_earlier(
    field: str, began_earlier: bool | None
) -> None:
    care = fields_of(CarePeriod) | {"began_earlier": began_earlier}
    care[field] = [care[field][0] | {"from_on": "2025-09-09"}]
    if began_earlier:
        assert isinstance(CarePeriod.model_validate(care, strict=False), CarePeriod)
    else:
        with pytest.raises(ValidationError, match="dates-out-of-order"):
            CarePeriod.model_validate(care, strict=False)


@pytest.mark.parametrize(
    ("until", "part", "right"),
    [
        pytest.param("2025-09-10", "main", True, id="a move within one day"),
        pytest.param("2025-09-11", "main", False, id="a day in both"),
        pytest.param(None, "main", False, id="the first never left"),
        pytest.param(None, "subsidiary", True, id="two at once, one of them the main one"),
    ],
)
def test_a_child_has_one_main_place_at_a_time(until: str | None, part: str, right: bool) -> None:
    first = {"id": "aaaaaa", "school": "sc-0000000000000", "part": part, "from_on": "2024-09-02"}
    then = {"id": "bbbbbb", "school": "sc-1111111111111", "part": "main", "from_on": "2025-09-10"}
    places = [then, first | {"until_on": until}]
    if right:
        assert child(education=places).main_place_on(date(2025, 9, 12))
    else:
        assert refusal("child", "education", places) == "periods-overlap"


@pytest.mark.parametrize("field", ["year_groups", "education_statuses", "sen"])
def test_two_entries_never_begin_on_one_day(field: str) -> None:
    entry = fields_of(Child)[field][0]
    assert refusal("child", field, [entry, entry | {"id": "aaaaaa"}]) == "periods-overlap"


@pytest.mark.parametrize(
    ("number", "revised_on", "right"),
    [
        pytest.param(3, "2025-09-10", True, id="the next, on the same day"),
        pytest.param(2, "2025-09-11", False, id="the same number"),
        pytest.param(3, "2025-09-09", False, id="a day earlier"),
    ],
)
def test_revisions_come_in_order(number: int, revised_on: str, right: bool) -> None:
    first = fields_of(Pep)["revisions"][0]
    revisions = [first, first | {"id": "aaaaaa", "number": number, "revised_on": revised_on}]
    if right:
        assert isinstance(record_of("pep", revisions=revisions), Pep)
    else:
        assert refusal("pep", "revisions", revisions) == "dates-out-of-order"


@pytest.mark.parametrize(
    ("day", "role"),
    [
        pytest.param(date(2022, 8, 31), Role.SOCIAL_WORKER, id="the last day of the first"),
        pytest.param(date(2022, 9, 1), Role.VIRTUAL_SCHOOL_OFFICER, id="the day after"),
        pytest.param(date(2024, 8, 31), Role.VIRTUAL_SCHOOL_OFFICER, id="the last of the second"),
        pytest.param(date(2024, 9, 1), Role.VIRTUAL_SCHOOL_HEAD, id="now"),
    ],
)
def test_a_promotion_does_not_change_what_someone_was(day: date, role: Role) -> None:
    earlier = [
        {"id": "bbbbbb", "role": "virtual-school-officer", "until_on": "2024-08-31"},
        {"id": "aaaaaa", "role": "social-worker", "until_on": "2022-08-31"},
    ]
    person = record_of(
        "person", role="virtual-school-head", earlier_roles=earlier, started_on="2019-09-01"
    )
    assert isinstance(person, Person)
    assert person.role_on(day) is role


@pytest.mark.parametrize("role", ["child", "carer", "parent"])
def test_who_has_no_record_signs_without_one(role: str) -> None:
    sign_off = fields_of(SignOff) | {"role": role, "by": None}
    assert SignOff.model_validate(sign_off, strict=False).by is None


@pytest.mark.parametrize(
    ("level", "band", "right"),
    [
        pytest.param("emerging", None, True, id="a level"),
        pytest.param(None, "22 to 36 months", True, id="a band"),
        pytest.param(None, None, False, id="neither"),
    ],
)
def test_an_area_of_learning_has_a_level_or_a_band(
    level: str | None, band: str | None, right: bool
) -> None:
    values = fields_of(AreaOfLearning) | {"level": level, "band": band}
    if right:
        assert isinstance(AreaOfLearning.model_validate(values, strict=False), AreaOfLearning)
    else:
        with pytest.raises(ValidationError, match="needs-with-it"):
            AreaOfLearning.model_validate(values, strict=False)


@pytest.mark.parametrize(
    ("judges", "right"),
    [
        pytest.param({"judges_audit": None}, True, id="a review"),
        pytest.param({"judges_qa_review": None}, True, id="an audit"),
        pytest.param({"judges_audit": None, "judges_qa_review": None}, False, id="nothing"),
    ],
)
def test_a_moderation_judges_something_again(judges: dict[str, None], right: bool) -> None:
    values = fields_of(Audit) | {"type": "moderation"} | judges
    if right:
        assert isinstance(Audit.model_validate(values, strict=False), Audit)
    else:
        with pytest.raises(ValidationError, match="needs-with-it"):
            Audit.model_validate(values, strict=False)


def test_a_part_of_an_audit_is_rated_once() -> None:
    rated = [{"id": name, "part": "t1", "rating": "green"} for name in ("vabc0c", "tce0ym")]
    with pytest.raises(ValidationError, match="question-twice"):
        Audit.model_validate(fields_of(Audit) | {"part_ratings": rated}, strict=False)


@pytest.mark.parametrize(
    "written",
    ["5", "é", "{child}", "- no", "... yes?", "\u4e2d", "\U0001f642", "a" * 300],
    ids=["digit", "accent", "token", "after a dash", "between", "Chinese", "a smile", "long"],
)
def test_one_character_is_enough_to_read(written: str) -> None:
    assert isinstance(record_of("pep", strengths=written, prepared_by=None), Pep)
    assert isinstance(record_of("person", team=written), Person)


@pytest.mark.parametrize(
    "written",
    [
        " ",
        "-",
        "...",
        "?!",
        "n/a"[1],
        "\u00a0",
        "\u2014",
        "\u200b",
        "-" * 20_000,
        "a\x07",
        "- \x00a",
    ],
)
def test_space_and_punctuation_are_no_words(written: str) -> None:
    assert refusal("pep", "strengths", written) == "string_pattern_mismatch"
    assert refusal("person", "team", written[:300]) == "string_pattern_mismatch"


def test_prose_may_have_lines_and_a_title_not() -> None:
    assert isinstance(record_of("pep", strengths="\n- one\n\t- two\r\n"), Pep)
    for written in ("one\ntwo", "\none", "one\n", "\tone"):
        assert refusal("person", "team", written) == "string_pattern_mismatch"
