"""A plan is quality assured in the browser: a page a question, with what the records say beside."""

from __future__ import annotations

import re

import pytest

from pepsite.records.paths import path_to
from tests.forms.conftest import OpenAs
from tests.forms.opened import OLDER_CHILD, SOCIAL_WORKER_ID, TEACHER_ID, OpenForms, words_of
from tests.forms.test_web_filling import git
from tests.forms.test_web_following import answered
from tests.forms.test_web_review_list import MANAGER_ID

OLDER_PEP = "pep-hc4dvy5m8nb0v"


@pytest.fixture
def review(forms: OpenForms) -> tuple[OpenForms, str]:
    """Return the forms with a review begun, and the address of its task list."""
    return forms, forms.begin("qa-review", child=OLDER_CHILD, pep=OLDER_PEP)


def answer_all(forms: OpenForms, tasks: str, choice: str) -> None:
    following = f"{tasks}/page/question-q1"
    while "/page/question-" in following:
        (box,) = set(re.findall(r'name="(answers/[a-z0-9]+/answer)"', forms.get(following).text))
        response = forms.save(following, {box: choice})
        assert response.status_code == 303
        following = response.location


def test_every_question_of_the_checklist_is_asked_in_turn(review: tuple[OpenForms, str]) -> None:
    forms, tasks = review

    answer_all(forms, tasks, "yes")

    assert "1 of 2 sections are done" in words_of(forms.get(tasks))


def test_what_the_answers_come_to_stands_beside_the_rating(review: tuple[OpenForms, str]) -> None:
    forms, tasks = review
    before = words_of(forms.get(f"{tasks}/page/rating"))

    answer_all(forms, tasks, "yes")

    after = words_of(forms.get(f"{tasks}/page/rating"))
    assert "What your answers come to" not in before
    assert "What your answers come to Meeting the expected standard" in after


ASKED = "Say how each target will be measured."
SAID = f"The rating of the plan of 26 September 2025 Meeting the expected standard What was asked for last time {ASKED}"


def was_asked_for_more(forms: OpenForms) -> None:
    """Have the review of the older plan ask for something, and accept that."""
    root = forms.desk.root
    path = root / path_to("qa-review", "qa-x9sebaknnj497", OLDER_CHILD)
    text = path.read_text("utf-8")
    path.write_text(text.replace("rating: meeting\n", f"rating: meeting\nimprovements: {ASKED}\n"))
    git(root, "commit", "-qam", "Asked")


def test_what_the_last_review_said_is_shown_to_whoever_writes_the_next_plan(
    forms: OpenForms, open_as: OpenAs
) -> None:
    was_asked_for_more(forms)
    teacher, worker = open_as(TEACHER_ID), open_as(SOCIAL_WORKER_ID)
    plan = teacher.begin("pep", child=OLDER_CHILD, type="review")
    assert worker.begin("pep", child=OLDER_CHILD, type="review") == plan

    assert SAID in words_of(teacher.get(f"{plan}/page/targets"))
    assert SAID in words_of(worker.get(f"{plan}/page/care-summary"))


def test_what_was_said_before_stands_beside_the_review_of_a_plan_that_was_sent_again(
    forms: OpenForms,
) -> None:
    was_asked_for_more(forms)
    tasks = forms.begin("qa-review", child=OLDER_CHILD, pep=OLDER_PEP)

    rating, improvements = (
        words_of(forms.get(f"{tasks}/page/{page}")) for page in ("rating", "improvements")
    )

    assert "The rating of the plan of 26 September 2025 Meeting the expected standard" in rating
    assert f"What was asked for last time {ASKED}" in improvements


def test_a_review_is_not_shown_beside_itself(forms: OpenForms) -> None:
    was_asked_for_more(forms)
    tasks = forms.begin("qa-review", child=OLDER_CHILD, record="qa-x9sebaknnj497")

    assert "What was asked for last time" not in words_of(forms.get(f"{tasks}/page/improvements"))


def test_a_review_of_no_plan_cannot_be_begun(forms: OpenForms) -> None:
    response = forms.post("/form/qa-review", {"child": OLDER_CHILD, "pep": "pep-0000000000000"})

    assert response.status_code == 404


def test_a_teacher_does_not_quality_assure(open_as: OpenAs) -> None:
    forms = open_as(TEACHER_ID)

    response = forms.post("/form/qa-review", {"child": OLDER_CHILD, "pep": OLDER_PEP})

    assert response.status_code == 404


def test_a_review_that_the_policy_leaves_to_others_is_not_begun(
    submitted: tuple[OpenForms, str], open_as: OpenAs
) -> None:
    officer, manager = submitted[0], open_as(MANAGER_ID)
    plan = f"/child/{OLDER_CHILD}/plan/{OLDER_PEP}"

    assert "/form/qa-review" in officer.get(plan).text
    assert "/form/qa-review" not in manager.get(plan).text
    begun = manager.post("/form/qa-review", {"child": OLDER_CHILD, "pep": OLDER_PEP})
    assert begun.status_code == 404


def test_whoever_looks_at_a_review_reads_it_by_its_questions(
    submitted: tuple[OpenForms, str], open_as: OpenAs
) -> None:
    forms, tasks = submitted
    answered(forms, tasks, "no", "not-meeting", "Say when {child} is asked.")
    forms.post(f"{tasks}/end", {"~plan-becomes": "returned"})
    submission = forms.post(f"{tasks}/send").location.rpartition("/")[2]

    said = words_of(open_as(MANAGER_ID).get(f"/review/{submission}"))

    assert "The questions Was the PEP completed in time? No" in said
    assert "Was the PEP completed in time? Why No." in said
    assert "The outcome What is the rating? Not meeting the expected standard" in said
    assert "What would make this plan better? Say when the child is asked." in said
    assert f"PEP Initial plan: {OLDER_CHILD}" in said
    assert "Returned 1, 15 May 2026" in said
    assert re.findall(r"\bq\d\b|sha256|not-meeting|pep-quality|\{child\}", said) == []
