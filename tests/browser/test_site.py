"""The built site, opened from its folder: no server, no network, for everyone."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from pepsite.store.packs import shipped_packs
from tests.browser.pages import (
    A4,
    DESKTOP,
    PHONE,
    look_at,
    lost_on_the_way,
    open_page,
    page_of,
    served,
    sheets_of,
    violations,
)
from tests.site.invented import MARKING, SCHOOLS

pytestmark = [pytest.mark.browser, pytest.mark.uncounted]

FULL, HOSTILE, EMPTY = (f"staff/schools/{SCHOOLS[i].summary.id}.html" for i in (0, 1, 4))
PAGES = (
    "public/index.html",
    "public/process.html",
    "public/timescales.html",
    "public/checklists/tier-1.html",
    "public/term-dates.html",
    "public/accessibility.html",
    "public/privacy.html",
    "staff/index.html",
    "staff/about.html",
    "staff/privacy.html",
    "staff/schools/index.html",
    FULL,
    HOSTILE,
    EMPTY,
    "board/index.html",
    "board/reports/board.html",
    "new/index.html",
    "new/schools/index.html",
    "new/term-dates.html",
)


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (PHONE, "light"),
        (DESKTOP, "dark"),
        pytest.param(PHONE, "dark", marks=pytest.mark.soak),
        pytest.param(DESKTOP, "light", marks=pytest.mark.soak),
    ],
)
def test_no_page_has_a_barrier_or_scrolls_sideways(
    browser: Browser, sites: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    look_at(browser, [sites / path for path in PAGES], width, scheme)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
@pytest.mark.parametrize("policy", shipped_packs())
def test_no_page_of_a_policy_has_a_barrier_or_scrolls_sideways(
    browser: Browser, policy_pages: Path, policy: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    look_at(browser, [policy_pages / f"policy-{policy}.html"], width, scheme)


def test_axe_sees_a_barrier_where_there_is_one(browser: Browser, sites: Path) -> None:
    """A check that never fails checks nothing."""
    with page_of(browser) as page:
        open_page(page, sites / PAGES[0])
        page.evaluate("document.querySelector('article').append(new Image())")
        page.add_style_tag(content="article p { color: #bbb !important }")
        found = violations(page)

    assert {"image-alt", "color-contrast"} <= {line.partition(":")[0] for line in found}


@pytest.mark.parametrize("path", [PAGES[0], FULL])
def test_the_search_answers_in_a_folder_without_a_server(
    browser: Browser, sites: Path, path: str
) -> None:
    with page_of(browser) as page:
        open_page(page, sites / path)
        page.locator(".md-search__input").click()
        page.keyboard.type("expected standard")
        found = page.locator(".md-search-result__item a").first
        found.wait_for()
        assert [] == violations(page)
        found.click()
        page.wait_for_url("**/checklists/tier-1.html*")


QUESTION = "how late is a PEP allowed to be"


def ask(page: Page) -> None:
    """Type the question. A key makes the search look: once, for all of it and no part."""
    page.keyboard.insert_text(QUESTION[:-1])
    page.keyboard.type(QUESTION[-1])


@pytest.mark.parametrize("audience", ["public", "staff"])
def test_the_search_answers_a_question_in_a_folder(
    browser: Browser, sites: Path, audience: str
) -> None:
    with page_of(browser) as page:
        open_page(page, sites / audience / "privacy.html")
        page.locator(".md-search__input").click()
        ask(page)
        page.locator(".md-search-result__item a").first.click()
        page.wait_for_url("**/timescales.html*")
        assert page.get_by_role("heading", name=QUESTION).is_visible()


@pytest.mark.parametrize("audience", ["public", "staff"])
def test_a_site_on_a_shared_drive_that_nobody_can_write_to_opens_and_is_searched(
    browser: Browser, sites: Path, tmp_path: Path, audience: str
) -> None:
    place = tmp_path / "Team drive" / "Größe & Söhne, #7 – 100% (copy)"
    copytree(sites / audience, place)
    for path in (*place.rglob("*"), place):
        path.chmod(0o555 if path.is_dir() else 0o444)
    with page_of(browser) as page:
        # A drive can be named by its host as well; Chromium on Linux takes this one alone.
        for host in ("", "localhost"):
            page.goto(f"file://{host}{(place / 'index.html').as_uri().removeprefix('file://')}")
            page.locator("article a[href$='.html']").first.click()
            page.wait_for_url(lambda url: url.startswith(place.as_uri()) and "index" not in url)
            page.locator(".md-search__input").click()
            ask(page)
            page.locator(".md-search-result__item a").first.click()
            page.wait_for_url(f"{place.as_uri()}/timescales.html*")
            assert page.get_by_role("heading", name=QUESTION).is_visible()


@pytest.mark.parametrize("audience", ["public", "staff"])
def test_a_server_that_forbids_all_but_our_own_scripts_forbids_nothing_that_is_needed(
    browser: Browser, sites: Path, audience: str
) -> None:
    refused: list[str] = []
    with served(sites / audience) as address, page_of(browser) as page:
        page.on("console", lambda message: refused.append(message.text))
        for path in (path for path in PAGES if path.startswith(f"{audience}/")):
            response = page.goto(address + path.removeprefix(f"{audience}/"))
            assert response is not None
            assert "'unsafe" not in response.headers["content-security-policy"]
            page.wait_for_function("document.documentElement.classList.contains('js')")
        page.locator(".md-search__input").click()
        ask(page)
        found = page.locator(".md-search-result__item a").first
        found.wait_for()
        assert "timescales.html" in str(found.get_attribute("href"))
    assert [] == refused


def test_a_script_that_somebody_brought_into_a_page_is_not_run(
    browser: Browser, sites: Path, tmp_path: Path
) -> None:
    copytree(sites / "public", tmp_path / "site")
    home = tmp_path / "site/index.html"
    brought = "<script>document.title = 'harmed'</script></article>"
    home.write_text(home.read_text("utf-8").replace("</article>", brought), "utf-8")

    refused: list[str] = []
    with served(tmp_path / "site") as address, page_of(browser) as page:
        page.on("console", lambda message: refused.append(message.text))
        page.goto(address)
        page.wait_for_function("document.documentElement.classList.contains('js')")
        assert "harmed" != page.title()
    assert ["script-src" in one for one in refused] == [True]


def test_a_hostile_name_harms_no_page_and_no_search(browser: Browser, sites: Path) -> None:
    with page_of(browser) as page:
        for path in ("staff/index.html", "staff/schools/index.html", HOSTILE):
            open_page(page, sites / path)
            page.locator(".md-search__input").click()
            page.keyboard.type("secondary")
            page.locator(".md-search-result__item a").first.wait_for()
            found = page.locator(".md-search-result").inner_text()
            assert "window.harmed" in found
            assert page.evaluate("window.harmed === undefined")
            for place in ("article", ".md-search-result", ".md-header__topic"):
                assert 0 == page.locator(place).locator("b, img, script").count()


def test_dark_comes_before_the_first_paint(browser: Browser, sites: Path) -> None:
    """With the theme's own script held back, the page is dark already."""
    with page_of(browser, scheme="dark") as page:
        page.route("**/bundle.*.js", lambda route: route.abort())
        page.goto((sites / PAGES[0]).as_uri())
        assert "slate" == page.locator("body").get_attribute("data-md-color-scheme")


