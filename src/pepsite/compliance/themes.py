"""Does a theme hold for a child, and for one PEP of the child, on a day?

Each answer is yes, no, or what would have to be known. Samples keep to a theme, and reports are
cut by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.circumstances import holds, period_on
from pepsite.compliance.presence import NO_FIRST_DAY, NO_SCHOOL_KNOWN
from pepsite.policy.calendars import Unknown
from pepsite.policy.phases import year_group_on
from pepsite.policy.themes import (
    AttendanceBelow,
    CircumstanceIs,
    EducationStatusIs,
    InTransition,
    NewIntoCare,
    PlacementIs,
    RatedLast,
    SchoolTypeIs,
    SexIs,
)
from pepsite.records.answers import NotKnownYet, given
from pepsite.records.review import AuditType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pepsite.compliance.results import Setting
    from pepsite.policy.themes import Filter, Theme
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.sections import Attendance

_ATTENDANCE = Unknown("the child's attendance")
_STATUS = Unknown("where the child stands with education")
_PLACEMENT = Unknown("the child's placement")
_TRANSITION = Unknown("knowing whether the child is to move")
_SEX = Unknown("the sex of the child")


def theme_holds(
    theme: Theme, casefile: Casefile, setting: Setting, day: date, pep: Pep | None = None
) -> bool | Unknown:
    """Say whether every filter of a theme holds on this day, or what is missing to tell.

    `pep` is the PEP that is asked about; without it, what stands in a PEP is taken from the
    last one there was on the day. One filter that does not hold settles it.
    """
    answers = [filter_holds(one, casefile, setting, day, pep) for one in theme.filters]
    if False in answers:
        return False
    return next((one for one in answers if isinstance(one, Unknown)), True)


def any_theme_holds(
    themes: Iterable[Theme], casefile: Casefile, setting: Setting, day: date, pep: Pep | None = None
) -> bool | Unknown:
    """Say whether one of these themes holds, or what is missing. One that does is enough."""
    answers = [theme_holds(one, casefile, setting, day, pep) for one in themes]
    if True in answers:
        return True
    return next((one for one in answers if isinstance(one, Unknown)), False)


def filter_holds(  # noqa: C901, PLR0911  # an answer for each filter
    one: Filter, casefile: Casefile, setting: Setting, day: date, pep: Pep | None = None
) -> bool | Unknown:
    """Say whether a filter holds for a child on this day, or what is missing to tell."""
    child = casefile.child
    match one:
        case NewIntoCare():
            return _new_into_care(one, casefile, setting, day)
        case AttendanceBelow():
            return _attendance_below(one, casefile, day)
        case EducationStatusIs():
            status = child.education_status_on(day)
            return _STATUS if status is None else status in one.statuses
        case PlacementIs():
            return _placement(one, casefile, day)
        case InTransition():
            return _in_transition(one, casefile, day, pep)
        case SchoolTypeIs():
            return _school_type(one, casefile, setting, day)
        case CircumstanceIs():
            answers = [holds(each, casefile, setting, day) for each in one.any_of]
            if True in answers:
                return True
            return next((each for each in answers if isinstance(each, Unknown)), False)
        case RatedLast():
            return last_rating(casefile, day) in one.ratings
        case SexIs():  # pragma: no branch  # there is no other
            return _SEX if child.sex is None else child.sex in one.sexes


def last_rating(casefile: Casefile, day: date) -> str | None:
    """Return the last rating that the virtual school gave to one of the child's PEPs, or None.

    Of two on one day the audit is the later: it looks at what was reviewed before. One
    without a rating is not finished, or was not to give any.
    """
    counts = {pep.id for pep in casefile.peps if pep.counts}
    reviewed = [
        (one.reviewed_on, 1, one.id, one.rating)
        for one in casefile.qa_reviews
        if one.pep in counts and one.rating and one.reviewed_on <= day
    ]
    audited = [
        (one.audited_on, 2, one.id, one.rating)
        for one in casefile.audits
        if one.rating
        and one.type is not AuditType.SELF_REVIEW
        and one.audited_on <= day
        and any(each.pep in counts for each in one.peps)
    ]
    return max([*reviewed, *audited], default=(day, 0, "", None))[3]


def _new_into_care(
    one: NewIntoCare, casefile: Casefile, setting: Setting, day: date
) -> bool | Unknown:
    period = period_on(casefile.child, day)
    if period is None or not period.covers(day):
        return False
    last = setting.calendars.add(period.entered_on, one.within, None)
    if isinstance(last, Unknown):
        return last
    # Where care began before the first day known, it was longer ago still.
    return NO_FIRST_DAY if day <= last and period.began_earlier else day <= last


def _attendance_below(one: AttendanceBelow, casefile: Casefile, day: date) -> bool | Unknown:
    counted = [each for each in _attendances(casefile) if each.until_on <= day]
    if not counted:
        return _ATTENDANCE
    # Several schools may have counted to the same day.
    last = max(each.until_on for each in counted)
    latest = {(each.school, each.from_on): each for each in counted if each.until_on == last}
    possible = sum(each.sessions_possible for each in latest.values())
    attended = sum(each.sessions_attended for each in latest.values())
    return 100 * attended < one.per_cent * possible if possible else _ATTENDANCE


def _attendances(casefile: Casefile) -> Iterator[Attendance]:
    for pep in casefile.peps:
        if pep.counts:
            yield from given(pep.attendance) or ()


def _placement(one: PlacementIs, casefile: Casefile, day: date) -> bool | Unknown:
    period = period_on(casefile.child, day)
    if period is None or not period.covers(day):
        return False
    begun = [
        each
        for each in period.placements
        if each.from_on <= day and (each.until_on is None or day <= each.until_on)
    ]
    if not begun:
        return _PLACEMENT
    return max(begun, key=lambda each: each.from_on).type in one.types


def _in_transition(
    one: InTransition, casefile: Casefile, day: date, pep: Pep | None
) -> bool | Unknown:
    """Say whether a move is ahead. A PEP in which no transition is planned plans none."""
    if year_group_on(casefile.child, day) in one.year_groups:
        return True
    asked = pep or _last_pep(casefile, day)
    if asked is None or not one.triggers:
        return False
    if isinstance(asked.transition, NotKnownYet):
        return _TRANSITION
    transition = given(asked.transition)
    return transition is not None and transition.trigger in one.triggers


def _last_pep(casefile: Casefile, day: date) -> Pep | None:
    # They are in the order of their days.
    there = [
        pep for pep in casefile.peps if pep.counts and (begun := pep.held_on or pep.completed_on)
        and begun <= day
    ]  # fmt: skip
    return there[-1] if there else None


def _school_type(
    one: SchoolTypeIs, casefile: Casefile, setting: Setting, day: date
) -> bool | Unknown:
    place = casefile.child.main_place_on(day)
    if place is None:
        return NO_SCHOOL_KNOWN if casefile.child.education_status_on(day) is None else False
    school = setting.register.schools.get(place.school)
    return NO_SCHOOL_KNOWN if school is None else school.type in one.types
