"""`pepsite validate --changed-since`, in real repositories: what a pull request is asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pepsite.records.ids import check_character
from pepsite.store.listing import list_records
from tests.cli.running import pepsite
from tests.git.repositories import commit, git, repository
from tests.usecases.examples import (
    AUTHORITY,
    BASE,
    CALENDAR,
    OFFICER,
    OLDER,
    OLDER_PEP,
    OLDER_REVIEW,
    PRIMARY,
    SECONDARY,
    TEACHER,
    YOUNGER,
    YOUNGER_PEP,
    lay_out,
)


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """Return a workspace on a branch that has left `main`, with an old fault on both."""
    root = lay_out(BASE, tmp_path / "workspace")
    change(root, PRIMARY, "type: maintained", "type: maintayned")
    repository(root)
    git(root, "switch", "--quiet", "--create", "branch")
    return root


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def asked(root: Path, revision: str = "main") -> tuple[int, int, list[tuple[str, str]]]:
    """Return the exit code, how many records were looked at, and what was found where."""
    outcome = pepsite("validate", "-C", root, "--changed-since", revision, "--format", "json")
    report = json.loads(outcome.stdout)
    found = [(one["path"], one["code"]) for one in report["findings"]]
    return outcome.exit_code, report["records"], found


def test_nothing_changed_and_an_old_fault_is_not_this_branchs(branch: Path) -> None:
    assert asked(branch) == (0, 0, [])
    assert pepsite("validate", "-C", branch).exit_code == 1


def test_a_changed_file_is_checked_committed_or_not(branch: Path) -> None:
    change(branch, YOUNGER_PEP, "Y4", "Y99")
    assert asked(branch) == (1, 1, [(YOUNGER_PEP, "not-in-list")])
    commit(branch, "A year group")
    assert asked(branch) == (1, 1, [(YOUNGER_PEP, "not-in-list")])


def test_a_new_file_is_checked(branch: Path) -> None:
    new = "records/people/ps-0000000000000.yaml"
    (branch / new).write_text("schema: person/1\n")
    code, records, found = asked(branch)
    assert (code, records) == (1, 1)
    assert set(found) == {(new, "missing-field")}


def test_a_change_takes_in_what_refers_to_it(branch: Path) -> None:
    change(branch, OLDER_PEP, "completed_on: 2025-10-01", "completed_on: 2025-10-08")
    assert asked(branch) == (1, 2, [(OLDER_REVIEW, "dates-out-of-order")])


def test_a_deleted_school_is_found_by_those_who_refer_to_it(branch: Path) -> None:
    (branch / SECONDARY).unlink()
    commit(branch, "A school goes")
    code, records, found = asked(branch)
    assert (code, records) == (1, 3)
    assert found == [
        (OLDER, "points-nowhere"),
        (OLDER_PEP, "points-nowhere"),
        (OLDER_PEP, "points-nowhere"),
        (TEACHER, "points-nowhere"),
    ]


def test_a_renamed_record_is_checked_under_both_names(branch: Path) -> None:
    other = "records/schools/sc-ey0qqdn9pktkf.yaml"
    git(branch, "mv", SECONDARY, other)
    commit(branch, "A school has another id")
    code, _, found = asked(branch)
    assert code == 1
    assert (other, "id-not-path") in found
    assert (OLDER, "points-nowhere") in found
    assert (PRIMARY, "not-in-list") not in found


def test_a_deleted_child_is_missed_by_its_folder(branch: Path) -> None:
    (branch / YOUNGER).unlink()
    commit(branch, "A child goes")
    assert asked(branch) == (1, 1, [(YOUNGER.rpartition("/")[0], "child-missing")])


def test_a_pep_for_a_child_that_is_not_there_is_found(branch: Path) -> None:
    other = "records/children/ch-0000000000000/peps/pep-jxp7jjy63y6fz.yaml"
    (branch / other).parent.mkdir(parents=True)
    git(branch, "mv", YOUNGER_PEP, other)
    code, _, found = asked(branch)
    assert code == 1
    assert ("records/children/ch-0000000000000", "child-missing") in found


def test_a_copied_record_is_found_wherever_the_copy_lies(branch: Path) -> None:
    """The finding is at the second of the two, which may be the one that did not change."""
    for child in ("ch-pkxc1mjxwh83g", "ch-ztcfncxj4a9qh"):
        for pep in (OLDER_PEP, YOUNGER_PEP):
            copy = branch / "records" / "children" / child / "peps" / pep.rpartition("/")[2]
            if not copy.exists():
                copy.write_bytes((branch / pep).read_bytes())
                code, _, found = asked(branch)
                assert code == 1
                assert "record-twice" in {what for _, what in found}
                copy.unlink()


@pytest.mark.parametrize("body", ["000000000000", "zzzzzzzzzzzz"], ids=["before", "after"])
def test_a_second_calendar_is_found_whichever_comes_first(branch: Path, body: str) -> None:
    new = f"ca-{body}{check_character(body)}"
    text = (branch / CALENDAR).read_text("utf-8")
    text = text.replace("ca-bfr5wkfvemacs", new)
    (branch / f"records/calendars/{new}.yaml").write_text(text, "utf-8")
    code, records, found = asked(branch)
    assert (code, records) == (1, 3)
    assert [what for _, what in found] == ["calendar-twice"]


@pytest.mark.parametrize("how", ["changed", "deleted", "renamed"])
def test_the_authority_touches_everything(branch: Path, how: str) -> None:
    match how:
        case "changed":
            change(branch, AUTHORITY, "Exampleshire County", "Exampleshire")
        case "deleted":
            (branch / AUTHORITY).unlink()
        case _:
            git(branch, "mv", AUTHORITY, "records/autority.yaml")
    code, records, found = asked(branch)
    assert code == 1
    assert records == len(list_records(branch).paths)
    assert (PRIMARY, "not-in-list") in found


def test_the_authoritys_own_policy_touches_everything(branch: Path) -> None:
    (branch / "policy" / "own").mkdir(parents=True)
    (branch / "policy" / "own" / "pack.yaml").write_text("name: own\n")
    assert asked(branch) == (1, 14, [(PRIMARY, "not-in-list")])


def test_what_is_no_record_touches_nothing(branch: Path) -> None:
    (branch / "README.md").write_text("x\n")
    assert asked(branch) == (0, 0, [])


def test_a_misplaced_file_is_found(branch: Path) -> None:
    (branch / "records" / "notes.docx").write_text("x\n")
    assert asked(branch) == (1, 0, [("records/….docx", "misplaced-file")])


def test_a_link_in_the_place_of_a_folder_is_found(branch: Path, tmp_path: Path) -> None:
    (branch / "records" / "samples").symlink_to(tmp_path)
    assert asked(branch) == (1, 0, [("records/samples", "leads-outside")])


def test_a_file_in_a_folder_that_looks_like_a_file_is_found(branch: Path) -> None:
    folder = "records/people/ps-gnjvj28cdf62x.yaml"
    (branch / folder).mkdir()
    (branch / folder / "x.txt").write_text("x\n")
    assert asked(branch) == (1, 0, [(folder, "not-readable")])


def test_a_workspace_may_be_a_folder_of_a_repository(tmp_path: Path) -> None:
    root = lay_out(BASE, tmp_path / "repository" / "records of ours")
    repository(root.parent)
    change(root, YOUNGER_PEP, "Y4", "Y99")
    (root.parent / "elsewhere.txt").write_text("x\n")
    assert asked(root, "HEAD") == (1, 1, [(YOUNGER_PEP, "not-in-list")])


@pytest.mark.parametrize("revision", ["no-such-branch", "0" * 40, "--help"])
def test_a_bad_revision_stops_it(branch: Path, revision: str) -> None:
    outcome = pepsite("validate", "-C", branch, f"--changed-since={revision}")
    assert (outcome.exit_code, outcome.stdout) == (14, "")
    assert outcome.stderr.startswith("pepsite: there is no such revision here")


def test_a_shallow_clone_stops_it_and_says_what_to_do(branch: Path, tmp_path: Path) -> None:
    base = git(branch, "rev-parse", "main")
    change(branch, OFFICER, "team: Secondary", "team: Primary")
    commit(branch, "A team")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", branch.as_uri(), str(clone))
    outcome = pepsite("validate", "-C", clone, "--changed-since", base)
    assert (outcome.exit_code, outcome.stdout) == (14, "")
    assert "fetch it first, in full depth" in outcome.stderr
