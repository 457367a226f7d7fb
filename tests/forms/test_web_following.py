"""What follows from a review or an audit goes with it: the plan's status, and the actions."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from pepsite.forms.questions.answers import texts
from pepsite.forms.web.filling import answers_in
from pepsite.usecases.propose_record import open_record
from tests.forms.conftest import OpenAs
from tests.forms.opened import OFFICER_ID, OLDER_CHILD, OpenForms, words_of

OLDER_PEP = "pep-hc4dvy5m8nb0v"
_FOLDER = f"records/children/{OLDER_CHILD}"
_PEP = f"{_FOLDER}/peps/{OLDER_PEP}.yaml"


@pytest.fixture
def submitted(workspace: Path, open_as: OpenAs) -> tuple[OpenForms, str]:
    """Return the forms with a review begun of a plan that was sent and not looked at yet."""
    pep = workspace / _PEP
    pep.write_text(pep.read_text().replace("status: complete", "status: submitted"))
    for review in (workspace / _FOLDER / "qa-reviews").glob("*.yaml"):
        review.unlink()
    subprocess.run(("git", "-C", workspace, "commit", "-qam", "Sent"), check=True)
    forms = open_as(OFFICER_ID)
    return forms, forms.begin("qa-review", child=OLDER_CHILD, pep=OLDER_PEP)


def answered(forms: OpenForms, tasks: str, choice: str, rating: str, improve: str = "") -> None:
    """Answer every question alike, and the outcome, without opening each page."""
    _, _, form, record = tasks.split("/")
    with forms.desk.drafts.changing(OFFICER_ID, form, record) as held:
        assert held.draft is not None
        items = texts(answers_in(held.draft), "answers")
        said: dict[str, Any] = {f"answers/{item}/answer": choice for item in items}
        said |= {f"answers/{item}/explanation": "No." for item in items}
        said |= {"rating": rating} | ({"improvements": improve} if improve else {})
        held.save(held.draft.with_answers(said, forms.desk.now()))


def sent(forms: OpenForms, tasks: str) -> dict[str, dict[str, Any]]:
    """Send it, and return what the branch of the submission changes, by path."""
    response = forms.post(f"{tasks}/send")
    assert response.status_code == 303, words_of(response)
    branch = f"forms/{response.location.split('/')[-2]}"
    root = forms.desk.root
    listed = subprocess.run(
        ("git", "-C", root, "diff", "--name-only", "main", branch),
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    opened = (open_record(root, path, branch) for path in listed.stdout.split())
    return {one.path: dict(one.values) for one in opened if one is not None}


def test_a_review_makes_its_plan_complete_in_the_same_submission(
    submitted: tuple[OpenForms, str],
) -> None:
    forms, tasks = submitted
    answered(forms, tasks, "yes", "meeting")

    response = forms.post(f"{tasks}/end", {"~plan-becomes": "complete"})
    changed = sent(forms, tasks)

    assert response.location == f"{tasks}/check"
    assert len(changed) == 2
    assert changed[_PEP]["status"] == "complete"


def test_a_review_sends_its_plan_back_with_what_would_make_it_better(
    submitted: tuple[OpenForms, str],
) -> None:
    forms, tasks = submitted
    answered(forms, tasks, "no", "not-meeting", "Say by when each target is met.")

    page = words_of(forms.get(f"{tasks}/end"))
    forms.post(f"{tasks}/end", {"~plan-becomes": "returned"})
    (entry,) = sent(forms, tasks)[_PEP]["returned"]

    assert "What to improve is shared with the designated teacher" in page
    assert entry["why"] == "Say by when each target is met."
    assert entry["by"] == OFFICER_ID


def test_a_review_is_not_sent_before_it_says_what_happens_to_the_plan(
    submitted: tuple[OpenForms, str],
) -> None:
    forms, tasks = submitted
    answered(forms, tasks, "yes", "meeting")

    refused = forms.post(f"{tasks}/send")
    empty = forms.post(f"{tasks}/end", {})

    assert refused.status_code == 422
    assert "Say what happens to the plan now" in words_of(refused)
    assert empty.status_code == 422
    assert "There is a problem" in words_of(empty)


def test_a_plan_goes_back_with_a_reason_only(submitted: tuple[OpenForms, str]) -> None:
    forms, tasks = submitted
    answered(forms, tasks, "yes", "meeting")
    forms.post(f"{tasks}/end", {"~plan-becomes": "returned"})

    refused = forms.post(f"{tasks}/send")

    assert refused.status_code == 422
    assert f'href="{tasks}/page/improvements"' in refused.text


def test_a_plan_stays_where_the_reviewer_cannot_say_yet(
    submitted: tuple[OpenForms, str],
) -> None:
    forms, tasks = submitted
    answered(forms, tasks, "yes", "meeting")
    forms.post(f"{tasks}/end", {"~plan-becomes": "stays"})

    changed = sent(forms, tasks)

    assert [path for path in changed if "/peps/" in path] == []


def test_the_review_of_a_plan_that_is_complete_asks_nothing_of_it(forms: OpenForms) -> None:
    tasks = forms.begin("qa-review", child=OLDER_CHILD, pep=OLDER_PEP)

    assert forms.get(f"{tasks}/end").status_code == 404
