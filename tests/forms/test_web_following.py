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
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    YOUNGER_CHILD,
    OpenForms,
    words_of,
)

OLDER_PEP = "pep-hc4dvy5m8nb0v"
_FOLDER = f"records/children/{OLDER_CHILD}"
_PEP = f"{_FOLDER}/peps/{OLDER_PEP}.yaml"


def answered(forms: OpenForms, tasks: str, choice: str, rating: str, improve: str = "") -> None:
    """Answer every question alike, and the outcome, without opening each page."""
    said: dict[str, Any] = {"rating": rating} | ({"improvements": improve} if improve else {})
    for item in items_of(forms, tasks, "answers"):
        said |= {f"answers/{item}/answer": choice, f"answers/{item}/explanation": "No."}
    said_in(forms, tasks, said)


def items_of(forms: OpenForms, tasks: str, list_: str) -> tuple[str, ...]:
    _, _, form, record = tasks.split("/")
    draft = forms.desk.drafts.find(forms.desk.person_id, form, record)
    assert draft is not None
    return texts(answers_in(draft), list_)


def said_in(forms: OpenForms, tasks: str, said: dict[str, Any]) -> None:
    """Put answers into what was begun, as if their pages had been filled in."""
    _, _, form, record = tasks.split("/")
    with forms.desk.drafts.changing(forms.desk.person_id, form, record) as held:
        assert held.draft is not None
        held.save(held.draft.with_answers(said, forms.desk.now()))


def sent(forms: OpenForms, tasks: str) -> dict[str, dict[str, Any]]:
    """Send it, and return what the branch of the submission changes, by path."""
    response = forms.post(f"{tasks}/send")
    assert response.status_code == 303, words_of(response)
    branch = f"forms/{response.location.split('/')[-1]}"
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


# --- audits and actions


PHASE_MANAGER = "ps-mryk56crsfx64"


def audited(forms: OpenForms, tasks: str, *, recommend: str = "") -> None:
    """Answer every question of an audit, and recommend one thing."""
    answered(forms, tasks, "yes", "")
    said: dict[str, Any] = {"overview": "School and home pulled together all year."}
    if recommend:
        said |= {"recommendations": ["aaaaaa"], "recommendations/aaaaaa/id": "aaaaaa"}
        said |= {"recommendations/aaaaaa/what": recommend}
    said_in(forms, tasks, said)


def with_panel(forms: OpenForms, tasks: str) -> None:
    (first,) = items_of(forms, tasks, "auditors")
    roles = ("designated-teacher", "social-worker", "independent-reviewing-officer")
    others = {f"aaaab{number}": role for number, role in enumerate(roles)}
    said: dict[str, Any] = {"auditors": [first, *others]}
    for item, role in others.items():
        said |= {f"auditors/{item}/id": item, f"auditors/{item}/role": role}
    said_in(forms, tasks, said)


def test_a_journey_audit_takes_along_an_action_for_what_it_recommends(open_as: OpenAs) -> None:
    forms = open_as(PHASE_MANAGER)
    chosen = {"audit": "journey/journey"}
    tasks = forms.post(f"/child/{OLDER_CHILD}/audit", chosen).location
    audited(forms, tasks, recommend="{child} reads with an adult each day.")
    with_panel(forms, tasks)
    rated = items_of(forms, tasks, "answers")[-2]  # asks for a rating, not for yes or no
    said_in(forms, tasks, {f"answers/{rated}/answer": "meeting"})

    early = forms.post(f"{tasks}/send")
    page = forms.get(f"{tasks}/end")
    missing = forms.post(f"{tasks}/end", {})
    owner = "~action/aaaaaa/owner"
    days = {f"~action/aaaaaa/by/{box}": value for box, value in DAY.items()}
    forms.post(f"{tasks}/end", {owner: OFFICER_ID, **days})
    shown = words_of(forms.get(f"{tasks}/check"))
    changed = sent(forms, tasks)

    assert early.status_code == 422
    assert "The child reads with an adult each day." in words_of(page)
    assert missing.status_code == 422
    assert "by 30 June 2026" in shown
    (audit,) = [one for path, one in changed.items() if "/audits/" in path]
    (action,) = [one for path, one in changed.items() if "/actions/" in path]
    assert audit["recommendations"][0]["action"] == action["id"]
    assert action["owner"] == OFFICER_ID
    assert action["target_on"] == "2026-06-30"


