"""What is timed from a PEP itself: before its meeting, and after it was held or submitted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pepsite.compliance.circumstances import all_hold
from pepsite.compliance.clocks.clock import (
    Began,
    Count,
    blank_result,
    days_counted,
    settled,
)
from pepsite.compliance.clocks.milestones import judged_on, reached_on
from pepsite.compliance.results import Status
from pepsite.policy.base import in_force
from pepsite.policy.timescales import AheadOf, Milestone, NotStated, Start, Within, from_the_pep
from pepsite.records.kinds import path_of
from pepsite.records.pep import MeetingMode, PepType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.calendars import Unknown
    from pepsite.policy.timescales import Clock, ClockRule, ClockVersion
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.school import School

_TYPES = {
    "initial-pep": PepType.INITIAL,
    "review-pep": PepType.REVIEW,
    "leaving-care-pep": PepType.LEAVING_CARE,
    "new-provision-pep": PepType.CHANGE_OF_PROVISION,
}
_WHAT = {
    Start.HELD: "the PEP meeting was held",
    Start.SUBMITTED: "the PEP was submitted",
    Start.QUALITY_ASSURED: "the PEP was quality assured",
}
_ONLY_BEFORE_THE_MEETING = (
    Milestone.REQUESTED,
    Milestone.INITIATED,
    Milestone.ARRANGED,
    Milestone.INVITED,
)
"""What is for nothing once the meeting is over. A section can still be signed, late."""


def each_pep_in_time(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield, for each PEP and each clock that counts from it, how it stands."""
    for clock in setting.policy.clocks:
        if any(from_the_pep(version.by) for version in clock.versions):
            for pep in casefile.peps:
                if pep.counts and _TYPES.get(clock.of, pep.type) is pep.type:
                    result = _of_pep(casefile, setting, clock, pep)
                    if result is not None:
                        yield result


def _of_pep(casefile: Casefile, setting: Setting, clock: Clock, pep: Pep) -> CheckResult | None:
    found = _began(casefile, setting, clock, pep)
    if found is None or not clock.when.holds(pep.phase, pep.type, pep.year_group):
        return None
    version, began = found
    school = setting.register.schools.get(pep.school) if pep.school else None
    reached = reached_on(pep, clock, casefile)
    count = Count(
        began=began,
        due_on=_due(version.by, began.on, school, setting),
        met_on=reached if reached and reached <= setting.as_of else None,
        over_on=_over_on(version.by, clock, pep, setting),
        days=days_counted(version, school, setting, began.on),
        applies=all_hold(clock.only_when, casefile, setting, began.on),
    )
    result = settled(blank_result(casefile, setting, clock, pep=pep), version, count, setting)
    if result is None or not (isinstance(version.by, AheadOf) and _none_held(pep, began.on)):
        return result
    because = "It was agreed to hold no meeting."
    explanation = replace(result.explanation, because=because)
    return replace(
        result, status=Status.NOT_APPLICABLE, due_on=None, met_on=None, explanation=explanation
    )


def _began(
    casefile: Casefile, setting: Setting, clock: Clock, pep: Pep
) -> tuple[ClockVersion, Began] | None:
    """Return when a clock began for this PEP, and its version then; None if it has not.

    Versions may count from different milestones. A PEP that reached the one before the version
    that counts from it, and the other after its own was replaced, keeps the version in force
    when it reached the first.
    """
    begun = {
        version.from_on: (version, Began(day, what, path_of(pep)))
        for version in clock.versions
        if from_the_pep(version.by)
        for day, what in [_start(version.by, casefile, pep, setting.as_of)]
        if day is not None
    }
    if not begun:
        return None
    found = next(
        (one for one in begun.values() if in_force(clock.versions, one[1].on) is one[0]), None
    )
    if found is None:
        first = in_force(clock.versions, min(began.on for _, began in begun.values()))
        found = begun.get(first.from_on) if first else None
    return found if found and found[1].on >= setting.records_begin_on else None


def _start(rule: ClockRule, casefile: Casefile, pep: Pep, as_of: date) -> tuple[date | None, str]:
    """Return the day this rule counts from, if it has come, and what happened on it."""
    if isinstance(rule, AheadOf):
        held = pep.held_on is not None and pep.held_on <= as_of
        return _meets_on(
            pep, as_of
        ), "the meeting was held" if held else "the meeting is planned for"
    days = {
        Start.HELD: pep.held_on,
        Start.SUBMITTED: pep.completed_on,
        Start.QUALITY_ASSURED: judged_on(pep, casefile),
    }
    start = rule.start if isinstance(rule, Within | NotStated) else Start.HELD
    day = days[start]
    return (day if day and day <= as_of else None), _WHAT[start]


def _meets_on(pep: Pep, as_of: date) -> date | None:
    """Return the day the meeting was held, else the day it is planned for, else None."""
    if pep.held_on is not None and pep.held_on <= as_of:
        return pep.held_on
    planned = (one.planned_for for one in pep.meetings if not one.is_called_off)
    return min(planned, default=None)


def _none_held(pep: Pep, day: date) -> bool:
    """Say whether it was agreed on this day to hold no meeting."""
    return any(
        one.mode is MeetingMode.NONE_BY_AGREEMENT and one.held_on == day for one in pep.meetings
    )


def _due(
    rule: ClockRule, began_on: date, school: School | None, setting: Setting
) -> date | Unknown | None:
    """Return the last day, or None where the source states no time."""
    if isinstance(rule, AheadOf):
        return setting.calendars.before(began_on, rule.span, school)
    if isinstance(rule, Within):
        return setting.calendars.add(began_on, rule.span, school)
    return None


def _over_on(rule: ClockRule, clock: Clock, pep: Pep, setting: Setting) -> date | None:
    """Return the day of the meeting, once it was held, for what is of no use after it."""
    over = isinstance(rule, AheadOf) and clock.milestone in _ONLY_BEFORE_THE_MEETING
    held = over and pep.held_on is not None and pep.held_on <= setting.as_of
    return pep.held_on if held else None
