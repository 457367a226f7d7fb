"""One submitted PEP as the rules of content see it, and how it may stand with one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pepsite.compliance.presence import school_on
from pepsite.compliance.results import Setting, Status
from pepsite.policy.calendars import TermSpan, Unknown, terms_of_year
from pepsite.records.answers import AskedDeclined, DoesNotApply, NoAnswer, NotKnownYet
from pepsite.records.pep import PepStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.school import School


class Stands(NamedTuple):
    """How one PEP stands with one rule, and why. `evidence` is what else was looked at."""

    status: Status
    because: str
    met_on: date | None = None
    due_on: date | None = None
    evidence: tuple[str, ...] = ()


Answer: TypeAlias = Stands | Unknown | None
"""None: the question is not for such a PEP, and there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Case:
    """A submitted PEP, the one before it, and what holds for the child then.

    `on` is the day of the meeting, or of submission where no meeting is on record. `school` is
    the child's main school on that day. `over_on` is the day on which the time to mend
    anything was over: the next PEP was submitted, care ended, or the last birthday came.
    """

    casefile: Casefile
    setting: Setting
    pep: Pep
    before: Pep | None
    submitted_on: date
    on: date
    school: School | None
    over_on: date | None

    @property
    def lacking(self) -> Status:
        """How a thing stands that was not in the PEP when it was submitted.

        Until the PEP is accepted, or its time is over, it can be mended, by no set day.
        """
        if self.pep.status is PepStatus.COMPLETE or self.over_on is not None:
            return Status.MISSED
        return Status.OVERDUE if self.submitted_on < self.setting.as_of else Status.DUE

    def met(self, because: str, evidence: tuple[str, ...] = ()) -> Stands:
        """Return that the PEP has what is asked for."""
        return Stands(Status.MET, because, self.submitted_on, None, evidence)

    def lacks(self, because: str, evidence: tuple[str, ...] = ()) -> Stands:
        """Return that the PEP does not have what is asked for."""
        return Stands(self.lacking, because, None, None, evidence)

    def honestly(self, answer: NoAnswer, what: str) -> Stands | Unknown:
        """Return how the PEP stands where an honest answer is in the place of what is asked.

        "Does not apply" and "asked, declined" take the question away; "not known yet" leaves
        it open. They are counted apart from what is met.
        """
        match answer:
            case NotKnownYet():
                return Unknown(f"what is not known yet ({what})")
            case DoesNotApply():
                return not_applicable(f"The PEP says why this does not apply: {what}.")
            case AskedDeclined():  # pragma: no branch  # there is no other
                return not_applicable(f"Somebody was asked for it and declined: {what}.")

    def terms(self) -> tuple[TermSpan, TermSpan | Unknown] | Unknown:
        """Return the term whose PEP this is and the one after it, in the child's calendar.

        What happens in the holiday after a term belongs to that term.
        """
        named = self.pep.for_term
        calendars = self.setting.calendars
        year = named.academic_year if named else calendars.academic_year_of(self.on, self.school)
        spans = terms_of_year(calendars, self.school, year)
        if isinstance(spans, Unknown):
            return spans
        place = next(
            place
            for place, span in enumerate(spans)
            if (span.dates.term is named.term if named else self.on < span.next_starts_on)
        )
        if place + 1 < len(spans):
            return spans[place], spans[place + 1]
        following = terms_of_year(calendars, self.school, year + 1)
        return spans[place], following if isinstance(following, Unknown) else following[0]


def not_applicable(because: str) -> Stands:
    """Return that the question does not arise."""
    return Stands(Status.NOT_APPLICABLE, because)


def cases(casefile: Casefile, setting: Setting) -> Iterator[Case]:
    """Yield each PEP submitted by the day that counts and is judged."""
    submitted = [
        (pep, pep.completed_on)
        for pep in casefile.peps
        if pep.counts and pep.completed_on and pep.completed_on <= setting.as_of
    ]
    last: dict[str, Pep] = {}
    by_id = {pep.id: pep for pep, _ in submitted}
    until = _last_day(casefile, setting)
    for place, (pep, submitted_on) in enumerate(submitted):
        before = by_id.get(pep.previous_pep or "", last.get(pep.care_period))
        last[pep.care_period] = pep
        if submitted_on < setting.records_begin_on:
            continue
        on = pep.held_on or submitted_on
        following = submitted[place + 1][1] if place + 1 < len(submitted) else None
        ended = [one for one in (following, _care_ended(casefile, pep, setting), until) if one]
        yield Case(
            casefile=casefile,
            setting=setting,
            pep=pep,
            before=before,
            submitted_on=submitted_on,
            on=on,
            school=school_on(casefile.child, setting, on),
            over_on=min(ended, default=None),
        )


def _last_day(casefile: Casefile, setting: Setting) -> date | None:
    """Return the birthday up to which plans are made, if it has come."""
    rule = setting.policy.eligibility_on(setting.as_of)
    birthday = casefile.child.turns(rule.until_age) if rule else None
    return birthday if birthday and birthday <= setting.as_of else None


def _care_ended(casefile: Casefile, pep: Pep, setting: Setting) -> date | None:
    period = casefile.child.care_period(pep.care_period)
    ended_on = period.ended_on if period else None
    return ended_on if ended_on and ended_on <= setting.as_of else None
