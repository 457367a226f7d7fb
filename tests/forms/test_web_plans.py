"""Plans in the forms: several people, names as tokens, what the last plan said, two at once."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from pepsite.forms.questions import pages
from pepsite.forms.questions.answers import Answers
from pepsite.forms.questions.asking import Asking, Place
from pepsite.forms.web.filling import answers_in
from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan
from pepsite.store.identities import IdentityStore
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    SCHOOL,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    YOUNGER_CHILD,
    OpenForms,
    title_of,
    words_of,
)
from tests.forms.test_web_filling import draft_of, git

pytestmark = pytest.mark.uncounted

YOUNGER_PLAN, OLDER_PLAN = "pep-jxp7jjy63y6fz", "pep-hc4dvy5m8nb0v"


@pytest.fixture
def identities(tmp_path: Path) -> IdentityStore:
    store = IdentityStore.create(tmp_path / "identities.age", tmp_path / "identity-key.txt")
    store.add(
        Identity(child=OLDER_CHILD, full_name="Zebedee Quillfeather", known_as="Will"),
        Identity(child=YOUNGER_CHILD, full_name="Marigold Fennimore", born_on=date(2015, 2, 3)),
    )
    return store


@pytest.fixture
def with_names(open_as: OpenAs, identities: IdentityStore) -> OpenForms:
    forms = open_as(OFFICER_ID, identities)
    forms.desk.names = NameScan(identities.identities())
    return forms


def begin_review(forms: OpenForms) -> str:
    return forms.begin("pep", child=OLDER_CHILD, type="review")


# --- what is worked out


@pytest.mark.parametrize("below", ["", "/check", "/page/strengths"])
def test_no_page_is_worked_out_twice_to_show_one(
    forms: OpenForms, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    """What is answered, what is still open and what stands in the way all look at every page."""
    home = begin_review(forms)
    worked_out: list[str] = []
    work = pages._page

    def noted(asking: Asking, answers: Answers, place: Place) -> pages.Page:
        worked_out.append(place.address)
        return work(asking, answers, place)

    monkeypatch.setattr(pages, "_page", noted)
    assert forms.get(f"{home}{below}").status_code == 200
    assert "strengths" in worked_out
    assert len(worked_out) == len(set(worked_out))


# --- beginning


def test_which_plan_is_asked_first_and_nothing_is_chosen(forms: OpenForms) -> None:
    asked = forms.post("/form/pep", {"child": OLDER_CHILD})
    assert asked.status_code == 200
    assert " checked" not in asked.text
    again = forms.post("/form/pep", {"child": OLDER_CHILD, "type": ""})
    assert again.status_code == 422
    assert title_of(again).startswith("Error: ")
    assert forms.desk.drafts.all_of(OFFICER_ID) == []


def test_a_new_plan_begins_with_what_still_holds_and_says_so(forms: OpenForms) -> None:
    home = begin_review(forms)
    assert "Started" in words_of(forms.get(home))
    assert "From the plan of 26 September 2025" in words_of(forms.get(f"{home}/check"))
    answers = answers_in(draft_of(forms))
    assert answers["type"] == "review"
    assert answers["status"] == "draft"
    assert not [key for key in answers if key.startswith(("voice", "sign_offs"))]


def test_every_page_of_a_plan_opens(forms: OpenForms) -> None:
    home = begin_review(forms)
    addresses = set(re.findall(r'href="([^"]*/page/[^"]*)"', forms.get(f"{home}/check").text))
    assert len(addresses) > 40
    assert {forms.get(one).status_code for one in addresses} == {200}


def test_a_form_about_a_plan_is_offered_while_it_can_be_filled_in(forms: OpenForms) -> None:
    complete = words_of(forms.get(f"/child/{OLDER_CHILD}/plan/pep-hc4dvy5m8nb0v"))
    assert "Change a complete plan" in complete
    assert "Go on with the plan" not in complete
    draft = words_of(forms.get(f"/child/{YOUNGER_CHILD}/plan/{YOUNGER_PLAN}"))
    assert "Go on with the plan" in draft
    assert "Send the plan back" not in draft
    assert forms.get(f"/child/{OLDER_CHILD}/plan/{YOUNGER_PLAN}").status_code == 404


def test_a_form_about_a_record_is_not_begun_without_one(forms: OpenForms) -> None:
    assert forms.post("/form/meeting", {"child": OLDER_CHILD}).status_code == 404


def test_a_section_is_confirmed_as_it_was_last_time(forms: OpenForms) -> None:
    home = begin_review(forms)
    address = f"{home}/as-before/school"

    page = words_of(forms.get(address))
    first = forms.post(address)

    assert "Is this still right?" in page
    assert first.location.endswith("/page/attendance")
    assert forms.post(f"{home}/as-before/nothing").status_code == 404
    assert forms.get(address).status_code == 303


def test_a_section_with_nothing_to_confirm_leads_on(forms: OpenForms) -> None:
    home = begin_review(forms)

    assert forms.get(f"{home}/as-before/meeting").location == f"{home}/page/meetings"


# --- whose section it is


def test_each_writes_their_own_sections(open_as: OpenAs) -> None:
    teacher = open_as(TEACHER_ID)
    home = begin_review(teacher)
    shown = teacher.get(home).text
    assert f'href="{home}/as-before/school"' in shown
    assert teacher.get(f"{home}/as-before/care").status_code == 404
    assert f'href="{home}/page/care-as-of"' not in shown
    assert teacher.get(f"{home}/page/care-as-of").status_code == 404
    assert teacher.post(f"{home}/page/care-as-of", {}).status_code == 404
    assert teacher.get(f"{home}/page/strengths").status_code == 200


@pytest.mark.parametrize("person", [TEACHER_ID, SOCIAL_WORKER_ID])
def test_a_child_s_record_is_opened_by_nobody_it_is_not_for(open_as: OpenAs, person: str) -> None:
    forms = open_as(person)
    for child in (OLDER_CHILD, YOUNGER_CHILD):
        assert forms.post("/form/new-child", {"record": child}).status_code == 404
    assert forms.desk.drafts.all_of(person) == []


# --- sending


def test_what_a_carer_said_goes_without_a_word_of_the_child_s(forms: OpenForms) -> None:
    home = forms.begin("typed-for-someone", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    first = forms.save(f"{home}/page/carer-views", {}, do="add").location
    item = first.rpartition("/")[2]
    base = f"carer_views/{item}"
    on = {
        f"{base}/contribution/said_on/{k}": v
        for k, v in (("day", "14"), ("month", "5"), ("year", "2026"))
    }
    forms.save(first, {f"{base}/words": "She loves chess."}, do="later")
    unsaid = forms.post(f"{home}/send")
    how = f"{home}/page/carer-view-how/{item}"
    forms.save(
        how, {f"{base}/contribution/of": "carer", f"{base}/contribution/how": "telephone", **on}
    )

    sent = forms.post(f"{home}/send")

    assert unsaid.status_code == 422, "whose words they are, and how they came, is always asked"
    assert "What did the child say?" not in words_of(unsaid).partition("Check your answers")[0]
    assert sent.status_code == 303, words_of(sent)


def test_what_one_has_written_is_sent_though_others_have_not_written_theirs(
    forms: OpenForms,
) -> None:
    home = forms.begin("pep", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    before = words_of(forms.get(f"{home}/check"))
    assert "Send the whole plan as complete" in before
    assert "Before the whole plan can be sent as complete" in before
    assert "Before you can send this" not in before, "a part of it can go as it is"
    forms.save(f"{home}/page/strengths", {"strengths": "Reads well aloud."}, do="later")
    whole = forms.post(f"{home}/send", {"do": "whole"})
    assert whole.status_code == 422
    part = forms.post(f"{home}/send")
    assert part.status_code == 303, words_of(part)
    (branch,) = git(
        forms.desk.root, "branch", "--list", "forms/*", "--format=%(refname:short)"
    ).split()
    path = f"records/children/{YOUNGER_CHILD}/peps/{YOUNGER_PLAN}.yaml"
    text = git(forms.desk.root, "show", f"{branch}:{path}")
    assert "strengths: Reads well aloud." in text
    assert "status: draft" in text


def test_what_not_even_a_part_can_leave_open_is_said_before_it_is_sent(forms: OpenForms) -> None:
    home = forms.begin("pep", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    care = {"care/summary_of_care_plan": "A new placement is looked for."}
    forms.save(f"{home}/page/care-summary", care, do="later")

    checked = words_of(forms.get(f"{home}/check"))
    for_a_part, _, for_the_whole = checked.partition("Before the whole plan can be sent")

    day = "Enter a date under “On which day was this information last checked?”"
    assert f"Before you can send this {day}" in for_a_part
    assert day not in for_the_whole.partition("Check your answers")[0]
    refused = forms.post(f"{home}/send")
    assert refused.status_code == 422
    assert f"This cannot be sent yet {day}" in words_of(refused)


def test_what_every_change_has_to_pass_is_said_on_the_page(forms: OpenForms) -> None:
    home = forms.begin("pep", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    forms.save(f"{home}/page/strengths", {"strengths": "Lives at SW1A 1AA."}, do="later")
    refused = forms.post(f"{home}/send")
    assert refused.status_code == 422
    assert "This cannot be sent yet" in words_of(refused)
    assert git(forms.desk.root, "branch", "--list", "forms/*") == ""


# --- names


def test_a_child_is_found_and_shown_by_name_where_names_are(with_names: OpenForms) -> None:
    for wanted in ("quillfeather", "will", "ZEBEDEE"):
        assert "Will" in words_of(with_names.post("/search", {"wanted": wanted}))
    assert "Will" in words_of(with_names.get(f"/child/{OLDER_CHILD}"))
    found = with_names.post("/search", {"wanted": "quillfeather"})
    assert "quillfeather" not in found.request.url
    assert "Quillfeather" not in title_of(with_names.get(f"/child/{OLDER_CHILD}"))


def test_no_title_that_a_browser_keeps_has_the_name(with_names: OpenForms) -> None:
    home = begin_review(with_names)
    pages = set(re.findall(r'href="([^"]*/page/[^"]*)"', with_names.get(f"{home}/check").text))
    shown = [with_names.get(one) for one in (*pages, home, f"{home}/check", "/")]
    assert any("What is Will good at?" in one.text for one in shown)
    assert [title_of(one) for one in shown if re.search("Will|Zebedee", title_of(one))] == []
    assert "What is the child good at? – " in " ".join(map(title_of, shown))


def test_a_name_goes_in_as_a_token_and_comes_out_as_the_name(with_names: OpenForms) -> None:
    home = begin_review(with_names)
    page = f"{home}/page/strengths"
    with_names.save(page, {"strengths": "Zebedee reads well. Quillfeather, Zebedee sings."})
    kept = answers_in(draft_of(with_names))["strengths"]
    assert kept == "{child} reads well. {child} sings."
    assert "Will reads well." in with_names.get(page).text


def test_a_word_that_is_a_name_too_is_asked_about_once_for_each_sentence(
    with_names: OpenForms,
) -> None:
    home = begin_review(with_names)
    page = f"{home}/page/strengths"
    asked = with_names.save(page, {"strengths": "Will helps others. Will they come?"})
    assert asked.status_code == 200
    digests = re.findall(r'type="radio" value="name"[^>]*|name="([0-9a-f]{16})"', asked.text)
    names = list(dict.fromkeys(filter(None, digests)))
    assert len(names) == 2
    address = f"{home}/names/strengths"
    missing = with_names.post(address, {names[0]: "name"})
    assert missing.status_code == 422
    settled = with_names.post(address, {names[0]: "name", names[1]: "word"})
    assert settled.status_code == 303
    assert answers_in(draft_of(with_names))["strengths"] == "{child} helps others. Will they come?"
    again = with_names.save(page, {"strengths": "Will helps others. Will they come?"})
    assert again.status_code == 303
    assert answers_in(draft_of(with_names))["strengths"] == "{child} helps others. Will they come?"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("Lives at SW1A 1AA.", "Line 1 holds", id="a postcode"),
        pytest.param("Fine.\nMarigold Fennimore helped.", "Line 2 holds", id="another child"),
        pytest.param("Call 01632 960123.", "a telephone number", id="telephone"),
    ],
)
def test_what_says_who_somebody_is_is_pointed_out_and_kept(
    with_names: OpenForms, written: str, expected: str
) -> None:
    home = begin_review(with_names)
    page = f"{home}/page/strengths"
    told = with_names.save(page, {"strengths": written})
    assert told.status_code == 422
    assert expected in words_of(told)
    summary = told.text.partition("govuk-error-summary")[2].partition("</div>\n</div>")[0]
    assert "Fennimore" not in summary
    assert answers_in(draft_of(with_names))["strengths"] == written
    assert with_names.save(page, {"strengths": written}, do="later").status_code == 303
    for end in (with_names.get(f"{home}/check"), with_names.post(f"{home}/send")):
        assert "“What is Will good at?”, line" in words_of(end)
        assert f'href="{page}"' in end.text
    assert with_names.post(f"{home}/send").status_code == 422
    assert git(with_names.desk.root, "branch", "--list", "forms/*") == ""


def test_whether_a_word_is_the_name_is_not_passed_over(with_names: OpenForms) -> None:
    home = begin_review(with_names)
    page = f"{home}/page/strengths"
    with_names.save(page, {"strengths": "Will helps others."}, do="later")

    refused = with_names.post(f"{home}/send")

    assert refused.status_code == 422
    assert "“What is Will good at?”, a word may be a name" in words_of(refused)
    assert f'href="{page}"' in refused.text


def test_names_in_boxes_of_one_line_are_treated_as_in_prose(with_names: OpenForms) -> None:
    home = begin_review(with_names)
    page, key = f"{home}/page/care-permanence", "care/permanence_plan"

    with_names.save(page, {key: "Zebedee's aunt"})
    assert answers_in(draft_of(with_names))[key] == "{child}'s aunt"
    assert 'value="Will&#39;s aunt"' in with_names.get(page).text
    assert "Will's aunt" in words_of(with_names.get(f"{home}/check"))

    asked = with_names.save(page, {key: "Will be at home"})
    told = with_names.save(page, {key: "With Marigold Fennimore, SW1A 1AA"})

    assert asked.status_code == 200, "whether the word is the name is asked"
    assert told.status_code == 422
    assert "Line 1 holds" in words_of(told)


def test_the_postcode_of_a_school_is_nobodys(with_names: OpenForms) -> None:
    home = with_names.begin("school", record=SCHOOL)

    saved = with_names.save(f"{home}/page/school-name", {"name": "School at SW1A 1AA"})

    assert saved.status_code == 303


def test_nothing_kept_or_sent_has_a_name_in_it(with_names: OpenForms) -> None:
    home = with_names.begin("pep", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    with_names.save(f"{home}/page/strengths", {"strengths": "Marigold reads."}, do="later")
    assert with_names.post(f"{home}/send").status_code == 303
    everything = git(with_names.desk.root, "log", "--all", "-p", "--format=fuller")
    assert "{child} reads." in everything
    assert "Marigold" not in everything


# --- two people


def test_two_who_changed_the_same_are_shown_both_and_asked(forms: OpenForms) -> None:
    home = forms.begin("school", record=SCHOOL)
    root, path = forms.desk.root, f"records/schools/{SCHOOL}.yaml"
    text = (root / path).read_text("utf-8")
    theirs = re.sub(r"(?m)^name: .*$", "name: Theirs", text) + "district: North\n"
    (root / path).write_text(theirs, "utf-8")
    git(root, "commit", "-qam", "Theirs")
    forms.save(f"{home}/page/school-name", {"name": "Mine"})
    asked = forms.post(f"{home}/send")
    assert asked.status_code == 409
    before = re.findall(r"(?m)^name: (.*)$", text)[0]
    said = words_of(asked)
    assert f"When you opened it {before} As it stands now Theirs What you wrote Mine" in said
    assert "North" in said.partition("What else was changed")[2]
    (blob,) = re.findall(r'name="theirs" value="([0-9a-f]+)"', asked.text)
    assert forms.post(f"{home}/settle", {"theirs": blob}).status_code == 422
    settled = forms.post(f"{home}/settle", {"theirs": blob, "choice-0": "mine"})
    assert settled.location == f"{home}/check"
    shown = words_of(forms.get(f"{home}/check"))
    assert "Mine" in shown
    assert "North" in shown
    assert forms.post(f"{home}/send").status_code == 303
    (branch,) = git(root, "branch", "--list", "forms/*", "--format=%(refname:short)").split()
    sent = git(root, "show", f"{branch}:{path}")
    assert "name: Mine" in sent
    assert "district: North" in sent


def test_what_differs_from_what_was_shown_is_shown_again(forms: OpenForms) -> None:
    home = forms.begin("school", record=SCHOOL)
    root, path = forms.desk.root, f"records/schools/{SCHOOL}.yaml"
    text = (root / path).read_text("utf-8")
    (root / path).write_text(re.sub(r"(?m)^name: .*$", "name: Theirs", text), "utf-8")
    git(root, "commit", "-qam", "Theirs")
    forms.save(f"{home}/page/school-name", {"name": "Mine"})
    again = forms.post(f"{home}/settle", {"theirs": "0" * 40, "choice-0": "mine"})
    assert again.status_code == 409
    assert answers_in(draft_of(forms))["name"] == "Mine"


def test_without_git_it_is_said_and_nothing_is_lost(forms: OpenForms) -> None:
    home = forms.begin("school", record=SCHOOL)
    forms.save(f"{home}/page/school-name", {"name": "Mine"})
    subprocess.run(("mv", forms.desk.root / ".git", forms.desk.root / "gone"), check=True)
    response = forms.post(f"{home}/send")
    assert response.status_code == 502
    assert "tell whoever looks after the records" in words_of(response)
    assert "Mine" not in words_of(response)
    assert "Mine" in forms.get(f"{home}/page/school-name").text


# --- signing, and going on with what others began


@pytest.mark.parametrize(
    ("role", "section", "by"),
    [
        pytest.param("social-worker", "care", SOCIAL_WORKER_ID, id="the social worker"),
        pytest.param("virtual-school-officer", "whole", OFFICER_ID, id="the virtual school"),
    ],
)
def test_nobody_signs_for_somebody_else(open_as: OpenAs, role: str, section: str, by: str) -> None:
    teacher = open_as(TEACHER_ID)
    home = begin_review(teacher)
    page = teacher.save(f"{home}/page/sign-offs", {}, do="add").location
    key = "sign_offs/" + page.rpartition("/")[2]
    assert by not in teacher.get(page).text
    assert TEACHER_ID in teacher.get(page).text
    on = dict(zip(("day", "month", "year"), ("15", "5", "2026"), strict=True))
    signed = {f"{key}/{one}": said for one, said in (("section", section), ("role", role))}
    signed |= {f"{key}/signed_on/{part}": said for part, said in on.items()}
    refused = teacher.save(page, {**signed, f"{key}/by": by})
    assert refused.status_code == 422
    assert "Nobody signs for somebody else" in words_of(refused)
    sent = teacher.post(f"{home}/send")
    assert sent.status_code == 422
    assert "Nobody signs for somebody else" in words_of(sent)
    own = {**signed, f"{key}/role": "designated-teacher", f"{key}/by": TEACHER_ID}
    assert teacher.save(page, own).status_code == 303


def test_what_came_from_the_last_plan_and_is_not_finished_keeps_nobody_from_sending_theirs(
    open_as: OpenAs,
) -> None:
    """Care is of a day that only the social worker can give, and grades are the teacher's."""
    teacher = open_as(TEACHER_ID)
    home = begin_review(teacher)
    teacher.save(f"{home}/page/strengths", {"strengths": "Reads well aloud."}, do="later")
    sent = teacher.post(f"{home}/send")
    assert sent.status_code == 303, words_of(sent)
    (branch,) = git(
        teacher.desk.root, "branch", "--list", "forms/*", "--format=%(refname:short)"
    ).split()
    record = home.rpartition("/")[2]
    path = f"records/children/{OLDER_CHILD}/peps/{record}.yaml"
    text = git(teacher.desk.root, "show", f"{branch}:{path}")
    assert "strengths: Reads well aloud." in text
    assert "care:" not in text
    assert "attainment:" not in text
    # Once it is accepted, the social worker finds what is hers where it was, marked as it was.
    git(teacher.desk.root, "merge", "-q", branch)
    worker = open_as(SOCIAL_WORKER_ID)
    home = worker.begin("pep", child=OLDER_CHILD, record=record)
    shown = words_of(worker.get(f"{home}/page/care-summary"))
    assert "From the plan of" in shown
    unchanged = worker.post(f"{home}/send")
    assert "Nothing differs" in words_of(unchanged)


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        pytest.param("schema: pep/1", "schema: pep/9", id="of a later release"),
        pytest.param("status: draft", "status: [", id="no YAML"),
    ],
)
def test_what_cannot_be_opened_is_told_and_nothing_is_begun(
    forms: OpenForms, said: str, becomes: str
) -> None:
    file = forms.desk.root / f"records/children/{YOUNGER_CHILD}/peps/{YOUNGER_PLAN}.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(said, becomes), encoding="utf-8")
    git(forms.desk.root, "commit", "-qam", "Change")
    told = forms.post("/form/pep", {"child": YOUNGER_CHILD, "record": YOUNGER_PLAN})
    assert told.status_code == 422
    assert "This record cannot be opened in the forms" in words_of(told)
    assert forms.desk.drafts.all_of(OFFICER_ID) == []
    assert forms.reported == []


