"""How long does compliance take, under each policy, beside validating the same records cold?

4,000 children with 36,000 PEPs over three years. The records are held against one policy
after the other; validation is that of the policy they were written under.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.parts.measuring import Run, pepsite, run
from benchmarks.parts.tables import COST, cost, say, table, target, times
from benchmarks.parts.three_years import three_years
from benchmarks.parts.workspaces import AS_OF
from pepsite.store.packs import shipped_packs

_MOST = 3
"""How many times as long as validating compliance may take."""

_WRITTEN_UNDER = "policy: walsall\n"


def main() -> None:
    """Print one table, and what came of the target."""
    workspace = three_years()
    authority = workspace.root / "records" / "authority.yaml"
    say(f"\n{workspace}")
    runs = {"validate": run(pepsite("validate", "--workspace", workspace.root, "--no-memory"))}
    for pack in shipped_packs():
        runs[f"compliance, {pack}"] = _under(pack, authority, workspace.root)
    validating = runs["validate"].seconds
    table(
        ("", *COST, "times validating"),
        [
            [name, *cost(one, workspace.peps), times(one.seconds / validating)]
            for name, one in runs.items()
        ],
    )
    slowest = max(one.seconds for one in runs.values())
    target(
        f"compliance under any policy within {_MOST} times validating",
        times(slowest / validating),
        met=slowest <= _MOST * validating,
    )


def _under(pack: str, authority: Path, root: Path) -> Run:
    own = authority.read_text(encoding="utf-8")
    authority.write_text(own.replace(_WRITTEN_UNDER, f"policy: {pack}\n"), encoding="utf-8")
    try:
        return run(pepsite("compliance", "--workspace", root, "--as-of", AS_OF))
    finally:
        authority.write_text(own, encoding="utf-8")


if __name__ == "__main__":
    main()
