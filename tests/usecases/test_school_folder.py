"""A folder for one school holds that school's children and nothing of any other."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pepsite.errors import PepsiteError, PublicationRefusedError
from pepsite.forms.questions.blank import blank_peps
from pepsite.privacy.identity import Identity
from pepsite.privacy.published import PublishedSite, Status
from pepsite.privacy.published_practice import TrainingRow
from pepsite.privacy.school_folder import school_folder
from pepsite.records.authority import Audience, ChildLabel
from pepsite.store.identities import IdentityStore
from pepsite.store.user_files import KEY_VARIABLE, STORE_VARIABLE
from pepsite.usecases.build_site import compose_site, write_site_markdown
from pepsite.usecases.workspace import open_workspace
from tests.cli.running import pepsite
from tests.site.built import run_together

ROOT = Path(__file__).parents[2]
DAY = date(2026, 5, 15)
SCHOOL = "sc-s43p82d4ns2nx"
LEFT_WITH_AN_ACTION = "sc-b795m3rrcrymg"
"""A child has moved from here to another school, and an action about the child is still open."""
KNOWN = "ch-3xv61edfcf3qx"
IDS = re.compile(r"\b(?:ch|sc|ps)-[0-9a-z]{13}\b")


@pytest.fixture(scope="module")
def staff() -> PublishedSite:
    return compose_site(ROOT, Audience.STAFF, DAY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Markdown of the school's folder."""
    out = tmp_path_factory.mktemp("school") / "markdown"
    write_site_markdown(ROOT, Audience.SCHOOL, DAY, out, school=SCHOOL, label=ChildLabel.ID)
    return out


def texts(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in {".md", ".yml"}
    }


def test_nothing_late_looks_like_another_or_hides_since_when(staff: PublishedSite) -> None:
    assert staff.staff is not None
    late = [
        row
        for page in staff.staff.schools
        for row in page.due
        if row.status in (Status.OVERDUE, Status.MISSED)
    ]
    shown = [(row.child, row.what, row.pep, row.pep_on, row.due_on) for row in late]

    assert {row.pep for row in late} >= {"", "First PEP", "Review PEP"}
    assert [] == [row for row in late if row.due_on is None and row.since is None]
    assert len(set(shown)) == len(shown)


def test_no_use_of_the_premium_looks_like_another(staff: PublishedSite) -> None:
    assert staff.staff is not None
    rows = [row for page in staff.staff.schools for row in page.premium]

    assert len(rows) > 50
    assert len(set(rows)) == len(rows)


def test_every_id_in_it_is_of_a_child_who_is_there(staff: PublishedSite, folder: Path) -> None:
    assert staff.staff is not None
    (page,) = (one for one in staff.staff.schools if one.summary.id == SCHOOL)
    here = {child.id for child in page.children}
    left = {*(row.child for row in page.lines), *(row.child for row in page.judged)} - here
    found = {one for text in texts(folder).values() for one in IDS.findall(text)}

    assert left  # somebody has left, of whom something could have stayed
    assert found == here


def test_each_item_of_a_list_has_a_line_of_its_own(folder: Path) -> None:
    assert [] == run_together(folder)


def test_no_other_school_is_named_in_it(staff: PublishedSite, folder: Path) -> None:
    assert staff.staff is not None
    others = {
        one.summary.name
        for one in staff.staff.schools
        if one.summary.id not in {SCHOOL, "no-school-place"}
    }
    named = {name for name in others for text in texts(folder).values() if name in text}
    assert named == set()


def test_what_is_to_be_raised_with_it_is_not_sent_to_it(staff: PublishedSite, folder: Path) -> None:
    assert staff.staff is not None
    (page,) = (one for one in staff.staff.schools if one.summary.id == SCHOOL)
    index = texts(folder)["docs/index.md"]

    assert page.to_raise
    assert "To raise" not in index
    assert "OFFICIAL-SENSITIVE" in index
    assert "docs/about.md" in texts(folder)


def test_it_says_that_it_lists_children_and_how_to_treat_it(folder: Path) -> None:
    said = texts(folder)["docs/privacy.md"]
    assert "list its own children" in said
    assert "**OFFICIAL-SENSITIVE**" in said
    assert "No record of a child is read" not in said


