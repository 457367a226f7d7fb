"""Clocks: what must have happened by when, counted from what.

The number is data with a day and a source; what a unit means is code, in `calendars.py`.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pepsite.findings import FieldPath
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
    """So long after the start.

    From `entered-care` it is for the first PEP, from `started-provision` for the one made at a
    new place; from a milestone, for each PEP that reached that.
    """

    rule: Literal["within"]
    start: Start
    span: Span


class AheadOf(Model):
    """At least so long before the meeting: before the day it was held, else is planned for.

    Counting goes backwards, from the day before.
    """

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
    """So long after the last PEP meeting, or after the last PEP reached another milestone."""

    rule: Literal["since-last"]
    span: Span


class OnceIn(Model):
    """At least once in any so long.

    Counted from the first day on which a PEP is owed under this rule and our records are kept,
    then from each time it was done.
    """

    rule: Literal["once-in"]
    span: Span


class ByDateSet(Model):
    """By the day that was set when the last PEP meeting was held; no day set cannot be told."""

    rule: Literal["by-date-set"]


class InTermOfLeaving(Model):
    """In the term in which care ends; while care has not ended, in that of the expected end.

    Care that ends in the holidays ends in the term before them. Any PEP counts that is made in
    that term and before care ends. It is asked from the first day of the term.
    """

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


Of = Literal["initial-pep", "review-pep", "every-pep", "leaving-care-pep", "new-provision-pep"]


class Clock(Model):
    """One duty with a time to it. `doer` is whose turn it is while it is open.

    `of` says on which PEPs: the first of a period of care, each review, every one, the one
    made as care ends, or the one made as a new provision starts. `section` names what is
    signed where the milestone is `section-signed`. `when` and `only_when` are asked on the day
    counting began, of the PEP where it counts from one, else of the child.
    """

    id: PolicyId
    title: Line
    of: Of
    milestone: Milestone
    section: SignedSection | None = None
    statutory: bool = False
    only_when: Circumstances = ()
    when: When = ALWAYS
    doer: Role
    versions: tuple[ClockVersion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _refuse_unordered(self.versions)
        if (self.milestone is Milestone.SIGNED) != (self.section is not None):
            raise refuse("needs-with-it", "milestone", name="section")
        return self

    @property
    def is_left_open(self) -> bool:
        """Whether the authority has deadlines still to list. No statutory clock is left open."""
        rules = (version.by for version in self.versions)
        listed = (isinstance(rule, ByTermDeadline) and not rule.deadlines for rule in rules)
        return not self.statutory and any(listed)


def _refuse_unordered(versions: tuple[Dated, ...]) -> None:
    days = [version.from_on for version in versions]
    if days != sorted(set(days)):
        raise refuse("dates-out-of-order", "versions", earlier="from", later="from")


_EVENTS = {Start.ENTERED_CARE: "initial-pep", Start.STARTED_PROVISION: "new-provision-pep"}
"""The starts that happen to the child; from the others counts each PEP that reached them."""

_FOR: dict[str, tuple[str, ...]] = {
    "before-first-statutory-review": ("initial-pep",),
    "each-term": ("review-pep",),
    "by-term-deadline": ("review-pep",),
    "since-last": ("review-pep",),
    "once-in": ("review-pep", "every-pep"),
    "by-date-set": ("review-pep",),
    "in-term-of-leaving-care": ("leaving-care-pep",),
}
"""Which PEPs each rule is for. A rule that is not named here is for all, by its start."""

_COMES_AFTER: dict[Start, tuple[Milestone, ...]] = {
    Start.HELD: (
        Milestone.SIGNED,
        Milestone.COMPLETED,
        Milestone.CHECKED,
        Milestone.QUALITY_ASSURED,
        Milestone.FEEDBACK,
    ),
    Start.SUBMITTED: (
        Milestone.SIGNED,
        Milestone.CHECKED,
        Milestone.QUALITY_ASSURED,
        Milestone.FEEDBACK,
    ),
    Start.QUALITY_ASSURED: (Milestone.SIGNED, Milestone.CHECKED, Milestone.FEEDBACK),
}
"""What can follow each milestone of a PEP."""

_COMES_BEFORE_THE_MEETING = (
    Milestone.REQUESTED,
    Milestone.INITIATED,
    Milestone.ARRANGED,
    Milestone.INVITED,
    Milestone.SIGNED,
)


def from_the_pep(rule: ClockRule) -> bool:
    """Say whether a rule counts from what happened to the PEP itself, not to the child."""
    if isinstance(rule, Within | NotStated):
        return rule.start not in _EVENTS
    return isinstance(rule, AheadOf)


def clock_faults(clock: Clock) -> Iterator[tuple[FieldPath, str]]:
    """Yield each place of a clock where its parts make no sense together, and why."""
    if clock.when.types is not None and clock.of != "every-pep":
        yield ("when", "types"), "`of` says already which PEPs; types are for every-pep"
    for place, version in enumerate(clock.versions):
        why = _fault(clock, version.by)
        if why is not None:
            yield ("versions", place, "by", "rule"), why


def _fault(clock: Clock, rule: ClockRule) -> str | None:
    """Return why this rule cannot time this milestone of these PEPs, or None if it can."""
    fits: tuple[str, ...] | None = _FOR.get(rule.rule)
    if isinstance(rule, Within | NotStated):
        if rule.start in _EVENTS:
            fits = (_EVENTS[rule.start],)
        elif clock.milestone not in _COMES_AFTER[rule.start]:
            return f"{clock.milestone} does not come after {rule.start}"
    if fits is not None and clock.of not in fits:
        start = f" from {rule.start}" if isinstance(rule, Within | NotStated) else ""
        return f"{rule.rule}{start} is for {' or '.join(fits)}, and this is of {clock.of}"
    if isinstance(rule, AheadOf) and clock.milestone not in _COMES_BEFORE_THE_MEETING:
        return f"{clock.milestone} does not come before the meeting"
    if isinstance(rule, ByDateSet) and clock.milestone is not Milestone.HELD:
        return f"a day is set for the meeting to be held, not for {clock.milestone}"
    return None


class EnteredDay(StrEnum):
    """A day in a record whose entry can be looked up in the history of the repository."""

    REQUESTED = "requested"
    INITIATED = "initiated"
    ARRANGED = "arranged"
    HELD = "held"
    COMPLETED = "completed"
    QUALITY_ASSURED = "quality-assured"
    AUDITED = "audited"
    ENTERED_CARE = "entered-care"
    LEFT_CARE = "left-care"


class EntrySpan(Model):
    """A number of days. Counting starts on the day after."""

    number: Annotated[int, Field(ge=1, le=400)]
    unit: Literal["calendar-days", "working-days"]

    @property
    def span(self) -> Span:
        """The same as clocks have it."""
        return Span(number=self.number, unit=Unit(self.unit))


class EntryLimitVersion(Dated):
    """A limit as it stands from a day on; which one holds is asked of the day that is claimed."""

    within: EntrySpan


class EntryLimit(Model):
    """So long after the day that a record claims, that day may be entered.

    `of` is the day that is meant. When it was entered, the history of the repository tells:
    `pepsite history check` judges it, and nothing else does.
    """

    id: PolicyId
    title: Line
    of: EnteredDay
    versions: tuple[EntryLimitVersion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _refuse_unordered(self.versions)
        return self


class TimescalesFile(Model):
    """`timescales.yaml`."""

    schema_: Literal["policy-timescales/1"] = Field(alias="schema")
    clocks: tuple[Clock, ...] = ()
    entry: tuple[EntryLimit, ...] = ()
