"""Filling in a form, without JavaScript: nothing typed is lost, and what is wrong is said."""

from __future__ import annotations

import re
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pepsite.forms.web import sending
from pepsite.forms.web.filling import answers_in
from pepsite.records.ids import check_character_holds
from pepsite.store.drafts import Draft
from pepsite.usecases.propose_record import open_record, propose_record
from pepsite.usecases.review_submissions import list_submissions
from pepsite.usecases.submission import Outcome
from tests.forms.conftest import OpenAs
from tests.forms.opened import OFFICER_ID, SCHOOL, TEACHER_ID, OpenForms, title_of, words_of

HOSTILE = (
    "<script>alert(1)</script> {{ 7*7 }} ${HOME} `id` $(id) '; DROP TABLE x; -- &amp; \\n "
    "- yes: no # off \u202ereversed\u202c !!python/object \U0001f600"
)
ANSWERS: dict[str, dict[str, Any]] = {
    "school-name": {"name": "Ash Tree Academy"},
    "school-type": {"type": "academy"},
    "school-numbers": {"urn": "123456"},
    "school-phases": {"phases": ["statutory", "post-16"]},
    "school-where": {"authority": "Exampleshire", "in_area": "yes"},
}


def draft_of(forms: OpenForms) -> Draft:
    (draft,) = forms.desk.drafts.all_of(forms.desk.person_id)
    return draft


def filled_in(forms: OpenForms) -> str:
    """Fill in a whole form for a new school and return its address."""
    home = forms.begin("school")
    for page, sent in ANSWERS.items():
        assert forms.save(f"{home}/page/{page}", sent).status_code == 303
    forms.save(f"{home}/page/school-inspections", {})
    return home


def git(root: Path, *words: str) -> str:
    done = subprocess.run(("git", "-C", root, *words), capture_output=True, text=True, check=True)
    return done.stdout


# --- the road through a form


def test_a_form_leads_from_page_to_page_and_back_to_its_list(forms: OpenForms) -> None:
    home = forms.begin("school")
    address, way = f"{home}/page/school-name", []
    while "/page/" in address:
        name = address.rpartition("/")[2]
        way.append(name)
        address = forms.save(address, ANSWERS.get(name, {})).location
    assert way == [*ANSWERS, "school-inspections"]
    assert address == home
    assert " Done " in words_of(forms.get(home))


def test_each_page_leads_back_to_the_one_before(forms: OpenForms) -> None:
    home = forms.begin("school")
    first, second = (forms.get(f"{home}/page/{one}").text for one in ("school-name", "school-type"))
    assert f'href="{home}" class="govuk-back-link"' in re.sub(
        r'class="govuk-back-link" (href="[^"]*")', r'\1 class="govuk-back-link"', first
    )
    assert f'class="govuk-back-link" href="{home}/page/school-name"' in second


def test_what_is_sent_is_one_change_for_others_to_look_at(forms: OpenForms) -> None:
    home = filled_in(forms)
    record = home.rpartition("/")[2]
    checked = words_of(forms.get(f"{home}/check"))
    assert "Ash Tree Academy" in checked
    assert "Before you can send this" not in checked
    response = forms.post(f"{home}/send")
    assert response.status_code == 303
    told = words_of(forms.get(response.location))
    assert "was sent for review" in told
    assert not re.search(r"\b(?:commit|branch|merge|pull request|git|yaml)\b", told, re.IGNORECASE)
    root = forms.desk.root
    (branch,) = git(root, "branch", "--list", "forms/*", "--format=%(refname:short)").split()
    text = git(root, "show", f"{branch}:records/schools/{record}.yaml")
    assert "name: Ash Tree Academy" in text
    assert check_character_holds(record)
    assert f"Submitted-by: {OFFICER_ID}" in git(root, "show", "-s", "--format=%B", branch)
    assert "Form: school@1 sha256:" in git(root, "show", "-s", "--format=%B", branch)
    assert git(root, "status", "--porcelain") == ""
    assert len(list_submissions(root, forms.desk.today)) == 1
    assert forms.desk.drafts.all_of(OFFICER_ID) == []


