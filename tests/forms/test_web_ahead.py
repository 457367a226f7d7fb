"""What waits for somebody: plans to quality assure, what is due next, and where people start."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from pepsite.forms.questions.wording import form_names
from pepsite.forms.web.ahead import _all_due
from pepsite.forms.web.desk import MOST_OFTEN_FIRST
from pepsite.forms.web.remembered import Remembered
from pepsite.git.main_line import main_line
from pepsite.privacy.identity import Identity
from pepsite.privacy.permission import About, Action, may
from pepsite.records.ids import new_id
from pepsite.records.paths import path_to
from pepsite.render.compliance import JSON
from pepsite.store.identities import IdentityStore
from pepsite.usecases.compute_compliance import list_due
from pepsite.usecases.look_ahead import Ahead, DueNext, look_ahead
from pepsite.usecases.workspace import open_workspace
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    NOW,
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    YOUNGER_CHILD,
    OpenForms,
    open_forms,
    words_of,
)
from tests.forms.test_web_filling import git
from tests.forms.test_web_review_list import MANAGER_ID, send

pytestmark = pytest.mark.uncounted

AS_OF = date(2026, 5, 15)
OLDER_PLAN = "pep-hc4dvy5m8nb0v"
PLAN_PATH = path_to("pep", OLDER_PLAN, OLDER_CHILD)


def wait_for_quality_assurance(root: Path, completed_on: str = "2026-05-01") -> None:
    """Have the older child's plan wait, and accept that."""
    path = root / PLAN_PATH
    text = re.sub(r"(?m)^status: .*$", "status: submitted", path.read_text("utf-8"))
    path.write_text(
        re.sub(r"(?m)^completed_on: .*$", f"completed_on: {completed_on}", text), "utf-8"
    )
    git(root, "commit", "-qam", "Sent")


def look(root: Path, person: str) -> Ahead:
    opened = open_workspace(root)
    return look_ahead(
        root, main_line(root).commit, opened.setting(AS_OF), opened.register.people[person]
    )


# --- plans to quality assure


def test_a_plan_that_was_sent_waits_until_it_is_complete(workspace: Path) -> None:
    assert look(workspace, OFFICER_ID).awaiting == ()
    wait_for_quality_assurance(workspace)
    (one,) = look(workspace, OFFICER_ID).awaiting
    assert (one.child, one.pep, one.sent_on) == (OLDER_CHILD, OLDER_PLAN, date(2026, 5, 1))
    assert one.reviewed_on is None


def test_a_plan_that_was_reviewed_since_says_so(workspace: Path) -> None:
    wait_for_quality_assurance(workspace, "2025-10-01")
    (one,) = look(workspace, OFFICER_ID).awaiting
    assert one.reviewed_on is not None


