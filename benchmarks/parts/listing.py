"""Lists every record of a workspace, in order, and holds the paths."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.parts.walking import record_files


def main(root: str) -> None:
    """List the records, and say how many there are."""
    print(len(sorted(record_files(Path(root)))))


if __name__ == "__main__":
    main(sys.argv[1])
