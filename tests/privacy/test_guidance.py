"""What everyone may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from inspect import signature

import pytest

from pepsite.errors import PepsiteError
from pepsite.policy.base import When
from pepsite.policy.checklists import Checklist
from pepsite.policy.coverage import Coverage
from pepsite.policy.pack import PolicyPack
from pepsite.policy.participants import ChairVersion, Participants
from pepsite.policy.phases import Eligibility
from pepsite.policy.timescales import Clock, ClockVersion
from pepsite.privacy import published_policy as published
from pepsite.privacy import wording
from pepsite.privacy.guidance import public_site
from pepsite.privacy.published import PublishedSite
from pepsite.privacy.published_policy import Contact, Duty, RatingRule, Source, Step
from pepsite.records.codes import Phase, Role, YearGroup
from pepsite.records.pep import MeetingMode, MeetingOutcome, PepType
from pepsite.records.school import School
from pepsite.store.packs import load_pack
from tests.policy.altered import altered
from tests.privacy.small import (
    AS_OF,
    CALENDAR,
    SCHOOLS,
    WALSALL,
    authority,
    calendars,
    full_id,
    read_as,
    records,
    workspace,
)


def site(
    policy: PolicyPack = WALSALL, more: str = "", *texts: str, as_of: date = AS_OF
) -> PublishedSite:
    return public_site(policy, authority(more), calendars(*(texts or (CALENDAR,))), as_of)


# --- Words made from numbers


@pytest.mark.parametrize(
    ("rule", "by", "counted_from"),
    [
        (
            "{rule: within, start: entered-care, span: {number: 20, unit: working-days}}",
            "within 20 working days",
            "the day the child comes into care",
        ),
        (
            "{rule: within, start: submitted, span: {number: 1, unit: weeks}}",
            "within 1 week",
            "the day the PEP is submitted",
        ),
        (
            "{rule: before-first-statutory-review, review_due: {number: 6, unit: weeks}}",
            "by the first statutory review, which is held within 6 weeks of coming into care",
            "the day the child comes into care",
        ),
        ("{rule: each-term}", "once in every school term", "the first day of the term"),
        (
            "{rule: since-last, span: {number: 12, unit: weeks}}",
            "within 12 weeks of the last PEP meeting",
            "the day of that meeting",
        ),
        (
            "{rule: not-stated, start: submitted}",
            "no time is stated in the source",
            "",
        ),
    ],
    ids=["working days", "one week", "first review", "each term", "since last", "not stated"],
)
def test_a_clock_is_said_in_words(rule: str, by: str, counted_from: str) -> None:
    read = read_as(ClockVersion, f"{{from: 2018-09-01, source: WAL-06, by: {rule}}}").by
    assert wording.by_when(read) == by
    assert wording.counted_from(read) == counted_from


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (YearGroup.BEFORE_NURSERY, "Before nursery"),
        (YearGroup.N1, "Nursery (first year)"),
        (YearGroup.R, "Reception"),
        (YearGroup.Y7, "Year 7"),
        (YearGroup.Y13, "Year 13"),
    ],
)
def test_a_year_group_is_said_as_schools_say_it(value: YearGroup, words: str) -> None:
    assert wording.year_group(value) == words


def test_every_code_has_words() -> None:
    assert set(wording.PHASE_WORDS) == set(Phase)
    assert set(wording.PEP_WORDS) == set(PepType)
    assert set(wording.MODE_WORDS) == set(MeetingMode)
    assert set(wording.OUTCOME_WORDS) == set(MeetingOutcome)
    assert all(wording.year_group(one) for one in YearGroup)


def test_a_role_is_said_in_words_and_nobodys_is_empty() -> None:
    assert wording.role(Role.INDEPENDENT_REVIEWING_OFFICER) == "Independent reviewing officer"
    assert wording.role(None) == ""


def test_lists_are_said_as_people_say_them() -> None:
    assert wording.either(["a"]) == "a"
    assert wording.either(["a", "b", "c"]) == "a, b or c"
    assert wording.both(["a", "b"]) == "a and b"
    assert wording.unique(["b", "", "a", "b"]) == ("b", "a")


def test_for_which_peps_something_holds_is_said_in_brackets() -> None:
    when = When(
        phases=(Phase.EYFS, Phase.POST_16), types=(PepType.INITIAL,), year_groups=(YearGroup.Y6,)
    )
    assert wording.for_which(when) == " (first PEP; early years or post-16; Year 6)"
    assert wording.for_which(When()) == ""


# --- The site as a whole


def test_before_its_first_edition_a_pack_has_nothing_to_publish() -> None:
    with pytest.raises(PepsiteError, match="walsall begins on 2018-09-01; there is nothing"):
        site(as_of=date(2018, 8, 31))
    assert site(as_of=date(2018, 9, 1)).guidance.clocks


def test_the_public_site_is_made_of_pack_settings_and_calendars_alone() -> None:
    assert list(signature(public_site).parameters) == ["policy", "authority", "calendars", "as_of"]


def test_a_schools_own_calendar_leaves_no_trace() -> None:
    own = CALENDAR.replace("ca-1", "ca-2").replace("ours: true", "ours: false\nschool: sc-1")
    assert site(WALSALL, "", CALENDAR, own) == site()


def test_the_public_site_is_the_same_with_all_records_or_with_none() -> None:
    child = """
        schema: child/1
        id: ch-1
        born: 2014-03
        care: [{id: aaaaa1, entered_on: 2025-09-01}]
        education: [{id: aaaaa2, school: sc-1, part: main, from_on: 2025-09-01}]
        """
    staff = workspace(child).site()
    assert replace(staff, staff=None) == site()


def test_the_settings_say_whose_site_it_is_and_since_when_it_holds() -> None:
    settings = site().settings
    assert settings.virtual_school == "Exampleshire Virtual School"
    assert settings.authority == "Exampleshire Council"
    assert settings.policy == "the PEP policy of Walsall"
    assert settings.policy_in_force_since == date(2018, 9, 1)
    assert settings.as_of == AS_OF
    assert settings.contacts == ()
    assert settings.accessibility == published.Accessibility()


def test_contacts_are_told_by_what_they_are_for() -> None:
    more = """
