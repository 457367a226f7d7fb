"""Pages of the forms in Chromium: opened as somebody, used, and looked at as everyone may need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.browser.pages import PATIENCE, sticking_out, violations

MAY = datetime.fromisoformat("2026-05-15T10:00:00+01:00")
SMALL, WIDE = 320, 1280
HALF = WIDE // 2
"""What a screen of the usual width has room for at 200 %."""


@contextmanager
def opened(
    browser: Browser, link: str, *, scripts: bool = True, width: int = WIDE
) -> Iterator[Page]:
    """Give a page of the forms, signed in.

    A request to anyone else, or a fault, fails the test.
    """
    host = link.partition("/open")[0]
    context = browser.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 800},
        base_url=host, reduced_motion="reduce",
    )  # fmt: skip
    asked_outside: list[str] = []
    faults: list[str] = []

    def note_request(request: Request) -> None:
        if not request.url.startswith(f"{host}/"):
            asked_outside.append(request.url)

    def note_console(said: ConsoleMessage) -> None:
        if "Content Security" in said.text:
            faults.append(said.text)

    context.on("request", note_request)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", note_console)
    page.goto(link)
    press(page, "Open the forms")
    yield page
    context.close()
    assert [] == asked_outside
    assert [] == faults


def press(page: Page, name: str) -> None:
    """Press a button, and wait for the page it leads to."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name).last.click()


def follow(page: Page, name: str) -> None:
    """Follow a link, and wait for the page it leads to."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("link", name=name).first.click()


def go_on(page: Page) -> None:
    press(page, "Save and continue")


@dataclass
class Looking:
    """Looks at pages as those do who see little: what sticks out, and what axe-core finds.

    On a small phone, and at 200 % on a screen of the usual width, nothing may be beside it.
    """

    found: list[str] = field(default_factory=list)

    def at(self, page: Page, address: str | None = None) -> None:
        """Look at a page: the one at this address, or the one that is shown."""
        if address is not None:
            page.goto(address)
        shown = page.viewport_size
        for width in (SMALL, HALF):
            page.set_viewport_size({"width": width, "height": 800})
            self.found.extend(f"{page.url} at {width}: {one}" for one in sticking_out(page))
        page.set_viewport_size(shown or {"width": WIDE, "height": 800})
        self.found.extend(f"{page.url} {one}" for one in violations(page))
