"""The generated parts of a page that people write otherwise by hand.

A generated part stands between two comments, which no page shows:

    <!-- generated: usage -->
    ...
    <!-- end of generated part -->
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_BLOCK = re.compile(
    r"(?P<begin><!-- generated: (?P<name>[a-z-]+) -->\n).*?(?P<end><!-- end of generated part -->)",
    re.DOTALL,
)


class PageError(Exception):
    """A page does not have the places for what is generated."""


def fill(text: str, blocks: Mapping[str, str]) -> str:
    """Return a page with each generated part written anew, and all else as it was.

    Raises:
        PageError: the page lacks one of the parts, has one twice, or asks for an unknown one.
    """
    names = [found["name"] for found in _BLOCK.finditer(text)]
    if sorted(names) != sorted(blocks):
        wanted = ", ".join(sorted(blocks)) or "none"
        message = f"it must have these generated parts, each once: {wanted}"
        raise PageError(message)
    return _BLOCK.sub(
        lambda found: f"{found['begin']}\n{blocks[found['name']]}\n\n{found['end']}", text
    )


def table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table. A bar in a cell is escaped, also inside code."""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines
    )
