"""How one value is written in the one layout, so that no reader can take it for another.

Text stands without quotes only where readers of YAML 1.1 and 1.2 agree that it is text,
in a block (`|`) where it is long or has lines, and otherwise in double quotes.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from pepsite.store.diagnosis import FORBIDDEN

LONGEST_PLAIN = 80
"""Characters a text may have before it is given lines of its own."""

HIDDEN = re.compile(
    rf"{FORBIDDEN.pattern}|[\t\r\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Besides what may not stand in a file at all: what hides, or turns the direction of text."""
_PLAIN = re.compile(r"[^\W\d_](?:[^\n:# ]++|:(?![ \n]|\Z)|(?<! )#| ++(?![#\n]|\Z))*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""What some reader takes for a value that is not text, whatever letters are capitals."""
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A block cannot show spaces at the end of a line, nor begin with space, nor end with more
# than one newline, without signs that few people know.
_NO_BLOCK = re.compile(r" (?:\n|\Z)|\n\n\Z|\A[ \n]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_ESCAPED = re.compile(rf'["\\\n]|{HIDDEN.pattern}')


def write_key(name: str) -> str:
    """Return the name of a field as it stands before the colon."""
    plain = _NAME.fullmatch(name) and name.lower() not in WORDS
    return name if plain else _quoted(name)


def write_scalar(value: object, indent: str) -> str:
    """Return a value as it stands after its key or dash; the lines of a block at `indent`.

    Raises:
        TypeError: the value is not one that records are made of.
        ValueError: the value is a number that is none, or infinite.
    """
    if isinstance(value, str):
        return _write_text(value, indent)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _write_float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _write_float(value: float) -> str:
    number = Decimal(repr(value))
    if not number.is_finite():
        raise ValueError
    text = f"{number:f}"
    return text if "." in text else f"{text}.0"


def _write_text(text: str, indent: str) -> str:
    if len(text) <= LONGEST_PLAIN and _may_be_plain(text):
        return text
    in_block = len(text) > LONGEST_PLAIN or "\n" in text
    if in_block and not _NO_BLOCK.search(text) and not HIDDEN.search(text):
        return _block(text, indent)
    return _quoted(text)


def _may_be_plain(text: str) -> bool:
    if _PLAIN.fullmatch(text):
        return text.lower() not in WORDS and not HIDDEN.search(text)
    return _MONTH.fullmatch(text) is not None or _is_day(text)


def _is_day(text: str) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _block(text: str, indent: str) -> str:
    sign = "|" if text.endswith("\n") else "|-"
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([sign, *(f"{indent}{line}" if line else "" for line in lines)])


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    digits = f"{ord(character):x}"
    wide = len(digits) > len("ffff")
    return _ESCAPES.get(character) or (f"\\U{digits:0>8}" if wide else f"\\u{digits:0>4}")
