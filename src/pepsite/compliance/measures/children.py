"""What is counted of children themselves: how many, where they learn, how they attend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.conformity.forms import audit_is_finished
from pepsite.compliance.measures.seen import Apart, Seen
from pepsite.policy.base import in_force
from pepsite.policy.phases import year_group_on
from pepsite.records.answers import given
from pepsite.records.child import EventKind, Timetable
from pepsite.records.codes import EducationStatus, Phase, Role
from pepsite.records.phases import Post16Content, Post16Situation
from pepsite.records.review import AuditType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pepsite.compliance.measures.seen import OfChild, Window
    from pepsite.compliance.results import Setting
    from pepsite.policy.reports import Band, Measure
    from pepsite.records.child import Child
    from pepsite.records.codes import SenProvision
    from pepsite.records.pep import Pep
    from pepsite.records.sections import Attendance, Sdq

NOT_ON_RECORD = "not-on-record"
"""The line, or the row, of those of whom the records do not say it."""
NOT_DONE = "not-done"

_IN_WORK_OR_LEARNING = (
    Post16Situation.EDUCATION_OR_TRAINING,
    Post16Situation.APPRENTICED_OR_EMPLOYED,
)
_STATUS_IN_WORK_OR_LEARNING = (
    EducationStatus.ON_ROLL,
    EducationStatus.PART_TIME,
    EducationStatus.ALTERNATIVE_PROVISION,
    EducationStatus.EMPLOYED,
    EducationStatus.HOME_EDUCATED,
)


def children(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield the child, if in care with a PEP on the last day of the period."""
    if one.has_a_pep_on(window.until_on):
        yield Seen(window.until_on, counted=1, of=0)


