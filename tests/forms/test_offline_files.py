"""Forms that go out as files: what is in them, and which files that come back are refused."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from click.testing import CliRunner, Result

from pepsite.cli import offline_forms
from pepsite.cli.main import main
from pepsite.errors import ImportRefusedError, PepsiteError
from pepsite.forms.offline.issuing import Issuing, MadeForm, Purpose
from pepsite.forms.offline.receiving import MAX_BYTES
from pepsite.forms.offline.steps import Reader, asked_form
from pepsite.forms.questions.wording import form
from pepsite.forms.web.desk import Desk
from pepsite.policy.sections import PepPart
from pepsite.privacy.identity import Identity
from pepsite.records.codes import Role
from pepsite.records.paths import path_to
from pepsite.records.pep import PepType
from pepsite.usecases.propose_record import propose_record
from pepsite.usecases.submission import Proposed
from tests.forms.conftest import OLDER_PEP
from tests.forms.office import NAME, SAID, TEACHER, Office, answer_to, told
from tests.forms.opened import (
    NOW,
    OFFICER_ID,
    OLDER_CHILD,
    SCHOOL,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    YOUNGER_CHILD,
)
from tests.forms.test_offline_own_pages import CHILD
from tests.forms.test_web_withholding import VOICE

pytestmark = pytest.mark.uncounted

NOBODY_ELSES = re.compile(r'"(?:voice|sign_offs|carer_views|parent_views|disagreements)[/"]')


@pytest.fixture
def office(workspace: Path, tmp_path: Path) -> Office:
    return Office(workspace, tmp_path)


# --- what goes out


def test_a_file_asks_for_the_sections_of_its_reader_alone(office: Office) -> None:
    teacher = told(office.send_out())
    worker = told(office.send_out(Purpose(OLDER_CHILD, PepType.REVIEW, Role.SOCIAL_WORKER)))

    assert "targets" in [one[0] for one in teacher["sections"]]
    assert "care" not in [one[0] for one in teacher["sections"]]
    assert "care" in [one[0] for one in worker["sections"]]
    about = {id_: said for id_, _, said in teacher["sections"]}
    assert about["plan"].endswith("Filled in by: Social worker.")
    assert "Filled in by" not in about["targets"]
    assert teacher["record"] == worker["record"], "both write the one plan that begins"


def test_what_people_said_or_signed_is_never_filled_in(office: Office) -> None:
    for role in (Role.DESIGNATED_TEACHER, Role.SOCIAL_WORKER):
        data = told(office.send_out(Purpose(OLDER_CHILD, PepType.REVIEW, role)))

        assert not NOBODY_ELSES.search(json.dumps([data["answers"], data["facts"]]))
        assert data["answers"], "something carries over"


@pytest.mark.parametrize(
    ("key", "is_asked"),
    [
        ("sign_offs", True),  # somebody else signed: one can sign too
        ("parent_views/no_answer", False),  # an empty box would take it away
        ("voice/wants_a_copy", False),
        ("wellbeing/support", False),
        ("strengths", True),
    ],
)
def test_what_may_not_be_seen_can_not_be_taken_away(key: str, is_asked: bool) -> None:
    spec = form("pep")
    reader = Reader(
        tuple(one.id for one in spec.sections), ("finish",), frozenset({PepPart.STRENGTHS})
    )
    answers = {key: ("abcdef",) if key == "sign_offs" else "not-known-yet"}

    pages = asked_form(spec, reader, answers).pages
    asked = {
        name.replace(".", "/")
        for page in pages
        for name in ([page.list_.field] if page.list_ else [one.field for one in page.fields])
    }

    assert (key.removesuffix("/no_answer") in asked) == is_asked


def test_the_care_plan_is_not_in_the_file_of_the_school(office: Office) -> None:
    html = office.send_out().html

    assert "Long-term fostering" not in html


def test_a_file_names_the_child_only_where_the_authority_says_so(
    office: Office, workspace: Path
) -> None:
    path = workspace / "records/authority.yaml"
    text = path.read_text(encoding="utf-8")
    assert "Rowan" not in office.send_out().html

    for label, seen in (("initials-year", "R.M., Year 9"), ("name", NAME)):
        path.write_text(
            re.sub(r"(children_shown_to_schools_as: ).*", rf"\g<1>{label}", text), encoding="utf-8"
        )
        desk = Desk(office.root, OFFICER_ID, office.desk.drafts, lambda: NOW, office.store)
        made = Issuing(desk, office.store, office.register).make(TEACHER)

        assert seen in made.html
        assert ("Rowan" in made.html) == (label == "name")
        assert ("{child}" in json.dumps(told(made)["answers"])) == (label != "name")


def test_a_file_may_run_its_own_script_and_nothing_else(office: Office) -> None:
    html = office.send_out().html
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)

    assert policy.startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 3
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert " onclick=" not in html
    assert "localStorage" not in html


def test_who_can_be_chosen_is_around_the_child(office: Office) -> None:
    data = json.dumps(told(office.send_out()))

    assert TEACHER_ID in data
    assert "ps-" in data
    assert YOUNGER_CHILD not in data


@pytest.mark.parametrize(
    ("purpose", "says"),
    [
        (Purpose("ch-0000000000000", PepType.REVIEW, Role.DESIGNATED_TEACHER), "no child"),
        (Purpose(OLDER_CHILD, PepType.REVIEW, Role.DELEGATE), "nobody on record"),
        (
            Purpose(OLDER_CHILD, PepType.REVIEW, Role.DESIGNATED_TEACHER, SOCIAL_WORKER_ID),
            "does not fill in",
        ),
    ],
)
def test_without_somebody_to_fill_it_in_there_is_no_form(
    office: Office, purpose: Purpose, says: str
) -> None:
    with pytest.raises(PepsiteError, match=says):
        office.issuing.make(purpose)


def test_a_schools_set_is_of_those_who_are_due_there(office: Office) -> None:
    assert office.issuing.due_at(SCHOOL, PepType.REVIEW) == [OLDER_CHILD]
    with pytest.raises(PepsiteError, match="no place of education"):
        office.issuing.due_at("999999", PepType.REVIEW)


# --- what comes back


def test_what_came_back_is_proposed_as_its_sender_said_it(office: Office) -> None:
    made = office.send_out()

    returned = office.receiving.open(office.came_back(made))
    outcome = propose_record(office.root, office.receiving.submission(returned, OFFICER_ID))

    assert returned.faults == ()
    assert returned.values["strengths"] == SAID
    assert isinstance(outcome, Proposed)
    shown = subprocess.run(
        ("git", "-C", office.root, "show", "-s", "--format=%an%n%cn%n%B", outcome.commit),
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert shown.splitlines()[:2] == [TEACHER_ID, "pepsite forms"]
    assert f"Identity-Method: offline-file; confirmed-by={OFFICER_ID}" in shown
    assert SAID not in shown


def test_the_childs_name_becomes_the_token(office: Office) -> None:
    made = office.send_out()
    path = office.came_back(made, answers={"strengths": f"{NAME} draws. Rowan's maths is good."})

    returned = office.receiving.open(path)
    if returned.asked:
        decided = {one.digest: True for one in returned.asked}
        returned = office.receiving.open(path, decided)

    assert returned.values["strengths"] == "{child} draws. {child}'s maths is good."


@pytest.fixture
def called_pat(office: Office) -> MadeForm:
    """Return a form of a child called Pat, by name, with the name and the word in it."""
    authority = office.root / "records/authority.yaml"
    text = authority.read_text("utf-8")
    authority.write_text(re.sub(r"(children_shown_to_schools_as: ).*", r"\g<1>name", text), "utf-8")
    plan = next((office.root / f"records/children/{OLDER_CHILD}/peps").glob("*.yaml"))
    said = re.sub(r"(?m)^strengths:.*\n(?:[ -].*\n)*", "", plan.read_text("utf-8"))
    plan.write_text(f"{said.rstrip()}\nstrengths: >-\n  {WITH_PAT}\n", "utf-8")
    for words in (("add", "-A"), ("commit", "-qm", "By name")):
        subprocess.run(("git", "-C", office.root, *words), check=True)
    office.store.add(Identity(child=OLDER_CHILD, full_name="Patricia Wells", known_as="Pat"))
    return office.send_out()


WITH_PAT = "{child} draws. A Pat on the back helps. {child} reads."


@pytest.mark.parametrize(
    ("came", "kept", "asked"),
    [
        pytest.param(WITH_PAT.replace("{child}", "Pat"), WITH_PAT, [], id="unchanged"),
        pytest.param(
            "Pat draws well. A Pat on the back helps. Pat reads.",
            "{child} draws well. A Pat on the back helps. {child} reads.", [], id="partly changed",
        ),
        pytest.param(
            WITH_PAT.replace("{child}", "Pat") + " Pat sings.", WITH_PAT + " Pat sings.",
            ["Pat sings."], id="a new sentence",
        ),
    ],
)  # fmt: skip
def test_a_name_that_was_shown_stays_a_name_and_only_of_what_is_new_it_is_asked(
    office: Office, called_pat: MadeForm, came: str, kept: str, asked: list[str]
) -> None:
    assert told(called_pat)["answers"]["strengths"] == WITH_PAT.replace("{child}", "Pat")
    returned = office.receiving.open(office.came_back(called_pat, answers={"strengths": came}))
    assert returned.values["strengths"] == kept
    assert [one.sentence for one in returned.asked] == asked


@pytest.mark.parametrize(
    ("by", "role", "is_refused"),
    [
        pytest.param(TEACHER_ID, "designated-teacher", False, id="the sender"),
        pytest.param(SOCIAL_WORKER_ID, "social-worker", True, id="somebody else"),
        pytest.param(OFFICER_ID, "virtual-school-officer", True, id="whoever takes it in"),
        pytest.param("", "social-worker", True, id="a role with nobody in it"),
    ],
)
def test_a_file_is_signed_by_its_sender_and_by_nobody_else(
    office: Office, by: str, role: str, is_refused: bool
) -> None:
    made = office.send_out()
    signed = {"section": "education", "role": role, "by": by}
    signed |= {"signed_on/day": "14", "signed_on/month": "5", "signed_on/year": "2026"}
    typed: dict[str, Any] = {"sign_offs": ["abc123"]}
    typed |= {f"sign_offs/abc123/{name}": value for name, value in signed.items()}
    pages = ["sign-offs", "sign-off/abc123"]

    returned = office.receiving.open(office.came_back(made, pages=pages, answers=typed))

    assert "abc123" in str(returned.values["sign_offs"])
    assert bool(returned.faults) is is_refused


def test_what_was_not_asked_of_them_stays_as_it_was(office: Office) -> None:
    made = office.send_out()
    begun = office.receiving.open(office.came_back(made, pages=[], answers={}))

    assert begun.values == begun.before
    outcome = propose_record(office.root, office.receiving.submission(begun, OFFICER_ID))
    assert not isinstance(outcome, Proposed)


def tampered(**changed: Any) -> Callable[[Office, MadeForm], Path]:
    return lambda office, made: office.came_back(made, **changed)


def other_key(office: Office, made: MadeForm) -> Path:
    someone = pyrage.x25519.Identity.generate().to_public()
    content = pyrage.encrypt(json.dumps(answer_to(made)).encode(), [someone], armored=True)
    return office.written(content, sealed=False)


def cut_off(office: Office, made: MadeForm) -> Path:
    whole = office.came_back(made).read_bytes()
    return office.written(whole[: len(whole) // 2], sealed=False)


def draft(office: Office, made: MadeForm) -> Path:
    content = pyrage.passphrase.encrypt(json.dumps(answer_to(made)).encode(), "a long passphrase")
    return office.written(content, sealed=False)


FAULTS: dict[str, tuple[Callable[[Office, MadeForm], Path], str]] = {
    "another key": (other_key, "cannot be opened"),
    "cut off": (cut_off, "cannot be opened"),
    "a saved draft": (draft, "cannot be opened"),
    "another child": (tampered(child=YOUNGER_CHILD), "not what went out"),
    "another record": (tampered(record="pep-0000000000000"), "not what went out"),
    "another person": (tampered(person=SOCIAL_WORKER_ID), "not what went out"),
    "other questions": (tampered(questions="0" * 64), "not what went out"),
    "never went out": (tampered(issue="0" * 32), "not in the list"),
    "a way out of the folder": (tampered(issue="../../identities"), "not in the list"),
    "a field of the record": (tampered(answers={"status": "complete"}), "not what went out"),
    "a field of others": (
        tampered(answers={"care/summary_of_care_plan": SAID}), "not what went out",
    ),
    "a rest of the record": (tampered(answers={"=": "{}"}), "holds no answers"),
    "a note": (tampered(answers={"~there": "x"}), "holds no answers"),
    "several for one": (tampered(answers={"strengths": [SAID]}), "not what went out"),
    "an item of no kind": (
        tampered(pages=["targets"], answers={"targets": ["../../x"]}), "not what went out",
    ),
    "too many items": (
        tampered(pages=["targets"], answers={"targets": [f"a{one:05}" for one in range(999)]}),
        "not what went out",
    ),
    "no JSON": (lambda office, _: office.written(b"what is this"), "holds no answers"),
    "a list": (lambda office, _: office.written(b"[]"), "holds no answers"),
    "deep": (lambda office, _: office.written(b"[" * 500_000), "holds no answers"),
    "not text": (lambda office, _: office.written(b"\xff\xfe\x00"), "holds no answers"),
    "more fields": (tampered(more="x"), "holds no answers"),
    "a number": (tampered(answers={"strengths": 5}), "holds no answers"),
    "nothing": (lambda office, _: office.written(b"", sealed=False), "cannot be opened"),
    "20 MB": (
        lambda office, _: office.written(b"\0" * 20_000_000, sealed=False), "larger than any",
    ),
    "packed small": (
        lambda office, _: office.written(b"\x1f\x8b" + b"\0" * (MAX_BYTES - 2), sealed=False),
        "cannot be opened",
    ),
    "not there": (lambda office, _: office.folder / "nothing.age", "cannot be read"),
}  # fmt: skip


@pytest.fixture(scope="module")
def sent_out(accepted: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, MadeForm]:
    """Return an office of which a form is out, for files that are all refused."""
    office = Office(accepted, tmp_path_factory.mktemp("office"))
    return office, office.send_out()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_not_what_it_should_be_is_refused(
    sent_out: tuple[Office, MadeForm], fault: str
) -> None:
    office, made = sent_out
    make, says = FAULTS[fault]
    path = make(office, made)

    with pytest.raises(ImportRefusedError, match=says) as refused:
        office.receiving.open(path)

    assert SAID not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_form_is_taken_until_its_last_day(office: Office) -> None:
    made = office.send_out()
    path = office.came_back(made)
    left = made.issued.expires_on - NOW.date()

    office.now = NOW + left
    office.receiving.open(path)

    office.now = NOW + left + timedelta(days=1)
    with pytest.raises(ImportRefusedError, match="expired on"):
        office.receiving.open(path)


def test_the_same_file_is_not_taken_twice(office: Office) -> None:
    made = office.send_out()
    first = office.receiving.open(office.came_back(made))
    office.receiving.note(first)

    with pytest.raises(ImportRefusedError, match="received before, on 15 May 2026"):
        office.receiving.open(office.came_back(made))

    again = office.receiving.open(office.came_back(made, made_at="2026-05-21T09:00:00Z"))
    assert again.before_it


@pytest.mark.parametrize(
    ("path", "before", "after", "says"),
    [
        (
            f"records/children/{OLDER_CHILD}/child.yaml",
            r"(    part: main\n    from_on: [\d-]+\n)",
            r"\1    until_on: 2026-05-14\n",
            "no longer at a place",
        ),
        (f"records/people/{TEACHER_ID}.yaml", "active: true", "active: false", "does not work"),
        (
            f"records/people/{TEACHER_ID}.yaml",
            "role: designated-teacher",
            "role: school-staff",
            "no longer at a place",
        ),
    ],
)
def test_nothing_new_is_taken_from_those_who_have_to_do_with_the_child_no_more(
    office: Office, workspace: Path, path: str, before: str, after: str, says: str
) -> None:
    back = office.came_back(office.send_out())
    text = (workspace / path).read_text(encoding="utf-8")
    changed = re.sub(before, after, text)
    assert changed != text
    replacement = workspace / f"{path}.new"
    replacement.write_text(changed, encoding="utf-8")
    replacement.replace(workspace / path)

    with pytest.raises(ImportRefusedError, match=says):
        office.receiving.open(back)


def test_a_refused_file_changes_nothing(office: Office) -> None:
    made = office.send_out()
    before = office.register.find(made.issued.id)
    with pytest.raises(ImportRefusedError):
        office.receiving.open(office.came_back(made, child=YOUNGER_CHILD))

    assert office.register.find(made.issued.id) == before
    assert office.receiving.open(office.came_back(made)).values["strengths"] == SAID


# --- the commands


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return how to run a command on the officer's computer, on the day of the examples."""
    monkeypatch.setattr(offline_forms, "_now", lambda: office.now)
    monkeypatch.setenv("PEPSITE_IDENTITIES", str(office.folder / "identities.age"))
    monkeypatch.setenv("PEPSITE_IDENTITY_KEY", str(office.folder / "key.txt"))
    monkeypatch.setenv("PEPSITE_DRAFTS", str(office.folder / "drafts"))
    monkeypatch.setenv("PEPSITE_SETTINGS", str(office.folder / "settings.toml"))
    monkeypatch.setenv("PEPSITE_PERSON", OFFICER_ID)

    def run_(*words: object, typed: str | None = None) -> Result:
        said = ["forms", *map(str, words), "-C", str(office.root)]
        return CliRunner().invoke(main, said, input=typed)

    return run_


