"""A page of a site in a browser, held to what every page of ours promises."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Request
from playwright.sync_api import TimeoutError as TooLateError

from pepsite.site.preview import open_server

PHONE, DESKTOP = 320, 1280
A4, A4_ACROSS = (210, 297), (297, 210)
"""A sheet of paper: how wide and how high, in millimetres."""
_SHEET = re.compile(rb"/MediaBox \[0 0 ([.\d]+) ([.\d]+)\]")
_MOST_STOPS = 2_000
PATIENCE = 60_000
"""So many milliseconds a busy browser may take; what never comes fails all the same."""
_SCROLLED = 5_000
"""So many of them to bring into view what the keyboard reached."""
_FIRST_STOP = 'class="md-skip'
_FOCUSED = """() => {
    const at = document.activeElement
    if (at === document.body) return null
    const shown = at.matches(".md-option") ? at.nextElementSibling : at
    const { left, right, top, bottom, height } = shown.getBoundingClientRect()
    const inView = left < innerWidth && right > 0 && top < innerHeight && bottom > 0
    return {
        place: [...document.querySelectorAll("*")].indexOf(at),
        seen: inView && getComputedStyle(shown).outlineStyle !== "none",
        what: at.outerHTML.slice(0, 100),
        empty: !height,  // the list of what the search found, before it was asked
    }
}"""

_STICKING_OUT = """() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const beyond = one => one.getBoundingClientRect().right > clientWidth
    const those = [...document.querySelectorAll("body *")].filter(beyond)
    return [`${scrollWidth} wide`, ...those.map(one => one.outerHTML.slice(0, 150))]
}"""

_LOOKED_AT = """async () => {
    const { passes, violations } = await axe.run({ resultTypes: ["violations"] })
    const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
    return { passed: passes.length, found }
}"""
"""Only what is said of a page comes back: what passed is much, and nobody reads it."""


@contextmanager
def page_of(
    browser: Browser, width: int = DESKTOP, scheme: Literal["light", "dark"] = "light"
) -> Iterator[Page]:
    """Give a page whose every request to another host fails the test, and every fault.

    It is a new page of a window that is kept, without what an earlier page had remembered.
    """
    page = _window(browser, width, scheme).new_page()
    page.set_default_timeout(PATIENCE)
    asked_outside: list[str] = []
    faults: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
            asked_outside.append(request.url)

    page.on("request", note)
    page.on("pageerror", lambda error: faults.append(str(error)))
    try:
        yield page
        page.evaluate("localStorage.clear()")
    finally:
        page.close()
    assert [] == asked_outside
    assert [] == faults


@cache
def _window(browser: Browser, width: int, scheme: Literal["light", "dark"]) -> BrowserContext:
    """Return the one window of this kind: to open another takes as long as to show a page."""
    return browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a site as `pepsite serve` does, and give its address."""
    with open_server(folder) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def open_page(page: Page, path: Path) -> None:
    page.goto(path.as_uri())
    page.wait_for_function("document.documentElement.classList.contains('js')")


def sheets_of(pdf: bytes) -> list[tuple[int, int]]:
    """Return how wide and how high each sheet of a printed page is, in millimetres."""
    return [
        (round(float(wide) / 72 * 25.4), round(float(high) / 72 * 25.4))
        for wide, high in _SHEET.findall(pdf)
    ]


def look_at(
    browser: Browser, pages: Iterable[Path], width: int, scheme: Literal["light", "dark"]
) -> None:
    """See that no page has a barrier, scrolls sideways, or is in the other colours."""
    with page_of(browser, width, scheme) as page:
        for path in pages:
            open_page(page, path)
            assert [] == violations(page), path
            assert [] == sticking_out(page), path
            shown = page.locator("body").get_attribute("data-md-color-scheme")
            assert {"light": "default", "dark": "slate"}[scheme] == shown, path


def sticking_out(page: Page) -> list[str]:
    """Return what makes a page wider than the screen, or that it is; empty where it is not."""
    found: list[str] = page.evaluate(_STICKING_OUT)
    return found


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, all of its rules, in a line each."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    looked = page.evaluate(_LOOKED_AT)
    assert looked["passed"] > 10  # it did look
    found: list[str] = looked["found"]
    return found


def lost_on_the_way(page: Page) -> list[str]:
    """Go through a page with the Tab key; return what is out of its order, or is not seen there."""
    reached: list[dict[str, Any]] = []
    while len(reached) < _MOST_STOPS:
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        if at is not None and not (at["seen"] or at["empty"]):
            with suppress(TooLateError):
                page.wait_for_function(f"({_FOCUSED})()?.seen", timeout=_SCROLLED)
            at = page.evaluate(_FOCUSED)
        # After the last stop Chromium goes to the page itself, or at once to the first again. Its
        # place may be another by then: the search puts something before it.
        if at is None or (reached and _FIRST_STOP in at["what"]):
            break
        reached.append(at)
    assert _FIRST_STOP in reached[0]["what"]
    return [
        at["what"]
        for before, at in zip([{"place": -1}, *reached], reached, strict=False)
        if at["place"] < before["place"] or not (at["seen"] or at["empty"])
    ]
