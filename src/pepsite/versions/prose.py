"""Which words of a text are new, and which are gone."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_WORD = re.compile(r"\n(?:[ \t]*\n)+|\S+")
_BREAK = "\n\n"


class Words(NamedTuple):
    """Words that stand together, and whether both versions have them."""

    how: Literal["same", "removed", "added"]
    text: str


def words_that_differ(before: str, after: str) -> tuple[Words, ...]:
    """Return a text with its words marked. What was taken out stands before what was put in.

    A single newline is a space, as everywhere in prose; an empty line is a break.
    """
    old, new = _words(before), _words(after)
    marked: list[Words] = []
    for _, begin, end, first, last in SequenceMatcher(None, old, new).get_opcodes():
        gone, come = old[begin:end], new[first:last]
        if gone == come:
            marked.append(Words("same", " ".join(gone)))
            continue
        marked += [Words("removed", " ".join(gone))] if gone else []
        marked += [Words("added", " ".join(come))] if come else []
    return tuple(marked)


def _words(text: str) -> list[str]:
    return [word if word.strip() else _BREAK for word in _WORD.findall(text.strip())]
