"""What is counted of PEPs: the child's voice, who came, who signed, what came of targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.measures.children import NOT_ON_RECORD
from pepsite.compliance.measures.seen import Apart, Seen
from pepsite.records.answers import AskedDeclined, DoesNotApply, given
from pepsite.records.pep import WERE_THERE, MeetingMode
from pepsite.records.voice import Topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.compliance.measures.seen import OfChild, Window
    from pepsite.policy.reports import Measure
    from pepsite.records.codes import Role
    from pepsite.records.pep import Meeting, Pep
    from pepsite.records.targets import PremiumLine
    from pepsite.records.voice import View


def voice_recorded(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield each PEP submitted in the period: does it have something the child said?"""
    for pep in _submitted(one, window):
        views = pep.voice.views if pep.voice else None
        if isinstance(views, AskedDeclined):
            yield Seen(_day(pep), apart=Apart.DECLINED, of=0, pep=pep)
        elif isinstance(views, DoesNotApply):
            yield Seen(_day(pep), apart=Apart.NOT_APPLICABLE, of=0, pep=pep)
        else:
            said = bool(given(views))
            yield Seen(_day(pep), counted=int(said), pep=pep, is_open="" if said else pep.id)


def voice_acted_on(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield each PEP submitted in the period: was anything said last time acted on?

    It was where the earlier PEP says what was done about a view by then, or this one answers it.
    Where nothing was said last time, or nothing that asks for anything, it does not apply.
    """
    before: Pep | None = None
    for pep in one.peps():
        if window.holds(pep.completed_on):
            yield _acted_on(pep, before)
        if pep.claims_to_be_complete:
            before = pep


def _acted_on(pep: Pep, before: Pep | None) -> Seen:
    views = _views(before) if before else ()
    if before is None or not views:
        return Seen(_day(pep), apart=Apart.NOT_APPLICABLE, of=0, pep=pep)
    answered = bool(pep.voice) and any(
        answer.pep == before.id
        for answer in (pep.voice.answered_from_last_time if pep.voice else ())
    )
    done = answered or any(
        acted is not None and acted.done_on <= _day(pep)
        for acted in (given(view.acted_on) for view in views)
    )
    return Seen(_day(pep), counted=int(done), pep=pep, is_open="" if done else pep.id)


def _views(pep: Pep) -> tuple[View, ...]:
    """Return what the child said that somebody can act on."""
    views = given(pep.voice.views) if pep.voice else None
    return tuple(view for view in views or () if view.topic is not Topic.NO_PART)


def participation(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield each PEP whose meeting was held in the period, by the code for the child's part."""
    for pep in one.peps():
        held_on = pep.held_on
        if held_on is not None and window.holds(held_on):
            code = given(pep.voice.participation) if pep.voice else None
            yield Seen(held_on, str(code or NOT_ON_RECORD), counted=1, pep=pep)


def came_to_meetings(one: OfChild, measure: Measure, window: Window) -> Iterator[Seen]:
    """Yield each meeting held in the period, for each role: did somebody in it come?

    A role that was not invited did not come. Where none was held, by agreement, nobody is asked.
    """
    for pep in one.peps():
        for meeting in pep.meetings:
            if not window.holds(meeting.held_on) or meeting.held_on is None:
                continue
            for role in measure.roles:
                came = _came(role, meeting)
                if came is None:
                    yield Seen(
                        meeting.held_on, str(role), of=0, apart=_why_unknown(meeting), pep=pep
                    )
                else:
                    is_open = "" if came else pep.id
                    yield Seen(
                        meeting.held_on, str(role), counted=int(came), pep=pep, is_open=is_open
                    )


def _came(role: Role, meeting: Meeting) -> bool | None:
    """Return whether somebody in this role came; None where it is not said, or not asked.

    Where nobody at all is written down as invited, nobody wrote down who came.
    """
    if meeting.mode is MeetingMode.NONE_BY_AGREEMENT or not meeting.invited:
        return None
    answers = [invitee.came for invitee in meeting.invited if invitee.role is role]
    if any(answer in WERE_THERE for answer in answers):
        return True
    return None if None in answers else False


def _why_unknown(meeting: Meeting) -> Apart:
    none_held = meeting.mode is MeetingMode.NONE_BY_AGREEMENT
    return Apart.NOT_APPLICABLE if none_held else Apart.NOT_ON_RECORD


def section_signed(one: OfChild, measure: Measure, window: Window) -> Iterator[Seen]:
    """Yield each PEP submitted in the period: did one of these roles sign the section?"""
    for pep in _submitted(one, window):
        signed = any(
            sign_off.section is measure.section
            and sign_off.role in measure.roles
            and sign_off.signed_on <= window.until_on
            for sign_off in pep.sign_offs
        )
        yield Seen(_day(pep), counted=int(signed), pep=pep, is_open="" if signed else pep.id)


def target_outcomes(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield each target that was reviewed in the period, by how it came out."""
    for pep in one.peps():
        for target in given(pep.targets) or ():
            review = target.review
            if review is not None and window.holds(review.reviewed_on):
                yield Seen(review.reviewed_on, str(review.outcome), counted=1, pep=pep)


def premium_money(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield the pence asked for, agreed and paid in the period, and those paid with evidence.

    And those agreed in it that were not paid by its last day, of a financial year 31 March.
    """
    for pep in one.peps():
        premium = given(pep.premium)
        for line in premium.lines if premium else ():
            for name, day, pence in (
                ("requested", line.requested_on, line.amount_requested),
                ("approved", line.approved_on, line.amount_approved),
                ("refused", line.refused_on, line.amount_requested),
                ("paid", line.paid_on, line.amount_paid),
                (
                    "paid-with-evidence",
                    line.paid_on if line.evidence_of_spend else None,
                    line.amount_paid,
                ),
            ):
                if day is None or not window.holds(day):
                    continue
                if pence is None:
                    yield Seen(day, name, of=0, apart=Apart.NOT_ON_RECORD, pep=pep)
                else:
                    yield Seen(day, name, counted=pence, of=0, pep=pep)
            if line.approved_on is not None and window.holds(line.approved_on):
                yield _unspent(line, line.approved_on, window, pep)


def _unspent(line: PremiumLine, agreed_on: date, window: Window, pep: Pep) -> Seen:
    agreed, paid = line.amount_approved, line.amount_paid
    is_paid = line.paid_on is not None and line.paid_on <= window.until_on
    if agreed is None or (is_paid and paid is None):
        return Seen(agreed_on, "unspent", of=0, apart=Apart.NOT_ON_RECORD, pep=pep)
    left = max(agreed - (paid or 0), 0) if is_paid else agreed
    return Seen(agreed_on, "unspent", counted=left, of=0, pep=pep)


def premium_impact(one: OfChild, _: Measure, window: Window) -> Iterator[Seen]:
    """Yield each use of the premium paid for in the period: is its effect on record?"""
    for pep in one.peps():
        premium = given(pep.premium)
        for line in premium.lines if premium else ():
            if line.paid_on is not None and window.holds(line.paid_on):
                known = line.actual_impact is not None
                yield Seen(
                    line.paid_on, counted=int(known), pep=pep, is_open="" if known else pep.id
                )


def _submitted(one: OfChild, window: Window) -> Iterator[Pep]:
    return (pep for pep in one.peps() if window.holds(pep.completed_on))


def _day(pep: Pep) -> date:
    if pep.completed_on is None:  # pragma: no cover  # only of PEPs that were submitted
        raise ValueError
    return pep.completed_on
