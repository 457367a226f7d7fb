"""A plan is quality assured in the browser: a page a question, with what the records say beside."""

from __future__ import annotations

import re

import pytest

from tests.forms.conftest import OpenAs
from tests.forms.opened import OLDER_CHILD, TEACHER_ID, OpenForms, words_of

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


def test_a_review_of_no_plan_cannot_be_begun(forms: OpenForms) -> None:
    response = forms.post("/form/qa-review", {"child": OLDER_CHILD, "pep": "pep-0000000000000"})

    assert response.status_code == 404


def test_a_teacher_does_not_quality_assure(open_as: OpenAs) -> None:
    forms = open_as(TEACHER_ID)

    response = forms.post("/form/qa-review", {"child": OLDER_CHILD, "pep": OLDER_PEP})

    assert response.status_code == 404
