"""When a child in care has a PEP at all: in care, and eligible by age and year group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown
from pepsite.policy.phases import eligible_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.compliance.results import Setting
    from pepsite.policy.phases import LegalStatusesExcepted
    from pepsite.records.child import CarePeriod, Child
    from pepsite.records.codes import Role
    from pepsite.records.school import School

NO_FIRST_DAY = Unknown("the day on which this period of care began")
NO_SCHOOL_KNOWN = Unknown("the child's school, or that there is none")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Presence:
    """The part of one period of care in which the child has a PEP.

    `ends_on` is the last day of it when that is known: care ended, or the eve of the
    birthday up to which plans are made. `late_start`: eligible only after coming into care.
    `began` says what happened to the child on the first day of it.
    """

    period: CarePeriod
    starts_on: date
    ends_on: date
    late_start: bool
    began: str

    def over_by(self, as_of: date) -> date | None:
        """Return the last day if it has passed by `as_of`, else None: it may yet move."""
        return self.ends_on if self.ends_on < as_of else None


def presences(child: Child, setting: Setting) -> Iterator[Presence]:
    """Yield, for each period of care begun by the day, when the child has a PEP in it.

    A period in which the child is too young or too old throughout yields nothing, and so does
    a series of short breaks, by its legal status.
    """
    for period in child.care:
        if period.entered_on > setting.as_of:
            continue
        judged_from = max(period.entered_on, setting.records_begin_on)
        rule = setting.policy.eligibility_on(judged_from)
        if rule is None:
            continue
        old_enough_on = eligible_from(child, rule, period.entered_on)
        left_out = in_force(setting.policy.except_legal_statuses, judged_from)
        starts_on = _first_day_outside(period, left_out, old_enough_on)
        if starts_on is None:
            continue
        began = "came into care"
        if starts_on > period.entered_on:
            began = "became old enough for a PEP"
        if starts_on > old_enough_on:
            began = "came to be in care under a legal status with a PEP"
        ends_on = child.turns(rule.until_age) - _ONE_DAY
        # On an earlier day nobody knew that care would end; a birthday is known beforehand.
        if period.ended_on is not None and period.ended_on <= setting.as_of:
            ends_on = min(ends_on, period.ended_on)
        if starts_on <= ends_on and starts_on <= setting.as_of:
            yield Presence(period, starts_on, ends_on, starts_on > period.entered_on, began)


def _first_day_outside(
    period: CarePeriod, left_out: LegalStatusesExcepted | None, start: date
) -> date | None:
    """Return the first day from `start` on under a legal status that is not left out, or None."""
    if left_out is None:
        return start
    statuses = sorted(period.legal_statuses, key=lambda entry: entry.from_on)
    before = [entry for entry in statuses if entry.from_on <= start]
    if not before or before[-1].status not in left_out.statuses:
        return start
    return next(
        (
            entry.from_on
            for entry in statuses
            if entry.from_on > start and entry.status not in left_out.statuses
        ),
        None,
    )


def school_on(child: Child, setting: Setting, day: date) -> School | None:
    """Return the child's main school on this day, or None where there is none on record."""
    place = child.main_place_on(day)
    return setting.register.schools.get(place.school) if place else None


def owner_of(
    role: Role, child: Child, school: School | None, setting: Setting, day: date | None = None
) -> str | None:
    """Return who has this role for the child today: by the child's record, else by the school's.

    On an earlier `day` it is who had it then, as far as the child's record says.
    """
    named = child.responsible_on(role, setting.as_of if day is None else day)
    if named is not None or school is None:
        return named
    return owner_at_school(role, school, setting)


def owner_at_school(role: Role, school: School, setting: Setting) -> str | None:
    """Return the active person with this role whose schools include this one, or None."""
    return setting.owners.get((role, school.id))


def days_of(school: School | None, setting: Setting, day: date) -> str:
    """Name the calendar that counts for this school on this day."""
    year = setting.calendars.academic_year_of(day, school)
    calendar = setting.calendars.of_year(year, school)
    if calendar is None:
        return "no calendar for this year"
    return f"the calendar {calendar.id} for {year}/{(year + 1) % 100:02d}"
