"""Pages for answers: which apply, what they ask, where to go on, what is wrong on them."""

from __future__ import annotations

from datetime import date

import pytest

from pepsite.forms.questions.answers import (
    CARRIED,
    CARRIED_FROM,
    SEEN,
    Answers,
    with_item,
    with_posted,
    with_seen,
)
from pepsite.forms.questions.asking import (
    Asking,
    candidate,
    first_of_item,
    next_page,
    page_before,
    place_at,
    places,
)
from pepsite.forms.questions.checking import Fault, faults_of, faults_of_page
from pepsite.forms.questions.pages import Page, Question, chosen_instead, page_at
from pepsite.forms.questions.phrasing import in_terms
from pepsite.forms.questions.required import Demand
from pepsite.forms.questions.summary import rows
from pepsite.forms.questions.tasks import Progress, task_list
from pepsite.forms.questions.wording import form
from pepsite.records.codes import Role
from pepsite.store.packs import load_pack

DAY = date(2026, 5, 15)
SCHOOL = Asking(form("school"), DAY)
PEP = Asking(form("pep"), DAY, load_pack("walsall"), child="Robin")
PLAN: Answers = {
    "schema": "pep/1",
    "id": "pep-10b5e7hzf1w7a",
    "child": "ch-3xv61edfcf3qx",
    "type": "review",
    "status": "draft",
    "care_period": "a1b2c3",
    "year_group": "Y8",
    "content/phase": "statutory",
}


def shown(asking: Asking, answers: Answers, address: str) -> Page:
    page = page_at(asking, answers, address)
    assert page is not None
    return page


def question(asking: Asking, answers: Answers, address: str, key: str = "") -> Question:
    questions = shown(asking, answers, address).questions
    return next(one for one in questions if not key or one.key == key)


def addresses(asking: Asking, answers: Answers) -> list[str]:
    return [one.address for one in places(asking, answers)]


def wrong_on(asking: Asking, answers: Answers, address: str) -> tuple[Fault, ...]:
    return faults_of_page(asking, answers, shown(asking, answers, address))


def test_nothing_is_chosen_beforehand() -> None:
    asked = question(PEP, PLAN, "talk")

    assert (chosen_instead(PLAN, asked), [one.value for one in asked.choices]) == (
        "",
        ["yes", "no"],
    )


def test_the_childs_name_stands_in_the_title_and_never_in_an_address() -> None:
    page = shown(PEP, PLAN, "strengths")

    assert (page.title, page.address) == ("What is Robin good at?", "strengths")


def test_where_a_sentence_begins_with_the_child_it_begins_with_a_capital() -> None:
    asking = Asking(form("pep"), DAY)
    answers = {**PLAN, "strengths": "Kind. {child} helps.\nIn class, {child} listens."}

    assert next(row.said for row in rows(asking, answers) if row.key == "strengths") == (
        "Kind. The child helps.",
        "In class, the child listens.",
    )


def test_what_is_wanted_of_a_whole_part_is_said_with_the_title_of_its_page() -> None:
    [missing] = wrong_on(PEP, PLAN, "wanted")

    assert missing.words == "Answer “What does Robin want from this plan?”"


def test_without_a_name_at_hand_the_title_says_the_child() -> None:
    assert shown(Asking(form("pep"), DAY), PLAN, "strengths").title == "What is the child good at?"


def test_words_of_the_authority_take_the_place_of_ours() -> None:
    asking = Asking(form("pep"), DAY, terms={"virtual school": "Virtual Academy"})

    assert shown(asking, PLAN, "virtual-school-comes").title == (
        "Should the Virtual Academy come to it?"
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Every PEP, and all PEPs.", "Every ePEP, and all ePEPs."),
        ("Filled in by: virtual school officer", "Filled in by: Education Support Officer"),
        ("Pepper and a PEPtalk", "Pepper and a PEPtalk"),
    ],
)
def test_only_whole_words_become_those_of_the_authority(words: str, expected: str) -> None:
    terms = {"PEP": "ePEP", "Virtual school officer": "Education Support Officer"}

    assert in_terms(words, terms) == expected
    assert in_terms(words, {}) == words


