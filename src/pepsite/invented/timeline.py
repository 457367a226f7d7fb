"""When each PEP of a child was planned, held and finished, late ones and missing ones included."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.cases import Case
from pepsite.invented.terms import AS_OF, BEGIN, OUR_DAYS, OUR_TERMS, WORKING_DAYS, Term

if TYPE_CHECKING:
    from pepsite.invented.dice import Dice
    from pepsite.invented.periods import Period
    from pepsite.invented.story import Story

_NURSERY_STARTS = {"N1": date(2025, 9, 3), "N2": date(2024, 9, 3)}
_TWELVE_WEEKS = timedelta(weeks=12)
_FATES = (("in time", 94), ("late", 3), ("missed", 3))
_AS_TOLD = (Case.DUPLICATE, Case.REPLANNED, Case.REVISED, Case.WANTS_NO_MEETING)
"""Cases whose own reviews the example needs."""
_AUTUMN_2025, _SPRING_2026 = 3, 4


@dataclass(slots=True)
class Cycle:
    """One PEP to be written. `cancelled` are earlier attempts at the meeting."""

    type: str
    period: Period
    planned_for: date
    held_on: date | None
    completed_on: date | None
    cancelled: list[date] = field(default_factory=list)
    closed: str | None = None
    returned: str | None = None
    revised: bool = False
    by_agreement: bool = False

    @property
    def day(self) -> date:
        """The day the PEP is about: of its meeting, held or planned."""
        return self.held_on or self.planned_for


def timeline(story: Story) -> list[Cycle]:
    """Return the PEPs of a child in their order."""
    cycles = [cycle for period in story.periods for cycle in _of_period(story, period)]
    _mark(story, cycles)
    return cycles


def _of_period(story: Story, period: Period) -> list[Cycle]:
    begin = max(period.entered_on, BEGIN, _eligible_from(story))
    last = min(period.ended_on or AS_OF, AS_OF)
    if begin > last:
        return []
    cycles = [_initial(story, period, begin)] if begin > BEGIN else []
    if story.case is Case.INITIAL_MISSED:
        return cycles
    for term in OUR_TERMS:
        day = _review_day(story.dice, term, begin, cycles[-1].day if cycles else None)
        if day is not None and term.starts_on <= last:
            cycles += _review(story, period, term, day)
    return cycles


def _review(story: Story, period: Period, term: Term, day: date) -> list[Cycle]:
    """Return this term's review, or nothing where there was none."""
    dice, case = story.dice, story.case
    type_ = "review"
    if case is Case.SCHOOL_MOVE and term.number == _SPRING_2026:
        type_, day = "change-of-provision", date(2026, 1, 29)
    elif case is Case.LEAVING_CARE and term.number == _SPRING_2026:
        type_ = "leaving-care"
    if case is Case.LEFT_CARE and term.number == _SPRING_2026:
        day = OUR_DAYS.after(period.ended_on or AS_OF, 11)
        return [Cycle(type_, period, day, None, None, closed="left-care")]
    if period.ended_on and day > period.ended_on:
        return []
    fate = dice.weighted(_FATES)
    if case is Case.REVIEW_MISSED and term.number == _AUTUMN_2025:
        return []
    if type_ == "review" and case not in _AS_TOLD and day < OUR_TERMS[-1].starts_on:
        if fate == "missed":
            return []
        if fate == "late":  # the term was over before it was held
            day = WORKING_DAYS.after(term.ends_on, dice.between(1, 3))
    if day > AS_OF and dice.likely(0.3) and case is Case.NONE:
        return []  # nobody has begun this term's plan yet
    return [_held(dice, type_, period, day)]


def _eligible_from(story: Story) -> date:
    return _NURSERY_STARTS.get(story.year_group_on(AS_OF), BEGIN)


