"""What is sent from a clone is asked about by the hooks that whoever works there has set up."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pepsite.errors import GitError
from pepsite.exchange.computer_settings import Working
from pepsite.git.forges import Delivered, SharedRepository, Waits
from pepsite.usecases.propose_record import propose_record
from pepsite.usecases.review_submissions import Accepted, Reviewer, accept_submission
from pepsite.usecases.send_submissions import list_unsent, send_submissions
from tests.cli.running import pepsite
from tests.git.repositories import git
from tests.usecases.submissions import (
    AT,
    MANAGER,
    bare,
    branches,
    clone,
    edited,
    opened,
    proposed,
    submission,
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the hooks are scripts of a shell")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return clone(bare(tmp_path), tmp_path / "work")


def hook(work: Path, name: str, *lines: str) -> None:
    place = work / ".git" / "hooks" / name
    place.parent.mkdir(exist_ok=True)
    place.write_text("\n".join(("#!/bin/sh", *lines, "")), "utf-8")
    place.chmod(0o755)


def send(work: Path) -> Delivered | Waits:
    (done,) = send_submissions(work, Working(), AT, forge=SharedRepository(120))
    return done.outcome


def propose(work: Path) -> str:
    sent = submission("s1", edited(opened(work), year_group="Y5"))
    return proposed(propose_record(work, sent)).commit


def test_both_are_asked_and_what_one_adds_stays(work: Path, tmp_path: Path) -> None:
    hook(work, "commit-msg", 'echo "Change-Id: I0f" >> "$1"')
    hook(work, "pre-push", f'echo "$1" > "{tmp_path}/asked"', f'cat >> "{tmp_path}/asked"')
    commit = propose(work)
    assert git(work, "log", "-1", "--format=%(trailers:key=Change-Id,valueonly)", commit) == "I0f"
    assert propose(work) == commit  # sent twice, it is still one
    assert send(work) == Delivered()
    told = (tmp_path / "asked").read_text("utf-8").split()
    assert (told[0], told[2], told[3]) == ("origin", commit, "refs/heads/forms/s1")


def test_a_message_that_is_refused_makes_no_branch(work: Path) -> None:
    hook(work, "commit-msg", "exit 1")
    with pytest.raises(GitError, match="commit-msg"):
        propose(work)
    assert branches(work) == []
    assert git(work, "status", "--porcelain") == ""


def test_one_that_may_not_be_run_is_passed_over_as_git_does(work: Path) -> None:
    hook(work, "commit-msg", "exit 1")
    (work / ".git" / "hooks" / "commit-msg").chmod(0o644)
    assert (
        git(work, "log", "-1", "--format=%(trailers:key=Submission-Id,valueonly)", propose(work))
        == "s1"
    )


def test_what_may_not_be_pushed_waits_and_says_that_it_was_refused(work: Path) -> None:
    hook(work, "pre-push", "cat > /dev/null", "exit 1")
    propose(work)
    assert send(work) == Waits("refused")
    assert [one.why for one in list_unsent(work)] == ["refused"]
    assert branches(work.parent / "bare.git") == []


def test_they_may_lie_elsewhere(work: Path, tmp_path: Path) -> None:
    hook(work, "commit-msg", "exit 1")
    git(work, "config", "core.hooksPath", str((work / ".git" / "hooks").rename(tmp_path / "own")))
    with pytest.raises(GitError, match="commit-msg"):
        propose(work)


def test_those_of_pepsite_let_through_what_pepsite_sends(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    monkeypatch.setenv("PATH", path)
    assert pepsite("hooks", "install", "-C", work).exit_code == 0
    propose(work)
    assert send(work) == Delivered()
    git(work, "fetch", "--quiet")
    accepted = accept_submission(work, "s1", Reviewer(MANAGER, AT))
    assert isinstance(accepted, Accepted), accepted
