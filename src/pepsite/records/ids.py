"""Ids: random, meaning nothing, with a character that catches slips of the finger.

Twelve characters of Crockford's base 32 are 60 bits, so two offices that never meet will
not give the same id; nothing about a person can be worked back from it. The thirteenth is
a check character (ISO/IEC 7064, the hybrid system modulo 33, 32): it catches every single
wrong character and nearly every swap of two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
CHARACTER = "[0-9a-hjkmnp-tv-z]"
"""The alphabet as a regular expression has it."""
ITEM_CHARACTERS = 6
_LETTERS = ALPHABET[10:]
_BASE = len(ALPHABET)
_RANDOM_CHARACTERS = 12

PREFIXES = {
    "calendar": "ca",
    "school": "sc",
    "person": "ps",
    "child": "ch",
    "pep": "pep",
    "qa-review": "qa",
    "audit": "au",
    "sample": "sm",
    "action": "ac",
}
"""The kinds that are known by an id, and what their ids begin with."""


def check_character(body: str) -> str:
    """Return the check character for these characters of the alphabet.

    Raises:
        ValueError: a character is not of the alphabet.
    """
    product = _BASE
    for character in body:
        total = (product + ALPHABET.index(character)) % _BASE or _BASE
        product = total * 2 % (_BASE + 1)
    return ALPHABET[(_BASE + 1 - product) % _BASE]


def _securely(characters: str) -> str:
    import secrets  # noqa: PLC0415  # most who know ids make none, and it is slow to import

    return secrets.choice(characters)


def new_id(kind: str, choose: Callable[[str], str] = _securely) -> str:
    """Return a new id for a record of this kind.

    `choose` picks one character of a text. Only the invented demo passes its own, so that
    the same seed gives the same bytes; everyone else gets the system's secure source.

    Raises:
        KeyError: records of this kind have no id.
    """
    body = "".join(choose(ALPHABET) for _ in range(_RANDOM_CHARACTERS))
    return f"{PREFIXES[kind]}-{body}{check_character(body)}"


def new_item_id(choose: Callable[[str], str] = _securely) -> str:
    """Return a new id for an item of a list inside one record. It begins with a letter."""
    return choose(_LETTERS) + "".join(choose(ALPHABET) for _ in range(ITEM_CHARACTERS - 1))


def check_character_holds(record_id: str) -> bool:
    """Say whether the last character of a well-formed id is the right one."""
    body = record_id.rpartition("-")[2]
    return check_character(body[:-1]) == body[-1]
