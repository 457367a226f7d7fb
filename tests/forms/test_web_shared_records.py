"""Records that all share are looked up: schools with the children there, terms, actions."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from pepsite.privacy.identity import Identity
from pepsite.records.ids import new_id
from pepsite.store.identities import IdentityStore
from pepsite.usecases.list_actions import find_action, open_actions
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    SCHOOL,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    YOUNGER_CHILD,
    OpenForms,
    open_forms,
    title_of,
    words_of,
    workspace_in_git,
)
from tests.forms.test_web_roles import ACTION_ID, QUALITY
from tests.usecases.examples import CALENDAR

CALENDAR_ID = PurePosixPath(CALENDAR).stem
OPEN, ENDED = "ac-j88jk26kxzpfc", ACTION_ID


# --- schools


def test_a_search_for_a_school_shows_the_children_there_now(forms: OpenForms) -> None:
    found = forms.post("/search", {"wanted": "mill lane"})
    assert f'href="/school/{SCHOOL}"' in found.text
    assert f'href="/child/{OLDER_CHILD}"' in found.text
    assert YOUNGER_CHILD not in found.text


def test_they_are_called_as_they_are_elsewhere(open_as: OpenAs, tmp_path: Path) -> None:
    store = IdentityStore.create(tmp_path / "identities.age", tmp_path / "identity-key.txt")
    store.add(Identity(child=OLDER_CHILD, full_name="Rowan Merrifield", born_on=date(2012, 2, 3)))
    officer = open_as(OFFICER_ID, store)
    for shown in (officer.post("/search", {"wanted": "mill"}), officer.get(f"/school/{SCHOOL}")):
        assert f"Rowan Merrifield {OLDER_CHILD}" in words_of(shown)


def test_who_left_the_school_is_there_no_more(forms: OpenForms) -> None:
    path = forms.desk.root / f"records/children/{OLDER_CHILD}/child.yaml"
    said = path.read_text("utf-8")
    left = said.replace(f"school: {SCHOOL}\n", f"school: {SCHOOL}\n    until_on: 2026-05-14\n", 1)
    assert left != said
    path.write_text(left, "utf-8")
    assert OLDER_CHILD not in forms.post("/search", {"wanted": "mill lane"}).text
    assert "Children here now None. Look at it" in words_of(forms.get(f"/school/{SCHOOL}"))


def test_of_many_schools_each_is_opened_to_see_who_is_there(forms: OpenForms) -> None:
    folder = forms.desk.root / "records/schools"
    said = (folder / f"{SCHOOL}.yaml").read_text("utf-8")
    for _ in range(5):
        other = new_id("school")
        (folder / f"{other}.yaml").write_text(said.replace(SCHOOL, other), "utf-8")
    found = forms.post("/search", {"wanted": "mill lane"})
    assert "Open one to see the children who are there now." in words_of(found)
    assert OLDER_CHILD not in found.text


@pytest.mark.parametrize("person", [TEACHER_ID, SOCIAL_WORKER_ID, OFFICER_ID])
def test_the_child_s_page_leads_to_the_school_and_back(open_as: OpenAs, person: str) -> None:
    forms = open_as(person)
    assert f'href="/school/{SCHOOL}"' in forms.get(f"/child/{OLDER_CHILD}").text
    assert f'href="/child/{OLDER_CHILD}"' in forms.get(f"/school/{SCHOOL}").text


def test_only_children_whom_somebody_may_see_are_named_at_a_school(
    workspace: Path, open_as: OpenAs
) -> None:
    away = new_id("person")
    text = f"schema: person/1\nid: {away}\nrole: social-worker\nactive: true\n"
    (workspace / f"records/people/{away}.yaml").write_text(text, "utf-8")
    shown = open_as(away).get(f"/school/{SCHOOL}")
    assert "Children here now None that you may see." in words_of(shown)
    assert OLDER_CHILD not in shown.text


# --- calendars


def test_the_terms_of_a_year_are_shown_and_a_closed_day_can_be_added(forms: OpenForms) -> None:
    assert "/calendars" in forms.get("/").text
    assert f"/calendar/{CALENDAR_ID}" in forms.get("/calendars").text
    shown = forms.get(f"/calendar/{CALENDAR_ID}")
    assert "Terms Autumn: " in words_of(shown)
    assert 'action="/form/calendar-closures"' in shown.text
    begun = forms.begin("calendar-closures", record=CALENDAR_ID)
    assert forms.get(begun).status_code == 200


def test_who_may_not_change_the_terms_only_reads_them(open_as: OpenAs) -> None:
    teacher = open_as(TEACHER_ID)
    assert "/calendars" not in teacher.get("/").text
    assert "It is not for you to change." in words_of(teacher.get(f"/calendar/{CALENDAR_ID}"))


# --- actions


@pytest.fixture(scope="module")
def acting(tmp_path_factory: pytest.TempPathFactory) -> OpenForms:
    """Return the forms on a workspace with an action that is open and one that ended."""
    folder = tmp_path_factory.mktemp("actions")
    root = workspace_in_git(folder / "workspace", QUALITY)
    return open_forms(root, OFFICER_ID, folder / "state")


def test_actions_that_are_open_are_listed_and_lead_to_their_form(acting: OpenForms) -> None:
    assert 'href="/actions"' in acting.get("/").text
    listed = acting.get("/actions")
    assert f'href="/action/{OPEN}"' in listed.text
    assert ENDED not in listed.text
    shown = acting.get(f"/action/{OPEN}")
    assert "Is it done? Not yet" in words_of(shown)
    assert title_of(shown).startswith("One action ")
    assert 'action="/form/action"' in shown.text
    assert acting.get(acting.begin("action", record=OPEN)).status_code == 200
    assert "Is it done? Not yet" not in words_of(acting.get(f"/action/{ENDED}"))


def test_what_is_no_action_is_not_found(acting: OpenForms) -> None:
    root = acting.desk.root
    assert [one.id for one in open_actions(root)] == [OPEN]
    for wrong in ("ac-0000000000000", "..%2f..%2fauthority", "../authority", OLDER_CHILD):
        assert find_action(root, wrong) is None
        assert acting.get(f"/action/{wrong}").status_code == 404
