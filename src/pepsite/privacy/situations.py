"""What a policy asks for when something happens to a child, as a timeline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from pepsite.policy.base import Circumstance, in_force
from pepsite.policy.expectations import Stage
from pepsite.policy.timescales import Milestone, NotStated, Within
from pepsite.privacy import wording
from pepsite.privacy.published_guidance import Asked, Situation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.policy.base import Circumstances
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.timescales import Clock, ClockVersion


@dataclass(frozen=True, slots=True)
class _Looked:
    """Which clocks a situation has, and what is asked besides.

    `holds` are the circumstances of the child; what needs another is left out. `named` is the one
    that the situation is about, and `stage` what roles are told for it.
    """

    id: str
    of: str
    holds: frozenset[Circumstance]
    named: frozenset[Circumstance] = frozenset()
    stage: Stage | None = None


_NEW: Final = Circumstance.NEW_INTO_CARE


def _new_and(*holds: Circumstance, stage: Stage | None = None) -> _Looked:
    # A child may have come into care either way: what is asked of each stands there, and of whom.
    either = (Circumstance.PLANNED, Circumstance.EMERGENCY)
    return _Looked(
        holds[0], "initial-pep", frozenset((_NEW, *either, *holds)), frozenset(holds), stage
    )


_SITUATIONS: Final = (
    _Looked("initial", "initial-pep", frozenset((_NEW, Circumstance.PLANNED)), frozenset((_NEW,))),
    _Looked("review", "review-pep", frozenset((Circumstance.NOT_NEW_INTO_CARE,))),
    _Looked(
        "moving-school",
        "new-provision-pep",
        frozenset((Circumstance.MOVING_SCHOOL,)),
        frozenset((Circumstance.MOVING_SCHOOL,)),
        Stage.MOVING,
    ),
    _Looked("leaving-care", "leaving-care-pep", frozenset(), stage=Stage.LEAVING),
    _new_and(Circumstance.NO_SCHOOL_PLACE, stage=Stage.NO_SCHOOL),
    _Looked(
        "emergency",
        "initial-pep",
        frozenset((_NEW, Circumstance.EMERGENCY)),
        frozenset((Circumstance.EMERGENCY,)),
    ),
    _new_and(Circumstance.CUSTODY),
    _new_and(Circumstance.UNACCOMPANIED, Circumstance.NEEDS_INTERPRETER),
)


def situations(policy: PolicyPack, as_of: date) -> Iterator[Situation]:
    """Yield each situation there is a page for, with what is in force on a day."""
    for one in _SITUATIONS:
        found = [
            (clock, version)
            for clock in policy.clocks
            if clock.of in (one.of, "every-pep") and _holds(clock.only_when, one)
            if (version := in_force(clock.versions, as_of)) is not None
        ]
        found.sort(key=lambda each: _ORDER.index(each[0].milestone))
        rows = dict.fromkeys(_rows(found))
        yield Situation(
            str(one.id), tuple(rows), tuple(dict.fromkeys(_besides(one, policy, as_of)))
        )


_ORDER: Final = tuple(Milestone)


def _holds(only_when: Circumstances, one: _Looked) -> bool:
    return one.holds.issuperset(only_when)


def _rows(found: list[tuple[Clock, ClockVersion]]) -> Iterator[Asked]:
    """Yield what each clock asks for; what law and authority ask alike is one, of both sources."""
    for clock, version in found:
        asked = asked_by(clock, version)
        alike = [
            asked_by(*other)
            for other in found
            if other[0].statutory is not clock.statutory
            and _what_is_asked(clock, version) == _what_is_asked(*other)
        ]
        if alike and not clock.statutory:
            sources = chain(asked.sources, *(one.sources for one in alike))
            yield replace(asked, sources=wording.unique(sources), statutory=True)
        elif not alike:
            yield asked


def _what_is_asked(clock: Clock, version: ClockVersion) -> tuple[object, ...]:
    """Return what two clocks have in common that ask for the same by the same time."""
    return clock.of, clock.milestone, clock.when, clock.only_when, version.by


def asked_by(clock: Clock, version: ClockVersion) -> Asked:
    """Return what a clock asks for."""
    return Asked(
        clock.title,
        wording.role(clock.doer),
        "" if isinstance(version.by, NotStated) else wording.by_when(version.by),
        # Of the others `by` says it: once in every term, before the meeting, by the day set.
        wording.counted_from(version.by) if isinstance(version.by, Within) else "",
        wording.holds_for(clock.only_when, clock.when),
        sources=(version.source, *version.also),
        statutory=clock.statutory,
    )


def _besides(one: _Looked, policy: PolicyPack, as_of: date) -> Iterator[Asked]:
    """Yield what is asked for this situation and not for every child."""
    chair = in_force(policy.chair, as_of)
    if chair is not None and Circumstance.NO_SCHOOL_PLACE in one.named:
        who = wording.role(chair.without_school)
        yield Asked("chairs the meeting", who, sources=(chair.source, *chair.also))
    for duty in policy.participants:
        version = in_force(duty.versions, as_of)
        if version is not None and one.named.intersection(duty.only_when):
            for role in version.roles:
                yield Asked(
                    wording.MUST_WORDS[duty.must],
                    wording.role(role),
                    sources=(version.source, *version.also),
                )
    for asked in policy.content:
        its = in_force(asked.versions, as_of)
        if its is not None and one.named.intersection(asked.only_when):
            yield Asked(asked.title, sources=(its.source, *its.also))
    for file in policy.expectations:
        for told in file.expectations:
            if told.stage is one.stage and in_force((told,), as_of) is not None:
                says = told.says + wording.for_which(told.when)
                yield Asked(says, wording.role(told.role), sources=(told.source, *told.also))
