from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import pepsite.site
from pepsite.errors import PepsiteError, PublicationRefusedError
from pepsite.privacy.published import PublishedSite, Status
from pepsite.privacy.published_policy import (
    Accessibility,
    CitedSource,
    PolicyChapter,
    PolicyEntry,
    PolicyItem,
    PolicyPage,
)
from pepsite.site.guidance_pages import guidance_pages
from pepsite.site.markdown import write_markdown
from tests.site.built import run_together
from tests.site.invented import MARKING, PUBLIC_SITE, SCHOOLS, STAFF_SITE

TEMPLATES = Path(pepsite.site.__file__).parent / "pages"


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_holds_exactly_the_files_it_says(tmp_path: Path) -> None:
    written = write_markdown(STAFF_SITE, tmp_path)

    assert {path.relative_to(tmp_path).as_posix() for path in written} == files(tmp_path)


def test_the_public_site_has_its_pages_and_no_school(tmp_path: Path) -> None:
    write_markdown(PUBLIC_SITE, tmp_path)

    pages = {name for name in files(tmp_path) if name.endswith(".md")}
    assert pages == {
        f"docs/{name}.md"
        for name in (
            "accessibility",
            "checklists/tier-1",
            "forms",
            "index",
            "privacy",
            *(page.place for page in guidance_pages()),
        )
    }
    everything = "".join(path.read_text() for path in tmp_path.rglob("*.*") if path.is_file())
    assert "Marigold" not in everything
    assert MARKING not in everything


def test_what_was_made_at_another_school_is_said_to_be(tmp_path: Path) -> None:
    school = SCHOOLS[0]
    moved = replace(
        school,
        children=(replace(school.children[1], last_pep_elsewhere=True),),
        learning=(replace(school.learning[0], made_elsewhere=True), *school.learning[1:]),
    )
    assert STAFF_SITE.staff is not None
    write_markdown(replace(STAFF_SITE, staff=replace(STAFF_SITE.staff, schools=(moved,))), tmp_path)

    page = (tmp_path / f"docs/schools/{school.summary.id}.md").read_text("utf-8")
    assert page.count("(plan made elsewhere)") == 1
    (row,) = (line for line in page.splitlines() if "made elsewhere |" in line)
    assert row.startswith("| [")


def test_the_pages_say_that_reviews_and_not_audits_settle_a_rating(tmp_path: Path) -> None:
    write_markdown(STAFF_SITE, tmp_path)
    concerns = (tmp_path / "docs/concerns.md").read_text("utf-8")
    school = (tmp_path / f"docs/schools/{SCHOOLS[0].summary.id}.md").read_text("utf-8")
    assert "Each PEP counts by the last review of it in the year. Audits are not" in concerns
    assert "Each PEP counts by the last review of it in the term. Audits are not" in school


def test_each_item_of_a_list_has_a_line_of_its_own(markdown: Path) -> None:
    assert [] == run_together(markdown)


