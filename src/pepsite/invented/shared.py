"""What all invented children share: the council, its calendars, schools and staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.invented.authority import invent_authority
from pepsite.invented.dice import Dice
from pepsite.invented.people import Staff, invent_people
from pepsite.invented.schools import Places, invent_calendars, invent_schools
from pepsite.invented.terms import NEIGHBOUR_DAYS, OUR_DAYS, DaysOpen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.invented.fields import Fields


@dataclass(frozen=True, slots=True)
class Shared:
    """The workspace before the first child."""

    seed: int
    children: int
    authority: Fields
    calendars: list[Fields]
    places: Places
    staff: Staff

    def records(self) -> Iterator[Fields]:
        """Yield every record that all children share."""
        yield self.authority
        yield from self.calendars
        yield from self.places.schools
        yield from self.staff.people

    def days_of(self, school: Fields | None) -> DaysOpen:
        """Return the days on which a school is open; ours, where there is none."""
        if school is not None and school["id"] in self.places.keeps_neighbour_dates:
            return NEIGHBOUR_DAYS
        return OUR_DAYS


def invent_shared(children: int, seed: int) -> Shared:
    """Return the council, calendars, schools and staff for this many children."""
    dice = Dice(seed, "shared", children)
    places = invent_schools(dice, children)
    calendars = invent_calendars(dice, places.schools)
    return Shared(
        seed, children, invent_authority(dice), calendars, places,
        invent_people(dice, places, children),
    )  # fmt: skip