def test_a_choice_of_colours_is_remembered(browser: Browser, sites: Path) -> None:
    with page_of(browser, scheme="dark") as page:
        open_page(page, sites / PAGES[0])
        page.locator("label[title='Switch to light colours']").click()
        open_page(page, sites / PAGES[1])
        assert "default" == page.locator("body").get_attribute("data-md-color-scheme")


def test_the_first_key_skips_to_the_content(browser: Browser, sites: Path) -> None:
    with page_of(browser) as page:
        open_page(page, sites / FULL)
        page.keyboard.press("Tab")
        skip = page.locator(".md-skip")
        assert skip.evaluate("link => link === document.activeElement")
        assert skip.evaluate("link => getComputedStyle(link).opacity === '1'")
        page.keyboard.press("Enter")
        heading = page.locator("h1").get_attribute("id")
        assert page.url.endswith(f"#{heading}")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("path", ["public/process.html", "staff/index.html", FULL])
def test_the_keyboard_goes_through_a_page_in_its_order_and_is_always_seen(
    browser: Browser, sites: Path, path: str, width: int
) -> None:
    with page_of(browser, width) as page:
        open_page(page, sites / path)
        assert [] == lost_on_the_way(page)


def test_what_the_keyboard_reaches_while_the_theme_holds_the_page_is_seen(
    browser: Browser, sites: Path
) -> None:
    with page_of(browser, PHONE) as page:
        open_page(page, sites / "public/process.html")
        page.locator(".md-search__input").focus()
        page.wait_for_selector("body[data-md-scrolllock]")  # as long as one searches
        last = page.locator("article a[href]").last
        last.evaluate("link => (document.getElementById('__search').click(), link.focus())")
        page.wait_for_selector("body:not([data-md-scrolllock])")
        page.wait_for_function(
            """() => {
                const { top, bottom } = document.activeElement.getBoundingClientRect()
                return document.activeElement.matches("article a") && top >= 0 && bottom <= innerHeight
            }"""
        )


def test_the_menu_of_a_narrow_screen_opens_and_shuts_by_the_keyboard(
    browser: Browser, sites: Path
) -> None:
    with page_of(browser, PHONE) as page:
        open_page(page, sites / "staff/privacy.html")
        menu = page.get_by_role("button", name="Menu")
        menu.press("Enter")
        assert "true" == menu.get_attribute("aria-expanded")
        link = page.get_by_role("link", name="Term dates")
        for _ in range(20):
            if link.evaluate("link => link === document.activeElement"):
                break
            page.keyboard.press("Tab")
        assert [] == violations(page)
        page.keyboard.press("Escape")
        assert "false" == menu.get_attribute("aria-expanded")
        assert menu.evaluate("button => button === document.activeElement")
        menu.press("Enter")
        link.press("Enter")
        page.wait_for_url("**/term-dates.html")


def test_a_table_has_a_name_and_its_cells_have_labels(browser: Browser, sites: Path) -> None:
    with page_of(browser, PHONE) as page:
        open_page(page, sites / FULL)
        late = page.get_by_role("table", name="Late")
        cells = late.get_by_role("row").nth(1).locator("td")
        assert "ch-000000000001b" == cells.nth(0).text_content()
        shown = cells.nth(4).evaluate("cell => getComputedStyle(cell, '::before').content")
        assert '"Was due"' == shown


def test_paper_has_the_marking_and_none_of_the_screen(browser: Browser, sites: Path) -> None:
    with page_of(browser) as page:
        open_page(page, sites / FULL)
        page.emulate_media(media="print")
        assert MARKING == page.locator("article .marking").inner_text()
        assert page.locator("article .marking").is_visible()
        for part in (".md-header", ".md-sidebar--primary", ".md-sidebar--secondary", ".md-footer"):
            assert not page.locator(part).is_visible(), part
        assert {A4} == set(sheets_of(page.pdf(prefer_css_page_size=True)))
        # A status reads without its colour.
        overdue = page.locator(".status-overdue").first
        assert "Overdue" == overdue.inner_text()
        assert "▲" in overdue.evaluate("mark => getComputedStyle(mark, '::before').content")
