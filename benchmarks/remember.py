"""What does validation cost when little or nothing has changed since the last time?

Nothing changed, one PEP changed, and one edit of the policy, in a Git repository in which
everything is committed. The workspace has a policy pack of its own: a copy of Walsall's, so
that an edit of it touches what the records are judged by.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pepsite
from benchmarks.parts import measuring
from benchmarks.parts.measuring import BenchmarkError, Run, best_of, part, run
from benchmarks.parts.tables import COST, cost, say, seconds, table, target, times
from benchmarks.parts.workspaces import KEPT, SIZES, Workspace, with_peps

_TIMES = 5
_WARM_AT_MOST, _GROWTH_AT_MOST = 5, 1.5
_MEGABYTES = 300
_WALSALL = Path(pepsite.__file__).parent / "policy" / "packs" / "walsall"
_PACK = "our-own"
_EDITS = (
    ("checklists.yaml", "text: Was the PEP completed in time?", "text: Was the PEP in time?"),
    ("timescales.yaml", "number: 20", "number: 19"),
    ("completeness.yaml", "from: 2018-09-01", "from: 2018-09-02"),
)
_AS_NOBODY = (
    *("-c", "user.name=Benchmark"),
    *("-c", "user.email=benchmark@ashmere.example"),
    *("-c", "commit.gpgsign=false"),
)
_PLANNED_AT = re.compile(r'^    at: "[0-9]{2}:[0-9]{2}"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OneChanged:
    """What it took to check one changed PEP."""

    peps: int
    since: Run
    alone: Run


def main() -> None:
    """Print a table for each size, and then whether one changed PEP costs the same in all."""
    parser = argparse.ArgumentParser(description="Validation when little has changed.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="How many PEPs.")
    changed = [_measure(with_peps(size)) for size in parser.parse_args().sizes]
    head = ("one changed PEP of", "--changed-since, seconds", "by name, seconds")
    rows = [[f"{one.peps:,}", _of(one.since), _of(one.alone)] for one in changed]
    table(head, rows)
    for name, runs in (
        ("--changed-since HEAD", [one.since for one in changed]),
        ("by name", [one.alone for one in changed]),
    ):
        growth = runs[-1].seconds / runs[0].seconds
        what = f"one changed PEP, {name}: {changed[-1].peps / changed[0].peps:.0f} times the PEPs"
        met = growth <= _GROWTH_AT_MOST
        target(f"{what} in at most {_GROWTH_AT_MOST} times the time", times(growth), met=met)


def _measure(workspace: Workspace) -> OneChanged:
    say(f"\n{workspace}")
    with _committed(workspace) as root:
        everything = measuring.pepsite("validate", "--workspace", root)
        first = run(everything)
        hashing, warm = best_of(_TIMES, part("hashing", root), everything)
        alone = run([*everything, "--jobs", "1"])
        peps = workspace.peps
        rows = [
            ["read and hash, 1 process", *cost(hashing, peps), "1", ""],
            ["first time", *_row(first, hashing, peps)],
            ["nothing changed", *_row(warm, hashing, peps)],
            ["nothing changed, 1 process", *_row(alone, hashing, peps)],
            *_after_edits(root, everything, hashing, peps),
        ]
        table(("", *COST, "times hashing", "files"), rows)
        ratio = warm.seconds / hashing.seconds
        what = f"nothing changed within {_WARM_AT_MOST} times read and hash of everything"
        target(what, f"{times(ratio)} times", met=ratio <= _WARM_AT_MOST)
        what = f"remembered for the first time under {_MEGABYTES} MB, all processes together"
        target(what, f"{first.together:.0f} MB", met=first.together < _MEGABYTES)
        return _one_changed(root, everything, peps)


def _of(one: Run) -> str:
    return seconds(one.seconds)


def _row(one: Run, hashing: Run, peps: int) -> list[str]:
    files = re.search(r"\d[\d,]* read, \d[\d,]* remembered", one.answer)
    ratio = times(one.seconds / hashing.seconds)
    return [*cost(one, peps), ratio, files[0] if files else one.answer]


@contextmanager
def _committed(workspace: Workspace) -> Iterator[Path]:
    """Give a copy of a workspace with a pack of its own, a Git repository with no changes."""
    root = KEPT / "remember"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(workspace.root, root, ignore=shutil.ignore_patterns(".pepsite"))
    shutil.copytree(_WALSALL, root / "policy" / _PACK, ignore=shutil.ignore_patterns("examples"))
    _replace(root / "policy" / _PACK / "pack.yaml", "name: walsall", f"name: {_PACK}")
    _replace(root / "records" / "authority.yaml", "policy: walsall", f"policy: {_PACK}")
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "All")):
        subprocess.run(["git", "-C", root, *_AS_NOBODY, *command], check=True)  # noqa: S607  # by PATH
    try:
        yield root
    finally:
        shutil.rmtree(root)


def _after_edits(root: Path, everything: list[str], hashing: Run, peps: int) -> Iterator[list[str]]:
    """Yield a line for each edit of the policy; each is made where nothing else has changed."""
    for name, before, after in _EDITS:
        path = root / "policy" / _PACK / name
        _replace(path, before, after)
        yield [f"one edit in {name}", *_row(run(everything), hashing, peps)]
        _replace(path, after, before)
        run(everything)


def _one_changed(root: Path, everything: list[str], peps: int) -> OneChanged:
    """Check one PEP that is new each time: a meeting of a draft is planned for another minute."""
    path = next(
        path
        for path in sorted((root / "records" / "children").glob("*/peps/*.yaml"))
        if "\nstatus: draft\n" in (text := path.read_text(encoding="utf-8"))
        and len(_PLANNED_AT.findall(text)) == 1
    )
    original, minute = path.read_text(encoding="utf-8"), count()

    def change() -> None:
        planned = f'    at: "10:{next(minute):02d}"'
        path.write_text(_PLANNED_AT.sub(planned, original), encoding="utf-8", newline="\n")

    since, alone = best_of(
        _TIMES, [*everything, "--changed-since", "HEAD"], [*everything, str(path)], before=change
    )
    return OneChanged(peps, since, alone)


def _replace(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    if before not in text:
        message = f"{path.name} does not say `{before}`"
        raise BenchmarkError(message)
    path.write_text(text.replace(before, after, 1), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
