"""What every clock shares: whose turn it is, when a milestone was reached, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.compliance.presence import days_of, owner_of, school_on
from pepsite.compliance.results import (
    CheckResult,
    Explanation,
    Setting,
    Status,
    in_words,
    sources_of,
)
from pepsite.policy.base import in_force
from pepsite.policy.timescales import (
    BeforeFirstReview,
    Clock,
    ClockVersion,
    EachTerm,
    Milestone,
    NotStated,
    SinceLast,
    Unit,
    Within,
)
from pepsite.records.codes import Role
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.school import School


def clocks_on(setting: Setting, of: str) -> Iterator[Clock]:
    """Yield the policy's clocks on this kind of PEP, statutory ones first."""
    return (clock for clock in setting.policy.clocks if clock.of == of)


def reached_on(pep: Pep, milestone: Milestone, casefile: Casefile) -> date | None:
    """Return the day on which a PEP reached a milestone, or None while it has not.

    A plan that was completed has been begun, and a meeting that was held has been arranged,
    though nobody wrote down the day: then it was no later than that. A review without a
    rating is not finished.
    """
    match milestone:
        case Milestone.REQUESTED:
            return pep.requested_on
        case Milestone.INITIATED:
            return pep.initiated_on or _earliest(pep.arranged_on, pep.held_on, pep.completed_on)
        case Milestone.ARRANGED:
            return pep.arranged_on or pep.held_on
        case Milestone.HELD:
            return pep.held_on
        case Milestone.COMPLETED:
            return pep.completed_on
        case Milestone.QUALITY_ASSURED:  # pragma: no branch  # there is no other
            return _earliest(
                *(
                    one.reviewed_on
                    for one in casefile.qa_reviews
                    if one.pep == pep.id and one.rating
                )
            )


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def blank_result(
    casefile: Casefile,
    setting: Setting,
    clock: Clock,
    *,
    part: str = "",
    pep: Pep | None = None,
) -> CheckResult:
    """Return what is the same whatever the outcome; the status is filled in later.

    It is about the child, or about this PEP.
    """
    child, path = casefile.child, path_of(casefile.child)
    school = school_on(child, setting, setting.as_of)
    doer = doer_now(clock.doer, school, setting)
    return CheckResult(
        check=clock.id,
        status=Status.CANNOT_TELL,
        subject=child.id if pep is None else pep.id,
        source=clock.versions[0].source,
        explanation=Explanation(clock.title, "", counted_in=path),
        part=part,
        evidence=(path if pep is None else path_of(pep),),
        child=child.id,
        school=school.id if school else None,
        doer=doer,
        owner=owner_of(doer, child, school, setting),
        statutory=clock.statutory,
        asks=f"{clock.of}: {clock.milestone}",
    )


def doer_now(doer: Role, school: School | None, setting: Setting) -> Role:
    """Return whose turn it is: a school's part falls to another where there is no school."""
    chair = in_force(setting.policy.chair, setting.as_of)
    if doer is Role.DESIGNATED_TEACHER and school is None and chair is not None:
        return chair.without_school
    return doer


@dataclass(frozen=True, slots=True)
class Began:
    """When a clock began: the day, what happened on it, and the file that says so."""

    on: date
    what: str
    kept_in: str


def judged(  # noqa: PLR0913, PLR0917  # a judgement rests on this many things
    blank: CheckResult,
    version: ClockVersion,
    began: Began,
    due_on: date | None,
    met_on: date | None,
    status: Status,
    days: str,
    *,
    part: str | None = None,
    evidence: tuple[str, ...] = (),
) -> CheckResult:
    """Return the blank result filled in: how it stands, and from where that was counted.

    `part` takes the place of the blank one's, and `evidence` is added to it.
    """
    explanation = Explanation(
        rule=blank.explanation.rule,
        because=_because(began.on, due_on, met_on, status),
        in_force_from=version.from_on,
        counted_from=began.on,
        counted_from_what=began.what,
        counted_in=began.kept_in,
        days_of=days,
        reading=version.reading,
    )
    return CheckResult(  # said in full, because `replace` takes four times as long
        check=blank.check,
        status=status,
        subject=blank.subject,
        source=sources_of(version),
        explanation=explanation,
        part=blank.part if part is None else part,
        due_on=due_on,
        met_on=met_on,
        evidence=(*blank.evidence, *evidence),
        child=blank.child,
        school=blank.school,
        doer=blank.doer,
        owner=blank.owner,
        statutory=blank.statutory,
        asks=blank.asks,
    )


def days_counted(version: ClockVersion, school: School | None, setting: Setting, day: date) -> str:
    """Say which days a clock counts, and of which calendar."""
    match version.by:
        case Within(span=span) | SinceLast(span=span) | BeforeFirstReview(review_due=span):
            if span.unit is Unit.WORKING_DAYS:
                return "working days in England"
            if span.unit is Unit.SCHOOL_DAYS:
                return f"school days of {days_of(school, setting, day)}"
            return str(span.unit).replace("-", " ")
        case EachTerm():
            return f"terms of {days_of(school, setting, day)}"
        case NotStated():  # pragma: no branch  # there is no other
            return "no days, because the source states none"


def _because(began_on: date, due_on: date | None, met_on: date | None, status: Status) -> str:
    if due_on is None:
        return (
            f"This was done on {in_words(met_on)}; the source sets no time for it."
            if met_on
            else f"It waits since {in_words(began_on)}; the source sets no time, "
            "so nobody can say that it is late."
        )
    by = f"This had to be done by {in_words(due_on)}"
    match status:
        case Status.MET | Status.MET_LATE if met_on is not None:
            late = (met_on - due_on).days
            return f"{by} and was done on {in_words(met_on)}" + (
                f", {_days(late)} late." if late > 0 else "."
            )
        case Status.DUE:
            return f"This has to be done by {in_words(due_on)}."
        case Status.NOT_APPLICABLE:
            return f"{by}, but the time in care ended before that."
        case Status.MISSED:
            return f"{by}. It was not, and its time is over."
        case _:
            return f"{by} and is not done."


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"
