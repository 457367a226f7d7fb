"""A plan that others have begun is gone on with in the forms, not begun a second time."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.records.ids import new_id
from pepsite.records.paths import path_to
from pepsite.usecases.propose_record import open_record, propose_record
from pepsite.usecases.submission import Edit, Proposed, Submission
from tests.forms.conftest import OpenAs
from tests.forms.office import Office
from tests.forms.opened import (
    NOW,
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    OpenForms,
    open_forms,
    words_of,
)

pytestmark = pytest.mark.uncounted

LAST_PLAN = "pep-hc4dvy5m8nb0v"


def begin_review(forms: OpenForms) -> str:
    return forms.begin("pep", child=OLDER_CHILD, type="review")


def test_whoever_begins_a_plan_that_others_have_begun_writes_the_same(open_as: OpenAs) -> None:
    officer, worker = open_as(OFFICER_ID), open_as(SOCIAL_WORKER_ID)
    home = begin_review(officer)
    assert begin_review(officer) == home  # not a second plan of their own either
    assert begin_review(worker) == home
    officer.save(f"{home}/page/strengths", {"strengths": "Reads well aloud."}, do="later")
    assert officer.post(f"{home}/send").status_code == 303
    assert officer.desk.drafts.all_of(OFFICER_ID) == []

    elsewhere = open_forms(officer.desk.root, TEACHER_ID, officer.desk.root.parent / "elsewhere")

    assert begin_review(elsewhere) == home
    assert elsewhere.begin("pep", child=OLDER_CHILD, type="change-of-provision") != home


def test_a_plan_that_a_form_went_out_for_is_gone_on_with(workspace: Path, tmp_path: Path) -> None:
    office = Office(workspace, tmp_path / "office")
    made = office.send_out()
    forms = open_forms(workspace, OFFICER_ID, tmp_path / "state", office.store)
    assert begin_review(forms) == f"/form/pep/{made.issued.record}"


def test_a_plan_that_was_sent_as_complete_is_not_begun_again(forms: OpenForms) -> None:
    root, record = forms.desk.root, new_id("pep")
    path = path_to("pep", record, OLDER_CHILD)
    last = open_record(root, path_to("pep", LAST_PLAN, OLDER_CHILD))
    assert last is not None
    values = {**last.values, "id": record, "type": "review", "status": "submitted"}
    outcome = propose_record(root, Submission("one1", TEACHER_ID, NOW, (Edit(path, values, None),)))
    assert isinstance(outcome, Proposed), outcome
    refused = forms.post("/form/pep", {"child": OLDER_CHILD, "type": "review"})
    assert refused.status_code == 422
    assert "This plan was sent already." in words_of(refused)
    assert forms.desk.drafts.all_of(OFFICER_ID) == []
