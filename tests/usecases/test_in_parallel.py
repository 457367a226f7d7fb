"""Work shared among processes: all of it, in order, and nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pepsite.errors import PepsiteError
from pepsite.usecases.in_parallel import in_order, processors

ITEMS = range(400)


def _which(factor: int, item: int) -> tuple[int, int]:
    return item * factor, os.getpid()


def _fails(at: int, item: int) -> int:
    if item == at:
        raise LookupError(item)
    return item


def _is_killed(at: int, item: int) -> int:
    if item == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def test_there_is_a_processor() -> None:
    assert processors() >= 1


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_results_come_in_the_order_of_the_work(jobs: int) -> None:
    assert [one for one, _ in in_order(_which, 3, ITEMS, jobs)] == [3 * one for one in ITEMS]


def test_much_work_is_done_by_others_and_little_by_this_process() -> None:
    assert os.getpid() not in {process for _, process in in_order(_which, 1, ITEMS, 3)}
    assert {process for _, process in in_order(_which, 1, ITEMS[:60], 3)} == {os.getpid()}


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_failure_is_raised_here(jobs: int) -> None:
    with pytest.raises(LookupError):
        list(in_order(_fails, 250, ITEMS, jobs))


def test_a_process_ended_from_outside_is_said_so() -> None:
    with pytest.raises(PepsiteError, match="ended from outside"):
        list(in_order(_is_killed, 250, ITEMS, 3))


def test_whoever_needs_no_more_ends_the_others() -> None:
    results = in_order(_which, 1, ITEMS, 3)
    _, process = next(results)
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert not _runs(process)


_FIRST = """
import os, sys, time
from pepsite.usecases.in_parallel import in_order

def work(context, item):
    time.sleep(0.01)
    return os.getpid()

found = set()
for process in in_order(work, None, range(100_000), 2):
    found.add(process)
    if len(found) == 2:
        print(*found, flush=True)
        found.add(None)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the program would be a file")
def test_where_the_first_process_is_killed_the_others_end() -> None:
    with subprocess.Popen([sys.executable, "-c", _FIRST], stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        others = [int(process) for process in first.stdout.readline().split()]
        first.kill()
    patience = time.monotonic() + 60
    while any(map(_runs, others)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert len(others) == 2
    assert not any(map(_runs, others))


def _runs(process: int) -> bool:
    # What has ended and is waited for by nobody is still listed, with no command.
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False
