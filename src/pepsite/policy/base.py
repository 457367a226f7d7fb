"""What every part of a policy pack shares: the model base, sources, and values by date."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints

from pepsite.records.base import Day, Line, Model, Prose
from pepsite.records.codes import Phase, YearGroup
from pepsite.records.pep import PepType

PolicyId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,59}$")]
"""Names one clock, duty, checklist, question or rating of a pack. Kept for ever."""

SourceId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,39}$")]
"""Names an entry of the pack's own `sources.yaml`. Walsall's are the rows of its framework."""


@dataclass(frozen=True, slots=True)
class Names:
    """Marks a field that names something else of a pack, or a field of a PEP.

    Where nothing of that kind is called so, the pack is refused (`policy/faults.py`).
    """

    kind: Literal[
        "source",
        "check",
        "checklist",
        "template",
        "checklist or template",
        "theme",
        "measure",
        "rating",
        "field of a PEP",
        "field of an item",
    ]


SourceCited = Annotated[SourceId, Names("source")]
CheckNamed = Annotated[PolicyId, Names("check")]
"""The id of a clock, of any other duty, or of a sampling plan: whatever gives results."""
ThemeNamed = Annotated[PolicyId, Names("theme")]
ChecklistNamed = Annotated[PolicyId, Names("checklist")]
TemplateNamed = Annotated[PolicyId, Names("template")]
JudgedBy = Annotated[PolicyId, Names("checklist or template")]
MeasureNamed = Annotated[PolicyId, Names("measure")]
RatingNamed = Annotated[PolicyId, Names("rating")]
"""The id of a rating on any scale of the pack."""


class Source(Model):
    """Where something was decided: the document, where in it, what it comes to in our words."""

    id: SourceId
    document: Line
    where: Line
    says: Prose
    address: Line | None = None


class Dated(Model):
    """A value, the day it begins, and its source.

    `also` names further sources of the same thing. `reading` says in a sentence how we read a
    source that is unclear or silent, and why. `until` is the last day, where the authority gave
    the thing up; a later version needs no `until` before it.
    """

    from_on: Day = Field(alias="from")
    until_on: Day | None = Field(default=None, alias="until")
    source: SourceCited
    also: tuple[SourceCited, ...] = ()
    reading: Prose | None = None


Version = TypeVar("Version", bound=Dated)


def in_force(versions: tuple[Version, ...], day: date) -> Version | None:
    """Return the version in force on this day; None before the first, and after a last day."""
    found: Version | None = None
    for version in versions:
        if version.from_on <= day and (found is None or version.from_on > found.from_on):
            found = version
    given_up = found is not None and found.until_on is not None and found.until_on < day
    return None if given_up else found


class When(Model):
    """For which PEPs something holds. What is left out does not matter; all given must hold."""

    phases: tuple[Phase, ...] | None = None
    types: tuple[PepType, ...] | None = None
    year_groups: tuple[YearGroup, ...] | None = None

    def holds(self, phase: Phase, pep_type: PepType, year_group: YearGroup) -> bool:
        """Say whether a PEP of this phase and type, in this year group, is meant."""
        return (
            (self.phases is None or phase in self.phases)
            and (self.types is None or pep_type in self.types)
            and (self.year_groups is None or year_group in self.year_groups)
        )


ALWAYS = When()


class Circumstance(StrEnum):
    """How it stands with a child on a day. What is not on record is not known, never "no"."""

    EMERGENCY = "emergency"
    PLANNED = "planned"
    NO_SCHOOL_PLACE = "no-school-place"
    OUT_OF_AREA = "out-of-area"
    CUSTODY = "custody"
    UNACCOMPANIED = "unaccompanied"
    NEW_INTO_CARE = "new-into-care"
    NOT_NEW_INTO_CARE = "not-new-into-care"
    MOVING_SCHOOL = "moving-school"
    NEEDS_INTERPRETER = "needs-interpreter"


Circumstances = tuple[Circumstance, ...]
"""All of these must hold. None given: it does not matter."""