contacts:
  - {id: aaaaa1, what_for: Advice, email: a@example.invalid, telephone: 01632 960001}
  - {id: aaaaa2, what_for: Letters, address: [The Old Library, Exampleton]}
accessibility_contact: b@example.invalid
"""
    settings = site(WALSALL, more).settings
    assert settings.contacts == (
        Contact("Advice, by email", "a@example.invalid"),
        Contact("Advice, by telephone", "01632 960001"),
        Contact("Letters, by post", "The Old Library, Exampleton"),
    )
    assert settings.accessibility.contacts == (Contact("By email", "b@example.invalid"),)


def test_an_accessibility_contact_may_be_a_telephone_number() -> None:
    settings = site(WALSALL, "accessibility_contact: 01632 960001").settings
    assert settings.accessibility.contacts == (Contact("Contact", "01632 960001"),)


def test_the_accessibility_statement_says_what_the_settings_say() -> None:
    statement = """
accessibility:
  complies: partially
  prepared_on: 2025-09-01
  reviewed_on: 2026-03-02
  tested_on: 2025-08-20
  tested_how: with a screen reader
  reply_within: within 5 working days
  known_problems:
    - {id: p7k2ma, what: The map has no words., put_right_by: 2026-09-01}
"""
    assert site(WALSALL, statement).settings.accessibility == published.Accessibility(
        complies="partially",
        prepared_on=date(2025, 9, 1),
        reviewed_on=date(2026, 3, 2),
        reply_within="within 5 working days",
        tested_on=date(2025, 8, 20),
        tested_how="with a screen reader",
        known_problems=(published.KnownProblem("The map has no words.", date(2026, 9, 1)),),
    )


# --- Timescales


def test_the_timescales_stand_in_groups_and_in_the_order_of_the_steps() -> None:
    groups = {clock.title: clock.rows for clock in site().guidance.clocks}
    assert list(groups) == [
        "Who has a PEP",
        "The first PEP",
        "Reviews",
        "Every PEP",
    ]
    steps = list(Step)
    for rows in groups.values():
        assert rows == tuple(sorted(rows, key=lambda row: steps.index(row.step)))
    (eligible,) = groups["Who has a PEP"]
    assert eligible.by == "from nursery (first year) until the child is 18"
    assert [row.when for row in groups["The first PEP"]][:2] == [
        "a child placed in an emergency",
        "a child placed in an emergency",
    ]
    assert [row.when for row in groups["Every PEP"]] == ["every PEP"]


def test_a_timescale_says_where_it_is_laid_down_and_how_an_unclear_source_is_read() -> None:
    rows = [row for clock in site().guidance.clocks for row in clock.rows]
    (row,) = (row for row in rows if row.milestone == "The first PEP is complete")
    assert row.by == "within 20 working days"
    assert row.step is Step.COMPLETE
    assert row.since == date(2018, 9, 1)
    assert row.source == Source(
        "WAL-06",
        "Walsall Virtual School, PEP Quality Assurance framework and toolkit",
        "line 17",
    )
    assert row.reading.startswith("The source says 20 days and no unit.")
    assert not row.statutory
    assert {row.milestone for row in rows if row.statutory} == {
        "The first PEP is complete for the first statutory review",
        "After an emergency placement, the PEP is begun within the statutory time",
        "The PEP is reviewed in each school term",
    }


def test_what_is_done_ahead_of_the_meeting_stands_before_it() -> None:
    guidance = site(load_pack("shropshire")).guidance
    rows = [row for clock in guidance.clocks for row in clock.rows]
    signed = "The social worker's page is up to date and signed before the meeting"

    assert [row.step for row in rows if row.milestone == signed] == [Step.ARRANGE]
    does = "signs a section of each PEP"
    assert [duty.step for duty in guidance.duties if duty.does == does] == [Step.ARRANGE]


def test_the_home_page_says_nothing_twice_and_nothing_without_a_time() -> None:
    rows = [row for clock in site().guidance.clocks for row in clock.rows]
    assert [row.milestone for row in rows if row.on_home] == [
        "A child in care has a PEP",
        "The first PEP meeting is held",
        "The first PEP is complete",
        "The PEP is ready for the first statutory review",
        "The PEP is reviewed every term",
        "The PEP is reviewed within 12 weeks of the last",
    ]


def test_what_the_law_asks_is_on_the_home_page_where_the_authority_asks_something_else() -> None:
    local = [one for one in WALSALL.clocks if one.id != "pep-ready-for-first-review"]
    rows = [
        row
        for clock in site(altered(WALSALL, clocks=tuple(local))).guidance.clocks
        for row in clock.rows
    ]
    (law,) = (
        row for row in rows if row.milestone.endswith("complete for the first statutory review")
    )
    assert law.on_home


CLOCK = """
id: reviewed
title: The PEP is reviewed
of: review-pep
milestone: held
doer: designated-teacher
versions:
  - {from: 2018-09-01, source: WAL-98, by: {rule: since-last, span: {number: 12, unit: weeks}}}
  - from: 2026-05-15
    source: WAL-98
    also: [WAL-07]
    by: {rule: since-last, span: {number: 10, unit: weeks}}
  - {from: 2026-09-01, source: WAL-98, by: {rule: since-last, span: {number: 6, unit: weeks}}}
