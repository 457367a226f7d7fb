"""The pages of staff in a browser: pictures, the term board, and what is left of it without a script."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from pepsite.privacy.published_practice import Mark, Stage
from pepsite.site.pictures import STAGE_WORDS
from tests.browser.pages import (
    DESKTOP,
    PHONE,
    look_at,
    lost_on_the_way,
    open_page,
    page_of,
    violations,
)
from tests.site.invented import CHILDREN, OFFICER, SCHOOLS, TERM_BOARD

pytestmark = [pytest.mark.browser, pytest.mark.uncounted]

FULL = f"staff/schools/{SCHOOLS[0].summary.id}.html"
PAGES = (
    "staff/index.html",
    "staff/term-board.html",
    "staff/caseloads.html",
    f"staff/officers/{OFFICER}.html",
    "staff/teams/team-1.html",
    "staff/phases/statutory.html",
    "staff/samples.html",
    "staff/concerns.html",
    "staff/reports/index.html",
    "staff/reports/board.html",
    FULL,
    f"staff/children/{CHILDREN[0].id}.html",
)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_no_page_of_staff_has_a_barrier_or_scrolls_sideways(
    browser: Browser, sites: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    """The first page and a whole school are looked at with all sites, in `test_site.py`."""
    seen = ("staff/index.html", FULL)
    look_at(browser, [sites / path for path in PAGES if path not in seen], width, scheme)


def test_every_picture_says_in_words_what_it_shows(browser: Browser, sites: Path) -> None:
    drawn = 0
    with page_of(browser) as page:
        for path in PAGES:
            open_page(page, sites / path)
            pictures = page.locator("article svg[role=img]")
            drawn += pictures.count()
            for number in range(pictures.count()):
                assert pictures.nth(number).get_attribute("aria-label"), path
            unnamed = page.locator("article svg:not([role=img]):not([aria-hidden=true])")
            assert 0 == unnamed.count(), path
    assert drawn > len(Mark)


def test_no_picture_needs_a_style_of_its_own_or_a_script(sites: Path) -> None:
    for path in PAGES:
        text = (sites / path).read_text(encoding="utf-8")
        article = text.partition("<article")[2].partition("</article>")[0]
        assert "</h1>" in article, path
        assert "style=" not in article, path
        assert "<script" not in article, path


def test_each_milestone_has_a_shape_of_its_own(browser: Browser, sites: Path) -> None:
    """So that the signs can be told apart without their colours."""
    with page_of(browser) as page:
        open_page(page, sites / FULL)
        shapes = {mark: page.locator(f"#m-{mark}").inner_html() for mark in Mark}
        drawn = page.locator("svg.line").first.locator("use").count()

    assert len(set(shapes.values())) == len(Mark)
    assert len(Mark) + 1 == drawn  # the year, and each mark


def test_what_is_below_the_standard_is_hatched(browser: Browser, sites: Path) -> None:
    with page_of(browser) as page:
        open_page(page, sites / FULL)
        assert "url(#hatch)" == page.locator(".bar-below").first.get_attribute("fill")
        assert None is page.locator(".bar-met").first.get_attribute("fill")
        assert 1 == page.locator("#hatch").count()


def test_a_bar_of_a_report_is_as_long_as_its_share_with_a_line_where_it_was_before(
    browser: Browser, sites: Path
) -> None:
    with page_of(browser) as page:
        open_page(page, sites / "board/reports/board.html")
        bar = page.get_by_role("img", name="now 15 of 20, 75%; before 10 of 20, 50%")
        whole, now, before = (
            bar.locator(f".bar-{part}").bounding_box() for part in ("ground", "plain", "before")
        )
        counts = page.get_by_role("table").filter(has_text="38").last.get_by_role("columnheader")
        heads = counts.all_inner_texts()

    assert whole
    assert now
    assert before
    assert pytest.approx(0.75, abs=0.02) == now["width"] / whole["width"]
    middle = before["x"] + before["width"] / 2 - whole["x"]
    assert pytest.approx(0.5, abs=0.02) == middle / whole["width"]
    assert ["When", "How it was"] == heads  # of a number that is no share there is no picture


_BAR = re.compile(
    r'aria-label="(\d+) of (\d+)[^"]*"><rect class="bar-ground"[^>]*/>'
    r'(?:<rect class="bar-\w+" width="([\d.]+)%")?'
)


def test_a_bar_on_a_ground_is_the_part_that_its_words_say(sites: Path) -> None:
    bars = [found for path in PAGES for found in _BAR.findall((sites / path).read_text("utf-8"))]
    assert len(bars) > 10
    for part, whole, drawn in bars:
        share = 100 * int(part) / int(whole) if int(whole) else 0
        assert float(drawn or 0) == pytest.approx(share, abs=0.1), (part, whole)


def test_pictures_take_the_colours_of_the_site(browser: Browser, sites: Path) -> None:
    def fill(page: Page) -> object:
        open_page(page, sites / FULL)
        return page.evaluate("getComputedStyle(document.querySelector('.bar-plain')).fill")

    with page_of(browser, scheme="light") as light, page_of(browser, scheme="dark") as dark:
        light_fill, dark_fill = fill(light), fill(dark)
        assert light_fill != dark_fill
        light.emulate_media(media="print")
        printed = light.evaluate("getComputedStyle(document.querySelector('.bar-plain')).fill")

    assert "rgb(0, 0, 0)" == printed


def shown(page: Page) -> list[str]:
    """Return the children whose rows of the first long table are seen, in their order."""
    rows = page.locator(".sortable").first.locator("tbody tr:visible td:first-child a")
    return [one.strip() for one in rows.all_inner_texts()]


def test_the_term_board_is_chosen_from_and_sorted_without_a_server(
    browser: Browser, sites: Path
) -> None:
    with page_of(browser) as page:
        open_page(page, sites / "staff/term-board.html")
        assert [row.child for row in TERM_BOARD.rows] == shown(page)

        page.locator(".choose select").first.select_option(STAGE_WORDS[Stage.BOOKED])
        booked = [row.child for row in TERM_BOARD.rows if row.stage is Stage.BOOKED]
        assert booked == shown(page)
        told = f"{len(booked)} of {len(TERM_BOARD.rows)} shown"
        assert told == page.locator(".choose output").first.inner_text()

        page.locator(".choose select").first.select_option("All")
        page.get_by_role("button", name="By", exact=True).press("Enter")
        by_day = sorted(row.by for row in TERM_BOARD.rows if row.by)
        first = next(row.child for row in TERM_BOARD.rows if row.by == by_day[0])
        assert first == shown(page)[0]
        heading = page.locator("th", has=page.get_by_role("button", name="By", exact=True))
        assert "ascending" == heading.get_attribute("aria-sort")
        # What has no day stays last, whichever way it is sorted.
        page.get_by_role("button", name="By", exact=True).press("Enter")
        last = next(row.child for row in TERM_BOARD.rows if row.by == by_day[-1])
        assert last == shown(page)[0]


def test_a_phone_sorts_the_term_board_by_a_list_as_no_heading_is_seen(
    browser: Browser, sites: Path
) -> None:
    with page_of(browser, PHONE) as page:
        open_page(page, sites / "staff/term-board.html")
        page.get_by_label("Sort by").first.select_option("By, last first")
        last = max(row.by for row in TERM_BOARD.rows if row.by)
        first = page.locator(".sortable tbody tr").first  # not laid out before it is near
        assert next(row.child for row in TERM_BOARD.rows if row.by == last) in (
            first.text_content() or ""
        )
        assert [] == lost_on_the_way(page)

        page.set_viewport_size({"width": DESKTOP, "height": 800})
        assert not page.get_by_label("Sort by").first.is_visible()
        heading = page.locator("th", has=page.get_by_role("button", name="By", exact=True)).first
        assert "descending" == heading.get_attribute("aria-sort")


def test_nothing_moves_when_the_script_has_come(
    browser: Browser, sites: Path, tmp_path: Path
) -> None:
    """On a phone the rows of a wide table are cards before the script names their cells."""
    shutil.copytree(sites / "staff", tmp_path / "staff")
    (tmp_path / "staff" / "pepsite" / "site.js").unlink()

    def bottoms(page: Page) -> list[float]:
        tables = page.locator("article table")
        boxes = [tables.nth(number).bounding_box() for number in range(tables.count())]
        return [box["y"] + box["height"] for box in boxes if box]

    with page_of(browser, PHONE) as late, page_of(browser, PHONE) as page:
        for path in (FULL, "staff/concerns.html", "staff/reports/board.html"):
            open_page(late, tmp_path / path)
            open_page(page, sites / path)
            assert 0 == late.locator("article [data-label]").count(), path
            assert 0 < page.locator("article [data-label]").count(), path
            card = late.locator("article table:has(th:nth-child(4)) tbody tr").first
            assert "block" == card.evaluate("(row) => getComputedStyle(row).display"), path
            before, after = bottoms(late), bottoms(page)
            assert after == pytest.approx(before, rel=0.1), path


def test_a_table_that_does_not_fit_is_scrolled_by_keyboard(browser: Browser, sites: Path) -> None:
    with page_of(browser, 760) as page:
        open_page(page, sites / FULL)
        box = page.locator("article .md-typeset__scrollwrap").first
        assert None is box.get_attribute("tabindex")
        box.locator("td").first.evaluate("(cell) => { cell.textContent = 'x'.repeat(200) }")
        page.set_viewport_size({"width": 740, "height": 800})
        page.wait_for_selector("article .md-typeset__scrollwrap[tabindex='0']")
        assert [] == violations(page)


def test_the_search_passes_over_tables_that_grow_with_the_children(sites: Path) -> None:
    index = (sites / "staff/search/search_index.json").read_text(encoding="utf-8")
    sections = {one["location"]: one["text"] for one in json.loads(index)["docs"]}
    child = TERM_BOARD.rows[0].child
    assert not [where for where in sections if child in sections[where] and "term-board" in where]
    assert "far the term has come" in index
    assert [where for where in sections if where.startswith("term-board.html#every-child")]
    assert f"children/{child}.html" in sections


def test_a_figure_of_the_first_page_leads_to_its_rows_of_the_board(
    browser: Browser, sites: Path
) -> None:
    with page_of(browser) as page:
        open_page(page, sites / "staff/index.html")
        page.get_by_role("link", name="waiting for quality assurance").click()
        page.wait_for_selector(".choose")
        waiting = [row.child for row in TERM_BOARD.rows if row.stage is Stage.WAITING_FOR_QA]
        assert waiting == shown(page)
        page.goto((sites / "staff/index.html").as_uri())
        page.get_by_role("link", name=f"{len(TERM_BOARD.earlier)} still waiting").click()
        heading = page.get_by_role("heading", name="Still waiting from earlier terms")
        heading.wait_for()
        rows = page.locator("h2#still-waiting-from-earlier-terms ~ .sortable tbody tr")
        records = [row.record for row in TERM_BOARD.earlier]
        assert records == [one.strip() for one in rows.locator("td:last-child").all_inner_texts()]


def test_the_term_board_is_a_plain_table_without_a_script(browser: Browser, sites: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((sites / "staff/term-board.html").as_uri())
    children = shown(page)
    buttons = page.locator("article button").count()
    context.close()

    assert [row.child for row in TERM_BOARD.rows] == children
    assert 0 == buttons
