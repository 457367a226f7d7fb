"""The forms in Chromium, served by the real server: for everyone, with and without JavaScript."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms
from pepsite.store.drafts import Drafts
from tests.forms.opened import OFFICER_ID, OLDER_CHILD, YOUNGER_CHILD, workspace_in_git
from tests.forms.test_web_review_list import MANAGER_ID, YOUNGER_PLAN, send

pytestmark = pytest.mark.browser

MAY = datetime.fromisoformat("2026-05-15T10:00:00+01:00")
SMALL, WIDE = 320, 1280
MOST_BYTES = 40_000
PLAN_PAGES = (
    "plan-prepared", "school-status", "attendance", "strengths", "needs", "participation",
    "views", "targets", "premium", "meetings", "sign-offs",
)  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace_in_git(tmp_path_factory.mktemp("workspace") / "workspace")


@pytest.fixture(scope="module")
def served(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forms]:
    folder = tmp_path_factory.mktemp("forms")
    drafts = Drafts.open(folder / "drafts", folder / "key.txt", workspace=root)
    reported: list[str] = []
    forms = Forms(Desk(root, OFFICER_ID, drafts, lambda: MAY), 0, reported.append)
    threading.Thread(target=forms.run, daemon=True).start()
    yield forms
    forms.close()
    assert reported == []


@contextmanager
def opened(
    browser: Browser, forms: Forms, *, scripts: bool = True, width: int = WIDE
) -> Iterator[Page]:
    """Give a page of the forms, signed in; a request to anyone else, or a fault, fails the test."""
    context = browser.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 800},
        base_url=f"http://{forms.host}", reduced_motion="reduce",
    )  # fmt: skip
    asked_outside: list[str] = []
    faults: list[str] = []

    def note_request(request: Request) -> None:
        if not request.url.startswith(f"http://{forms.host}/"):
            asked_outside.append(request.url)

    def note_console(said: ConsoleMessage) -> None:
        if "Content Security" in said.text:
            faults.append(said.text)

    context.on("request", note_request)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", note_console)
    page.goto(forms.new_link())
    press(page, "Open the forms")
    yield page
    context.close()
    assert [] == asked_outside
    assert [] == faults


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, all of its rules, in a line each."""
    response: dict[str, Any] = Axe().run(page).response
    assert len(response["passes"]) > 10
    return [
        f"{page.url} {found['id']}: {node['html'][:200]}"
        for found in response["violations"]
        for node in found["nodes"]
    ]


def is_wider_than_the_screen(page: Page) -> bool:
    wider: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wider


