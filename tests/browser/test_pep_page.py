"""The page of one PEP, opened from its file: for everyone, on a phone, and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import A4, DESKTOP, PHONE, page_of, sheets_of, sticking_out, violations
from tests.invented.demo import demo_of
from tests.usecases.test_hand_over import a_pep, export, parents_may

pytestmark = pytest.mark.browser
READERS = ("child", "carer", "parent", "school", "case-file")


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copies")
    school = demo_of(tmp_path_factory, 8)
    pep = a_pep(school)
    parents_may(school, pep, may=True)
    for reader in READERS:
        assert export(school, pep, reader, folder / f"{reader}.html").exit_code == 0
    return folder


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    copies: Path, browser: Browser, reader: str, width: int
) -> None:
    with page_of(browser, width) as page:
        page.goto((copies / f"{reader}.html").as_uri())
        assert [] == violations(page)
        assert [] == sticking_out(page)


def test_on_paper_there_is_the_plan_and_no_list_of_links(copies: Path, browser: Browser) -> None:
    with page_of(browser) as page:
        page.goto((copies / "child.html").as_uri())
        page.emulate_media(media="print")
        assert page.locator("nav").is_hidden()
        assert page.locator("h1").is_visible()
        pdf = page.pdf(prefer_css_page_size=True)
    assert {A4} == set(sheets_of(pdf))


def test_with_the_keyboard_the_plan_is_one_step_away(copies: Path, browser: Browser) -> None:
    with page_of(browser) as page:
        page.goto((copies / "child.html").as_uri())
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Go to the plan"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "plan"