def test_a_plan_asks_only_what_its_phase_has() -> None:
    young = {**PLAN, "content/phase": "eyfs", "year_group": "N2"}
    old = {**PLAN, "content/phase": "post-16", "year_group": "Y12"}

    def has(answers: Answers) -> set[str]:
        return {"eyfs-provision", "attainment", "post16-courses"} & {*addresses(PEP, answers)}

    assert [has(young), has(PLAN), has(old)] == [
        {"eyfs-provision"},
        {"attainment"},
        {"attainment", "post16-courses"},
    ]


def test_an_honest_answer_is_followed_up_on_the_next_page() -> None:
    answers = with_posted(
        PLAN, ["strengths", "strengths/no_answer"], {"strengths/no_answer": "not-known-yet"}
    )

    following = next_page(PEP, answers, "strengths")

    assert following == "strengths~why"
    assert [one.key for one in shown(PEP, answers, following).questions] == [
        "strengths/ask",
        "strengths/by",
    ]
    assert shown(PEP, answers, following).title == "How will it become known?"
    assert next_page(PEP, answers, following) == "needs"


def test_the_policy_says_which_honest_answers_it_takes() -> None:
    asked = question(PEP, PLAN, "strengths")

    assert (asked.asked, [one.value for one in asked.instead]) == (
        Demand.REQUIRED,
        ["not-known-yet"],
    )


def test_an_answer_and_an_honest_answer_cannot_both_be_meant() -> None:
    answers = {**PLAN, "strengths": "Art", "strengths/no_answer": "not-known-yet"}

    assert wrong_on(PEP, answers, "strengths") == (
        Fault(
            "answer-and-instead",
            "strengths",
            "strengths/no_answer",
            "Either answer “What is Robin good at?” or say why you cannot, not both",
            "strengths",
        ),
    )


def test_a_part_cannot_be_answered_and_left_unanswered_on_one_page() -> None:
    answers = {**PLAN, "wellbeing/sdq/total": "12", "wellbeing/sdq/no_answer": "not-known-yet"}

    assert [(one.code, one.box) for one in wrong_on(PEP, answers, "sdq")] == [
        ("answer-and-instead", "wellbeing/sdq/no_answer")
    ]


def test_a_form_without_a_needed_list_says_so() -> None:
    asking = Asking(form("new-child"), DAY)

    assert [one.words for one in wrong_on(asking, {}, "care")] == [
        "Answer “When did the child come into care?”"
    ]


def test_where_no_page_is_about_an_item_it_has_no_first_page() -> None:
    assert first_of_item(PEP, PLAN, "targets", "zzzzzz") == ""


@pytest.mark.parametrize(
    ("typed", "code", "box"),
    [
        (("31", "Feb", ""), "day-part-missing", "closed_on/year"),
        (("31", "Feb", "2026"), "no-such-day", "closed_on/day"),
        (("1", "2", "26"), "not-a-date", "closed_on/day"),
        (("one", "2", "2026"), "no-such-day", "closed_on/day"),
    ],
)
def test_a_date_that_is_none_says_what_is_wrong_with_it(
    typed: tuple[str, str, str], code: str, box: str
) -> None:
    answers = dict(zip(["closed_on/day", "closed_on/month", "closed_on/year"], typed, strict=True))
    asking = Asking(form("school"), DAY, is_new=False)

    found = wrong_on(asking, answers, "school-closed")

    assert [(one.code, one.box) for one in found] == [(code, box)]


def test_what_is_wrong_is_said_without_what_was_typed() -> None:
    answers = {"urn": "Tamsin"}

    assert [one.words for one in wrong_on(SCHOOL, answers, "school-numbers")] == [
        "The URN must have 6 or 7 digits and nothing else"
    ]


