"""Is there a PEP soon after a child in care starts at a new place of education?"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from pepsite.compliance.clocks.clock import (
    Began,
    Count,
    applies,
    blank_result,
    clocks_on,
    days_counted,
    settled,
)
from pepsite.compliance.clocks.milestones import Reached, reached_between
from pepsite.compliance.presence import Presence, presences
from pepsite.policy.base import in_force
from pepsite.policy.timescales import Within, from_the_pep
from pepsite.records.child import Part
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.timescales import Clock
    from pepsite.records.casefile import Casefile
    from pepsite.records.child import Child, PlaceOfEducation


def new_provision_pep_in_time(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield, for each main place of education begun while in care, how its PEP stands."""
    clocks = tuple(clocks_on(setting, "new-provision-pep"))
    for presence in presences(casefile.child, setting) if clocks else ():
        for before, place in _moves(casefile.child):
            if presence.starts_on < place.from_on <= min(setting.as_of, presence.ends_on):
                for clock in clocks:
                    result = _moved(casefile, setting, presence, clock, (before, place))
                    if result is not None:
                        yield result


def _moves(child: Child) -> Iterator[tuple[PlaceOfEducation | None, PlaceOfEducation]]:
    """Yield each main place at another school than the one before, with the one before.

    A child who starts at a place on the day of coming into care is looked after by the
    clocks on the first PEP.
    """
    places = [place for place in child.education if place.part is Part.MAIN]
    in_order = sorted(places, key=lambda place: place.from_on)
    if in_order:
        yield None, in_order[0]
    for before, place in pairwise(in_order):
        if before.school != place.school:
            yield before, place


def _moved(
    casefile: Casefile,
    setting: Setting,
    presence: Presence,
    clock: Clock,
    move: tuple[PlaceOfEducation | None, PlaceOfEducation],
) -> CheckResult | None:
    begun = move[1].from_on
    version = in_force(clock.versions, begun)
    if from_the_pep((version or clock.versions[0]).by):
        return None  # it counts from the PEP, once there is one: see `each_pep.py`
    place, school = move[1], setting.register.schools.get(move[1].school)
    left_on = place.until_on if place.until_on and place.until_on < setting.as_of else None
    care_over_on = presence.over_by(setting.as_of)
    made = _made_for(casefile, setting, presence, clock, move)
    span = version.by.span if version and isinstance(version.by, Within) else None
    count = Count(
        began=Began(begun, "the child started at a new place", path_of(casefile.child)),
        due_on=setting.calendars.add(begun, span, school) if span else None,
        met_on=made.on if made else None,
        over_on=min((day for day in (left_on, care_over_on) if day), default=None),
        days=days_counted(version, school, setting, begun) if version else "",
        applies=applies(clock, casefile, setting, begun),
        over_because="the child left that place, or care,",
        part=place.id,
        evidence=(made.path,) if made else (),
    )
    return settled(blank_result(casefile, setting, clock), version, count, setting)


def _made_for(
    casefile: Casefile,
    setting: Setting,
    presence: Presence,
    clock: Clock,
    move: tuple[PlaceOfEducation | None, PlaceOfEducation],
) -> Reached | None:
    """Return the first PEP made for this place: on or after the first day there, or before it.

    Before it counts only what names the new place as its school, so that a meeting may be
    arranged, or held, ahead of the move.
    """
    before, place = move
    first = max(before.from_on if before else presence.starts_on, presence.starts_on)
    last = min(setting.as_of, presence.ends_on, place.until_on or date.max)
    at_place = {pep.id for pep in casefile.peps if pep.school == place.school}
    reached = reached_between(casefile, clock, first, last)
    return next((one for one in reached if one.on >= place.from_on or one.pep in at_place), None)
