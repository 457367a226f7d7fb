"""How long does the gate take for a change of one record, as the repository grows?

The same edit of one PEP is asked about where there are some hundred PEPs and where there are
12,000, in turns: as `validate --base --head`, and as the pre-receive hook of a real push. Then
what Git's own commit takes there: without hooks, with pre-commit, with commit-msg as well, and
each of these with a process kept ready.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

from benchmarks.parts.histories import with_history
from benchmarks.parts.measuring import BenchmarkError, a_process_ready, pepsite, run
from benchmarks.parts.tables import say, seconds, table, target, times
from benchmarks.parts.workspaces import KEPT, with_peps
from pepsite.cli.start import READY_VARIABLE

_TIMES = 7
_SIZES = (100, 12_000)
_AT_MOST, _AT_MOST_COMMIT = 1.5, 2
_RECORDS_OF_A_CHILD = 14
"""A child with about as many is taken in each: all of them are judged together."""
_PLACE = re.compile(r"^    place: .*$", re.MULTILINE)
_LIBRARIES = "import click, pydantic"
_NUMBERS = count(1)


class _Timed(NamedTuple):
    before: Callable[[], object]
    command: Sequence[str]
    asks: bool = False
    """Whether a process that is ready may be asked."""


@dataclass(frozen=True, slots=True)
class _Gate:
    """A bare repository with our hook, a clone of it with ours, and the PEP that is edited."""

    peps: int
    commits: int
    bare: Path
    work: Path
    pep: str

    def edit(self) -> None:
        """Edit the PEP and stage it: its meeting is in another room each time."""
        file = self.work / self.pep
        text = _PLACE.sub(f"    place: Room {next(_NUMBERS)}", file.read_text("utf-8"), count=1)
        file.write_text(text, "utf-8")
        _git(self.work, "add", self.pep)

    def commit(self) -> None:
        """Commit such an edit on top of what is in the bare repository."""
        _git(self.work, "reset", "--quiet", "--hard", "origin/main")
        self.edit()
        _git(self.work, "commit", "--quiet", "--no-verify", "--message", "One PEP")

    def asked(self) -> _Timed:
        """Return how the bare repository is asked about such an edit."""
        words = ("validate", "-C", self.bare, "--base", "main", "--head", "asked")
        return _Timed(lambda: None, pepsite(*words))

    def pushed(self) -> _Timed:
        """Return a push of such an edit, which the pre-receive hook is asked about."""
        words = ("-C", str(self.work), "push", "--quiet", "--no-verify", "--force")
        return _Timed(self.commit, ["git", *words, "origin", "HEAD:pushed"])

    def committed(self, *hooks: str, asks: bool = False) -> _Timed:
        """Return a commit of such an edit, for which these of our hooks are asked."""
        own, alone = self.work / ".git" / "hooks", self.bare.with_suffix(f".hooks-{len(hooks)}")
        shutil.rmtree(alone, ignore_errors=True)
        alone.mkdir()
        for hook in hooks:
            shutil.copy(own / hook, alone)
        words = ("-C", str(self.work), "-c", f"core.hooksPath={alone}", "commit", "--quiet")
        return _Timed(self.edit, ["git", *words, "--message", "One PEP"], asks)


def main() -> None:
    """Print two tables, and what came of each target."""
    parser = argparse.ArgumentParser(description="The gate on a change of one record.")
    parser.add_argument("--sizes", nargs=2, type=int, default=_SIZES, help="How many PEPs.")
    # The hooks call the pepsite that stands beside this program.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    small, large = (_gate(size) for size in parser.parse_args().sizes)
    for gate in (small, large):
        say(f"{gate.peps:,} PEPs, {gate.commits:,} commits")
        gate.commit()
        _git(gate.work, "push", "--quiet", "--no-verify", "--force", "origin", "HEAD:asked")
    _growth(small, large)
    _commits(large)


def _growth(small: _Gate, large: _Gate) -> None:
    asked = {"validate --base --head": _Gate.asked, "git push, with pre-receive": _Gate.pushed}
    took = {
        name: [taken["small"], taken["large"]]
        for name, way in asked.items()
        for taken in [_in_turns({"small": way(small), "large": way(large)})]
    }
    table(
        ("one PEP changed, seconds", f"{small.peps:,} PEPs", f"{large.peps:,} PEPs", "times"),
        [
            [name, seconds(less), seconds(more), times(more / less)]
            for name, (less, more) in took.items()
        ],
    )
    for name, (less, more) in took.items():
        what = f"{name} within {_AT_MOST} times that of {small.peps:,} PEPs"
        target(what, f"{times(more / less)} times", met=more <= _AT_MOST * less)


def _commits(gate: _Gate) -> None:
    _git(gate.work, "reset", "--quiet", "--hard", "origin/main")
    bare, both = "git commit without hooks", "git commit with pre-commit and commit-msg"
    cold, asked = "git commit with pre-commit", "git commit with pre-commit, a process ready"
    first, second = "pre-commit", "commit-msg"
    with a_process_ready():
        took = _in_turns(
            {
                _LIBRARIES: _Timed(lambda: None, [sys.executable, "-c", _LIBRARIES]),
                bare: gate.committed(),
                cold: gate.committed(first),
                asked: gate.committed(first, asks=True),
                both: gate.committed(first, second),
                f"{both}, a process ready": gate.committed(first, second, asks=True),
            }
        )
    most = took[_LIBRARIES] + took[bare]
    table(
        (f"one of {gate.peps:,} PEPs changed", "seconds", f"times '{_LIBRARIES}' and {bare}"),
        [[name, seconds(taken), times(taken / most)] for name, taken in took.items()],
    )
    for hooked in (cold, asked):
        ratio = took[hooked] / most
        what = f"{hooked}, within {_AT_MOST_COMMIT} times '{_LIBRARIES}' plus {bare}"
        target(what, f"{times(ratio)} times", met=ratio <= _AT_MOST_COMMIT)


def _in_turns(commands: Mapping[str, _Timed]) -> dict[str, float]:
    """Return the seconds of the fastest run of each; the first is not counted: it fills caches."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(_TIMES + 1):
        for name, (before, command, asks) in commands.items():
            before()
            env = os.environ | {READY_VARIABLE: "" if asks else "0"}
            start = time.perf_counter()
            done = subprocess.run(command, capture_output=True, check=False, env=env)
            if done.returncode:
                message = f"{name} exited with {done.returncode}\n{done.stderr.decode()[-2000:]}"
                raise BenchmarkError(message)
            if turn:
                taken[name].append(time.perf_counter() - start)
    return {name: min(runs) for name, runs in taken.items()}