def test_a_part_that_is_left_out_wants_nothing_and_one_that_is_begun_wants_the_rest() -> None:
    target = with_item(PLAN, "targets", "nvtfb0")
    begun = {**target, "targets/nvtfb0/baseline/what": "Writes a point and stops."}

    assert wrong_on(PEP, target, "target-start/nvtfb0") == ()
    assert [one.key for one in wrong_on(PEP, begun, "target-start/nvtfb0")] == [
        "targets/nvtfb0/baseline/measured_on"
    ]


def test_a_rule_of_the_whole_item_is_told_at_the_question_it_is_about() -> None:
    key = "attendance/a1b2c3"
    answers: dict[str, str | tuple[str, ...]] = {**with_item(PLAN, "attendance", "a1b2c3")}
    for day, year in (("from_on", "2025"), ("until_on", "2026")):
        answers |= {f"{key}/{day}/day": "1", f"{key}/{day}/month": "5", f"{key}/{day}/year": year}
    for name in ("sessions_possible", "sessions_attended", "authorised", "unauthorised"):
        answers[f"{key}/{name}"] = "10"

    assert [
        (one.key, one.words) for one in wrong_on(PEP, answers, "attendance-figures/a1b2c3")
    ] == [
        (
            "attendance/a1b2c3/sessions_possible",
            "Sessions attended, authorised absence and unauthorised absence must add up to the sessions that were possible",
        )
    ]


def test_items_have_pages_of_their_own_and_lead_back_to_their_list() -> None:
    answers = with_item(with_item(PLAN, "targets", "nvtfb0"), "targets/nvtfb0/actions", "m8vbkd")

    assert first_of_item(PEP, answers, "targets", "nvtfb0") == "target/nvtfb0"
    way = ["target/nvtfb0"]
    while len(way) < 10 and way[-1] != "targets":
        way.append(next_page(PEP, answers, way[-1]))
    assert way == [
        "target/nvtfb0",
        "target-why/nvtfb0",
        "target-start/nvtfb0",
        "target-success/nvtfb0",
        "target-actions/nvtfb0",
        "target-shared/nvtfb0",
        "targets",
    ]
    assert next_page(PEP, answers, "target-action/nvtfb0/m8vbkd") == "target-actions/nvtfb0"
    assert page_before(PEP, answers, "target-start/nvtfb0") == "target-why/nvtfb0"
    assert page_before(PEP, answers, "target/nvtfb0") == "targets"
    assert next_page(PEP, answers, "targets") == ""


def test_an_item_is_known_by_a_line_of_its_own_answers() -> None:
    answers = {**with_item(PLAN, "targets", "nvtfb0"), "targets/nvtfb0/subject": "maths"}
    answers |= {"targets/nvtfb0/what": "{child} will solve equations."}

    listed = shown(PEP, answers, "targets").list

    assert listed is not None
    assert [one.line for one in listed.lines] == ["Maths: Robin will solve equations."]
    assert (listed.add, listed.lines[0].address) == ("Add another target", "target/nvtfb0")
    assert shown(PEP, answers, "target-why/nvtfb0").item_line == listed.lines[0].line


def test_items_of_the_same_record_can_be_chosen_by_their_line() -> None:
    answers = {**with_item(PLAN, "needs", "rqt7g2"), "needs/rqt7g2/what": "Fractions"}
    answers = with_item(answers, "targets", "nvtfb0")

    asked = question(PEP, answers, "target-why/nvtfb0", "targets/nvtfb0/needs")

    assert [(one.value, one.label) for one in asked.choices] == [("rqt7g2", "Fractions")]


