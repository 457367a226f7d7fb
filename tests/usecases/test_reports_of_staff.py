"""Staff see the board's reports just as the board does, counted as the schools are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pepsite.records.authority import Audience
from pepsite.usecases.build_site import compose_site

ROOT = Path(__file__).parents[2]
DAY = date(2026, 5, 15)


def test_the_reports_on_the_pages_of_staff_are_those_of_the_board() -> None:
    staff = compose_site(ROOT, Audience.STAFF, DAY).staff
    board = compose_site(ROOT, Audience.BOARD, DAY).board
    assert staff is not None
    assert board is not None
    assert board.reports
    assert staff.reports == board.reports
