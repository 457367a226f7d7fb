"""Workspaces to measure on: invented, kept under `.bench/`, and made once."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path

from benchmarks.parts.measuring import BenchmarkError, Run, pepsite, run

KEPT = Path(__file__).parents[2] / ".bench"
AS_OF = "2026-05-15"
"""The day of the invented virtual school."""

SIZES = (100, 1_000, 12_000)
"""How many PEPs there are at least, where nobody asks for other numbers."""

_PEPS_A_CHILD = 4.3


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace, what is in it, and what making it took."""

    root: Path
    children: int
    peps: int
    records: int
    bytes: int
    making: Run

    def __str__(self) -> str:
        """Return what is in it, in words."""
        return (
            f"{self.children:,} children, {self.peps:,} PEPs,"
            f" {self.records:,} records of {self.bytes / self.records:,.0f} bytes"
        )


def with_peps(peps: int) -> Workspace:
    """Return a workspace with at least this many PEPs.

    Raises:
        BenchmarkError: it could not be made.
    """
    made = with_children(ceil(peps / _PEPS_A_CHILD))
    if made.peps < peps:
        message = f"{made} are fewer than {peps:,} PEPs"
        raise BenchmarkError(message)
    return made


def with_children(children: int) -> Workspace:
    """Return a workspace of this many children: the one under `.bench/`, or a new one.

    Raises:
        BenchmarkError: it could not be made.
    """
    root = KEPT / f"children-{children}"
    kept = KEPT / f"children-{children}.json"
    if not kept.exists():
        shutil.rmtree(root, ignore_errors=True)
        KEPT.mkdir(exist_ok=True)
        making = run(pepsite("demo", root, "--children", str(children), "--seed", "1"))
        kept.write_text(json.dumps(asdict(making)))
    return counted(root, children, Run(**json.loads(kept.read_text())))


def counted(root: Path, children: int, making: Run) -> Workspace:
    """Return the workspace with what is in it, counted without holding the paths."""
    found: Counter[str] = Counter()
    for folder, _, names in os.walk(root / "records"):
        found["records"] += len(names)
        found["bytes"] += sum(os.stat(f"{folder}/{name}").st_size for name in names)  # noqa: PTH116
        if folder.endswith("/peps"):
            found["peps"] += len(names)
    return Workspace(root, children, found["peps"], found["records"], found["bytes"], making)
