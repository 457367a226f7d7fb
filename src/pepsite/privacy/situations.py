"""What a policy asks for when something happens to a child, as a timeline round a meeting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from pepsite.policy.base import Circumstance, in_force
from pepsite.policy.expectations import Stage
from pepsite.policy.timescales import AheadOf, Milestone, NotStated
from pepsite.privacy import wording
from pepsite.privacy.published_guidance import Asked, Moment, Point, Situation
from pepsite.records.codes import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.timescales import Clock, ClockVersion


@dataclass(frozen=True, slots=True)
class _Looked:
    """Which clocks a situation has, and what is asked besides.

    `now` are the PEPs round whose meeting the timeline goes, `later` those that come after it.
    `holds` are the circumstances of the child; what needs another is left out. `named` is the one
    that the situation is about, and `stage` what roles are told for it.
    """

    id: str
    now: tuple[str, ...]
    later: tuple[str, ...] = ()
    holds: frozenset[Circumstance] = frozenset()
    named: frozenset[Circumstance] = frozenset()
    stage: Stage | None = None


_NEW: Final = frozenset((Circumstance.NEW_INTO_CARE,))
_NOT_NEW: Final = frozenset((Circumstance.NOT_NEW_INTO_CARE,))
# A child may have come into care either way: what is asked of each stands there, and of whom.
_EITHER_WAY: Final = frozenset((Circumstance.PLANNED, Circumstance.EMERGENCY))


def _situation(
    name: Circumstance,
    now: tuple[str, ...],
    later: tuple[str, ...],
    *others: Circumstance,
    stage: Stage | None = None,
) -> _Looked:
    """Return a situation of a child who may be new into care, or in care for years."""
    named = frozenset((name, *others))
    return _Looked(name, now, later, named | _NEW | _NOT_NEW | _EITHER_WAY, named, stage)


_FIRST: Final = ("initial-pep",)
_REVIEWS: Final = ("review-pep",)
_NEW_PLACE: Final = ("new-provision-pep",)

_SITUATIONS: Final = (
    _Looked("initial", _FIRST, _REVIEWS, _NEW | _NOT_NEW | {Circumstance.PLANNED}, named=_NEW),
    _Looked("review", _REVIEWS, holds=_NOT_NEW),
    _situation(Circumstance.MOVING_SCHOOL, (*_NEW_PLACE, *_REVIEWS), (), stage=Stage.MOVING),
    _Looked("leaving-care", (*_REVIEWS, "leaving-care-pep"), holds=_NOT_NEW, stage=Stage.LEAVING),
    _situation(
        Circumstance.NO_SCHOOL_PLACE, _FIRST, (*_REVIEWS, *_NEW_PLACE), stage=Stage.NO_SCHOOL
    ),
    _Looked(
        "emergency",
        _FIRST,
        _REVIEWS,
        _NEW | _NOT_NEW | {Circumstance.EMERGENCY},
        named=frozenset((Circumstance.EMERGENCY,)),
    ),
    _situation(Circumstance.CUSTODY, (*_FIRST, *_NEW_PLACE), _REVIEWS),
    _situation(Circumstance.UNACCOMPANIED, _FIRST, _REVIEWS, Circumstance.NEEDS_INTERPRETER),
)


def situations(policy: PolicyPack, as_of: date) -> Iterator[Situation]:
    """Yield each situation there is a page for, with what is in force on a day."""
    for one in _SITUATIONS:
        groups = (*one.now, "every-pep", *one.later)
        found = [
            (clock, version)
            for clock in policy.clocks
            if clock.of in groups and one.holds.issuperset(clock.only_when)
            if (version := in_force(clock.versions, as_of)) is not None
        ]
        found.sort(key=lambda each: (_ORDER.index(each[0].milestone), groups.index(each[0].of)))
        rows = dict.fromkeys(
            (_point(one, clock, version), _by_whom(one, clock, asked, policy, as_of))
            for clock, version, asked in asked_once(found)
        )
        yield Situation(
            str(one.id),
            tuple(
                Moment(point, asked)
                for point in Point
                if (asked := tuple(row for at, row in rows if at is point and row.by))
            ),
            # What has no time of its own is asked all the same, in the order of the timeline.
            tuple(
                dict.fromkeys(
                    chain(
                        (row for point in Point for at, row in rows if at is point and not row.by),
                        _besides(one, policy, as_of),
                    )
                )
            ),
        )


def _point(one: _Looked, clock: Clock, version: ClockVersion) -> Point:
    """Return where on the timeline of a situation stands what a clock asks for."""
    if one.holds >= _EITHER_WAY and _EITHER_WAY.intersection(clock.only_when):
        return Point.SOME
    return Point.LATER if clock.of in one.later else _POINTS[stage_of(clock, version)]


def _by_whom(one: _Looked, clock: Clock, asked: Asked, policy: PolicyPack, as_of: date) -> Asked:
    """Return what is asked, of whom it falls to where there is no school to do it.

    Where the policy does not say who that is, nobody is named: there is no designated teacher.
    """
    if Circumstance.NO_SCHOOL_PLACE not in one.named or clock.doer is not Role.DESIGNATED_TEACHER:
        return asked
    chair = in_force(policy.chair, as_of)
    return replace(asked, who=wording.role(chair.without_school) if chair else "")


_ORDER: Final = tuple(Milestone)
_POINTS: Final = {
    Stage.BEFORE: Point.BEFORE,
    Stage.DURING: Point.MEETING,
    Stage.AFTER: Point.AFTER,
    Stage.ASSURING: Point.AFTER,
}
_STAGES: Final = {
    Milestone.REQUESTED: Stage.BEFORE,
    Milestone.INITIATED: Stage.BEFORE,
    Milestone.ARRANGED: Stage.BEFORE,
    Milestone.INVITED: Stage.BEFORE,
    Milestone.HELD: Stage.DURING,
    Milestone.SIGNED: Stage.AFTER,
    Milestone.COMPLETED: Stage.AFTER,
    Milestone.CHECKED: Stage.AFTER,
    Milestone.QUALITY_ASSURED: Stage.ASSURING,
    Milestone.FEEDBACK: Stage.ASSURING,
}


def stage_of(clock: Clock, version: ClockVersion) -> Stage:
    """Return when, before, during or after the meeting, what a clock asks for is done."""
    return Stage.BEFORE if isinstance(version.by, AheadOf) else _STAGES[clock.milestone]


def asked_once(
    found: list[tuple[Clock, ClockVersion]],
) -> Iterator[tuple[Clock, ClockVersion, Asked]]:
    """Yield what each clock asks for; what law and authority ask alike is one, of both sources."""
    for clock, version in found:
        asked = _asked_by(clock, version)
        alike = [
            _asked_by(*other)
            for other in found
            if other[0].statutory is not clock.statutory
            and what_is_asked(clock, version) == what_is_asked(*other)
        ]
        if alike and not clock.statutory:
            sources = chain(asked.sources, *(one.sources for one in alike))
            yield clock, version, replace(asked, sources=wording.unique(sources), statutory=True)
        elif not alike:
            yield clock, version, asked


def what_is_asked(clock: Clock, version: ClockVersion) -> tuple[object, ...]:
    """Return what two clocks have in common that ask for the same by the same time."""
    return clock.of, clock.milestone, clock.when, clock.only_when, version.by


def _asked_by(clock: Clock, version: ClockVersion) -> Asked:
    """Return what a clock asks for."""
    return Asked(
        clock.title,
        wording.role(clock.doer),
        "" if isinstance(version.by, NotStated) else wording.by_when(version.by),
        wording.counted_besides(version.by),
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
