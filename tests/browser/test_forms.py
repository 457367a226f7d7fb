"""The forms in Chromium, served by the real server: for everyone, with and without JavaScript."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response

from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms, new_place
from pepsite.store.drafts import Drafts
from tests.browser.forms_pages import MAY, go_on, opened, press
from tests.browser.pages import A4, sheets_of
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    YOUNGER_CHILD,
    patient,
    workspace_in_git,
)

pytestmark = pytest.mark.browser

MOST_BYTES = 40_000


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace_in_git(tmp_path_factory.mktemp("workspace") / "workspace")


@pytest.fixture(scope="module")
def served(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forms]:
    folder = tmp_path_factory.mktemp("forms")
    drafts = Drafts.open(folder / "drafts", folder / "key.txt", workspace=root)
    reported: list[str] = []
    desk = patient(Desk(root, OFFICER_ID, drafts, lambda: MAY))
    forms = Forms(desk, 0, reported.append, new_place())
    threading.Thread(target=forms.run, daemon=True).start()
    yield forms
    forms.close()
    assert reported == []


def fill_in_a_school(page: Page, name: str) -> None:
    """Fill in a whole form, making a mistake on the way."""
    press(page, "A school or other place of education")
    page.get_by_role("link", name="The place of education").click()
    go_on(page)
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Answer “What is the place of education called?”").click()
    page.get_by_label("What is the place of education called?").fill(name)
    go_on(page)
    page.get_by_label("What kind of place is it?").select_option("academy")
    go_on(page)
    page.get_by_label("Unique reference number (URN)").fill("123456")
    go_on(page)
    page.get_by_label("School years 1 to 11").check()
    go_on(page)
    page.get_by_label("Which local authority is it in?").fill("Exampleshire")
    page.get_by_label("Yes", exact=True).check()
    go_on(page)
    press(page, "Add an inspection")
    for label, value in (("Day", "1"), ("Month", "9"), ("Year", "2024")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("What was the outcome?").fill("Good")
    go_on(page)
    assert "1 September 2024: Good" in page.inner_text("main")
    go_on(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_form_is_filled_in_and_sent(browser: Browser, served: Forms, scripts: bool) -> None:
    with opened(browser, served.new_link(), scripts=scripts) as page:
        fill_in_a_school(page, f"Ash Tree Academy {scripts}")
        press(page, "Check your answers and send")
        assert f"Ash Tree Academy {scripts}" in page.inner_text("main")
        press(page, "Send for review")
        assert page.get_by_role("heading", level=1).inner_text().endswith("sent for review")


def test_enter_in_a_list_removes_and_adds_nothing(browser: Browser, served: Forms) -> None:
    with opened(browser, served.new_link()) as page:
        press(page, "A school or other place of education")
        home = page.url
        page.goto(f"{home}/page/school-inspections")
        press(page, "Add an inspection")
        page.get_by_label("What was the outcome?").fill("Good")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="There is a problem").wait_for()
        assert page.get_by_label("What was the outcome?").input_value() == "Good"
        page.wait_for_function("document.activeElement.className === 'govuk-error-summary'")


def test_what_is_typed_is_kept_without_pressing_anything(browser: Browser, served: Forms) -> None:
    with opened(browser, served.new_link()) as page:
        page.clock.install()
        press(page, "A school or other place of education")
        page.get_by_role("link", name="The place of education").click()
        box = page.get_by_label("What is the place of education called?")
        box.fill("Half a na")
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.clock.fast_forward(61_000)
        page.reload()
        assert box.input_value() == "Half a na"
        page.clock.fast_forward(26 * 60_000)
        page.wait_for_url("**/still-there?*")
        press(page, "Carry on")
        assert box.input_value() == "Half a na"


def test_a_page_is_light(browser: Browser, served: Forms) -> None:
    """With its style sheets and scripts, compressed as any server would."""
    sizes: dict[str, int] = {}

    def note(answer: Response) -> None:
        if answer.status == HTTPStatus.OK:
            sizes[answer.url] = len(gzip.compress(answer.body()))

    with opened(browser, served.new_link()) as page:
        page.goto(f"{served.below}/child/{OLDER_CHILD}")
        page.on("response", note)
        press(page, "Begin a new plan")
        page.get_by_label("Review").check()
        press(page, "Continue")
        page.wait_for_load_state("networkidle")
        for name in ("strengths", "participation"):
            page.goto(f"{page.url.partition('/page')[0]}/page/{name}")
            page.wait_for_load_state("networkidle")
    assets = sum(size for url, size in sizes.items() if "/assets/" in url)
    largest = max(size for url, size in sizes.items() if "/assets/" not in url)
    assert assets > 10_000  # it did look
    assert assets + largest < MOST_BYTES


def test_answers_print_without_what_only_a_screen_needs(
    browser: Browser, served: Forms, tmp_path: Path
) -> None:
    with opened(browser, served.new_link()) as page:
        press(page, "A school or other place of education")
        page.goto(f"{page.url}/check")
        page.emulate_media(media="print")
        assert not page.get_by_role("button", name="Send for review").is_visible()
        assert not page.get_by_role("link", name="Change").first.is_visible()
        assert page.locator("dt", has_text="What is the place of education called?").is_visible()
        assert {A4} == set(sheets_of(page.pdf(prefer_css_page_size=True)))


def test_sections_that_are_folded_on_the_screen_are_printed(
    browser: Browser, served: Forms
) -> None:
    with opened(browser, served.new_link()) as page:
        page.goto(f"{served.below}/child/{YOUNGER_CHILD}")
        press(page, "Go on with the plan that was begun")
        page.goto(f"{page.url}/check")
        folded = page.locator("details dl").first
        assert not folded.is_visible()
        page.emulate_media(media="print")
        assert folded.is_visible()