"""


@pytest.mark.parametrize(
    ("as_of", "by", "since"),
    [
        (date(2026, 5, 14), "within 12 weeks of the last PEP meeting", date(2018, 9, 1)),
        (date(2026, 5, 15), "within 10 weeks of the last PEP meeting", date(2026, 5, 15)),
    ],
    ids=["the day before", "on the day"],
)
def test_the_version_in_force_on_the_day_is_shown(as_of: date, by: str, since: date) -> None:
    policy = altered(WALSALL, clocks=(read_as(Clock, CLOCK),), eligibility=())
    found = site(policy, as_of=as_of)
    ((row,),) = (clock.rows for clock in found.guidance.clocks)
    assert (row.by, row.since) == (by, since)
    assert found.settings.policy_in_force_since == since


@pytest.mark.parametrize(
    ("change", "since"),
    [
        ({"from_on": date(2026, 5, 15)}, date(2026, 5, 15)),
        ({"from_on": date(2026, 5, 16)}, date(2018, 9, 1)),
        ({"until_on": date(2026, 5, 14)}, date(2026, 5, 15)),
        ({"until_on": date(2026, 5, 15)}, date(2018, 9, 1)),
    ],
    ids=["begins today", "begins tomorrow", "ended yesterday", "ends today"],
)
@pytest.mark.parametrize("name", ["audits", "content", "plans", "reports", "sections"])
def test_a_change_of_anything_is_a_change_of_the_policy(
    name: str, change: dict[str, date], since: date
) -> None:
    *others, last = getattr(WALSALL, name)
    versions = "editions" if name == "audits" else "versions"
    changed = getattr(last, versions)[-1].model_copy(update=change)
    again = last.model_copy(update={versions: (*getattr(last, versions), changed)})
    found = site(altered(WALSALL, **{name: (*others, again)}))
    assert found.settings.policy_in_force_since == since


def test_two_sources_of_one_document_are_cited_together() -> None:
    policy = altered(WALSALL, clocks=(read_as(Clock, CLOCK),), eligibility=())
    ((row,),) = (clock.rows for clock in site(policy).guidance.clocks)
    assert row.source == Source(
        "WAL-98; WAL-07",
        "Walsall Virtual School, PEP Quality Assurance framework and toolkit",
        "line 193; line 17",
    )


def test_a_clock_that_begins_later_is_not_shown() -> None:
    clock = read_as(Clock, CLOCK)
    policy = altered(
        WALSALL, clocks=(clock.model_copy(update={"versions": clock.versions[2:]}),), eligibility=()
    )
    guidance = site(policy).guidance
    assert guidance.clocks == ()
    assert not [duty for duty in guidance.duties if duty.step is Step.REVIEW]


@pytest.mark.parametrize(
    ("begins", "by"),
    [
        ("from_year_group: Y1", "from Year 1 until the child is 19"),
        (
            "from_year_group: Y1, from_age: 5",
            "from the age of 5, or Year 1 if that is sooner, until the child is 19",
        ),
    ],
)
def test_eligibility_may_begin_in_a_year_of_school_or_on_a_birthday(begins: str, by: str) -> None:
    rule = read_as(Eligibility, f"{{from: 2018-09-01, source: WAL-02, {begins}, until_age: 19}}")
    ((row,), *_) = (
        clock.rows for clock in site(altered(WALSALL, eligibility=(rule,))).guidance.clocks
    )
    assert (row.by, row.reading) == (by, "")


# --- Who does what


def duties(policy: PolicyPack = WALSALL) -> tuple[Duty, ...]:
    return site(policy).guidance.duties


def test_who_does_what_comes_from_clocks_chair_participants_and_what_follows() -> None:
    found = duties()
    assert len(set(found)) == len(found)
    assert {
        Duty(Step.START, "Social worker", "begins the first PEP of a child placed in an emergency"),
        Duty(Step.MEET, "Social worker", "sees that the meeting for the first PEP is held"),
        Duty(Step.MEET, "Designated teacher", "chairs the meeting"),
        Duty(Step.MEET, "Social worker", "chairs the meeting for a child who has no school place"),
        Duty(
            Step.MEET,
            "Child",
            "comes to the meeting, or contributes in another way; if not, the record says why",
        ),
        Duty(Step.COMPLETE, "Designated teacher", "sees that the first PEP is complete"),
        Duty(
            Step.QUALITY_ASSURE,
            "Virtual school officer",
            "quality assures at least 1 PEP of every school in each academic year",
        ),
        Duty(
            Step.QUALITY_ASSURE,
            "Virtual school officer",
            "offers training or other help where a PEP is not at standard",
        ),
        Duty(Step.REVIEW, "Designated teacher", "sees that the meeting for the review is held"),
    } <= set(found)


def test_of_one_role_only_the_most_that_is_asked_is_said() -> None:
    """The social worker must come to every meeting; that they may also write in adds nothing."""
    asked = [
        duty.does for duty in duties() if duty.role == "Social worker" and "comes" in duty.does
    ]
    assert asked == ["comes to the meeting"]
    parents = [duty.does for duty in duties() if duty.role == "Parent"]
    assert parents == ["comes to the meeting (first PEP); if not, the record says why"]


def participants(must: str, *, excused: bool = False) -> Participants:
    text = f"""
