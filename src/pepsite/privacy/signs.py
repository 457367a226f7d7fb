"""A text in plain signs, as it is read and not as it is written, and where each of them stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import category, decimal

from pepsite.privacy.unwrapped import plain_letters

if TYPE_CHECKING:
    from collections.abc import Sequence


class Plain(NamedTuple):
    """A text in plain signs, and for each of them the place of what it was in the text."""

    text: str
    places: Sequence[int]


def in_plain_signs(text: str) -> Plain:
    """Return a text with each sign as it would be typed without a choice of signs.

    A digit is one in every script, a space is a space, a dash is a dash, a letter has no accent,
    and what nobody sees is not there.
    """
    if text.isascii():
        return Plain(text, range(len(text)))
    plain = text.translate(_SIGNS)
    if all(len(_SIGNS[ord(sign)]) == 1 for sign in set(text)):
        return Plain(plain, range(len(text)))
    return Plain(plain, [at for at, sign in enumerate(text) for _ in _SIGNS[ord(sign)]])


class _Signs(dict[int, str]):
    """Each sign by its number, once it was asked for."""

    def __missing__(self, number: int) -> str:
        sign = chr(number)
        kind = category(sign)
        if kind == "Nd":
            plain = str(decimal(sign))
        elif kind in _OF_KIND:
            plain = _OF_KIND[kind]
        else:
            plain = _OTHER_SIGNS.get(sign, plain_letters(sign))
        self[number] = plain
        return plain


_OF_KIND: Final = {"Zs": " ", "Zl": " ", "Zp": " ", "Pd": "-", "Cf": ""}
_OTHER_SIGNS: Final = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u00b4\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    **dict.fromkeys("\u00b7", "."),
    **dict.fromkeys("\u2044\u2215", "/"),
    "\u2212": "-",
    "\u2022": "*",
}
_SIGNS: Final = _Signs()
