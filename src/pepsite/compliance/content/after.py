"""What happens round a PEP: who signed it, where copies went, when people meet again."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pepsite.compliance.content.case import Stands, not_applicable
from pepsite.compliance.results import Status, in_words, listed, status_of
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown
from pepsite.policy.sections import section_on
from pepsite.records.answers import AskedDeclined, DoesNotApply, NotKnownYet
from pepsite.records.codes import Role
from pepsite.records.pep import PepEventKind
from pepsite.records.sections import SignedSection

if TYPE_CHECKING:
    from datetime import date

    from pepsite.compliance.content.case import Answer, Case
    from pepsite.policy.content import Filed, NextMeetingFixed, SectionSigned, Shared
    from pepsite.policy.timescales import Span


def next_meeting_fixed(rule: NextMeetingFixed, case: Case) -> Answer:
    """Say whether the next meeting was fixed when the PEP was submitted.

    "Not known yet" says that it was not. Why there will be none is an answer.
    """
    day = case.pep.next_meeting_on
    if isinstance(day, DoesNotApply | AskedDeclined):
        return case.honestly(day, "the next meeting")
    if day is None or isinstance(day, NotKnownYet):
        return case.lacks("No day is fixed for the next meeting.")
    fixed = f"The next meeting is fixed for {in_words(day)}"
    if not rule.in_next_term:
        return case.met(f"{fixed}.")
    terms = case.terms()
    following = terms if isinstance(terms, Unknown) else terms[1]
    if isinstance(following, Unknown):
        return following
    dates = following.dates
    term = f"{dates.term} term, {in_words(dates.starts_on)} to {in_words(dates.ends_on)}"
    if dates.starts_on <= day <= dates.ends_on:
        return case.met(f"{fixed}, in the next term ({term}).")
    return case.lacks(f"{fixed}, which is not in the next term ({term}).")


def signer(rule: SectionSigned, case: Case) -> Role:
    """Return whose signature is wanted: without a school, of whoever owns the section then."""
    if case.pep.school is not None or rule.by is not Role.DESIGNATED_TEACHER:
        return rule.by
    policy, day = case.setting.policy, case.submitted_on
    section = section_on(policy.sections, rule.section, day)
    if section is not None and section.owner_without_school is not None:
        return section.owner_without_school
    chair = in_force(policy.chair, day)
    return chair.without_school if chair else rule.by


_CALLED = MappingProxyType({SignedSection.WHOLE: "PEP as a whole"})
"""Parts that are no section by their own name."""


def section_signed(rule: SectionSigned, case: Case) -> Answer:
    """Say whether a section bears the name of its owner. Who signs the whole signs each part."""
    role = signer(rule, case)
    days = [
        one.signed_on
        for one in case.pep.sign_offs
        if one.role is role
        and one.section in (rule.section, SignedSection.WHOLE)
        and one.signed_on <= case.setting.as_of
    ]
    who, part = listed([role]), _CALLED.get(rule.section, f"section “{rule.section}”")
    if not days:
        return case.lacks(f"The {part} is not signed by the {who}.")
    signed_on = min(days)
    because = f"The {who} signed the {part} on {in_words(signed_on)}."
    late = signed_on > case.submitted_on
    status = Status.MET_LATE if late else Status.MET
    return Stands(status, because, signed_on, case.submitted_on)


def shared(rule: Shared, case: Case) -> Answer:
    """Say whether a copy went to a role, or why none did."""
    pep, as_of = case.pep, case.setting.as_of
    days = [one.sent_on for one in pep.distribution if one.to is rule.to and one.sent_on]
    days += [
        one.happened_on
        for one in pep.events
        if one.kind is PepEventKind.SHARED and one.to is rule.to
    ]
    done_on = min((day for day in days if day <= as_of), default=None)
    who = listed([rule.to])
    if done_on is None:
        excused = _not_to_be_shared(rule.to, case)
        if excused is not None:
            return excused
    return _done(case, done_on, rule.within, f"A copy for the {who}", case.over_on)


def _not_to_be_shared(to: Role, case: Case) -> Answer:
    """Return why this role gets no copy, where that is on record, or None."""
    if any(one.to is to and one.withheld for one in case.pep.distribution):
        return not_applicable("A reason for giving no copy is on record.")
    wanted: object = None
    if to is Role.PARENT:
        wanted = case.casefile.child.parents_may_have_a_copy
    if to is Role.CHILD and case.pep.voice is not None:
        wanted = case.pep.voice.wants_a_copy
    match wanted:
        case False:
            return not_applicable("It is on record that no copy is to go there.")
        case NotKnownYet() | DoesNotApply() | AskedDeclined():
            return case.honestly(wanted, "whether a copy may go there")
        case _:
            return None


def filed(rule: Filed, case: Case) -> Answer:
    """Say whether a copy was put into the case system."""
    days = [
        one.happened_on
        for one in case.pep.events
        if one.kind is PepEventKind.FILED and one.happened_on <= case.setting.as_of
    ]
    return _done(case, min(days, default=None), rule.within, "A copy for the case system", None)


def concerns_settled(case: Case) -> Answer:
    """Say whether whatever was raised with others is settled. No time is set for it."""
    as_of = case.setting.as_of
    concerns = [one for one in case.pep.concerns if one.raised_on <= as_of]
    if not concerns:
        return not_applicable("Nothing was raised with anyone.")
    days = [one.settled_on for one in concerns if one.settled_on and one.settled_on <= as_of]
    if len(days) == len(concerns):
        return Stands(Status.MET, "All that was raised is settled.", max(days))
    still = len(concerns) - len(days)
    return Stands(Status.DUE, f"{still} of {len(concerns)} things raised are not settled.")


def _done(
    case: Case, done_on: date | None, within: Span | None, what: str, over_on: date | None
) -> Answer:
    """Say how something stands that is to be done after submission, if so asked within a time.

    Done after its time was over, it is late, and not undone.
    """
    if within is None:
        if done_on is not None:
            return Stands(Status.MET, f"{what} went on {in_words(done_on)}.", done_on)
        if over_on is not None:
            return Stands(Status.MISSED, f"{what} is not on record, and its time is over.")
        return Stands(Status.DUE, f"{what} is not on record; the source sets no time for it.")
    due_on = case.setting.calendars.add(case.submitted_on, within, case.school)
    if isinstance(due_on, Unknown):
        return due_on
    by = f"{what} had to go by {in_words(due_on)}"
    if done_on is not None:
        status = Status.MET if done_on <= due_on else Status.MET_LATE
        return Stands(status, f"{by} and went on {in_words(done_on)}.", done_on, due_on)
    status = status_of(due_on, None, case.setting.as_of, over_on)
    return Stands(status, f"{by} and is not on record.", None, due_on)
