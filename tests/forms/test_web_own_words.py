"""What a child or a carer wrote on another's screen is taken as it is, and put right afterwards.

Whoever borrowed the computer sees the same whether anybody was named or not.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pepsite.privacy.identity import Identity
from pepsite.store.drafts import WARNED_DAYS, Draft
from pepsite.usecases.propose_record import open_record
from pepsite.usecases.submission import BRANCHES
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    NUMBER,
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    YOUNGER_CHILD,
    OpenForms,
    title_of,
    words_of,
)

PLAN = "pep-jxp7jjy63y6fz"
PATH = f"records/children/{YOUNGER_CHILD}/peps/{PLAN}.yaml"
BOX = "voice/outcomes_wanted/words"
WHO_MAY_SEE = {"voice/outcomes_wanted/may_see": ["social-worker"]}
NOBODY = "A boy hit me at lunch."
NAMES = {
    "a full name": "Tobias Quillfeather hit me.",
    "a known-as name and surname": "Toby Quillfeather hit me.",
    "a first name of a child near": "Toby hit me.",
    "the full name of a child who is not near": "Frank Wells hit me.",
    "a telephone number": "Ring mum on 01632 960 001.",
    "a postcode": "I want to live at B1 1AA.",
}
WORDS_THAT_TELL = ("problem", "tells nobody apart", "in care at", "pupil number", "put right")


@pytest.fixture
def known(open_at_one_school: Callable[..., OpenForms]) -> OpenForms:
    return open_at_one_school(
        Identity(child=YOUNGER_CHILD, full_name="Will Fennimore", known_as="Will"),
        Identity(child=OLDER_CHILD, full_name="Tobias Quillfeather", known_as="Toby"),
        Identity(child="ch-0000000000002", full_name="Frank Wells"),
    )


def write(forms: OpenForms, said: str) -> str:
    """Write the child's wish, and return the address of the form."""
    home = forms.begin("child-voice", child=YOUNGER_CHILD, record=PLAN)
    wish = {BOX: said, **WHO_MAY_SEE}
    assert forms.save(f"{home}/page/your-wish", wish).status_code == 303
    return home


def finish(forms: OpenForms, said: str) -> tuple[str, str]:
    """Finish the child's page, and return the address of the form and what was sent."""
    home = write(forms, said)
    sent = forms.post(f"{home}/send")
    assert sent.status_code == 303, words_of(sent)
    return home, sent.location


def take_back(forms: OpenForms) -> str:
    """Take the computer back, and return where that leads."""
    return str(forms.post("/give-back", {"number": NUMBER}).location)


def kept(forms: OpenForms) -> Draft:
    (draft,) = forms.desk.drafts.all_of(OFFICER_ID)
    return draft


