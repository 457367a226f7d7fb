"""How long does it take to make a whole workspace, compute compliance for it, and build its site?

Beside each stands the ratio to reading and hashing every record once, which no tool that
looks at the records can beat.
"""

from __future__ import annotations

import argparse
import shutil

from benchmarks.parts.measuring import part, pepsite, run
from benchmarks.parts.tables import COST, cost, say, table, times
from benchmarks.parts.workspaces import AS_OF, KEPT, SIZES, Workspace, with_peps


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description="Making, computing and building.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="How many PEPs.")
    for size in parser.parse_args().sizes:
        _measure(with_peps(size))


def _measure(workspace: Workspace) -> None:
    again, site = KEPT / "made-again", KEPT / "site"
    here, day = ("--workspace", workspace.root), ("--as-of", AS_OF)
    children = ("--children", str(workspace.children))
    for left in (again, site):
        shutil.rmtree(left, ignore_errors=True)
    say(f"\n{workspace}")
    runs = {
        "read and hash, 1 process": run(part("hashing", workspace.root)),
        "demo": run(pepsite("demo", again, *children)),
        "validate": run(pepsite("validate", *here, "--no-memory")),
        "compliance": run(pepsite("compliance", *here, *day)),
        "due": run(pepsite("due", *here, *day)),
        "build": run(pepsite("build", *here, "--audience", "staff", *day, "--out", site)),
    }
    hashing = runs["read and hash, 1 process"].seconds
    rows = [
        [name, *cost(one, workspace.peps), times(one.seconds / hashing)]
        for name, one in runs.items()
    ]
    table(("", *COST, "times hashing"), rows)
    for made in (again, site):
        shutil.rmtree(made)


if __name__ == "__main__":
    main()
