"""Where things lie in a picture: in per cent, so that it fits any width."""

from __future__ import annotations

from collections import Counter
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
_MARGIN: Final = 0.09
"""The part of a line to its left, for what was before the first term, and to its right, for what
comes after the last: there signs stand in their order, for there is no measure of days.
"""
MARGIN: Final = f"{100 * _MARGIN:g}%"
AFTER: Final = f"{100 - 100 * _MARGIN:g}%"


def along(day: date, year: Sequence[Stretch]) -> Markup:
    """Return where on the line of an academic year a day is; outside it, mid in the margin."""
    return _per_cent(_place(day, year, 0, 1))


def length_along(one: Stretch, year: Sequence[Stretch]) -> Markup:
    """Return how much of the line of an academic year a stretch of days is."""
    days = year[-1].last - year[0].first + timedelta(days=1)
    return _per_cent((1 - 2 * _MARGIN) * ((one.last - one.first + timedelta(days=1)) / days))


def placed(line: PepLine, year: Sequence[Stretch]) -> tuple[tuple[Mark, Markup], ...]:
    """Return the marks of a PEP, and where on the line of the academic year each is."""
    sides = Counter(_side(one.on, year) for one in line.milestones)
    seen: Counter[int] = Counter()
    found: list[tuple[Mark, Markup]] = []
    for one in line.milestones:
        side = _side(one.on, year)
        found.append((one.mark, _per_cent(_place(one.on, year, seen[side], sides[side]))))
        seen[side] += 1
    return tuple(found)


def _side(day: date, year: Sequence[Stretch]) -> int:
    """Say whether a day lies before the first term (-1), after the last (1), or between."""
    return (day > year[-1].last) - (day < year[0].first)


def _place(day: date, year: Sequence[Stretch], before: int, of: int) -> float:
    """Return where a day is, as a part of the line; in a margin, after so many of those there."""
    side = _side(day, year)
    if side:
        in_margin = _MARGIN * (before + 1) / (of + 1)
        return in_margin if side < 0 else 1 - _MARGIN + in_margin
    first, days = year[0].first, year[-1].last - year[0].first + timedelta(days=1)
    return _MARGIN + (1 - 2 * _MARGIN) * ((day - first) / days)


def part_of(number: int, whole: int) -> Markup:
    """Return a number as a part of a whole; of nothing, nothing."""
    return _per_cent(number / whole if whole else 0)


def in_a_line(line: PepLine, year: Sequence[Stretch]) -> str:
    """Return the milestones of a PEP in words, for who does not see the picture of them.

    A day outside the terms of the year has its own year beside it.
    """
    said = [f"{MARK_WORDS[one.mark]} {_day(one.on, year)}" for one in line.milestones]
    return sentence(", ".join(said)) if said else "Nothing on record yet"


def judged_in(row: TermRatings) -> int:
    """Return how many PEPs have a bar in a term."""
    return row.at_standard + row.below


def share(number: int, whole: int) -> Markup:
    """Return a part in whole per cent, and a dash of nothing."""
    return Markup("{}%").format(round(100 * number / whole)) if whole else Markup("\u2013")


def _day(day: date, year: Sequence[Stretch]) -> str:
    of_year = "" if year and not _side(day, year) else f" {day.year}"
    return f"{day.day} {day:%b}{of_year}"


def _per_cent(part: float) -> Markup:
    return Markup("{:.3g}%").format(100 * part)