def test_what_is_late_without_a_last_day_says_of_which_pep_and_since_when(tmp_path: Path) -> None:
    write_markdown(STAFF_SITE, tmp_path)
    page = (tmp_path / f"docs/schools/{SCHOOLS[0].summary.id}.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if "The PEP was signed off" in line]
    shown = [re.sub(r"<[^>]+>|&nbsp;|\s", " ", row).split("|")[3:-1] for row in rows]

    assert [[" ".join(cell.split()) for cell in row] for row in shown] == [
        [
            f"The PEP was signed off Review PEP of {held_on} EXM-41",
            "Designated teacher",
            "–",
            f"Missed since {since} days",
        ]
        for held_on, since in (
            ("14 Oct 2025", "17 Oct 2025, 210"),
            ("20 Jan 2026", "26 Jan 2026, 109"),
        )
    ]


def test_uses_of_the_premium_say_which_pep_plans_them(tmp_path: Path) -> None:
    write_markdown(STAFF_SITE, tmp_path)
    page = (tmp_path / f"docs/schools/{SCHOOLS[0].summary.id}.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if "£440.50" in line]

    assert len(set(rows)) == len(rows) == 2
    assert "Review PEP of 14&nbsp;Oct&nbsp;2025" in rows[0]


def test_staff_have_a_page_for_each_school(tmp_path: Path) -> None:
    write_markdown(STAFF_SITE, tmp_path)

    pages = {name for name in files(tmp_path) if name.startswith("docs/schools/sc-")}
    assert pages == {f"docs/schools/{page.summary.id}.md" for page in SCHOOLS}


def test_what_was_built_for_staff_does_not_stay_in_a_public_folder(tmp_path: Path) -> None:
    write_markdown(STAFF_SITE, tmp_path / "used")
    write_markdown(PUBLIC_SITE, tmp_path / "used")
    write_markdown(PUBLIC_SITE, tmp_path / "new")

    assert files(tmp_path / "new") == files(tmp_path / "used")
    assert not (tmp_path / "used/docs/schools").exists()


def test_a_file_that_already_says_the_same_is_left_alone(tmp_path: Path) -> None:
    write_markdown(STAFF_SITE, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    assert STAFF_SITE.staff is not None
    first, *others = STAFF_SITE.staff.schools
    renamed = replace(first, summary=replace(first.summary, name="Tansy Primary School"))
    staff = replace(STAFF_SITE.staff, schools=(renamed, *others))

    write_markdown(replace(STAFF_SITE, staff=staff), tmp_path)

    changed = {path for path in before if path.stat().st_mtime_ns != before[path]}
    assert {f"{first.summary.id}.md", "index.md"} == {path.name for path in changed}


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")

    with pytest.raises(PepsiteError, match="holds something else"):
        write_markdown(PUBLIC_SITE, tmp_path)

    assert {"letter.txt"} == files(tmp_path)


def test_the_marking_is_on_every_page_for_staff(tmp_path: Path) -> None:
    for path in write_markdown(STAFF_SITE, tmp_path):
        if path.suffix == ".md":
            assert f'<p class="marking">{MARKING}</p>' in path.read_text(), path.name


def test_an_id_that_is_not_one_names_no_file(tmp_path: Path) -> None:
    assert STAFF_SITE.staff is not None
    first = STAFF_SITE.staff.schools[0]
    astray = replace(first, summary=replace(first.summary, id="../../astray"))

    with pytest.raises(PublicationRefusedError):
        write_markdown(
            replace(STAFF_SITE, staff=replace(STAFF_SITE.staff, schools=(astray,))), tmp_path
        )

    assert set() == files(tmp_path)


def school_page(site: PublishedSite, number: int, folder: Path) -> str:
    write_markdown(site, folder)
    return (folder / f"docs/schools/{SCHOOLS[number].summary.id}.md").read_text()


def test_an_empty_school_says_so_in_words(tmp_path: Path) -> None:
    page = school_page(STAFF_SITE, 4, tmp_path)

    assert "No PEP duty is late here." in page
    assert "No child in our care is at this school today." in page


@pytest.mark.parametrize("what_is_known", ["a result", "only the calendar"])
def test_nothing_is_late_is_never_said_where_nobody_can_tell(
    what_is_known: str, tmp_path: Path
) -> None:
    assert STAFF_SITE.staff is not None
    full = STAFF_SITE.staff.schools[0]
    unknown = tuple(row for row in full.due if row.status is Status.CANNOT_TELL)
    page = replace(full, due=unknown if what_is_known == "a result" else ())
    summary = replace(page.summary, late=0)
    staff = replace(STAFF_SITE.staff, schools=(replace(page, summary=summary),))

    shown = school_page(replace(STAFF_SITE, staff=staff), 0, tmp_path)

    assert "No PEP duty is known to be late" in shown
    assert "Nothing is late" not in shown
    assert "Exampleshire, 2026 to 2027" in shown
    assert "Nothing is late" not in (tmp_path / "docs/index.md").read_text()


def test_a_policy_is_a_page_whose_list_of_chapters_leads_somewhere(tmp_path: Path) -> None:
    entry = PolicyEntry(
        "initial-pep-held",
        "The first PEP meeting is <held>",
        ("Within 20 school days.",),
        items=(PolicyItem("Autumn", "31 October", "SHR-02"),),
        since=date(2024, 9, 1),
        sources=("SHR-02",),
        reading="School days, *as written*.",
        statutory=True,
    )
    policy = PolicyPage(
        "The PEP policy of somewhere",
        "What it asks for.",
        date(2026, 5, 15),
        (PolicyChapter("timescales", "By when", "", (entry,)),),
        (CitedSource("SHR-02", "The handbook", "line 9", "Twenty school days."),),
    )
    guidance = replace(PUBLIC_SITE.guidance, policy=policy)
    write_markdown(replace(PUBLIC_SITE, guidance=guidance), tmp_path)
    page = (tmp_path / "docs" / "policy.md").read_text(encoding="utf-8")
    assert "- [By when](#by-when)" in page
    assert "\n## By when\n" in page
    assert "Within 20 school days." in page
    assert "<held>" not in page
    assert "*as written*" not in page
    assert "In force since" in page
    assert '"Our policy": "policy.md"' in (tmp_path / "mkdocs.yml").read_text(encoding="utf-8")


def test_a_site_without_a_policy_page_has_none(tmp_path: Path) -> None:
    write_markdown(PUBLIC_SITE, tmp_path)
    assert not (tmp_path / "docs" / "policy.md").exists()


def test_the_accessibility_page_says_how_far_the_site_complies(tmp_path: Path) -> None:
    write_markdown(PUBLIC_SITE, tmp_path / "stated")
    write_markdown(
        replace(PUBLIC_SITE, settings=replace(PUBLIC_SITE.settings, accessibility=Accessibility())),
        tmp_path / "silent",
    )

    stated = (tmp_path / "stated/docs/accessibility.md").read_text(encoding="utf-8")
    silent = (tmp_path / "silent/docs/accessibility.md").read_text(encoding="utf-8")

    assert "Exampleshire Council states that this site meets the guidelines in part" in stated
    assert "We mean to put this right by Tuesday 1 September 2026" in stated
    assert "every page with a screen reader" in stated
    assert "Exampleshire Council has not said yet how far this site meets the guidelines" in silent