id: x-{must}
title: x
must: {must}
doer: social-worker
excused_by_reason: {str(excused).lower()}
versions: [{{from: 2018-09-01, source: WAL-45, roles: [carer]}}]
"""
    return read_as(Participants, text)


def test_an_invitation_is_part_of_arranging() -> None:
    policy = altered(WALSALL, participants=(participants("be-invited"),))
    assert Duty(Step.ARRANGE, "Carer", "is invited to the meeting") in duties(policy)


def test_what_may_be_excused_says_less_than_what_may_not() -> None:
    both = (participants("come", excused=True), participants("come-or-contribute"))
    policy = altered(WALSALL, participants=both)
    assert [duty.does for duty in duties(policy) if duty.role == "Carer"] == [
        "comes to the meeting; if not, the record says why",
        "comes to the meeting, or contributes in another way",
    ]


def test_one_chair_for_all_is_said_once_and_no_chair_not_at_all() -> None:
    text = "{from: 2018-09-01, source: WAL-46, with_school: carer, without_school: carer}"
    chair = read_as(ChairVersion, text)
    chairs = [
        [duty for duty in duties(altered(WALSALL, chair=versions)) if "chairs" in duty.does]
        for versions in ((chair,), ())
    ]
    assert chairs == [[Duty(Step.MEET, "Carer", "chairs the meeting")], []]


def test_what_has_not_begun_is_nobodys_duty() -> None:
    later = {"from_on": date(2027, 9, 1)}
    policy = altered(
        WALSALL,
        clocks=(),
        chair=(),
        participants=tuple(
            one.model_copy(update={"versions": (one.versions[0].model_copy(update=later),)})
            for one in WALSALL.participants
        ),
        coverage=tuple(
            one.model_copy(update={"versions": (one.versions[0].model_copy(update=later),)})
            for one in WALSALL.coverage
        ),
        follow_up=tuple(
            one.model_copy(update={"versions": (one.versions[0].model_copy(update=later),)})
            for one in WALSALL.follow_up
        ),
    )
    assert duties(policy) == ()


@pytest.mark.parametrize(
    ("of", "period", "often"),
    [
        ("school", "academic-year", "school in each academic year"),
        ("school", "term", "school in each term"),
        ("child", "any-12-months", "child in any twelve months"),
    ],
)
def test_how_many_peps_of_whom_are_quality_assured_is_said(
    of: str, period: str, often: str
) -> None:
    text = f"""
