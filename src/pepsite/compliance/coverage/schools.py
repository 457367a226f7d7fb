"""Does every school have PEPs quality assured each year, or each term?

The children stream by, and each leaves a few small rows; the schools are judged at the end.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.compliance.clocks.clock import Began
from pepsite.compliance.conformity.forms import audit_is_finished
from pepsite.compliance.presence import owner_at_school, presences
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
from pepsite.records.child import Part
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pepsite.policy.calendars import TermSpan
    from pepsite.policy.coverage import Coverage, CoverageVersion
    from pepsite.records.casefile import Casefile
    from pepsite.records.school import School

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TermAtSchool:
    """An eligible child in care had a school as main school for a whole term.

    The term that runs counts as whole while the child is there from its first day on.
    """

    school: str
    year: int
    term: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A PEP was reviewed: by what kind of review, when, and where it says so.

    `school` is the one it was made at, empty where there was none.
    """

    school: str
    pep: str
    kind: str
    on: date
    path: str


@dataclass(frozen=True, slots=True)
class TermsNotKnown:
    """A child was at a school in an academic year whose terms nobody has recorded."""

    school: str
    year: int
    unknown: Unknown


SchoolRow = TermAtSchool | Reviewed | TermsNotKnown


def school_rows(casefile: Casefile, setting: Setting) -> Iterator[SchoolRow]:
    """Yield what one child's records say of the schools."""
    yield from _terms(casefile, setting)
    yield from (row for row in reviewed_peps(casefile, setting) if row.school)


def reviewed_peps(casefile: Casefile, setting: Setting) -> Iterator[Reviewed]:
    """Yield each finished review or audit of a PEP of this child that is not closed."""
    school_of = {pep.id: pep.school or "" for pep in casefile.peps if pep.counts}
    for review in casefile.qa_reviews:
        # Without a rating a review is not finished.
        if review.pep in school_of and review.rating and review.reviewed_on <= setting.as_of:
            yield Reviewed(
                school_of[review.pep], review.pep, "qa-review", review.reviewed_on, path_of(review)
            )
    for audit in casefile.audits:
        if audit.audited_on > setting.as_of:
            continue
        if not audit_is_finished(audit, casefile, setting.policy):
            continue
        for judged in audit.peps:
            if judged.pep in school_of:
                yield Reviewed(
                    school_of[judged.pep],
                    judged.pep,
                    str(audit.type),
                    audit.audited_on,
                    path_of(audit),
                )


def _terms(casefile: Casefile, setting: Setting) -> Iterator[TermAtSchool | TermsNotKnown]:
    for presence in presences(casefile.child, setting):
        for place in casefile.child.education:
            school = setting.register.schools.get(place.school)
            if place.part is not Part.MAIN or school is None:
                continue
            first = max(presence.starts_on, place.from_on, setting.records_begin_on)
            last = presence.ends_on
            # Whoever has not left by the day is taken to stay; a birthday is known beforehand.
            if place.until_on is not None and place.until_on <= setting.as_of:
                last = min(last, place.until_on)
            if first <= min(last, setting.as_of):
                yield from _between(first, last, school, setting)


def _between(
    first: date, last: date, school: School, setting: Setting
) -> Iterator[TermAtSchool | TermsNotKnown]:
    for year in setting.calendars.years(first, min(last, setting.as_of), school):
        terms = terms_of_year(setting.calendars, school, year)
        if isinstance(terms, Unknown):
            yield TermsNotKnown(school.id, year, terms)
            continue
        for term in terms:
            begun = term.dates.starts_on <= setting.as_of
            if begun and first <= term.dates.starts_on and term.dates.ends_on <= last:
                yield TermAtSchool(school.id, year, term.dates.term)


def schools_quality_assured(rows: Iterable[SchoolRow], setting: Setting) -> Iterator[CheckResult]:
    """Yield, for each school and each time in which it was owed a review, how that stands."""
    terms: dict[tuple[str, int], set[str]] = defaultdict(set)
    reviews: dict[str, list[Reviewed]] = defaultdict(list)
    unknown: dict[tuple[str, int], Unknown] = {}
    for row in rows:
        match row:
            case TermAtSchool():
                terms[row.school, row.year].add(row.term)
            case TermsNotKnown():
                unknown[row.school, row.year] = row.unknown
            case Reviewed():  # pragma: no branch  # there is no other
                reviews[row.school].append(row)
    for duty in setting.policy.coverage:
        if duty.of != "school":
            continue  # judged with the child itself
        for (school_id, year), there in sorted(terms.items()):
            school = setting.register.schools[school_id]
            for version, time in _owed(duty, year, there, school, setting):
                yield _of_school(duty, version, school, time, reviews[school_id], setting)
        yield from _not_known(duty, unknown, setting)


