"""`pepsite validate`: what is asked about, how it is shown, and when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from pepsite.render import FORMATS
from tests.cli.running import pepsite
from tests.usecases.examples import (
    AUTHORITY,
    OFFICER,
    OLDER,
    OLDER_PEP,
    PRIMARY,
    SECONDARY,
    TEACHER,
    YOUNGER,
    YOUNGER_PEP,
)


def change(workspace: Path, path: str, old: str, new: str) -> None:
    text = (workspace / path).read_text("utf-8")
    assert old in text
    (workspace / path).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def warned(workspace: Path) -> Path:
    """Return the workspace with one warning in it."""
    change(workspace, SECONDARY, "name: Mill Lane Academy", "name: 'Mill Lane Academy'")
    return workspace


@pytest.fixture
def wrong(warned: Path) -> Path:
    """Return the workspace with a warning and two errors in it."""
    change(warned, YOUNGER_PEP, "Y4", "Y99")
    change(warned, TEACHER, "designated-teacher", "teacher")
    return warned


TEXT = f"""\
{YOUNGER_PEP}:8:13: error: this is not one of the values allowed here [not-in-list]
    use one of: before-nursery, N1, N2, R, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13 or Y14

{TEACHER}:4:7: error: this is not one of the values allowed here [not-in-list]
"""


def test_what_is_wrong_is_said_whole(wrong: Path) -> None:
    result = pepsite("validate", "-C", wrong)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith(TEXT)
    assert f"{SECONDARY}:4:1: warning: this file is not in the one layout" in result.stdout
    assert result.stdout.endswith(
        "\n2 errors and 1 warning in 3 of 14 records; 14 files found, 12 read, 0 remembered; "
        "names not checked\n"
    )


def test_nothing_wrong_is_said_in_one_line(workspace: Path) -> None:
    result = pepsite("validate", "-C", workspace)
    assert (result.exit_code, result.stderr, result.stdout) == (
        *(0, ""),
        "nothing wrong in 14 records; 14 files found, 14 read, 0 remembered; names not checked\n",
    )


@pytest.mark.parametrize(
    ("fail_on", "none", "warning", "error"),
    [("error", 0, 0, 1), ("warning", 0, 1, 1), ("never", 0, 0, 0)],
)
def test_fail_on_changes_the_exit_code_and_nothing_else(
    workspace: Path, fail_on: str, none: int, warning: int, error: int
) -> None:
    asked = ("validate", "-C", workspace, "--fail-on", fail_on)
    assert pepsite(*asked).exit_code == none
    change(workspace, SECONDARY, "name: Mill Lane Academy", "name: 'Mill Lane Academy'")
    assert pepsite(*asked).exit_code == warning
    change(workspace, YOUNGER_PEP, "Y4", "Y99")
    outcome = pepsite(*asked)
    assert outcome.exit_code == error
    assert findings(outcome.stdout) == findings(pepsite("validate", "-C", workspace).stdout)


def findings(text: str) -> str:
    """Return a report without its last line, which counts what was read and what remembered."""
    return text.rstrip("\n").rpartition("\n")[0]


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_tells_every_place_and_is_the_same_twice(wrong: Path, form: str) -> None:
    command = ("validate", "-C", wrong, "--format", form, "--no-memory")
    first, again = (pepsite(*command) for _ in range(2))
    assert (first.exit_code, first.stderr) == (1, "")
    assert first.stdout_bytes == again.stdout_bytes
    for path in (YOUNGER_PEP, TEACHER, SECONDARY):
        assert path in first.stdout


@pytest.mark.parametrize("form", ["json", "sarif", "junit"])
def test_a_format_for_programs_is_well_formed_also_where_nothing_is_wrong(
    workspace: Path, form: str
) -> None:
    text = pepsite("validate", "-C", workspace, "--format", form).stdout
    if form == "junit":
        etree.fromstring(text.encode())
    else:
        json.loads(text)


def test_annotations_have_file_and_line_and_errors_come_first(wrong: Path) -> None:
    lines = pepsite("validate", "-C", wrong, "--format", "github").stdout.splitlines()
    assert [line.partition("::")[2].partition(",title")[0] for line in lines] == [
        f"error file={YOUNGER_PEP},line=8,col=13",
        f"error file={TEACHER},line=4,col=7",
        f"warning file={SECONDARY},line=4,col=1",
    ]


def test_nothing_wrong_gives_no_annotation(workspace: Path) -> None:
    assert pepsite("validate", "-C", workspace, "--format", "github").stdout == ""


SUMMARY = f"""\
before
## Records checked

2 errors and 1 warning in 3 of 14 records; 14 files found, 12 read, 0 remembered; names not checked.

| code | severity | times |
| --- | --- | ---: |
| not-in-list | error | 2 |
| not-canonical | warning | 1 |