def test_the_plan_that_waits_longest_comes_first(forms: OpenForms) -> None:
    root = forms.desk.root
    wait_for_quality_assurance(root)
    whole = (root / PLAN_PATH).read_text("utf-8")
    for sent_on in ("2026-05-08", "2026-04-01", "2026-05-04"):
        record = new_id("pep")
        text = whole.replace(OLDER_PLAN, record).replace(
            "completed_on: 2026-05-01", f"completed_on: {sent_on}"
        )
        (root / path_to("pep", record, OLDER_CHILD)).write_text(text, "utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "More")
    forms.get("/")
    listed = words_of(forms.get("/to-quality-assure"))
    assert re.findall(r"Sent on (\d+ \w+)", listed) == ["1 April", "1 May", "4 May", "8 May"]


def test_the_start_page_has_what_waits(forms: OpenForms) -> None:
    assert "Plans to quality assure No plan waits." in words_of(forms.get("/"))
    wait_for_quality_assurance(forms.desk.root)
    said = words_of(forms.get("/"))
    assert f"Plans to quality assure Initial of 26 September 2025: {OLDER_CHILD} Sent on" in said
    assert "As of 15 May 2026 at" in said
    whole = words_of(forms.get("/to-quality-assure"))
    assert "What was sent first comes first." in whole
    assert "Sent on 1 May 2026" in whole


def test_the_queue_is_the_virtual_school_s_alone(open_as: OpenAs) -> None:
    forms = open_as(SOCIAL_WORKER_ID)
    assert "Plans to quality assure" not in words_of(forms.get("/"))
    assert forms.get("/to-quality-assure").status_code == 404


def test_changes_that_wait_are_counted_on_the_start_page(forms: OpenForms) -> None:
    assert "What waits for review: nothing now" in words_of(forms.get("/"))
    send(forms.desk.root, MANAGER_ID, {"strengths": "Reads well."})
    assert "What waits for review: 1" in words_of(forms.get("/"))


# --- what is due


def test_what_is_due_next_is_said_to_whose_turn_it_is(open_as: OpenAs) -> None:
    forms = open_as(SOCIAL_WORKER_ID)
    found = look(forms.desk.root, SOCIAL_WORKER_ID).due
    assert found
    said = words_of(forms.get("/due"))
    assert f"{found[0].child} {found[0].title}" in said
    assert "Due next for you" in words_of(forms.get("/"))


def test_what_is_late_comes_first_and_what_nobody_can_tell_last() -> None:
    def duty(
        title: str, day: date | None = None, *, is_late: bool = False, untold: str = ""
    ) -> DueNext:
        return DueNext(title, "", "", day, may_read=True, is_late=is_late, untold=untold)

    told = (
        duty("untold", untold="A calendar is missing."),
        duty("open"),
        duty("soon", AS_OF),
        duty("late, no day", is_late=True),
        duty("late", date(2026, 1, 1), is_late=True),
    )
    ordered = [one.title for one in sorted(told, key=lambda one: one.order)]
    assert ordered == ["late", "late, no day", "soon", "open", "untold"]


def test_what_is_due_says_of_which_plan_and_since_when(invented: Path, tmp_path: Path) -> None:
    people = [one.id for one in open_workspace(invented).register.people.values()]
    person = next(id_ for id_ in sorted(people) if has_a_plan_and_since_when(invented, id_))
    said = words_of(open_forms(invented, person, tmp_path / "forms").get("/due"))
    assert re.search(r"(Review|Initial) of \d+ \w+ 20\d\d [A-Z]", said)
    assert re.search(r"ue on \d+ \w+ 20\d\d\. The [a-zA-Z /0-9]+ on \d+ \w+ 20\d\d\.", said)


def has_a_plan_and_since_when(root: Path, person: str) -> bool:
    """Say whether something is due of a plan, and something on a day that another day gave."""
    due = [one for one in look(root, person).due if one.may_read]
    return any(one.plan for one in due) and any(one.since and one.due_on for one in due)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example virtual school in Git, as it is accepted."""
    root = tmp_path_factory.mktemp("invented") / "workspace"
    shutil.copytree(Path(__file__).parents[2] / "records", root / "records")
    git(root.parent, "init", "-q", "-b", "main", str(root))
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Begin")
    return root


def listed_by_command(root: Path, day: date) -> dict[str, Counter[tuple[object, ...]]]:
    """Return what `pepsite due` lists for each person: what, of which record, by when, how."""
    found: dict[str, Counter[tuple[object, ...]]] = defaultdict(Counter)
    for one in json.loads("".join(list_due(root, day, JSON)))["results"]:
        row = (one["explanation"]["rule"], one["subject"], one["due_on"], one["status"])
        found[one["owner"]][row] += 1
    return found


def test_for_everybody_the_forms_list_exactly_what_the_command_lists(invented: Path) -> None:
    autumn = date(2026, 9, 20)  # the terms of that year are not on record: much cannot be told
    opened = open_workspace(invented, ("action", "sample"))
    commit, setting = main_line(invented).commit, opened.setting(autumn)
    told = listed_by_command(invented, autumn)
    for person in opened.register.people.values():
        seen = look_ahead(invented, commit, setting, person)
        rows = Counter(
            (
                one.title,
                one.subject,
                one.due_on and one.due_on.isoformat(),
                "cannot-tell" if one.untold else "overdue" if one.is_late else "due",
            )
            for one in seen.due
        )
        assert (person.id, rows) == (person.id, told[person.id])
        assert seen.due_unread == 0
    everything = sum((told[one] for one in opened.register.people), Counter())
    kinds = {str(row[1]).partition("-")[0] for row in everything}
    assert kinds >= {"pep", "sc", "ac"}  # plans, duties of schools, actions
    assert {row[3] for row in everything} == {"due", "overdue", "cannot-tell"}
    assert any(row[2] is None for row in everything)


def test_the_page_of_what_is_due_has_all_of_it_for_each_role(
    invented: Path, tmp_path: Path
) -> None:
    told = listed_by_command(invented, AS_OF)
    people = open_workspace(invented).register.people.values()
    one_of_each = {
        (one.role, bool(told[one.id])): one
        for one in people
        if may(one, Action.START, About("forms", AS_OF))
    }
    for person in one_of_each.values():
        forms = open_forms(invented, person.id, tmp_path / person.id)
        shown = forms.get("/due").text
        listed = shown.partition("<main")[2].count('<span class="pepsite-carried">')
        assert (person.id, listed) == (person.id, told[person.id].total())
        start = words_of(forms.get("/"))
        assert ("Nothing is due that is yours to do." in start) == (not told[person.id])
        for address in set(re.findall(r'<li><a class="govuk-link" href="([^"]+)"', shown)):
            assert (address, forms.get(address).status_code) == (address, 200)


def test_a_record_that_cannot_be_read_is_said_beside_what_is_due(open_as: OpenAs) -> None:
    forms = open_as(SOCIAL_WORKER_ID)
    (forms.desk.root / PLAN_PATH).write_text("schema: pep/1\nid: [\n", "utf-8")
    git(forms.desk.root, "commit", "-qam", "Broken")
    assert "1 record cannot be read, and may say more." in words_of(forms.get("/due"))


def test_what_one_thing_keeps_many_from_being_told_is_said_once(open_as: OpenAs) -> None:
    forms = open_as(SOCIAL_WORKER_ID)
    why = "This cannot be told without the calendar of 2026/27."
    many = tuple(
        DueNext("A PEP is reviewed", OLDER_CHILD, OLDER_PLAN, None, may_read=True, untold=why)
        for _ in range(6)
    )
    (shown,) = _all_due(forms.desk, many)
    assert (shown.title, shown.note) == ("6 duties that may be yours", why)


# --- worked out beside the pages


def test_what_takes_long_is_shown_as_it_was_until_it_is_known() -> None:
    known, slow, done = Remembered[str](patience=60), Event(), Event()
    first = known.get(1, lambda: "first", lambda: NOW)
    assert first is not None
    assert (first.value, first.is_current) == ("first", True)

    def worked_out() -> str:
        slow.wait(60)
        done.set()
        return "second"

    known.patience = 0.01
    again = known.get(2, worked_out, lambda: NOW)
    assert again is not None
    assert (again.value, again.is_current) == ("first", False)
    slow.set()
    assert done.wait(60)
    known.patience = 60
    last = known.get(2, worked_out, lambda: NOW)
    assert last is not None
    assert (last.value, last.is_current) == ("second", True)


# --- finding one's way


def test_forms_are_offered_by_how_often_people_need_them(forms: OpenForms) -> None:
    assert set(MOST_OFTEN_FIRST) == set(form_names())
    offered = re.findall(r'action="/form/([a-z-]+)"', forms.get("/").text)
    assert offered[:2] == ["new-child", "school"]
    plan = f"/child/{YOUNGER_CHILD}/plan/pep-jxp7jjy63y6fz"
    assert re.findall(r'action="/form/([a-z-]+)"', forms.get(plan).text)[:2] == [
        "pep",
        "child-voice",
    ]
    child = re.findall(r'action="/form/([a-z-]+)"', forms.get(f"/child/{YOUNGER_CHILD}").text)
    assert child[:4] == ["pep", "child-voice", "typed-for-someone", "pep"]


@pytest.mark.parametrize("wanted", ["m", " m "])
def test_a_search_wants_two_letters(forms: OpenForms, wanted: str) -> None:
    asked = forms.post("/search", {"wanted": wanted})
    assert asked.status_code == 422
    assert "Type at least two letters" in words_of(asked)
    assert "/child/" not in asked.text


def test_a_child_s_page_says_the_full_name_too(open_as: OpenAs, tmp_path: Path) -> None:
    store = IdentityStore.create(tmp_path / "identities.age", tmp_path / "identity-key.txt")
    store.add(Identity(child=OLDER_CHILD, full_name="Zebedee Quillfeather", known_as="Will"))
    shown = words_of(open_as(OFFICER_ID, store).get(f"/child/{OLDER_CHILD}"))
    assert shown.startswith("Zebedee Quillfeather Will")


def test_nothing_is_called_optional_before_the_plan_is_told(forms: OpenForms) -> None:
    home = forms.begin("pep", child=YOUNGER_CHILD, type="initial")
    page = f"{home}/page/strengths"
    assert "(optional)" not in words_of(forms.get(page))
    shown = re.findall(r'href="([^"]*/page/[^"]*)"', forms.get(f"{home}/check").text)
    assert shown