def test_a_plan_that_is_wrong_in_one_place_can_be_opened_and_put_right(forms: OpenForms) -> None:
    file = forms.desk.root / f"records/children/{YOUNGER_CHILD}/peps/{YOUNGER_PLAN}.yaml"
    wrong = file.read_text(encoding="utf-8").replace("type: initial", "type: third")
    file.write_text(wrong, encoding="utf-8")
    git(forms.desk.root, "commit", "-qam", "Change")
    home = forms.begin("pep", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    assert forms.get(home).status_code == 200


# --- meetings


def test_what_became_of_a_meeting_is_said_before_the_day_and_the_reason(forms: OpenForms) -> None:
    home = begin_review(forms)
    first = forms.save(f"{home}/page/meetings", {}, "add").location
    item = first.rpartition("/")[2]
    outcome, key = f"{home}/page/meeting-outcome/{item}", f"meetings/{item}"
    day = {f"{key}/planned_for/{box}": said for box, said in (("day", "1"), ("month", "5"), ("year", "2026"))}  # fmt: skip
    forms.save(first, day | {f"{key}/mode": "in-person"})

    held = forms.save(outcome, {f"{key}/outcome": "held"})
    without_day = forms.save(held.location, {})
    cancelled = forms.save(outcome, {f"{key}/outcome": "cancelled"})
    without_reason = forms.save(f"{home}/page/meeting-reason/{item}", {})

    assert held.location == f"{home}/page/meeting-held/{item}"
    assert "Enter the day on which the meeting was held" in words_of(without_day)
    assert cancelled.location == f"{home}/page/meeting-why/{item}"
    assert "Say why the meeting did not take place as usual" in words_of(without_reason)


def test_why_there_is_no_meeting_is_asked_whatever_became_of_it(forms: OpenForms) -> None:
    home = begin_review(forms)
    first = forms.save(f"{home}/page/meetings", {}, "add").location
    item = first.rpartition("/")[2]
    key = f"meetings/{item}"
    day = {f"{key}/planned_for/{box}": said for box, said in (("day", "1"), ("month", "6"), ("year", "2026"))}  # fmt: skip
    forms.save(first, day | {f"{key}/mode": "none-by-agreement"})
    outcome = forms.save(f"{home}/page/meeting-outcome/{item}", {f"{key}/outcome": "planned"})

    reason = f"{home}/page/meeting-reason/{item}"
    without = forms.save(reason, {})
    said = forms.save(reason, {f"{key}/why": "All three prefer to talk by telephone."})

    assert outcome.location == reason
    assert "Say why the meeting did not take place as usual" in words_of(without)
    assert said.status_code == 303


# --- a plan is complete


def with_a_plan_sent(root: Path, policy: str) -> None:
    """Let the workspace follow a policy, and a plan wait that was sent as complete."""
    authority = root / "records/authority.yaml"
    text = authority.read_text(encoding="utf-8")
    authority.write_text(text.replace("policy: walsall", f"policy: {policy}"), encoding="utf-8")
    folder = root / f"records/children/{OLDER_CHILD}"
    for one in ("qa-reviews", "audits"):
        shutil.rmtree(folder / one, ignore_errors=True)
    record = folder / f"peps/{OLDER_PLAN}.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("status: complete", "status: submitted"), encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Sent as complete")


