"""Both sides of the line of every rule on what a PEP holds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pepsite.compliance.results import CheckResult
from pepsite.policy.base import Circumstance
from pepsite.policy.content import ContentDuty
from pepsite.policy.participants import ChairVersion
from pepsite.policy.sections import SectionsFile
from tests.compliance.made import Made, made

AS_OF = date(2025, 12, 1)
HELD = {"held_on": "2025-09-22", "invited": {}}
PEP = {"type": "initial", "completed_on": "2025-09-25", "meetings": [HELD]}
NOT_YET = {"no_answer": "not-known-yet", "ask": "the school", "by": "2025-10-01"}
NO_NEED = {"no_answer": "does-not-apply", "why": "None is needed."}
DECLINED = {"no_answer": "asked-declined", "declined_on": "2025-09-20"}
HONEST = [
    pytest.param(NOT_YET, "cannot-tell", id="not known yet"),
    pytest.param(NO_NEED, "not-applicable", id="does not apply"),
    pytest.param(DECLINED, "not-applicable", id="asked, declined"),
]


def duty(asks: str, **rule: Any) -> ContentDuty:
    return ContentDuty.model_validate(
        {
            "id": "held",
            "title": "What it holds",
            "doer": rule.pop("doer", "designated-teacher"),
            "when": rule.pop("when", {}),
            "versions": [
                {
                    "from": rule.pop("begins", "2018-09-01"),
                    "source": "EXM-1",
                    "rule": {"asks": asks, **rule},
                }
            ],
        },
        strict=False,
    )


def under(one: ContentDuty, *peps: dict[str, Any], **given: Any) -> Made:
    return made(peps=list(peps), **given).under(content=(one,))


def result(
    one: ContentDuty, *peps: dict[str, Any], as_of: date = AS_OF, **given: Any
) -> CheckResult:
    return under(one, *peps, **given).results(as_of, "held")[-1]


def target(subject: str, **more: Any) -> dict[str, Any]:
    return {"subject": subject, **more}


# --- Until when it can be mended

MATHS_AND_ENGLISH = duty(
    "targets-in", each_of=[{"any_of": ["english", "reading", "writing"]}, {"any_of": ["maths"]}]
)


@pytest.mark.parametrize(
    ("pep", "as_of", "status"),
    [
        pytest.param({}, date(2025, 9, 24), None, id="not submitted yet"),
        pytest.param({}, date(2025, 9, 25), "due", id="on the day of submission"),
        pytest.param({}, date(2025, 9, 26), "overdue", id="the day after"),
        pytest.param({"status": "complete"}, date(2025, 9, 26), "missed", id="accepted as it is"),
        pytest.param(
            {
                "status": "closed",
                "closed": {"closed_on": "2025-09-26", "by": "the officer", "reason": "moved"},
            },
            date(2025, 9, 26),
            None,
            id="closed",
        ),
    ],
)
def test_what_is_wanting_can_be_mended_until_the_pep_is_accepted(
    pep: dict[str, Any], as_of: date, status: str | None
) -> None:
    found = under(MATHS_AND_ENGLISH, {**PEP, **pep}).results(as_of, "held")
    assert [one.status for one in found] == ([status] if status else [])


def test_what_is_wanting_is_missed_once_the_next_pep_is_submitted() -> None:
    peps = [PEP, {"completed_on": "2025-11-20", "meetings": [{"held_on": "2025-11-18"}]}]
    child = under(MATHS_AND_ENGLISH, *peps)
    assert [
        [str(one.status) for one in child.results(day, "held")]
        for day in (date(2025, 11, 19), date(2025, 11, 20))
    ] == [["overdue"], ["missed", "due"]]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        pytest.param({"care": [{"ended_on": "2025-11-30"}]}, "missed", id="care has ended"),
        pytest.param({"care": [{"ended_on": "2025-12-02"}]}, "overdue", id="care ends tomorrow"),
        pytest.param({"born": "2007-11"}, "missed", id="turned 18 yesterday"),
        pytest.param({"born": "2007-12"}, "overdue", id="turns 18 this month"),
    ],
)
def test_what_is_wanting_is_missed_when_the_time_in_care_is_over(
    given: dict[str, Any], status: str
) -> None:
    assert result(MATHS_AND_ENGLISH, PEP, child=given).status == status


@pytest.mark.parametrize(
    ("begins", "count"),
    [
        pytest.param("2025-09-25", 1, id="that day"),
        pytest.param("2025-09-26", 0, id="the day after"),
    ],
)
def test_the_policy_of_the_day_of_submission_counts(begins: str, count: int) -> None:
    one = duty("voice-recorded", begins=begins)
    assert len(under(one, PEP).results(AS_OF, "held")) == count


def test_a_duty_for_some_year_groups_says_nothing_of_others() -> None:
    one = duty("voice-recorded", when={"year_groups": ["Y6"]})
    assert under(one, PEP).results(AS_OF, "held") == []


def test_a_pep_from_before_records_began_is_not_judged() -> None:
    one = under(duty("voice-recorded"), PEP, authority={"records_begin_on": "2025-09-26"})
    assert one.results(AS_OF, "held") == []


def test_an_explanation_names_the_day_and_the_file() -> None:
    found = result(MATHS_AND_ENGLISH, PEP)
    explained = found.explanation
    assert (explained.counted_from, explained.counted_from_what, explained.counted_in) == (
        date(2025, 9, 25),
        "the PEP was submitted",
        found.evidence[0],
    )


# --- Fresh


@pytest.mark.parametrize(
    ("within", "latest", "status"),
    [
        pytest.param(None, "2025-09-01", "met", id="on 1 September"),
        pytest.param(None, "2025-08-31", "overdue", id="on 31 August"),
        pytest.param({"number": 10, "unit": "calendar-days"}, "2025-09-15", "met", id="10 days"),
        pytest.param(
            {"number": 10, "unit": "calendar-days"}, "2025-09-14", "overdue", id="11 days"
        ),
        pytest.param({"number": 10, "unit": "unknown"}, "2025-09-20", "cannot-tell", id="no unit"),
    ],
)
@pytest.mark.parametrize("field", ["attendance", "content.attainment", "care"])
def test_the_latest_figures_are_no_older_than_they_may_be(
    field: str, within: dict[str, Any] | None, latest: str, status: str
) -> None:
    parts: dict[str, dict[str, Any]] = {
        "attendance": {"attendance": [{"from_on": "2025-01-01", "until_on": latest}]},
        "content.attainment": {"content": {"attainment": [{"assessed_on": latest}]}},
        "care": {"care": {"as_of": latest}},
    }
    rule = {"field": field} | ({"within": within} if within else {})
    assert result(duty("fresh", **rule), {**PEP, **parts[field]}).status == status


def test_the_latest_of_several_days_counts() -> None:
    attendance = [{"from_on": "2025-01-01", "until_on": "2025-06-01"}, {"from_on": "2025-09-01"}]
    one = duty("fresh", field="attendance")
    assert result(one, {**PEP, "attendance": attendance}).status == "met"


def test_a_school_year_that_begins_on_the_3rd_has_figures_of_the_1st() -> None:
    child = {"education": [{"school": "neighbour school"}]}
    pep = {**PEP, "school": "neighbour school", "attendance": [{"until_on": "2025-09-01"}]}
    assert result(duty("fresh", field="attendance"), pep, child=child).status == "met"


def test_attendance_that_is_left_out_is_not_fresh() -> None:
    one = duty("fresh", field="attendance")
    assert result(one, {**PEP, "attendance": None}).status == "overdue"


@pytest.mark.parametrize(("answer", "status"), HONEST)
def test_an_honest_answer_on_attendance_counts_apart(answer: dict[str, Any], status: str) -> None:
    one = duty("fresh", field="attendance")
    assert result(one, {**PEP, "attendance": answer}).status == status


def test_areas_of_learning_are_asked_of_early_years_only() -> None:
    one = duty("fresh", field="content.learning")
    early = {**PEP, "year_group": "N2"}
    assert [len(under(one, pep).results(AS_OF, "held")) for pep in (PEP, early)] == [0, 1]


# --- Targets and money


@pytest.mark.parametrize(
    ("subjects", "status"),
    [
        pytest.param(["english", "maths"], "met", id="english and maths"),
        pytest.param(["writing", "maths"], "met", id="writing and maths"),
        pytest.param(["maths"], "overdue", id="maths alone"),
        pytest.param(["reading", "writing"], "overdue", id="two in english, none in maths"),
        pytest.param(["science"], "overdue", id="neither"),
    ],
)
def test_there_is_a_target_in_each_group_of_subjects(subjects: list[str], status: str) -> None:
    pep = {**PEP, "targets": [target(one) for one in subjects]}
    assert result(MATHS_AND_ENGLISH, pep).status == status


def test_what_is_wanting_is_named_by_its_group() -> None:
    because = result(MATHS_AND_ENGLISH, PEP).explanation.because
    assert because == "It needs 1 target or more in each of these: english or reading or writing."


@pytest.mark.parametrize(("answer", "status"), HONEST)
def test_an_honest_answer_on_targets_counts_apart(answer: dict[str, Any], status: str) -> None:
    assert result(MATHS_AND_ENGLISH, {**PEP, "targets": answer}).status == status


@pytest.mark.parametrize(
    ("pep", "status"),
    [
        pytest.param({"long_term_plans": None}, "overdue", id="short targets alone"),
        pytest.param({}, "met", id="a longer plan"),
        pytest.param(
            {"long_term_plans": None, "targets": [target("maths", horizon="long")]},
            "met",
            id="a long-term target",
        ),
        pytest.param({"long_term_plans": NO_NEED}, "not-applicable", id="does not apply"),
        pytest.param({"long_term_plans": NOT_YET}, "cannot-tell", id="not known yet"),
    ],
)
def test_something_looks_further_ahead(pep: dict[str, Any], status: str) -> None:
    assert result(duty("target-of-horizon", horizon="long"), {**PEP, **pep}).status == status


def test_a_longer_plan_is_no_short_term_target() -> None:
    one = duty("target-of-horizon", horizon="short")
    assert result(one, {**PEP, "targets": [target("maths", horizon="long")]}).status == "overdue"


@pytest.mark.parametrize(
    ("targets", "status"),
    [
        pytest.param([target("maths")], "met", id="each has"),
        pytest.param(
            [target("maths"), target("english", actions=None)], "overdue", id="one has not"
        ),
        pytest.param(None, "not-applicable", id="there is none"),
        pytest.param(NOT_YET, "cannot-tell", id="not known yet"),
    ],
)
def test_each_item_has_what_is_asked(targets: Any, status: str) -> None:
    one = duty("each-item-has", field="targets", has=["actions", "by"])
    assert result(one, {**PEP, "targets": targets}).status == status


@pytest.mark.parametrize(
    ("premium", "status"),
    [
        pytest.param({}, "met", id="tied"),
        pytest.param({"lines": [{}, {"targets": []}]}, "overdue", id="one line is not"),
        pytest.param(None, "not-applicable", id="no premium is used"),
        pytest.param(NOT_YET, "cannot-tell", id="not known yet"),
    ],
)
def test_every_use_of_the_premium_names_a_target(premium: Any, status: str) -> None:
    one = duty("premium-tied-to-targets")
    assert result(one, {**PEP, "premium": premium}).status == status


def attended(sessions: int) -> list[dict[str, Any]]:
    return [
        {
            "sessions_possible": 100,
            "sessions_attended": sessions,
            "authorised": 0,
            "unauthorised": 100 - sessions,
        }
    ]


@pytest.mark.parametrize(
    ("pep", "status"),
    [
        pytest.param({"attendance": attended(90)}, "not-applicable", id="90 per cent"),
        pytest.param({"attendance": attended(89)}, "overdue", id="89, and no target"),
        pytest.param(
            {"attendance": attended(89), "targets": [target("attendance")]},
            "met",
            id="89, and a target",
        ),
        pytest.param({"attendance": None}, "cannot-tell", id="no figures"),
        pytest.param({"attendance": NO_NEED}, "not-applicable", id="does not apply"),
    ],
)
def test_low_attendance_has_a_target(pep: dict[str, Any], status: str) -> None:
    assert result(duty("attendance-target", below_per_cent=90), {**PEP, **pep}).status == status


# --- What the child says


@pytest.mark.parametrize(
    ("voice", "status"),
    [
        pytest.param({}, "met", id="a view"),
        pytest.param({"views": [{"topic": "no-meeting-wanted"}]}, "met", id="no meeting wanted"),
        pytest.param({"views": [{"topic": "did-not-want-to-take-part"}]}, "met", id="no part"),
        pytest.param({"views": DECLINED}, "met", id="asked, and said nothing"),
        pytest.param({"views": NOT_YET}, "cannot-tell", id="not known yet"),
        pytest.param({"views": NO_NEED}, "not-applicable", id="does not apply"),
        pytest.param({"views": None}, "overdue", id="nothing"),
        pytest.param(None, "overdue", id="no such part"),
    ],
)
def test_not_wanting_to_take_part_is_a_view(voice: Any, status: str) -> None:
    assert result(duty("voice-recorded"), {**PEP, "voice": voice}).status == status


REVIEW = {"completed_on": "2025-11-20", "meetings": [{"held_on": "2025-11-18", "invited": {}}]}
DONE = {"done_on": "2025-10-01", "what": "A seat near the window."}
ANSWERED = {"answered_from_last_time": [{"pep": "pep 1", "view": "views 1", **DONE}]}


@pytest.mark.parametrize(
    ("said", "now", "status"),
    [
        pytest.param({}, {}, "overdue", id="no answer"),
        pytest.param({}, ANSWERED, "met", id="answered in the next PEP"),
        pytest.param({"acted_on": DONE}, {}, "met", id="acted on in its own"),
        pytest.param({"acted_on": {**DONE, "done_on": "2025-12-02"}}, {}, "overdue", id="later"),
        pytest.param({"acted_on": NO_NEED}, {}, "met", id="there was nothing to do"),
        pytest.param({"acted_on": NOT_YET}, {}, "cannot-tell", id="not known yet"),
        pytest.param({"topic": "no-meeting-wanted"}, {}, "not-applicable", id="no meeting wanted"),
    ],
)
def test_what_the_child_said_is_answered_by_the_next_pep(
    said: dict[str, Any], now: dict[str, Any], status: str
) -> None:
    first = {**PEP, "voice": {"views": [said]}}
    assert result(duty("voice-acted-on"), first, {**REVIEW, "voice": now}).status == status


def test_one_answer_of_two_is_not_enough() -> None:
    first = {**PEP, "voice": {"views": [{"acted_on": DONE}, {}]}}
    found = result(duty("voice-acted-on"), first, REVIEW)
    assert found.explanation.because == ("Of what the child said last time, 1 of 2 have no answer.")
    assert len(found.evidence) == 2


@pytest.mark.parametrize(
    ("about", "status"),
    [
        pytest.param(["likes"], "overdue", id="asked"),
        pytest.param(["hard"], "not-applicable", id="not asked"),
    ],
)
def test_only_views_that_are_asked_about_want_an_answer(about: list[str], status: str) -> None:
    assert result(duty("voice-acted-on", about=about), PEP, REVIEW).status == status


def test_a_first_pep_has_nothing_to_answer() -> None:
    assert result(duty("voice-acted-on"), PEP).status == "not-applicable"


def test_a_pep_of_an_earlier_time_in_care_is_not_the_one_before() -> None:
    child = {
        "care": [
            {"entered_on": "2024-09-10", "ended_on": "2025-03-01"},
            {"entered_on": "2025-09-01"},
        ]
    }
    earlier = {**PEP, "completed_on": "2024-09-20", "meetings": [{"held_on": "2024-09-20"}]}
    again = {**PEP, "care_period": "care 2"}
    assert result(duty("voice-acted-on"), earlier, again, child=child).status == "not-applicable"


def test_the_pep_that_is_named_is_the_one_before() -> None:
    child = {
        "care": [
            {"entered_on": "2024-09-10", "ended_on": "2025-03-01"},
            {"entered_on": "2025-09-01"},
        ]
    }
    earlier = {**PEP, "completed_on": "2024-09-20", "meetings": [{"held_on": "2024-09-20"}]}
    again = {**PEP, "care_period": "care 2", "previous_pep": "pep 1"}
    assert result(duty("voice-acted-on"), earlier, again, child=child).status == "overdue"


@pytest.mark.parametrize(
    ("last", "now", "status"),
    [
        pytest.param({"by": "2025-11-20"}, {}, "overdue", id="due that day, and not reviewed"),
        pytest.param({"by": "2025-11-21"}, {}, "not-applicable", id="due the day after"),
        pytest.param(
            {"by": "2025-11-20", "review": {"reviewed_on": "2025-11-18", "outcome": "achieved"}},
            {},
            "met",
            id="reviewed",
        ),
        pytest.param(
            {"by": "2025-11-20", "review": {"reviewed_on": "2025-12-02", "outcome": "achieved"}},
            {},
            "overdue",
            id="reviewed later",
        ),
        pytest.param(
            {"by": "2025-11-20"},
            {"review": {"reviewed_on": "2025-11-18", "outcome": "partly-achieved"}},
            "met",
            id="carried over, and reviewed there",
        ),
    ],
)
def test_targets_that_were_due_are_reviewed_by_the_next_pep(
    last: dict[str, Any], now: dict[str, Any], status: str
) -> None:
    first = {**PEP, "targets": [last]}
    following = {**REVIEW, "targets": [now]}
    assert result(duty("last-targets-evaluated"), first, following).status == status


# --- What is planned


@pytest.mark.parametrize(
    ("transition", "terms", "status"),
    [
        pytest.param({}, [], "met", id="planned"),
        pytest.param(None, [], "overdue", id="not planned"),
        pytest.param(None, ["autumn"], "overdue", id="in the term that needs it"),
        pytest.param(None, ["summer"], None, id="in another term"),
        pytest.param(NO_NEED, [], "not-applicable", id="no move is coming"),
        pytest.param(NOT_YET, [], "cannot-tell", id="not known yet"),
    ],
)
def test_a_move_is_planned_in_the_terms_that_need_it(
    transition: Any, terms: list[str], status: str | None
) -> None:
    one = duty("transition-planned", terms=terms)
    found = under(one, {**PEP, "transition": transition}).results(AS_OF, "held")
    assert [one.status for one in found] == ([status] if status else [])


def test_the_term_cannot_be_told_without_a_calendar() -> None:
    calendars = {"ours 2025": None}
    one = duty("transition-planned", terms=["autumn"])
    assert result(one, PEP, calendars=calendars).missing == "a calendar with the terms of 2025/26"


@pytest.mark.parametrize(
    ("day", "in_next_term", "status"),
    [
        pytest.param("2026-01-05", True, "met", id="its first day"),
        pytest.param("2026-01-04", True, "overdue", id="the day before"),
        pytest.param("2026-03-27", True, "met", id="its last day"),
        pytest.param("2026-03-28", True, "overdue", id="the day after"),
        pytest.param("2026-04-20", False, "met", id="any day"),
        pytest.param(None, False, "overdue", id="none"),
        pytest.param(NOT_YET, True, "overdue", id="not known yet is not fixed"),
        pytest.param(NO_NEED, True, "not-applicable", id="there will be none"),
    ],
)
def test_the_next_meeting_is_fixed_for_the_next_term(
    day: Any, in_next_term: bool, status: str
) -> None:
    one = duty("next-meeting-fixed", in_next_term=in_next_term)
    assert result(one, {**PEP, "next_meeting_on": day}).status == status


@pytest.mark.parametrize(
    ("day", "status"),
    [
        pytest.param("2026-03-10", "overdue", id="the term after ours"),
        pytest.param("2026-04-20", "met", id="the term after the one it is for"),
    ],
)
def test_the_term_a_pep_is_for_decides_which_is_next(day: str, status: str) -> None:
    pep = {**PEP, "for_term": {"academic_year": 2025, "term": "spring"}, "next_meeting_on": day}
    assert result(duty("next-meeting-fixed", in_next_term=True), pep).status == status


def test_after_the_summer_term_comes_the_autumn_of_the_next_year() -> None:
    summer = {"held_on": "2025-07-01", "invited": {}}
    pep = {
        **PEP,
        "completed_on": "2025-07-02",
        "meetings": [summer],
        "next_meeting_on": "2025-09-30",
    }
    child = {"care": [{"entered_on": "2025-06-10"}]}
    one = duty("next-meeting-fixed", in_next_term=True)
    assert result(one, pep, child=child).status == "met"
    unknown = result(one, pep, child=child, calendars={"ours 2025": None})
    assert unknown.missing == "a calendar with the terms of 2025/26"


def test_an_honest_answer_is_an_answer() -> None:
    one = duty("answered", field="progress")
    found = [
        result(one, {**PEP, "progress": given}).status for given in ("expected", NOT_YET, None)
    ]
    assert found == ["met", "met", "overdue"]


@pytest.mark.parametrize(
    ("plans", "status"),
    [
        pytest.param([{"kind": "care-plan"}], "met", id="linked"),
        pytest.param([{"kind": "health-plan"}], "overdue", id="another is"),
        pytest.param(None, "overdue", id="none is"),
        pytest.param(NOT_YET, "cannot-tell", id="not known yet"),
    ],
)
def test_a_pep_says_where_another_plan_is_kept(plans: Any, status: str) -> None:
    one = duty("linked-plan", kind="care-plan")
    assert result(one, {**PEP, "other_plans": plans}).status == status


# --- Who signs, who has a copy


def signed(section: str, role: str = "social-worker", on: str = "2025-09-25") -> dict[str, Any]:
    return {"sign_offs": [{"section": section, "role": role, "by": "the officer", "signed_on": on}]}


@pytest.mark.parametrize(
    ("pep", "status"),
    [
        pytest.param(signed("care"), "met", id="signed"),
        pytest.param(signed("whole"), "met", id="the whole is signed"),
        pytest.param(signed("care", on="2025-09-26"), "met-late", id="after submission"),
        pytest.param(signed("care", on="2025-12-02"), "overdue", id="later than today"),
        pytest.param(signed("voice"), "overdue", id="another section"),
        pytest.param(signed("care", "designated-teacher"), "overdue", id="another role"),
        pytest.param({}, "overdue", id="unsigned"),
    ],
)
def test_a_section_is_signed_by_the_role_that_owns_it(pep: dict[str, Any], status: str) -> None:
    one = duty("section-signed", section="care", by="social-worker", doer="social-worker")
    assert result(one, {**PEP, **pep}).status == status


def test_what_was_missed_is_told_of_whoever_had_the_task_then() -> None:
    people = {"the next one": {"role": "social-worker", "active": True}}
    child = {
        "responsible": [
            {"until_on": "2025-10-31"},
            {},
            {"role": "social-worker", "person": "the next one", "from_on": "2025-11-01"},
        ]
    }
    one = duty("section-signed", section="care", by="social-worker", doer="social-worker")
    open_, over = ({**PEP, "status": status} for status in ("submitted", "complete"))
    found = [under(one, pep, people=people, child=child) for pep in (open_, over)]
    owners = [each.result(AS_OF, "held").owner for each in found]
    assert owners == [found[0].ids["the next one"], found[0].ids["the social worker"]]


def test_without_a_school_the_owner_of_the_section_signs() -> None:
    sections = SectionsFile.model_validate(
        {
            "schema": "policy-sections/1",
            "sections": [
                {
                    "id": "education",
                    "title": "Education",
                    "section": "education",
                    "versions": [
                        {
                            "from": "2018-09-01",
                            "source": "EXM-1",
                            "owner": "designated-teacher",
                            "owner_without_school": "phase-manager",
                        }
                    ],
                }
            ],
        },
        strict=False,
    ).sections
    one = duty("section-signed", section="education", by="designated-teacher")
    pep = {**PEP, "school": None, **signed("education", "phase-manager")}
    child = under(one, pep, child={"education": None})
    assert child.under(sections=sections).result(AS_OF, "held").status == "met"
    assert child.result(AS_OF, "held").status == "overdue"


@pytest.mark.parametrize(
    ("begins", "signer"),
    [
        pytest.param("2025-09-25", "social-worker", id="whoever leads the meeting then"),
        pytest.param("2025-09-26", "designated-teacher", id="nobody was named to lead it yet"),
    ],
)
def test_without_a_school_or_an_owner_for_that_whoever_leads_the_meeting_signs(
    begins: str, signer: str
) -> None:
    chair = ChairVersion.model_validate(
        {
            "from": begins,
            "source": "EXM-1",
            "with_school": "designated-teacher",
            "without_school": "social-worker",
        },
        strict=False,
    )
    one = duty("section-signed", section="education", by="designated-teacher")
    statuses = {}
    for role in ("social-worker", "designated-teacher"):
        pep = {**PEP, "school": None, **signed("education", role)}
        child = under(one, pep, child={"education": None}).under(sections=(), chair=(chair,))
        statuses[role] = str(child.result(AS_OF, "held").status)
    assert [role for role, status in statuses.items() if status == "met"] == [signer]


COPY = {"distribution": [{"to": "parent", "sent_on": "2025-10-02"}]}
SHARED = {"events": [{"kind": "shared", "to": "parent", "happened_on": "2025-10-02"}]}
WITHHELD = {"distribution": [{"to": "parent", "withheld": "A court said so."}]}
FIVE_DAYS = {"number": 5, "unit": "working-days"}


@pytest.mark.parametrize(
    ("pep", "child", "within", "status"),
    [
        pytest.param(COPY, {}, FIVE_DAYS, "met", id="on the fifth day"),
        pytest.param(
            SHARED, {}, {"number": 4, "unit": "working-days"}, "met-late", id="a day late"
        ),
        pytest.param({}, {}, FIVE_DAYS, "overdue", id="not at all"),
        pytest.param({}, {}, {"number": 5, "unit": "unknown"}, "cannot-tell", id="no unit"),
        pytest.param({}, {}, None, "due", id="no time is set"),
        pytest.param(COPY, {}, None, "met", id="no time is set, and it went"),
        pytest.param(WITHHELD, {}, None, "not-applicable", id="kept back for a reason"),
        pytest.param({}, {"parents_may_have_a_copy": False}, None, "not-applicable", id="may not"),
        pytest.param({}, {"parents_may_have_a_copy": NOT_YET}, None, "cannot-tell", id="not known"),
        pytest.param({}, {"parents_may_have_a_copy": True}, None, "due", id="may"),
        pytest.param({}, {"care": [{"ended_on": "2025-11-01"}]}, None, "missed", id="care ended"),
    ],
)
def test_a_copy_goes_to_the_parents_unless_there_is_a_reason(
    pep: dict[str, Any], child: dict[str, Any], within: dict[str, Any] | None, status: str
) -> None:
    one = duty("shared", to="parent", **({"within": within} if within else {}))
    assert result(one, {**PEP, **pep}, child=child).status == status


@pytest.mark.parametrize(
    ("wants", "status"),
    [
        pytest.param(False, "not-applicable", id="does not want one"),
        pytest.param(True, "due", id="wants one"),
        pytest.param(None, "due", id="was not asked"),
    ],
)
def test_a_child_who_wants_no_copy_is_given_none(wants: bool | None, status: str) -> None:
    pep = {**PEP, "voice": {"wants_a_copy": wants}}
    assert result(duty("shared", to="child"), pep).status == status


def test_a_copy_may_be_put_into_the_case_system_after_the_next_pep() -> None:
    filed = {"events": [{"kind": "filed", "happened_on": "2025-11-30", "system": "LCS"}]}
    child = under(duty("filed", within=FIVE_DAYS), {**PEP, **filed}, REVIEW)
    assert [one.status for one in child.results(AS_OF, "held")] == ["met-late", "overdue"]


@pytest.mark.parametrize(
    ("concerns", "status"),
    [
        pytest.param([], "not-applicable", id="none"),
        pytest.param([{"settled_on": "2025-10-01"}], "met", id="settled"),
        pytest.param([{"settled_on": "2025-10-01"}, {}], "due", id="one is open"),
        pytest.param([{"settled_on": "2025-12-02"}], "due", id="settled later"),
    ],
)
def test_what_was_raised_is_settled(concerns: list[dict[str, Any]], status: str) -> None:
    raised = {
        "kind": "left-open",
        "raised_on": "2025-09-22",
        "by": "social-worker",
        "with_whom": "virtual-school-officer",
        "what": "Transport.",
    }
    pep = {**PEP, "concerns": [{**raised, **one} for one in concerns]}
    assert result(duty("concerns-settled"), pep).status == status


def test_a_duty_given_up_is_no_longer_judged() -> None:
    one = duty("voice-recorded")
    gone = one.versions[0].model_copy(update={"until_on": date(2025, 9, 24)})
    child = under(one, PEP)
    given_up = child.under(content=(one.model_copy(update={"versions": (gone,)}),))
    assert given_up.results(AS_OF, "held") == []


@pytest.mark.parametrize(
    ("child", "pep", "statuses"),
    [
        pytest.param({"interpreter_needed": True}, {}, ["overdue"], id="it is so"),
        pytest.param({"interpreter_needed": False}, {}, [], id="it is not"),
        pytest.param({}, {}, ["cannot-tell"], id="nobody was asked"),
        pytest.param({}, {"progress": "expected"}, ["met"], id="it is there in any case"),
    ],
)
def test_a_duty_in_some_circumstances_says_nothing_in_others(
    child: dict[str, Any], pep: dict[str, Any], statuses: list[str]
) -> None:
    one = duty("answered", field="progress")
    one = one.model_copy(update={"only_when": (Circumstance.NEEDS_INTERPRETER,)})
    found = under(one, {**PEP, **pep}, child=child).results(AS_OF, "held")
    assert [str(each.status) for each in found] == statuses
