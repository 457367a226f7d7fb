"""A form from the start page to sent with Tab, Enter, Space and what is typed, and nothing else."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms
from pepsite.store.drafts import Drafts
from tests.browser.forms_pages import MAY, SMALL, opened
from tests.forms.opened import OFFICER_ID, OLDER_CHILD, TEACHER_ID, patient, workspace_in_git

pytestmark = pytest.mark.browser

_FOCUS = """
() => {
  const here = document.activeElement
  if (here === document.body) return null
  const looks = () => [here, ...(here.labels || [])].flatMap(one => ['', '::before'].map(part => {
    const style = getComputedStyle(one, part)
    return [style.outline, style.boxShadow, style.backgroundColor, style.borderColor].join()
  })).join()
  const place = here.getBoundingClientRect()
  const focused = looks()
  here.blur()
  const plain = looks()
  here.focus({ preventScroll: true })
  return {
    what: here.outerHTML.slice(0, 120),
    shows: focused !== plain,
    seen: place.bottom > 0 && place.top < innerHeight && place.right > 0,
    top: here.closest('.govuk-skip-link') ? 0 : place.top + scrollY
  }
}
"""
_MOST = 60


def reach(page: Page, role: Any, name: str | re.Pattern[str], most: int = _MOST) -> None:
    """Press Tab until this has the focus. All that has it on the way shows that, from top down."""
    wanted = page.get_by_role(role, name=name).last
    wanted.wait_for()
    before = -1.0
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        if focus is None:  # the browser itself has it, and then it begins again
            before = -1.0
            continue
        assert focus["shows"], f"{focus['what']} does not show that it has the focus"
        assert focus["seen"], f"{focus['what']} has the focus, and is not to be seen"
        assert focus["top"] >= before - 1, f"{focus['what']} comes after what is below it"
        before = focus["top"]
        if wanted.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"{name} cannot be reached with the keyboard")


def press(page: Page, role: Any, name: str | re.Pattern[str], most: int = _MOST) -> None:
    """Go to a link or button, and press Enter."""
    reach(page, role, name, most)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")


def write(page: Page, name: str, words: str) -> None:
    reach(page, "textbox", name)
    page.keyboard.type(words)


def choose(page: Page, first: str, wanted: str) -> None:
    """Go into a group by its first choice, and on with the arrows to the one that is wanted."""
    reach(page, "radio", first)
    page.keyboard.press("Space")
    chosen = page.get_by_role("radio", name=wanted, exact=True)
    for _ in range(_MOST):
        if chosen.is_checked():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{wanted} cannot be chosen with the keyboard")


def day(page: Page, *said: str) -> None:
    for box, part in zip(("Day", "Month", "Year"), said, strict=True):
        write(page, box, part)


@contextmanager
def forms_of(tmp_path: Path, person: str) -> Iterator[Forms]:
    root = workspace_in_git(tmp_path / "workspace")
    drafts = Drafts.open(tmp_path / "drafts", tmp_path / "key.txt", workspace=root)
    reported: list[str] = []
    desk = patient(Desk(root, person, drafts, lambda: MAY))
    forms = Forms(desk, 0, reported.append)
    threading.Thread(target=forms.run, daemon=True).start()
    with closing(forms):
        yield forms
    assert reported == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_form_is_filled_in_to_its_end_with_the_keyboard_alone(
    browser: Browser, tmp_path: Path, scripts: bool
) -> None:
    with (
        forms_of(tmp_path, OFFICER_ID) as forms,
        opened(browser, forms.new_link(), scripts=scripts, width=SMALL) as page,
    ):
        reach(page, "textbox", "Find a child, a school or a colleague")
        page.keyboard.type(OLDER_CHILD)
        press(page, "button", "Find")
        press(page, "link", OLDER_CHILD)
        press(page, "link", re.compile("^Initial of 26 September 2025"))
        press(page, "button", "Say that the plan was shared or filed")
        press(page, "link", "Shared and filed")
        press(page, "button", "Add an entry")
        press(page, "button", "Save and continue")
        assert page.title().startswith("Error: ")
        reach(page, "radio", "A copy was given to someone")
        page.keyboard.press("Space")
        for box, said in (("Day", "12"), ("Month", "5"), ("Year", "2026")):
            reach(page, "textbox", box)
            page.keyboard.type(said)
        reach(page, "combobox", "With whom, if it was shared")
        page.keyboard.type("Carer")
        press(page, "button", "Save and continue")
        assert "A copy was given to someone, 12 May 2026" in page.inner_text("main")
        press(page, "button", "Save and continue")
        press(page, "button", "Check your answers and send")
        press(page, "button", "Send for review")
        assert page.title().startswith("The entry was sent for review")


def test_a_teacher_sends_the_targets_of_a_review_plan_with_the_keyboard_alone(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        forms_of(tmp_path, TEACHER_ID) as forms,
        opened(browser, forms.new_link(), width=SMALL) as page,
    ):
        press(page, "link", OLDER_CHILD)
        press(page, "button", "Begin a new plan")
        choose(page, "Initial", "Review")
        press(page, "button", "Continue")
        press(page, "link", "Targets")
        press(page, "button", "Add another target")
        press(page, "button", "Save and continue")
        assert page.title().startswith("Error: ")
        write_a_target(page)
        assert "Explains one idea a week" in page.inner_text("main")
        press(page, "button", "Save and continue")
        press(page, "button", "Check your answers and send")
        press(page, "button", "Send what I have written", most=400)
        assert page.title().startswith("The plan was sent")


def write_a_target(page: Page) -> None:
    write(page, "will…", "Explains one idea a week to the class")
    reach(page, "combobox", "What it is about")
    page.keyboard.type("Science")
    choose(page, "Until the next plan", "Beyond the next plan")
    day(page, "17", "7", "2026")
    press(page, "button", "Save and continue")
    reach(page, "checkbox", "reads well below")
    page.keyboard.press("Space")
    write(page, "Why it matters", "Speaking up is hard so far.")
    press(page, "button", "Save and continue")
    write(page, "can do now", "Answers when asked.")
    day(page, "8", "5", "2026")
    press(page, "button", "Save and continue")
    write(page, "What will be seen or measured", "Three ideas by July.")
    write(page, "What will help", "A partner to try it out with.")
    press(page, "button", "Save and continue")
    press(page, "button", "Add an action")
    reach(page, "combobox", "Who")
    page.keyboard.type("Designated teacher")
    write(page, "What they will do", "Finds the partner.")
    day(page, "5", "6", "2026")
    press(page, "button", "Save and continue")
    assert "Designated teacher: Finds the partner." in page.inner_text("main")
    press(page, "button", "Save and continue")
    reach(page, "checkbox", "The child or young person")
    page.keyboard.press("Space")
    press(page, "button", "Save and continue")
