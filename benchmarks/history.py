"""How long does history take, beside the log of Git that it reads?

A repository as a county's would be after years.
"""

from __future__ import annotations

import argparse

from benchmarks.parts import measuring
from benchmarks.parts.histories import with_history
from benchmarks.parts.measuring import best_of, run
from benchmarks.parts.tables import say, seconds, table, target, times
from benchmarks.parts.workspaces import with_peps

_TIMES = 3
_AT_MOST = 2
"""How many times as long as `git log --raw` history may take."""


def main() -> None:
    """Print one table, and what came of the target."""
    parser = argparse.ArgumentParser(description="History beside the log of Git.")
    parser.add_argument("--peps", type=int, default=12_000, help="How many PEPs at least.")
    asked = parser.parse_args()
    workspace = with_peps(asked.peps)
    root = with_history(workspace)
    commits = run(["git", "-C", str(root), "rev-list", "--count", "HEAD"]).answer
    say(f"\n{workspace}; {int(commits):,} commits")
    pep = min((root / "records" / "children").glob("*/peps/*.yaml")).stem
    log = ["git", "-C", str(root), "--no-pager", "log", "--raw"]
    commands = {
        "git log --raw": log,
        "history of one PEP": measuring.pepsite("history", "show", pep, "-C", root),
        "history check": measuring.pepsite(
            "history", "check", "--format", "json", "--at-least", "365", "-C", root
        ),
    }
    runs = dict(zip(commands, best_of(_TIMES, *commands.values()), strict=True))
    base = runs["git log --raw"].seconds
    table(
        ("", "seconds", "together MB", "times the log"),
        [
            [name, seconds(one.seconds), f"{one.together:,.0f}", times(one.seconds / base)]
            for name, one in runs.items()
        ],
    )
    for name, one in list(runs.items())[1:]:
        ratio = one.seconds / base
        what = f"{name} within {_AT_MOST} times `git log --raw`"
        target(what, f"{times(ratio)} times", met=ratio <= _AT_MOST)


if __name__ == "__main__":
    main()
