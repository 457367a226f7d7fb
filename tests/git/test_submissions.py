"""Which branches wait, asked of real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.git.main_line import main_line
from pepsite.git.submissions import Branch, waiting_branches
from tests.git.repositories import commit, git, repository

FORMS = "forms/"


def test_what_was_taken_in_waits_no_more_where_a_clock_was_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git's own list of what is not merged goes by the days of the commits, and errs there."""
    (tmp_path / "a.yaml").write_text("a\n")
    folder = repository(tmp_path)
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2020-05-15T09:00:00Z")
    for number in range(12):
        git(folder, "switch", "--quiet", "--create", f"{FORMS}{number}")
        commit(folder, "Sent")
        git(folder, "switch", "--quiet", "main")
        git(folder, "merge", "--quiet", "--no-ff", "-m", "Accepted", f"{FORMS}{number}")
        if number:
            git(folder, "branch", "--quiet", "--delete", f"{FORMS}{number}")
    line = main_line(folder)
    listed = git(folder, "for-each-ref", f"--no-merged={line.commit}", f"refs/heads/{FORMS}")
    assert f"{FORMS}0" in listed

    assert waiting_branches(folder, line, FORMS) == ()
    git(folder, "switch", "--quiet", "--create", f"{FORMS}waits")
    last = commit(folder, "Sent")
    assert waiting_branches(folder, line, FORMS) == (Branch(f"{FORMS}waits", last),)
