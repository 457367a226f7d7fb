"""When a PEP came how far: the day on which it reached what a clock asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.policy.timescales import Clock, Milestone
from pepsite.records.kinds import path_of
from pepsite.records.pep import PepEventKind
from pepsite.records.sections import SignedSection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Meeting, Pep
    from pepsite.records.review import QaReview


def reached_on(pep: Pep, clock: Clock, casefile: Casefile) -> date | None:  # noqa: PLR0911
    """Return the day on which a PEP reached a clock's milestone, or None while it has not.

    A plan that was completed has been begun, and a meeting that was held has been arranged,
    though nobody wrote down the day: then it was no later than that. A review without a
    rating is not finished. Whoever signs a section signs it, and the doer by signing the whole.
    """
    match clock.milestone:
        case Milestone.REQUESTED:
            return pep.requested_on
        case Milestone.INITIATED:
            return pep.initiated_on or _earliest(pep.arranged_on, pep.held_on, pep.completed_on)
        case Milestone.ARRANGED:
            return pep.arranged_on or pep.held_on
        case Milestone.INVITED:
            return _earliest(*(_invited_on(meeting) for meeting in pep.meetings))
        case Milestone.HELD:
            return pep.held_on
        case Milestone.COMPLETED:
            return pep.completed_on
        case Milestone.SIGNED | Milestone.CHECKED:
            return _signed_on(pep, clock)
        case Milestone.QUALITY_ASSURED:
            return judged_on(pep, casefile)
        case Milestone.FEEDBACK:  # pragma: no branch  # there is no other
            feedback = (one.feedback for one in _reviews(pep, casefile))
            return _earliest(*(one.shared_on for one in feedback if one))


def _invited_on(meeting: Meeting) -> date | None:
    return meeting.invitations_sent_on or _earliest(*(one.invited_on for one in meeting.invited))


def _signed_on(pep: Pep, clock: Clock) -> date | None:
    """Return the day a section was signed, or the social worker checked what was recorded."""
    if clock.milestone is Milestone.CHECKED:
        checked = PepEventKind.CHECKED_BY_SOCIAL_WORKER
        return _earliest(*(one.happened_on for one in pep.events if one.kind is checked))
    return _earliest(
        *(
            one.signed_on
            for one in pep.sign_offs
            if one.section is clock.section
            or (one.section is SignedSection.WHOLE and one.role is clock.doer)
        )
    )


def judged_on(pep: Pep, casefile: Casefile) -> date | None:
    """Return the day a review first gave this PEP a rating, or None while none has."""
    return _earliest(*(one.reviewed_on for one in _reviews(pep, casefile)))


def _reviews(pep: Pep, casefile: Casefile) -> Iterator[QaReview]:
    return (one for one in casefile.qa_reviews if one.pep == pep.id and one.rating)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


@dataclass(frozen=True, slots=True)
class Reached:
    """The day on which a PEP reached a milestone, and which PEP it was."""

    on: date
    path: str
    pep: str


def reached_between(
    casefile: Casefile, clock: Clock, first: date, last: date
) -> tuple[Reached, ...]:
    """Return each time between these days that a PEP reached a clock's milestone, in order."""
    return tuple(
        sorted(
            (
                Reached(day, path_of(pep), pep.id)
                for pep in casefile.peps
                if pep.counts
                for day in [reached_on(pep, clock, casefile)]
                if day and first <= day <= last
            ),
            key=lambda one: (one.on, one.path),
        )
    )