def test_sent_twice_is_sent_once(forms: OpenForms) -> None:
    home = filled_in(forms)
    draft = draft_of(forms)
    first = forms.post(f"{home}/send")
    with forms.desk.drafts.changing(draft.person, draft.form, draft.record) as held:
        held.save(draft)  # as it was when the first answer did not come
    assert forms.post(f"{home}/send").location == first.location
    assert len(git(forms.desk.root, "branch", "--list", "forms/*").split()) == 1


def test_an_edit_of_one_answer_changes_one_line(forms: OpenForms) -> None:
    home = forms.begin("school", record=SCHOOL)
    before = answers_in(draft_of(forms))
    forms.save(f"{home}/page/school-name", {"name": "Another Name"})
    assert forms.post(f"{home}/send").status_code == 303
    (branch,) = git(
        forms.desk.root, "branch", "--list", "forms/*", "--format=%(refname:short)"
    ).split()
    diff = git(forms.desk.root, "diff", "--numstat", f"main...{branch}")
    assert diff.split() == ["1", "1", f"records/schools/{SCHOOL}.yaml"]
    assert before["name"] != "Another Name"


def test_with_nothing_changed_there_is_nothing_to_send(forms: OpenForms) -> None:
    home = forms.begin("school", record=SCHOOL)
    response = forms.post(f"{home}/send")
    assert response.status_code == 409
    assert "there is nothing to send" in words_of(response)


def test_who_begins_again_goes_on_with_what_was_begun(forms: OpenForms) -> None:
    home = forms.begin("school", record=SCHOOL)
    forms.save(f"{home}/page/school-name", {"name": "Another Name"})
    assert forms.begin("school", record=SCHOOL) == home
    assert "Another Name" in forms.get(f"{home}/page/school-name").text


@pytest.mark.parametrize(
    "about",
    [
        {"record": "sc-0000000000000"},
        {"record": "ps-hxye2m0ptcak8"},
        {"record": "../authority"},
        {"child": "ch-pkxc1mjxwh83g"},
    ],
)
def test_what_is_not_there_cannot_be_begun(forms: OpenForms, about: dict[str, str]) -> None:
    assert forms.post("/form/school", about).status_code == 404
    assert forms.desk.drafts.all_of(OFFICER_ID) == []


# --- nothing is lost


def test_what_is_wrong_is_kept_and_said_where_it_is(forms: OpenForms) -> None:
    home = forms.begin("school")
    response = forms.save(f"{home}/page/school-numbers", {"urn": "12", "ukprn": "99999999"})
    assert response.status_code == 422
    assert title_of(response).startswith("Error: ")
    assert 'href="#urn"' in response.text
    assert 'id="urn"' in response.text
    assert 'value="12"' in response.text
    again = forms.get(f"{home}/page/school-numbers")
    assert again.status_code == 200
    assert 'value="12"' in again.text
    assert 'value="99999999"' in again.text


def test_an_error_says_nothing_that_was_typed(forms: OpenForms) -> None:
    home = forms.begin("school")
    response = forms.save(f"{home}/page/school-numbers", {"urn": "canary"})
    assert "canary" not in words_of(response)


def test_later_keeps_everything_and_asks_nothing(forms: OpenForms) -> None:
    home = forms.begin("school")
    response = forms.save(f"{home}/page/school-numbers", {"urn": "12"}, do="later")
    assert (response.status_code, response.location) == (303, home)
    assert 'value="12"' in forms.get(f"{home}/page/school-numbers").text


def test_what_is_kept_while_typing_answers_with_its_number(forms: OpenForms) -> None:
    home = forms.begin("school")
    before = draft_of(forms).number
    response = forms.save(f"{home}/page/school-name", {"name": "Ash"}, do="keep")
    assert (response.status_code, response.text) == (200, str(before + 1))


