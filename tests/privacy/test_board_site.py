"""A board's site has figures and nobody in them: tried on the whole invented virtual school."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from pepsite.privacy.published import PublishedSite
from pepsite.privacy.published_report import ReportFigure, ReportLine, ReportPage
from pepsite.records.authority import Audience
from pepsite.site.markdown import markdown_files, write_markdown
from pepsite.store.packs import load_pack
from pepsite.usecases.build_site import compose_site
from tests.site.invented import PUBLIC_SITE
from tests.site.invented_report import BOARD, NEW_BOARD

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 5, 15)


@pytest.fixture(scope="module")
def site() -> PublishedSite:
    return compose_site(ROOT, Audience.BOARD, AS_OF)


@pytest.fixture(scope="module")
def reports(site: PublishedSite) -> tuple[ReportPage, ...]:
    assert site.board is not None
    return site.board.reports


@pytest.fixture(scope="module")
def pages(site: PublishedSite, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("board")
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in write_markdown(site, folder)
        if path.suffix == ".md"
    }


def figures(reports: tuple[ReportPage, ...]) -> list[ReportFigure]:
    return [figure for one in reports for group in one.groups for figure in group.figures]


def lines(figure: ReportFigure) -> list[ReportLine]:
    return [*figure.lines, *(line for table in figure.tables for line in table.lines)]


def test_a_board_has_every_report_that_its_policy_has_for_it(
    reports: tuple[ReportPage, ...],
) -> None:
    policy = load_pack("walsall")
    assert [one.id for one in reports] == [
        one.id for one in policy.reports if one.audience == "board"
    ]
    assert len(reports) > 2


def test_no_child_school_or_member_of_staff_is_on_any_page(pages: dict[str, str]) -> None:
    shared = [path.stem for kind in ("schools", "people") for path in records(kind, "*.yaml")]
    children = [path.name for path in records("children", "*")]
    names = [
        re.findall(r"^name: \"?(.+?)\"?$", path.read_text("utf-8"), re.MULTILINE)[0]
        for path in records("schools", "*.yaml")
    ]
    assert len(children) > 30
    found = [
        (path, one)
        for path, text in pages.items()
        for one in (*shared, *children, *names)
        if one in text
    ]
    assert found == []


def records(kind: str, pattern: str) -> list[Path]:
    found = sorted((ROOT / "records" / kind).glob(pattern))
    assert found
    return found


def test_every_figure_that_is_withheld_says_by_which_rule(
    reports: tuple[ReportPage, ...], pages: dict[str, str]
) -> None:
    withheld = 0
    for report in reports:
        known = {rule.name for rule in report.rules}
        for figure in figures((report,)):
            for number in (one for line in lines(figure) for one in (line.now, line.before)):
                assert bool(number.text) != bool(number.withheld)
                assert number.withheld in {"", *known}
                withheld += bool(number.withheld)
        text = pages[f"docs/reports/{report.id}.md"]
        assert all(f"| withheld: {name} |" in text for name in known)
    assert withheld > 20


def test_a_picture_shows_what_stands_beside_it_in_words_and_nothing_that_is_withheld(
    reports: tuple[ReportPage, ...],
) -> None:
    shown = [
        number
        for figure in figures(reports)
        for number in (
            *(one for line in lines(figure) for one in (line.now, line.before)),
            *(one.number for one in figure.periods),
        )
    ]
    drawn = [one for one in shown if one.whole]
    assert len(drawn) > 100
    assert any(one.withheld for one in shown)
    for one in drawn:
        assert one.text.startswith(f"{one.part:,} of {one.whole:,}, ")


def test_a_figure_of_one_line_stands_term_by_term_to_the_last(
    reports: tuple[ReportPage, ...],
) -> None:
    with_periods = [figure for figure in figures(reports) if figure.periods]
    assert with_periods
    for figure in with_periods:
        (line,) = figure.lines
        assert len(figure.periods) > 2
        assert [one.number for one in figure.periods[-2:]] == [line.before, line.now]
        assert not any("Earlier:" in note for note in figure.notes)


def test_a_figure_for_practice_of_the_whole_authority_is_never_withheld(
    reports: tuple[ReportPage, ...],
) -> None:
    policy = load_pack("walsall")
    process = {one.title for one in policy.measures if one.kind == "process"}
    shown = [figure for figure in figures(reports) if figure.title in process]
    assert len(shown) > 20
    for figure in shown:
        assert all(line.now.text and line.before.text for line in figure.lines)


def test_the_marking_for_the_board_stands_on_every_page(pages: dict[str, str]) -> None:
    assert len(pages) > 8
    assert all('<p class="marking">OFFICIAL</p>' in text for text in pages.values())


def test_a_policy_without_a_report_for_a_board_says_so(tmp_path: Path) -> None:
    site = PublishedSite(PUBLIC_SITE.settings, PUBLIC_SITE.guidance, board=NEW_BOARD)
    write_markdown(site, tmp_path)
    assert "no report for a board" in (tmp_path / "docs" / "index.md").read_text("utf-8")


def test_the_pages_say_that_what_was_let_past_is_told_by_id(tmp_path: Path) -> None:
    site = PublishedSite(PUBLIC_SITE.settings, PUBLIC_SITE.guidance, board=BOARD)
    paths = [path for path in write_markdown(site, tmp_path) if path.suffix == ".md"]
    pages = {
        path.relative_to(tmp_path / "docs").as_posix(): path.read_text("utf-8") for path in paths
    }
    with_an_id = {name for name, text in pages.items() if "pp-0000000000001" in text}
    assert with_an_id == {f"reports/{BOARD.reports[0].id}.md"}
    assert all("told by its id" in pages[name] for name in ("index.md", "privacy.md"))


def test_first_page_list_of_schools_and_board_report_count_the_same_schools(
    reports: tuple[ReportPage, ...],
) -> None:
    """A child without a school place is on a page of its own, and that is no school."""
    staff_site = compose_site(ROOT, Audience.STAFF, AS_OF)
    staff, files = staff_site.staff, markdown_files(staff_site)
    assert staff is not None
    of_schools = [page for page in staff.schools if page.summary.is_school]
    assert len(staff.schools) == len(of_schools) + 1
    covered = {
        line.now.whole
        for figure in figures(reports)
        if figure.title.startswith("Schools with")
        for line in figure.lines
    }
    assert covered == {staff.number_of_schools} == {len(of_schools)}
    for path in ("docs/index.md", "docs/schools/index.md"):
        assert f"{len(of_schools)} schools" in files[path].decode()
