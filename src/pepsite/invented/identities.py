"""Who the invented children would be. None of this is ever in a record.

A good many have names that are also words, months or places: Will, May, Mark, Reading. A
name is a word only where it is one, and the demo is there to try that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from stdnum.gb import upn as unique_pupil_number

if TYPE_CHECKING:
    from pepsite.invented.dice import Dice

FIRST_NAMES_THAT_ARE_WORDS = (
    "Will", "May", "Summer", "Mark", "Rose", "Grace", "Art", "Faith", "Jack", "Hope", "Miles",
    "Penny", "River", "Joy", "Frank", "Bill", "June", "Ivy", "Rob", "Pat", "Skye", "Autumn",
    "Drew", "Chase", "Robin", "Ruby", "Daisy", "Max",
)  # fmt: skip
SURNAMES_THAT_ARE_WORDS = (
    "Reading", "Young", "Page", "Marks", "Day", "Read", "Wells", "Hall", "Field", "Long", "Short",
    "Best", "English", "Bath", "Rich", "Winter", "Speed", "Church", "Park", "Price",
)  # fmt: skip
_FIRST_NAMES = (
    "Aaliyah", "Callum", "Ewa", "Imran", "Keira", "Leon", "Mohammed", "Niamh", "Oluwaseun",
    "Priya", "Reuben", "Saffron", "Tyrell", "Zofia", "Ellis", "Bethany", "Kacper", "Shanice",
    "Dylan", "Amelia-Rae", "Jakub", "Tia", "Harvey", "Marnie", "Yusuf", "Caitlin", "Corey",
    "Siân", "Zoë", "Renée",
)  # fmt: skip
_SURNAMES = (
    "Abernathy-Cole", "Begum", "Brindlecombe", "Chaudhry", "Dunphy", "Eze", "Farrowdale",
    "Gethin", "Hollowood", "Ibekwe", "Jarvis-Tate", "Kowalczyk", "Lockhampton", "Mbeki",
    "Nuttallson", "O'Rourke", "Pellowe", "Quarmby", "Rashidi", "Stannage", "Thistleby",
    "Umarov", "Vennick", "Wetherspring", "Yarrowby", "Zielinska",
)  # fmt: skip
_NAMES_FROM_ABROAD = (
    ("Ahmad", "Noorzai"),
    ("Dawit", "Tesfay"),
    ("Karwan", "Rostami"),
    ("Minh", "Tran-Le"),
    ("Yonas", "Habtemariam"),
)
_KNOWN_AS = {"Will": "Billy", "Mohammed": "Mo", "Oluwaseun": "Seun", "Amelia-Rae": "Millie"}
_NEVER_ISSUED = "2019999"
"""An authority's number, and a school's that none can have: no child has such a UPN."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the identity store would hold of one child."""

    child: str
    full_name: str
    known_as: str
    born_on: date
    upn: str
    local_id: str


def identity(  # noqa: PLR0913  # an identity has this many parts
    dice: Dice, child: str, number: int, family: int, born_on: date, *, from_abroad: bool
) -> Identity:
    """Return the identity of the child of this number; a family shares its last name."""
    if from_abroad:
        first, last = dice.one_of(_NAMES_FROM_ABROAD)
    else:
        first, last = _first_name(dice, number), _surname(family)
    body = f"{_NEVER_ISSUED}{number * 7919 % 100_000:05d}"
    return Identity(
        child,
        f"{first} {last}",
        _KNOWN_AS.get(first, first) if dice.likely(0.8) else first,
        born_on,
        unique_pupil_number.calc_check_digit(body) + body,
        f"AB{100_000 + number}",
    )


def _first_name(dice: Dice, number: int) -> str:
    if 0 < number <= len(FIRST_NAMES_THAT_ARE_WORDS):  # the small example tries every one
        return FIRST_NAMES_THAT_ARE_WORDS[number - 1]
    words = dice.likely(0.4)
    return dice.one_of(FIRST_NAMES_THAT_ARE_WORDS if words else _FIRST_NAMES)


def _surname(family: int) -> str:
    names = SURNAMES_THAT_ARE_WORDS + _SURNAMES
    return names[(family * 7 + 39) % len(names)]
