"""What every clock shares: whose turn it is, for whom it is, how it stands, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pepsite.compliance.circumstances import all_hold
from pepsite.compliance.presence import days_of, owner_of, school_on
from pepsite.compliance.results import (
    CheckResult,
    Explanation,
    Setting,
    Status,
    cannot_tell,
    in_words,
    sources_of,
    status_of,
)
from pepsite.policy.base import ALWAYS, in_force
from pepsite.policy.calendars import Unknown
from pepsite.policy.phases import year_group_on
from pepsite.policy.timescales import (
    AheadOf,
    BeforeFirstReview,
    ByDateSet,
    ByTermDeadline,
    Clock,
    ClockVersion,
    EachTerm,
    InTermOfLeaving,
    NotStated,
    OnceIn,
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

BEFORE_THE_PACK = Unknown("an edition of the policy for the day counting began")


def clocks_on(setting: Setting, of: str) -> Iterator[Clock]:
    """Yield the policy's clocks on this kind of PEP, statutory ones first."""
    return (clock for clock in setting.policy.clocks if clock.of == of)


def applies(clock: Clock, casefile: Casefile, setting: Setting, day: date) -> bool | Unknown:
    """Say whether a clock on what happened to a child is for this child on this day.

    One that was given up before is for nobody; what came before its first version is another
    matter, of which nobody can tell.
    """
    if clock.versions[0].from_on <= day and in_force(clock.versions, day) is None:
        return False
    if clock.when != ALWAYS:
        year_group = year_group_on(casefile.child, day)
        phases = in_force(setting.policy.phases, day)
        phase = phases.phase_of(year_group) if phases else None
        if clock.when.phases is not None and phase not in clock.when.phases:
            return False
        if clock.when.year_groups is not None and year_group not in clock.when.year_groups:
            return False
    return all_hold(clock.only_when, casefile, setting, day)


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
        asks=f"{clock.of}: {clock.milestone} {clock.section or ''}".rstrip(),
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


@dataclass(frozen=True, slots=True)
class Count:
    """One count of a clock: from when to when, what came of it, and what that rests on.

    `due_on` is None where the source sets no time. `over_on` is the last day on which it
    could be done, once that has passed; `over_because` says what ended then. `applies` is what
    `applies` said. `unsure` is what makes the first day uncertain.
    """

    began: Began
    due_on: date | Unknown | None
    met_on: date | None
    over_on: date | None
    days: str
    applies: bool | Unknown = True
    unsure: Unknown | None = None
    over_because: str = "the time in care ended"
    part: str = ""
    evidence: tuple[str, ...] = ()


def settled(
    blank: CheckResult, version: ClockVersion | None, count: Count, setting: Setting
) -> CheckResult | None:
    """Return how one count of a clock stands, or None where it is not judged.

    Not judged is what is not for this child, and what was due before our records begin.
    """
    began_on, due_on = count.began.on, BEFORE_THE_PACK if version is None else count.due_on
    if count.applies is False:
        return None
    if isinstance(due_on, Unknown) or version is None:
        missing = due_on if isinstance(due_on, Unknown) else BEFORE_THE_PACK
        return None if began_on < setting.records_begin_on else _unknown(blank, count, missing)
    if (due_on or began_on) < setting.records_begin_on:
        return None
    if count.unsure is not None:
        return _unknown(blank, count, count.unsure)
    status = _status(count, due_on, setting.as_of)
    if isinstance(count.applies, Unknown):
        # Done in time, it does not matter which it was.
        return None if status is Status.MET else _unknown(blank, count, count.applies)
    return _judged(blank, version, count, due_on, status)


def _unknown(blank: CheckResult, count: Count, missing: Unknown) -> CheckResult:
    evidence = (*blank.evidence, *count.evidence)
    return cannot_tell(replace(blank, part=count.part, evidence=evidence), missing)


def _status(count: Count, due_on: date | None, as_of: date) -> Status:
    if due_on is not None:
        return status_of(due_on, count.met_on, as_of, count.over_on)
    if count.met_on is not None:
        return Status.MET
    return Status.DUE if count.over_on is None else Status.MISSED


def _judged(
    blank: CheckResult, version: ClockVersion, count: Count, due_on: date | None, status: Status
) -> CheckResult:
    """Return the blank result filled in: how it stands, and from where that was counted."""
    explanation = Explanation(
        rule=blank.explanation.rule,
        because=_because(count, due_on, status),
        in_force_from=version.from_on,
        counted_from=count.began.on,
        counted_from_what=count.began.what,
        counted_in=count.began.kept_in,
        days_of=count.days,
        reading=version.reading,
    )
    return CheckResult(  # said in full, because `replace` takes four times as long
        check=blank.check,
        status=status,
        subject=blank.subject,
        source=sources_of(version),
        explanation=explanation,
        part=count.part,
        due_on=due_on,
        met_on=count.met_on,
        evidence=(*blank.evidence, *count.evidence),
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
        case (
            Within(span=span)
            | AheadOf(span=span)
            | SinceLast(span=span)
            | OnceIn(span=span)
            | BeforeFirstReview(review_due=span)
        ):
            if span.unit is Unit.WORKING_DAYS:
                return "working days in England"
            if span.unit is Unit.SCHOOL_DAYS:
                return f"school days of {days_of(school, setting, day)}"
            return str(span.unit).replace("-", " ")
        case EachTerm() | ByTermDeadline() | InTermOfLeaving():
            return f"terms of {days_of(school, setting, day)}"
        case ByDateSet():
            return "none, because a day was set"
        case NotStated():  # pragma: no branch  # there is no other
            return "no days, because the source states none"


def _because(count: Count, due_on: date | None, status: Status) -> str:
    met_on = count.met_on
    if due_on is None:
        return _because_no_time_is_set(count, status)
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
            return f"{by}, but {count.over_because} before that."
        case Status.MISSED:
            return f"{by}. It was not, and its time is over."
        case _:
            return f"{by} and is not done."


def _because_no_time_is_set(count: Count, status: Status) -> str:
    if count.met_on is not None:
        return f"This was done on {in_words(count.met_on)}; the source sets no time for it."
    if status is Status.MISSED:
        return "This was not done, and its time is over; the source sets no day for it."
    return (
        f"It waits since {in_words(count.began.on)}; the source sets no time, "
        "so nobody can say that it is late."
    )


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"
