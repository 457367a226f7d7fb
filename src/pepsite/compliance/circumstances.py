"""How it stands with a child on a day: in an emergency, without a school place, in custody.

Each answer is yes, no, or what would have to be known. What nobody asked is not "no"; only
what is an event of its own (a move, a review) did not happen where it is not on record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from pepsite.compliance.presence import NO_SCHOOL_KNOWN, school_on
from pepsite.policy.base import Circumstance
from pepsite.policy.calendars import Unknown
from pepsite.records.answers import DoesNotApply, NotKnownYet, given
from pepsite.records.codes import (
    DETAINED,
    IN_CUSTODY,
    ON_A_ROLL,
    EducationStatus,
    PlacementType,
)
from pepsite.records.pep import PepType
from pepsite.records.sections import Transition, TransitionTrigger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from pepsite.compliance.results import Setting
    from pepsite.records.casefile import Casefile
    from pepsite.records.child import CarePeriod, Child, LegalStatusFrom, Placement
    from pepsite.records.codes import LegalStatus

    From = TypeVar("From", LegalStatusFrom, Placement)
    _Test: TypeAlias = Callable[[Casefile, Setting | None, date], bool | Unknown]

_NO_PERIOD = Unknown("a period of care that had begun by that day")
_EMERGENCY = Unknown("knowing whether the child came into care in an emergency")
_UNACCOMPANIED = Unknown("knowing whether the child came to this country unaccompanied")
_INTERPRETER = Unknown("knowing whether an interpreter is needed")
_AREA = Unknown("knowing whether the child lives and learns in our area")
_CUSTODY = Unknown("knowing whether the child is in custody")
_MOVE = Unknown("knowing whether the child is to move to another school")


def all_hold(
    circumstances: Iterable[Circumstance], casefile: Casefile, setting: Setting | None, day: date
) -> bool | Unknown:
    """Say whether all of these hold for a child on a day, or what is missing to tell.

    One that does not hold settles it, whatever is not known of the others.
    """
    answers = [holds(one, casefile, setting, day) for one in circumstances]
    if False in answers:
        return False
    return next((one for one in answers if isinstance(one, Unknown)), True)


def holds(
    circumstance: Circumstance, casefile: Casefile, setting: Setting | None, day: date
) -> bool | Unknown:
    """Say whether this holds for a child on a day, or what is missing to tell.

    The period of care that is meant is the one the day lies in, else the last before it.
    Without a setting no school is known: a rule on one child's records has none.
    """
    return _TESTS[circumstance](casefile, setting, day)


def period_on(child: Child, day: date) -> CarePeriod | None:
    """Return the last period of care that had begun by this day, or None before the first."""
    begun = [period for period in child.care if period.entered_on <= day]
    return max(begun, key=lambda period: period.entered_on, default=None)


def _emergency(casefile: Casefile, _setting: Setting | None, day: date) -> bool | Unknown:
    period = period_on(casefile.child, day)
    if period is None:
        return _NO_PERIOD
    answer = given(period.emergency)
    return _EMERGENCY if answer is None else answer


def _unaccompanied(casefile: Casefile, _setting: Setting | None, day: date) -> bool | Unknown:
    period = period_on(casefile.child, day)
    if period is None:
        return _NO_PERIOD
    return _UNACCOMPANIED if period.unaccompanied is None else period.unaccompanied


def _needs_interpreter(casefile: Casefile, _setting: Setting | None, _day: date) -> bool | Unknown:
    needed = casefile.child.interpreter_needed
    if isinstance(needed, DoesNotApply):
        return False
    answer = given(needed)
    return _INTERPRETER if answer is None else answer


def _no_school_place(casefile: Casefile, _setting: Setting | None, day: date) -> bool | Unknown:
    """Say whether there is no main place of education on this day.

    A status that says so in so many words goes before a place that was not ended; one of a
    child who is on some roll does not say where.
    """
    child = casefile.child
    status = child.education_status_on(day)
    if status is EducationStatus.NO_SCHOOL_PLACE:
        return True
    if child.main_place_on(day) is not None:
        return False
    return NO_SCHOOL_KNOWN if status is None or status in ON_A_ROLL else True


def _out_of_area(casefile: Casefile, setting: Setting | None, day: date) -> bool | Unknown:
    """Say whether the child lives or goes to school outside our area (WAL-71).

    One of the two is enough. That it is neither is known only where both are.
    """
    child = casefile.child
    placement = _placement_on(child, day)
    lives = placement.in_area if placement else None
    school = school_on(child, setting, day) if setting else None
    learns = school.in_area if school else None
    if lives is False or learns is False:
        return True
    nowhere = _no_school_place(casefile, setting, day) is True
    return _AREA if lives is None or (learns is None and not nowhere) else False


def _in_custody(casefile: Casefile, _setting: Setting | None, day: date) -> bool | Unknown:
    """Say whether the child is in custody: by the placement, else by the education status.

    A secure children's home takes children for their welfare too: there it is custody only
    under a legal status that detains.
    """
    child = casefile.child
    if child.education_status_on(day) is EducationStatus.IN_CUSTODY:
        return True
    placement = _placement_on(child, day)
    if placement is None:
        return _CUSTODY if child.education_status_on(day) is None else False
    if placement.type is PlacementType.K1:
        status = _legal_status_on(child, day)
        return _CUSTODY if status is None else status in DETAINED
    return placement.type in IN_CUSTODY


def _placement_on(child: Child, day: date) -> Placement | None:
    period = period_on(child, day)
    placement = _latest(period.placements, day) if period else None
    ended = placement is not None and placement.until_on is not None and placement.until_on < day
    return None if ended else placement


def _legal_status_on(child: Child, day: date) -> LegalStatus | None:
    period = period_on(child, day)
    entry = _latest(period.legal_statuses, day) if period else None
    return entry.status if entry else None


def _latest(entries: Iterable[From], day: date) -> From | None:
    begun = [entry for entry in entries if entry.from_on <= day]
    return max(begun, key=lambda entry: entry.from_on, default=None)


def _new_into_care(casefile: Casefile, _setting: Setting | None, day: date) -> bool | Unknown:
    """Say whether this period of care has seen no PEP but its first (WAL-110).

    So a child is new until the first review is held. Where care began before the first day
    known, earlier reviews need not be on record.
    """
    period = period_on(casefile.child, day)
    if period is None:
        return _NO_PERIOD
    reviewed = any(
        pep.type is not PepType.INITIAL
        and pep.counts
        and pep.care_period == period.id
        and pep.held_on is not None
        and pep.held_on <= day
        for pep in casefile.peps
    )
    if not reviewed and period.began_earlier:
        return Unknown("the day on which this period of care began")
    return not reviewed


def _moving_school(casefile: Casefile, _setting: Setting | None, day: date) -> bool | Unknown:
    """Say whether a move to another school is ahead, with no PEP meeting in between (WAR-32).

    The move is on record among the places of education, or planned in the PEP met about last.
    """
    child = casefile.child
    here = child.main_place_on(day)
    moves = [
        place.from_on
        for place in child.education
        if place.part == "main"
        and place.from_on > day
        and (here is None or place.school != here.school)
    ]
    held = [(pep.held_on, pep) for pep in casefile.peps if pep.held_on is not None and pep.counts]
    if moves and not any(day < held_on < min(moves) for held_on, _ in held):
        return True
    met = [one for one in held if one[0] <= day]
    if not met:
        return False
    pep = max(met, key=lambda one: one[0])[1]
    if isinstance(pep.transition, NotKnownYet):
        return _MOVE
    plan: Transition | None = given(pep.transition)
    if plan is None:
        return False
    moves_on = given(plan.expected_on)
    over = moves_on is not None and moves_on < day
    elsewhere = plan.to_school is not None and plan.to_school != pep.school
    return not over and (elsewhere or plan.trigger is TransitionTrigger.NEW_SCHOOL)


def _no(test: _Test) -> _Test:
    """Return the test for the opposite."""

    def opposite(casefile: Casefile, setting: Setting | None, day: date) -> bool | Unknown:
        answer = test(casefile, setting, day)
        return answer if isinstance(answer, Unknown) else not answer

    return opposite


_TESTS: dict[Circumstance, _Test] = {
    Circumstance.EMERGENCY: _emergency,
    Circumstance.PLANNED: _no(_emergency),
    Circumstance.NO_SCHOOL_PLACE: _no_school_place,
    Circumstance.OUT_OF_AREA: _out_of_area,
    Circumstance.CUSTODY: _in_custody,
    Circumstance.UNACCOMPANIED: _unaccompanied,
    Circumstance.NEW_INTO_CARE: _new_into_care,
    Circumstance.NOT_NEW_INTO_CARE: _no(_new_into_care),
    Circumstance.MOVING_SCHOOL: _moving_school,
    Circumstance.NEEDS_INTERPRETER: _needs_interpreter,
}
