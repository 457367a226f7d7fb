"""The files of a workspace's records, for the programs that we compare with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def record_files(root: Path) -> Iterator[str]:
    """Yield the path of every record, in no order."""
    folders = [str(root / "records")]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(".yaml"):
                    yield entry.path
