"""The folder of a workspace in which this computer remembers things, and Git passes over."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ".pepsite"
_IGNORED = "# What pepsite remembers on this computer. It can be deleted at any time.\n*\n"


def make_folder(folder: Path) -> None:
    """Make the folder of what is remembered, which Git is told to pass over.

    Raises:
        OSError: the disk said no.
    """
    folder.mkdir(exist_ok=True)
    ignored = folder / ".gitignore"
    if not os.path.lexists(ignored):
        ignored.write_text(_IGNORED, "utf-8")