def branches(root: Path) -> str:
    done = subprocess.run(
        ("git", "-C", root, "log", "--all", "-p"), check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.mark.parametrize("said", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("form", ["child-voice", "carer-view"])
def test_whoever_borrowed_the_computer_is_not_told_who_is_in_care(
    known: OpenForms, workspace: Path, form: str, said: str
) -> None:
    home = known.begin(form, child=YOUNGER_CHILD, record=PLAN)
    if form == "carer-view":
        address = known.save(f"{home}/page/your-carer-view", {}, do="add").location
        box = f"carer_views/{address.rpartition('/')[2]}/words"
    else:
        address, box = f"{home}/page/your-wish", BOX
    taken = known.save(address, {box: said, **WHO_MAY_SEE})
    assert taken.status_code == 303
    sent = known.post(f"{home}/send")
    assert sent.status_code == 303
    pages = [taken.location, f"{home}/check", address, sent.location, "/give-back"]
    for page in pages:
        words = words_of(known.get(page))
        assert [one for one in WORDS_THAT_TELL if one in words] == [], page
    assert kept(known).answers[box] == said
    assert said not in branches(workspace)


def test_a_page_that_waits_is_for_who_finished_it_as_one_that_was_sent(
    known: OpenForms,
) -> None:
    seen = []
    for said in (NAMES["a full name"], NOBODY):
        home, sent = finish(known, said)
        pages = [sent, "/give-back", home, f"{home}/check", f"{home}/page/your-wish"]
        pages += [f"{home}/put-right", f"{home}/lend"]
        shown = [known.get(one) for one in pages]
        late = {BOX: "I typed this in another window."}
        again = [known.post(f"{home}/send"), known.post(f"{home}/put-right", late)]
        again.append(known.post(f"{home}/page/your-wish", late))
        answers = [(one.status_code, title_of(one), words_of(one)) for one in (*shown, *again)]
        seen.append(answers)
        if said != NOBODY:
            assert take_back(known) == f"{home}/put-right"
            known.post(f"{home}/put-right", {BOX: "A friend hit me."})
        else:
            assert take_back(known) == "/"
    assert seen[0] == seen[1]
    assert seen[0][0][1].startswith("Thank you. Your page is finished")
    assert seen[0][2][0] == 404
    assert [one[0] for one in seen[0][-2:]] == [404, 404]


@pytest.mark.parametrize("said", NAMES.values(), ids=NAMES)
def test_whoever_takes_the_computer_back_puts_it_right_and_sends_it(
    known: OpenForms, workspace: Path, said: str
) -> None:
    home, _ = finish(known, said)
    address = take_back(known)
    shown = known.get(address)
    assert address == f"{home}/put-right"
    assert title_of(shown).startswith("Finished, and not sent yet")
    assert "govuk-error-message" in shown.text
    assert said in words_of(shown)
    submission = kept(known).submission
    sent = known.post(address, {BOX: "Somebody hit me."})
    assert sent.location == f"/sent/child-voice/{submission}"
    assert title_of(known.get(sent.location)).startswith("Sent for review")
    assert known.desk.drafts.all_of(OFFICER_ID) == []
    record = open_record(workspace, PATH, f"{BRANCHES}{submission}")
    assert record is not None
    assert record.values["voice"]["outcomes_wanted"]["words"] == "Somebody hit me."
    assert said not in branches(workspace)


def test_what_still_names_somebody_is_kept_and_not_sent(known: OpenForms, workspace: Path) -> None:
    home, _ = finish(known, "Tobias Quillfeather hit me. Ring mum on 01632 960 001.")
    take_back(known)
    half = known.post(f"{home}/put-right", {BOX: "Frank Wells hit me."})
    assert half.status_code == 422
    assert "Line 1 holds a child's name or pupil number" in words_of(half)
    assert kept(known).answers[BOX] == "Frank Wells hit me."
    assert "Wells" not in branches(workspace)


def test_a_first_name_that_is_somebody_else_s_is_looked_at_once(known: OpenForms) -> None:
    home, _ = finish(known, NAMES["a first name of a child near"])
    take_back(known)
    other = known.post(f"{home}/put-right", {BOX: "Toby and Tobias hit me."})
    assert other.status_code == 422
    assert known.post(f"{home}/put-right", {BOX: "Toby and Tobias hit me."}).status_code == 303


def test_a_word_that_may_be_the_child_s_own_name_is_asked_about_before_it_is_sent(
    known: OpenForms, workspace: Path
) -> None:
    home = known.begin("child-voice", child=YOUNGER_CHILD, record=PLAN)
    said = "Will reads. Will you come?"
    asked = known.save(f"{home}/page/your-wish", {BOX: said, **WHO_MAY_SEE})
    assert "Is this your name?" in words_of(asked)
    assert known.post(f"{home}/send").status_code == 303  # it was not answered
    assert take_back(known) == f"{home}/put-right"
    shown = known.get(f"{home}/put-right")
    digests = list(dict.fromkeys(re.findall(r'name="([0-9a-f]{16})"', shown.text)))
    assert len(digests) == 2
    open_still = known.post(f"{home}/put-right", {BOX: said})
    assert "Say of each sentence what the word is" in words_of(open_still)
    answers = dict(zip(digests, ("name", "word"), strict=True))
    sent = known.post(f"{home}/put-right", {BOX: said, **answers})
    submission = sent.location.rpartition("/")[2]
    record = open_record(workspace, PATH, f"{BRANCHES}{submission}")
    assert record is not None
    assert b"{child} reads. Will you come?" in record.content


def test_the_start_page_says_first_what_waits_until_it_is_sent(known: OpenForms) -> None:
    home = write(known, NAMES["a full name"])
    known.save(f"{home}/page/your-talk", {"voice/wants_to_talk_to_someone": "yes"})
    sent = known.post(f"{home}/send").location
    take_back(known)
    start = known.get("/")
    assert f'href="{home}/put-right"' in start.text
    words = words_of(start)
    assert words.index("Finished, and not sent yet") < words.index("Find a child")
    for page in (home, f"{home}/lend", f"{home}/delete", f"{home}/check"):
        assert known.get(page).location == f"{home}/put-right"
    asked = {"child": YOUNGER_CHILD, "record": PLAN}
    assert known.get(known.post("/form/child-voice", asked).location).location.endswith("put-right")
    assert "The child wants to talk to somebody" in words_of(known.get(f"{home}/put-right"))
    assert sent.rpartition("/")[2] == kept(known).submission


def test_what_waits_is_not_deleted_for_its_age(known: OpenForms) -> None:
    finish(known, NAMES["a full name"])
    later = known.desk.today + timedelta(days=1_000)
    for day in (later, later + timedelta(days=WARNED_DAYS)):
        assert known.desk.drafts.forget_old(day, 28) == 0
    assert kept(known).finished_at == known.clock.moment


def test_what_was_put_right_after_the_forms_closed_is_kept(known: OpenForms) -> None:
    home, _ = finish(known, NAMES["a full name"])
    take_back(known)
    known.clock.wait(60)
    late = known.post(f"{home}/put-right", {BOX: "A friend hit me."})
    assert late.status_code == 401
    assert "What you put right just now is kept" in words_of(late)
    assert kept(known).answers[BOX] == "A friend hit me."


def test_nothing_is_put_right_before_it_is_finished(known: OpenForms) -> None:
    home = write(known, NAMES["a full name"])
    assert known.get(f"{home}/put-right").status_code == 404
    assert take_back(known) == "/"
    assert known.get(f"{home}/put-right").location == f"{home}/lend"
    assert known.post(f"{home}/put-right", {BOX: "x"}).location == f"{home}/lend"
    assert kept(known).answers[BOX] == NAMES["a full name"]


def test_what_only_the_check_of_the_whole_finds_waits_too(
    workspace: Path, open_as: OpenAs, known: OpenForms
) -> None:
    """A name over two boxes or lines is found in the file and in no box."""
    home, _ = finish(known, "I like it.\n\n\nTobias\nQuillfeather hit me.")
    assert take_back(known) == f"{home}/put-right"
    assert BOX.replace("/", "-") in known.get(f"{home}/put-right").text
    assert "Quillfeather" not in branches(workspace)


def test_a_social_worker_is_led_there_too(known: OpenForms, open_as: OpenAs) -> None:
    worker = open_as(SOCIAL_WORKER_ID, known.desk.identities)
    worker.desk.names = known.desk.names
    home, _ = finish(worker, NAMES["a full name"])
    assert take_back(worker) == f"{home}/put-right"
    assert worker.get(f"{home}/put-right").status_code == 200


def test_what_somebody_else_changed_meanwhile_is_brought_together_by_whoever_puts_it_right(
    known: OpenForms, workspace: Path
) -> None:
    home, _ = finish(known, NAMES["a full name"])
    take_back(known)
    plan = workspace / PATH
    theirs = (
        "voice:\n  outcomes_wanted:\n    words: To read more.\n    may_see: [school]\n"
        "    contribution:\n      of: child\n      how: in-this-form\n      said_on: 2026-05-14\n"
    )
    plan.write_text(f"{plan.read_text('utf-8').rstrip()}\n{theirs}", "utf-8")
    subprocess.run(("git", "-C", workspace, "commit", "-qam", "Theirs"), check=True)
    collided = known.post(f"{home}/put-right", {BOX: "Somebody hit me."})
    assert collided.status_code == 409, words_of(collided)
    theirs_blob = re.findall(r'name="theirs" value="([^"]*)"', collided.text)
    names = dict.fromkeys(re.findall(r'name="(choice-\d+)"', collided.text), "mine")
    settled = known.post(f"{home}/settle", {"theirs": theirs_blob, **names})
    assert known.get(settled.location).location == f"{home}/put-right"
    sent = known.post(f"{home}/put-right", {BOX: "Somebody hit me."})
    assert sent.location.startswith("/sent/child-voice/")
    assert known.desk.drafts.all_of(OFFICER_ID) == []
