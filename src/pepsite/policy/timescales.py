"""Clocks: what must have happened by when, counted from what.

The number is data with a day and a source; what a unit means is code, in `calendars.py`.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pepsite.policy.base import ALWAYS, Circumstances, Dated, PolicyId, When
from pepsite.records.base import Day, Line, Model, refuse
from pepsite.records.calendar import AcademicYear
from pepsite.records.codes import Role, Term, YearGroup
from pepsite.records.sections import SignedSection


class Milestone(StrEnum):
    """What must have happened to a PEP. Authorities mean different ones (C2)."""

    REQUESTED = "requested"
    INITIATED = "initiated"
    ARRANGED = "arranged"
    INVITED = "invitations-sent"
    HELD = "held"
    SIGNED = "section-signed"
    COMPLETED = "completed"
    CHECKED = "checked-by-social-worker"
    QUALITY_ASSURED = "quality-assured"
    FEEDBACK = "feedback-given"


class Start(StrEnum):
    """What a clock counts from.

    `started-provision`: the first day at a new main place of education. The others are
    milestones of the same PEP.
    """

    ENTERED_CARE = "entered-care"
    STARTED_PROVISION = "started-provision"
    HELD = "held"
    SUBMITTED = "submitted"
    QUALITY_ASSURED = "quality-assured"


class Unit(StrEnum):
    """What is counted. Unknown: the source has a number and no unit, and nobody settled it."""

    CALENDAR_DAYS = "calendar-days"
    WORKING_DAYS = "working-days"
    SCHOOL_DAYS = "school-days"
    WEEKS = "weeks"
    MONTHS = "months"
    UNKNOWN = "unknown"


class Span(Model):
    """A number of days, weeks or months. Counting starts on the day after."""

    number: Annotated[int, Field(ge=1, le=400)]
    unit: Unit


class Within(Model):
    """So long after the start."""

    rule: Literal["within"]
    start: Start
    span: Span


class AheadOf(Model):
    """At least so long before the meeting: before the day it was held, else is planned for."""

    rule: Literal["ahead-of-meeting"]
    span: Span


class BeforeFirstReview(Model):
    """By the first statutory review; while its day is not recorded, by the day it must be held."""

    rule: Literal["before-first-statutory-review"]
    review_due: Span


class EachTerm(Model):
    """Once in every term, or in the first half of every term: up to its half-term holiday."""

    rule: Literal["each-term"]
    part: Literal["whole", "first-half"] = "whole"


class YearGroupDeadline(Model):
    """Another last day for some year groups."""

    year_groups: tuple[YearGroup, ...] = Field(min_length=1)
    by: Day


class TermDeadline(Model):
    """The last day in one term of one year, and where it differs by year group."""

    academic_year: AcademicYear
    term: Term
    by: Day
    except_for: tuple[YearGroupDeadline, ...] = ()


class ByTermDeadline(Model):
    """Once in every term, by the day the authority lists; a term not listed cannot be told."""

    rule: Literal["by-term-deadline"]
    deadlines: tuple[TermDeadline, ...]

    @model_validator(mode="after")
    def _each_term_once(self) -> Self:
        terms = [(one.academic_year, one.term) for one in self.deadlines]
        if len(set(terms)) != len(terms):
            raise refuse("id-used-twice", "deadlines")
        return self


class SinceLast(Model):
    """So long after the last PEP meeting."""

    rule: Literal["since-last"]
    span: Span


class OnceIn(Model):
    """At least once in any so long, counted from the first day on which a PEP is owed."""

    rule: Literal["once-in"]
    span: Span


class ByDateSet(Model):
    """By the day that was set when the last PEP meeting was held."""

    rule: Literal["by-date-set"]


class InTermOfLeaving(Model):
    """In the term in which care ends; while care has not ended, in that of the expected end."""

    rule: Literal["in-term-of-leaving-care"]


class NotStated(Model):
    """The source asks for it and gives no time. What is open is due, on no day, and never late."""

    rule: Literal["not-stated"]
    start: Start


ClockRule = Annotated[
    Within
    | AheadOf
    | BeforeFirstReview
    | EachTerm
    | ByTermDeadline
    | SinceLast
    | OnceIn
    | ByDateSet
    | InTermOfLeaving
    | NotStated,
    Field(discriminator="rule"),
]


class ClockVersion(Dated):
    """A clock as it stands from a day on."""

    by: ClockRule


class Clock(Model):
    """One duty with a time to it. `doer` is whose turn it is while it is open.

    `of` says on which PEPs: the first of a period of care, each review, every one, the one
    made as care ends, or the one made as a new provision starts. `section` names what is
    signed where the milestone is `section-signed`.
    """

    id: PolicyId
    title: Line
    of: Literal["initial-pep", "review-pep", "every-pep", "leaving-care-pep", "new-provision-pep"]
    milestone: Milestone
    section: SignedSection | None = None
    statutory: bool = False
    only_when: Circumstances = ()
    when: When = ALWAYS
    doer: Role
    versions: tuple[ClockVersion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [version.from_on for version in self.versions]
        if days != sorted(set(days)):
            raise refuse("dates-out-of-order", "versions", earlier="from", later="from")
        if (self.milestone is Milestone.SIGNED) != (self.section is not None):
            raise refuse("needs-with-it", "milestone", name="section")
        return self


class TimescalesFile(Model):
    """`timescales.yaml`."""

    schema_: Literal["policy-timescales/1"] = Field(alias="schema")
    clocks: tuple[Clock, ...] = ()
