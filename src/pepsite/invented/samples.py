"""Dip samples: drawn each half term from what was quality assured in it, and then audited."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.assurance import MEETING, NOT_MEETING, QUESTIONS, Reviewed
from pepsite.invented.dice import Dice
from pepsite.invented.fields import Fields, given, iso
from pepsite.invented.terms import AS_OF, OUR_TERMS, WORKING_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.invented.shared import Shared

PLAN = {"name": "tier-2-half-term", "edition": "2018-09-01"}
TEMPLATE = {"name": "tier-2-dip-sample", "edition": "2018-09-01"}
_EACH_PHASE = 10
_FROM_YEAR = 2025
_AREA = 1_500


def areas(children: int) -> list[range]:
    """Return the children's numbers, by the area that samples are drawn from.

    A larger council has more than one, or its samples would outgrow what a file may hold.
    """
    return [range(first, min(first + _AREA, children)) for first in range(0, children, _AREA)]


def invent_samples(shared: Shared, area: range, reviewed: Iterable[Reviewed]) -> Iterator[Fields]:
    """Yield this year's samples of an area, each followed by the audits of what was drawn."""
    everything = list(reviewed)
    dice = Dice(shared.seed, "samples", *([area.start] if area.start else []))
    for term in OUR_TERMS:
        if term.academic_year < _FROM_YEAR:
            continue
        for first, last in (
            (term.starts_on, term.half_from - timedelta(days=1)),
            (term.half_until + timedelta(days=1), term.ends_on),
        ):
            if last < AS_OF:
                found = [one for one in everything if first <= one.reviewed_on <= last]
                if found:
                    yield from _sample(dice, shared, found, first, last)


def _sample(
    dice: Dice, shared: Shared, found: list[Reviewed], first: date, last: date
) -> Iterator[Fields]:
    drawn_on = WORKING_DAYS.after(last, dice.between(1, 4))
    seed = f"half term to {last.isoformat()}"
    population = sorted(found, key=lambda one: one.pep)
    drawn: list[Reviewed] = []
    shortfalls: list[Fields] = []
    for phase in ("eyfs", "statutory", "post-16"):
        of_phase = [one for one in population if one.phase == phase]
        drawn += sorted(of_phase, key=lambda one: _order(seed, one.pep))[:_EACH_PHASE]
        if len(of_phase) < _EACH_PHASE:
            shortfalls.append(
                {
                    "id": dice.item_id(),
                    "stratum": phase,
                    "wanted": _EACH_PHASE,
                    "found": len(of_phase),
                }
            )
    sample_id = dice.record_id("sample")
    managers = shared.staff.manager_of
    yield given(
        {
            "schema": "sample/1",
            "id": sample_id,
            "plan": dict(PLAN),
            "from_on": iso(first),
            "until_on": iso(last),
            "drawn_on": iso(drawn_on),
            "drawn_by": shared.staff.deputy,
            "method": "seeded-hash/1",
            "seed": seed,
            "population": [
                {"pep": one.pep, "fingerprint": one.fingerprint, "stratum": one.phase}
                for one in population
            ],
            "drawn": [
                {
                    "id": dice.item_id(),
                    "pep": one.pep,
                    "stratum": one.phase,
                    "auditor": managers[one.phase],
                }
                for one in drawn
            ],
            "shortfalls": shortfalls,
        }
    )
    done = 0.6 if AS_OF - last < timedelta(days=80) else 0.97
    for one in drawn:
        if dice.likely(done):
            yield _audit(dice, one, sample_id, managers[one.phase], drawn_on)


def _order(seed: str, pep: str) -> str:
    return hashlib.sha256(f"{seed}\n{pep}".encode()).hexdigest()


def _audit(dice: Dice, one: Reviewed, sample: str, manager: str, drawn_on: date) -> Fields:
    agrees = dice.likely(0.92)
    rating = one.rating if agrees else (NOT_MEETING if one.rating == MEETING else MEETING)
    wanting = {dice.one_of(QUESTIONS[1:])} if rating == NOT_MEETING else set()
    return given(
        {
            "schema": "audit/1",
            "id": dice.record_id("audit"),
            "type": "dip-sample",
            "child": one.child,
            "template": dict(TEMPLATE),
            "audited_on": iso(min(WORKING_DAYS.after(drawn_on, dice.between(2, 15)), AS_OF)),
            "auditors": [{"id": dice.item_id(), "role": "phase-manager", "person": manager}],
            "peps": [{"id": dice.item_id(), "pep": one.pep, "fingerprint": one.fingerprint}],
            "sample": sample,
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
