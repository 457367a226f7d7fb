"""How long a whole workspace takes to make, validate, compute and build.

Run with `make bench`. Every figure is of a process of its own on the same files, in the same
run; beside each stands the ratio to reading and hashing every record once, which no tool
that looks at the records can beat.
"""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AS_OF = "2026-05-15"
SIZES = (40, 400, 2_000)
SEED = "1"


def main() -> None:
    """Print a table for each size."""
    for children in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            measure(Path(scratch, "workspace"), children)


def measure(workspace: Path, children: int) -> None:
    """Print how long each step takes for this many children."""
    made = timed("demo", str(workspace), "--children", str(children), "--seed", SEED)
    records = list((workspace / "records").rglob("*.yaml"))
    peps = sum(path.parent.name == "peps" for path in records)
    floor = read_and_hash(records)
    size = sum(path.stat().st_size for path in records) / len(records)
    print(f"\n{children} children, {peps} PEPs, {len(records)} records of {size:,.0f} bytes")
    print(f"  {'read and hash':<12} {floor:8.2f} s {1e3 * floor / peps:8.3f} ms a PEP")
    here = ("--workspace", str(workspace))
    steps = {
        "demo": made,
        "validate": timed("validate", *here),
        "compliance": timed("compliance", *here, "--as-of", AS_OF),
        "build": timed(
            "build", *here, "--audience", "staff", "--as-of", AS_OF, "--out", f"{workspace}/site"
        ),
    }
    for step, (seconds, megabytes) in steps.items():
        print(
            f"  {step:<12} {seconds:8.2f} s {1e3 * seconds / peps:8.3f} ms a PEP"
            f" {seconds / floor:8.1f} times {megabytes:6.0f} MB"
        )


def timed(*arguments: str) -> tuple[float, float]:
    """Return the seconds one command took, and the largest process so far in megabytes."""
    command = (str(Path(sys.executable).with_name("pepsite")), *arguments)
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def read_and_hash(paths: list[Path]) -> float:
    """Return the seconds it takes to read and hash these files."""
    start = time.perf_counter()
    for path in paths:
        hashlib.sha256(path.read_bytes()).digest()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
