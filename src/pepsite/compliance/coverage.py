"""Does every school have PEPs quality assured each year?

The children stream by, and each leaves a few small rows; the schools are judged at the end.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.compliance.presence import owner_at_school, presences
from pepsite.compliance.results import (
    CheckResult,
    Explanation,
    Setting,
    cannot_tell,
    in_words,
    sources_of,
    status_of,
)
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown, terms_of_year
from pepsite.records.child import Part
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    """A PEP made at a school was reviewed: by what kind of review, when, and where it says so."""

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
    school_of = {pep.id: pep.school for pep in casefile.peps if pep.school and pep.counts}
    for review in casefile.qa_reviews:
        # Without a rating a review is not finished.
        if review.pep in school_of and review.rating and review.reviewed_on <= setting.as_of:
            yield Reviewed(
                school_of[review.pep], review.pep, "qa-review", review.reviewed_on, path_of(review)
            )
    for audit in casefile.audits:
        for judged in audit.peps:
            if judged.pep in school_of and audit.audited_on <= setting.as_of:
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
    """Yield, for each school and academic year in which it was owed a review, how that stands."""
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
        for (school_id, year), there in sorted(terms.items()):
            school = setting.register.schools[school_id]
            starts_on = setting.calendars.year_starts_on(year, school)
            version = in_force(duty.versions, starts_on)
            if version is not None and len(there) >= version.terms_with_a_child:
                yield _of_school(duty, version, school, year, reviews[school_id], setting)
        for (school_id, year), missing in sorted(unknown.items()):
            school = setting.register.schools[school_id]
            version = in_force(duty.versions, date(year, 9, 1))
            if version is not None:
                yield cannot_tell(_of_school(duty, version, school, year, [], setting), missing)


def _of_school(  # noqa: PLR0913, PLR0917  # one duty to one school in one year is this many things
    duty: Coverage,
    version: CoverageVersion,
    school: School,
    year: int,
    reviews: list[Reviewed],
    setting: Setting,
) -> CheckResult:
    starts_on = setting.calendars.year_starts_on(year, school)
    ends_on = setting.calendars.year_starts_on(year + 1, school) - _ONE_DAY
    counted = _first_of_each_pep(
        row for row in reviews if row.kind in version.counts and starts_on <= row.on <= ends_on
    )
    enough = len(counted) >= version.at_least
    met_on = counted[version.at_least - 1].on if enough else None
    over = ends_on if ends_on < setting.as_of else None
    because = (
        f"{len(counted)} of at least {version.at_least} by {in_words(setting.as_of)}; "
        f"the academic year runs from {in_words(starts_on)} to {in_words(ends_on)}."
    )
    return CheckResult(
        check=duty.id,
        status=status_of(ends_on, met_on, setting.as_of, over),
        subject=school.id,
        source=sources_of(version),
        part=str(year),
        explanation=Explanation(
            duty.title,
            because,
            in_force_from=version.from_on,
            counted_from=starts_on,
            counted_from_what=f"the academic year {year}/{(year + 1) % 100:02d} began",
            counted_in=path_of(school),
            reading=version.reading,
        ),
        due_on=ends_on,
        met_on=met_on,
        evidence=tuple(row.path for row in counted),
        school=school.id,
        doer=duty.doer,
        owner=owner_at_school(duty.doer, school, setting),
    )


def _first_of_each_pep(reviews: Iterable[Reviewed]) -> tuple[Reviewed, ...]:
    """Return the first review of each PEP, in order of day: it is PEPs that are counted."""
    first: dict[str, Reviewed] = {}
    for row in sorted(reviews, key=lambda row: (row.on, row.path)):
        first.setdefault(row.pep, row)
    return tuple(first.values())
