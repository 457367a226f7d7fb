"""What does it take to hold a whole country in one workspace on one machine?

80,000 children are about all who are in care in England, and have more than 250,000 PEPs in
the two years that are invented. The workspace is kept under `.bench/` and made once. With
`--children 20000 80000` a smaller one stands beside it, to show what grows with what.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.parts.measuring import BenchmarkError, Run, part, pepsite, run
from benchmarks.parts.tables import COST, cost, say, table, target, times
from benchmarks.parts.workspaces import AS_OF, KEPT, Workspace, with_children

_CHILDREN, _PEPS, _MEGABYTES = 80_000, 250_000, 1_024
_BYTES_A_CHILD = 120_000
"""On disk, with what a file system adds to small files."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What each step took on one workspace."""

    workspace: Workspace
    steps: dict[str, Run]


def main() -> None:
    """Print a table for each size, the growth between them, and what came of the targets."""
    parser = argparse.ArgumentParser(description="A whole country on one machine.")
    parser.add_argument(
        "--children",
        type=int,
        nargs="+",
        default=(_CHILDREN,),
        help="How many children; the targets are those of the last.",
    )
    sizes = parser.parse_args().children
    _refuse_full_disk(sum(sizes))
    measured = [_measure(with_children(size)) for size in sizes]
    _show_growth(measured)
    _judge(measured[-1])


def _refuse_full_disk(children: int) -> None:
    KEPT.mkdir(exist_ok=True)
    kept = sum(int(one.stem.partition("-")[2]) for one in KEPT.glob("children-*.json"))
    needed = max(0, children - kept) * _BYTES_A_CHILD
    if shutil.disk_usage(KEPT).free < needed:
        message = f"this takes {needed / 1e9:.0f} GB on the disk of {KEPT.name}/"
        raise BenchmarkError(message)


def _measure(workspace: Workspace) -> Measured:
    root = workspace.root
    say(f"\n{workspace}, {workspace.bytes / 1e9:.1f} GB")
    shutil.rmtree(root / ".pepsite", ignore_errors=True)
    here = ("--workspace", root)
    one = min((root / "records" / "children").iterdir()).name
    steps = {
        "demo": workspace.making,
        "list, 1 process": run(part("listing", root)),
        "read and hash, 1 process": run(part("hashing", root)),
        "validate, 4 processes": run(pepsite("validate", *here, "--no-memory", "--jobs", "4")),
        "validate, one shard of ten": run(
            pepsite("validate", *here, "--no-memory", "--jobs", "4", "--shard", "1/10")
        ),
        "validate, one child": run(pepsite("validate", *here, f"records/children/{one}")),
        "compliance, 2 processes": run(
            pepsite("compliance", *here, "--jobs", "2", "--as-of", AS_OF, "--format", "csv")
        ),
    }
    table(("", *COST), [[name, *cost(step, workspace.peps)] for name, step in steps.items()])
    return Measured(workspace, steps)


def _show_growth(measured: list[Measured]) -> None:
    """Say how many times each PEP costs what it did in the workspace before: 1 is linear."""
    for small, large in pairwise(measured):
        more = large.workspace.peps / small.workspace.peps
        head = (f"{more:.2f} times the PEPs", "seconds", "seconds a PEP", "largest", "together")
        rows = []
        for name, now in large.steps.items():
            then = small.steps[name]
            rows.append(
                [
                    name,
                    _grown(now.seconds, then.seconds),
                    _grown(now.seconds / more, then.seconds),
                    _grown(now.largest, then.largest),
                    _grown(now.together, then.together),
                ]
            )
        table(head, rows)


def _grown(now: float, then: float) -> str:
    return times(now / then) if then else "-"


def _judge(measured: Measured) -> None:
    found = measured.workspace
    what = f"{_CHILDREN:,} children with {_PEPS:,} PEPs"
    met = found.children >= _CHILDREN and found.peps >= _PEPS
    target(what, f"{found.children:,} with {found.peps:,}", met=met)
    for name, step in measured.steps.items():
        what = f"{name}: within {_MEGABYTES:,} MB, all processes together"
        target(what, f"{step.together:,.0f} MB", met=step.together <= _MEGABYTES)


if __name__ == "__main__":
    main()
