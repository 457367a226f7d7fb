"""What the sections of one PEP are written from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.fields import Fields, iso
from pepsite.invented.terms import OUR_DAYS, WORKING_DAYS

if TYPE_CHECKING:
    from pepsite.invented.dice import Dice
    from pepsite.invented.phrases import Words
    from pepsite.invented.shared import Shared
    from pepsite.invented.story import Stay, Story
    from pepsite.invented.timeline import Cycle

NEED_NAMES = {
    "SPLD": "specific difficulties with reading and spelling",
    "MLD": "moderate learning difficulties",
    "SEMH": "social, emotional and mental health",
    "SLCN": "speech, language and communication",
    "ASD": "autism",
}
GOOD_ATTENDANCE = 0.93
"""From this share of sessions on, attendance is no need."""
ON_ROLL = ("on-roll", "part-time")
EYFS, POST_16 = ("early",), ("later", "newcomer")


@dataclass(slots=True)
class Page:
    """What the sections of one PEP are written from."""

    story: Story
    shared: Shared
    cycle: Cycle
    words: Words
    day: date
    until: date
    stay: Stay | None
    status: str
    year_group: str
    number: int
    due_next: date
    attendance: Fields | list[Fields] = field(default_factory=dict)
    content: Fields = field(default_factory=dict)

    @property
    def dice(self) -> Dice:
        """The child's own chance."""
        return self.story.dice

    @property
    def band(self) -> str:
        """The child's age, as the words know it."""
        return self.words.band

    @property
    def phase(self) -> str:
        """The phase of the PEP."""
        if self.band in EYFS:
            return "eyfs"
        return "post-16" if self.band in POST_16 else "statutory"

    @property
    def sessions(self) -> tuple[int, int] | None:
        """How many sessions were attended and how many there were, where a school counts them."""
        if not isinstance(self.attendance, list):
            return None
        counted = self.attendance[-1]
        return counted["sessions_attended"], counted["sessions_possible"]

    @property
    def ahead_in(self) -> set[str]:
        """Subjects in which the child is above what is expected, as targets name them."""
        rows = self.content.get("attainment")
        if not isinstance(rows, list):
            return set()
        return {
            row["subject"].partition(" ")[0].lower() for row in rows if row.get("level") == "above"
        }

    def lately(self, least: int, most: int) -> date:
        """Return a school day, this many days before the meeting at least and at most."""
        days = self.dice.between(least, most)
        return OUR_DAYS.on_or_before(self.until - timedelta(days=days))

    @property
    def first(self) -> bool:
        """Whether this is the first PEP of the period of care."""
        return self.cycle.type == "initial"


def since_care(page: Page, days: int) -> str | None:
    """Return the working day this many days ago, if the child was in care by then."""
    on = WORKING_DAYS.on_or_before(page.until - timedelta(days=days))
    return iso(on) if on > page.cycle.period.entered_on else None
