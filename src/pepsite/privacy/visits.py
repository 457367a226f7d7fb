"""What to raise at the next visit to a school: what its page shows, as a list to take along."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from pepsite.privacy import published
from pepsite.privacy.judged import REVIEW, in_order_of_day
from pepsite.privacy.published_practice import Raise, Stage, VisitPoint, Voice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.privacy.piles import Pile

_OPEN: Final = (published.Status.DUE, *published.LATE)


def to_raise(page: published.PageRows, pile: Pile, still_to_judge: int) -> tuple[VisitPoint, ...]:
    """Return what there is to raise, what is late first; `pile` is what this page is made of."""
    return tuple(one for one in _points(page, pile, still_to_judge) if one.count)


def to_judge(coverage: Iterable[published.Coverage]) -> int:
    """Return how many more PEPs of a school have to be quality assured this year."""
    short = [one for one in coverage if one.status in _OPEN]
    return max((one.required - one.quality_assured for one in short), default=0)


def _below_standard(judged: Iterable[published.JudgedRow]) -> int:
    """Return how many PEPs are below the standard by the last review of each; audits apart."""
    reviews = sorted((one for one in judged if one.how == REVIEW), key=in_order_of_day)
    last = {one.pep_record: one.at_standard for one in reviews}
    return sum(good is False for good in last.values())


def _points(page: published.PageRows, pile: Pile, still_to_judge: int) -> Iterator[VisitPoint]:
    yield VisitPoint(Raise.LATE, sum(row.status in published.LATE for row in page.due))
    stages = Counter(row.stage for row in pile.board)
    yield VisitPoint(Raise.NOT_BOOKED, stages[Stage.NOT_BOOKED])
    yield VisitPoint(Raise.RETURNED, stages[Stage.RETURNED])
    waiting = stages[Stage.WAITING_FOR_QA] + len(pile.waiting_before)
    yield VisitPoint(Raise.WAITING, waiting)
    yield VisitPoint(Raise.NOT_JUDGED, still_to_judge)
    yield VisitPoint(Raise.BELOW_STANDARD, _below_standard(page.judged))
    for item in page.failed_items[:3]:
        yield VisitPoint(Raise.FAILED_ITEM, item.failed, item.text, item.topic)
    yield VisitPoint(Raise.CANCELLED, sum(row.called_off for row in page.meetings))
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
