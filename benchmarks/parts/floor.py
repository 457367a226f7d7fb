"""Parses and types every record of a workspace, and does nothing else: the bare floor.

No policy, no references, no layout, no guard against hostile text. Each file is read,
parsed by ryaml, and made a record by the model of its kind.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import pydantic_core
import ryaml

from benchmarks.parts.walking import record_files
from pepsite.records.kinds import MODELS

# Written in Rust, without types.
_loads: Callable[[str], Any] = ryaml.loads  # type: ignore[attr-defined]


def main(root: str, jobs: str) -> None:
    """Parse and type everything in this many processes, and say how many records there were."""
    paths = sorted(record_files(Path(root)))
    shares = [paths[one :: int(jobs)] for one in range(int(jobs))]
    if len(shares) == 1:
        print(_parse_and_type(paths))
        return
    with Pool(len(shares)) as pool:
        print(sum(pool.map(_parse_and_type, shares)))


def _parse_and_type(paths: list[str]) -> int:
    for path in paths:
        values = _loads(Path(path).read_text(encoding="utf-8"))
        kind = values["schema"].partition("/")[0]
        MODELS[kind].model_validate_json(pydantic_core.to_json(values))
    return len(paths)


if __name__ == "__main__":
    main(*sys.argv[1:])
