"""Are enough of each child's PEPs quality assured: in a year, a term, or any twelve months?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pepsite.compliance.clocks.clock import Began
from pepsite.compliance.coverage.schools import (
    Reviewed,
    Time,
    counted_in,
    first_of_each_pep,
    how_it_stands,
    reviewed_peps,
    term_time,
    year_of,
)
from pepsite.compliance.presence import Presence, owner_of, presences, school_on
from pepsite.compliance.results import (
    CheckResult,
    Setting,
    Status,
    cannot_tell,
    in_words,
    result_of,
    status_of,
)
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown, terms_of_year
from pepsite.policy.timescales import Span, Unit
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.policy.coverage import Coverage, CoverageVersion
    from pepsite.records.casefile import Casefile
    from pepsite.records.school import School

_TWELVE_MONTHS = Span(number=12, unit=Unit.MONTHS)


def child_quality_assured(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield, for each time in which a child was owed reviews of its PEPs, how that stands."""
    duties = [duty for duty in setting.policy.coverage if duty.of == "child"]
    if not duties:
        return
    rows = list(reviewed_peps(casefile, setting))
    for presence in presences(casefile.child, setting):
        for duty in duties:
            if duty.period == "any-12-months":
                yield from _in_any_twelve_months(casefile, setting, duty, presence, rows)
            else:
                yield from _in_each(casefile, setting, duty, presence, rows)


# --- By academic year or term


def _in_each(
    casefile: Casefile, setting: Setting, duty: Coverage, presence: Presence, rows: list[Reviewed]
) -> Iterator[CheckResult]:
    child = casefile.child
    first = max(presence.starts_on, setting.records_begin_on)
    last = min(presence.ends_on, setting.as_of)
    if last < first:
        return
    for year in setting.calendars.years(first, last, school_on(child, setting, last)):
        school = school_on(child, setting, min(last, date(year + 1, 8, 31)))
        spans = terms_of_year(setting.calendars, school, year)
        if isinstance(spans, Unknown):
            version = in_force(duty.versions, date(year, 9, 1))
            if version is not None and _meant(version, school):
                time = year_of(year, school, setting)
                yield cannot_tell(_in(casefile, setting, duty, version, time, rows), spans)
            continue
        # As for schools: whole terms count, and the one that runs is taken to be whole.
        there = [
            span
            for span in spans
            if first <= span.dates.starts_on <= setting.as_of
            and span.dates.ends_on <= presence.ends_on
        ]
        by_term = duty.period == "term"
        times = [term_time(span) for span in there] if by_term else [year_of(year, school, setting)]
        for time in times:
            version = in_force(duty.versions, time.starts_on)
            if version is None or not _meant(version, school):
                continue
            if by_term or len(there) >= version.terms_with_a_child:
                yield _in(casefile, setting, duty, version, time, rows)


def _meant(version: CoverageVersion, school: School | None) -> bool:
    return not version.in_area_only or school is None or school.in_area


def _in(  # noqa: PLR0913, PLR0917  # one duty to one child in one time is this many things
    casefile: Casefile,
    setting: Setting,
    duty: Coverage,
    version: CoverageVersion,
    time: Time,
    rows: list[Reviewed],
) -> CheckResult:
    counted = counted_in(time, version, rows)
    status, met_on, because = how_it_stands(time, version, counted, setting.as_of)
    began = Began(time.starts_on, f"the {time.name} began", path_of(casefile.child))
    return _result(
        casefile,
        setting,
        duty,
        version,
        began,
        status,
        because,
        time.part,
        time.ends_on,
        met_on,
        counted,
    )


# --- In any twelve months


def _in_any_twelve_months(
    casefile: Casefile, setting: Setting, duty: Coverage, presence: Presence, rows: list[Reviewed]
) -> Iterator[CheckResult]:
    """Yield, from the first day a PEP is owed and from each review on, what came in 12 months.

    Where each of these stretches has enough, any twelve months have.
    """
    child = casefile.child
    until = min(presence.ends_on, setting.as_of)
    first = max(presence.starts_on, setting.records_begin_on)
    # A duty younger than this time in care counts from its own first day.
    first = max(first, min(version.from_on for version in duty.versions))
    if first > until:
        return
    reviews = first_of_each_pep(
        row
        for row in rows
        if first <= row.on <= until
        and (version := in_force(duty.versions, row.on)) is not None
        and row.kind in version.counts
    )
    what = f"the child {presence.began}"
    if first > presence.starts_on:
        what = "this began to be asked for"
    begins_of = [Began(first, what, path_of(child))]
    begins_of += [Began(one.on, "a PEP was quality assured", one.path) for one in reviews]
    for place, began in enumerate(begins_of):
        version = in_force(duty.versions, began.on)
        if version is None or not _meant(version, school_on(child, setting, began.on)):
            continue
        following = reviews[place : place + version.at_least]
        yield from _stretch(casefile, setting, duty, version, presence, began, following)


def _stretch(  # noqa: PLR0913, PLR0917  # one stretch of one duty to one child
    casefile: Casefile,
    setting: Setting,
    duty: Coverage,
    version: CoverageVersion,
    presence: Presence,
    began: Began,
    following: list[Reviewed],
) -> Iterator[CheckResult]:
    due_on = setting.calendars.add(began.on, _TWELVE_MONTHS, None)
    if isinstance(due_on, Unknown):  # pragma: no cover  # months need no calendar
        return
    enough = len(following) >= version.at_least
    met_on = following[-1].on if enough else None
    status = status_of(due_on, met_on, setting.as_of, presence.over_by(setting.as_of))
    if status is Status.NOT_APPLICABLE:
        return  # the time in care ended before that
    because = (
        f"{len(following)} of at least {version.at_least} in the twelve months "
        f"to {in_words(due_on)}."
        if met_on is None or met_on <= due_on
        else f"The twelve months ended on {in_words(due_on)}, and it was {in_words(met_on)}."
    )
    yield _result(
        casefile,
        setting,
        duty,
        version,
        began,
        status,
        because,
        str(began.on),
        due_on,
        met_on,
        following,
    )


def _result(  # noqa: PLR0913, PLR0917  # a result is this many things
    casefile: Casefile,
    setting: Setting,
    duty: Coverage,
    version: CoverageVersion,
    began: Began,
    status: Status,
    because: str,
    part: str,
    due_on: date,
    met_on: date | None,
    counted: list[Reviewed],
) -> CheckResult:
    child = casefile.child
    school = school_on(child, setting, setting.as_of)
    return result_of(
        duty,
        version,
        began,
        status,
        because,
        subject=child.id,
        part=part,
        due_on=due_on,
        met_on=met_on,
        evidence=(began.kept_in, *(row.path for row in counted if row.path != began.kept_in)),
        child=child.id,
        school=school.id if school else None,
        doer=duty.doer,
        owner=owner_of(duty.doer, child, school, setting),
    )
