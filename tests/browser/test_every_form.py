"""Every page of every form in Chromium, as it is shown first and with its errors.

What each sort of page looks like is tried with every change (`test_every_page.py`). Here each page
is looked at by itself, with axe-core, on a small phone and at 200 %: that takes long.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from pepsite.forms.questions.answers import join
from pepsite.forms.questions.specification import AnswerIs, Page
from pepsite.forms.questions.wording import form
from pepsite.forms.web.serving import Forms
from tests.browser.forms_pages import Looking, opened, press
from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    NUMBER,
    OFFICER_ID,
    OLDER_CHILD,
    SCHOOL,
    OpenForms,
    open_forms,
    workspace_in_git,
)
from tests.forms.test_web_filling import draft_of
from tests.forms.test_web_hostile import TO_BEGIN, begun, pages_on, posted_from

pytestmark = [pytest.mark.browser, pytest.mark.soak, pytest.mark.uncounted]

WRONG = {"textarea": "Ring 01632 960123.", "input[type=text]": "99x"}
"""What nobody may write into these boxes, or what is no day, number or money."""


@pytest.fixture
def open_as(tmp_path: Path) -> OpenAs:
    root = workspace_in_git(tmp_path / "workspace")

    def open_them(person: str) -> OpenForms:
        return open_forms(root, person, tmp_path / "state")

    return open_them


@dataclass
class EveryPageOf:
    """A form that was begun: its pages are found one by one, and each is looked at."""

    forms: OpenForms
    home: str
    tab: Tab
    looking: Looking = field(default_factory=Looking)
    seen: set[str] = field(default_factory=set)
    with_errors: int = 0

    @property
    def seen_ids(self) -> set[str]:
        return {one.partition("/page/")[2].partition("/")[0] for one in self.seen}

    def walk(self) -> None:
        """Go to each page that a link leads to, and add an item to each list."""
        waiting = [*pages_on(self.forms, self.home), *pages_on(self.forms, f"{self.home}/check")]
        while waiting:
            address = waiting.pop()
            if address in self.seen or self.forms.get(address).status_code != 200:
                continue
            self.look(address)
            shown = self.forms.get(address)
            if 'value="add"' in shown.text:
                posted = posted_from(shown.text)
                waiting.append(self.forms.post(address, {**posted, "do": "add"}).location)
            waiting += pages_on(self.forms, address)

    def look(self, address: str) -> None:
        """Look at a page, and at what it says of what is wrong on it."""
        self.seen.add(address)
        self.looking.at(self.tab, address)
        kept = draft_of(self.forms).answers
        for boxes, wrong in WRONG.items():
            for box in self.tab.locator(f"main form[data-keeps] {boxes}").all():
                box.fill(wrong)
        press(self.tab, "Save and continue")
        if self.tab.title().startswith("Error: "):
            self.with_errors += 1
            self.looking.at(self.tab)
        self.keep(kept)

    def keep(self, answers: dict[str, object] | object) -> None:
        """Have the draft say this and no more."""
        here, draft = self.forms.desk, draft_of(self.forms)
        with here.drafts.changing(draft.person, draft.form, draft.record) as held:
            assert held.draft is not None
            held.save(held.draft.model_copy(update={"answers": answers}))

    def answer(self, condition: AnswerIs, base: str) -> None:
        """Give the answer that a page waits for."""
        key = join(base, condition.field.replace(".", "/"))
        known = draft_of(self.forms).answers
        answers = {one: said for one, said in known.items() if one != f"{key}/no_answer"}
        if answers.get(key) in condition.is_not:
            del answers[key]
        if condition.is_ or condition.answered:
            answers[key] = condition.is_[0] if condition.is_ else "Said."
        self.keep(answers)


def hidden(pages: tuple[Page, ...], base: str, walked: EveryPageOf) -> Iterator[tuple[Page, str]]:
    """Yield the pages that were not shown, with the item that each is about."""
    for page in pages:
        if page.id not in walked.seen_ids:
            yield page, base
        elif page.list_ is not None:
            key = join(base, page.list_.field.replace(".", "/"))
            items = draft_of(walked.forms).answers.get(key)
            for item in map(str, items if isinstance(items, list) else []):
                yield from hidden(page.list_.pages, join(key, item), walked)


THERE_ALREADY = {
    "school": {"record": SCHOOL},
    "person": {"record": OFFICER_ID},
    "new-child": {"record": OLDER_CHILD},
}
"""Forms that ask something else of a record that is there already."""

TAKES_ALL = {"carer-view"}
"""Forms that refuse nothing: whoever lent the computer puts right what may not go on."""


@pytest.mark.parametrize(
    ("name", "about"),
    [
        *(pytest.param(name, {}, id=name) for name in TO_BEGIN),
        *(pytest.param(*one, id=f"{one[0]}, there already") for one in THERE_ALREADY.items()),
    ],
)
def test_every_page_of_a_form_and_its_errors_are_for_everyone(
    browser: Browser, open_as: OpenAs, name: str, about: dict[str, str]
) -> None:
    here, home = begun(open_as, name)
    if about:
        here.desk.drafts.forget(OFFICER_ID, name, home.rpartition("/")[2])
        home = here.begin(name, **about)
    reported: list[str] = []
    forms = Forms(here.desk, 0, reported.append)
    threading.Thread(target=forms.run, daemon=True).start()
    with closing(forms), opened(browser, forms.new_link()) as tab:
        tab.goto(home)
        if tab.url.endswith("/lend"):
            tab.get_by_label("Choose a number").fill(NUMBER)
            press(tab, "Hand over the computer")
        walked = EveryPageOf(here, home, tab)
        # Of which phase, type and year the plan is hides nothing while it is not said.
        known = draft_of(here).answers
        facts = ("content/phase", "type", "year_group") if form(name).record == "pep" else ()
        walked.keep({key: value for key, value in known.items() if key not in facts})
        walked.walk()
        for page, base in list(hidden(form(name).pages, "", walked)):
            before = draft_of(here).answers
            for condition in (*page.shown_when.answers, *page.shown_when.either[:1]):
                walked.answer(condition, base)
            walked.walk()
            walked.keep(before)
        walked.looking.at(tab, f"{home}/check")
    assert walked.looking.found == []
    assert (walked.with_errors > 0) is (name not in TAKES_ALL)
    assert reported == []
    if form(name).judged_by is not None:  # what it asks is its policy's
        assert any(one.startswith("question-") for one in walked.seen_ids)
        return
    other = "new" if about else "existing"
    unseen = [page for page, _ in hidden(form(name).pages, "", walked)]
    # A form that begins within an item of its only list leads to the item, and not to the list.
    unseen = [
        one
        for one in unseen
        if one.list_ is None or not {each.id for each in one.list_.pages} & walked.seen_ids
    ]
    assert [one.id for one in unseen if one.shown_when.record != other] == []