def test_actions_and_training_about_a_child_who_is_elsewhere_stay_out(
    staff: PublishedSite,
) -> None:
    setting = open_workspace(ROOT).setting(DAY)
    assert staff.staff is not None
    (page,) = (one for one in staff.staff.schools if one.summary.id == LEFT_WITH_AN_ACTION)
    here = {child.id for child in page.children}
    (left,) = (one for one in page.actions if one.child and one.child not in here)
    of_school = replace(left, id="ac-0000000000001", child="")
    offered = [
        TrainingRow(DAY, "Designated teacher", None, f"qa-{number:013d}", child)
        for number, child in enumerate((min(here), left.child))
    ]
    actions = (*page.actions, of_school)
    with_both = replace(page, actions=actions, training=tuple(offered))
    schools = tuple(with_both if one is page else one for one in staff.staff.schools)
    found = school_folder(
        replace(staff, staff=replace(staff.staff, schools=schools)),
        staff,
        LEFT_WITH_AN_ACTION,
        setting,
        {},
    ).school

    assert found is not None
    assert found.page.actions == tuple(one for one in actions if one is not left)
    assert found.page.training == (offered[0],)
    assert left.child not in repr(found)
    statuses = [row.status for row in found.page.due] + [row.status for row in found.page.actions]
    assert found.page.summary.late == sum(one in {"overdue", "missed"} for one in statuses)


def test_its_counts_are_of_the_rows_in_it() -> None:
    site = compose_site(ROOT, Audience.SCHOOL, DAY, school=SCHOOL, label=ChildLabel.ID)
    assert site.school is not None
    page = site.school.page
    assert page.summary.late == sum(row.status in {"overdue", "missed"} for row in page.due)


@pytest.mark.parametrize("audience", [Audience.SCHOOL, Audience.BOARD])
def test_what_everyone_may_read_is_there_too(audience: Audience) -> None:
    public = compose_site(ROOT, Audience.PUBLIC, DAY, blanks=blank_peps)
    school = SCHOOL if audience is Audience.SCHOOL else ""
    site = compose_site(ROOT, audience, DAY, school=school, blanks=blank_peps, label=ChildLabel.ID)
    assert public.guidance.blanks
    assert site.guidance == public.guidance


def test_children_of_a_school_who_share_a_label_keep_their_ids_beside_it(
    staff: PublishedSite,
) -> None:
    assert staff.staff is not None
    (page,) = (one for one in staff.staff.schools if one.summary.id == SCHOOL)
    one, other, third, *rest = sorted(child.id for child in page.children)
    labels = {one: "A.B., Year 9", other: "A.B., Year 9", third: "C.D., Year 9"}
    elsewhere = {LEFT_WITH_AN_ACTION: "C.D., Year 9"}
    setting = open_workspace(ROOT).setting(DAY)
    found = school_folder(staff, staff, SCHOOL, setting, labels | elsewhere).school

    assert found is not None
    assert dict(found.labels) == {
        one: f"A.B., Year 9 ({one})",
        other: f"A.B., Year 9 ({other})",
        third: "C.D., Year 9",
    }
    assert found.by_id == len(rest) > 0


def test_a_school_of_which_nothing_is_known_has_no_folder() -> None:
    with pytest.raises(PepsiteError, match="there is no page for this school"):
        compose_site(ROOT, Audience.SCHOOL, DAY, school="sc-0000000000000", label=ChildLabel.ID)


