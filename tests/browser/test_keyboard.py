"""A form from the start page to sent with Tab, Enter, Space and what is typed, and nothing else."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms
from pepsite.store.drafts import Drafts
from tests.browser.forms_pages import MAY, SMALL, opened
from tests.forms.opened import OFFICER_ID, OLDER_CHILD, workspace_in_git

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


def reach(page: Page, role: Any, name: str) -> None:
    """Press Tab until this has the focus. All that has it on the way shows that, from top down."""
    wanted = page.get_by_role(role, name=name).last
    wanted.wait_for()
    before = -1.0
    for _ in range(_MOST):
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


def press(page: Page, role: Any, name: str) -> None:
    """Go to a link or button, and press Enter."""
    reach(page, role, name)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_form_is_filled_in_to_its_end_with_the_keyboard_alone(
    browser: Browser, tmp_path: Path, scripts: bool
) -> None:
    root = workspace_in_git(tmp_path / "workspace")
    drafts = Drafts.open(tmp_path / "drafts", tmp_path / "key.txt", workspace=root)
    reported: list[str] = []
    forms = Forms(Desk(root, OFFICER_ID, drafts, lambda: MAY), 0, reported.append)
    threading.Thread(target=forms.run, daemon=True).start()
    with closing(forms), opened(browser, forms.new_link(), scripts=scripts, width=SMALL) as page:
        reach(page, "textbox", "Find a child, a school or a colleague")
        page.keyboard.type(OLDER_CHILD)
        press(page, "button", "Find")
        press(page, "link", OLDER_CHILD)
        press(page, "link", "Initial of 26 September 2025")
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
    assert [] == reported
