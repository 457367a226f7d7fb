"""The sites of the example workspace, as its readers meet them: page by page, question by question."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import open_page, page_of, violations
from tools.ten_questions import (
    AUDIENCES,
    PAGE,
    QUESTIONS,
    WIDTH,
    Question,
    as_page,
    build_sites,
    walk,
)

pytestmark = [pytest.mark.browser, pytest.mark.uncounted]


@pytest.fixture(scope="module")
def sites(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example-sites")
    build_sites(repository, folder)
    return folder


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.asks)
def test_a_question_is_answered_within_three_presses_on_a_phone_and_on_paper(
    browser: Browser, sites: Path, question: Question
) -> None:
    with page_of(browser, WIDTH) as page:
        heading = walk(page, sites, question)
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


@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_no_page_at_all_has_a_barrier_or_scrolls_sideways(
    browser: Browser, sites: Path, audience: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    pages = sorted((sites / audience).rglob("*.html"))
    assert len(pages) > 30
    with page_of(browser, width, scheme) as page:
        for path in pages:
            open_page(page, path)
            assert [] == violations(page), path.name
            assert width == page.evaluate("document.documentElement.scrollWidth"), path.name