def sen(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield the child by special educational provision on the last day."""
    if one.has_a_pep_on(window.until_on):
        provision = sen_on(one.casefile.child, window.until_on)
        yield Seen(window.until_on, str(provision or NOT_ON_RECORD), counted=1)


def sen_on(child: Child, day: date) -> SenProvision | None:
    """Return the special educational provision recorded for this day, or None."""
    known = [entry for entry in child.sen if entry.from_on <= day]
    return max(known, key=lambda entry: entry.from_on).provision if known else None


def education_status(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield the child by where it stands with education on the last day."""
    if one.has_a_pep_on(window.until_on):
        status = one.casefile.child.education_status_on(window.until_on)
        yield Seen(window.until_on, str(status or NOT_ON_RECORD), counted=1)


def part_time_timetables(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield the child: is the timetable at the main school part-time on the last day?"""
    day = window.until_on
    if not one.has_a_pep_on(day):
        return
    place = one.casefile.child.main_place_on(day)
    if place is None or place.timetable is None:
        yield Seen(day, of=0, apart=Apart.NOT_ON_RECORD)
        return
    part_time = place.timetable is Timetable.PART
    yield Seen(day, counted=int(part_time), is_open="" if part_time else one.casefile.child.id)


def suspensions(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield the child, and each suspension in the period with its half days."""
    return _events(one, window, EventKind.SUSPENSION)


def exclusions(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield the child, and each permanent exclusion in the period."""
    return _events(one, window, EventKind.PERMANENT_EXCLUSION)


def _events(one: OfChild, window: Window, kind: EventKind) -> Iterator[Seen]:
    last = one.last_day_in(window)
    if last is None:
        return
    happened = [
        event
        for event in one.casefile.child.events
        if event.kind is kind and window.holds(event.happened_on)
        if one.has_a_pep_on(event.happened_on)
    ]
    yield Seen(last, "children", counted=int(bool(happened)))
    for event in happened:
        yield Seen(event.happened_on, "times", counted=1, of=0)
        if event.half_days is not None:
            yield Seen(event.happened_on, "half-days", counted=event.half_days, of=0)
        elif kind is EventKind.SUSPENSION:
            yield Seen(event.happened_on, "half-days", of=0, apart=Apart.NOT_ON_RECORD)


def attendance(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield the sessions attended of those possible, as the last PEP of the period has them."""
    last = one.last_day_in(window)
    if last is None:
        return
    entries = _attendance_in(one, window)
    possible = sum(entry.sessions_possible for entry in entries)
    if not possible:
        yield Seen(last, of=0, apart=Apart.NOT_ON_RECORD)
        return
    yield Seen(last, counted=sum(entry.sessions_attended for entry in entries), of=possible)


def attendance_at_most(one: OfChild, measure: Measure, window: Window) -> Iterator[Seen]:
    """Yield the child: does it attend at most so many per cent of the sessions?"""
    last = one.last_day_in(window)
    if last is None:
        return
    entries = _attendance_in(one, window)
    possible = sum(entry.sessions_possible for entry in entries)
    if not possible or measure.per_cent is None:
        yield Seen(last, of=0, apart=Apart.NOT_ON_RECORD)
        return
    attended = sum(entry.sessions_attended for entry in entries)
    at_most = 100 * attended <= measure.per_cent * possible
    yield Seen(last, counted=int(at_most))


def _attendance_in(one: OfChild, window: Window) -> tuple[Attendance, ...]:
    """Return what the last PEP of the period that has any says of attendance up to its end."""
    found: tuple[Attendance, ...] = ()
    for pep in _peps_by(one, window.until_on):
        entries = given(pep.attendance) or ()
        known = tuple(entry for entry in entries if entry.until_on <= window.until_on)
        if known and window.holds(pep.completed_on or pep.held_on):
            found = known
    return found


def _peps_by(one: OfChild, day: date) -> Iterable[Pep]:
    """Yield the PEPs that were complete, or had their meeting, by this day."""
    for pep in one.peps():
        reached = pep.completed_on or pep.held_on
        if reached is not None and reached <= day:
            yield pep


def sdq_bands(one: OfChild, measure: Measure, window: Window) -> Iterator[Seen]:
    """Yield the child by the band of the last strengths and difficulties score on record."""
    if not one.has_a_pep_on(window.until_on):
        return
    last: Sdq | None = None
    for pep in _peps_by(one, window.until_on):
        last = (given(pep.wellbeing.sdq) if pep.wellbeing else None) or last
    yield Seen(window.until_on, _band(last, measure.bands), counted=1)


def _band(sdq: Sdq | None, bands: tuple[Band, ...]) -> str:
    if sdq is None:
        return NOT_ON_RECORD
    if sdq.total is None:
        return NOT_DONE
    reached = [band for band in bands if band.at_least <= sdq.total]
    return max(reached, key=lambda band: band.at_least).title if reached else NOT_ON_RECORD


def employment_education_training(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield those past 16: is the young person in education, work or training?"""
    day = window.until_on
    if not one.has_a_pep_on(day) or phase_on(one.casefile.child, one.setting, day) is not (
        Phase.POST_16
    ):
        return
    answer = _in_work_or_learning(one, day)
    if answer is None:
        yield Seen(day, of=0, apart=Apart.NOT_ON_RECORD)
    else:
        yield Seen(day, counted=int(answer), is_open="" if answer else one.casefile.child.id)


def _in_work_or_learning(one: OfChild, day: date) -> bool | None:
    """Return what is on record from later: the education status, or the PEP that says it."""
    statuses = [entry for entry in one.casefile.child.education_statuses if entry.from_on <= day]
    status = max(statuses, key=lambda entry: entry.from_on, default=None)
    said: tuple[date, bool] | None = None
    for pep in _peps_by(one, day):
        content = pep.content
        situation = given(content.situation) if isinstance(content, Post16Content) else None
        reached = pep.completed_on or pep.held_on
        if situation is not None and reached is not None:
            said = reached, situation in _IN_WORK_OR_LEARNING
    if status is not None and (said is None or status.from_on > said[0]):
        return status.status in _STATUS_IN_WORK_OR_LEARNING
    return None if said is None else said[1]


def phase_on(child: Child, setting: Setting, day: date) -> Phase | None:
    """Return the phase of the child's year group on this day, or None where none is known."""
    phases = in_force(setting.policy.phases, day)
    return phases.phase_of(year_group_on(child, day)) if phases else None


def caseload_share(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield the child on an officer's caseload: has a line manager looked at a PEP of it?"""
    day = window.until_on
    if not one.has_a_pep_on(day):
        return
    child = one.casefile.child
    if child.responsible_on(Role.VIRTUAL_SCHOOL_OFFICER, day) is None:
        yield Seen(day, of=0, apart=Apart.NOT_ON_RECORD)
        return
    looked_at = any(
        audit.type is AuditType.LINE_MANAGEMENT
        and window.holds(audit.audited_on)
        and audit_is_finished(audit, one.casefile, one.setting.policy)
        for audit in one.casefile.audits
    )
    yield Seen(day, counted=int(looked_at), is_open="" if looked_at else child.id)
