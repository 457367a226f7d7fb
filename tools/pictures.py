"""Pictures of pages for docs/pictures: taken in Chromium, and made small."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools.small_png import small

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give the Chromium of the system, or the one that `CHROMIUM` names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-lcd-text"]
        )
        yield browser
        browser.close()


def keep(name: str, taken: bytes) -> None:
    """Keep a picture under this name."""
    (FOLDER / f"{name}.png").write_bytes(small(taken))