def test_without_quality_assurance_a_plan_is_complete_when_it_is_accepted(
    workspace: Path, open_as: OpenAs
) -> None:
    with_a_plan_sent(workspace, "england")
    forms = open_as(OFFICER_ID)
    plan = forms.get(f"/child/{OLDER_CHILD}/plan/{OLDER_PLAN}")
    assert "Accept the plan as complete" in words_of(plan)

    begun = forms.get(forms.begin("accept", child=OLDER_CHILD, record=OLDER_PLAN))
    shown = forms.get(begun.location)
    assert title_of(shown).startswith("Accept the plan as complete")
    sent = forms.post(begun.location.replace("/check", "/send"))

    assert sent.status_code == 303, words_of(sent)
    said = words_of(forms.get(sent.location))
    assert "The plan is not complete yet." in said
    assert "Once they accept it, the plan is complete and counts as done." in said
    (branch,) = git(workspace, "branch", "--list", "forms/*").split()
    changed = git(workspace, "diff", "-U0", "main", branch).splitlines()
    assert [one for one in changed if one[:1] in "+-" and one[:3] not in ("+++", "---")] == [
        "-status: submitted",
        "+status: complete",
    ]


def test_a_plan_that_has_to_be_reviewed_is_not_accepted_without(
    workspace: Path, forms: OpenForms
) -> None:
    with_a_plan_sent(workspace, "walsall")

    assert "Accept the plan" not in words_of(forms.get(f"/child/{OLDER_CHILD}/plan/{OLDER_PLAN}"))


