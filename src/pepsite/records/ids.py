"""Ids: random, meaning nothing, with a character that catches slips of the finger.

Twelve characters of Crockford's base 32 are 60 bits, so two offices that never meet will
not give the same id; nothing about a person can be worked back from it. The thirteenth is
a check character (ISO/IEC 7064, the hybrid system modulo 33, 32): it catches every single
wrong character and nearly every swap of two.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Callable

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LETTERS = ALPHABET[10:]
_BASE = len(ALPHABET)
_RANDOM_CHARACTERS = 12
_ITEM_CHARACTERS = 6

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


def new_id(kind: str, choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a new id for a record of this kind.

    `choose` picks one character of a text. Only the invented demo passes its own, so that
    the same seed gives the same bytes; everyone else gets the system's secure source.

    Raises:
        KeyError: records of this kind have no id.
    """
    body = "".join(choose(ALPHABET) for _ in range(_RANDOM_CHARACTERS))
    return f"{PREFIXES[kind]}-{body}{check_character(body)}"


def new_item_id(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a new id for an item of a list inside one record. It begins with a letter."""
    return choose(_LETTERS) + "".join(choose(ALPHABET) for _ in range(_ITEM_CHARACTERS - 1))


def check_character_holds(record_id: str) -> bool:
    """Say whether the last character of a well-formed id is the right one."""
    body = record_id.rpartition("-")[2]
    return check_character(body[:-1]) == body[-1]


def _checked(record_id: str) -> str:
    if not check_character_holds(record_id):
        code = "wrong-id"
        raise PydanticCustomError(code, "check character")
    return record_id


_CHARACTER = "[0-9a-hjkmnp-tv-z]"


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a field that holds the id of a record of this kind (see `records/references.py`)."""

    kind: str


def _pattern(kind: str) -> StringConstraints:
    return StringConstraints(pattern=rf"^{PREFIXES[kind]}-{_CHARACTER}{{13}}$")


# A record's own id is checked to the last character. An id that points elsewhere need
# only be well formed here: whether it points to something is asked of the whole workspace.
OwnCalendarId = Annotated[str, _pattern("calendar"), AfterValidator(_checked)]
OwnSchoolId = Annotated[str, _pattern("school"), AfterValidator(_checked)]
OwnPersonId = Annotated[str, _pattern("person"), AfterValidator(_checked)]
OwnChildId = Annotated[str, _pattern("child"), AfterValidator(_checked)]
OwnPepId = Annotated[str, _pattern("pep"), AfterValidator(_checked)]
OwnQaReviewId = Annotated[str, _pattern("qa-review"), AfterValidator(_checked)]
OwnAuditId = Annotated[str, _pattern("audit"), AfterValidator(_checked)]
OwnSampleId = Annotated[str, _pattern("sample"), AfterValidator(_checked)]
OwnActionId = Annotated[str, _pattern("action"), AfterValidator(_checked)]

CalendarId = Annotated[str, _pattern("calendar"), Refers("calendar")]
SchoolId = Annotated[str, _pattern("school"), Refers("school")]
PersonId = Annotated[str, _pattern("person"), Refers("person")]
ChildId = Annotated[str, _pattern("child"), Refers("child")]
PepId = Annotated[str, _pattern("pep"), Refers("pep")]
QaReviewId = Annotated[str, _pattern("qa-review"), Refers("qa-review")]
AuditId = Annotated[str, _pattern("audit"), Refers("audit")]
SampleId = Annotated[str, _pattern("sample"), Refers("sample")]
ActionId = Annotated[str, _pattern("action"), Refers("action")]

ItemId = Annotated[
    str, StringConstraints(pattern=rf"^[a-hjkmnp-tv-z]{_CHARACTER}{{{_ITEM_CHARACTERS - 1}}}$")
]
"""Names one item of a list inside one record, through every edit and reordering."""
