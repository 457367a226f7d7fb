"""Reads and hashes every record of a workspace: no tool that looks at them all can do less."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from benchmarks.parts.walking import record_files


def main(root: str) -> None:
    """Read and hash everything, and hold nothing."""
    count = 0
    for path in record_files(Path(root)):
        hashlib.sha256(Path(path).read_bytes()).digest()
        count += 1
    print(count)


if __name__ == "__main__":
    main(sys.argv[1])
