"""How long does pepsite take to start, beside the libraries it cannot do without?

Everything is run in turns, so that what else the machine does falls on all alike.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.parts.measuring import pepsite
from benchmarks.parts.tables import table, target, times
from benchmarks.parts.workspaces import with_children

_TIMES = 15
_CHILDREN = 40
_AT_MOST = 2
_CLICK, _PYDANTIC = "import click", "import click, pydantic"
_VERSION, _COLD, _WARM = (
    "pepsite --version",
    "pepsite validate FILE --no-memory",
    "pepsite validate FILE",
)


def main() -> None:
    """Print the medians and the fastest runs, and how they compare."""
    root = with_children(_CHILDREN).root
    file = min((root / "records" / "children").glob("*/peps/*.yaml"))
    validate = pepsite("validate", file, "--workspace", root)
    runs = _in_turns(
        {
            _CLICK: [sys.executable, "-c", _CLICK],
            _VERSION: pepsite("--version"),
            _PYDANTIC: [sys.executable, "-c", _PYDANTIC],
            _COLD: [*validate, "--no-memory"],
            _WARM: validate,
        }
    )
    rows = [
        [name, *(f"{1e3 * one(of_command):.0f}" for one in (min, median))]
        for name, of_command in runs.items()
    ]
    table((f"{_TIMES} runs in turns", "fastest ms", "median ms"), rows)
    _judge(runs, _VERSION, _CLICK, 0.0)
    reading = _reading(file)
    _judge(runs, _COLD, _PYDANTIC, reading)
    _judge(runs, _WARM, _PYDANTIC, reading)


def _in_turns(commands: dict[str, Sequence[str]]) -> dict[str, list[float]]:
    """Return the seconds of each run; the first of each is not counted, it fills the caches."""
    runs: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(_TIMES + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            if turn:
                runs[name].append(time.perf_counter() - start)
    return runs


def _reading(file: Path) -> float:
    """Return the seconds of reading one file and hashing it."""
    start = time.perf_counter()
    hashlib.sha256(file.read_bytes()).digest()
    return time.perf_counter() - start


def _judge(runs: dict[str, list[float]], ours: str, theirs: str, reading: float) -> None:
    ratio = (min(runs[ours]) - reading) / min(runs[theirs])
    what = f"{ours} within {_AT_MOST} times python -c '{theirs}'"
    met = ratio <= _AT_MOST
    target(what + (" plus one read" if reading else ""), f"{times(ratio)} times", met=met)


if __name__ == "__main__":
    main()