def test_a_folder_needs_a_protective_marking(tmp_path: Path) -> None:
    authority = (ROOT / "records/authority.yaml").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "records", tmp_path / "records")
    without = authority.replace(
        "  - audience: school\n    protective_marking: OFFICIAL-SENSITIVE\n", ""
    )
    assert without != authority
    (tmp_path / "records/authority.yaml").write_text(without, encoding="utf-8")

    with pytest.raises(PublicationRefusedError, match="give the audience school one"):
        compose_site(tmp_path, Audience.SCHOOL, DAY, school=SCHOOL, label=ChildLabel.ID)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an identity store that knows who one child of the school is, and no other."""
    folder = tmp_path_factory.mktemp("identities")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, str(folder / "key.txt"))
        made = IdentityStore.create(folder / "store.age", folder / "key.txt")
        made.add(Identity(child=KNOWN, full_name="Tansy Mae Quillfeather"))
        made.save()
    return folder / "store.age"


def settled(root: Path, label: str) -> Path:
    """Return a workspace in which children are shown to schools so."""
    shutil.copytree(ROOT / "records", root / "records")
    path = root / "records/authority.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("schools_as: initials-year", f"schools_as: {label}"), "utf-8")
    return root


def build(root: Path, store: Path | None, out: Path, *more: str) -> tuple[int, str]:
    """Build the folder with what a person types; return the exit code, and what was said."""
    words = ("--audience", "school", "--school", SCHOOL, "--as-of", str(DAY), "--jobs", 1, *more)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STORE_VARIABLE, str(store or out.parent / "nowhere.age"))
        patch.setenv(KEY_VARIABLE, str((store or out).parent / "key.txt"))
        outcome = pepsite("build", *words, "-C", root, "--markdown", out)
    return outcome.exit_code, outcome.stderr


def test_children_are_called_as_the_authority_has_settled(store: Path, tmp_path: Path) -> None:
    code, said = build(ROOT, store, tmp_path / "out")
    page = texts(tmp_path / "out")["docs/index.md"]

    assert (code, "not checked" in said) == (0, False)
    assert "T.Q., Year" in page
    assert KNOWN not in page
    assert "Quillfeather" not in page


def test_who_has_no_name_yet_goes_by_id_and_the_page_says_so(store: Path, tmp_path: Path) -> None:
    build(ROOT, store, tmp_path / "out")
    page = texts(tmp_path / "out")["docs/index.md"]
    by_id = {one for one in IDS.findall(page) if one.startswith("ch-")}

    assert by_id
    assert re.search(
        rf"^{len(by_id)} (child is|children are) called by id here", page, re.MULTILINE
    )

    build(ROOT, store, tmp_path / "ids", "--label", "id")
    page = texts(tmp_path / "ids")["docs/index.md"]
    assert KNOWN in page
    assert "called by id here" not in page


@pytest.mark.parametrize("with_store", [True, False], ids=["store", "no store"])
def test_a_folder_with_names_is_refused_and_nothing_else_is_put_in_their_place(
    store: Path, tmp_path: Path, with_store: bool
) -> None:
    root, known = settled(tmp_path / "own", "name"), store if with_store else None
    line = 1 + (root / "records/authority.yaml").read_text().splitlines().index(
        "  children_shown_to_schools_as: name"
    )

    code, said = build(root, known, tmp_path / "out")
    assert code == 12
    assert f"records/authority.yaml, line {line}: no name is written into a folder" in said
    assert "--label" in said
    assert not (tmp_path / "out").exists()

    assert build(root, known, tmp_path / "out", "--label", "id")[0] == 0


def test_initials_without_an_identity_store_are_refused(tmp_path: Path) -> None:
    code, said = build(ROOT, None, tmp_path / "out")
    line = 1 + (ROOT / "records/authority.yaml").read_text().splitlines().index(
        "  children_shown_to_schools_as: initials-year"
    )
    assert code == 17
    assert f"records/authority.yaml, line {line}: children are to be shown" in said
    assert "--label id" in said
    assert not (tmp_path / "out").exists()

    code, said = build(ROOT, None, tmp_path / "out", "--label", "initials-year")
    assert code == 17
    assert "authority.yaml" not in said


def test_a_label_is_for_a_schools_folder(tmp_path: Path) -> None:
    words = ("--audience", "staff", "--label", "id", "--markdown", tmp_path / "out")
    outcome = pepsite("build", *words, "-C", ROOT)
    assert outcome.exit_code == 2
    assert "--label is for a school's folder" in outcome.stderr


@pytest.mark.parametrize(
    "words", [("--audience", "school"), ("--audience", "staff", "--school", SCHOOL)]
)
def test_a_folder_is_for_one_school(words: tuple[str, ...], tmp_path: Path) -> None:
    outcome = pepsite("build", *words, "-C", ROOT, "--markdown", tmp_path / "markdown")
    assert outcome.exit_code == 2
    assert "go together" in outcome.stderr
