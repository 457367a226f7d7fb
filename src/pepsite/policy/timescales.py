"""Clocks: what must have happened by when, counted from what.

The number is data with a day and a source; what a unit means is code, in `calendars.py`.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pepsite.policy.base import Dated, PolicyId
from pepsite.records.base import Line, Model, refuse
from pepsite.records.codes import Role


class Milestone(StrEnum):
    """What must have happened to a PEP. Authorities mean different ones (C2)."""

    REQUESTED = "requested"
    INITIATED = "initiated"
    ARRANGED = "arranged"
    HELD = "held"
    COMPLETED = "completed"
    QUALITY_ASSURED = "quality-assured"


class Start(StrEnum):
    """What a clock counts from."""

    ENTERED_CARE = "entered-care"
    SUBMITTED = "submitted"


class Unit(StrEnum):
    """What is counted."""

    CALENDAR_DAYS = "calendar-days"
    WORKING_DAYS = "working-days"
    SCHOOL_DAYS = "school-days"
    WEEKS = "weeks"
    MONTHS = "months"


class Span(Model):
    """A number of days, weeks or months. Counting starts on the day after."""

    number: Annotated[int, Field(ge=1, le=400)]
    unit: Unit


class Within(Model):
    """So long after the start."""

    rule: Literal["within"]
    start: Start
    span: Span


class BeforeFirstReview(Model):
    """By the first statutory review; while its day is not recorded, by the day it must be held."""

    rule: Literal["before-first-statutory-review"]
    review_due: Span


class EachTerm(Model):
    """Once in every term."""

    rule: Literal["each-term"]


class SinceLast(Model):
    """So long after the last PEP meeting."""

    rule: Literal["since-last"]
    span: Span


class NotStated(Model):
    """The source asks for it and gives no time. What is open is due, on no day, and never late."""

    rule: Literal["not-stated"]
    start: Start


ClockRule = Annotated[
    Within | BeforeFirstReview | EachTerm | SinceLast | NotStated, Field(discriminator="rule")
]


class ClockVersion(Dated):
    """A clock as it stands from a day on."""

    by: ClockRule


class Circumstance(StrEnum):
    """When a clock applies."""

    EMERGENCY = "emergency"
    PLANNED = "planned"


class Clock(Model):
    """One duty with a time to it. `doer` is whose turn it is while it is open."""

    id: PolicyId
    title: Line
    of: Literal["initial-pep", "review-pep", "every-pep"]
    milestone: Milestone
    statutory: bool = False
    only_when: Circumstance | None = None
    doer: Role
    versions: tuple[ClockVersion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [version.from_on for version in self.versions]
        if days != sorted(set(days)):
            raise refuse("dates-out-of-order", "versions", earlier="from", later="from")
        return self


class TimescalesFile(Model):
    """`timescales.yaml`."""

    schema_: Literal["policy-timescales/1"] = Field(alias="schema")
    clocks: tuple[Clock, ...] = ()