def test_a_set_is_written_outside_the_workspace(
    run: Callable[..., Result], office: Office, tmp_path: Path
) -> None:
    words = ("issue", "--school", SCHOOL, "--for", "designated-teacher", "--out")
    inside = run(*words, office.root / "out")
    done = run(*words, tmp_path / "out")

    assert inside.exit_code == 10
    assert done.exit_code == 0, done.output
    (written,) = (tmp_path / "out").iterdir()
    assert f"{written}  {OLDER_CHILD}  to {TEACHER_ID}, until " in done.stdout
    assert oct(written.stat().st_mode & 0o777) == "0o600"


def test_receiving_shows_what_changes_and_asks(run: Callable[..., Result], office: Office) -> None:
    back = office.came_back(office.send_out())

    no = run("receive", back, typed="n\n")
    yes = run("receive", back, typed="y\n")
    again = run("receive", back, "--yes", "--confirmed-by", OFFICER_ID)

    assert (no.exit_code, yes.exit_code, again.exit_code) == (0, 0, 16)
    assert f"from: {TEACHER_ID}, Designated teacher" in no.stdout
    assert "strengths" in no.stdout
    assert "nothing is sent; the file stays where it is" in no.stdout
    assert "for review: " in yes.stdout
    assert "received before" in again.stderr
    assert back.exists()


