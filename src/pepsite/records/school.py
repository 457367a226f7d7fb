"""Schools: every place of education, from a nursery to a college, a tutor included."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from pepsite.records.base import Day, Item, Line, Model, refuse, refuse_equal_ids
from pepsite.records.codes import Phase
from pepsite.records.id_types import OwnSchoolId

Urn = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,7}$")]
Ukprn = Annotated[str, StringConstraints(pattern=r"^1[0-9]{7}$")]


class SchoolType(StrEnum):
    """What kind of place it is."""

    NURSERY = "nursery"
    CHILDMINDER = "childminder"
    MAINTAINED = "maintained"
    ACADEMY = "academy"
    FREE = "free-school"
    SPECIAL = "special"
    INDEPENDENT = "independent"
    PUPIL_REFERRAL_UNIT = "pupil-referral-unit"
    ALTERNATIVE_PROVIDER = "alternative-provider"
    TUTOR = "tutor"
    COLLEGE = "further-education-college"
    SIXTH_FORM = "sixth-form-college"
    TRAINING_PROVIDER = "training-provider"
    SECURE = "secure-setting"
    OTHER = "other"


class Inspection(Item):
    """An inspection outcome, in the words of the day it was given."""

    inspected_on: Day
    outcome: Line


class School(Model):
    """A place of education. At least one of its four kinds of number is given.

    `local_id` serves a tutor, or a school outside England. A school keeps the calendar that
    names it, else that of the authority named here, else ours.
    """

    schema_: Literal["school/1"] = Field(alias="schema")
    id: OwnSchoolId
    name: Line
    urn: Urn | None = None
    ukprn: Ukprn | None = None
    early_years_number: Line | None = None
    local_id: Line | None = None
    type: SchoolType
    phases: tuple[Phase, ...] = Field(min_length=1)
    authority: Line
    in_area: bool
    nation: Literal["england", "wales", "scotland", "northern-ireland"] = "england"
    district: Line | None = None
    inspections: tuple[Inspection, ...] = ()
    closed_on: Day | None = None

    @model_validator(mode="after")
    def _has_a_number(self) -> Self:
        if not (self.urn or self.ukprn or self.early_years_number or self.local_id):
            raise refuse("needs-with-it", "name", name="urn")
        refuse_equal_ids(self, "inspections")
        return self
