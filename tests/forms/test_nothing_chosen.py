"""On first display nothing is chosen on any form, no two choices are alike, none is a bare code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pepsite.forms.questions.answers import CARRIED, Answers
from pepsite.forms.questions.asking import Asking, _everywhere, places
from pepsite.forms.questions.beginning import Beginning, begun_pep, last_pep
from pepsite.forms.questions.pages import Page, page_of
from pepsite.forms.questions.wording import form, form_names
from pepsite.forms.web.elements import Element, elements_of
from pepsite.policy.pack import PolicyPack
from pepsite.records.pep import PepType
from pepsite.store.packs import load_pack
from pepsite.usecases.workspace import open_workspace, read_child
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    OpenForms,
    words_of,
)
from tests.forms.test_beginning import DAY, NEW
from tests.forms.test_web_ahead import PLAN_PATH

pytestmark = pytest.mark.uncounted

RECORDS = Path(__file__).parents[2]
KNOWN = {
    kind: {f"{kind}-{number}": f"{kind} number {number}" for number in (1, 2)}
    for kind in ("school", "person", "child", "pep")
}
PHASES = {"eyfs": "N2", "statutory": "Y8", "post-16": "Y12"}
BEGUN_AS = {"type", "content/phase", "year_group"}
"""What a plan is begun as: it is told before the form is there."""


@cache
def pack() -> PolicyPack:
    return load_pack("walsall")


def begun_as(asked: Asking, phase: str) -> dict[str, str | tuple[str, ...]]:
    if asked.form.record != "pep":
        return {}
    return {"type": "review", "content/phase": phase, "year_group": PHASES[phase]}


def with_items(asked: Asking, answers: Answers) -> Answers:
    """Return the answers with one new item in each list, and in each list of those."""
    found = dict(answers)
    before = -1
    while before != len(found):
        before = len(found)
        for place in [*_everywhere(asked, found)]:
            if place.page.list_ is not None:
                found.setdefault(place.key(place.page.list_.field), (f"a{before:05d}",))
    return found


def first_shown(asked: Asking, phase: str) -> Iterator[tuple[Page, Answers]]:
    """Yield every page as it is first shown, whatever answers would lead to it."""
    empty = begun_as(asked, phase)
    for answers in (empty, with_items(asked, empty)):
        for place in _everywhere(asked, answers):
            # With items, what stands instead of a list is offered no more.
            if bool(place.ids) == (answers is not empty):
                yield page_of(asked, answers, place), answers


def choosing(page: Page, answers: Answers) -> Iterator[Element]:
    for element in elements_of(page, answers, ()):
        if element.macro in ("radios", "checkboxes", "select"):
            yield element


def chosen_on(element: Element) -> list[str]:
    ticked = [one["value"] for one in element.params["items"] if one.get("checked")]
    return [*ticked, *filter(None, [element.params.get("value")])]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("name", form_names())
def test_nothing_is_chosen_on_a_new_form_and_no_two_choices_are_alike(
    name: str, phase: str
) -> None:
    asked = Asking(form(name), DAY, pack(), known=KNOWN, by="person-1")
    for page, answers in first_shown(asked, phase):
        for element in choosing(page, answers):
            box, items = element.params["name"], element.params["items"]
            ticked = [] if box in BEGUN_AS else chosen_on(element)
            assert (page.address, box, ticked) == (page.address, box, [])
            labels = Counter(str(one["text"]).casefold() for one in items if "text" in one)
            alike = [label for label, times in labels.items() if times > 1]
            assert (page.address, box, alike) == (page.address, box, [])


def test_in_a_plan_begun_from_the_last_what_is_chosen_is_said_to_come_from_there() -> None:
    workspace = open_workspace(RECORDS)
    looked_at, carried = 0, 0
    for folder in workspace.folders():
        casefile, _ = read_child(RECORDS, folder)
        if casefile is None or last_pep(casefile) is None or looked_at > 800:
            continue
        plan = Beginning(casefile, DAY, PepType.REVIEW, NEW)
        answers = begun_pep(plan, workspace.policy)
        asked = Asking(form("pep"), DAY, workspace.policy, known=KNOWN, by="person-1")
        assert not any("agreed" in key for key in answers[CARRIED])
        for place in places(asked, answers):
            page = page_of(asked, answers, place)
            said = {one.key: one.carried for one in page.questions}
            for element in choosing(page, answers):
                looked_at += 1
                key = element.params["name"].removesuffix("/no_answer")
                if chosen_on(element) and key not in {*BEGUN_AS, "school"}:
                    carried += 1
                    assert (page.address, bool(said[key])) == (page.address, True)
    assert carried


def test_who_has_left_is_shown_by_name_where_they_stand(forms: OpenForms) -> None:
    root = forms.desk.root
    person = forms.desk.shared.register.people[SOCIAL_WORKER_ID]
    path = root / f"records/people/{person.id}.yaml"
    gone = path.read_text("utf-8").replace("active: true", "active: false")
    path.with_suffix(".new").write_text(gone, "utf-8")
    path.with_suffix(".new").rename(path)
    home = forms.begin("pep", child=OLDER_CHILD, type="review")
    forms.save(f"{home}/page/plan-prepared", {"prepared_by": person.id}, do="later")
    for address in (f"{home}/page/plan-prepared", f"{home}/check"):
        said = words_of(forms.get(address))
        assert forms.desk.person_label(person) in said
        assert person.id.capitalize() not in said


def test_what_the_child_said_last_time_can_be_chosen_by_who_may_see_it(open_as: OpenAs) -> None:
    offered = {}
    for person in (SOCIAL_WORKER_ID, OFFICER_ID):
        forms = open_as(person)
        plan = forms.desk.root / PLAN_PATH
        said = plan.read_text("utf-8").replace("- everyone-at-the-meeting", "- social-worker")
        plan.write_text(said, "utf-8")
        home = forms.begin("pep", child=OLDER_CHILD, type="review")
        page = forms.save(f"{home}/page/answered", {}, do="add")
        offered[person] = "I like art because nobody talks." in words_of(forms.get(page.location))
    assert offered == {SOCIAL_WORKER_ID: True, OFFICER_ID: False}