def test_of_several_files_the_good_ones_are_taken(
    run: Callable[..., Result], office: Office, tmp_path: Path
) -> None:
    good = office.came_back(office.send_out()).rename(tmp_path / "good.age")
    bad = office.written(SAID.encode(), sealed=False).rename(tmp_path / "bad.age")

    done = run("receive", bad, good, "--yes", "--confirmed-by", OFFICER_ID)

    assert done.exit_code == 16
    assert "for review: " in done.stdout
    assert f"pepsite: {bad.name}: it cannot be opened" in done.stderr


def test_what_does_not_conform_is_said_and_not_sent(
    run: Callable[..., Result], office: Office
) -> None:
    made = office.send_out()
    back = office.came_back(made, answers={"strengths": "x" * 90_000})

    done = run("receive", back, "--yes", "--confirmed-by", OFFICER_ID)

    assert done.exit_code == 1, done.output
    assert "cannot be sent like this" in done.stdout


def test_two_answers_to_one_question_are_asked_about(
    run: Callable[..., Result], office: Office
) -> None:
    made = office.send_out()
    first = office.receiving.open(office.came_back(made))
    other = office.receiving.submission(first, OFFICER_ID)
    outcome = propose_record(office.root, other)
    assert isinstance(outcome, Proposed)
    subprocess.run(
        ("git", "-C", office.root, "merge", "-q", "--no-edit", outcome.branch), check=True
    )
    going_on = office.send_out()
    record = office.root / f"records/children/{OLDER_CHILD}/peps/{made.issued.record}.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace(SAID, "Sings"), encoding="utf-8")
    subprocess.run(("git", "-C", office.root, "commit", "-qam", "Sings"), check=True)
    back = office.came_back(going_on, answers={"strengths": "Paints"})

    stopped = run("receive", back, "--yes", "--confirmed-by", OFFICER_ID)
    settled = run("receive", back, typed="y\ny\n")

    assert stopped.exit_code == 13, stopped.output
    assert "somebody else changed the same meanwhile" in stopped.stdout
    assert settled.exit_code == 0, settled.output
    assert "accepted since: Sings" in settled.stdout
    assert "for review: " in settled.stdout


