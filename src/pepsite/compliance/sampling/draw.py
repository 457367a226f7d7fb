"""Samples: what can be drawn, the draw, and who audits what.

All of it is computed from the records, the policy, a day and a seed. So whoever has the same
records and the same seed draws the same PEPs (docs/decisions/2026-11-samples.md).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pepsite.compliance.clocks.milestones import judged_on
from pepsite.compliance.conformity.samples import own_work
from pepsite.compliance.presence import owner_of, presences
from pepsite.compliance.sampling.spread import spread
from pepsite.compliance.themes import any_theme_holds, last_rating, theme_holds
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown
from pepsite.policy.periods import period_before, period_of
from pepsite.policy.sampling import Number, ShareOf, SizeNotStated
from pepsite.records.codes import Phase, Role
from pepsite.records.fingerprint import fingerprint
from pepsite.records.review import AuditType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pepsite.compliance.results import Setting
    from pepsite.policy.periods import Period
    from pepsite.policy.sampling import (
        MustInclude,
        Reached,
        SamplingPlan,
        SamplingVersion,
        Size,
        Stratum,
    )
    from pepsite.policy.themes import Theme
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.person import Person
    from pepsite.records.review import Sample

METHOD = "seeded-hash/1"
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


# --- What can be drawn


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


# --- How many


def strata_of(strata: Stratum | None, setting: Setting) -> tuple[str, ...]:
    """Return the strata there are even if none of their PEPs can be drawn.

    So a phase without a single PEP comes up short, and is not passed over.
    """
    register, day = setting.register, setting.as_of
    officers = [
        person
        for person in register.people.values()
        if person.role_on(day) is Role.VIRTUAL_SCHOOL_OFFICER and at_work(person, day)
    ]
    match strata:
        case "phase":
            return tuple(str(phase) for phase in Phase)
        case "in-or-out-of-area":
            return (IN_AREA, OUT_OF_AREA)
        case "district":
            schools = register.schools.values()
            return _sorted(one.district for one in schools if one.in_area and not one.closed_on)
        case "officer":
            return _sorted(person.id for person in officers)
        case "line-manager":
            return _sorted(person.line_manager for person in officers)
        case "school" | "team" | None:  # pragma: no branch  # there is no other
            return ()


def _sorted(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name is not None}))


def at_work(person: Person, day: date) -> bool:
    """Say whether somebody works here on a day. Whoever has left since still did before."""
    if person.started_on is not None and day < person.started_on:
        return False
    return person.active if person.left_on is None else day <= person.left_on


def size_for(stratum: str | None, drawing: Drawing, setting: Setting) -> Size | Unknown:
    """Return the size that counts for a stratum: one set for that person, or for somebody new.

    Somebody without a first day on record is taken to have been here for long.
    """
    version, day = drawing.version, setting.as_of
    for own in version.for_persons:
        ended = own.until_on is not None and own.until_on < day
        if own.person == stratum and own.from_on <= day and not ended:
            return own.size
    person = setting.register.people.get(stratum) if stratum else None
    if version.new_starters is None or person is None or person.started_on is None:
        return version.size
    until = setting.calendars.add(person.started_on, version.new_starters.for_the_first, None)
    if isinstance(until, Unknown):
        return until
    return version.new_starters.size if day <= until else version.size


def how_many(size: Size, of: int, asked_for: int | None) -> int:
    """Return how many PEPs a size comes to, of so many that can be drawn."""
    match size:
        case Number(number=number):
            return number
        case ShareOf(per_cent=share, rounding="up"):
            return -(-of * share // 100)
        case ShareOf(per_cent=share, rounding="down"):
            return of * share // 100
        case ShareOf(per_cent=share):
            return (2 * of * share + 100) // 200
        case SizeNotStated():  # pragma: no branch  # there is no other
            return asked_for or 0


def wanted(
    listed: Iterable[Candidate], drawing: Drawing, setting: Setting
) -> dict[str | None, int] | Unknown:
    """Return how many PEPs the plan wants of each stratum, or of the whole, which is None.

    PEPs of which the records do not say what they belong to are a stratum like any other,
    and are called None too: nobody's PEPs are passed over.
    """
    version = drawing.version
    found = Counter(one.stratum for one in listed)
    strata: list[str | None] = [*strata_of(version.strata, setting)]
    strata += [one for one in found if one not in strata]
    numbers: dict[str | None, int] = {}
    for one in strata if version.strata else [None]:
        size = size_for(one, drawing, setting)
        if isinstance(size, Unknown):
            return size
        numbers[one] = how_many(size, found[one], drawing.asked_for)
        if isinstance(size, SizeNotStated):
            # More is asked for of somebody new, in no stated number: never less.
            usual = how_many(version.size, found[one], drawing.asked_for)
            numbers[one] = max(numbers[one], usual)
    return numbers


# --- The draw


@dataclass(frozen=True, slots=True)
class Rules:
    """What a draw goes by: of what to draw how many, what must be in it, one of each of what."""

    wanted: Mapping[str | None, int]
    groups: tuple[str, ...] = ()
    uncounted: frozenset[str] = frozenset()
    """The must-include rules whose PEPs come on top of the size."""


class Chosen(NamedTuple):
    """A PEP that was drawn; for whom, once that is settled."""

    candidate: Candidate
    auditor: str | None = None
    second_auditor: str | None = None


class Short(NamedTuple):
    """What a draw could not give: of what, why, how many were wanted, how many found."""

    stratum: str | None
    why: str
    wanted: int
    found: int


@dataclass(frozen=True, slots=True)
class Draw:
    """What a draw comes to: the PEPs in the order they came out, and what it could not give."""

    chosen: tuple[Chosen, ...]
    short: tuple[Short, ...]


def seeded(seed: str, drawing: Drawing) -> Callable[[str], str]:
    """Return what gives every id its place in a draw: its hash with the seed, plan and period."""
    period = drawing.period
    head = f"{METHOD}\n{seed}\n{drawing.plan.id}\n{period.starts_on}\n{period.ends_on}\n"
    start = hashlib.sha256(head.encode())

    def place(one: str) -> str:
        hashed = start.copy()
        hashed.update(one.encode())
        return hashed.hexdigest()

    return place


def choose(
    listed: Iterable[Candidate], rules: Rules, place: Callable[[str], str]
) -> tuple[tuple[Candidate, ...], tuple[Short, ...]]:
    """Return the PEPs that are drawn, and where there were fewer than wanted.

    What must be in is in; then one of each group; then each stratum is filled up. Within
    each of the three, PEPs come in the order of their places.
    """
    line = sorted(listed, key=lambda one: place(one.pep))
    pick = _Pick(rules, line)
    for one in line:
        if one.because is not None:
            pick.take(one)
    for group in rules.groups:
        pick.one_of(group)
    for one in line:
        if pick.has_room(one):
            pick.take(one)
    return tuple(pick.taken.values()), tuple(pick.short())


@dataclass(slots=True)
class _Pick:
    """A draw under way."""

    rules: Rules
    line: Sequence[Candidate]
    taken: dict[str, Candidate] = field(default_factory=dict)
    counted: Counter[str | None] = field(default_factory=Counter)

    def stratum(self, one: Candidate) -> str | None:
        # Where the whole is one, it does not matter what a PEP belongs to.
        return one.stratum if one.stratum in self.rules.wanted else None

    def take(self, one: Candidate) -> None:
        self.taken[one.pep] = one
        self.counted[self.stratum(one)] += one.because not in self.rules.uncounted

    def has_room(self, one: Candidate) -> bool:
        stratum = self.stratum(one)
        room = self.counted[stratum] < self.rules.wanted.get(stratum, 0)
        return room and one.pep not in self.taken

    def one_of(self, group: str) -> None:
        """Take one PEP of a group that has none yet, from a stratum with room if there is one."""
        of_group = [one for one in self.line if one.group == group]
        if of_group and not any(one.pep in self.taken for one in of_group):
            self.take(min(of_group, key=lambda one: not self.has_room(one)))

    def short(self) -> Iterator[Short]:
        few = "too-few-peps"
        for stratum, number in self.rules.wanted.items():
            if self.counted[stratum] < number:
                yield Short(stratum, few, number, self.counted[stratum])
        groups = {one.group for one in self.line}
        for group in self.rules.groups:
            if group not in groups:
                yield Short(group, few, 1, 0)


# --- Who audits what


def rules_for(listed: Iterable[Candidate], drawing: Drawing, setting: Setting) -> Rules | Unknown:
    """Return what a draw from this population goes by, or what is missing to tell."""
    everything, version = tuple(listed), drawing.version
    numbers = wanted(everything, drawing, setting)
    if isinstance(numbers, Unknown):
        return numbers
    named = {*strata_of(version.at_least_one_per, setting)}
    named |= {one.group for one in everything if one.group is not None}
    uncounted = frozenset(one.id for one in version.must_include if not one.counted)
    return Rules(numbers, tuple(sorted(named)), uncounted)


def draw(
    listed: Iterable[Candidate], drawing: Drawing, setting: Setting, seed: str
) -> Draw | Unknown:
    """Return what is drawn from a population and who audits it, or what is missing to tell."""
    everything = tuple(listed)
    rules = rules_for(everything, drawing, setting)
    if isinstance(rules, Unknown):
        return rules
    place = seeded(seed, drawing)
    drawn, short = choose(everything, rules, place)
    chosen = give_out(drawn, drawing.version, auditors_on(drawing.version, setting), place)
    return Draw(chosen, (*short, *_without_auditor(chosen, drawing.version)))


def auditors_on(version: SamplingVersion, setting: Setting) -> tuple[Person, ...]:
    """Return who may audit at all on the day: those at work in one of the plan's roles, by id."""
    day = setting.as_of
    return tuple(
        person
        for _, person in sorted(setting.register.people.items())
        if person.role_on(day) in version.auditors and at_work(person, day)
    )


