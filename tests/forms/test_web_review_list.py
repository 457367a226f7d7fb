"""What was sent for review, as pages: listed, shown as it differs, accepted, or sent back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pepsite.forms.web.filling import answers_in
from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan
from pepsite.records.paths import path_to
from pepsite.store.identities import IdentityStore
from pepsite.usecases.propose_record import open_record, propose_record
from pepsite.usecases.submission import Edit, Proposed, Submission
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
from tests.forms.test_web_filling import git

pytestmark = pytest.mark.uncounted

MANAGER_ID = "ps-mryk56crsfx64"
YOUNGER_PLAN = "pep-jxp7jjy63y6fz"
PLAN_PATH = path_to("pep", YOUNGER_PLAN, YOUNGER_CHILD)
SENT_AT = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
FORM = "pep@1 sha256:" + "0" * 64
TECHNICAL = re.compile(
    r"\b(commit|branch|merge|repository|git|yaml|push|pull request)\b", re.IGNORECASE
)


def send(
    root: Path, person: str, values: Mapping[str, Any], path: str = PLAN_PATH, id_: str = "one1"
) -> str:
    """Send a change of a record for review, and return its id."""
    found = open_record(root, path)
    assert found is not None
    edit = Edit(path, {**found.values, **values}, found.blob)
    done = propose_record(root, Submission(id_, person, SENT_AT, (edit,), form=FORM))
    assert isinstance(done, Proposed), done
    return id_


def seen_on(forms: OpenForms, submission: str) -> dict[str, str]:
    """Return what the page of a submission sends along."""
    shown = forms.get(f"/review/{submission}")
    assert shown.status_code == 200
    return {"seen": re.findall(r'name="seen" value="([^"]+)"', shown.text)[0]}


def tip(forms: OpenForms, branch: str = "main") -> str:
    return git(forms.desk.root, "rev-parse", branch)


@pytest.fixture
def named(open_as: OpenAs, tmp_path: Path) -> OpenForms:
    store = IdentityStore.create(tmp_path / "identities.age", tmp_path / "identity-key.txt")
    store.add(
        Identity(child=YOUNGER_CHILD, full_name="Marigold Fennimore", born_on=date(2015, 2, 3))
    )
    forms = open_as(OFFICER_ID, store)
    forms.desk.names = NameScan(store.identities())
    return forms


# --- the list


def test_what_differs_is_said_in_the_words_of_the_form(forms: OpenForms) -> None:
    found = open_record(forms.desk.root, PLAN_PATH)
    assert found is not None
    need = {"id": "b5d2kq", "kind": "academic", "horizon": "short", "what": "Reads slowly."}
    changed = {"needs": [*found.values.get("needs", []), need], "status": "closed",
               "closed": {"closed_on": "2026-05-12", "reason": "moved", "by": MANAGER_ID}}  # fmt: skip
    one = send(forms.desk.root, MANAGER_ID, {"strengths": "Reads well.", **changed})
    listed = words_of(forms.get("/review"))
    assert "Changed: how far it is; Strengths, needs and help; closed" in listed
    said = words_of(forms.get(f"/review/{one}"))
    assert "Strengths, needs and help What is the child good at? Added Reads well." in said
    assert "Strengths, needs and help Reads slowly. Added" in said
    assert "Status Was draft Now closed" in said, "what no page asks for has the title of its field"


def test_a_new_record_is_said_in_the_words_of_the_form(open_as: OpenAs) -> None:
    forms = open_as(SOCIAL_WORKER_ID)
    submission = sent_new_child(forms)
    shown = open_as(OFFICER_ID).get(f"/review/{submission}")
    said = words_of(shown)
    assert "In which month was the child born? March 2014" in said
    assert "Into care: From 11 May 2026 First day in care 11 May 2026" in said
    whole = said.partition("All that is in it, field by field")[2]
    assert "Month of birth March 2014" in whole, "what no page shows is not accepted unseen"
    assert re.search(r", [a-z][a-z0-9]{5} Before:", said) is None, "nobody knows ids of items"


def sent_new_child(forms: OpenForms) -> str:
    """Enter a child who came into care, and send it; return the id of what was sent."""
    home = forms.begin("new-child")
    born = {"born/month": "3", "born/year": "2014"}
    forms.save(f"{home}/page/born", born)
    began = forms.save(f"{home}/page/care", {}, do="add").location
    care = began.rpartition("/")[2]
    day = {"day": "11", "month": "5", "year": "2026"}
    forms.save(began, {f"care/{care}/entered_on/{one}": said for one, said in day.items()})
    refused = forms.post(f"{home}/send")
    assert refused.status_code == 422
    assert "Say who is responsible for the child" in words_of(refused)
    assert f'href="{home}/page/responsible"' in refused.text
    named = forms.save(f"{home}/page/responsible", {}, do="add").location
    base = f"responsible/{named.rpartition('/')[2]}"
    who = {f"{base}/role": "social-worker", f"{base}/person": SOCIAL_WORKER_ID}
    forms.save(named, {**who, **{f"{base}/from_on/{one}": said for one, said in day.items()}})
    sent = forms.post(f"{home}/send")
    assert sent.status_code == 303, words_of(sent)
    return sent.location.rpartition("/")[2]


def test_who_finds_every_child_may_send_one_beside_whom_nobody_is_named(forms: OpenForms) -> None:
    home = forms.begin("new-child")
    assert "Say who is responsible" not in words_of(forms.get(f"{home}/check"))


def test_what_waits_is_said_in_words(forms: OpenForms) -> None:
    assert "Nothing waits." in words_of(forms.get("/review"))
    send(forms.desk.root, MANAGER_ID, {"strengths": "Reads well.", "year_group": "Y5"})
    said = words_of(forms.get("/review"))
    assert said.endswith(
        f"Initial plan: {YOUNGER_CHILD} Changed: About this plan; Strengths, needs and help "
        f"Sent by {MANAGER_ID}, Phase manager, on 12 May 2026. It has waited 3 days. "
        "Ready to be accepted"
    )


def test_the_start_page_leads_to_what_waits(forms: OpenForms) -> None:
    assert 'href="/review"' in forms.get("/").text


def test_files_that_are_no_records_are_named_to_whoever_reviews(forms: OpenForms) -> None:
    root = forms.desk.root
    git(root, "switch", "--quiet", "--create", "forms/one2")
    (root / "allowed_signers").write_text("somebody ssh-ed25519 AAAA", "utf-8")
    git(root, "add", "allowed_signers")
    git(root, "commit", "--quiet", "--message", "A key")
    git(root, "switch", "--quiet", "main")
    said = words_of(forms.get("/review/one2"))
    assert "allowed_signers added. Whose signatures count from now on." in said
    assert "Nothing differs" not in said


def test_a_reason_of_hardly_a_word_lets_nothing_past_and_is_kept_in_its_box(
    open_as: OpenAs, workspace: Path
) -> None:
    manager = workspace / "records" / "people" / f"{MANAGER_ID}.yaml"
    role = manager.read_text("utf-8").replace("phase-manager", "virtual-school-head")
    manager.write_text(role.replace("leads_phases:\n  - statutory\n", ""), "utf-8")
    git(workspace, "commit", "--quiet", "--all", "--message", "A new head")
    head = open_as(MANAGER_ID)
    root = head.desk.root
    git(root, "switch", "--quiet", "--create", "forms/one3")
    plan = next((root / "records" / "children" / YOUNGER_CHILD / "peps").glob("*.yaml"))
    text = plan.read_text("utf-8")
    claims = text.replace("status: draft", "status: submitted\ncompleted_on: 2025-10-01", 1)
    plan.write_text(claims, "utf-8")
    git(root, "commit", "--quiet", "--all", "--message", "It claims to be done")
    git(root, "switch", "--quiet", "main")
    before, asked = tip(head), {**seen_on(head, "one3"), "reason": "Because so"}
    refused = head.post("/review/one3/let-past", asked)
    assert (refused.status_code, tip(head)) == (422, before)
    assert "Say why it is let past, in three words or more" in words_of(refused)
    assert ">Because so</textarea>" in refused.text
    named = head.post("/review/one3/let-past", {**asked, "reason": "Live at SW1A 1AA now"})
    assert (named.status_code, tip(head)) == (409, before)
    assert ">Live at SW1A 1AA now</textarea>" in named.text
    done = head.post("/review/one3/let-past", {**asked, "reason": "The school has closed"})
    assert (done.status_code, tip(head) == before) == (303, False)


def test_no_page_says_how_changes_are_kept(forms: OpenForms) -> None:
    one = send(forms.desk.root, MANAGER_ID, {"strengths": "Reads well."})
    for address in ("/review", f"/review/{one}", f"/review/{one}/became/accepted"):
        assert TECHNICAL.findall(words_of(forms.get(address))) == []


@pytest.mark.parametrize("person", [TEACHER_ID, SOCIAL_WORKER_ID])
def test_others_see_only_what_they_have_sent(open_as: OpenAs, person: str) -> None:
    forms = open_as(person)
    one = send(forms.desk.root, MANAGER_ID, {"strengths": "Reads well."})
    assert "Nothing waits." in words_of(forms.get("/review"))
    assert forms.get(f"/review/{one}").status_code == 404
    for what in ("accept", "return"):
        assert forms.post(f"/review/{one}/{what}", {"reason": "No."}).status_code == 404
    own = send(forms.desk.root, person, {"strengths": "Sings."}, id_="own1")
    assert "Sent by you" in words_of(forms.get("/review"))
    shown = words_of(forms.get(f"/review/{own}"))
    assert "It waits for the virtual school to look at it." in shown
    assert "Accept it" not in shown
    assert forms.post(f"/review/{own}/accept", {"seen": tip(forms)}).status_code == 404


# --- one change


def test_a_change_is_shown_by_the_words_that_differ(forms: OpenForms) -> None:
    root = forms.desk.root
    one = send(root, MANAGER_ID, {"strengths": "Reads well aloud."})
    forms.post(f"/review/{one}/accept", seen_on(forms, one))
    two = send(root, MANAGER_ID, {"strengths": "Reads very well."}, id_="two2")
    shown = forms.get(f"/review/{two}")
    text = re.sub(r"\s+", " ", re.sub(r"<(?!/?(?:ins|del)\b)[^>]*>", "", shown.text))
    assert 'Reads <del class="pepsite-gone">taken out: well aloud. end of what' in text
    assert '</del> <ins class="pepsite-new">put in: very well. end of what' in text
    assert "Sent by" not in title_of(shown)


def test_what_to_look_at_comes_first(forms: OpenForms) -> None:
    one = send(forms.desk.root, MANAGER_ID, {"status": "closed", "closed": CLOSED})
    said = words_of(forms.get(f"/review/{one}"))
    assert "Look at these first The status moves from draft to closed." in said
    assert "Status Was draft Now closed" in said
    assert "Nothing that is due stands otherwise than before." in said


CLOSED = {"closed_on": "2026-05-12", "reason": "duplicate", "by": MANAGER_ID}


def test_ids_and_names_are_shown_as_who_they_are(named: OpenForms) -> None:
    one = send(named.desk.root, MANAGER_ID, {"strengths": "{child} reads well."})
    shown = named.get(f"/review/{one}")
    assert "Initial plan: Marigold Fennimore" in words_of(shown)
    assert "Marigold Fennimore reads well." in words_of(shown)
    assert "Marigold" not in title_of(shown)


def test_markup_in_a_record_is_shown_as_it_was_typed(forms: OpenForms) -> None:
    one = send(forms.desk.root, MANAGER_ID, {"strengths": "<b onclick=x>{{ 7*7 }}</b>"})
    shown = forms.get(f"/review/{one}")
    assert "<b onclick" not in shown.text
    assert "&lt;b onclick=x&gt;{{ 7*7 }}&lt;/b&gt;" in shown.text


# --- accepting


def test_what_is_accepted_is_part_of_the_records(forms: OpenForms) -> None:
    one = send(forms.desk.root, MANAGER_ID, {"strengths": "Reads well."})
    done = forms.post(f"/review/{one}/accept", seen_on(forms, one))
    assert done.location == f"/review/{one}/became/accepted"
    assert words_of(forms.get(done.location)).startswith("Accepted The reference is one1")
    accepted = open_record(forms.desk.root, PLAN_PATH)
    assert accepted is not None
    assert accepted.values["strengths"] == "Reads well."
    assert f"Reviewed-by: {OFFICER_ID}" in git(forms.desk.root, "log", "-1", "--format=%b", "main")
    assert "Nothing waits." in words_of(forms.get("/review"))
    assert forms.post(f"/review/{one}/accept", {"seen": "-"}).status_code == 404


def test_nothing_is_accepted_that_was_not_seen(forms: OpenForms) -> None:
    root = forms.desk.root
    one = send(root, MANAGER_ID, {"strengths": "Reads well."})
    before, was = seen_on(forms, one), tip(forms)
    send(root, MANAGER_ID, {"strengths": "Something else."})
    for sent in (before, {}):
        answer = forms.post(f"/review/{one}/accept", sent)
        assert answer.status_code == 409
        assert "sent anew while you looked at it" in words_of(answer)
    back = forms.post(f"/review/{one}/return", {**before, "reason": "Say how often."})
    assert back.status_code == 409
    assert tip(forms) == was


def test_nobody_accepts_their_own(forms: OpenForms) -> None:
    one = send(forms.desk.root, OFFICER_ID, {"strengths": "Reads well."})
    shown = words_of(forms.get(f"/review/{one}"))
    assert "You sent this yourself, so somebody else has to look at it" in shown
    was = tip(forms)
    sent = {**seen_on(forms, one), "reason": "Let me."}
    assert forms.post(f"/review/{one}/accept", sent).status_code == 409
    assert tip(forms) == was


def test_who_is_alone_may_accept_their_own_and_it_is_said(forms: OpenForms) -> None:
    root = forms.desk.root
    path = root / "records" / "people" / f"{MANAGER_ID}.yaml"
    path.write_text(path.read_text("utf-8").replace("active: true", "active: false"), "utf-8")
    git(root, "commit", "-qam", "Alone")
    one = send(root, OFFICER_ID, {"strengths": "Reads well."})
    assert "nobody else on record can look at it" in words_of(forms.get(f"/review/{one}"))
    done = forms.post(f"/review/{one}/accept", seen_on(forms, one))
    assert "You sent it yourself" in words_of(forms.get(done.location))


def test_what_collides_is_shown_and_both_are_kept(forms: OpenForms) -> None:
    root = forms.desk.root
    path = path_to("school", SCHOOL, "")
    one = send(root, MANAGER_ID, {"name": "Mine"}, path)
    two = send(root, SOCIAL_WORKER_ID, {"name": "Theirs"}, path, id_="two2")
    assert forms.post(f"/review/{two}/accept", seen_on(forms, two)).status_code == 303
    shown = words_of(forms.get(f"/review/{one}"))
    assert "Changed by someone else too" in shown
    assert "Both changed: name." in shown
    assert "Nothing is lost: both are kept." in shown
    assert "Theirs" in shown
    was = tip(forms, f"forms/{one}")
    assert forms.post(f"/review/{one}/accept", seen_on(forms, one)).status_code == 409
    assert tip(forms, f"forms/{one}") == was


# --- sending back


def test_it_goes_back_with_a_reason_and_is_gone_on_with(named: OpenForms, open_as: OpenAs) -> None:
    root = named.desk.root
    one = send(root, MANAGER_ID, {"strengths": "Reads well."})
    missing = named.post(f"/review/{one}/return", {**seen_on(named, one), "reason": " "})
    assert missing.status_code == 422
    assert title_of(missing).startswith("Error: ")
    back = {**seen_on(named, one), "reason": "Say how often Marigold reads."}
    done = named.post(f"/review/{one}/return", back)
    assert done.location == f"/review/{one}/became/returned"
    assert "Marigold" not in git(root, "log", "--all", "-p")
    sender = open_as(MANAGER_ID)
    assert "Sent back, and not sent again yet" in words_of(sender.get("/review"))
    shown = words_of(sender.get(f"/review/{one}"))
    assert "Say how often the child reads." in shown
    assert "As of 15 May 2026, for the children whose records it changes." in shown
    assert f"Initial plan: {YOUNGER_CHILD} Before: No such duty After: Met" in shown
    again = sender.post(f"/review/{one}/open")
    assert again.location == f"/form/pep/{YOUNGER_PLAN}"
    (draft,) = sender.desk.drafts.all_of(MANAGER_ID)
    assert answers_in(draft)["strengths"] == "Reads well."
    sender.save(f"{again.location}/page/strengths", {"strengths": "Reads daily."}, do="later")
    assert sender.post(f"{again.location}/send").status_code == 303
    assert "Ready to be accepted" in words_of(named.get("/review"))
    assert "Reads daily." in words_of(named.get(f"/review/{one}"))


def test_a_reason_that_says_who_somebody_is_is_kept_on_the_page(forms: OpenForms) -> None:
    one = send(forms.desk.root, MANAGER_ID, {"strengths": "Reads well."})
    said = "Write to them at SW1A 1AA."
    refused = forms.post(f"/review/{one}/return", {**seen_on(forms, one), "reason": said})
    assert refused.status_code == 422
    assert "It did not go back." in words_of(refused)
    assert said in refused.text
    assert "SW1A" not in git(forms.desk.root, "log", "--all", "-p")


def test_what_came_back_does_not_take_the_place_of_what_was_begun_anew(
    forms: OpenForms, open_as: OpenAs
) -> None:
    sender = open_as(MANAGER_ID)
    one = send(forms.desk.root, MANAGER_ID, {"strengths": "Reads well."})
    home = sender.begin("pep", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    sender.save(f"{home}/page/strengths", {"strengths": "An hour of work."}, do="later")
    forms.post(f"/review/{one}/return", {**seen_on(forms, one), "reason": "Say more."})

    shown = sender.get(f"/review/{one}")
    assert "You have begun the same form anew" in words_of(shown)
    assert f"/review/{one}/open" not in shown.text
    assert sender.post(f"/review/{one}/open").status_code == 409
    (draft,) = sender.desk.drafts.all_of(MANAGER_ID)
    assert answers_in(draft)["strengths"] == "An hour of work."

    sender.post(f"{home}/delete")
    assert sender.post(f"/review/{one}/open").status_code == 303


def test_what_came_back_is_opened_by_nobody_else(forms: OpenForms) -> None:
    one = send(forms.desk.root, MANAGER_ID, {"strengths": "Reads well."})
    forms.post(f"/review/{one}/return", {**seen_on(forms, one), "reason": "Say more."})
    assert forms.post(f"/review/{one}/open").status_code == 404
    assert forms.desk.drafts.all_of(OFFICER_ID) == []
    assert OLDER_CHILD not in words_of(forms.get("/review"))
