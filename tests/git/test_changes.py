"""What a branch changed, asked of real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.errors import GitError
from pepsite.git.changes import changed_paths
from pepsite.git.command import git as run_git
from tests.git.repositories import commit, git, repository


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in ("a.yaml", "deep/b.yaml", "c.yaml"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(f"{path}\n" * 20)
    (tmp_path / ".gitignore").write_text("/ignored\n")
    return repository(tmp_path)


def test_nothing_changed(folder: Path) -> None:
    assert changed_paths(folder, "main") == frozenset()


def test_commits_changes_new_files_and_deleted_ones_all_count(folder: Path) -> None:
    git(folder, "switch", "--quiet", "--create", "branch")
    (folder / "a.yaml").write_text("changed\n")
    commit(folder, "a")
    (folder / "c.yaml").unlink()
    (folder / "new").mkdir()
    (folder / "new" / "d e.yaml").write_text("new\n")
    (folder / "ignored").write_text("x\n")
    (folder / "deep" / "b.yaml").write_text("staged\n")
    git(folder, "add", "deep")
    # `validate` looks at every file under records/, whether Git is told to ignore it or not.
    assert changed_paths(folder, "main") == {
        "a.yaml",
        "c.yaml",
        "deep/b.yaml",
        "ignored",
        "new/d e.yaml",
    }


def test_what_was_committed_and_changed_back_since_counts(folder: Path) -> None:
    """It is another file than the last commit has, and what holds its id may have changed."""
    git(folder, "switch", "--quiet", "--create", "branch")
    before = (folder / "a.yaml").read_text()
    (folder / "a.yaml").write_text("changed\n")
    commit(folder, "a")
    (folder / "a.yaml").write_text(before)
    assert changed_paths(folder, "main") == {"a.yaml"}


def test_a_renamed_file_counts_as_deleted_and_new(folder: Path) -> None:
    git(folder, "mv", "a.yaml", "z.yaml")
    assert changed_paths(folder, "HEAD") == {"a.yaml", "z.yaml"}


def test_what_the_other_branch_did_since_is_not_this_ones_doing(folder: Path) -> None:
    git(folder, "switch", "--quiet", "--create", "branch")
    (folder / "a.yaml").write_text("changed\n")
    commit(folder, "a")
    git(folder, "switch", "--quiet", "main")
    (folder / "c.yaml").write_text("changed\n")
    commit(folder, "c")
    git(folder, "switch", "--quiet", "branch")
    assert changed_paths(folder, "main") == {"a.yaml"}


def test_a_workspace_may_be_a_folder_of_a_repository(folder: Path) -> None:
    for path in ("a.yaml", "deep/b.yaml", "deep/new.yaml"):
        (folder / path).write_text("changed\n")
    assert changed_paths(folder / "deep", "main") == {"b.yaml", "new.yaml"}


def test_a_name_that_is_not_ascii_comes_out_as_it_is(folder: Path) -> None:
    (folder / "é “x”.yaml").write_text("x\n", "utf-8")
    assert changed_paths(folder, "main") == {"é “x”.yaml"}


@pytest.mark.parametrize("revision", ["no-such-branch", "", "--output=x", "-1", "main:a.yaml", "^"])
def test_a_revision_that_is_none_is_said(folder: Path, revision: str) -> None:
    with pytest.raises(GitError, match="no such revision"):
        changed_paths(folder, revision)
    assert not (folder / "x").exists()


def test_branches_without_a_common_history_are_said(folder: Path) -> None:
    git(folder, "switch", "--quiet", "--orphan", "other")
    commit(folder, "another beginning")
    with pytest.raises(GitError, match="shares no history"):
        changed_paths(folder, "main")


def test_a_shallow_clone_says_to_fetch_all(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = git(folder, "rev-parse", "HEAD")
    (folder / "a.yaml").write_text("changed\n")
    commit(folder, "a")
    clone = tmp_path_factory.mktemp("clones") / "shallow"
    git(folder, "clone", "--quiet", "--depth=1", folder.as_uri(), str(clone))
    with pytest.raises(GitError, match="fetch it first, in full depth"):
        changed_paths(clone, first)


def test_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is it a Git repository"):
        changed_paths(tmp_path, "main")


def test_settings_of_a_repository_start_no_program(folder: Path) -> None:
    """Whoever looks at a repository must not run what it says."""
    trap = folder / "trap.sh"
    trap.write_text("#!/bin/sh\ntouch sprung\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "diff.external", "diff.x.textconv"):
        git(folder, "config", name, str(trap))
    (folder / ".gitattributes").write_text("*.yaml diff=x\n")
    (folder / "a.yaml").write_text("changed\n")
    changed_paths(folder, "main")
    run_git(folder, "status")
    assert not (folder / "sprung").exists()
