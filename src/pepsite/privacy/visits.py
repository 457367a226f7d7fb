"""What to raise at the next visit to a school: what its page shows, as a list to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pepsite.privacy import published
from pepsite.privacy.published_practice import Mark, Raise, Stage, VisitPoint, Voice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.privacy.published_practice import BoardRow

_OPEN: Final = (published.Status.DUE, *published.LATE)


def to_raise(page: published.SchoolPage, board: Iterable[BoardRow]) -> tuple[VisitPoint, ...]:
    """Return what there is to raise, what is late first; `board` are this school's PEPs."""
    return tuple(one for one in _points(page, tuple(board)) if one.count)


def _points(page: published.SchoolPage, board: tuple[BoardRow, ...]) -> Iterator[VisitPoint]:
    yield VisitPoint(Raise.LATE, sum(row.status in published.LATE for row in page.due))
    for stage, what in ((Stage.NOT_BOOKED, Raise.NOT_BOOKED), (Stage.RETURNED, Raise.RETURNED)):
        yield VisitPoint(what, sum(row.stage is stage for row in board))
    short = [one for one in page.coverage if one.status in _OPEN]
    yield VisitPoint(
        Raise.NOT_JUDGED, max((one.required - one.quality_assured for one in short), default=0)
    )
    yield VisitPoint(Raise.BELOW_STANDARD, sum(one.at_standard is False for one in page.ratings))
    for item in page.failed_items[:3]:
        yield VisitPoint(Raise.FAILED_ITEM, item.failed, item.text, item.topic)
    cancelled = sum(one.mark is Mark.CANCELLED for line in page.lines for one in line.milestones)
    yield VisitPoint(Raise.CANCELLED, cancelled)
    without = sum(row.voice is Voice.MISSING for row in page.learning)
    yield VisitPoint(Raise.VOICE, without, topic="voice")
    yield VisitPoint(
        Raise.ATTENDANCE,
        sum(not row.possible for row in page.learning if row.voice is not Voice.NO_PLAN),
        topic="attendance",
    )
    yield VisitPoint(Raise.PREMIUM, sum(not row.targets for row in page.premium), topic="premium")
    yield VisitPoint(Raise.TRAINING, sum(row.taken_up_on is None for row in page.training))
    yield VisitPoint(Raise.ACTIONS, len(page.actions))