def test_what_was_chosen_and_is_offered_no_more_can_still_be_kept() -> None:
    answers = {**PLAN, "school": "sc-s43p82d4ns2nx"}
    asking = Asking(form("pep"), DAY, known={"school": {"sc-1": "Elm School"}})

    assert [one.value for one in question(asking, answers, "plan-school").choices] == [
        "sc-1",
        "sc-s43p82d4ns2nx",
    ]


def test_what_another_answer_hides_stays_in_the_draft_and_out_of_the_record() -> None:
    answers = {**with_item(PLAN, "meetings", "a1b2c3"), "meetings/a1b2c3/outcome": "cancelled"}
    answers |= {"meetings/a1b2c3/held_on/day": "1", "meetings/a1b2c3/why": "Snow"}

    assert "meeting-held/a1b2c3" not in addresses(PEP, answers)
    assert candidate(PEP, answers)["meetings"] == [
        {"id": "a1b2c3", "outcome": "cancelled", "why": "Snow"}
    ]


def test_what_the_year_group_hides_stays_in_the_record() -> None:
    answers = {**PLAN, "content/phonics_met": "yes"}

    assert "phonics" not in addresses(PEP, answers)
    assert candidate(PEP, answers)["content"] == {"phase": "statutory", "phonics_met": True}


def test_no_page_that_does_not_apply_can_be_asked_for() -> None:
    assert (place_at(PEP, PLAN, "eyfs-provision"), page_at(PEP, PLAN, "target/zzzzzz")) == (
        None,
        None,
    )
    assert (next_page(PEP, PLAN, "nowhere"), page_before(PEP, PLAN, "nowhere")) == ("", "")


def test_the_task_list_says_whose_a_section_is_by_the_policy_of_the_day() -> None:
    owners = {task.id: task.owner for task in task_list(PEP, PLAN)}
    without_school = {**PLAN, "arrangements/status": "no-school-place"}

    assert owners["care"] is Role.SOCIAL_WORKER
    assert owners["school"] is Role.DESIGNATED_TEACHER
    assert owners["premium"] is Role.VIRTUAL_SCHOOL_OFFICER
    assert {t.id: t.owner for t in task_list(PEP, without_school)}["school"] is Role.SOCIAL_WORKER


def test_a_section_is_done_when_nothing_is_wrong_or_missing_and_somebody_was_there() -> None:
    def progress(answers: Answers) -> Progress:
        return next(t.progress for t in task_list(SCHOOL, answers))

    half: Answers = {"name": "Elm", "urn": "100000"}
    whole: dict[str, str | tuple[str, ...]] = {
        "schema": "school/1",
        "id": "sc-s43p82d4ns2nx",
        **half,
        "type": "academy",
        "phases": ("statutory",),
        "authority": "Elmshire",
        "in_area": "yes",
    }

    assert progress({}) is Progress.NOT_STARTED
    assert progress(half) is Progress.STARTED
    assert progress(whole) is Progress.STARTED
    assert progress(with_seen(whole, "school-inspections")) is Progress.DONE


def test_sections_that_build_on_others_cannot_be_started_yet() -> None:
    progress = {task.id: task.progress for task in task_list(PEP, PLAN)}

    assert (progress["help"], progress["premium"]) == (
        Progress.NOT_STARTED,
        Progress.CANNOT_START_YET,
    )


def test_what_came_from_the_last_plan_is_not_done_before_somebody_looked_at_it() -> None:
    answers: dict[str, str | tuple[str, ...]] = {
        **with_item(PLAN, "leisure", "z72ttv"),
        "leisure/z72ttv/what": "Guitar lessons",
        CARRIED: ("leisure", "leisure/z72ttv/what"),
        CARRIED_FROM: "14 September 2026",
    }

    def left(some: Answers) -> int:
        return next(t.pages - t.pages_done for t in task_list(PEP, some) if t.id == "help")

    assert left(with_seen(answers, "leisure")) == left(answers) - 2
    assert question(PEP, answers, "activity/z72ttv").carried == (
        "From the plan of 14 September 2026. Change it if it is no longer right."
    )
    changed = with_posted(answers, ["leisure/z72ttv/what"], {"leisure/z72ttv/what": "Drums"})
    assert question(PEP, changed, "activity/z72ttv").carried == ""