id: x
title: x
of: {of}
period: {period}
doer: phase-manager
versions:
  - {{from: 2018-09-01, source: WAL-39, at_least: 2, counts: [qa-review]}}
"""
    coverage = read_as(Coverage, text)
    does = f"quality assures at least 2 PEPs of every {often}"
    assert Duty(Step.QUALITY_ASSURE, "Phase manager", does) in duties(
        altered(WALSALL, coverage=(coverage,))
    )


def test_whoever_is_asked_for_only_in_some_circumstances_is_said_to_be() -> None:
    said = {duty.does for duty in duties(load_pack("warwickshire"))}
    assert "comes to the meeting for a child who needs an interpreter" in said
    assert (
        "is invited to the meeting for a child about to move to another school; "
        "if not, the record says why"
    ) in said


# --- Checklists


def test_a_checklist_is_printed_with_its_questions_answers_and_rule() -> None:
    (checklist,) = site().guidance.checklists
    assert checklist.id == "pep-quality"
    assert checklist.used_by == "virtual school officer"
    assert checklist.used_for == "Judges one PEP, and decides whether it is complete"
    assert [question.number for question in checklist.questions] == list("1234567")
    assert checklist.questions[0] == published.Question(
        "1", "Was the PEP completed in time?", ("Yes", "No"), "", "WAL-49", topic="timescales"
    )
    assert checklist.rules == (
        RatingRule("Meeting the expected standard", "every answer is “Yes”"),
        RatingRule("Not meeting the expected standard", "any answer is “No”"),
    )
    assert checklist.otherwise == "there is no rating, and nobody may record one"


CHECKLIST = """
id: dip
title: Dip sample
tier: 2
reviewers: [phase-manager, virtual-school-deputy]
accepts_completion: false
editions:
  - from: 2018-09-01
    source: WAL-40
    answers:
      - {id: g, title: Green}
      - {id: a, title: Amber, explanation_required: true}
      - {id: r, title: Red, explanation_required: true}
    questions:
      - {id: one, text: "Is it good?", guidance: Look at the targets., source: WAL-40}
    scale:
      - {id: good, title: Good, at_standard: true}
      - {id: poor, title: Poor, at_standard: false}
    rating_in_words: The auditor decides.