def press(page: Page, name: str) -> None:
    """Press a button, and wait for the page it leads to."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name).last.click()


def go_on(page: Page) -> None:
    press(page, "Save and continue")


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
    with opened(browser, served, scripts=scripts) as page:
        fill_in_a_school(page, f"Ash Tree Academy {scripts}")
        press(page, "Check your answers and send")
        assert f"Ash Tree Academy {scripts}" in page.inner_text("main")
        press(page, "Send for review")
        assert page.get_by_role("heading", level=1).inner_text().endswith("sent for review")


def test_a_form_is_filled_in_with_the_keyboard_alone(browser: Browser, served: Forms) -> None:
    with opened(browser, served, width=SMALL) as page:
        reach(page, "button", "A school or other place of education")
        page.keyboard.press("Enter")
        reach(page, "link", "The place of education")
        page.keyboard.press("Enter")
        reach(page, "textbox", "What is the place of education called?")
        page.keyboard.type("Elm House")
        page.keyboard.press("Enter")
        page.wait_for_url("**/school-type")
        reach(page, "combobox", "What kind of place is it?")
        page.keyboard.type("Tutor")
        reach(page, "button", "Save and come back later")
        page.keyboard.press("Enter")
        page.wait_for_url("**/form/school/*")


def reach(page: Page, role: Any, name: str) -> None:
    """Press Tab until this has the focus, and see that it shows it has."""
    wanted = page.get_by_role(role, name=name).last
    wanted.wait_for()
    for _ in range(30):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"{name} cannot be reached with the keyboard")


def test_enter_in_a_list_removes_and_adds_nothing(browser: Browser, served: Forms) -> None:
    with opened(browser, served) as page:
        press(page, "A school or other place of education")
        home = page.url
        page.goto(f"{home}/page/school-inspections")
        press(page, "Add an inspection")
        page.get_by_label("What was the outcome?").fill("Good")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="There is a problem").wait_for()
        assert page.get_by_label("What was the outcome?").input_value() == "Good"
        page.wait_for_function("document.activeElement.className === 'govuk-error-summary'")


def test_every_sort_of_page_is_for_everyone(browser: Browser, served: Forms) -> None:
    """Asks axe-core about each, wide and on a small phone, where nothing may stick out."""
    found: list[str] = []
    with opened(browser, served) as page:

        def look(address: str | None = None) -> None:
            if address is not None:
                page.goto(address)
            page.set_viewport_size({"width": SMALL, "height": 800})
            if is_wider_than_the_screen(page):
                found.append(f"{page.url} is wider than {SMALL}")
            page.set_viewport_size({"width": WIDE, "height": 800})
            found.extend(violations(page))

        look()
        page.get_by_label("Find a child").fill("mill")
        press(page, "Find")
        look()
        page.goto(f"/child/{OLDER_CHILD}")
        look()
        press(page, "Begin a new plan")
        look()
        press(page, "Continue")
        look()
        page.get_by_label("Review").check()
        press(page, "Continue")
        home = page.url
        look()
        for name in PLAN_PAGES:
            look(f"{home}/page/{name}")
            go_on(page)
            look()
        page.goto(f"{home}/page/targets")
        press(page, "Add")
        look()
        look(f"{home}/check")
        press(page, "Send the whole plan")
        look()
        look(f"{home}/delete")
        look("/")
        look("/still-there?back=/")
        look("/nowhere")
        look("/open?key=x")
        page.goto("/")
        press(page, "Close the forms")
        look()
        look("/")
    assert found == []


def test_what_is_typed_is_kept_without_pressing_anything(browser: Browser, served: Forms) -> None:
    with opened(browser, served) as page:
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

    with opened(browser, served) as page:
        page.goto(f"/child/{OLDER_CHILD}")
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
    with opened(browser, served) as page:
        press(page, "A school or other place of education")
        page.goto(f"{page.url}/check")
        page.emulate_media(media="print")
        assert not page.get_by_role("button", name="Send for review").is_visible()
        assert not page.get_by_role("link", name="Change").first.is_visible()
        assert page.locator("dt", has_text="What is the place of education called?").is_visible()


def test_what_was_sent_is_looked_at_and_accepted_by_everyone(
    browser: Browser, served: Forms, root: Path
) -> None:
    """The pages for review, for what waits and for copies: with axe-core, and on a small phone."""
    send(root, MANAGER_ID, {"strengths": "{child} reads well."}, id_="walk1")
    found: list[str] = []
    with opened(browser, served) as page:

        def look(address: str | None = None) -> None:
            if address is not None:
                page.goto(address)
            page.set_viewport_size({"width": SMALL, "height": 800})
            if is_wider_than_the_screen(page):
                found.append(f"{page.url} is wider than {SMALL}")
            page.set_viewport_size({"width": WIDE, "height": 800})
            found.extend(violations(page))

        plan = f"/child/{YOUNGER_CHILD}/plan/{YOUNGER_PLAN}"
        for address in ("/to-quality-assure", "/due", f"{plan}/copies", f"{plan}/copy/carer"):
            look(address)
        page.goto(f"{plan}/copies")
        page.get_by_role("button", name="Put down that it went").click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        look()
        look("/review")
        page.get_by_role("link", name="Initial plan").click()
        page.get_by_role("button", name="Send it back").click()
        page.get_by_role("heading", name="Nothing was changed").wait_for()
        look()
        page.emulate_media(media="print")
        assert not page.get_by_role("button", name="Accept it").is_visible()
        assert page.locator("dt", has_text="Strengths").is_visible()
        page.emulate_media(media="screen")
        page.get_by_role("button", name="Accept it").click()
        page.get_by_role("heading", name="Accepted").wait_for()
        look()
    assert found == []
