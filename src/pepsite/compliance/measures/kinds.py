"""Every kind of measure: its function, and in words what it counts of what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pepsite.compliance.measures import children, judgements, plans
from pepsite.records.code_labels import code_label
from pepsite.records.codes import SEN_PROVISION_LABELS, EducationStatus, Participation
from pepsite.records.targets import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pepsite.compliance.measures.seen import Counting
    from pepsite.policy.reports import Counted

Shape = Literal["share", "spread", "amount"]
"""A share has numerator and denominator on each line. A spread shares one whole out among its
lines. An amount has no denominator."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of measure.

    `counted` and `of` are its numerator and denominator in words. `lines` are those it always
    has, with their words; others come from the records, by their own words. `amounts` are the
    lines of a share that have no denominator. `population` names whom a denominator counts,
    where two kinds count the same, and `lines_are` says by what a spread tells them apart;
    `together` names figures of which one would give the other away. What `grows` comes to more
    with every day of a period, so that one that still runs is not held against a whole one.
    """

    counting: Counting | None
    shape: Shape
    counted: str
    of: str = ""
    lines: Mapping[str, str] = field(default_factory=dict)
    amounts: tuple[str, ...] = ()
    unit: Literal["number", "pence"] = "number"
    population: str = ""
    lines_are: str = ""
    together: str = ""
    grows: bool = False


_SUSPENDED = {
    "children": "children suspended",
    "times": "suspensions",
    "half-days": "half days of suspension",
}
_EXCLUDED = {"children": "children excluded", "times": "permanent exclusions"}
_SEN: dict[str, str] = {
    **{str(one): label for one, label in SEN_PROVISION_LABELS.items()},
    children.NOT_ON_RECORD: "not on record",
}
_MONEY = {
    "requested": "asked for",
    "approved": "agreed",
    "refused": "refused",
    "paid": "paid",
    "paid-with-evidence": "paid, with evidence of what it bought",
    "unspent": "agreed, and not paid by the last day",
}


_TOOK_PART: dict[str, str] = {
    **{one: code_label(one) for one in Participation},
    children.NOT_ON_RECORD: "not on record",
}


def _words(*values: str) -> dict[str, str]:
    return {value: value.replace("-", " ") for value in (*values, children.NOT_ON_RECORD)}


KINDS: Mapping[Counted, Kind] = {
    "checks-met": Kind(None, "share", "met in time", "duties whose last day was in the period"),
    "checks-done": Kind(None, "share", "done so far", "duties of the period", grows=True),
    "children": Kind(
        children.children,
        "amount",
        "children in care who have a PEP, on the last day",
        population="children",
    ),
    "peps-up-to-date": Kind(
        None,
        "share",
        "whose last duty to hold or complete a PEP was done by the day",
        "children in care of whom a PEP has fallen due",
    ),
    "peps-at-standard": Kind(
        judgements.peps_at_standard,
        "share",
        "at standard by their last judgement",
        "PEPs judged in the period",
        population="judged",
        together="judged",
    ),
    "ratings": Kind(
        judgements.ratings,
        "spread",
        "with this rating",
        "PEPs judged in the period",
        population="judged",
        together="judged",
    ),
    "answers": Kind(
        judgements.answers, "share", "given the best answer", "PEPs judged to which it applies"
    ),
    "points": Kind(
        judgements.points, "share", "rated at standard", "PEPs judged of which the point is rated"
    ),
    "moderation-agreed": Kind(
        judgements.moderation_agreed,
        "share",
        "on which both judges agreed",
        "judgements that were moderated in the period",
    ),
    "caseload-share": Kind(
        children.caseload_share,
        "share",
        "with an audit by line management in the period",
        "children on an officer's caseload on the last day",
        population="children",
        grows=True,
    ),
    "voice-recorded": Kind(
        plans.voice_recorded,
        "share",
        "with something the child said",
        "PEPs submitted in the period",
        population="submitted",
    ),
    "voice-acted-on": Kind(
        plans.voice_acted_on,
        "share",
        "where something said in the PEP before was acted on",
        "PEPs submitted in the period after one in which the child said something",
    ),
    "participation": Kind(
        plans.participation,
        "spread",
        "by the national code for the child's part",
        "PEP meetings held in the period",
        _TOOK_PART,
    ),
    "came-to-meetings": Kind(
        plans.came_to_meetings, "share", "to which they came", "PEP meetings held in the period"
    ),
    "section-signed": Kind(
        plans.section_signed,
        "share",
        "with the section signed",
        "PEPs submitted in the period",
        population="submitted",
    ),
    "attendance": Kind(
        children.attendance,
        "share",
        "sessions attended",
        "sessions possible, as the last PEP of the period has them",
    ),
    "attendance-at-most": Kind(
        children.attendance_at_most,
        "share",
        "who attended no more than the line",
        "children whose attendance is in a PEP of the period",
        population="children-in-period",
    ),
    "suspensions": Kind(
        children.suspensions,
        "share",
        "suspended",
        "children in care with a PEP at any time in the period",
        _SUSPENDED,
        amounts=("times", "half-days"),
        population="children-in-period",
        grows=True,
    ),
    "exclusions": Kind(
        children.exclusions,
        "share",
        "permanently excluded",
        "children in care with a PEP at any time in the period",
        _EXCLUDED,
        amounts=("times",),
        population="children-in-period",
        grows=True,
    ),
    "part-time-timetables": Kind(
        children.part_time_timetables,
        "share",
        "on a part-time timetable at their main school",
        "children in care with a PEP whose timetable is on record",
        population="children",
    ),
    "education-status": Kind(
        children.education_status,
        "spread",
        "by where they stand with education",
        "children in care who have a PEP, on the last day",
        _words(*EducationStatus),
        population="children",
    ),
    "sen": Kind(
        children.sen,
        "spread",
        "by special educational provision",
        "children in care who have a PEP, on the last day",
        _SEN,
        population="children",
        lines_are="sen",
    ),
    "sdq-bands": Kind(
        children.sdq_bands,
        "spread",
        "by the last score on record",
        "children in care who have a PEP, on the last day",
        {children.NOT_DONE: "not done", children.NOT_ON_RECORD: "not on record"},
        population="children",
    ),
    "employment-education-training": Kind(
        children.employment_education_training,
        "share",
        "in education, employment or training",
        "young people in care past 16 who have a PEP",
    ),
    "target-outcomes": Kind(
        plans.target_outcomes,
        "spread",
        "by how they came out",
        "targets reviewed in the period",
        {str(outcome): str(outcome).replace("-", " ") for outcome in Outcome},
    ),
    "premium-money": Kind(
        plans.premium_money,
        "amount",
        "pupil premium, in pounds",
        lines=_MONEY,
        unit="pence",
        grows=True,
    ),
    "premium-impact": Kind(
        plans.premium_impact,
        "share",
        "whose effect is on record",
        "uses of the premium paid for in the period",
    ),
    "staff-trained": Kind(
        None, "share", "who had training in the period", "people at work on its last day"
    ),
    "schools-causing-concern": Kind(
        judgements.below_standard,
        "share",
        "with as many PEPs below standard as make a concern",
        "schools with a PEP judged in the period",
    ),
}
"""Those without a function of their own count the results of checks (`duties.py`), or people."""
