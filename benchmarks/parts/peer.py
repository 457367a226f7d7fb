"""check-jsonschema with our own schemas, in an environment of its own, as pip installs it."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.parts.measuring import Run, run
from benchmarks.parts.walking import record_files
from benchmarks.parts.workspaces import KEPT, Workspace

_PEER = "check-jsonschema==0.39.0"
_ENVIRONMENT = KEPT / _PEER.replace("==", "-")
_AT_ONCE = 5_000
"""How many files are named on one command line: about as many as a system lets through."""

_FOLDERS = {"peps": "pep", "qa-reviews": "qa-review", "audits": "audit", "actions": "action",
            "calendars": "calendar", "people": "person", "samples": "sample",
            "schools": "school"}  # fmt: skip
_VERSIONS = """
from importlib.metadata import PackageNotFoundError, version
print("check-jsonschema", version("check-jsonschema"), end=", ")
print("ruamel.yaml", version("ruamel.yaml"), end=", ")
try:
    print("with ruamel.yaml.clib", version("ruamel.yaml.clib"))
except PackageNotFoundError:
    print("without ruamel.yaml.clib")
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the peer took, for how many PEPs, in how many starts."""

    run: Run
    peps: int
    starts: int


def environment() -> str:
    """Make the peer's environment if there is none yet, and return what is in it."""
    done = _ENVIRONMENT / "done"
    if not done.exists():
        KEPT.mkdir(exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", _ENVIRONMENT], check=True)
        pip = (_ENVIRONMENT / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
        subprocess.run([*pip, "-qq", "install", _PEER], check=True)
        done.touch()
    asked = [str(_ENVIRONMENT / "bin" / "python"), "-c", _VERSIONS]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def check(workspace: Workspace, most_peps: int | None) -> Checked:
    """Check all records, or those of every so many files of each kind, kind by kind.

    Raises:
        BenchmarkError: it finds something wrong with a record, so nothing can be compared.
    """
    every = 1 if most_peps is None else -(-workspace.peps // most_peps)
    files: dict[str, list[str]] = defaultdict(list)
    for path in sorted(record_files(workspace.root)):
        files[_kind(path)].append(path.removeprefix(f"{workspace.root}/"))
    total, starts = Run(0, 0, 0), 0
    for kind, paths in sorted(files.items()):
        for some in _chunks(paths[::every]):
            command = [f"{_ENVIRONMENT}/bin/check-jsonschema", "--schemafile"]
            total += run([*command, f"schemas/{kind}.json", *some], cwd=workspace.root)
            starts += 1
    return Checked(total, len(files["pep"][::every]), starts)


def _chunks(paths: list[str]) -> Iterator[list[str]]:
    return (paths[first : first + _AT_ONCE] for first in range(0, len(paths), _AT_ONCE))


def _kind(path: str) -> str:
    file = Path(path)
    return _FOLDERS.get(file.parent.name) or file.stem