def _not_known(
    duty: Coverage, unknown: Mapping[tuple[str, int], Unknown], setting: Setting
) -> Iterator[CheckResult]:
    """Yield that it cannot be told for the years whose terms nobody has recorded."""
    for (school_id, year), missing in sorted(unknown.items()):
        school = setting.register.schools[school_id]
        version = in_force(duty.versions, date(year, 9, 1))
        if version is not None and (school.in_area or not version.in_area_only):
            time = year_of(year, school, setting)
            yield cannot_tell(_of_school(duty, version, school, time, [], setting), missing)


@dataclass(frozen=True, slots=True)
class Time:
    """A year or a term in which reviews are owed.

    They are due by `ends_on`; until `last_on` they can still be done, late.
    """

    part: str
    kind: str
    name: str
    starts_on: date
    ends_on: date
    last_on: date


def year_of(year: int, school: School | None, setting: Setting) -> Time:
    """Return the academic year that begins in `year`, by this school's calendar."""
    starts_on = setting.calendars.year_starts_on(year, school)
    ends_on = setting.calendars.year_starts_on(year + 1, school) - _ONE_DAY
    name = f"academic year {year}/{(year + 1) % 100:02d}"
    return Time(str(year), "academic year", name, starts_on, ends_on, ends_on)


def term_time(term: TermSpan) -> Time:
    """Return a term. What is done in the holiday after it is late, and counts for it."""
    year, dates = f"{term.year}-{(term.year + 1) % 100:02d}", term.dates
    name = f"{dates.term} term {year.replace('-', '/')}"
    last_on = term.next_starts_on - _ONE_DAY
    return Time(f"{year}-{dates.term}", "term", name, dates.starts_on, dates.ends_on, last_on)


def _owed(
    duty: Coverage, year: int, there: set[str], school: School, setting: Setting
) -> Iterator[tuple[CoverageVersion, Time]]:
    """Yield the times of one academic year in which a school was owed reviews."""
    if duty.period == "term":
        spans = terms_of_year(setting.calendars, school, year)
        # Terms nobody has recorded leave no row of a child in one of them.
        terms = () if isinstance(spans, Unknown) else spans
        times = [term_time(term) for term in terms if term.dates.term in there]
    else:
        times = [year_of(year, school, setting)]
    for time in times:
        version = in_force(duty.versions, time.starts_on)
        if version is None or (version.in_area_only and not school.in_area):
            continue
        if duty.period == "term" or len(there) >= version.terms_with_a_child:
            yield version, time


def counted_in(time: Time, version: CoverageVersion, rows: Iterable[Reviewed]) -> list[Reviewed]:
    """Return the first review of each PEP in this time, in order of day."""
    return first_of_each_pep(
        row
        for row in rows
        if row.kind in version.counts and time.starts_on <= row.on <= time.last_on
    )


def how_it_stands(
    time: Time, version: CoverageVersion, counted: Sequence[Reviewed], as_of: date
) -> tuple[Status, date | None, str]:
    """Return how reviews in a time stand, the day there were enough of them, and why."""
    enough = len(counted) >= version.at_least
    met_on = counted[version.at_least - 1].on if enough else None
    over = time.last_on if time.last_on < as_of else None
    because = (
        f"{len(counted)} of at least {version.at_least} by {in_words(as_of)}; "
        f"the {time.kind} runs from {in_words(time.starts_on)} to {in_words(time.ends_on)}."
    )
    return status_of(time.ends_on, met_on, as_of, over), met_on, because


def _of_school(  # noqa: PLR0913, PLR0917  # one duty to one school in one time is this many things
    duty: Coverage,
    version: CoverageVersion,
    school: School,
    time: Time,
    reviews: list[Reviewed],
    setting: Setting,
) -> CheckResult:
    counted = counted_in(time, version, reviews)
    status, met_on, because = how_it_stands(time, version, counted, setting.as_of)
    return result_of(
        duty,
        version,
        Began(time.starts_on, f"the {time.name} began", path_of(school)),
        status,
        because,
        subject=school.id,
        part=time.part,
        due_on=time.ends_on,
        met_on=met_on,
        evidence=tuple(row.path for row in counted),
        child=None,
        school=school.id,
        doer=duty.doer,
        owner=owner_at_school(duty.doer, school, setting),
    )


def first_of_each_pep(reviews: Iterable[Reviewed]) -> list[Reviewed]:
    """Return the first review of each PEP, in order of day: it is PEPs that are counted."""
    first: dict[str, Reviewed] = {}
    for row in sorted(reviews, key=lambda row: (row.on, row.path)):
        first.setdefault(row.pep, row)
    return list(first.values())