def may_audit(
    one: Candidate, version: SamplingVersion, auditors: Iterable[Person]
) -> tuple[str, ...]:
    """Return who of the auditors may audit this PEP: never whose own it is."""
    barred = one.own_of | (one.judged_by if version.auditor == "not-the-first" else frozenset())
    return tuple(
        person.id
        for person in auditors
        if person.id not in barred and _is_meant(person, one, version)
    )


def _is_meant(person: Person, one: Candidate, version: SamplingVersion) -> bool:
    match version.auditor:
        case "line-manager":
            return person.id == one.line_manager
        case "leads-the-phase":
            return one.phase in person.leads_phases
        case "any" | "not-the-first" | "brings-own":  # pragma: no branch  # there is no other
            return True


def give_out(
    drawn: Sequence[Candidate],
    version: SamplingVersion,
    auditors: Sequence[Person],
    place: Callable[[str], str],
) -> tuple[Chosen, ...]:
    """Return each PEP with its auditors, so that nobody has much more to do than the others.

    The second is anybody who may audit, of whom the first alone is asked to be the line
    manager or to lead the phase.
    """
    order = sorted(auditors, key=lambda person: place(person.id))
    anybody = version.model_copy(update={"auditor": "any"})
    if version.auditor in ("not-the-first", "brings-own"):
        anybody = version
    seats = [(one.pep, may_audit(one, version, order)) for one in drawn]
    if version.second_auditor:
        seats += [(one.pep, may_audit(one, anybody, order)) for one in drawn]
    given = spread(seats)
    second = given[len(drawn) :] or [None] * len(drawn)
    return tuple(
        Chosen(one, first, other) for one, first, other in zip(drawn, given, second, strict=False)
    )


def _without_auditor(chosen: Iterable[Chosen], version: SamplingVersion) -> Iterator[Short]:
    seats: dict[str | None, list[bool]] = defaultdict(list)
    for one in chosen:
        found = one.auditor is not None
        found &= not version.second_auditor or one.second_auditor is not None
        seats[one.candidate.stratum].append(found)
    for stratum, found_ones in seats.items():
        if not all(found_ones):
            yield Short(stratum, "no-auditor", len(found_ones), sum(found_ones))