| place | code |
| --- | --- |
| `{YOUNGER_PEP}:8` | not-in-list |
| `{TEACHER}:4` | not-in-list |
| `{SECONDARY}:4` | not-canonical |
"""


def test_a_summary_is_added_to_the_end_of_its_file(wrong: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", "utf-8")
    outcome = pepsite("validate", "-C", wrong, "--summary", summary)
    assert outcome.exit_code == 1
    assert findings(outcome.stdout) == findings(pepsite("validate", "-C", wrong).stdout)
    assert summary.read_text("utf-8") == SUMMARY


def test_a_summary_where_nothing_is_wrong(workspace: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    assert pepsite("validate", "-C", workspace, "--summary", summary).exit_code == 0
    assert summary.read_text("utf-8") == (
        "## Records checked\n\nNothing wrong in 14 records; 14 files found, 14 read, "
        "0 remembered; names not checked.\n"
    )


def test_a_summary_that_cannot_be_written_is_wrong_usage(workspace: Path, tmp_path: Path) -> None:
    outcome = pepsite("validate", "-C", workspace, "--summary", tmp_path / "none" / "summary.md")
    assert outcome.exit_code == 2


def paths_found(workspace: Path, *paths: object) -> tuple[int, list[str]]:
    outcome = pepsite("validate", "-C", workspace, "--format", "json", *paths)
    report = json.loads(outcome.stdout)
    return report["records"], [one["path"] for one in report["findings"]]


def test_a_file_named_is_all_that_is_asked_about(wrong: Path) -> None:
    assert paths_found(wrong, YOUNGER_PEP) == (1, [YOUNGER_PEP])
    assert paths_found(wrong, wrong / OLDER) == (1, [])
    assert paths_found(wrong, TEACHER, YOUNGER_PEP) == (2, [YOUNGER_PEP, TEACHER])


def test_a_folder_named_stands_for_what_is_in_it(wrong: Path) -> None:
    assert paths_found(wrong, "records/children") == (5, [YOUNGER_PEP])
    assert paths_found(wrong, wrong / "records" / "people") == (4, [TEACHER])
    assert paths_found(wrong, "records") == (14, [YOUNGER_PEP, TEACHER, SECONDARY])
    assert paths_found(wrong, wrong) == (14, [YOUNGER_PEP, TEACHER, SECONDARY])


def test_a_path_is_looked_for_where_the_person_stands_first(
    wrong: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(wrong / "records" / "people")
    assert paths_found(wrong, TEACHER.rpartition("/")[2]) == (1, [TEACHER])
    assert paths_found(wrong, ".") == (4, [TEACHER])
    assert paths_found(wrong, "../schools") == (2, [SECONDARY])
    assert paths_found(wrong, YOUNGER_PEP) == (1, [YOUNGER_PEP])


def test_a_path_with_no_record_is_a_finding(workspace: Path) -> None:
    for named in ("records/samples", "README.md"):
        outcome = pepsite("validate", "-C", workspace, named)
        assert outcome.exit_code == 1
        assert f"{named}:1:1: error: there are no records here [no-records]" in outcome.stdout


@pytest.mark.parametrize("outside", ["/", "..", "records/../../elsewhere"])
def test_a_path_outside_the_workspace_is_wrong_usage(workspace: Path, outside: str) -> None:
    outcome = pepsite("validate", "-C", workspace, outside)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "leads out of the workspace" in outcome.stderr


def test_what_is_asked_about_is_judged_against_everything(workspace: Path) -> None:
    (workspace / SECONDARY).unlink()
    assert paths_found(workspace, OLDER) == (1, [OLDER])
    assert paths_found(workspace, TEACHER) == (1, [TEACHER])
    assert paths_found(workspace, OFFICER) == (1, [])
    assert paths_found(workspace, PRIMARY) == (1, [])


def test_a_folder_without_its_child_is_told_to_whoever_asks_about_what_is_in_it(
    workspace: Path,
) -> None:
    (workspace / YOUNGER).unlink()
    folder = YOUNGER.rpartition("/")[0]
    assert paths_found(workspace, YOUNGER_PEP) == (1, [folder])
    assert paths_found(workspace, OLDER_PEP) == (1, [])


def test_without_an_authority_that_is_told_whatever_was_asked(workspace: Path) -> None:
    (workspace / AUTHORITY).unlink()
    assert paths_found(workspace, PRIMARY) == (1, [AUTHORITY])


def test_an_empty_folder_is_no_workspace(tmp_path: Path) -> None:
    outcome = pepsite("validate", "-C", tmp_path)
    assert outcome.exit_code == 1
    assert "[no-records]" in outcome.stdout


def test_nothing_is_written_but_what_is_remembered(workspace: Path) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}

    before = files()
    pepsite("validate", "-C", workspace, "--no-memory")
    assert files() == before
    pepsite("validate", "-C", workspace)
    assert {path.parent.name for path in files().keys() - before.keys()} == {".pepsite"}
    assert {path: files()[path] for path in before} == before
