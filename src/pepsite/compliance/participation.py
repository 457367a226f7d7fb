"""Who was invited, who came, who had a say and who led, meeting by meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.compliance.circumstances import all_hold
from pepsite.compliance.clocks.clock import Began
from pepsite.compliance.presence import owner_of, school_on
from pepsite.compliance.results import (
    CheckResult,
    Setting,
    Status,
    cannot_tell,
    in_words,
    listed,
    result_of,
)
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown
from pepsite.records.answers import NoAnswer, given
from pepsite.records.codes import Role
from pepsite.records.kinds import path_of
from pepsite.records.pep import WERE_THERE, Invitee, Meeting, MeetingMode, Pep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.policy.participants import Chair, ChairVersion, Participants, ParticipantsVersion
    from pepsite.records.casefile import Casefile

_CHAIR_NOT_SAID = Unknown("who led the meeting")
_WHO_NOT_SAID = Unknown("who was invited to the meeting")


def participants_took_part(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield, for each meeting held and each duty on those round the table, how it stands."""
    for held in _meetings_held(casefile, setting):
        yield from _duties(casefile, setting, held)


def meeting_led_as_agreed(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield, for each meeting held, whether the one led it whose task that is."""
    for held in _meetings_held(casefile, setting):
        for chair in setting.policy.chairs:
            version = in_force(chair.versions, held.on)
            if version is not None:
                yield _led(casefile, setting, held, chair, version)


@dataclass(frozen=True, slots=True)
class _Held:
    """A meeting that was held; `part` tells it from the others of its PEP."""

    pep: Pep
    meeting: Meeting
    on: date
    part: str


def _meetings_held(casefile: Casefile, setting: Setting) -> Iterator[_Held]:
    """Yield each meeting, or agreement to hold none, that is judged on this day."""
    for pep in casefile.peps:
        held = [one for one in pep.meetings if one.held_on and one.held_on <= setting.as_of]
        for meeting in held if pep.counts else ():
            if meeting.held_on and meeting.held_on >= setting.records_begin_on:
                part = meeting.id if len(held) > 1 else ""
                yield _Held(pep, meeting, meeting.held_on, part)


def _duties(casefile: Casefile, setting: Setting, held: _Held) -> Iterator[CheckResult]:
    pep, held_on, path = held.pep, held.on, path_of(held.pep)
    school = school_on(casefile.child, setting, held_on)
    for duty in setting.policy.participants:
        version = in_force(duty.versions, held_on)
        if version is None or not duty.when.holds(pep.phase, pep.type, pep.year_group):
            continue
        applies = all_hold(duty.only_when, casefile, setting, held_on)
        if applies is False:
            continue
        status, because = _how_it_stands(duty, version, pep, held.meeting)
        result = result_of(
            duty,
            version,
            Began(held_on, "the meeting was held", path),
            status,
            because,
            subject=pep.id,
            part=held.part,
            due_on=held_on,
            met_on=held_on if status is Status.MET else None,
            child=pep.child,
            school=school.id if school else None,
            doer=duty.doer,
            owner=owner_of(duty.doer, casefile.child, school, setting, held_on),
        )
        # Whoever was there was there, whether or not that was asked for.
        if status is Status.MISSED:
            unknown = applies if isinstance(applies, Unknown) else _not_said(duty, version, held)
            result = cannot_tell(result, unknown) if unknown else result
        yield result


def _led(
    casefile: Casefile, setting: Setting, held: _Held, chair: Chair, version: ChairVersion
) -> CheckResult:
    pep, meeting, path = held.pep, held.meeting, path_of(held.pep)
    role = version.with_school if pep.school else version.without_school
    school = school_on(casefile.child, setting, held.on)
    none_held = meeting.mode is MeetingMode.NONE_BY_AGREEMENT
    if none_held:
        status, because = Status.NOT_APPLICABLE, "It was agreed to hold no meeting."
    else:
        status = Status.MET if meeting.chair is role else Status.MISSED
        was = "by" if status is Status.MET else "by another than"
        because = f"On {in_words(held.on)} it was led {was} the {listed([role])}."
    result = result_of(
        chair,
        version,
        Began(held.on, "the meeting was held", path),
        status,
        because,
        subject=pep.id,
        part=held.part,
        due_on=held.on,
        met_on=held.on if status is Status.MET else None,
        child=pep.child,
        school=school.id if school else None,
        doer=role,
        owner=owner_of(role, casefile.child, school, setting, held.on),
    )
    if meeting.chair is None and not none_held:
        return cannot_tell(result, _CHAIR_NOT_SAID)
    return result


def _how_it_stands(
    duty: Participants, version: ParticipantsVersion, pep: Pep, meeting: Meeting
) -> tuple[Status, str]:
    if meeting.mode is MeetingMode.NONE_BY_AGREEMENT and duty.must != "come-or-contribute":
        return Status.NOT_APPLICABLE, "It was agreed to hold no meeting."
    roles = _asked_for(version, pep)
    wanting = [role for role in roles if not _took_part(role, duty, pep, meeting)]
    missing = _missing(duty, version, pep, meeting)
    excused = [role for role in wanting if role not in missing]
    held_on = in_words(meeting.held_on) if meeting.held_on else ""
    if missing:
        return Status.MISSED, f"On {held_on}, not on record: {listed(missing)}."
    if excused:
        return Status.MET, f"On {held_on}; a reason is on record for: {listed(excused)}."
    return Status.MET, f"On {held_on}, all that are asked for: {listed(roles)}."


def _asked_for(version: ParticipantsVersion, pep: Pep) -> list[Role]:
    """Return the roles asked for: without a school there is no designated teacher to ask for."""
    return [
        role
        for role in version.roles
        if not (role is Role.DESIGNATED_TEACHER and pep.school is None)
    ]


def _missing(
    duty: Participants, version: ParticipantsVersion, pep: Pep, meeting: Meeting
) -> list[Role]:
    """Return the roles that did not take part, and that nothing excuses."""
    return [
        role
        for role in _asked_for(version, pep)
        if not _took_part(role, duty, pep, meeting)
        and not (duty.excused_by_reason and _excused(role, pep, meeting))
    ]


def _not_said(duty: Participants, version: ParticipantsVersion, held: _Held) -> Unknown | None:
    """Return what would have to be known of those who are missing, before anyone is blamed.

    Of somebody who was invited it may be open whether they came; and where nobody at all is
    written down as invited, nobody wrote down who was. One who is known to be missing is enough.
    """
    if not held.meeting.invited:
        return _WHO_NOT_SAID
    open_ones = []
    for role in _missing(duty, version, held.pep, held.meeting):
        invited = [one for one in held.meeting.invited if one.role is role]
        if not any(one.came is None for one in invited):
            return None
        open_ones.append(role)
    return Unknown(f"whether these came: {listed(open_ones)}")


def _took_part(role: Role, duty: Participants, pep: Pep, meeting: Meeting) -> bool:
    invited = [one for one in meeting.invited if one.role is role]
    match duty.must:
        case "be-invited":
            return bool(invited)
        case "come":
            return any(one.came in WERE_THERE for one in invited)
        case "come-or-contribute":  # pragma: no branch  # there is no other
            return any(one.came in WERE_THERE or given(one.contributed) for one in invited) or (
                _said_something(role, pep)
            )


def _said_something(role: Role, pep: Pep) -> bool:
    match role:
        case Role.CHILD:
            return bool(pep.voice and given(pep.voice.views))
        case Role.CARER:
            return bool(given(pep.carer_views))
        case Role.PARENT:
            return bool(given(pep.parent_views))
        case _:
            return any(sign_off.role is role for sign_off in pep.sign_offs)


def _excused(role: Role, pep: Pep, meeting: Meeting) -> bool:
    """Say whether a reason is on record: beside the invitation, or in place of a view."""
    if any(_has_reason(one) for one in meeting.invited if one.role is role):
        return True
    match role:
        case Role.CHILD:
            answer: object = pep.voice.views if pep.voice else None
        case Role.CARER:
            answer = pep.carer_views
        case Role.PARENT:
            answer = pep.parent_views
        case _:
            answer = None
    return isinstance(answer, NoAnswer)


def _has_reason(invitee: Invitee) -> bool:
    return invitee.reason is not None or (
        invitee.contributed is not None and given(invitee.contributed) is None
    )
