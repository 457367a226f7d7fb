"""A plan begun: what is known of it already, and what carries over from the last one.

What carries over is marked, and no section is done before somebody has looked at it. The child's
voice, what carers and parents said, signatures, meetings and figures never carry over: they are
of their day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import (
    CARRIED,
    CARRIED_FROM,
    answers_of,
    is_answered,
    join,
    no_answer,
    text,
    texts,
)
from pepsite.forms.questions.phrasing import day_in_words
from pepsite.policy.base import in_force
from pepsite.policy.phases import year_group_on
from pepsite.records.codes import Phase
from pepsite.records.pep import Pep, PepStatus, PepType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.forms.questions.answers import Answers
    from pepsite.policy.pack import PolicyPack
    from pepsite.records.casefile import Casefile
    from pepsite.records.child import CarePeriod

_WHOLE = (
    "care",
    "history",
    "arrangements",
    "other_plans",
    "special_needs",
    "wellbeing",
    "strengths",
    "needs",
    "carer_role",
    "leisure",
    "interventions",
    "long_term_plans",
    "careers",
    "content/provision",
    "content/funded_hours_a_week",
    "content/key_person",
    "content/two_year_check",
    "content/phonics_met",
    "content/times_tables_check",
    "content/key_stage_2",
    "content/qualifications",
    "content/situation",
    "content/courses",
    "content/english_and_maths",
    "content/bursary",
    "content/next_destination",
)
"""What carries over as it was, for somebody to look at."""
_NOT_OF_THESE = (
    "care/as_of",
    "wellbeing/sdq",
    # Whether somebody agrees, and until when, is said once more for each plan.
    "wellbeing/behaviour_agreed_with_virtual_school",
    "arrangements/timetable_agreed_until",
)
"""What of that is of its day, and is asked anew."""
_ASKED_ANEW = ("actual_impact",)
"""What of an item is asked anew: it is the difference made since."""
_OPEN = ("", "not-yet", "partly-achieved")
"""How a target came out that goes on: nobody said yet, or not wholly."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new plan is about: which child, on which day, of which type, under which id."""

    casefile: Casefile
    day: date
    type: PepType
    id: str


def begun_pep(
    beginning: Beginning, policy: PolicyPack, *, carry: bool = True
) -> dict[str, str | tuple[str, ...]]:
    """Return the answers that a new plan begins with.

    With `carry`, what still holds of the last plan is there, and marked so.
    """
    casefile, day = beginning.casefile, beginning.day
    child, year_group = casefile.child, year_group_on(casefile.child, day)
    phases = in_force(policy.phases, day)
    phase = phases.phase_of(year_group) if phases else None
    last = last_pep(casefile, beginning.id)
    place = child.main_place_on(day)
    begun: dict[str, str | tuple[str, ...]] = {
        "schema": "pep/1",
        "id": beginning.id,
        "child": child.id,
        "type": str(beginning.type),
        "status": str(PepStatus.DRAFT),
        "care_period": _care_period(casefile, day).id,
        "year_group": str(year_group),
        "content/phase": str(phase or Phase.STATUTORY),
        **({"previous_pep": last.id} if last else {}),
        **({"school": place.school} if place else {}),
    }
    if last is None or not carry:
        return begun
    carried = dict(_carried(last, str(phase)))
    marks = tuple(key for key in carried if not key.endswith("/id"))
    return {
        **begun,
        **carried,
        CARRIED: marks,
        CARRIED_FROM: day_in_words(last.known_by_day or day),
    }


def gone_on_with(
    answers: Answers, beginning: Beginning, policy: PolicyPack
) -> dict[str, str | tuple[str, ...]]:
    """Return the answers of a plan that others have begun, with what still waits to be finished.

    What came from the last plan and was not finished went with nobody's part; whoever opens the
    plan next finds it there again, marked as it was.
    """
    begun = begun_pep(beginning, policy)
    wanted = [one for one in _UNFINISHED if not is_answered(answers, one)]
    carried = {
        key: said
        for key, said in begun.items()
        if any(key == one or key.startswith(f"{one}/") for one in wanted)
    }
    if not carried:
        return dict(answers)
    marks = tuple(key for key in texts(begun, CARRIED) if key in carried)
    return {**answers, **carried, CARRIED: marks, CARRIED_FROM: text(begun, CARRIED_FROM)}


_UNFINISHED = ("care", "content/attainment")
"""What carries over and has to be given a day, or a grade, of this term before it can stand."""


def last_pep(casefile: Casefile, but: str = "") -> Pep | None:
    """Return the child's last plan that was not closed, or None where there is none.

    `but` is the id of a plan that is not looked at.
    """
    return next((pep for pep in reversed(casefile.peps) if pep.counts and pep.id != but), None)


def _care_period(casefile: Casefile, day: date) -> CarePeriod:
    periods = casefile.child.care
    found = next((period for period in reversed(periods) if period.covers(day)), None)
    return found or max(periods, key=lambda period: period.entered_on)


def _carried(last: Pep, phase: str) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    before = plain_answers(last)
    targets = _open_targets(before)
    for key, value in before.items():
        if _carries_whole(key) and (phase == last.phase or not key.startswith("content/")):
            yield key, _less_gone(key, value, targets)
    if phase == last.phase:
        yield from _attainment(before)
    if targets:
        yield "targets", targets
    for item in targets:
        base = join("targets", item)
        for key, value in before.items():
            if key.startswith(f"{base}/") and not key.startswith(f"{base}/review"):
                yield key, value
        yield join(base, "carried_over"), "yes"


def plain_answers(pep: Pep) -> dict[str, str | tuple[str, ...]]:
    """Return the answers of a plan that was read."""
    values = pep.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return answers_of(values, Pep)


def _carries_whole(key: str) -> bool:
    return (
        any(key == one or key.startswith(f"{one}/") for one in _WHOLE)
        and not any(key.startswith(one) for one in _NOT_OF_THESE)
        and key.rpartition("/")[2] not in _ASKED_ANEW
    )


def _less_gone(
    key: str, value: str | tuple[str, ...], targets: tuple[str, ...]
) -> str | tuple[str, ...]:
    """Return what points at targets without those that do not carry over."""
    if key.startswith("interventions/") and key.endswith("/targets") and isinstance(value, tuple):
        return tuple(one for one in value if one in targets)
    return value


def _open_targets(before: Answers) -> tuple[str, ...]:
    if no_answer(before, "targets"):
        return ()
    return tuple(
        item
        for item in texts(before, "targets")
        if text(before, join("targets", item, "review/outcome")) in _OPEN
    )


def _attainment(before: Answers) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Yield the subjects of the last plan, with what was "now" then as "last time"."""
    subjects = texts(before, "content/attainment")
    if subjects and not no_answer(before, "content/attainment"):
        yield "content/attainment", subjects
    for item in subjects:
        base = join("content/attainment", item)
        for name, of in (
            ("id", "id"),
            ("subject", "subject"),
            ("prior", "current"),
            ("target", "target"),
        ):
            said = text(before, join(base, of))
            if said:
                yield join(base, name), said
