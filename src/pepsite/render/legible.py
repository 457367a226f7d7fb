"""Characters that would do something instead of being read.

Messages and hints are ours, but a path is whatever a file is called. On Linux that may be
an escape sequence, a line break, a mark that turns the direction of writing, or no text.
"""

from __future__ import annotations

import re

# C0 and C1 controls, marks of direction, line and paragraph separators, lone surrogates
# (Python's stand-in for file names that are not UTF-8), and what XML 1.0 cannot hold.
_NOT_LEGIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def legible(text: str) -> str:
    """Return the text with a replacement character for each that cannot safely be shown."""
    return _NOT_LEGIBLE.sub("\ufffd", text)