DAY = {"day": "30", "month": "6", "year": "2026"}


@pytest.mark.parametrize("template", ["journey", "themed-group"])
def test_a_themed_audit_says_what_it_is_about_and_is_sent(open_as: OpenAs, template: str) -> None:
    forms = open_as(PHASE_MANAGER)
    chosen = {"audit": f"{template}/themed"}
    tasks = forms.post(f"/child/{OLDER_CHILD}/audit", chosen).location
    audited(forms, tasks)
    with_panel(forms, tasks)
    if template == "journey":
        rated = items_of(forms, tasks, "answers")[-2]  # asks for a rating, not for yes or no
        said_in(forms, tasks, {f"answers/{rated}/answer": "meeting"})
    for part in items_of(forms, tasks, "part_ratings"):
        base = f"part_ratings/{part}"
        said_in(forms, tasks, {f"{base}/rating": "green", f"{base}/comment": "Told in full."})
    address = f"{tasks}/page/audit-focus"
    saved = forms.save(address, {"focus": ["outside-the-borough", "new-into-care"]})
    title = next(one.title for one in forms.desk.shared.policy.themes if one.id == "new-into-care")
    shown = words_of(forms.get(f"{tasks}/check"))
    (audit,) = sent(forms, tasks).values()

    assert saved.status_code == 303
    assert title in shown
    assert audit["type"] == "themed"
    assert audit["focus"] == ["outside-the-borough", "new-into-care"]


def test_an_action_is_not_due_before_today(open_as: OpenAs) -> None:
    forms = open_as(PHASE_MANAGER)
    tasks = forms.post(f"/child/{OLDER_CHILD}/audit", {"audit": "journey/journey"}).location
    audited(forms, tasks, recommend="Read more.")
    past = {f"~action/aaaaaa/by/{box}": value for box, value in (DAY | {"year": "2025"}).items()}

    response = forms.post(f"{tasks}/end", {"~action/aaaaaa/owner": OFFICER_ID, **past})

    assert "Give a day that is not over yet" in words_of(response)


def test_a_moderation_judges_the_review_of_its_plan_again(open_as: OpenAs) -> None:
    forms = open_as(PHASE_MANAGER)
    address = f"/child/{OLDER_CHILD}/plan/{OLDER_PEP}/audit"
    chosen = {"audit": "tier-2-dip-sample/moderation"}

    tasks = forms.post(address, chosen).location
    audited(forms, tasks)
    said_in(forms, tasks, {"rating": "meeting", "overview": None})
    (audit,) = sent(forms, tasks).values()

    assert audit["judges_qa_review"] == "qa-x9sebaknnj497"
    assert [one["pep"] for one in audit["peps"]] == [OLDER_PEP]


def test_which_audit_is_asked_and_has_to_be_chosen(open_as: OpenAs) -> None:
    forms = open_as(PHASE_MANAGER)
    address = f"/child/{OLDER_CHILD}/audit"

    linked = forms.get(f"/child/{OLDER_CHILD}").text
    asked = words_of(forms.get(address))
    refused = forms.post(address, {})

    assert f'href="{address}"' in linked
    assert "Journey: The child's journey" in asked
    assert "Dip sample" not in asked
    assert refused.status_code == 422


def test_whoever_may_not_audit_is_not_asked(forms: OpenForms) -> None:
    plan = f"/child/{OLDER_CHILD}/plan/{OLDER_PEP}"
    assert forms.get(f"{plan}/audit").status_code == 404
    assert "Begin an audit" not in forms.get(plan).text


