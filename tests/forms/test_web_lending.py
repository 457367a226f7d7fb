"""A child or a carer at somebody else's screen: one form, and nothing of anybody else."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from pepsite.forms.web import application, entry
from pepsite.forms.web.lending import MOST_TRIES
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    HOST,
    NUMBER,
    OFFICER_ID,
    OLDER_CHILD,
    SCHOOL,
    SOCIAL_WORKER_ID,
    YOUNGER_CHILD,
    OpenForms,
    title_of,
    words_of,
)

PLAN = "pep-jxp7jjy63y6fz"


def begin(forms: OpenForms, form: str = "child-voice") -> str:
    return forms.begin(form, child=YOUNGER_CHILD, record=PLAN)


@pytest.mark.parametrize("form", ["child-voice", "carer-view"])
@pytest.mark.parametrize("person", [OFFICER_ID, SOCIAL_WORKER_ID])
def test_no_page_of_a_lent_form_leads_to_anything_else(
    open_as: OpenAs, form: str, person: str
) -> None:
    forms = open_as(person)
    home = begin(forms, form)
    section = forms.get(home).text.partition("govuk-task-list__link")[2].partition('href="')[2]
    pages = [home, section.partition('"')[0], f"{home}/check", f"{home}/delete", "/give-back"]
    for address in pages:
        shown = forms.get(address)
        assert shown.status_code == 200, address
        links = set(re.findall(r'(?:href|action)="(/[^"]*)"', shown.text))
        links = {one for one in links if not one.startswith(("/assets/", home))}
        assert links <= {"/give-back", "/leave"}, address
        assert person not in shown.text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        f"/child/{OLDER_CHILD}",
        f"/child/{YOUNGER_CHILD}",
        f"/child/{YOUNGER_CHILD}/plan/{PLAN}",
        f"/school/{SCHOOL}",
        f"/person/{OFFICER_ID}",
        "/review",
        "/to-quality-assure",
        "/due",
    ],
)
def test_whatever_is_asked_for_while_it_is_lent_the_person_is_asked_for(
    forms: OpenForms, address: str
) -> None:
    begin(forms)
    assert forms.get(address).location == "/give-back"


def test_nothing_can_be_sent_to_another_page_while_it_is_lent(forms: OpenForms) -> None:
    begin(forms)
    assert forms.post("/search", {"wanted": "ch-"}).location == "/give-back"
    asked = {"child": OLDER_CHILD, "type": "review"}
    assert forms.post("/form/pep", asked).location == "/give-back"
    assert [one.form for one in forms.desk.drafts.all_of(OFFICER_ID)] == ["child-voice"]


def test_who_borrowed_it_cannot_choose_another_number(forms: OpenForms) -> None:
    home = begin(forms)
    assert forms.get(f"{home}/lend").location == home
    assert forms.post(f"{home}/lend", {"number": "1111"}).location == home
    assert forms.post("/give-back", {"number": "1111"}).status_code == 422
    forms.take_back()


def test_who_knows_the_number_has_everything_again(forms: OpenForms) -> None:
    begin(forms)
    forms.take_back()
    assert forms.get("/").status_code == 200
    assert forms.get(f"/child/{OLDER_CHILD}").status_code == 200


def test_a_wrong_number_shows_nothing_and_guessing_closes_the_forms(forms: OpenForms) -> None:
    home = begin(forms)
    for _ in range(MOST_TRIES - 1):
        wrong = forms.post("/give-back", {"number": "1111"})
        assert wrong.status_code == 422
        assert title_of(wrong).startswith("Error: ")
        assert "1111" not in wrong.text
        assert forms.get("/").location == "/give-back"
    closed = forms.post("/give-back", {"number": "1111"})
    assert closed.status_code == 401
    assert "Give the computer back" not in words_of(closed)
    assert forms.post("/give-back", {"number": NUMBER}, token=False).status_code == 401
    assert forms.get("/").status_code == forms.get(home).status_code == 401


@pytest.mark.parametrize("number", ["", "123", "12a4", "1" * 13])
def test_a_number_has_digits_enough(forms: OpenForms, number: str) -> None:
    asked = forms.post(
        "/form/child-voice", {"child": YOUNGER_CHILD, "record": PLAN}
    ).location  # not lent yet
    assert forms.get(asked).location == f"{asked}/lend"
    refused = forms.post(f"{asked}/lend", {"number": number})
    assert refused.status_code == 422
    assert "Choose a number of 4 to 12 digits" in words_of(refused)
    assert forms.get("/").status_code == 200


def test_the_page_before_it_is_lent_is_not_shown_again_from_the_browser_s_memory(
    forms: OpenForms,
) -> None:
    before = _cookie(forms)
    begin(forms)
    lent = _cookie(forms)
    forms.take_back()
    assert len({before, lent, _cookie(forms)}) == 3
    forms.client.set_cookie(f"pepsite-{HOST[-4:]}", lent, domain="127.0.0.1")
    assert forms.get("/").status_code == 401


def _cookie(forms: OpenForms) -> str:
    found = forms.client.get_cookie(f"pepsite-{HOST[-4:]}", domain="127.0.0.1")
    assert found is not None
    return str(found.value)


def test_what_the_child_sends_from_a_page_left_open_is_kept_all_the_same(forms: OpenForms) -> None:
    home = begin(forms)
    address = f"{home}/page/your-talk"
    seen = re.findall(r'name="_seen" value="(\d+)"', forms.get(address).text)[0]
    forms.take_back()
    sent = {"_seen": seen, "voice/wants_to_talk_to_someone": "yes"}
    answer = forms.post(address, sent)
    assert forms.get(answer.location).location == f"{home}/lend"
    assert forms.begin("child-voice", child=YOUNGER_CHILD, record=PLAN) == home
    assert "Yes, I want to talk to someone" in words_of(forms.get(f"{home}/check"))


def test_who_has_finished_is_asked_to_hand_the_computer_back(forms: OpenForms) -> None:
    home = begin(forms)
    forms.save(f"{home}/page/your-talk", {"voice/wants_to_talk_to_someone": "no"})
    sent = forms.get(forms.post(f"{home}/send").location)
    words = words_of(sent)
    assert "Now give the computer back to the person who lent it to you." in words
    assert "reference" not in words
    assert "Go to the start page" not in words
    assert "Go back to your page" not in words_of(forms.get("/give-back"))
    forms.take_back()


def test_nobody_is_asked_for_a_number_where_nothing_is_lent(forms: OpenForms) -> None:
    assert forms.get("/give-back").location == "/"
    assert forms.post("/give-back", {"number": ""}).location == "/"
    home = forms.begin("pep", child=YOUNGER_CHILD, record=PLAN)
    assert forms.get(home).status_code == 200


def test_the_childs_page_says_in_words_what_another_form_wrote_down(
    workspace: Path, open_as: OpenAs
) -> None:
    record = workspace / f"records/children/{YOUNGER_CHILD}/peps/{PLAN}.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(f"{text}{_SAID_ELSEWHERE}", encoding="utf-8")
    subprocess.run(("git", "-C", workspace, "commit", "-qam", "Said"), check=True)
    forms = open_as(OFFICER_ID)
    checked = words_of(forms.get(f"{begin(forms)}/check"))
    assert "Somebody to read with me. What is it about? Support Change" in checked
    for code in ("support ", "reviewing-officer", YOUNGER_CHILD, PLAN):
        assert code not in checked


_SAID_ELSEWHERE = """
voice:
  views:
    - id: k7m2xa
      topic: support
      words: Somebody to read with me.
      may_see:
        - virtual-school
        - independent-reviewing-officer
      contribution:
        of: child
        how: telephone
        said_on: 2026-05-01
"""


# --- how long a page may wait


def test_a_page_says_without_scripts_how_long_it_stays_open(
    forms: OpenForms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "IDLE_SECONDS", 17 * 60)
    home = forms.begin("pep", child=YOUNGER_CHILD, record=PLAN)
    page = forms.get(f"{home}/page/strengths")
    (told,) = re.findall(r"<noscript>(.*?)</noscript>", page.text)
    assert "If you press none for 17 minutes, the forms close." in told


def test_a_child_is_told_the_same_in_other_words(forms: OpenForms) -> None:
    page = forms.get(f"{begin(forms)}/page/your-talk")
    (told,) = re.findall(r"<noscript>(.*?)</noscript>", page.text)
    assert "If you press none for 30 minutes, these pages close." in told
    assert "link" not in told


def test_the_warning_says_how_long_is_left(
    forms: OpenForms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "WARNED_SECONDS", 3 * 60)
    assert "close within 3 minutes" in words_of(forms.get("/still-there"))
