"""Words that have no business on a page: they say where it was written, or that it is not done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, name, pages

FORBIDDEN = {
    "unfinished": r"\b(?:TODO|FIXME|XXX|TBD|[Ll]orem ipsum)\b",
    "a path of somebody's computer": (
        r"(?<![\w.])/(?:home|root|tmp|work|Users|opt|mnt|var)/|[A-Z]:\\"
    ),
    "a host that packages come from": (
        r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmjs\.com|proxy\.golang\.org)\b"
        r"|--(?:extra-)?index-url|\b(?:localhost|[\w-]+\.(?:local|internal|lan)):[0-9]+"
    ),
    "a page that is not in this repository": (r"\b(?:product|domain|style|peers)\.md\b"),
    "who typed it": r"(?i)\b(?:co-authored-by|generated with|language model|chat ?bot)\b",
}
SOURCES = (*pages(), *sorted((ROOT / "tools").glob("*.py")))


def words_in(text: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)]


@pytest.mark.parametrize("page", SOURCES, ids=name)
def test_no_page_says_what_does_not_belong_on_it(page: Path) -> None:
    assert words_in(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("TODO: say more", ["unfinished"], id="unfinished"),
        pytest.param("see /home/someone/x", ["a path of somebody's computer"], id="path"),
        pytest.param("docs/work/x and .../tmp/y", [], id="part of another path"),
        pytest.param("pip --index-url x", ["a host that packages come from"], id="registry"),
        pytest.param("see domain.md", ["a page that is not in this repository"], id="page"),
        pytest.param("as requirements.txt says", [], id="a file that is here"),
    ],
)
def test_what_does_not_belong_is_found(text: str, expected: list[str]) -> None:
    assert words_in(text) == expected
