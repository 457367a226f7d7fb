"""What children leave for a page, in one pile: of a school, or of a phase, a team, an officer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypedDict, TypeVar, assert_never

from pepsite.privacy import published
from pepsite.privacy.children import Asked, Waiting
from pepsite.privacy.judged import in_order_of_day
from pepsite.privacy.practice import in_order
from pepsite.privacy.published_practice import TermRatings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.privacy.children import Row
    from pepsite.privacy.practice import Rated
    from pepsite.privacy.published_practice import (
        BoardRow,
        LearningRow,
        PepLine,
        PremiumRow,
        TrainingRow,
        WaitingRow,
    )
    from pepsite.privacy.terms import NamedTerm

_Page = TypeVar("_Page", bound=published.PageRows)


@dataclass(slots=True)
class Pile:
    """What has come in for one page so far."""

    due: list[published.DueRow] = field(default_factory=list)
    meetings: list[published.MeetingRow] = field(default_factory=list)
    judged: list[published.JudgedRow] = field(default_factory=list)
    asked: Counter[Asked] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)
    lines: list[PepLine] = field(default_factory=list)
    rated: list[Rated] = field(default_factory=list)
    learning: list[LearningRow] = field(default_factory=list)
    premium: list[PremiumRow] = field(default_factory=list)
    training: list[TrainingRow] = field(default_factory=list)
    board: list[BoardRow] = field(default_factory=list)
    waiting_before: list[WaitingRow] = field(default_factory=list)
    actions: list[published.ActionRow] = field(default_factory=list)

    def take(self, row: Row) -> None:
        """Put a row where it belongs."""
        match row:
            case published.DueRow():
                self.due.append(row)
            case published.MeetingRow():
                self.meetings.append(row)
            case published.JudgedRow():
                self.judged.append(row)
            case Asked():
                self.asked[row] += 1
            case Waiting():
                self.waiting[row.year] += 1
            case _:
                assert_never(row)


def with_rows(page: _Page, pile: Pile, terms: Iterable[NamedTerm]) -> _Page:
    """Return a page with the rows of a pile, each list in its order."""
    return replace(
        page,
        due=tuple(sorted(pile.due, key=_urgency)),
        meetings=tuple(
            sorted(pile.meetings, key=lambda row: (str(row.held_on or row.planned_on), row.child))
        ),
        judged=tuple(sorted(pile.judged, key=in_order_of_day)),
        failed_items=_failed_items(pile.asked),
        actions=tuple(sorted(pile.actions, key=lambda row: (str(row.due_on), row.id))),
        lines=tuple(sorted(pile.lines, key=in_order)),
        ratings_by_term=_ratings_by_term(pile.rated, terms) if pile.rated else (),
        learning=tuple(sorted(pile.learning, key=lambda row: row.child)),
        premium=tuple(sorted(pile.premium, key=_by_child_and_fund)),
        training=tuple(sorted(pile.training, key=lambda row: (row.offered_on, row.review))),
    )


class HowTheyStand(TypedDict):
    """How many duties and actions are late, due, and cannot be told."""

    late: int
    due: int
    cannot_tell: int


def how_they_stand(rows: Iterable[published.DueRow | published.ActionRow]) -> HowTheyStand:
    """Return how many duties and actions are late, due, and cannot be told."""
    statuses = Counter(row.status for row in rows)
    return {
        "late": sum(statuses[one] for one in published.LATE),
        "due": statuses[published.Status.DUE],
        "cannot_tell": statuses[published.Status.CANNOT_TELL],
    }


def _ratings_by_term(rated: Iterable[Rated], terms: Iterable[NamedTerm]) -> tuple[TermRatings, ...]:
    """Return how the PEPs judged in each term came out, each by its last review in that term."""
    last: dict[tuple[str, str], Rated] = {}
    known = tuple(terms)
    for one in sorted(rated, key=lambda each: (each.on, each.pep)):
        term = next((term.name for term in known if term.holds(one.on)), None)
        if term is not None:
            last[term, one.pep] = one
    counts = Counter((term, one.at_standard) for (term, _), one in last.items())
    return tuple(
        TermRatings(term.name, *(counts[term.name, good] for good in (True, False, None)))
        for term in known
    )


def _failed_items(asked: Counter[Asked]) -> tuple[published.FailedItem, ...]:
    """Return the questions that were not met, those that were not met most often first."""
    failed = [(-count, one) for one, count in asked.items() if one.failed]
    failed.sort(key=lambda item: (item[0], item[1].checklist, item[1].edition, item[1].number))
    return tuple(
        published.FailedItem(
            str(one.number),
            one.text,
            asked[one],
            asked[one] + asked[replace(one, failed=False)],
            one.topic,
        )
        for _, one in failed
    )


def _urgency(row: published.DueRow) -> tuple[bool, str, str, str, str]:
    return (row.due_on is None, str(row.due_on), row.child, row.what, str(row.pep_on))


def _by_child_and_fund(row: PremiumRow) -> tuple[str, str, str, str]:
    return (row.child, row.fund, row.how, str(row.pep_on))
