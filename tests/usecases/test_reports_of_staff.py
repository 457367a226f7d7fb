"""Staff see the board's reports with nothing withheld, and which figures the board does not get."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pepsite.privacy.published_report import ReportFigure, ReportNumber, ReportPage
from pepsite.records.authority import Audience
from pepsite.site.markdown import markdown_files
from pepsite.usecases.build_site import compose_site

ROOT = Path(__file__).parents[2]
DAY = date(2026, 5, 15)
Place = tuple[str, ...]


@pytest.fixture(scope="module")
def of_staff() -> tuple[ReportPage, ...]:
    pages = compose_site(ROOT, Audience.STAFF, DAY).staff
    assert pages is not None
    return pages.reports


@pytest.fixture(scope="module")
def of_board() -> tuple[ReportPage, ...]:
    pages = compose_site(ROOT, Audience.BOARD, DAY).board
    assert pages is not None
    return pages.reports


def figures(reports: tuple[ReportPage, ...]) -> Iterator[tuple[str, ReportFigure]]:
    for report in reports:
        for group in report.groups:
            for figure in group.figures:
                yield report.id, figure


def numbers(reports: tuple[ReportPage, ...]) -> dict[Place, ReportNumber]:
    """Return every figure of some reports, by where it stands."""
    found: dict[Place, ReportNumber] = {}
    for report, figure in figures(reports):
        of_all = ("", figure.lines)
        for by, lines in (of_all, *((table.by, table.lines) for table in figure.tables)):
            for line in lines:
                place = (report, figure.title, by, line.label)
                found[*place, "now"] = line.now
                found[*place, "before"] = line.before
    return found


def test_staff_see_what_the_board_sees_and_all_that_is_withheld_from_it(
    of_staff: tuple[ReportPage, ...], of_board: tuple[ReportPage, ...]
) -> None:
    staff, board = numbers(of_staff), numbers(of_board)
    assert board.keys() <= staff.keys()
    assert not [place for place, one in staff.items() if one.withheld or not one.text]
    shown = {place for place, one in board.items() if not one.withheld}
    assert {staff[place] for place in shown} == {board[place] for place in shown}
    withheld = {place: one.withheld for place, one in board.items() if one.withheld}
    assert len(withheld) > 20
    assert {place: staff[place].kept_back for place in withheld} == withheld


def test_each_table_that_the_board_does_not_get_is_there_and_says_so(
    of_staff: tuple[ReportPage, ...], of_board: tuple[ReportPage, ...]
) -> None:
    staff = {(one, table.by): table for one, figure in figures(of_staff) for table in figure.tables}
    left_out = [
        (one, table.by)
        for one, figure in figures(of_board)
        for table in figure.tables
        if table.left_out and "every figure" not in table.left_out
    ]
    assert left_out
    assert not [place for place in left_out if not (staff[place].lines and staff[place].kept_back)]
    assert not [table for table in staff.values() if table.left_out]


def test_nothing_that_is_kept_back_is_on_a_board_s_page(of_board: tuple[ReportPage, ...]) -> None:
    assert not any(one.in_full for one in of_board)
    assert not [place for place, one in numbers(of_board).items() if one.kept_back]
    site = compose_site(ROOT, Audience.BOARD, DAY)
    pages = [text.decode() for path, text in markdown_files(site).items() if path.endswith(".md")]
    assert any("withheld: few children" in text for text in pages)
    assert not [text for text in pages if "not for the board" in text]


def test_the_pages_of_staff_say_what_is_not_for_the_board() -> None:
    files = markdown_files(compose_site(ROOT, Audience.STAFF, DAY))
    board, index = (files[f"docs/reports/{name}.md"].decode() for name in ("board", "index"))
    assert "withheld:" not in board
    assert "not for the board: few children" in board
    assert "| not for the board: few children |" in board
    assert "nothing is withheld here" in index
