"""The sites of the example workspace, as its readers meet them: page by page, question by question."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from pepsite.forms.questions.blank import blank_peps
from pepsite.records.authority import Audience, ChildLabel
from pepsite.usecases.build_site import build_site
from tests.browser.pages import A4_ACROSS, look_at, lost_on_the_way, open_page, page_of, sheets_of
from tools.ten_questions import (
    DAY,
    PAGE,
    QUESTIONS,
    WIDTH,
    Question,
    as_page,
    build_sites,
    walk,
)

pytestmark = [pytest.mark.browser, pytest.mark.uncounted]

SCHOOL = "sc-s43p82d4ns2nx"


@pytest.fixture(scope="module")
def sites(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example-sites")
    build_sites(repository, folder)
    return folder


@pytest.fixture(scope="module")
def every_site(repository: Path, sites: Path) -> Path:
    school = Audience.SCHOOL
    build_site(
        repository,
        school,
        DAY,
        sites / school,
        blanks=blank_peps,
        school=SCHOOL,
        label=ChildLabel.ID,
    )
    return sites


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.asks)
def test_a_question_is_answered_within_three_presses_on_a_phone_and_on_paper(
    browser: Browser, sites: Path, question: Question
) -> None:
    with page_of(browser, WIDTH) as page:
        heading = walk(page, sites, question)
        heading.wait_for()  # the page that the last press led to
        words = page.locator("article").get_by_text(re.compile(question.words)).first
        for media in ("screen", "print"):
            page.emulate_media(media=media)
            assert heading.is_visible(), media
            assert words.is_visible(), media
    assert len(question.presses) <= 3


def test_the_page_of_questions_is_the_one_that_is_walked() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert as_page() == written
    pictures = re.findall(r"\]\((\.\./pictures/\S+)\)", written)
    assert len(QUESTIONS) == len(pictures) == 10
    assert all((PAGE.parent / picture).is_file() for picture in pictures)


ASKED = {
    "how late is a PEP allowed to be": "timescales",
    "what is a PEP": "good-peps/what-a-pep-is",
    "child's voice": "good-peps/childs-voice",
    "child\u2019s voice": "good-peps/childs-voice",
    "pupil premium": "good-peps/pupil-premium-plus",
    "moving school": "process/moving-school",
    "leaving care": "process/leaving-care",
    "designated teacher": "roles/designated-teacher",
    "targets": "good-peps/targets",
    "moderation": "quality/moderation",
    "glossary": "glossary",
}
"""What people type into the search, and the page of guidance that comes before all others."""
ALSO_ASKED = {
    "blank PEP": "forms",
    "print a form": "forms",
    "a child moves school": "process/moving-school",
    "when is a PEP due": "timescales",
    "who signs the PEP": "good-peps/what-a-pep-is",
    "suspended": "good-peps/attendance",
}
"""What they also type, in words that many pages have: the page is among the first three."""


def found_by(page: Page, site: Path, asked: str) -> list[str]:
    """Return the pages that the search finds, the first three, without an ending."""
    results = page.locator(".md-search-result__item")
    page.locator(".md-search__input").fill("")
    page.keyboard.press("Backspace")
    results.first.wait_for(state="detached")  # what was found for the question before
    page.keyboard.insert_text(asked[:-1])
    page.keyboard.type(asked[-1])  # a key makes it look: once, for the whole question
    results.first.wait_for()
    addresses = results.evaluate_all("all => all.map(one => one.querySelector('a').pathname)")
    return [
        address.partition(f"/{site.name}/")[2].removesuffix(".html") for address in addresses[:3]
    ]


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.STAFF])
def test_a_search_for_what_people_ask_leads_to_the_guidance_first(
    browser: Browser, sites: Path, audience: Audience
) -> None:
    with page_of(browser) as page:
        open_page(page, sites / audience / "privacy.html")
        page.locator(".md-search__input").click()
        found = {asked: found_by(page, sites / audience, asked)[0] for asked in ASKED}
        others = {asked: found_by(page, sites / audience, asked) for asked in ALSO_ASKED}
    assert found == ASKED
    assert [] == [asked for asked, where in ALSO_ASKED.items() if where not in others[asked]]


BROKEN = """() => [...document.querySelectorAll('.sortable td .together')]
  .filter(one => one.getClientRects().length > 1).map(one => one.textContent)"""


def test_the_term_board_prints_across_the_sheet_with_its_headings_on_each(
    browser: Browser, sites: Path
) -> None:
    with page_of(browser, 1009) as page:  # as wide as a sheet is between its margins
        open_page(page, sites / Audience.STAFF / "term-board.html")
        paper = page.pdf(prefer_css_page_size=True)
        page.emulate_media(media="print")
        ids = page.locator(".sortable td .together").count()
        broken = page.evaluate(BROKEN)
        # A button is not painted again at the head of the next sheet: its words are.
        buttons = page.locator("th button.sort")
        shown = buttons.evaluate_all("all => all.map(one => getComputedStyle(one).display)")

    sheets = sheets_of(paper)
    assert {A4_ACROSS} == set(sheets)
    assert 2 <= len(sheets) <= 5
    assert ids > 70
    assert [] == broken
    assert {"contents"} == set(shown)


@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_no_page_at_all_has_a_barrier_or_scrolls_sideways(
    browser: Browser, every_site: Path, audience: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    pages = sorted((every_site / audience).rglob("*.html"))
    assert len(pages) > 30
    look_at(browser, pages, width, scheme)


@pytest.mark.soak
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("width", [320, 1280])
def test_the_keyboard_goes_through_every_page_in_its_order_and_is_always_seen(
    browser: Browser, every_site: Path, audience: str, width: int
) -> None:
    with page_of(browser, width) as page:
        for path in sorted((every_site / audience).rglob("*.html")):
            open_page(page, path)
            assert [] == lost_on_the_way(page), path.name
