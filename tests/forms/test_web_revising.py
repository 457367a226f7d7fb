"""A complete plan is changed in the forms: its sections, and why; never the one without the other."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from pepsite.cli.main import main
from pepsite.records.paths import path_to
from pepsite.usecases.propose_record import open_record, propose_record
from pepsite.usecases.review_submissions import (
    Accepted,
    Reviewer,
    accept_submission,
    return_submission,
)
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
    assert re.search(
        f"{WHY} Change .* What you change Strengths, needs and help What is .* {STRENGTHS}", check
    )
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


# --- two people change one complete plan

THEIRS, MINE = "A result came in.", "What staff need to know was not said."
TRAUMA = "She needs to know the day before."
PAGES = {
    "strengths": ("strengths", STRENGTHS),
    "trauma": ("wellbeing/attachment_and_trauma", TRAUMA),
}


def change(forms: OpenForms, page: str, words: str = "", why: str = MINE) -> str:
    """Begin a change of one page of the plan, with its reason, and return its task list."""
    tasks, reason = begin(forms)
    say_why(forms, reason, why)
    key, usual = PAGES[page]
    assert forms.save(f"{tasks}/page/{page}", {key: words or usual}).status_code == 303
    return tasks


def accept(forms: OpenForms, submission: str, person: str = MANAGER_ID) -> None:
    done = accept_submission(forms.desk.root, submission, Reviewer(person, forms.desk.now()))
    assert isinstance(done, Accepted), done


def assert_both_stand(forms: OpenForms, **said: str) -> None:
    """Assert that the plan has both changes, one after the other, and that the gate agrees."""
    root = forms.desk.root
    git(root, "reset", "-q", "--hard", "main")
    for words in (["--base", "HEAD~2", "--head", "HEAD"], ["--base", "HEAD~1", "--head", "HEAD"]):
        judged = CliRunner().invoke(main, ["validate", *words, "-C", str(root)])
        assert judged.exit_code == 0, judged.output
    assert CliRunner().invoke(main, ["validate", "-C", str(root)]).exit_code == 0
    after = open_record(root, PATH)
    assert after is not None
    told = [(one["number"], one["by"], one["why"]) for one in after.values["revisions"]]
    assert told == [(2, OFFICER_ID, THEIRS), (3, MANAGER_ID, MINE)]
    assert after.values["strengths"] == said.get("strengths", STRENGTHS)
    assert after.values["wellbeing"]["attachment_and_trauma"] == said.get("trauma", TRAUMA)


def test_two_who_change_different_sections_at_once_are_both_heard_and_nobody_is_asked(
    open_as: OpenAs,
) -> None:
    first, second = open_as(OFFICER_ID), open_as(MANAGER_ID)
    one, other = change(first, "strengths", why=THEIRS), change(second, "trauma")

    accept(first, sent(first, one))
    accept(second, sent(second, other), OFFICER_ID)

    assert_both_stand(second)


def test_two_changes_that_wait_together_are_both_accepted(open_as: OpenAs) -> None:
    first, second = open_as(OFFICER_ID), open_as(MANAGER_ID)
    one = sent(first, change(first, "strengths", why=THEIRS))
    other = sent(second, change(second, "trauma"))

    accept(first, one)
    accept(second, other, OFFICER_ID)

    assert_both_stand(second)


@pytest.mark.parametrize(("choice", "stands"), [("mine", "Mine."), ("theirs", STRENGTHS)])
def test_the_same_answer_is_asked_about_alone_and_then_it_can_be_sent(
    open_as: OpenAs, choice: str, stands: str
) -> None:
    first, second = open_as(OFFICER_ID), open_as(MANAGER_ID)
    one, other = change(first, "strengths", why=THEIRS), change(second, "trauma")
    second.save(f"{other}/page/strengths", {"strengths": "Mine."})
    accept(first, sent(first, one))

    asked = second.post(f"{other}/send")
    (theirs,) = re.findall(r'name="theirs" value="([^"]+)"', asked.text)
    settled = second.post(f"{other}/settle", {"theirs": theirs, "choice-0": choice})

    assert asked.status_code == 409
    assert set(re.findall(r'name="(choice-[0-9]+)"', asked.text)) == {"choice-0"}
    assert "Number" not in words_of(asked).partition("What else was changed")[0]
    assert settled.location == f"{other}/check"
    assert "Before you can send this" not in words_of(second.get(settled.location))
    accept(second, sent(second, other), OFFICER_ID)
    assert_both_stand(second, strengths=stands)


SDQ = "What did the strengths and difficulties questionnaire (SDQ) find?"
NONE_YET = "If there is nothing to tell yet"


def test_a_part_that_was_filled_in_is_not_told_as_one_of_which_there_is_nothing_to_tell(
    open_as: OpenAs,
) -> None:
    first, second = open_as(OFFICER_ID), open_as(MANAGER_ID)
    one, other = change(first, "trauma", why=THEIRS), change(second, "trauma", "Mine.")
    total = {"wellbeing/sdq/total": "14", "wellbeing/sdq/informant": "carer"}
    first.save(f"{one}/page/sdq", total, do="later")

    checked = words_of(first.get(f"{one}/check"))
    submission = sent(first, one)
    reviewed = words_of(second.get(f"/review/{submission}"))
    accept(first, submission)
    meanwhile = words_of(second.post(f"{other}/send"))

    assert f"{SDQ} Added Total: 14 Informant: carer" in checked
    assert f"{SDQ} Added Total: 14 Informant: carer" in reviewed
    assert f"{SDQ} When you opened it Nothing As it stands now Total score" in meanwhile
    assert NONE_YET not in checked + reviewed + meanwhile


def test_that_there_is_nothing_to_tell_of_a_part_is_told(open_as: OpenAs) -> None:
    forms = open_as(OFFICER_ID)
    tasks = change(forms, "trauma")
    forms.save(f"{tasks}/page/sdq", {"wellbeing/sdq/no_answer": "not-known-yet"}, do="later")

    said = words_of(forms.get(f"{tasks}/check")).partition("All of it")[2]
    assert f"{NONE_YET} It is not known yet" in said


def test_what_was_brought_together_is_sent_after_yet_another_change(open_as: OpenAs) -> None:
    first, second = open_as(OFFICER_ID), open_as(MANAGER_ID)
    other = change(second, "strengths", "Mine.")
    accept(first, sent(first, change(first, "strengths", why=THEIRS)))
    (theirs,) = re.findall(r'name="theirs" value="([^"]+)"', second.post(f"{other}/send").text)
    second.post(f"{other}/settle", {"theirs": theirs, "choice-0": "mine"})

    accept(first, sent(first, change(first, "trauma", why="Another reason.")))
    accept(second, sent(second, other), OFFICER_ID)

    after = open_record(second.desk.root, PATH)
    assert after is not None
    told = [(one["number"], one["why"]) for one in after.values["revisions"]]
    assert told == [(2, THEIRS), (3, "Another reason."), (4, MINE)]
    assert after.values["strengths"] == "Mine."


def test_what_collides_with_a_change_accepted_since_goes_back_and_can_be_sent_again(
    open_as: OpenAs,
) -> None:
    first, second = open_as(OFFICER_ID), open_as(MANAGER_ID)
    one = sent(first, change(first, "strengths", why=THEIRS))
    other = change(second, "trauma")
    second.save(f"{other}/page/strengths", {"strengths": "Mine."})
    waits = sent(second, other)
    accept(first, one)
    reviewer = Reviewer(OFFICER_ID, first.desk.now())
    return_submission(first.desk.root, waits, reviewer, "Somebody else changed it too.")

    home = second.post(f"/review/{waits}/open").location
    asked = second.post(f"{home}/send")
    (theirs,) = re.findall(r'name="theirs" value="([^"]+)"', asked.text)
    second.post(f"{home}/settle", {"theirs": theirs, "choice-0": "mine"})
    accept(second, sent(second, home), OFFICER_ID)

    assert home == other
    assert asked.status_code == 409
    assert_both_stand(second, strengths="Mine.")
