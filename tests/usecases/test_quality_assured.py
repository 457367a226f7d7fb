"""What the page of a school counts as quality assured is what it lists, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from pepsite.compliance.coverage.schools import school_rows, schools_quality_assured
from pepsite.privacy.published import PublishedSite
from pepsite.privacy.school_folder import school_folder
from pepsite.records.authority import Audience
from pepsite.site.markdown import markdown_files
from pepsite.usecases.build_site import compose_site
from pepsite.usecases.workspace import open_workspace, read_child

ROOT = Path(__file__).parents[2]
DAY = date(2026, 5, 15)
_BOXES = re.compile(r'<svg class="boxes".*aria-label="(\d+) done, (\d+) wanted">(.*?)</svg>')
_LOOKS = "| Child | PEP | Looked at | By | Questions | Outcome |"


@pytest.fixture(scope="module")
def staff() -> PublishedSite:
    return compose_site(ROOT, Audience.STAFF, DAY)


@pytest.fixture(scope="module")
def pages(staff: PublishedSite) -> dict[str, str]:
    """Return what staff read of each school, by its id."""
    files = markdown_files(staff)
    return {school: files[f"docs/schools/{school}.md"].decode() for school in ids(staff)}


@pytest.fixture(scope="module")
def folders(staff: PublishedSite) -> dict[str, str]:
    """Return what each school reads of itself, by its id."""
    setting = open_workspace(ROOT).setting(DAY)
    public = compose_site(ROOT, Audience.PUBLIC, DAY)
    found = {}
    for school in ids(staff):
        site = school_folder(staff, public, school, setting, {})
        found[school] = markdown_files(site)["docs/index.md"].decode()
    return found


def ids(staff: PublishedSite) -> list[str]:
    assert staff.staff is not None
    schools = [one.summary.id for one in staff.staff.schools]
    return [one for one in schools if one.startswith("sc-")]


def counted(page: str) -> Iterator[tuple[int, int, int]]:
    """Yield for each duty the number that is said, the boxes ticked, and the rows below."""
    section = page.partition("## Quality assured this year")[2].partition("\n##")[0]
    for part in section.split('<svg class="boxes"')[1:]:
        found = _BOXES.search(f'<svg class="boxes"{part}')
        assert found
        lines = [line for line in part.splitlines() if line.startswith("| ")]
        assert lines[:1] in ([], [_LOOKS])
        yield int(found[1]), found[3].count("m-tick"), max(len(lines) - 2, 0)


def test_each_box_has_a_row_on_the_page_of_every_school(pages: Mapping[str, str]) -> None:
    assert len(pages) > 10
    found = [one for page in pages.values() for one in counted(page)]
    assert len(found) > 10
    assert sum(rows for *_, rows in found) > 50
    assert [one for one in found if len(set(one)) != 1] == []
    assert any("| Audit <small>" in page for page in pages.values())


def test_each_box_has_a_row_in_the_folder_of_every_school_too(
    pages: Mapping[str, str], folders: Mapping[str, str]
) -> None:
    assert {school: list(counted(page)) for school, page in folders.items()} == {
        school: list(counted(page)) for school, page in pages.items()
    }
    assert any("| A child who has left | – |" in page for page in folders.values())
    assert not any("A child who has left" in page for page in pages.values())


def test_the_rows_are_what_compliance_counted(pages: Mapping[str, str]) -> None:
    workspace = open_workspace(ROOT)
    setting = workspace.setting(DAY)
    casefiles = [read_child(ROOT, folder)[0] for folder in workspace.folders()]
    rows = [row for one in casefiles if one for row in school_rows(one, setting)]
    evidence = {
        one.subject: one.evidence
        for one in schools_quality_assured(rows, setting)
        if one.part == "2025"
    }
    assert len(evidence) > 10
    for school, paths in evidence.items():
        listed = pages[school].partition("## Quality assured this year")[2].partition("\n##")[0]
        assert all(Path(path).stem in listed for path in paths)
        assert [rows for *_, rows in counted(pages[school])] == [len(paths)]
