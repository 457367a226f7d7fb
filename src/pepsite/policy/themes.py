"""Themes: filters on children and their PEPs, by which samples are drawn and reports are cut."""

from typing import Annotated, Literal

from pydantic import Field

from pepsite.policy.base import Circumstance, PolicyId, RatingNamed, SourceCited
from pepsite.policy.timescales import Span
from pepsite.records.base import Line, Model
from pepsite.records.codes import EducationStatus, PlacementType, Sex, YearGroup
from pepsite.records.school import SchoolType
from pepsite.records.sections import TransitionTrigger


class NewIntoCare(Model):
    """Care began no longer ago than this."""

    test: Literal["new-into-care"]
    within: Span


class AttendanceBelow(Model):
    """The latest attendance on record is below so many per cent."""

    test: Literal["attendance-below"]
    per_cent: Annotated[int, Field(ge=1, le=100)]


class EducationStatusIs(Model):
    """The education status is one of these."""

    test: Literal["education-status"]
    statuses: tuple[EducationStatus, ...] = Field(min_length=1)


class PlacementIs(Model):
    """The placement is of one of these types."""

    test: Literal["placement"]
    types: tuple[PlacementType, ...] = Field(min_length=1)


class InTransition(Model):
    """In a year group before a move, or with a transition of one of these kinds in the PEP."""

    test: Literal["in-transition"]
    year_groups: tuple[YearGroup, ...] = ()
    triggers: tuple[TransitionTrigger, ...] = ()


class SchoolTypeIs(Model):
    """The main school is of one of these types."""

    test: Literal["school-type"]
    types: tuple[SchoolType, ...] = Field(min_length=1)


class CircumstanceIs(Model):
    """One of these circumstances holds."""

    test: Literal["circumstance"]
    any_of: tuple[Circumstance, ...] = Field(min_length=1)


class RatedLast(Model):
    """The last finished review or audit of the child's PEPs gave one of these ratings."""

    test: Literal["rated-last"]
    ratings: tuple[RatingNamed, ...] = Field(min_length=1)


class SexIs(Model):
    """The sex on record is one of these."""

    test: Literal["sex"]
    sexes: tuple[Sex, ...] = Field(min_length=1)


Filter = Annotated[
    NewIntoCare
    | AttendanceBelow
    | EducationStatusIs
    | PlacementIs
    | InTransition
    | SchoolTypeIs
    | CircumstanceIs
    | RatedLast
    | SexIs,
    Field(discriminator="test"),
]


class Theme(Model):
    """A theme: those for whom all filters hold."""

    id: PolicyId
    title: Line
    source: SourceCited
    filters: tuple[Filter, ...] = Field(min_length=1)


class ThemesFile(Model):
    """`themes.yaml`."""

    schema_: Literal["policy-themes/1"] = Field(alias="schema")
    themes: tuple[Theme, ...] = ()
