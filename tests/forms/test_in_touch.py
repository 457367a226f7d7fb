"""While the forms are open: what is ready is sent, and what others had accepted is heard of."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from pepsite.exchange.computer_settings import Working
from pepsite.forms.in_touch import Pace, Touch
from pepsite.forms.in_touch import in_touch as kept_in_touch
from pepsite.usecases.propose_record import propose_record
from pepsite.usecases.send_submissions import list_unsent, send_submissions
from tests.forms.opened import OFFICER_ID, open_forms, words_of
from tests.git.repositories import git
from tests.usecases.examples import OLDER, YOUNGER
from tests.usecases.submissions import (
    AT,
    bare,
    branches,
    clone,
    edited,
    opened,
    proposed,
    submission,
)

QUICKLY = Pace(looks=0.05, hears=0.05)


def in_touch(work: Path, touch: Touch, pace: Pace = QUICKLY) -> AbstractContextManager[None]:
    return kept_in_touch(work, Working(), lambda: AT, touch, pace)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def accepted_meanwhile(shared: Path, folder: Path) -> bytes:
    """Have somebody else's change of a child accepted, and return the file as it is then."""
    other = clone(shared, folder)
    changed = other / YOUNGER
    changed.write_bytes(changed.read_bytes() + b"# Looked at again\n")
    git(other, "commit", "-q", "-a", "-m", "Accepted")
    git(other, "push", "-q", "origin", "HEAD:main")
    return changed.read_bytes()


def test_what_waits_is_sent_while_the_forms_are_open(tmp_path: Path) -> None:
    shared = bare(tmp_path)
    work = clone(shared, tmp_path / "work")
    address = git(work, "remote", "get-url", "origin")
    git(work, "remote", "set-url", "origin", "/nowhere/at/all.git")
    record = opened(work)
    proposed(propose_record(work, submission("s1", edited(record, year_group="Y5"))))
    send_submissions(work, Working(), AT)
    assert [one.why for one in list_unsent(work)] == ["unreachable"]
    git(work, "remote", "set-url", "origin", address)
    with in_touch(work, Touch()):
        proposed(propose_record(work, submission("s2", edited(record, year_group="Y6"))))
        until(lambda: not list_unsent(work))
    assert branches(shared) == ["forms/s1", "forms/s2"]


def test_files_follow_what_others_had_accepted_while_somebody_looks(tmp_path: Path) -> None:
    shared = bare(tmp_path)
    work, touch = clone(shared, tmp_path / "work"), Touch()
    (work / OLDER).write_bytes((work / OLDER).read_bytes() + b"# Not committed\n")
    own = (work / OLDER).read_bytes()
    with in_touch(work, touch):
        theirs = accepted_meanwhile(shared, tmp_path / "other")
        touch.used.set()
        until(lambda: (work / YOUNGER).read_bytes() == theirs)
        until(lambda: git(work, "status", "--short") == f"M {OLDER}")
    assert git(work, "rev-parse", "main") == git(shared, "rev-parse", "main")
    assert (work / OLDER).read_bytes() == own
    assert not touch.is_behind


def test_nothing_is_asked_while_nobody_looks(tmp_path: Path) -> None:
    shared = bare(tmp_path)
    work, touch = clone(shared, tmp_path / "work"), Touch(is_behind=True)
    before = git(work, "rev-parse", "main")
    with in_touch(work, touch):
        until(lambda: not touch.is_behind)  # it asks once at the beginning
        accepted_meanwhile(shared, tmp_path / "other")
        time.sleep(0.5)
        assert git(work, "rev-parse", "main") == before
        touch.used.set()
        until(lambda: git(work, "rev-parse", "main") != before)


@pytest.mark.parametrize("way", ["uncommitted", "commit", "branch"])
def test_files_that_were_changed_here_are_left_alone(tmp_path: Path, way: str) -> None:
    shared = bare(tmp_path)
    work, touch = clone(shared, tmp_path / "work"), Touch()
    if way == "branch":
        git(work, "switch", "-q", "-c", "own")
    else:
        (work / YOUNGER).write_bytes((work / YOUNGER).read_bytes() + b"# My own\n")
    if way == "commit":
        git(work, "commit", "-q", "-a", "-m", "My own")
    before, head = (work / YOUNGER).read_bytes(), git(work, "rev-parse", "HEAD")
    accepted_meanwhile(shared, tmp_path / "other")
    with in_touch(work, touch):
        until(lambda: touch.is_behind)
    assert (work / YOUNGER).read_bytes() == before
    assert git(work, "rev-parse", "HEAD") == head


def test_a_repository_that_nobody_shares_is_never_behind(tmp_path: Path) -> None:
    work, touch = bare(tmp_path).parent / "start", Touch(is_behind=True, is_unreachable=True)
    with in_touch(work, touch):
        until(lambda: not touch.is_behind and not touch.is_unreachable)


def test_the_start_page_says_what_is_not_heard_of(tmp_path: Path) -> None:
    work = clone(bare(tmp_path), tmp_path / "work")
    forms = open_forms(work, OFFICER_ID, tmp_path / "state")
    address = git(work, "remote", "get-url", "origin")
    git(work, "remote", "set-url", "origin", "/nowhere/at/all.git")
    with in_touch(work, forms.desk.touch):
        until(lambda: forms.desk.touch.is_unreachable)
        assert "cannot be reached just now" in words_of(forms.get("/"))
        git(work, "remote", "set-url", "origin", address)
        until(lambda: "cannot be reached" not in words_of(forms.get("/")))
        git(work, "switch", "-q", "-c", "own")
        until(lambda: "changed beside the forms" in words_of(forms.get("/")))


def test_files_do_not_change_while_a_page_reads_them(tmp_path: Path) -> None:
    shared = bare(tmp_path)
    work, touch = clone(shared, tmp_path / "work"), Touch()
    before = (work / YOUNGER).read_bytes()
    theirs = accepted_meanwhile(shared, tmp_path / "other")
    touch.begin_reading()
    with in_touch(work, touch):
        until(lambda: git(work, "rev-parse", "origin/main") != git(work, "rev-parse", "main"))
        time.sleep(0.3)
        assert (work / YOUNGER).read_bytes() == before
        touch.end_reading()
        touch.used.set()
        until(lambda: (work / YOUNGER).read_bytes() == theirs)
        touch.begin_reading()  # pages are not kept waiting afterwards
        touch.end_reading()
