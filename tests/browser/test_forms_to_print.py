"""Guidance, checklists and blank plans of a real policy, on screens and on paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from pepsite.forms.questions.blank import blank_peps
from pepsite.records.authority import Audience
from pepsite.usecases.build_site import build_site
from tests.browser.pages import A4, DESKTOP, PHONE, look_at, open_page, page_of, sheets_of

pytestmark = [pytest.mark.browser, pytest.mark.uncounted]

PAGES = (
    "index.html",
    "process/no-school-place.html",
    "roles/child.html",
    "roles/social-worker.html",
    "good-peps/targets.html",
    "quality/tiers.html",
    "glossary.html",
    "checklists/pep-quality.html",
    "audits/journey.html",
    "audits/themed-group.html",
    "blanks/eyfs.html",
)


@pytest.fixture(scope="module")
def walsall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walsall")
    day = date(2026, 5, 15)
    out = folder / "site"
    build_site(folder, Audience.PUBLIC, day, out, policy="walsall", blanks=blank_peps)
    return out


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_no_page_has_a_barrier_or_scrolls_sideways(
    browser: Browser, walsall: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    look_at(browser, [walsall / path for path in PAGES], width, scheme)


@pytest.mark.parametrize(
    ("path", "at_most"),
    [
        ("checklists/pep-quality.html", 2),
        ("audits/journey.html", 5),
        ("roles/child.html", 3),
        ("blanks/eyfs.html", 13),
        ("blanks/statutory.html", 13),
        ("blanks/post-16.html", 13),
    ],
)
def test_a_form_comes_out_of_the_printer_as_a_few_sheets_of_a4(
    browser: Browser, walsall: Path, path: str, at_most: int
) -> None:
    """The pro-formas of HIL-17 and the journey template of WAL-84 are printed so."""
    with page_of(browser) as page:
        open_page(page, walsall / path)
        paper = page.pdf(prefer_css_page_size=True)

    sheets = sheets_of(paper)
    assert {A4} == set(sheets)
    assert len(sheets) <= at_most


def test_a_blank_plan_is_as_large_on_paper_as_it_is_meant_to_be(
    browser: Browser, walsall: Path
) -> None:
    """What is too wide for its column makes a printer shrink the whole of it."""
    with page_of(browser, 703) as page:  # as wide as a sheet is between the margins of a form
        open_page(page, walsall / "blanks/statutory.html")
        page.emulate_media(media="print")
        too_wide = page.locator(".parts p, .parts h2, .parts h3, .parts h4").evaluate_all(
            "all => all.filter(one => one.scrollWidth > one.parentElement.clientWidth + 1)"
            ".map(one => one.textContent)"
        )
        smallest = page.locator(".parts p").evaluate_all(
            "all => Math.min(...all.map(one => parseFloat(getComputedStyle(one).fontSize)))"
        )
    assert [] == too_wide
    assert 9 <= smallest  # pixels, of 0.75 points


def test_on_paper_there_is_room_to_write_and_on_a_screen_there_is_not(
    browser: Browser, walsall: Path
) -> None:
    with page_of(browser) as page:
        open_page(page, walsall / "checklists/pep-quality.html")
        child = page.locator("article").get_by_text("Child or young person")
        why = page.locator(".checklist th").nth(3)
        source = page.locator(".checklist th").nth(4)
        assert (child.is_visible(), why.is_visible(), source.is_visible()) == (False, False, True)

        page.emulate_media(media="print")
        assert (child.is_visible(), why.is_visible(), source.is_visible()) == (True, True, False)
        for part in (".md-header", ".md-tabs", ".md-sidebar--primary", ".md-footer"):
            assert not page.locator(part).first.is_visible(), part
