"""What a form says once it was sent is true, wherever the submission is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest

from pepsite.exchange.computer_settings import Working
from pepsite.forms.questions.wording import form
from pepsite.git.forges import Delivered, ReviewRequest, Waits, Why
from pepsite.records.paths import path_to
from pepsite.usecases.propose_record import open_record
from pepsite.usecases.send_submissions import send_submissions
from tests.forms.conftest import OLDER_PEP
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    YOUNGER_CHILD,
    OpenForms,
    open_forms,
    title_of,
    words_of,
)
from tests.forms.test_web_ahead import wait_for_quality_assurance
from tests.forms.test_web_hostile import boxes_of
from tests.forms.test_web_review_list import YOUNGER_PLAN
from tests.usecases.submissions import bare, clone

pytestmark = pytest.mark.uncounted

NOT_YET = "The plan is not closed yet. Somebody at the virtual school looks at this first."
SAYS_SO_TOO_SOON = ("was sent back", "was closed", "was accepted", "is complete now")


@dataclass
class Forge:
    """A forge that does with every request what it is told to."""

    outcome: Delivered | Waits

    def send(self, folder: Path, request: ReviewRequest, now: datetime) -> Delivered | Waits:
        del folder, request, now
        return self.outcome


def close(forms: OpenForms) -> str:
    """Close a plan that was begun, and return the address of what is said then."""
    tasks = forms.begin("close", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    assert forms.save(f"{tasks}/page/close-why", {}).status_code == 422
    assert forms.post(f"{tasks}/send").status_code == 422
    forms.save(f"{tasks}/page/close-why", {"closed/reason": "duplicate"})
    response = forms.post(f"{tasks}/send")
    assert response.status_code == 303, words_of(response)
    return response.location


@pytest.fixture
def cloned(tmp_path: Path) -> OpenForms:
    """Return the forms open on a clone, whose changes go to a place that all share."""
    return open_forms(clone(bare(tmp_path), tmp_path / "work"), OFFICER_ID, tmp_path / "state")


def test_what_waits_on_the_review_list_is_not_said_to_be_done(forms: OpenForms) -> None:
    address = close(forms)

    said = words_of(forms.get(address))

    assert title_of(forms.get(address)).startswith(
        "Your reason for closing the plan was sent for review"
    )
    assert f"What happens next {NOT_YET}" in said
    assert [words for words in SAYS_SO_TOO_SOON if words in said] == []
    assert "What waits for review: 1" in words_of(forms.get("/"))


def test_what_is_on_its_way_is_not_said_to_be_sent(cloned: OpenForms) -> None:
    address = close(cloned)

    before = words_of(cloned.get(address))
    send_submissions(cloned.desk.root, Working(), cloned.desk.now())
    after = words_of(cloned.get(address))

    assert before.startswith("Finished, and not sent yet")
    assert "is being sent to the place that everybody shares" in before
    assert f"What happens once it has arrived {NOT_YET}" in before
    assert after.startswith("Your reason for closing the plan was sent for review")
    assert "computer" not in after


def test_what_cannot_be_sent_now_is_said_to_wait(cloned: OpenForms) -> None:
    cloned.desk.touch.is_unreachable = True

    said = words_of(cloned.get(close(cloned)))

    assert said.startswith("Finished, and not sent yet")
    assert "cannot be reached just now. Nothing is lost." in said


@pytest.mark.parametrize("why", get_args(Why))
def test_what_a_forge_does_not_take_is_said_to_wait(cloned: OpenForms, why: Why) -> None:
    address = close(cloned)
    send_submissions(cloned.desk.root, Working(), cloned.desk.now(), forge=Forge(Waits(why)))

    said = words_of(cloned.get(address))

    is_for_a_person = why in ("refused", "no-push-options")
    assert said.startswith("Finished, and not sent yet")
    assert ("Tell whoever keeps the records." in said) is is_for_a_person
    assert "Nothing is lost." in said


def test_what_a_forge_has_waits_there_to_be_looked_at(cloned: OpenForms) -> None:
    address = close(cloned)
    send_submissions(cloned.desk.root, Working(), cloned.desk.now(), forge=Forge(Delivered()))

    assert words_of(cloned.get(address)).startswith(
        "Your reason for closing the plan was sent for review"
    )


@pytest.mark.parametrize("name", ["accept", "return", "close", "qa-review", "revise"])
def test_what_becomes_of_a_plan_is_said_to_wait_for_somebody(name: str) -> None:
    first, then = form(name).sent_next

    assert "Somebody at the virtual school looks at" in first
    assert then.startswith("Once they accept it, ")


def test_a_plan_is_sent_back_with_one_question(forms: OpenForms) -> None:
    wait_for_quality_assurance(forms.desk.root, "2025-10-01")
    tasks = forms.begin("return", child=OLDER_CHILD, record=OLDER_PEP)
    (page,) = set(re.findall(r'href="([^"]*/page/[^"]*)"', forms.get(tasks).text))
    (box,) = boxes_of(forms.get(page).text)
    empty = forms.post(f"{tasks}/send")
    assert forms.save(page, {box: "Say when."}).location == tasks

    response = forms.post(f"{tasks}/send")

    assert empty.status_code == 422
    said = words_of(forms.get(response.location))
    assert said.startswith("Your reason was sent for review")
    assert "What happens next The plan has not gone back yet." in said
    after = open_record(
        forms.desk.root,
        path_to("pep", OLDER_PEP, OLDER_CHILD),
        f"forms/{response.location.rpartition('/')[2]}",
    )
    assert after is not None
    assert after.values["status"] == "returned"
    (entry,) = after.values["returned"]
    assert (entry["why"], entry["returned_on"]) == ("Say when.", "2026-05-15")