def test_what_a_child_keeps_to_others_is_not_shown_where_two_wrote_it(
    run: Callable[..., Result], office: Office
) -> None:
    made = office.send_out(CHILD)
    record = office.root / f"records/children/{YOUNGER_CHILD}/peps/{made.issued.record}.yaml"
    with record.open("a", encoding="utf-8") as file:
        file.write(VOICE)
    subprocess.run(("git", "-C", office.root, "commit", "-qam", "The child says"), check=True)
    wish = {"words": "I want to swim", "may_see": ["social-worker"]}
    answers = {f"voice/aspirations/{name}": said for name, said in wish.items()}
    back = office.came_back(made, pages=["your-later"], answers=answers)

    settled = run("receive", back, typed="y\n" * 9)

    assert settled.exit_code == 0, settled.output
    assert "I want to swim" in settled.stdout  # their page says who reads it first
    assert "accepted since: The child said something here, and chose who" in settled.stdout
    assert "diver" not in settled.output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("issue", "--for", "designated-teacher"), 2),
        (("issue", OLDER_CHILD, "--school", SCHOOL, "--for", "designated-teacher"), 2),
        (("receive", "x.age", "--yes"), 2),
        (("receive", "x.age", "--confirmed-by", TEACHER_ID), 10),
    ],
)
def test_how_it_is_asked_wrongly(
    run: Callable[..., Result], words: tuple[str, ...], code: int
) -> None:
    assert run(*words).exit_code == code


def test_a_form_for_a_plan_that_was_sent_back_says_why_on_the_pages_it_is_about(
    office: Office,
) -> None:
    path = office.root / path_to("pep", OLDER_PEP, OLDER_CHILD)
    why = "{child} needs a target for reading."
    entry = f"returned: [{{id: aaaaa5, returned_on: 2026-05-10, by: {OFFICER_ID}, why: '{why}'}}]\n"
    path.write_text(path.read_text().replace("status: complete", "status: returned") + entry)
    subprocess.run(("git", "-C", office.root, "commit", "-qam", "Sent back"), check=True)

    made = office.issuing.make(
        Purpose(OLDER_CHILD, PepType.INITIAL, Role.DESIGNATED_TEACHER, TEACHER_ID)
    )

    said = "Sent back on 10 May 2026: what has to be put right"
    assert made.html.count(said) > 10
    assert " needs a target for reading." in made.html
    assert "{child} needs" not in made.html
    child = office.issuing.make(Purpose(OLDER_CHILD, PepType.INITIAL, Role.CHILD))
    assert said not in child.html
