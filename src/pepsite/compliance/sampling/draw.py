"""Samples: how many PEPs, which of them, and what could not be given.

All of it is computed from the records, the policy, a day and a seed. So whoever has the same
records and the same seed draws the same PEPs (docs/decisions/2026-11-samples.md).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pepsite.compliance.sampling.auditors import Chosen, auditors_on, give_out
from pepsite.compliance.sampling.population import IN_AREA, OUT_OF_AREA, Candidate
from pepsite.policy.calendars import Unknown
from pepsite.policy.sampling import Number, ShareOf, SizeNotStated
from pepsite.records.codes import Phase, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pepsite.compliance.results import Setting
    from pepsite.compliance.sampling.population import Drawing
    from pepsite.policy.sampling import SamplingVersion, Size, Stratum

METHOD = "seeded-hash/1"


# --- How many


def strata_of(strata: Stratum | None, setting: Setting) -> tuple[str, ...]:
    """Return the strata there are even if none of their PEPs can be drawn.

    So a phase without a single PEP comes up short, and is not passed over.
    """
    register, day = setting.register, setting.as_of
    officers = [
        person
        for person in register.people.values()
        if person.role_on(day) is Role.VIRTUAL_SCHOOL_OFFICER and person.is_at_work_on(day)
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


def _without_auditor(chosen: Iterable[Chosen], version: SamplingVersion) -> Iterator[Short]:
    seats: dict[str | None, list[bool]] = defaultdict(list)
    for one in chosen:
        found = one.auditor is not None
        found &= not version.second_auditor or one.second_auditor is not None
        seats[one.candidate.stratum].append(found)
    for stratum, found_ones in seats.items():
        if not all(found_ones):
            yield Short(stratum, "no-auditor", len(found_ones), sum(found_ones))