def test_check_your_answers_says_every_answer_in_words_and_which_are_open() -> None:
    answers: Answers = {
        "name": "Elm",
        "in_area": "yes",
        "phases": ("eyfs",),
        "closed_on/day": "14",
        "closed_on/month": "9",
        "closed_on/year": "2026",
    }

    said = {row.key: row.said for row in rows(Asking(form("school"), DAY, is_new=False), answers)}

    assert said["name"] == ("Elm",)
    assert said["in_area"] == ("Yes",)
    assert said["phases"] == ("Early years, to the end of Reception",)
    assert said["closed_on"] == ("14 September 2026",)
    assert said["type"] == ("Not answered",)


def test_an_honest_answer_is_said_with_all_of_it() -> None:
    answers = {**PLAN, "strengths/no_answer": "not-known-yet", "strengths/ask": "The last school"}
    answers |= {"strengths/by/day": "1", "strengths/by/month": "6", "strengths/by/year": "2026"}

    assert next(row.said for row in rows(PEP, answers) if row.key == "strengths") == (
        "It is not known yet",
        "Who will be asked? The last school",
        "By when should it be known? 1 June 2026",
    )


def test_the_whole_is_judged_page_by_page_and_what_is_on_none_at_the_nearest() -> None:
    answers = {**PLAN, "status": "submitted"}

    found = {one.key: (one.code, one.address) for one in faults_of(PEP, answers)}

    assert found["strengths"] == ("missing-field", "strengths")
    assert found["status"] == ("needs-with-it", "")


def test_a_seen_page_is_noted_once() -> None:
    assert with_seen(with_seen({}, "a"), "a") == {SEEN: ("a",)}


def test_the_child_is_never_asked_who_said_it() -> None:
    asking = Asking(form("child-voice"), DAY)
    answers = {**with_item(PLAN, "voice/views", "rf3pc6"), "voice/views/rf3pc6/words": "I like art"}

    assert candidate(asking, answers)["voice"] == {
        "views": [
            {
                "id": "rf3pc6",
                "words": "I like art",
                "contribution": {"of": "child", "how": "form", "said_on": "2026-05-15"},
            }
        ]
    }


def test_a_child_who_does_not_want_to_say_is_asked_nothing_more() -> None:
    asking = Asking(form("child-voice"), DAY)
    answers = {**PLAN, "voice/wants_a_copy/no_answer": "asked-declined"}

    assert [one.label for one in question(asking, PLAN, "your-copy").instead] == [
        "I do not want to say"
    ]
    assert "your-copy~why" not in addresses(asking, answers)
    assert candidate(asking, answers)["voice"] == {
        "wants_a_copy": {"no_answer": "asked-declined", "declined_on": "2026-05-15"}
    }


def test_whoever_types_for_somebody_is_put_down_as_who_typed_it() -> None:
    asking = Asking(form("typed-for-someone"), DAY, by="ps-xjdwsk2evkj5g")
    answers = {**with_item(PLAN, "carer_views", "z97zxn"), "carer_views/z97zxn/words": "Proud"}

    assert candidate(asking, answers)["carer_views"] == [
        {"id": "z97zxn", "words": "Proud", "contribution": {"typed_by": "ps-xjdwsk2evkj5g"}}
    ]


@pytest.mark.parametrize("address", ["your-view-about/rf3pc6", "your-view-may-see/rf3pc6"])
def test_the_child_decides_about_each_thing_who_may_see_it(address: str) -> None:
    asking = Asking(form("child-voice"), DAY)
    answers = with_item(PLAN, "voice/views", "rf3pc6")

    assert [one.only_missing for one in wrong_on(asking, answers, address)] == [True]
