"""A child who wants to talk to somebody is heard at once, and until somebody has talked."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pepsite.cli.main import main
from pepsite.usecases.propose_record import open_record
from pepsite.usecases.review_submissions import Accepted, Reviewer, accept_submission
from pepsite.usecases.submission import BRANCHES
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    NOW,
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    YOUNGER_CHILD,
    OpenForms,
    words_of,
)
from tests.forms.test_web_filling import git
from tests.forms.test_web_review_list import MANAGER_ID

PLAN = "pep-jxp7jjy63y6fz"
PATH = f"records/children/{YOUNGER_CHILD}/peps/{PLAN}.yaml"
YES = {"voice/wants_to_talk_to_someone": "yes"}
TO_YOU = f"{YOUNGER_CHILD} wants to talk to you , since 15 May 2026."


def say(forms: OpenForms, whom: str = "") -> str:
    """Say that the child wants to talk, and return the id of what was sent."""
    home = forms.begin("child-voice", child=YOUNGER_CHILD, record=PLAN)
    assert forms.save(f"{home}/page/your-talk", YES).location == f"{home}/page/your-talk-to"
    if whom:
        forms.save(f"{home}/page/your-talk-to", {"concerns/new/with_whom": whom})
    sent = forms.post(f"{home}/send")
    assert sent.status_code == 303, words_of(sent)
    forms.take_back()
    return str(sent.location.split("/")[3])


def accept(root: Path, submission: str) -> None:
    done = accept_submission(root, submission, Reviewer(MANAGER_ID, NOW))
    assert isinstance(done, Accepted), done
    subprocess.run(("git", "-C", root, "reset", "-q", "--hard"), check=True)


def wishes(root: Path, branch: str = "") -> list[dict[str, Any]]:
    found = open_record(root, PATH, branch) if branch else open_record(root, PATH)
    assert found is not None
    listed = found.values.get("concerns")
    assert isinstance(listed, list)
    return listed


def due(root: Path, *more: str) -> str:
    words = ["due", "-C", str(root), "--as-of", "2026-05-15", "--jobs", "1", *more]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def start(forms: OpenForms) -> str:
    return words_of(forms.get("/"))


def test_who_the_child_chose_is_told_at_once_and_first_of_all(
    workspace: Path, open_as: OpenAs
) -> None:
    officer, teacher = open_as(OFFICER_ID), open_as(SOCIAL_WORKER_ID)
    say(officer, "social-worker")
    shown = start(teacher)
    assert TO_YOU in shown
    assert shown.index(TO_YOU) < shown.index("Children you work with")
    assert "not accepted yet" in shown
    assert "Write down that you talked" not in shown
    assert "since 2026-05-15" in due(workspace, "--person", SOCIAL_WORKER_ID).splitlines()[3]


def test_who_chose_nobody_is_heard_by_the_social_worker(workspace: Path, forms: OpenForms) -> None:
    branch = f"{BRANCHES}{say(forms)}"
    (wish,) = wishes(workspace, branch)
    assert (wish["with_whom"], wish["by"], wish["kind"]) == (
        "social-worker", "child", "support-wanted",
    )  # fmt: skip
    assert wish["what"] == "{child} wants to talk to somebody."


def test_the_virtual_school_is_told_until_the_page_was_accepted(
    workspace: Path, open_as: OpenAs
) -> None:
    manager = open_as(MANAGER_ID)
    submission = say(open_as(OFFICER_ID), "social-worker")
    assert f"{YOUNGER_CHILD} wants to talk to {SOCIAL_WORKER_ID}" in start(manager)
    accept(workspace, submission)
    assert "wants to talk" not in start(manager)
    assert TO_YOU in start(open_as(SOCIAL_WORKER_ID))


def test_where_nobody_is_on_record_the_virtual_school_is_told_to_find_somebody(
    workspace: Path, open_as: OpenAs
) -> None:
    accept(workspace, say(open_as(OFFICER_ID), "designated-teacher"))
    shown = start(open_as(MANAGER_ID))
    assert "Nobody on record is that for this child. Find out today who can go." in shown
    assert "wants to talk" not in start(open_as(TEACHER_ID))  # of another school
    assert "designated teacher, nobody on record" in due(workspace, "--child", YOUNGER_CHILD)


def test_once_somebody_wrote_down_that_they_talked_it_is_on_no_list(
    workspace: Path, open_as: OpenAs
) -> None:
    worker = open_as(SOCIAL_WORKER_ID)
    accept(workspace, say(open_as(OFFICER_ID), "social-worker"))
    (wish,) = wishes(workspace)
    talk = f"/child/{YOUNGER_CHILD}/plan/{PLAN}/talk/{wish['id']}"
    assert talk in worker.get("/").text
    for day, words in (
        ("", "Say on which day it was"),
        ("16", "not after today"),
        ("14", "since the child said so"),
    ):
        sent = {"talked-day": day, "talked-month": "5", "talked-year": "2026"}
        refused = worker.post(talk, sent)
        assert refused.status_code == 422
        assert words in words_of(refused)
    done = worker.post(talk, {"talked-day": "15", "talked-month": "5", "talked-year": "2026"})
    assert "Written down, and sent for review" in words_of(worker.get(done.location))
    # At once, though nobody accepted yet that they did.
    assert "wants to talk" not in start(worker)
    assert "wants to talk" not in due(workspace)
    accept(workspace, done.location.rpartition("/")[2])
    assert "wants to talk" not in start(worker)
    assert "wants to talk" not in due(workspace)
    assert str(wishes(workspace)[0]["settled_on"]) == "2026-05-15"
    assert worker.get(talk).status_code == 404


@pytest.mark.parametrize("how", ["the plan cannot be read", "the wish is taken off"])
def test_what_waits_and_says_nothing_of_a_talk_takes_no_wish_away(
    workspace: Path, open_as: OpenAs, how: str
) -> None:
    worker = open_as(SOCIAL_WORKER_ID)
    accept(workspace, say(open_as(OFFICER_ID), "social-worker"))
    text = (workspace / PATH).read_text("utf-8")
    text = "schema: pep/1\nid: [\n" if how.endswith("read") else text.partition("concerns:")[0]
    git(workspace, "checkout", "-qb", f"{BRANCHES}by-hand")
    (workspace / PATH).write_text(text, "utf-8")
    git(workspace, "commit", "-qam", "Changed by hand")
    git(workspace, "checkout", "-q", "main")

    assert TO_YOU in start(worker)
    assert "wants to talk" in due(workspace)


def test_a_wish_that_waits_is_not_made_twice_and_one_that_was_met_can_be_made_again(
    workspace: Path, open_as: OpenAs
) -> None:
    officer, worker = open_as(OFFICER_ID), open_as(SOCIAL_WORKER_ID)
    accept(workspace, say(officer, "social-worker"))
    home = officer.begin("child-voice", child=YOUNGER_CHILD, record=PLAN)
    officer.save(f"{home}/page/your-copy", {"voice/wants_a_copy": "yes"})
    sent = officer.post(f"{home}/send")
    officer.take_back()
    accept(workspace, sent.location.split("/")[3])
    (first,) = wishes(workspace)

    talk = f"/child/{YOUNGER_CHILD}/plan/{PLAN}/talk/{first['id']}"
    day = {"talked-day": "15", "talked-month": "5", "talked-year": "2026"}
    accept(workspace, worker.post(talk, day).location.rpartition("/")[2])
    accept(workspace, say(officer, "virtual-school-officer"))
    met, again = wishes(workspace)
    assert met["id"] == first["id"] != again["id"]
    assert again["with_whom"] == "virtual-school-officer"
    assert "settled_on" not in again


def test_who_types_for_a_child_says_whom_the_child_asked_for(
    workspace: Path, open_as: OpenAs
) -> None:
    officer, worker = open_as(OFFICER_ID), open_as(SOCIAL_WORKER_ID)
    home = officer.begin("pep", child=YOUNGER_CHILD, record=PLAN)
    assert officer.save(f"{home}/page/talk", YES).location == f"{home}/page/talk-to"
    officer.save(f"{home}/page/talk-to", {"concerns/new/with_whom": "social-worker"})
    assert officer.post(f"{home}/send").status_code == 303
    assert TO_YOU in start(worker)


def test_nothing_of_it_stands_where_git_shows_it(workspace: Path, open_as: OpenAs) -> None:
    say(open_as(OFFICER_ID), "social-worker")
    shown = git(workspace, "log", "--all", "--format=%D %s %b") + git(workspace, "branch", "-a")
    for word in ("talk", "wish", "social-worker"):
        assert word not in shown


@pytest.mark.parametrize("person", [TEACHER_ID, MANAGER_ID])
def test_only_who_may_write_in_the_plan_writes_down_that_they_talked(
    workspace: Path, open_as: OpenAs, person: str
) -> None:
    accept(workspace, say(open_as(OFFICER_ID), "social-worker"))
    (wish,) = wishes(workspace)
    address = f"/child/{YOUNGER_CHILD}/plan/{PLAN}/talk/{wish['id']}"
    expected = 200 if person == MANAGER_ID else 404
    forms = open_as(person)
    assert forms.get(address).status_code == expected
    assert forms.get(f"/child/{OLDER_CHILD}/plan/{PLAN}/talk/{wish['id']}").status_code == 404
    assert forms.get(f"{address[:-6]}zzzzzz").status_code == 404