@pytest.mark.parametrize("page", ["school-name", "school-where"])
def test_hostile_text_comes_out_as_the_same_text(forms: OpenForms, page: str) -> None:
    box = {"school-name": "name", "school-where": "district"}[page]
    home = forms.begin("school")
    forms.save(f"{home}/page/{page}", {box: HOSTILE})
    for address in (f"{home}/page/{page}", f"{home}/check"):
        shown = forms.get(address)
        assert "<script>alert" not in shown.text
        assert "49" not in words_of(shown)  # a token in the page may have it by chance
    assert answers_in(draft_of(forms))[box] == HOSTILE


def test_hostile_text_is_the_same_text_in_the_record(forms: OpenForms) -> None:
    home = filled_in(forms)
    forms.save(f"{home}/page/school-where", {"authority": HOSTILE, "in_area": "yes"})
    assert forms.post(f"{home}/send").status_code == 303
    root = forms.desk.root
    (branch,) = git(root, "branch", "--list", "forms/*", "--format=%(refname:short)").split()
    opened = open_record(root, f"records/schools/{home.rpartition('/')[2]}.yaml", branch)
    assert opened is not None
    assert opened.values["authority"] == HOSTILE
    assert HOSTILE[:8] not in git(root, "show", "-s", "--format=%B%an%cn", branch)


def test_two_windows_on_one_page_lose_nothing(forms: OpenForms) -> None:
    home = forms.begin("school")
    address = f"{home}/page/school-name"
    seen = str(draft_of(forms).number)
    assert forms.post(address, {"name": "From one", "_seen": seen}).status_code == 303
    late = forms.post(address, {"name": "From the other", "_seen": seen})
    assert late.status_code == 409
    assert "You changed this page in another window" in words_of(late)
    assert "From one" in words_of(late)
    assert 'value="From the other"' in late.text
    assert answers_in(draft_of(forms))["name"] == "From one"
    again = forms.get(address)
    assert 'value="From the other"' in again.text
    settled = forms.save(address, {"name": "From the other"})
    assert settled.status_code == 303
    assert answers_in(draft_of(forms))["name"] == "From the other"
    assert draft_of(forms).aside == {}


def test_what_is_typed_into_a_form_that_was_sent_meanwhile_is_shown_to_be_copied(
    forms: OpenForms,
) -> None:
    home = forms.begin("school", record=SCHOOL)
    address = f"{home}/page/school-name"
    forms.save(address, {"name": "From one"})
    assert forms.post(f"{home}/send").status_code == 303

    late = forms.post(address, {"name": "<b>Typed</b> in the other", "type": "academy"})

    assert late.status_code == 404
    assert "Copy from here what you still need." in words_of(late)
    shown = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", late.text, re.DOTALL)
    assert shown == ["&lt;b&gt;Typed&lt;/b&gt; in the other"]
    assert "textarea" not in forms.get(address).text


def test_what_two_windows_typed_is_not_sent_before_one_is_chosen(forms: OpenForms) -> None:
    home = forms.begin("school", record=SCHOOL)
    address, seen = f"{home}/page/school-name", str(draft_of(forms).number)
    forms.post(address, {"name": "From one", "_seen": seen})
    forms.post(address, {"name": "From the other", "_seen": seen})

    assert "You typed under" in words_of(forms.get(f"{home}/check"))
    assert forms.post(f"{home}/send").status_code == 422
    assert 'value="From the other"' in forms.get(address).text

    forms.save(address, {"name": "From the other"})
    assert forms.post(f"{home}/send").status_code == 303