def _gate(peps: int) -> _Gate:
    """Return a bare repository of so many PEPs and a clone of it: kept, or new ones."""
    workspace = with_peps(peps)
    history = with_history(workspace)
    bare = KEPT / f"gate-{workspace.children}.git"
    work, done = bare.with_suffix(".work"), bare / "made"
    if not done.exists():
        for folder in (bare, work):
            shutil.rmtree(folder, ignore_errors=True)
        _git(KEPT, "clone", "--quiet", "--bare", str(history), str(bare))
        _git(KEPT, "clone", "--quiet", str(bare), str(work))
        _git(work, "config", "user.name", "ps-start")
        _git(work, "config", "user.email", "ps-start@ashmere.example")
        done.touch()
    for folder in (bare, work):
        run(pepsite("hooks", "install", "-C", folder))
    commits = run(["git", "-C", str(bare), "rev-list", "--count", "main"]).answer
    return _Gate(workspace.peps, int(commits), bare, work, _pep(history))


def _pep(root: Path) -> str:
    """Return the path of a PEP that may be edited, of a child with about so many records."""
    may_be = [
        (abs(_RECORDS_OF_A_CHILD - len(list(path.parents[1].rglob("*.yaml")))), path)
        for path in (root / "records" / "children").glob("*/peps/*.yaml")
        if "\nstatus: submitted\n" in (text := path.read_text("utf-8")) and _PLACE.search(text)
    ]
    return min(may_be)[1].relative_to(root).as_posix()


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True)  # noqa: S607  # by PATH


if __name__ == "__main__":
    main()
