"""A link between our pages leads to a page, and to a heading that is on it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import name, pages, without_blocks

PAGES = list(pages())
_LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`[^`\n]*`")


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    found: list[str] = []
    text = without_blocks(page.read_text(encoding="utf-8"))
    for title in re.findall(r"^#{1,6} (.+?)\s*$", text, re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        found.append(f"{slug}-{found.count(slug)}" if slug in found else slug)
    return frozenset(found)


def broken(page: Path) -> list[str]:
    text = _CODE.sub("", without_blocks(page.read_text(encoding="utf-8")))
    return [target for target in _LINK.findall(text) if not _leads_somewhere(page, target)]


def _leads_somewhere(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    path, _, heading = target.partition("#")
    there = page.parent / path if path else page
    if not there.exists():
        return False
    return not heading or (there.suffix == ".md" and heading in anchors(there.resolve()))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_on_a_page_leads_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_there_are_pages_and_links_to_look_at() -> None:
    assert len(PAGES) > 60


def test_broken_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# A `code` heading\n\n## Twice\n\n## Twice\n", "utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](other.md) [b](other.md#a-code-heading) [c](#here) [d](gone.md) [e](other.md#no)\n"
        "[f](https://example.org/x) `[g](gone.md)` [h](other.md#twice-1) ![i](gone.png)\n"
        "```text\n[j](gone.md)\n```\n",
        encoding="utf-8",
    )

    assert broken(page) == ["#here", "gone.md", "other.md#no", "gone.png"]
