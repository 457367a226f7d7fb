"""A site that is looked at for days is as of the day it is, and not of the day it was begun on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copy, copytree
from threading import Event

from pepsite.records.authority import Audience
from pepsite.usecases.build_site import build_site
from pepsite.usecases.follow_site import Seen, follow, seen_now

FRIDAY, SATURDAY = date(2026, 5, 15), date(2026, 5, 16)


def test_the_site_is_built_again_when_the_next_day_has_begun(
    repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "records").mkdir()
    copy(repository / "records/authority.yaml", tmp_path / "records")
    copytree(repository / "records/calendars", tmp_path / "records/calendars")
    days: Iterator[date] = iter([FRIDAY, FRIDAY, SATURDAY, SATURDAY])
    ended = Event()
    told: list[str] = []

    def build(seen: Seen) -> None:
        build_site(tmp_path, Audience.PUBLIC, seen.day, tmp_path / "site")

    def tell(what: str) -> None:
        told.append(what)
        ended.set()

    began = seen_now(tmp_path, lambda: next(days))
    build(began)
    home = tmp_path / "site/index.html"
    assert "15 May 2026" in home.read_text()
    follow(tmp_path, lambda: next(days), build, began, tell, ended)

    assert ["The site is as of 2026-05-16 now: load the page again"] == told
    assert "16 May 2026" in home.read_text()
    assert "15 May 2026" not in home.read_text()
