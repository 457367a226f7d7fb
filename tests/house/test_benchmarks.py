"""The benchmarks measure what they say, and `make` runs every one. What they print is not tested."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from benchmarks.parts.measuring import BenchmarkError, best_of, run

ROOT = Path(__file__).parents[2]
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


def test_make_runs_every_benchmark() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    scripts = {path.stem for path in (ROOT / "benchmarks").glob("[!_]*.py")}

    assert scripts == set(re.findall(r"-m benchmarks\.(\w+)", makefile))


def test_what_fails_is_not_measured() -> None:
    with pytest.raises(BenchmarkError, match=r"(?s)exited with 3.*why"):
        run([sys.executable, "-c", "print('why'); raise SystemExit(3)"])


def test_a_run_gives_its_last_line_and_the_best_of_some_their_fastest() -> None:
    command = [sys.executable, "-c", "print('first'); print('last')"]
    turns: list[int] = []

    [best, again] = best_of(2, command, command, before=lambda: turns.append(1))

    assert best.answer == again.answer == "last"
    assert len(turns) == 4


@ON_LINUX
@pytest.mark.parametrize(
    "program",
    # Each holds it so long that it is looked at on a busy machine too.
    [
        pytest.param("{hold}; time.sleep(1.5)", id="one process"),
        pytest.param(
            "{hold}; pid = os.fork(); time.sleep(1.5); pid and os.wait()", id="shared by two"
        ),
    ],
)
def test_memory_is_that_of_all_processes_and_counts_once_what_they_share(program: str) -> None:
    hold = "import os, time; held = b'1' * 100_000_000"

    took = run([sys.executable, "-c", program.format(hold=hold)])

    assert 95 < took.largest < 150
    assert 95 < took.together < 150