def test_only_the_virtual_school_accepts_a_plan(workspace: Path, open_as: OpenAs) -> None:
    with_a_plan_sent(workspace, "england")
    teacher = open_as(TEACHER_ID)

    plan = teacher.get(f"/child/{OLDER_CHILD}/plan/{OLDER_PLAN}")
    refused = teacher.post("/form/accept", {"child": OLDER_CHILD, "record": OLDER_PLAN})

    assert "Accept the plan" not in words_of(plan)
    assert refused.status_code == 404


# --- the authority's own words


def test_the_forms_say_the_words_of_the_authority_and_leave_what_people_wrote(
    with_names: OpenForms,
) -> None:
    home = with_names.begin("pep", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    written = "The virtual school officer rang."
    with_names.save(f"{home}/page/strengths", {"strengths": written})

    assert "Education Support Officer" in words_of(with_names.get(home))
    assert written in words_of(with_names.get(f"{home}/check"))


def test_what_others_have_to_answer_is_said_to_be_theirs_and_not_linked(open_as: OpenAs) -> None:
    forms = open_as(SOCIAL_WORKER_ID)
    home = forms.begin("pep", child=OLDER_CHILD, type="initial")

    shown = forms.get(f"{home}/check")
    listed = shown.text.partition('id="open-questions"')[2].partition("</div>")[0]
    links = set(re.findall(r'<a class="govuk-link" href="([^"]+)"', listed))

    assert links
    assert {forms.get(one).status_code for one in links} == {200}
    assert "Filled in by: Designated teacher." in words_of(shown)