"""
RULES = """
    rating:
      - {rating: poor, source: WAL-40, when: {test: at-least, number: 1, answers: [r]}}
      - {rating: poor, source: WAL-40, when: {test: at-least, number: 3, answers: [a, r]}}
      - {rating: good, source: WAL-40, when: {test: all, answers: [g, a]}}
"""


def with_checklist(text: str) -> PolicyPack:
    return altered(WALSALL, checklists=(read_as(Checklist, text),))


def test_every_kind_of_rating_rule_is_said_in_words() -> None:
    (checklist,) = site(with_checklist(CHECKLIST + RULES)).guidance.checklists
    assert [rule.when for rule in checklist.rules] == [
        "at least 1 answer is “Red”",
        "at least 3 answers are “Amber” or “Red”",
        "every answer is “Green” or “Amber”",
    ]
    assert checklist.used_by == "phase manager or virtual school deputy"
    assert checklist.used_for == "Judges a sample of PEPs a second time"


def test_a_question_says_what_it_asks_in_full_and_which_answers_want_explaining() -> None:
    (checklist,) = site(with_checklist(CHECKLIST + RULES)).guidance.checklists
    (question,) = checklist.questions
    assert question.explanation_wanted == (
        "Look at the targets. Explain the answer “Amber” or “Red”."
    )


def test_where_the_auditor_enters_the_rating_the_packs_own_words_say_so() -> None:
    (checklist,) = site(with_checklist(CHECKLIST)).guidance.checklists
    assert checklist.rules == ()
    assert checklist.otherwise == "The auditor decides"


def test_a_checklist_without_an_edition_in_force_is_not_shown() -> None:
    later = CHECKLIST.replace("2018-09-01", "2030-09-01")
    assert site(with_checklist(later)).guidance.checklists == ()


# --- Term dates


def test_ours_come_first_and_years_gone_by_are_left_out() -> None:
    neighbour = (
        CALENDAR.replace("ca-1", "ca-3")
        .replace("ours: true", "ours: false")
        .replace("Exampleshire Council", "Another Council")
    )
    gone = CALENDAR.replace("ca-1", "ca-4").replace("2026-", "2025-").replace("2025-09", "2024-09")
    gone = gone.replace("2025-1", "2024-1").replace("academic_year: 2025", "academic_year: 2024")
    found = site(WALSALL, "", neighbour, gone, CALENDAR).guidance.term_dates
    assert [(one.title, one.academic_year) for one in found] == [
        ("Exampleshire Council", "2025/26"),
        ("Another Council", "2025/26"),
    ]
    assert found[0].id == full_id("ca-1")
    assert found[0].terms[0] == published.Term(
        "Autumn",
        date(2025, 9, 1),
        date(2025, 12, 19),
        date(2025, 10, 27),
        date(2025, 10, 31),
    )


def test_closures_that_follow_each_other_are_one_and_never_say_which_schools() -> None:
    closed = (
        CALENDAR
        + """closures:
  - {id: aaaaa1, closed_on: 2026-01-08, reason: Snow}
  - {id: aaaaa2, closed_on: 2026-01-09, reason: Snow}
  - {id: aaaaa3, closed_on: 2026-01-12, reason: Snow}
  - {id: aaaaa4, closed_on: 2026-01-07, reason: Snow, schools: [sc-1]}
"""
    )
    (dates,) = site(WALSALL, "", closed).guidance.term_dates
    assert dates.closures == (
        published.Closure(date(2026, 1, 7), date(2026, 1, 7), "Snow (some schools)"),
        published.Closure(date(2026, 1, 8), date(2026, 1, 9), "Snow"),
        published.Closure(date(2026, 1, 12), date(2026, 1, 12), "Snow"),
    )
    assert full_id("sc-1") not in repr(site(WALSALL, "", closed))


def test_no_school_is_named_to_the_public() -> None:
    names = [one.name for one in records(SCHOOLS) if isinstance(one, School)]
    assert names
    assert not [name for name in names if name in repr(site())]


def test_what_holds_for_every_authority_is_nobodys_own_policy() -> None:
    settings = public_site(load_pack("england"), None, calendars(CALENDAR), AS_OF).settings

    assert settings.virtual_school == "PEPs in England: the statutory minimum"
    assert settings.policy == "the statutory minimum in England"
    assert (settings.authority, settings.contacts) == ("", ())
