"""Writes the Markdown of a site, changes a child, and prints the seconds of writing it again."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from pepsite.records.authority import Audience
from pepsite.site.markdown import write_markdown
from pepsite.usecases.build_site import compose_site
from pepsite.usecases.remembered_children import RememberedChildren, stamps_of


def main() -> None:
    """Measure as said above: the folder of records, the day and the folder to write to."""
    root, as_of, folder = Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), Path(sys.argv[3])
    remembered: RememberedChildren[Any] = RememberedChildren()

    def write() -> None:
        remembered.stamps = stamps_of(root)
        site = compose_site(root, Audience.STAFF, as_of, remembered=remembered)
        write_markdown(site, folder)

    write()
    next((root / "records" / "children").glob("*/child.yaml")).touch()
    start = time.perf_counter()
    write()
    sys.stdout.write(f"{time.perf_counter() - start}\n")


if __name__ == "__main__":
    main()
