"""The invented site of each audience, written and built once for all who only look at it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pepsite.site.html import build_html
from pepsite.site.markdown import write_markdown
from tests.made_once import made_once
from tests.site.invented import BOARD_SITE, NEW_SITE, PUBLIC_SITE, STAFF_SITE

SITES = {"public": PUBLIC_SITE, "staff": STAFF_SITE, "board": BOARD_SITE, "new": NEW_SITE}


def markdown_of(factory: pytest.TempPathFactory, audience: str) -> Path:
    """Return the folder of the Markdown; nobody writes into it."""
    site = SITES[audience]
    return made_once(factory, f"markdown/{audience}", lambda to: write_markdown(site, to))


def html_of(factory: pytest.TempPathFactory, audience: str) -> Path:
    """Return the folder of the built site, beside those of the others; nobody writes into it."""
    markdown = markdown_of(factory, audience)
    return made_once(factory, f"sites/{audience}", lambda to: build_html(markdown, to))


_A_SECOND_ITEM = re.compile(r"[^\s|] *- [A-Z*<\[]")


def run_together(folder: Path) -> list[str]:
    """Return the lines of a folder's Markdown in which a list goes on where a new item begins."""
    return [
        f"{path.relative_to(folder)}: {line}"
        for path in sorted(folder.rglob("*.md"))
        for line in path.read_text("utf-8").splitlines()
        if _A_SECOND_ITEM.search(line)
    ]
