"""What a sample can be drawn from: by which plan, and which PEPs of a child.

`docs/decisions/2026-11-samples.md` says why it is so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pepsite.compliance.clocks.milestones import judged_on
from pepsite.compliance.conformity.samples import own_work
from pepsite.compliance.presence import owner_of, presences
from pepsite.compliance.themes import any_theme_holds, last_rating, theme_holds
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown
from pepsite.policy.periods import period_before, period_of
from pepsite.records.codes import Role
from pepsite.records.fingerprint import fingerprint
from pepsite.records.review import AuditType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pepsite.compliance.results import Setting
    from pepsite.policy.periods import Period
    from pepsite.policy.sampling import (
        MustInclude,
        Reached,
        SamplingPlan,
        SamplingVersion,
        Stratum,
    )
    from pepsite.policy.themes import Theme
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.review import Sample

IN_AREA, OUT_OF_AREA = "in-area", "out-of-area"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be drawn: a plan as it stands, for one period, on one day.

    `reached_from` is the first day on which a PEP may have come so far: that of the period,
    or of the one before it. `asked_for` is the size where the plan states none.
    """

    plan: SamplingPlan
    version: SamplingVersion
    period: Period
    reached_from: date
    asked_for: int | None = None


def drawing_for(
    plan: SamplingPlan, period: Period, setting: Setting, asked_for: int | None = None
) -> Drawing | Unknown | None:
    """Return what is to be drawn by a plan for a period; None where the plan is not in force.

    What is in force on the first day of the period counts for the whole of it.
    """
    version = in_force(plan.versions, period.starts_on)
    if version is None:
        return None
    reached_from = period.starts_on
    if version.population.and_the_one_before:
        before = period_before(version.period, period, setting.calendars)
        if isinstance(before, Unknown):
            return before
        reached_from = before.starts_on
    return Drawing(plan, version, period, reached_from, asked_for)


def drawing_on(
    plan: SamplingPlan, setting: Setting, asked_for: int | None = None
) -> Drawing | Unknown | None:
    """Return what is to be drawn by a plan on the day of the setting, for the period it lies in."""
    day = setting.as_of
    version = in_force(plan.versions, day)
    if version is None:
        return None
    running = period_of(version.period, day, setting.calendars)
    if running is None or isinstance(running, Unknown):
        return running
    return drawing_for(plan, running, setting, asked_for)


class Candidate(NamedTuple):
    """A PEP that can be drawn, and what has to be known of it to draw it and to give it out.

    `stratum` and `group` are what it belongs to by the plan's `strata` and
    `at_least_one_per`, or None where the records do not say. `because` is the must-include
    rule it falls under. `own_of` may not audit it, nor, where the plan wants somebody who has
    not judged it before, `judged_by`.
    """

    pep: str
    fingerprint: str
    stratum: str | None = None
    group: str | None = None
    because: str | None = None
    phase: str = ""
    line_manager: str | None = None
    own_of: frozenset[str] = frozenset()
    judged_by: frozenset[str] = frozenset()

    @property
    def listed(self) -> str:
        """The line of a listing that stands for it."""
        parts = (self.pep, self.fingerprint, self.stratum, self.group, self.because)
        return "\t".join(part or "" for part in parts)


# --- The PEPs of one child


def candidates(
    casefile: Casefile, drawing: Drawing, setting: Setting
) -> Iterator[Candidate | Unknown]:
    """Yield the PEPs of one child that can be drawn on the day of the setting.

    Where the records do not say whether one belongs, what is missing is yielded in its place.
    """
    population, day = drawing.version.population, setting.as_of
    if not population.in_the_period and not _has_a_pep(casefile, setting):
        return
    reached = sorted(
        (on, pep.id, pep)
        for pep in casefile.peps
        if pep.counts
        and population.when.holds(pep.phase, pep.type, pep.year_group)
        and (on := came_far_enough_on(pep, population.reached, casefile)) is not None
        and _in_time(on, drawing, day)
    )
    for _, _, pep in reached[-1:] if population.one_per_child else reached:
        belongs = _in_a_theme(population.themes, casefile, setting, pep)
        if isinstance(belongs, Unknown):
            yield belongs
        elif belongs:
            yield _candidate(casefile, pep, drawing, setting)


def came_far_enough_on(pep: Pep, reached: Reached, casefile: Casefile) -> date | None:
    """Return the day on which a PEP had come as far as a population asks, or None."""
    match reached:
        case "held":
            return pep.held_on
        case "submitted":
            return pep.completed_on
        case "quality-assured":
            return judged_on(pep, casefile)
        case "judged":  # pragma: no branch  # there is no other
            return min((day for day in _rated_on(pep, casefile) if day), default=None)


