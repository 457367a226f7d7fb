"""A plan that was sent back tells those who wrote it why, where they put it right."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pepsite.cli.main import main
from pepsite.forms.questions.wording import form, form_names
from pepsite.policy.questions import GuidanceTopic
from pepsite.privacy.identity import Identity
from pepsite.records.paths import path_to
from pepsite.store.identities import IdentityStore
from pepsite.usecases.propose_record import open_record
from pepsite.usecases.review_submissions import Reviewer, return_submission
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    OpenForms,
    words_of,
)
from tests.forms.test_web_filling import git
from tests.forms.test_web_following import OLDER_PEP, answered, items_of, said_in
from tests.forms.test_web_review_list import MANAGER_ID, send

pytestmark = pytest.mark.uncounted

IMPROVE = "Say by when {child} meets each target."
ABOUT_TARGETS = "Two of them are one."
TARGETS = "Do the targets answer what the PEP says needs work?"


def accept_all(forms: OpenForms, submission: str) -> None:
    git(forms.desk.root, "merge", "-q", f"forms/{submission}")


@pytest.fixture
def returned(submitted: tuple[OpenForms, str]) -> Path:
    """Return a workspace in which a review sent the plan back for its targets alone."""
    forms, tasks = submitted
    answered(forms, tasks, "yes", "not-meeting", IMPROVE)
    shown = forms.get(f"{tasks}/page/question-q6").text
    (answer,) = set(re.findall(r'name="(answers/[a-z0-9]+)/answer"', shown))
    said_in(forms, tasks, {f"{answer}/answer": "no", f"{answer}/explanation": ABOUT_TARGETS})
    forms.post(f"{tasks}/end", {"~plan-becomes": "returned"})
    response = forms.post(f"{tasks}/send")
    assert response.status_code == 303, words_of(response)
    accept_all(forms, response.location.split("/")[-1])
    return forms.desk.root


def plan_of(forms: OpenForms) -> str:
    return forms.begin("pep", child=OLDER_CHILD, record=OLDER_PEP)


WHY = "What has to be put right Say by when the child meets each target."
NOT_MET = f"Questions that were not met {TARGETS} No: {ABOUT_TARGETS}"


@pytest.mark.usefixtures("returned")
@pytest.mark.parametrize("person", [SOCIAL_WORKER_ID, TEACHER_ID])
def test_why_a_plan_came_back_stands_where_its_writers_start_and_go_on(
    open_as: OpenAs, person: str
) -> None:
    forms = open_as(person)

    start = words_of(forms.get("/"))
    plan = words_of(forms.get(f"/child/{OLDER_CHILD}/plan/{OLDER_PEP}"))
    tasks = words_of(forms.get(plan_of(forms)))

    assert f"Sent back to be put right Initial of 26 September 2025: {OLDER_CHILD}" in start
    for said in (start, plan, tasks):
        assert f"Sent back on 15 May 2026 by {OFFICER_ID}" in said
        assert f"The rating was: Not meeting the expected standard. {WHY}" in said
    assert NOT_MET in plan
    assert NOT_MET in tasks


@pytest.mark.usefixtures("returned")
def test_why_a_plan_came_back_stands_on_the_pages_it_is_about_and_not_on_others(
    open_as: OpenAs,
) -> None:
    teacher, worker = open_as(TEACHER_ID), open_as(SOCIAL_WORKER_ID)
    tasks = plan_of(teacher)
    assert plan_of(worker) == tasks

    targets, strengths = (
        words_of(teacher.get(f"{tasks}/page/{page}")) for page in ("targets", "strengths")
    )
    care = words_of(worker.get(f"{tasks}/page/care-summary"))

    assert WHY in targets
    assert NOT_MET in targets
    assert "Sent back" not in strengths
    assert "Sent back" not in care


@pytest.mark.usefixtures("returned")
def test_the_task_list_marks_the_sections_to_put_right_until_something_is_changed_there(
    open_as: OpenAs,
) -> None:
    teacher = open_as(TEACHER_ID)
    tasks = plan_of(teacher)
    (target, *_) = items_of(teacher, tasks, "targets")
    assert marked(teacher, tasks) == ["Targets"]

    said_in(teacher, tasks, {f"targets/{target}/what": "Reads a whole page aloud."})

    assert marked(teacher, tasks) == []


@pytest.mark.usefixtures("returned")
def test_on_the_way_through_a_target_why_it_came_back_is_folded(open_as: OpenAs) -> None:
    teacher = open_as(TEACHER_ID)
    tasks = plan_of(teacher)
    (target, *_) = items_of(teacher, tasks, "targets")

    listed, one = (teacher.get(f"{tasks}/page/{page}") for page in ("targets", f"target/{target}"))

    folded = '<details class="govuk-details" id="sent-back">'
    assert [folded in shown.text for shown in (listed, one)] == [False, True]
    assert WHY in words_of(one)


@pytest.mark.usefixtures("returned")
def test_a_new_plan_is_not_offered_in_the_place_of_one_that_came_back(open_as: OpenAs) -> None:
    shown = words_of(open_as(TEACHER_ID).get(f"/child/{OLDER_CHILD}"))
    assert "Begin another plan A plan was sent back. A new plan does not take its place" in shown


def marked(forms: OpenForms, tasks: str) -> list[str]:
    """Return the sections that the task list says were sent back."""
    rows = re.findall(r'<li class="govuk-task-list__item.*?</li>', forms.get(tasks).text, re.DOTALL)
    return [re.findall(r"<a [^>]*>\s*(.*?)\s*</a>", one)[0] for one in rows if "Sent back" in one]


@pytest.mark.usefixtures("returned")
def test_what_was_put_right_stands_first_before_it_is_sent(open_as: OpenAs) -> None:
    teacher = open_as(TEACHER_ID)
    home = plan_of(teacher)
    before = teacher.get(f"{home}/check")
    teacher.save(f"{home}/page/strengths", {"strengths": "Draws what she sees."})

    after = teacher.get(f"{home}/check")

    assert "What you change Nothing yet. All of it, as it will be" in words_of(before)
    first = words_of(after).partition("All of it, as it will be")[0]
    assert "What you change Strengths" in first
    assert "put in: Draws what she sees." in first
    assert f'href="{home}/page/strengths"' in after.text.partition("All of it")[0]
    folded = [shown.text.count("<details") for shown in (before, after)]
    sections = len(form("pep").sections)
    assert folded == [sections, sections - 1]


SIGNED = {
    "id": "aaaaaa",
    "section": "education",
    "role": "designated-teacher",
    "by": TEACHER_ID,
    "signed_on": date(2026, 5, 6),
}


def test_what_was_signed_before_it_is_changed_is_to_be_signed_anew(
    returned: Path, open_as: OpenAs
) -> None:
    by_social_worker = {"id": "bbbbbb", "section": "care", "role": "social-worker"}
    signed = [SIGNED, SIGNED | by_social_worker | {"by": SOCIAL_WORKER_ID}]
    path = path_to("pep", OLDER_PEP, OLDER_CHILD)
    teacher = open_as(TEACHER_ID)
    accept_all(teacher, send(returned, TEACHER_ID, {"sign_offs": signed}, path))
    home = plan_of(teacher)
    before = teacher.get(f"{home}/check")
    teacher.save(f"{home}/page/strengths", {"strengths": "Draws what she sees."})

    changed = teacher.get(f"{home}/check")
    anew = teacher.save(f"{home}/page/sign-offs", {}, do="add").location
    key = f"sign_offs/{anew.rpartition('/')[2]}"
    said = {**SIGNED, "signed_on/day": "15", "signed_on/month": "5", "signed_on/year": "2026"}
    del said["id"], said["signed_on"]
    teacher.save(anew, {f"{key}/{name}": one for name, one in said.items()})
    after = teacher.get(f"{home}/check")

    told = "Signed before you changed it: Designated teacher: School and learning, 6 May 2026 If"
    assert [told in words_of(one) for one in (before, changed, after)] == [False, True, False]
    assert "Signed before" not in words_of(after)


@pytest.mark.usefixtures("returned")
def test_why_a_plan_came_back_stays_on_a_page_with_an_error(open_as: OpenAs) -> None:
    teacher = open_as(TEACHER_ID)
    tasks = plan_of(teacher)
    new = teacher.save(f"{tasks}/page/targets", {}, do="add").location

    wrong = teacher.save(new, {})

    assert wrong.status_code == 422
    assert WHY in words_of(wrong)


@pytest.mark.usefixtures("returned")
def test_the_reason_calls_the_child_by_name_where_it_is_known(
    open_as: OpenAs, tmp_path: Path
) -> None:
    store = IdentityStore.create(tmp_path / "identities.age", tmp_path / "identity-key.txt")
    store.add(Identity(child=OLDER_CHILD, full_name="Zebedee Quillfeather", known_as="Zeb"))
    forms = open_as(TEACHER_ID, store)

    assert "Say by when Zeb meets each target." in words_of(forms.get("/"))
    assert "Say by when Zeb meets each target." in words_of(forms.get(plan_of(forms)))


def test_a_reason_without_a_review_stands_on_every_page_of_the_plan(
    workspace: Path, open_as: OpenAs
) -> None:
    path = workspace / path_to("pep", OLDER_PEP, OLDER_CHILD)
    entry = f"returned: [{{id: aaaaa5, returned_on: 2026-05-10, by: {OFFICER_ID}, why: 'Name her key person.'}}]\n"
    path.write_text(path.read_text().replace("status: complete", "status: returned") + entry)
    git(workspace, "rm", "-q", f"records/children/{OLDER_CHILD}/qa-reviews/*")
    git(workspace, "commit", "-qam", "Sent back")
    teacher, worker = open_as(TEACHER_ID), open_as(SOCIAL_WORKER_ID)
    tasks = plan_of(teacher)
    assert plan_of(worker) == tasks

    for forms, page in ((teacher, "strengths"), (teacher, "sign-offs"), (worker, "care-summary")):
        said = words_of(forms.get(f"{tasks}/page/{page}"))
        assert "Sent back on 10 May 2026" in said
        assert "What has to be put right Name her key person." in said
        assert "The rating was" not in said


@pytest.mark.usefixtures("returned")
def test_the_child_is_not_shown_why_adults_have_to_write_it_again(open_as: OpenAs) -> None:
    forms = open_as(SOCIAL_WORKER_ID)
    tasks = forms.begin("child-voice", child=OLDER_CHILD, record=OLDER_PEP)

    assert "Sent back" not in words_of(forms.get(tasks))


@pytest.mark.usefixtures("returned")
def test_what_was_sent_again_is_said_to_wait(open_as: OpenAs) -> None:
    forms = open_as(TEACHER_ID)
    waits = "What you have sent since waits to be looked at."
    assert waits not in words_of(forms.get("/"))
    tasks = plan_of(forms)
    forms.save(f"{tasks}/page/strengths", {"strengths": "Draws well."})
    assert forms.post(f"{tasks}/send").status_code == 303

    assert waits in words_of(forms.get("/"))


def sent_whole(forms: OpenForms) -> None:
    """Put something right in the plan, and send it as a whole."""
    tasks = plan_of(forms)
    forms.save(f"{tasks}/page/strengths", {"strengths": "Draws well."})
    response = forms.post(f"{tasks}/send", {"do": "whole"})
    assert response.status_code == 303, words_of(response)
    accept_all(forms, response.location.split("/")[-1])


def test_a_plan_that_was_sent_back_is_sent_again_on_a_later_day_and_judged_again(
    returned: Path, open_as: OpenAs
) -> None:
    first_sent = record_of(returned)["completed_on"]
    teacher = open_as(TEACHER_ID)
    teacher.clock.moment += timedelta(days=2)

    sent_whole(teacher)

    record = record_of(returned)
    assert (record["status"], record["completed_on"]) == ("submitted", first_sent)
    assert [one["sent_again_on"] for one in record["returned"]] == ["2026-05-17"]
    assert what_is_wrong(returned) == ""
    plan = words_of(teacher.get(f"/child/{OLDER_CHILD}/plan/{OLDER_PEP}"))
    assert re.search(
        r"Sent as complete \d+ \w+ 20\d\d; put right and sent again on 17 May 2026", plan
    )
    officer = open_as(OFFICER_ID)
    officer.clock.moment += timedelta(days=3)
    waits = words_of(officer.get("/to-quality-assure"))
    assert "17 May 2026" in waits
    assert "15 May 2026" not in waits
    review = officer.begin("qa-review", child=OLDER_CHILD, pep=OLDER_PEP)
    answered(officer, review, "yes", "meeting")
    officer.post(f"{review}/end", {"~plan-becomes": "complete"})
    response = officer.post(f"{review}/send")
    assert response.status_code == 303, words_of(response)
    accept_all(officer, response.location.split("/")[-1])
    assert record_of(returned)["status"] == "complete"
    assert what_is_wrong(returned) == ""


@pytest.mark.usefixtures("returned")
def test_a_plan_that_was_sent_back_is_not_sent_again_as_it_was(open_as: OpenAs) -> None:
    teacher = open_as(TEACHER_ID)
    teacher.clock.moment += timedelta(days=2)
    tasks = plan_of(teacher)

    refused = teacher.post(f"{tasks}/send", {"do": "whole"})

    assert refused.status_code == 422
    assert "Nothing in the plan has changed since it was sent back." in words_of(refused)
    sent_whole(teacher)


def test_of_a_plan_sent_back_twice_only_the_last_review_is_why(
    returned: Path, open_as: OpenAs
) -> None:
    teacher = open_as(TEACHER_ID)
    teacher.clock.moment += timedelta(days=2)
    sent_whole(teacher)
    path = returned / path_to("pep", OLDER_PEP, OLDER_CHILD)
    entry = f"  - {{id: aaaaa6, returned_on: 2026-05-19, by: {OFFICER_ID}, why: Once more.}}\n"
    text = path.read_text().replace("status: submitted", "status: returned")
    path.write_text(
        text.replace("    sent_again_on: 2026-05-17\n", f"    sent_again_on: 2026-05-17\n{entry}")
    )
    git(returned, "commit", "-qam", "Sent back again")

    said = words_of(open_as(SOCIAL_WORKER_ID).get(f"/child/{OLDER_CHILD}/plan/{OLDER_PEP}"))

    assert "Sent back on 19 May 2026" in said
    assert "What has to be put right Once more." in said
    assert "The rating was" not in said


def test_what_another_record_keeps_from_being_sent_is_said_in_words_with_a_way_to_it(
    returned: Path, open_as: OpenAs
) -> None:
    (review,) = (returned / f"records/children/{OLDER_CHILD}/qa-reviews").glob("*.yaml")
    review.write_text(re.sub("reviewed_on: .*", "reviewed_on: 2020-05-01", review.read_text()))
    git(returned, "commit", "-qam", "A slip")
    teacher = open_as(TEACHER_ID)
    tasks = plan_of(teacher)
    teacher.save(f"{tasks}/page/strengths", {"strengths": "Draws well."})

    refused = teacher.post(f"{tasks}/send", {"do": "whole"})

    told = "The review is dated before the plan was sent. One of the two days is wrong"
    where = "This is about the QA review of 1 May 2020, which is not part of this form."
    assert refused.status_code == 422
    assert f"{told}. {where} If you cannot put it right, tell" in words_of(refused)
    assert f'href="/child/{OLDER_CHILD}/plan/{OLDER_PEP}"' in refused.text
    assert "reviewed_on" not in refused.text


def what_is_wrong(root: Path) -> str:
    """Return what the gate says of what was accepted last; "" where nothing is wrong."""
    judged = ("validate", "--base", "HEAD~1", "--head", "HEAD", "-C", str(root))
    told = CliRunner().invoke(main, judged)
    return "" if told.exit_code == 0 else told.output


def record_of(root: Path) -> dict[str, Any]:
    """Return the plan as it was accepted last."""
    opened = open_record(root, path_to("pep", OLDER_PEP, OLDER_CHILD))
    assert opened is not None
    return dict(opened.values)


def test_a_part_that_came_back_before_it_was_accepted_says_why_where_it_is_gone_on_with(
    open_as: OpenAs,
) -> None:
    forms = open_as(MANAGER_ID)
    root = forms.desk.root
    send(root, MANAGER_ID, {"strengths": "Reads well."})
    reviewer = Reviewer(OFFICER_ID, forms.desk.now())
    return_submission(root, "one1", reviewer, "Say more about number work.")

    tasks = forms.post("/review/one1/open").location

    said = words_of(forms.get(tasks))
    assert f"Sent back on 15 May 2026 by {OFFICER_ID}" in said
    assert "What has to be put right Say more about number work." in said


def test_every_topic_of_a_question_has_a_section_or_is_about_the_whole() -> None:
    placed = {
        topic
        for name in form_names()
        if form(name).owns and form(name).record == "pep"
        for section in form(name).sections
        for topic in section.topics
    }

    assert set(GuidanceTopic) - placed == {GuidanceTopic.QUALITY, GuidanceTopic.WRITING}
