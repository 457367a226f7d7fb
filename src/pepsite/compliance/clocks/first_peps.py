"""Is the first PEP of each period of care in time?

The clocks are the policy's (`policy/packs/*/timescales.yaml`); this says what they come to for
one child. A local clock and the statutory one are judged side by side, never merged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.clocks.clock import (
    Began,
    Count,
    applies,
    blank_result,
    clocks_on,
    days_counted,
    settled,
)
from pepsite.compliance.clocks.milestones import reached_on
from pepsite.compliance.presence import NO_FIRST_DAY, Presence, presences, school_on
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown
from pepsite.policy.timescales import BeforeFirstReview, Within, from_the_pep
from pepsite.records.kinds import path_of
from pepsite.records.pep import PepType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.timescales import Clock, ClockRule
    from pepsite.records.casefile import Casefile
    from pepsite.records.school import School


def initial_pep_in_time(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield how the first PEP of each period of care stands with every clock on it."""
    for presence in presences(casefile.child, setting):
        for clock in clocks_on(setting, "initial-pep"):
            result = _initial(casefile, setting, presence, clock)
            if result is not None:
                yield result


def _initial(
    casefile: Casefile, setting: Setting, presence: Presence, clock: Clock
) -> CheckResult | None:
    begun, period = presence.starts_on, presence.period
    version = in_force(clock.versions, begun)
    if from_the_pep((version or clock.versions[0]).by):
        return None  # it counts from the PEP, once there is one: see `each_pep.py`
    school = school_on(casefile.child, setting, begun)
    met_on, evidence = _first(casefile, clock, period.id, setting.as_of)
    count = Count(
        began=Began(begun, f"the child {presence.began}", path_of(casefile.child)),
        due_on=_due(version.by, presence, school, setting) if version else None,
        met_on=met_on,
        over_on=presence.over_by(setting.as_of),
        days=days_counted(version, school, setting, begun) if version else "",
        applies=applies(clock, casefile, setting, begun),
        unsure=NO_FIRST_DAY if period.began_earlier and not presence.late_start else None,
        part=period.id,
        evidence=evidence,
    )
    return settled(blank_result(casefile, setting, clock), version, count, setting)


def _due(
    rule: ClockRule, presence: Presence, school: School | None, setting: Setting
) -> date | Unknown | None:
    """Return the last day for a first PEP, or None where the source states no time."""
    if isinstance(rule, Within):
        return setting.calendars.add(presence.starts_on, rule.span, school)
    if not isinstance(rule, BeforeFirstReview):
        return None
    latest = setting.calendars.add(presence.starts_on, rule.review_due, school)
    reviewed = presence.period.first_statutory_review_on
    # A review held late gives the PEP no more time, and one held before the child was
    # old enough for a PEP could not wait for it.
    if reviewed is None or reviewed < presence.starts_on:
        return latest
    return reviewed if isinstance(latest, Unknown) else min(reviewed, latest)


def _first(
    casefile: Casefile, clock: Clock, period: str, as_of: date
) -> tuple[date | None, tuple[str, ...]]:
    """Return the first day the milestone was reached in this period, and where it says so."""
    reached = [
        (day, path_of(pep))
        for pep in casefile.peps
        if pep.type is PepType.INITIAL and pep.care_period == period and pep.counts
        for day in [reached_on(pep, clock, casefile)]
        if day is not None and day <= as_of
    ]
    if not reached:
        return None, ()
    day, path = min(reached)
    return day, (path,)
