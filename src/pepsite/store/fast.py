"""The fast reader: for text on which every reader of YAML agrees, and no other.

`_ENTRY` describes the plainest YAML: one entry to a line, and text blocks. A file that
holds anything else goes to the slow reader: the guard may be wrong in that direction only.
Its time grows with the length of the text. An indent of 36 columns at most, and even,
keeps the depth within `MAX_DEPTH`, since a column holds at most a mapping and a list.

What ryaml says of a text it refuses is thrown away: the slow reader finds the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import ryaml

from pepsite.store.diagnosis import FORBIDDEN
from pepsite.store.tree import JSON, MAX_BYTES

# Written in Rust, without types.
_loads: Callable[[str], object] = ryaml.loads  # type: ignore[attr-defined]

_DOUBTFUL = re.compile(rf"{FORBIDDEN.pattern}|[\t\r]")
_COMMENT = r"\#[^\n]*+"
# Words that are not text are let through in the one spelling on which all agree.
_NOT_TEXT = r"(?!(?i:true|false|null)(?::|[ ]*+[\n\#]))"
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*+"
_KEY = rf'(?:{_NOT_TEXT}{_NAME}|"{_NAME}"):'
_ESCAPE = r'\\["\\nt]|\\u(?![dD][89abAB])[0-9a-fA-F]{4}'
_QUOTED = rf""" "(?:[^"\\\n]++|{_ESCAPE})*" | '(?:[^'\n]++|\'\')*' """
_NUMBER = r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?"
_DAY = r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?"
_WORD = r"true|false|null|\[\]|\{\}"
# Text begins with a letter. A colon in it is followed by more of the word, a hash preceded.
_PLAIN = rf"{_NOT_TEXT}[^\W\d_](?:[^\n:\#\ ]++|:(?![ \n])|(?<!\ )\#|[ ]++(?![\#\n]))*"
_VALUE = rf"[ ](?:{_DAY}|{_NUMBER}|{_WORD}|{_QUOTED}|{_PLAIN})"
_END = rf"(?:[ ]++{_COMMENT})?\n"


def _block(indent: int) -> str:
    # The first line sets the indent, and may itself have no more of it.
    line = rf"(?P=i)[ ]{{{indent}}}"
    return rf"[ ]\|-?\n {line}[^ \n][^\n]*+\n (?:(?:{line}[ ]*+[^ \n][^\n]*+)?\n)*"


# One entry to a match. Nothing deeper may follow a value: it would be more of the value.
_ENTRY = re.compile(
    rf"""
      (?P<i>(?:[ ][ ]){{0,18}}+)
      (?: (?:-[ ])?{_KEY}{_END}
        | (?:{_KEY}|-){_VALUE}{_END} (?!\n*+(?P=i)[ ]++[^\#])
        | -[ ]{_KEY}{_VALUE}{_END} (?!\n*+(?P=i)[ ]{{3}}[ ]*+[^\#])
        | (?:{_KEY}|-){_block(2)}
        | -[ ]{_KEY}{_block(4)}
        | {_COMMENT}\n
      )
      | \n
    """,
    re.VERBOSE,
)


def _is_sure(text: str) -> bool:
    end = 0
    while found := _ENTRY.match(text, end):
        end = found.end()
    return end == len(text)


def read_if_sure(content: bytes) -> dict[str, JSON] | None:
    """Return the values of a file, or None where it takes the slow reader to be sure."""
    if len(content) > MAX_BYTES:
        return None
    try:
        text = content.decode()
        if _DOUBTFUL.search(text) or not _is_sure(text):
            return None
        values = _loads(text)
    except Exception:  # noqa: BLE001  # whatever is wrong, the slow reader will say it better
        return None
    return values if isinstance(values, dict) else None
