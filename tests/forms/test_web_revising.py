"""A complete plan is changed in the forms: its sections, and why; never the one without the other."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from pepsite.cli.main import main
from pepsite.records.paths import path_to
from pepsite.usecases.propose_record import open_record, propose_record
from pepsite.usecases.review_submissions import Reviewer, return_submission
from pepsite.usecases.submission import Edit, Refused, Submission
from tests.forms.conftest import OLDER_PEP, OpenAs
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    OpenForms,
    title_of,
    words_of,
)
from tests.forms.test_web_filling import git
from tests.forms.test_web_review_list import MANAGER_ID

pytestmark = pytest.mark.uncounted

PATH = path_to("pep", OLDER_PEP, OLDER_CHILD)
NOTHING = "Nothing in the plan differs from what it said."
STRENGTHS = "Draws what she sees, and explains it."
WHY = "The strengths were another plan's."


def begin(forms: OpenForms) -> tuple[str, str]:
    """Begin a change of the complete plan, and return its task list and the page that asks why."""
    tasks = forms.begin("revise", child=OLDER_CHILD, record=OLDER_PEP)
    (why,) = set(re.findall(r'href="([^"]*/page/revise-why/[^"]*)"', forms.get(tasks).text))
    return tasks, why


def say_why(forms: OpenForms, why: str, words: str = WHY) -> None:
    (box,) = re.findall(r'name="(revisions/[a-z0-9]+/why)"', forms.get(why).text)
    assert forms.save(why, {box: words}).status_code == 303


def sent(forms: OpenForms, tasks: str) -> str:
    response = forms.post(f"{tasks}/send")
    assert response.status_code == 303, words_of(response)
    return response.location.split("/")[-1]


def test_a_complete_plan_is_changed_with_the_reason_and_the_gate_lets_it_pass(
    open_as: OpenAs,
) -> None:
    forms = open_as(TEACHER_ID)
    root, (tasks, why) = forms.desk.root, begin(forms)
    say_why(forms, why)
    forms.save(f"{tasks}/page/strengths", {"strengths": STRENGTHS})

    listed = words_of(forms.get(tasks))
    check = words_of(forms.get(f"{tasks}/check"))
    submission = sent(forms, tasks)
    git(root, "merge", "-q", f"forms/{submission}")
    judged = CliRunner().invoke(
        main, ["validate", "--base", "HEAD~1", "--head", "HEAD", "-C", str(root)]
    )
    after = open_record(root, PATH)

    assert re.search(r"Strengths, needs and help [^.]*\. [^.]*\. Changed", listed)
    assert listed.count("Changed") == 1
    assert re.search(f"{WHY} Change .* What you change Strengths .* {STRENGTHS}", check)
    assert judged.exit_code == 0, judged.output
    assert after is not None
    assert after.values["strengths"] == STRENGTHS
    assert after.values["status"] == "complete"
    (revision,) = after.values["revisions"]
    del revision["id"]
    assert revision == {"number": 2, "revised_on": "2026-05-15", "by": TEACHER_ID, "why": WHY}


def test_the_same_change_without_a_reason_is_refused_by_the_gate(forms: OpenForms) -> None:
    root = forms.desk.root
    found = open_record(root, PATH)
    assert found is not None

    edit = Edit(PATH, {**found.values, "strengths": STRENGTHS}, found.blob)
    done = propose_record(root, Submission("one1", OFFICER_ID, forms.desk.now(), (edit,)))

    assert isinstance(done, Refused)
    assert {one.code for one in done.findings} == {"complete-changed"}


def test_a_change_that_changes_nothing_is_not_sent(forms: OpenForms) -> None:
    tasks, why = begin(forms)
    say_why(forms, why)

    before = words_of(forms.get(f"{tasks}/check"))
    refused = forms.post(f"{tasks}/send")

    assert f"Before you can send this {NOTHING}" in before
    assert refused.status_code == 422
    assert title_of(refused).startswith("Error: ")
    assert NOTHING in words_of(refused)
    assert git(forms.desk.root, "branch", "--list", "forms/*") == ""


def test_a_change_without_a_reason_is_not_sent(forms: OpenForms) -> None:
    tasks, why = begin(forms)
    forms.save(f"{tasks}/page/strengths", {"strengths": STRENGTHS})

    refused = forms.post(f"{tasks}/send")

    assert refused.status_code == 422
    assert f'href="{why}"' in refused.text
    assert NOTHING not in words_of(refused)


def test_what_is_put_back_as_it_was_changes_nothing(forms: OpenForms) -> None:
    tasks, why = begin(forms)
    say_why(forms, why)
    page = f"{tasks}/page/strengths"
    before = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", forms.get(page).text)[0].strip()
    forms.save(page, {"strengths": STRENGTHS})
    assert NOTHING not in words_of(forms.get(f"{tasks}/check"))
    forms.save(page, {"strengths": before})

    assert NOTHING in words_of(forms.get(f"{tasks}/check"))


@pytest.mark.parametrize(
    ("person", "own", "others"),
    [(TEACHER_ID, "strengths", "care-summary"), (SOCIAL_WORKER_ID, "care-summary", "strengths")],
)
def test_each_changes_their_own_sections(
    open_as: OpenAs, person: str, own: str, others: str
) -> None:
    forms = open_as(person)
    tasks, _ = begin(forms)

    assert forms.get(f"{tasks}/page/{own}").status_code == 200
    assert forms.get(f"{tasks}/page/{others}").status_code == 404


def test_the_reason_can_be_said_better_when_the_change_came_back(open_as: OpenAs) -> None:
    forms = open_as(TEACHER_ID)
    tasks, why = begin(forms)
    say_why(forms, why)
    forms.save(f"{tasks}/page/strengths", {"strengths": STRENGTHS})
    submission = sent(forms, tasks)
    reviewer = Reviewer(MANAGER_ID, forms.desk.now())
    return_submission(forms.desk.root, submission, reviewer, "Say whose they were.")

    assert forms.post(f"/review/{submission}/open").location == tasks
    assert "What has to be put right Say whose they were." in words_of(forms.get(tasks))
    say_why(forms, why, "They were written for an older plan.")
    assert sent(forms, tasks) == submission

    after = open_record(forms.desk.root, PATH, f"forms/{submission}")
    assert after is not None
    assert [one["why"] for one in after.values["revisions"]] == [
        "They were written for an older plan."
    ]
