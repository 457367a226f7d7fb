"""Where things lie in a picture: in per cent, so that it fits any width."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from pepsite.privacy.published_practice import Mark, Stage
from pepsite.privacy.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pepsite.privacy.published_practice import PepLine, Stretch, TermRatings

STAGE_WORDS: Final = {
    Stage.NOT_BOOKED: "Not booked",
    Stage.BOOKED: "Booked",
    Stage.HELD: "Meeting held",
    Stage.WITH_WORKER: "With the social worker",
    Stage.WITH_SCHOOL: "With the school",
    Stage.WAITING_FOR_QA: "Waiting for quality assurance",
    Stage.RETURNED: "Returned",
    Stage.COMPLETE: "Complete",
    Stage.SHARED: "Shared",
    Stage.FILED: "Filed",
}
FINISHED: Final = (Stage.COMPLETE, Stage.SHARED, Stage.FILED)
MARK_WORDS: Final = {
    Mark.ASKED: "asked for",
    Mark.PLANNED: "meeting planned",
    Mark.CANCELLED: "meeting called off",
    Mark.HELD: "meeting held",
    Mark.SENT_IN: "sent in",
    Mark.RETURNED: "returned",
    Mark.JUDGED: "quality assured",
    Mark.SHARED: "shared",
    Mark.DUE: "last day for the meeting",
}
_MARGIN: Final = timedelta(days=10)
"""Room before the first term and after the last: plans are asked for in the holidays too."""


def along(day: date, year: Sequence[Stretch]) -> Markup:
    """Return how far along the academic year a day is; what lies outside is at its edge."""
    first, last = year[0].first - _MARGIN, year[-1].last + _MARGIN
    return _per_cent(min(max((day - first) / (last - first), 0), 1))


def length_along(one: Stretch, year: Sequence[Stretch]) -> Markup:
    """Return how much of the academic year a stretch of days is."""
    whole = year[-1].last - year[0].first + 2 * _MARGIN
    return _per_cent((one.last - one.first + timedelta(days=1)) / whole)


def part_of(number: int, whole: int) -> Markup:
    """Return a number as a part of a whole; of nothing, nothing."""
    return _per_cent(number / whole if whole else 0)


def in_a_line(line: PepLine) -> str:
    """Return the milestones of a PEP in words, for who does not see the picture of them."""
    said = [f"{MARK_WORDS[one.mark]} {_day(one.on)}" for one in line.milestones]
    return sentence(", ".join(said)) if said else "Nothing on record yet"


def judged_in(row: TermRatings) -> int:
    """Return how many PEPs have a bar in a term."""
    return row.at_standard + row.below


def share(number: int, whole: int) -> Markup:
    """Return a part in whole per cent, and a dash of nothing."""
    return Markup("{}%").format(round(100 * number / whole)) if whole else Markup("\u2013")


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _per_cent(part: float) -> Markup:
    return Markup("{:.3g}%").format(100 * part)
