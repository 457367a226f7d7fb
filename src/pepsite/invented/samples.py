"""Samples: drawn by the policy's own plans from what was quality assured, and then audited."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.compliance.results import Setting
from pepsite.compliance.sampling.draw import Draw, draw
from pepsite.compliance.sampling.population import Candidate, Drawing, drawing_for
from pepsite.compliance.sampling.record import sample_fields
from pepsite.invented.assurance import MEETING, NOT_MEETING, QUESTIONS, Reviewed
from pepsite.invented.dice import Dice
from pepsite.invented.fields import Fields, given, iso
from pepsite.invented.terms import AS_OF, BANK_HOLIDAYS, BEGIN, WORKING_DAYS
from pepsite.policy.calendars import BankHolidays, Calendars
from pepsite.policy.periods import Period, periods
from pepsite.records.authority import Authority
from pepsite.records.calendar import Calendar
from pepsite.records.casefile import Register
from pepsite.records.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.invented.shared import Shared
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.sampling import SamplingPlan

TEMPLATE = {"name": "tier-2-dip-sample", "edition": "2018-09-01"}
_AREA = 600
"""Children of one area. In the time of one draw few have two PEPs, so each population is listed."""
_DAYS_LEFT = 12
"""Days before the end of a period at which its sample is drawn: enough to audit what comes out."""


def areas(children: int) -> list[range]:
    """Return the children's numbers, by the area that samples are drawn from.

    A larger council has more than one. An invented workspace has no commits, by which a large
    population could be known without being listed.
    """
    return [range(first, min(first + _AREA, children)) for first in range(0, children, _AREA)]


def invent_samples(
    shared: Shared, area: range, reviewed: Iterable[Reviewed], policy: PolicyPack
) -> Iterator[Fields]:
    """Yield the samples of an area, each followed by the audits of what was drawn."""
    desk = _Desk(
        Dice(shared.seed, "samples", *([area.start] if area.start else [])),
        shared,
        _setting(shared, policy),
        tuple(reviewed),
    )
    due = [
        (_drawn_on(period), plan, period)
        for plan in policy.plans
        for version in plan.versions[-1:]
        if version.population.reached == "quality-assured"
        for period in periods(version.period, BEGIN, AS_OF, desk.setting.calendars)
        if isinstance(period, Period) and _drawn_on(period) <= AS_OF
    ]
    for drawn_on, plan, period in sorted(due, key=lambda one: (one[0], one[1].id)):
        yield from desk.sample(plan, period, drawn_on)


def _drawn_on(period: Period) -> date:
    return WORKING_DAYS.on_or_before(period.ends_on - timedelta(days=_DAYS_LEFT))


def _setting(shared: Shared, policy: PolicyPack) -> Setting:
    """Return what a draw asks for, of the records that all children share."""
    people = [Person.model_validate_json(json.dumps(one)) for one in shared.staff.people]
    calendars = tuple(Calendar.model_validate_json(json.dumps(one)) for one in shared.calendars)
    register = Register(
        Authority.model_validate_json(json.dumps(shared.authority)),
        people={one.id: one for one in people},
    )
    holidays = BankHolidays(BANK_HOLIDAYS, date(2024, 8, 1), date(2026, 12, 31))
    return Setting(policy, Calendars(calendars, holidays), register, AS_OF)


@dataclass(slots=True)
class _Desk:
    """Whoever draws the samples of an area, and what has been audited so far."""

    dice: Dice
    shared: Shared
    setting: Setting
    reviewed: tuple[Reviewed, ...]
    audited: defaultdict[str, list[date]] = field(default_factory=lambda: defaultdict(list))

    def sample(self, plan: SamplingPlan, period: Period, drawn_on: date) -> Iterator[Fields]:
        """Yield the sample of a plan for a period, and its audits, unless there were no PEPs."""
        drawing = drawing_for(plan, period, self.setting)
        found = {
            one.pep: one
            for one in self.reviewed
            if isinstance(drawing, Drawing) and drawing.reached_from <= one.first_on <= drawn_on
        }
        if not found or not isinstance(drawing, Drawing):
            return
        seed = f"{self.dice.between(0, 10**12):012d}"
        by_phase = drawing.version.strata == "phase"
        listed = [_candidate(one, by_phase=by_phase) for _, one in sorted(found.items())]
        drawn = draw(listed, drawing, self.setting, seed)
        if not isinstance(drawn, Draw):
            return
        sample = sample_fields(
            drawing,
            listed,
            drawn,
            seed=seed,
            drawn_on=drawn_on,
            drawn_by=self.shared.staff.deputy,
            choose=self.dice.one_of,
        )
        yield sample
        for chosen in drawn.chosen:
            one = found[chosen.candidate.pep]
            # An audit out of the one plan is enough for the other, where it comes after the draw.
            again = any(on >= drawn_on for on in self.audited[one.pep])
            if not again and chosen.auditor and self.dice.likely(self._done(period)):
                yield self._audit(one, sample, chosen.auditor, drawn_on)

    def _done(self, period: Period) -> float:
        """Return how likely a PEP is to have been audited: in a period that runs, half are."""
        if period.ends_on >= AS_OF:
            return 0.5
        return 0.8 if AS_OF - period.ends_on < timedelta(days=60) else 1.0

    def _audit(self, one: Reviewed, sample: Fields, auditor: str, drawn_on: date) -> Fields:
        audited_on = min(WORKING_DAYS.after(drawn_on, self.dice.between(1, 7)), AS_OF)
        self.audited[one.pep].append(audited_on)
        role = "virtual-school-deputy" if auditor == self.shared.staff.deputy else "phase-manager"
        return _audit(self.dice, one, str(sample["id"]), (role, auditor), audited_on)


def _candidate(one: Reviewed, *, by_phase: bool) -> Candidate:
    stratum = one.phase if by_phase else None
    own = frozenset([one.officer])
    return Candidate(one.pep, one.fingerprint, stratum, phase=one.phase, own_of=own)


def _audit(
    dice: Dice, one: Reviewed, sample: str, auditor: tuple[str, str], audited_on: date
) -> Fields:
    agrees = dice.likely(0.92)
    rating = one.rating if agrees else (NOT_MEETING if one.rating == MEETING else MEETING)
    wanting = {dice.one_of(QUESTIONS[1:])} if rating == NOT_MEETING else set()
    role, person = auditor
    return given(
        {
            "schema": "audit/1",
            "id": dice.record_id("audit"),
            "type": "dip-sample",
            "child": one.child,
            "template": dict(TEMPLATE),
            "audited_on": iso(audited_on),
            "auditors": [{"id": dice.item_id(), "role": role, "person": person}],
            "peps": [{"id": dice.item_id(), "pep": one.pep, "fingerprint": one.fingerprint}],
            "sample": sample,
            "judges_qa_review": one.review,
            "answers": [
                given(
                    {
                        "id": dice.item_id(),
                        "question": question,
                        "answer": "no" if question in wanting else "yes",
                        "explanation": "Thin compared with other plans of this school."
                        if question in wanting
                        else None,
                    }
                )
                for question in QUESTIONS
            ],
            "rating": rating,
            "recommendations": [{"id": dice.item_id(), "what": _RECOMMENDED}] if wanting else None,
            "comments": "The officer's judgement stands."
            if agrees
            else "Judged otherwise than at the first tier; talked over with the officer.",
        }
    )


_RECOMMENDED = "Go through this part of the plan with the school before the next meeting."
