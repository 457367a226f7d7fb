"""The child's page and the carer's as files, and the plan that others have begun already."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from pepsite.cli.main import main
from pepsite.errors import ImportRefusedError, PepsiteError
from pepsite.forms.offline.issuing import Issuing, MadeForm, Purpose
from pepsite.forms.questions.beginning import Beginning, begun_pep
from pepsite.forms.web.filling import differing
from pepsite.records.codes import Role
from pepsite.records.ids import new_id
from pepsite.records.paths import path_to
from pepsite.records.pep import PepType
from pepsite.store.drafts import Draft
from pepsite.store.identities import IdentityStore
from pepsite.usecases.propose_record import open_record, propose_record
from pepsite.usecases.submission import Proposed
from tests.forms.office import NAME, SAID, TEACHER, Office, answer_to, told
from tests.forms.opened import (
    NOW,
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    YOUNGER_CHILD,
)

CHILD = Purpose(YOUNGER_CHILD, PepType.INITIAL, Role.CHILD)
CARER = Purpose(YOUNGER_CHILD, PepType.INITIAL, Role.CARER)
YOUNGER_PEP = "pep-jxp7jjy63y6fz"
VIEW = "voice/views/abc123"
FROM_CHILD = {
    "pages": [
        "your-views",
        *(f"{one}/abc123" for one in ("your-view", "your-view-about", "your-view-may-see")),
    ],
    "answers": {
        "voice/views": ["abc123"],
        f"{VIEW}/words": "I want to swim",
        f"{VIEW}/topic": "likes",
        f"{VIEW}/may_see": ["social-worker"],
    },
}
FROM_CARER = {
    "pages": ["your-carer-view", "your-carer-words/abc123"],
    "answers": {"carer_views": ["abc123"], "carer_views/abc123/words": "Sleeps well now"},
}


@pytest.fixture
def office(workspace: Path, tmp_path: Path) -> Office:
    return Office(workspace, tmp_path)


# --- what goes out


def test_the_childs_page_says_who_reads_it_and_whom_to_tell_now(office: Office) -> None:
    made = office.send_out(CHILD)
    data = told(made)

    assert [one[0] for one in data["sections"]] == ["you", "next", "more"]
    assert "Only the virtual school can open it" in made.html
    assert "Childline on 0800 1111" in made.html
    assert "I have finished" in made.html
    for adults in ("Encrypt my answers", "for review", "sections of the plan"):
        assert adults not in made.html
    assert not any(one["required"] for page in data["pages"] for one in page["questions"])


@pytest.mark.parametrize("purpose", [CHILD, CARER])
def test_nothing_of_the_plan_or_of_others_is_on_somebodys_own_page(
    office: Office, purpose: Purpose
) -> None:
    data = told(office.send_out(purpose))

    assert data["answers"] == {}
    assert TEACHER_ID not in json.dumps(data["pages"])
    assert data["record"] == YOUNGER_PEP, "it is put with the plan that is there"


def test_without_a_type_it_is_about_the_plan_that_is_open(office: Office) -> None:
    assert office.issuing.open_type(YOUNGER_CHILD) is PepType.INITIAL
    assert office.issuing.open_type(OLDER_CHILD) is PepType.REVIEW


def test_it_goes_through_whoever_sends_it_or_is_named(office: Office) -> None:
    assert office.issuing.make(CHILD).issued.person == OFFICER_ID
    through = Purpose(YOUNGER_CHILD, PepType.REVIEW, Role.CHILD, SOCIAL_WORKER_ID)
    assert office.issuing.make(through).issued.person == SOCIAL_WORKER_ID
    nobody = Purpose(YOUNGER_CHILD, PepType.REVIEW, Role.CHILD, "ps-0000000000000")
    with pytest.raises(PepsiteError, match="works with the child"):
        office.issuing.make(nobody)


# --- what comes back


def test_a_child_says_in_a_file_too_whom_they_want_to_talk_to(office: Office) -> None:
    made = office.send_out(CHILD)
    says = {
        "pages": ["your-talk", "your-talk-to"],
        "answers": {
            "voice/wants_to_talk_to_someone": "yes",
            "concerns/new/with_whom": "designated-teacher",
        },
    }
    returned = office.receiving.open(office.came_back(made, **says))
    outcome = propose_record(office.root, office.receiving.submission(returned, OFFICER_ID))
    assert isinstance(outcome, Proposed), outcome
    path = path_to("pep", YOUNGER_PEP, YOUNGER_CHILD)
    sent = open_record(office.root, path, outcome.branch)
    assert sent is not None
    (wish,) = sent.values["concerns"]
    assert (wish["by"], wish["with_whom"]) == ("child", "designated-teacher")


@pytest.mark.parametrize(
    ("purpose", "back", "field", "words"),
    [
        (CHILD, FROM_CHILD, "views", "I want to swim"),
        (CARER, FROM_CARER, "carer_views", "Sleeps well now"),
    ],
)
def test_what_somebody_says_comes_back_as_their_own_words(
    office: Office, purpose: Purpose, back: dict[str, object], field: str, words: str
) -> None:
    made = office.send_out(purpose)
    office.now = NOW + timedelta(days=3)

    returned = office.receiving.open(office.came_back(made, **back, made_at="2026-05-17T09:00:00Z"))
    outcome = propose_record(office.root, office.receiving.submission(returned, OFFICER_ID))

    (said,) = (one for one in _said(returned.values, field) if one["words"] == words)
    assert said["contribution"] == {
        "of": str(purpose.role),
        "how": "form",
        "said_on": "2026-05-17",
    }
    assert isinstance(outcome, Proposed)
    author = subprocess.run(
        ("git", "-C", office.root, "show", "-s", "--format=%an %B", outcome.commit),
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert author.startswith(OFFICER_ID), "a child or a carer is never an author"
    assert words not in author


def test_the_childs_own_name_becomes_the_token(office: Office) -> None:
    purpose = Purpose(OLDER_CHILD, PepType.REVIEW, Role.CHILD)
    made = office.send_out(purpose)
    answers = {**FROM_CHILD["answers"], f"{VIEW}/words": f"I am {NAME}"}  # type: ignore[dict-item]

    returned = office.receiving.open(office.came_back(made, **{**FROM_CHILD, "answers": answers}))

    assert _said(returned.values, "views")[0]["words"] == "I am {child}"


def test_the_childs_page_takes_in_nothing_else_of_the_plan(office: Office) -> None:
    made = office.send_out(CHILD)

    with pytest.raises(ImportRefusedError, match="not what went out"):
        office.receiving.open(office.came_back(made, answers={"strengths": SAID}))


def test_a_page_comes_back_through_nobody_who_has_to_do_with_the_child_no_more(
    office: Office, workspace: Path
) -> None:
    made = office.send_out(Purpose(YOUNGER_CHILD, PepType.REVIEW, Role.CHILD, SOCIAL_WORKER_ID))
    path = office.came_back(made, **FROM_CHILD)
    assert office.receiving.open(path).values

    record = workspace / f"records/people/{SOCIAL_WORKER_ID}.yaml"
    text = record.read_text(encoding="utf-8").replace("active: true", "active: false")
    replacement = record.with_suffix(".new")
    replacement.write_text(text, encoding="utf-8")
    replacement.replace(record)

    with pytest.raises(ImportRefusedError, match="does not work"):
        office.receiving.open(path)


def _said(values: object, field: str) -> list[dict[str, object]]:
    assert isinstance(values, dict)
    found = values.get(field) or values["voice"][field]
    assert isinstance(found, list)
    return found


# --- a plan that others have begun


def _taken_in(office: Office, made: MadeForm) -> Proposed:
    returned = office.receiving.open(office.came_back(made))
    outcome = propose_record(office.root, office.receiving.submission(returned, OFFICER_ID))
    assert isinstance(outcome, Proposed)
    return outcome


def test_a_plan_that_waits_for_review_is_gone_on_with(office: Office) -> None:
    made = office.send_out()
    _taken_in(office, made)
    elsewhere = Office(office.root, office.folder / "elsewhere")

    other = elsewhere.issuing.make(Purpose(OLDER_CHILD, PepType.REVIEW, Role.SOCIAL_WORKER))

    assert other.issued.record == made.issued.record
    assert office.issuing.make(Purpose(OLDER_CHILD, PepType.INITIAL, Role.DESIGNATED_TEACHER)).issued.record != made.issued.record  # fmt: skip


def test_a_plan_begun_in_the_forms_on_this_computer_is_gone_on_with(office: Office) -> None:
    casefile = office.desk.casefile(OLDER_CHILD)
    assert casefile is not None
    record = new_id("pep")
    begun = begun_pep(
        Beginning(casefile, NOW.date(), PepType.REVIEW, record), office.desk.shared.policy
    )
    draft = Draft(
        person=SOCIAL_WORKER_ID,
        form="pep",
        record=record,
        child=OLDER_CHILD,
        begun_at=NOW,
        saved_at=NOW,
    )
    with office.desk.drafts.changing(SOCIAL_WORKER_ID, "pep", record) as held:
        held.save(draft.with_answers(differing({}, begun), NOW))

    assert office.issuing.make(TEACHER).issued.record == record


def test_for_a_plan_sent_as_complete_nothing_is_begun(office: Office) -> None:
    made = office.send_out()
    outcome = _taken_in(office, made)
    path = f"records/children/{OLDER_CHILD}/peps/{made.issued.record}.yaml"
    git = ("git", "-C", str(office.root))
    subprocess.run((*git, "checkout", "-q", outcome.branch), check=True)
    record = office.root / path
    text = record.read_text(encoding="utf-8").replace("status: draft", "status: submitted")
    record.write_text(text, encoding="utf-8")
    subprocess.run((*git, "commit", "-qam", "Sent as complete"), check=True)
    subprocess.run((*git, "checkout", "-q", "main"), check=True)

    with pytest.raises(PepsiteError, match="waits for review"):
        Issuing(office.desk, office.store, office.register).make(
            Purpose(OLDER_CHILD, PepType.REVIEW, Role.SOCIAL_WORKER)
        )


# --- the list of what went out, and a colleague


def test_a_colleague_who_is_let_in_reads_what_went_out_before(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = office.send_out()
    colleague = IdentityStore.create(tmp_path / "other" / "theirs.age", tmp_path / "other.txt")
    monkeypatch.setenv("PEPSITE_IDENTITIES", str(office.folder / "identities.age"))
    monkeypatch.setenv("PEPSITE_IDENTITY_KEY", str(office.folder / "key.txt"))

    shared = CliRunner().invoke(
        main, ["identities", "share", colleague.own_recipient, "-C", str(office.root)]
    )

    assert shared.exit_code == 0, shared.output
    (entry,) = (office.folder / "identities.age.issued").iterdir()
    unsealed = colleague.unseal(entry.read_bytes())
    assert unsealed is not None
    assert json.loads(unsealed)["record"] == made.issued.record
    assert office.register.find(made.issued.id) == made.issued


def test_a_file_answers_only_once_whatever_its_purpose(office: Office) -> None:
    made = office.send_out(CHILD)
    office.receiving.note(office.receiving.open(office.came_back(made, **FROM_CHILD)))

    assert answer_to(made)["issue"] == made.issued.id
    with pytest.raises(ImportRefusedError, match="received before"):
        office.receiving.open(office.came_back(made, **FROM_CHILD))
