"""Many submissions at once, kills at every step, a full disk: none is lost, none is mixed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from pepsite.errors import PepsiteError
from pepsite.exchange.computer_settings import Working
from pepsite.git.forges import Delivered
from pepsite.records.ids import new_id
from pepsite.usecases.propose_record import UNSENT, propose_record
from pepsite.usecases.review_submissions import Accepted, Reviewer, accept_submission
from pepsite.usecases.send_submissions import send_submissions
from pepsite.usecases.submission import Edit, Submission
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

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
_DONE, _TOLD = 0, 3


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bare repository to be copied."""
    return bare(tmp_path_factory.mktemp("start"))


@pytest.fixture
def shared(start: Path, tmp_path: Path) -> Path:
    """Return a bare repository that has the base on `main`."""
    return Path(shutil.copytree(start, tmp_path / "shared.git"))


def in_a_process(work: Callable[[], object]) -> int:
    """Begin this in a process of its own, and return its number."""
    if child := os.fork():
        return child
    status = 99
    try:  # nothing of pytest may run here
        work()
        status = _DONE
    except PepsiteError:
        status = _TOLD
    finally:
        os._exit(status)


def ended(child: int) -> int:
    """Wait for a process, and return how it ended: below zero, by which signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def new_person(number: int) -> Submission:
    """Return a submission of a record that says which submission it is of."""
    person = new_id("person")
    values = {
        "schema": "person/1",
        "id": person,
        "role": "social-worker",
        "active": True,
        "team": f"Team {number}",
    }
    return submission(f"s{number}", Edit(f"records/people/{person}.yaml", values, None))


# --- At once ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("processes", "each"),
    [(4, 2), pytest.param(20, 10, marks=pytest.mark.soak)],
    ids=["8 from 4 processes", "200 from 20 processes"],
)
def test_of_many_at_once_none_is_lost_and_none_is_mixed(
    shared: Path, processes: int, each: int
) -> None:
    record = opened(shared)

    def work(first: int) -> None:
        for number in range(first, first + each):
            if number % 2:
                sent = new_person(number)
            else:
                prose = {"strengths": f"Words of submission {number}."}
                sent = submission(f"s{number}", edited(record, **prose))
            propose_record(shared, sent)

    children = [
        in_a_process(lambda first=first: work(first))  # type: ignore[misc]  # bound here
        for first in range(0, processes * each, each)
    ]
    assert [ended(child) for child in children] == [_DONE] * processes
    names = {f"forms/s{number}" for number in range(processes * each)}
    assert set(branches(shared)) == names
    for number in range(processes * each):
        changed = git(shared, "diff", "--unified=0", "main", f"forms/s{number}")
        added = [line for line in changed.splitlines() if line.startswith("+")]
        mine = f"Team {number}" if number % 2 else f"Words of submission {number}."
        assert sum("Team" in line or "Words" in line for line in added) == 1
        assert any(line.endswith(mine) for line in added)
        assert git(shared, "rev-list", "--count", f"main..forms/s{number}") == "1"
    assert git(shared, "fsck", "--no-dangling", "--no-progress") == ""


def test_one_submission_sent_by_many_at_once_is_one_commit(shared: Path) -> None:
    sent = submission("s1", edited(opened(shared), year_group="Y5"))
    children = [in_a_process(lambda: propose_record(shared, sent)) for _ in range(4)]
    assert [ended(child) for child in children] == [_DONE] * 4
    assert git(shared, "rev-list", "--count", "main..forms/s1") == "1"


def test_what_many_accept_at_once_is_all_accepted(shared: Path) -> None:
    for number in range(4):
        proposed(propose_record(shared, new_person(number)))
    reviewer = Reviewer(MANAGER, AT)

    def accept(number: int) -> None:
        done = accept_submission(shared, f"s{number}", reviewer)
        if not isinstance(done, Accepted):
            raise PepsiteError

    children = [
        in_a_process(lambda number=number: accept(number))  # type: ignore[misc]  # bound here
        for number in range(4)
    ]
    assert [ended(child) for child in children] == [_DONE] * 4
    teams = git(shared, "grep", "-h", "-o", "Team [0-9]*", "main", "--", "records/people")
    assert sorted(teams.splitlines()) == [f"Team {number}" for number in range(4)]


# --- Killed ----------------------------------------------------------------------------------

_WRITING = ("hash-object", "read-tree", "update-index", "write-tree", "commit-tree", "update-ref")


def killed_at(step: int | str, work: Callable[[], object], *, runs_first: bool) -> int:
    """Do this in a process that is killed at a run of git, and return how it ended."""

    def dying() -> None:
        real, count = subprocess.run, iter(range(10_000))

        def run(line: Any, **how: Any) -> Any:
            number = next(count)
            here = step in line if isinstance(step, str) else number == step
            if here and not runs_first:
                os.kill(os.getpid(), signal.SIGKILL)
            done = real(line, **how)
            if here:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        subprocess.run = run  # type: ignore[assignment]  # in this process alone
        work()

    return ended(in_a_process(dying))


@pytest.mark.parametrize("runs_first", [False, True], ids=["before it", "after it"])
@pytest.mark.parametrize("step", _WRITING)
def test_killed_at_a_step_and_sent_again_it_is_one_commit(
    shared: Path, tmp_path: Path, step: str, runs_first: bool
) -> None:
    work = clone(shared, tmp_path / "work")
    sent = submission("s1", edited(opened(work), year_group="Y5"))
    status = killed_at(step, lambda: propose_record(work, sent), runs_first=runs_first)
    assert status == -signal.SIGKILL
    is_there = step == "update-ref" and runs_first
    assert (branches(work) == ["forms/s1"]) is is_there
    done = proposed(propose_record(work, sent))
    assert (done.again, done.unsent) == (is_there, True)
    assert git(work, "rev-list", "--count", "origin/main..forms/s1") == "1"
    assert git(work, "rev-parse", f"{UNSENT}s1") == git(work, "rev-parse", "forms/s1")


@pytest.mark.soak
def test_killed_at_every_step_and_sent_again_it_is_one_commit(start: Path, tmp_path: Path) -> None:
    for step in range(200):
        shared = Path(shutil.copytree(start, tmp_path / f"shared-{step}.git"))
        work = clone(shared, tmp_path / f"work-{step}")
        sent = submission("s1", edited(opened(work), year_group="Y5"))

        def send(work: Path = work, sent: Submission = sent) -> None:
            propose_record(work, sent)
            send_submissions(work, Working(), AT)

        status = killed_at(step, send, runs_first=bool(step % 2))
        send()
        assert git(shared, "rev-list", "--count", "main..forms/s1") == "1"
        assert git(work, "for-each-ref", UNSENT) == ""
        if status == _DONE:
            return
    pytest.fail("it never came to its end")


def test_killed_after_it_was_pushed_it_is_sent_once(shared: Path, tmp_path: Path) -> None:
    work = clone(shared, tmp_path / "work")
    sent = submission("s1", edited(opened(work), year_group="Y5"))
    proposed(propose_record(work, sent))

    def send() -> None:
        send_submissions(work, Working(), AT)

    assert killed_at("update-ref", send, runs_first=False) == -signal.SIGKILL
    assert branches(shared) == ["forms/s1"]
    (again,) = send_submissions(work, Working(), AT)
    assert again.outcome == Delivered()
    assert send_submissions(work, Working(), AT) == ()
    assert git(shared, "rev-list", "--count", "main..forms/s1") == "1"


def test_a_branch_that_another_process_is_moving_is_waited_for(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = shared / "refs/heads/forms/s1.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    real = subprocess.run

    def run(line: Any, **how: Any) -> Any:
        if "update-ref" in line:  # longer than Git waits when nobody tells it to
            Timer(0.5, lock.unlink).start()
        return real(line, **how)

    monkeypatch.setattr(subprocess, "run", run)
    sent = submission("s1", edited(opened(shared), year_group="Y5"))
    assert not proposed(propose_record(shared, sent)).again
    assert not lock.exists()
    assert branches(shared) == ["forms/s1"]


def test_a_lock_that_a_killed_process_left_does_not_stay_in_the_way(shared: Path) -> None:
    sent = submission("s1", edited(opened(shared), year_group="Y5"))
    lock = shared / "refs/heads/forms/s1.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    with pytest.raises(PepsiteError, match="cannot be written"):
        propose_record(shared, sent)
    os.utime(lock, (0, 0))
    assert not proposed(propose_record(shared, sent)).again


# --- No room ---------------------------------------------------------------------------------


@pytest.mark.parametrize("bytes_free", [0, 60, 150, 250, 1_000])
def test_without_room_on_the_disk_nothing_is_half_there(shared: Path, bytes_free: int) -> None:
    resource = pytest.importorskip("resource")
    sent = submission("s1", edited(opened(shared), year_group="Y5"))

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_free, bytes_free))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        propose_record(shared, sent)

    assert ended(in_a_process(work)) == _TOLD
    assert branches(shared) == []
    proposed(propose_record(shared, sent))
    assert git(shared, "rev-list", "--count", "main..forms/s1") == "1"
    assert git(shared, "fsck", "--no-dangling", "--no-progress") == ""


def fill(file: Path) -> None:
    """Write until there is no more room."""
    with file.open("wb", buffering=0) as filling:
        while True:
            filling.write(b"\0" * 512)


@pytest.mark.soak
def test_on_a_disk_that_is_really_full_nothing_is_half_there(start: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    try:
        shared = Path(shutil.copytree(start, disk / "shared.git"))
        sent = submission("s1", edited(opened(shared), year_group="Y5"))
        filler = disk / "filler"
        with pytest.raises(OSError, match="No space"):
            fill(filler)
        with pytest.raises(PepsiteError):
            propose_record(shared, sent)
        assert branches(shared) == []
        filler.unlink()
        proposed(propose_record(shared, sent))
        assert git(shared, "fsck", "--no-dangling", "--no-progress") == ""
    finally:
        subprocess.run(["umount", str(disk)], check=False)
