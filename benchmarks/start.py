"""How long does pepsite take to start, beside the libraries it cannot do without?

Cold, as it is for everybody; and asked of a process that was kept ready, as it is for those who
have the hooks. Everything is run in turns, so that what else the machine does falls on all
alike. The last table says what there is to wait for on the way to a record that is read, each
with all before it.
"""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.parts.measuring import a_process_ready, pepsite
from benchmarks.parts.tables import table, target, times
from benchmarks.parts.workspaces import with_children
from pepsite.cli.start import READY_VARIABLE

_TIMES = 15
_CHILDREN = 40
_AT_MOST = 2
_CLICK, _PYDANTIC = "import click", "import click, pydantic"
_QUICK = """
from pepsite.cli.failures import start_quickly
start_quickly()
"""
_ON_THE_WAY = {
    "python": "",
    _CLICK: _CLICK,
    _PYDANTIC: _PYDANTIC,
    "one class of pydantic with one field": f"""{_QUICK}
from pydantic import BaseModel
class One(BaseModel):
    field: int
One.model_validate_json('{{"field": 1}}')
""",
    "the classes of records, none built": f"{_QUICK}\nimport pepsite.records.kinds",
    "a PEP's class built": f"""{_QUICK}
from pepsite.records.kinds import Pep
Pep.model_rebuild()
""",
    "one PEP read, and nothing asked of it": f"""{_QUICK}
import sys
from pathlib import Path
from pepsite.records.kinds import Pep
from pepsite.store.reading import read_record
assert isinstance(read_record(Path(sys.argv[1]).read_bytes(), "", {{"pep/1": Pep}}), Pep)
""",
}
"""Programs, each of which does a little more than the one before it."""
_VERSION, _COLD, _WARM, _ASKED, _WARM_ASKED = (
    "pepsite --version",
    "pepsite validate FILE --no-memory",
    "pepsite validate FILE",
    "pepsite validate FILE --no-memory, a process ready",
    "pepsite validate FILE, a process ready",
)


def main() -> None:
    """Print the medians and the fastest runs, and how they compare."""
    root = with_children(_CHILDREN).root
    file = min((root / "records" / "children").glob("*/peps/*.yaml"))
    validate = pepsite("validate", file, "--workspace", root)
    with a_process_ready():
        runs = _in_turns(
            {
                _CLICK: [sys.executable, "-c", _CLICK],
                _VERSION: pepsite("--version"),
                _PYDANTIC: [sys.executable, "-c", _PYDANTIC],
                _COLD: [*validate, "--no-memory"],
                _ASKED: [*validate, "--no-memory"],
                _WARM: validate,
                _WARM_ASKED: validate,
            }
        )
    rows = [
        [name, *_in_ms(min(taken), median(taken), min(worked))]
        for name, (taken, worked) in runs.items()
    ]
    head = (f"{_TIMES} runs in turns", "fastest ms", "median ms", "least processor ms")
    table(head, rows)
    _judge(runs, _VERSION, _CLICK, 0.0)
    reading = _reading(file)
    for name in (_COLD, _ASKED, _WARM, _WARM_ASKED):
        _judge(runs, name, _PYDANTIC, reading)
    _where_it_goes(file, [*validate, "--no-memory"])


def _where_it_goes(file: Path, whole: list[str]) -> None:
    commands = {
        name: [sys.executable, "-c", program, str(file)] for name, program in _ON_THE_WAY.items()
    }
    runs = _in_turns({**commands, _COLD: whole})
    least = {name: min(worked) for name, (_, worked) in runs.items()}
    rows = [
        [name, *_in_ms(worked), times(worked / least[_PYDANTIC])] for name, worked in least.items()
    ]
    table(("with all before it", "least processor ms", f"times {_PYDANTIC}"), rows)


def _in_ms(*all_seconds: float) -> list[str]:
    return [f"{1e3 * one:.0f}" for one in all_seconds]


_Runs = dict[str, tuple[list[float], list[float]]]
"""By command, the seconds that each run took, and those that processors worked for it.

What the children of a process work that was ready is not in the latter.
"""


def _in_turns(commands: Mapping[str, Sequence[str]]) -> _Runs:
    """Return what each run took; the first of each is not counted, it fills the caches."""
    runs: _Runs = {name: ([], []) for name in commands}
    for turn in range(_TIMES + 1):
        for name, command in commands.items():
            may_ask = {READY_VARIABLE: "" if name in (_ASKED, _WARM_ASKED) else "0"}
            start, worked = time.perf_counter(), _processor_seconds()
            subprocess.run(command, check=True, capture_output=True, env=os.environ | may_ask)
            if turn:
                runs[name][0].append(time.perf_counter() - start)
                runs[name][1].append(_processor_seconds() - worked)
    return runs


def _processor_seconds() -> float:
    """Return the processor time of all programs that have been run and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reading(file: Path) -> float:
    """Return the seconds of reading one file and hashing it."""
    start = time.perf_counter()
    hashlib.sha256(file.read_bytes()).digest()
    return time.perf_counter() - start


def _judge(runs: _Runs, ours: str, theirs: str, reading: float) -> None:
    ratio = (min(runs[ours][0]) - reading) / min(runs[theirs][0])
    what = f"{ours} within {_AT_MOST} times python -c '{theirs}'"
    met = ratio <= _AT_MOST
    target(what + (" plus one read" if reading else ""), f"{times(ratio)} times", met=met)


if __name__ == "__main__":
    main()
