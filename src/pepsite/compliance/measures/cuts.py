"""What figures are told apart by: for each thing counted, the row it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.measures.children import NOT_ON_RECORD, phase_on, sen_on
from pepsite.policy.phases import year_group_on
from pepsite.records.codes import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pepsite.compliance.measures.seen import OfChild, Seen
    from pepsite.policy.reports import By
    from pepsite.records.school import School

NO_SCHOOL = "no-school-place"
"""The row of those who have no school place on record."""


def row_of(by: By, one: OfChild, seen: Seen) -> str:
    """Return the row a thing belongs to, told apart in this way on its day."""
    return _ROWS[by](one, seen)


def school_id(one: OfChild, seen: Seen) -> str:
    """Return the id of the school of the PEP, else of the child's main school of the day."""
    if seen.pep is not None:
        return seen.pep.school or NO_SCHOOL
    place = one.casefile.child.main_place_on(seen.on)
    return place.school if place else NO_SCHOOL


def _phase(one: OfChild, seen: Seen) -> str:
    if seen.pep is not None:
        return str(seen.pep.phase)
    return str(phase_on(one.casefile.child, one.setting, seen.on) or NOT_ON_RECORD)


def _year_group(one: OfChild, seen: Seen) -> str:
    if seen.pep is not None:
        return str(seen.pep.year_group)
    return str(year_group_on(one.casefile.child, seen.on))


def _sen(one: OfChild, seen: Seen) -> str:
    return str(sen_on(one.casefile.child, seen.on) or NOT_ON_RECORD)


def _in_or_out(one: OfChild, seen: Seen) -> str:
    return in_or_out_of(one.setting.register.schools.get(school_id(one, seen)))


def _district(one: OfChild, seen: Seen) -> str:
    return district_of(one.setting.register.schools.get(school_id(one, seen)))


def in_or_out_of(school: School | None) -> str:
    """Return the row of a school in or out of our area."""
    if school is None:
        return NO_SCHOOL
    return "in-area" if school.in_area else "out-of-area"


def district_of(school: School | None) -> str:
    """Return the row of a school's district."""
    if school is None:
        return NO_SCHOOL
    return school.district or NOT_ON_RECORD


def _team(one: OfChild, seen: Seen) -> str:
    child, people = one.casefile.child, one.setting.register.people
    for role in (Role.SOCIAL_WORKER, Role.PERSONAL_ADVISER):
        person = people.get(child.responsible_on(role, seen.on) or "")
        if person is not None:
            return person.team or NOT_ON_RECORD
    return NOT_ON_RECORD


def _officer(one: OfChild, seen: Seen) -> str:
    child = one.casefile.child
    return child.responsible_on(Role.VIRTUAL_SCHOOL_OFFICER, seen.on) or NOT_ON_RECORD


_ROWS: Mapping[By, Callable[[OfChild, Seen], str]] = {
    "phase": _phase,
    "year-group": _year_group,
    "sen": _sen,
    "in-or-out-of-area": _in_or_out,
    "district": _district,
    "school": school_id,
    "team": _team,
    "officer": _officer,
}