def test_what_is_typed_while_a_form_is_sent_is_kept_and_can_be_sent_too(
    forms: OpenForms, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = forms.begin("school", record=SCHOOL)
    address, root = f"{home}/page/school-name", forms.desk.root
    forms.save(address, {"name": "From one"})

    def as_another_window_saves(*how: Any) -> Outcome:
        done = propose_record(*how)
        assert forms.save(address, {"name": "From the other"}).status_code == 303
        return done

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(sending, "propose_record", as_another_window_saves)
        assert forms.post(f"{home}/send").status_code == 303
    assert answers_in(draft_of(forms))["name"] == "From the other"

    assert forms.post(f"{home}/send").status_code == 303
    (branch,) = git(root, "branch", "--list", "forms/*", "--format=%(refname:short)").split()
    found = open_record(root, f"records/schools/{SCHOOL}.yaml", branch)
    assert found is not None
    assert found.values["name"] == "From the other"


@pytest.mark.parametrize("seen", ["²", "9" * 5000, "-1", "x", ""])
def test_what_is_no_number_of_ours_counts_as_nothing_seen(forms: OpenForms, seen: str) -> None:
    home = forms.begin("school")
    sent = {"name": "Ash Tree Academy", "_seen": seen}
    assert forms.post(f"{home}/page/school-name", sent).status_code == 303
    assert answers_in(draft_of(forms))["name"] == "Ash Tree Academy"
    assert forms.post(f"{home}/page/school-name", sent | {"name": "Oak"}).status_code == 409


def test_two_windows_on_two_pages_do_not_meet(forms: OpenForms) -> None:
    home = forms.begin("school")
    seen = str(draft_of(forms).number)
    for page, sent in list(ANSWERS.items())[:2]:
        assert forms.post(f"{home}/page/{page}", sent | {"_seen": seen}).status_code == 303
    assert answers_in(draft_of(forms))["type"] == "academy"
    assert answers_in(draft_of(forms))["name"] == "Ash Tree Academy"


def test_somebody_else_changing_the_record_meanwhile_undoes_nothing(
    open_as: OpenAs, forms: OpenForms
) -> None:
    home = forms.begin("school", record=SCHOOL)
    path = f"records/schools/{SCHOOL}.yaml"
    root = forms.desk.root
    file = root / path
    file.write_text(re.sub(r"(?m)^name: .*$", "name: Theirs", file.read_text("utf-8")), "utf-8")
    git(root, "commit", "-qam", "Theirs")
    forms.save(f"{home}/page/school-name", {"name": "Mine"})
    response = forms.post(f"{home}/send")
    assert response.status_code == 409
    assert "Mine" in forms.get(f"{home}/page/school-name").text


# --- lists


def test_an_item_is_added_changed_and_removed_after_a_question(forms: OpenForms) -> None:
    home = forms.begin("school")
    address = f"{home}/page/school-inspections"
    item = forms.save(address, {}, do="add").location
    base = f"inspections/{item.rpartition('/')[2]}"
    sent = {f"{base}/inspected_on/day": "1", f"{base}/inspected_on/month": "9"}
    wrong = forms.save(item, sent | {f"{base}/outcome": "Good"})
    assert wrong.status_code == 422
    right = forms.save(
        item, sent | {f"{base}/inspected_on/year": "2024", f"{base}/outcome": "Good"}
    )
    assert right.location == address
    listed = forms.get(address)
    assert "1 September 2024: Good" in words_of(listed)
    (remove,) = re.findall(rf'href="({home}/remove/[^"]*)"', listed.text)
    assert "1 September 2024: Good" in words_of(forms.get(remove))
    assert forms.post(remove).location == address
    assert "No inspection is recorded" in words_of(forms.get(address))
    assert forms.get(remove).status_code == 404


def test_adding_keeps_what_else_was_typed_on_the_page(forms: OpenForms) -> None:
    home = forms.begin("school")
    first = forms.save(f"{home}/page/school-inspections", {}, do="add").location
    second = forms.save(f"{home}/page/school-inspections", {}, do="add").location
    assert first != second
    assert len(answers_in(draft_of(forms))["inspections"]) == 2


# --- the rest


def test_what_keeps_a_form_from_being_sent_is_listed_with_its_pages(forms: OpenForms) -> None:
    home = forms.begin("school")
    shown = forms.get(f"{home}/check")
    assert "Before you can send this" in words_of(shown)
    assert f'href="{home}/page/school-name"' in shown.text
    sent = forms.post(f"{home}/send")
    assert sent.status_code == 422
    assert title_of(sent).startswith("Error: ")
    assert git(forms.desk.root, "branch", "--list", "forms/*") == ""


def test_what_was_begun_is_listed_and_can_be_deleted_after_a_question(forms: OpenForms) -> None:
    home = forms.begin("school")
    listed = words_of(forms.get("/"))
    assert "A school or other place of education" in listed
    assert "Kept until 12 June 2026" in listed
    assert "cannot be brought back" in words_of(forms.get(f"{home}/delete"))
    assert forms.post(f"{home}/delete").location == "/"
    assert forms.get(home).status_code == 404


def test_what_is_too_old_is_said_to_go_and_goes_a_week_later(forms: OpenForms) -> None:
    forms.begin("school")
    forms.clock.moment += timedelta(days=28)
    forms.desk.tidy_up()
    assert "Kept until 12 June 2026" in words_of(forms.get("/"))
    forms.clock.moment += timedelta(days=1)
    forms.desk.tidy_up()
    assert "is deleted on 20 June 2026 unless you go on with it" in words_of(forms.get("/"))
    forms.clock.moment += timedelta(days=7)
    forms.desk.tidy_up()
    assert forms.desk.drafts.all_of(OFFICER_ID) == []


def test_an_address_that_is_no_page_leads_to_the_list(forms: OpenForms) -> None:
    home = forms.begin("school")
    assert forms.get(f"{home}/page/nowhere").location == home
    assert forms.post(f"{home}/page/nowhere", {}).location == home
    assert forms.get(f"{home}/page/school-closed").location == home  # only of one that is there


def test_a_confirmation_says_no_more_than_its_address(forms: OpenForms) -> None:
    assert forms.get("/sent/school/abc").status_code == 200
    assert forms.get("/sent/nowhere/abc").status_code == 404
    assert forms.get("/sent/school/a%22b").status_code == 404


def test_enter_presses_save_and_continue(forms: OpenForms) -> None:
    """Browsers press the first button of a form: it must not be one that adds or removes."""
    home = forms.begin("school")
    html = forms.get(f"{home}/page/school-inspections").text
    form = html.partition("data-keeps")[2]
    first = re.findall(r"<button[^>]*>", form)[0]
    assert "name=" not in first


def test_nothing_is_chosen_beforehand(forms: OpenForms) -> None:
    home = forms.begin("school")
    for page in (*ANSWERS, "school-inspections"):
        assert " checked" not in forms.get(f"{home}/page/{page}").text


# --- finding one's way


def test_search_finds_schools_people_and_children(forms: OpenForms) -> None:
    found = words_of(forms.post("/search", {"wanted": "pkxc1mjxwh83g"}))
    assert "ch-pkxc1mjxwh83g" in found
    assert "ch-ztcfncxj4a9qh" not in found
    assert "names of children are not on this computer" in found
    assert "Nothing was found" in words_of(forms.post("/search", {"wanted": "no such thing"}))
    assert forms.post("/search", {"wanted": "  "}).location == "/"
    assert TEACHER_ID in words_of(forms.post("/search", {"wanted": "teacher"}))


def test_a_child_s_page_shows_the_plans(forms: OpenForms) -> None:
    shown = words_of(forms.get("/child/ch-pkxc1mjxwh83g"))
    assert "Personal Education Plans" in shown
    assert "Complete" in shown


def test_the_day_on_which_a_plan_is_due_is_known(forms: OpenForms) -> None:
    draft = Draft(
        person=OFFICER_ID, form="pep", record="x", child="ch-pkxc1mjxwh83g",
        begun_at=forms.desk.now(), saved_at=forms.desk.now(),
    )  # fmt: skip
    due_on = forms.desk.due_on(draft)
    assert due_on is None or isinstance(due_on, date)
    assert forms.desk.due_on(draft.model_copy(update={"child": None})) is None
