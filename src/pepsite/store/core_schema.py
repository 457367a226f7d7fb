"""What a word without quotes is: text, a number, true, false or null.

YAML 1.1 and 1.2 readers differ here. These are the rules ruamel.yaml keeps for 1.2
(`no`, `on` and `12:30` are text; `1_000` is a thousand; `010` is ten), except that a day
stays text and a whole number of more digits than any fraction can reach is infinite. A test
holds the two side by side.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pepsite.store.tree import Scalar

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_BASES = {"0b": 2, "0o": 8, "0x": 16}
_MOST_DIGITS = 308

_FLOAT = re.compile(
    r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
    r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN)"
)
_INT = re.compile(r"[-+]?(?:0b[01_]+|0o[0-7_]+|[0-9][0-9_]*|0x[0-9a-fA-F_]+)")


def resolve(text: str) -> Scalar:
    """Return what an unquoted scalar stands for. It may be an infinity or not a number."""
    if text in _WORDS:
        return _WORDS[text]
    if _FLOAT.fullmatch(text):
        return _number(text, _float)
    if _INT.fullmatch(text):
        return _number(text, _int)
    return text


def _number(text: str, read: Callable[[str], float]) -> float | str:
    # `._` and `0x_` have the form of a number and are none.
    try:
        return read(text.replace("_", "").lower())
    except ValueError:
        return text


def _float(text: str) -> float:
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


def _int(text: str) -> float:
    digits = text.lstrip("+-")
    # Reading very many takes long, and Python does not write them back.
    if len(digits) > _MOST_DIGITS:
        return -math.inf if text.startswith("-") else math.inf
    size = int(digits[2:], _BASES[digits[:2]]) if digits[:2] in _BASES else int(digits)
    return -size if text.startswith("-") else size