def _initial(story: Story, period: Period, begin: date) -> Cycle:
    dice = story.dice
    late = story.case is Case.INITIAL_LATE or (story.case is Case.NONE and dice.likely(0.1))
    if story.case is Case.INITIAL_MISSED:
        tried = [OUR_DAYS.after(begin, 11), OUR_DAYS.after(begin, 22)]
        return Cycle("initial", period, OUR_DAYS.after(AS_OF, 3), None, None, tried)
    if late:
        day = OUR_DAYS.on_or_after(WORKING_DAYS.after(begin, 20) + timedelta(dice.between(3, 12)))
    elif story.case is Case.NEW_NOW:
        day = WORKING_DAYS.after(AS_OF, 3)
    else:
        day = WORKING_DAYS.after(begin, dice.between(8, 13))
        day = min(OUR_DAYS.on_or_after(day), WORKING_DAYS.after(begin, 15))
    cycle = _held(dice, "initial", period, day)
    if cycle.completed_on and not late:
        cycle.completed_on = WORKING_DAYS.after(day, dice.between(1, 3))
    if cycle.completed_on and cycle.completed_on > AS_OF:
        cycle.completed_on = None
    return cycle


def _review_day(dice: Dice, term: Term, begin: date, previous: date | None) -> date | None:
    """Return the day of this term's review, or None where the term needs none of its own."""
    if previous and term.starts_on <= previous <= term.ends_on:
        return None
    first = term.starts_on + timedelta(days=9)
    last = term.ends_on - timedelta(days=9)
    if term.name == "autumn":
        first, last = first + timedelta(days=35), last - timedelta(days=6)
    if previous:
        first = max(first, previous + timedelta(days=42))
        if previous + _TWELVE_WEEKS >= first:
            last = min(last, previous + _TWELVE_WEEKS)
            first = max(first, last - timedelta(days=14))
        else:
            last = min(last, first + timedelta(days=42))
    first = max(first, begin + timedelta(days=14))
    if first > last:
        return None
    day = first + timedelta(days=dice.between(0, (last - first).days))
    return min(OUR_DAYS.on_or_after(day), OUR_DAYS.on_or_before(term.ends_on))


def _held(dice: Dice, type_: str, period: Period, day: date) -> Cycle:
    if day > AS_OF:
        return Cycle(type_, period, day, None, None)
    completed_on = WORKING_DAYS.after(
        day, dice.weighted(((2, 3), (4, 4), (7, 3), (11, 2), (17, 1)))
    )
    cycle = Cycle(type_, period, day, day, completed_on if completed_on <= AS_OF else None)
    if type_ == "review" and dice.likely(0.07):
        cycle.cancelled = [OUR_DAYS.on_or_before(day - timedelta(days=dice.between(6, 15)))]
    cycle.by_agreement = dice.likely(0.01)
    if cycle.completed_on and dice.likely(0.03):
        cycle.returned = "and-sent-again"
    elif cycle.completed_on and dice.likely(0.015):
        cycle.revised = True
    return cycle


def _mark(story: Story, cycles: list[Cycle]) -> None:
    """Give a case's own PEPs what makes them its own."""
    done = [cycle for cycle in cycles if cycle.completed_on]
    case = story.case
    if case is Case.WANTS_NO_MEETING:
        for cycle in done[-3:]:
            cycle.by_agreement, cycle.cancelled = True, []
    elif case is Case.REPLANNED and done:
        done[-1].cancelled = [
            OUR_DAYS.on_or_before(done[-1].day - timedelta(days=days)) for days in (21, 9)
        ]
    elif case is Case.DUPLICATE and done:
        twin = Cycle(done[-1].type, done[-1].period, done[-1].planned_for, None, None)
        twin.closed = "duplicate"
        cycles.append(twin)
    elif case is Case.RETURNED:
        _finish(cycles, date(2026, 4, 28), date(2026, 5, 6))
        cycles[-1].returned = "and-not-yet-back"
    elif case is Case.SUBMITTED:
        _finish(cycles, date(2026, 5, 7), date(2026, 5, 12))
    elif case is Case.REVISED and done:
        early = [
            cycle for cycle in done if cycle.completed_on and cycle.completed_on < date(2026, 3, 1)
        ]
        early[-1].revised, early[-1].returned = True, None


def _finish(cycles: list[Cycle], held_on: date, completed_on: date) -> None:
    last = cycles[-1]
    if last.day < OUR_TERMS[-1].starts_on:
        last = Cycle("review", last.period, held_on, held_on, completed_on)
        cycles.append(last)
    last.planned_for = last.held_on = held_on
    last.completed_on, last.cancelled, last.revised = completed_on, [], False
    last.returned, last.by_agreement = None, False
