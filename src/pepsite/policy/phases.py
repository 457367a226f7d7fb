"""Who has a PEP, and which phase a year group belongs to."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pepsite.policy.base import Dated
from pepsite.records.base import Model, refuse
from pepsite.records.child import Child
from pepsite.records.codes import LegalStatus, Phase, YearGroup

_ORDER = tuple(YearGroup)
_AGE_IN_RECEPTION = 4
_RECEPTION = _ORDER.index(YearGroup.R)


class Eligibility(Dated):
    """From which year group on, and until which birthday, a child in care has a PEP.

    With `from_age`, from that birthday on too, where it comes before the year group.
    """

    from_year_group: YearGroup
    from_age: Annotated[int, Field(ge=0, le=5)] | None = None
    until_age: Annotated[int, Field(ge=5, le=25)]

    def covers(self, other: Self) -> bool:
        """Say whether everyone who has a PEP by another rule has one by this."""
        begins = _ORDER.index(self.from_year_group) <= _ORDER.index(other.from_year_group)
        return begins and self.until_age >= other.until_age


class LegalStatusesExcepted(Dated):
    """The legal statuses under which a child in care has no PEP, from a day on."""

    statuses: tuple[LegalStatus, ...]


class PhaseMap(Dated):
    """Which year groups make up each phase."""

    eyfs: tuple[YearGroup, ...]
    statutory: tuple[YearGroup, ...]
    post_16: tuple[YearGroup, ...]

    @model_validator(mode="after")
    def _each_year_group_once(self) -> Self:
        named = self.eyfs + self.statutory + self.post_16
        if len(set(named)) != len(named):
            raise refuse("id-used-twice", "statutory")
        return self

    def phase_of(self, year_group: YearGroup) -> Phase | None:
        """Return the phase of this year group, or None where the pack gives it none."""
        for phase, year_groups in (
            (Phase.EYFS, self.eyfs),
            (Phase.STATUTORY, self.statutory),
            (Phase.POST_16, self.post_16),
        ):
            if year_group in year_groups:
                return phase
        return None


class PhasesFile(Model):
    """`phases.yaml`."""

    schema_: Literal["policy-phases/1"] = Field(alias="schema")
    eligibility: tuple[Eligibility, ...] = ()
    except_legal_statuses: tuple[LegalStatusesExcepted, ...] = ()
    phases: tuple[PhaseMap, ...] = ()


def year_group_on(child: Child, day: date) -> YearGroup:
    """Return the year group recorded for this day, else the one that age on 31 August gives.

    Age on 31 August decides the year group (Education Act 1996, s 8, by way of the school
    year); a child taught out of year has it recorded.
    """
    return child.year_group_on(day) or year_group_by_age(child, day)


def year_group_by_age(child: Child, day: date) -> YearGroup:
    """Return the year group of this day by age on the 31 August before it."""
    year = day.year if day.month > 8 else day.year - 1  # noqa: PLR2004  # August, in words above
    place = _RECEPTION + child.age_on(date(year, 8, 31)) - _AGE_IN_RECEPTION
    return _ORDER[min(max(place, 0), len(_ORDER) - 1)]


def _high_enough(child: Child, rule: Eligibility, day: date) -> bool:
    return _ORDER.index(year_group_on(child, day)) >= _ORDER.index(rule.from_year_group)


def eligible_from(child: Child, rule: Eligibility, start: date) -> date:
    """Return the first day from `start` on when the child's year group is high enough.

    Year groups change on 1 September; a child far too young becomes eligible on one of them,
    or on the birthday that the rule names. One whose recorded year group never gets there is
    not waited for past the last birthday.
    """
    day, last = start, child.turns(rule.until_age)
    if rule.from_age is not None:
        last = min(last, max(start, child.turns(rule.from_age)))
    while day < last and not _high_enough(child, rule, day):
        day = min(last, date(day.year + (day >= date(day.year, 9, 1)), 9, 1))
    return day