def test_a_panel_member_at_school_may_begin_a_journey_audit_of_their_own_child(
    open_as: OpenAs,
) -> None:
    forms = open_as(TEACHER_ID)
    assert forms.get(f"/child/{OLDER_CHILD}/audit").status_code == 200
    assert forms.get(f"/child/{YOUNGER_CHILD}/audit").status_code == 404


def test_an_action_is_begun_from_what_an_audit_recommends_and_the_audit_names_it(
    workspace: Path, open_as: OpenAs
) -> None:
    audit = workspace / _FOLDER / "audits" / "au-bx7k2zmc6zxd7.yaml"
    audit.parent.mkdir(exist_ok=True)
    audit.write_text(AUDIT.format(child=OLDER_CHILD, auditor=PHASE_MANAGER))
    for words in (("add", "-A"), ("commit", "-qm", "An audit")):
        subprocess.run(("git", "-C", workspace, *words), check=True)
    forms = open_as(OFFICER_ID)
    address = f"/child/{OLDER_CHILD}/audit/{audit.stem}"

    page = words_of(forms.get(address))
    tasks = forms.post(f"{address}/action/aaaaaa").location
    said_in(forms, tasks, {"owner": OFFICER_ID, **{f"target_on/{x}": y for x, y in DAY.items()}})
    changed = sent(forms, tasks)

    assert "Begin an action" in page
    (action,) = [one for path, one in changed.items() if "/actions/" in path]
    (named,) = [one for path, one in changed.items() if "/audits/" in path]
    assert named["recommendations"][0]["action"] == action["id"]
    assert action["raised_by"] == {"audit": audit.stem, "recommendation": "aaaaaa"}


AUDIT = """\
schema: audit/1
id: au-bx7k2zmc6zxd7
type: journey
child: {child}
template:
  name: journey
  edition: 2018-09-01
audited_on: 2026-05-01
auditors:
  - id: bbbbbb
    role: phase-manager
    person: {auditor}
recommendations:
  - id: aaaaaa
    what: Read with an adult each day.
"""


# --- on somebody else's screen


@pytest.mark.parametrize("form", ["child-voice", "carer-view"])
def test_a_child_and_a_carer_fill_in_their_own_page_on_the_screen_of_somebody_they_know(
    open_as: OpenAs, form: str
) -> None:
    forms = open_as(SOCIAL_WORKER_ID)
    plan = f"/child/{YOUNGER_CHILD}/plan/{YOUNGER_PEP}"

    shown = forms.get(plan).text
    tasks = forms.begin(form, child=YOUNGER_CHILD, record=YOUNGER_PEP)

    assert f'action="/form/{form}"' in shown
    assert forms.get(tasks).status_code == 200


def test_a_child_who_only_wants_to_talk_to_someone_can_say_that(forms: OpenForms) -> None:
    home = forms.begin("child-voice", child=YOUNGER_CHILD, record=YOUNGER_PEP)
    forms.save(f"{home}/page/your-talk", {"voice/wants_to_talk_to_someone": "yes"}, do="later")
    checked = words_of(forms.get(f"{home}/check"))
    assert "Before you can finish" not in checked
    for adults in ("Check your answers", "review", "Somebody else looks"):
        assert adults not in checked
    assert "I have finished" in checked
    assert forms.post(f"{home}/send").status_code == 303


def test_nothing_of_the_childs_page_is_done_before_the_child_opened_it(
    workspace: Path, open_as: OpenAs
) -> None:
    record = workspace / f"records/children/{YOUNGER_CHILD}/peps/{YOUNGER_PEP}.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("status: draft", "status: returned"), encoding="utf-8")
    subprocess.run(("git", "-C", workspace, "commit", "-qam", "Sent back"), check=True)
    forms = open_as(OFFICER_ID)

    home = words_of(forms.get(forms.begin("child-voice", child=YOUNGER_CHILD, record=YOUNGER_PEP)))

    assert home.count("Not started") == 3
    assert "sections are done" not in home


YOUNGER_PEP = "pep-jxp7jjy63y6fz"