def _rated_on(pep: Pep, casefile: Casefile) -> Iterator[date | None]:
    """Yield each day on which the virtual school gave this PEP a rating."""
    yield judged_on(pep, casefile)
    for audit in casefile.audits:
        ours = audit.type is not AuditType.SELF_REVIEW and audit.rating is not None
        if ours and any(one.pep == pep.id for one in audit.peps):
            yield audit.audited_on


def _has_a_pep(casefile: Casefile, setting: Setting) -> bool:
    return any(one.ends_on >= setting.as_of for one in presences(casefile.child, setting))


def _in_time(on: date, drawing: Drawing, day: date) -> bool:
    if not drawing.version.population.in_the_period:
        return on <= day
    return drawing.reached_from <= on <= day and on < drawing.period.next_starts_on


def _in_a_theme(
    names: tuple[str, ...], casefile: Casefile, setting: Setting, pep: Pep
) -> bool | Unknown:
    if not names:
        return True
    themes = [one for name in names if (one := _theme(name, setting)) is not None]
    return any_theme_holds(themes, casefile, setting, setting.as_of, pep)


def _theme(name: str, setting: Setting) -> Theme | None:
    return next((one for one in setting.policy.themes if one.id == name), None)


def _candidate(casefile: Casefile, pep: Pep, drawing: Drawing, setting: Setting) -> Candidate:
    version = drawing.version
    officer = _officer(casefile, pep, setting)
    person = setting.register.people.get(officer) if officer else None
    return Candidate(
        pep.id,
        fingerprint(pep),
        version.strata and _stratum(version.strata, casefile, pep, setting),
        version.at_least_one_per and _stratum(version.at_least_one_per, casefile, pep, setting),
        _because(version.must_include, casefile, pep, setting),
        str(pep.phase),
        person.line_manager if person else None,
        frozenset(_own_of(casefile, pep, officer, setting)),
        frozenset(_judged_by(casefile, pep, setting.as_of)),
    )


def _officer(casefile: Casefile, pep: Pep, setting: Setting) -> str | None:
    school = setting.register.schools.get(pep.school) if pep.school else None
    return owner_of(Role.VIRTUAL_SCHOOL_OFFICER, casefile.child, school, setting)


def _stratum(  # noqa: PLR0911  # an answer for each
    strata: Stratum, casefile: Casefile, pep: Pep, setting: Setting
) -> str | None:
    people = setting.register.people
    school = setting.register.schools.get(pep.school) if pep.school else None
    match strata:
        case "phase":
            return str(pep.phase)
        case "school":
            return pep.school
        case "district":
            return school.district if school else None
        case "in-or-out-of-area":
            return None if school is None else IN_AREA if school.in_area else OUT_OF_AREA
        case "officer":
            return _officer(casefile, pep, setting)
        case "line-manager":
            officer = people.get(_officer(casefile, pep, setting) or "")
            return officer.line_manager if officer else None
        case "team":  # pragma: no branch  # there is no other
            worker = casefile.child.responsible_on(Role.SOCIAL_WORKER, setting.as_of)
            person = people.get(worker or "")
            return person.team if person else None


def _because(
    rules: tuple[MustInclude, ...], casefile: Casefile, pep: Pep, setting: Setting
) -> str | None:
    """Return the first must-include rule that a PEP falls under.

    A theme of which nobody can tell whether it holds leaves the PEP among the others.
    """
    rating = last_rating(casefile, setting.as_of) if any(one.ratings for one in rules) else None
    for one in rules:
        theme = _theme(one.theme, setting) if one.theme else None
        if rating is not None and rating in one.ratings:
            return one.id
        if theme and theme_holds(theme, casefile, setting, setting.as_of, pep) is True:
            return one.id
    return None


def _own_of(casefile: Casefile, pep: Pep, officer: str | None, setting: Setting) -> Iterator[str]:
    """Yield who may not audit a PEP: whoever is responsible for the child, made it or judged it."""
    if officer is not None:
        yield officer
    yield from own_work(casefile, pep, setting.as_of)


def _judged_by(casefile: Casefile, pep: Pep, day: date) -> Iterator[str]:
    for review in casefile.qa_reviews:
        if review.pep == pep.id and review.reviewed_on <= day:
            yield review.reviewer
    for audit in casefile.audits:
        if audit.audited_on <= day and any(one.pep == pep.id for one in audit.peps):
            yield from (one.person for one in audit.auditors if one.person is not None)


# --- All of them, in a listing


def listing_hash(listed: Iterable[Candidate]) -> str:
    """Return the hash of a population: of its lines in order, so that nobody need keep them all."""
    lines = sorted(one.listed for one in listed)
    text = "".join(f"{line}\n" for line in lines)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def listed_in(sample: Sample) -> tuple[Candidate, ...]:
    """Return the population that a sample lists, with as much as it says of each PEP."""
    return tuple(
        Candidate(one.pep, one.fingerprint, one.stratum, one.group, one.because)
        for one in sample.population
    )
