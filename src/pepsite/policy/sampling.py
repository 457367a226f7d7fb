"""Sampling plans: how many PEPs are looked at again, drawn from what, and by whom."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pepsite.policy.base import (
    ALWAYS,
    Dated,
    PolicyId,
    RatingNamed,
    SourceCited,
    TemplateNamed,
    ThemeNamed,
    When,
)
from pepsite.policy.timescales import Span
from pepsite.records.base import Day, Line, Model, refuse
from pepsite.records.codes import Role
from pepsite.records.id_types import PersonId
from pepsite.records.review import AuditType


class Number(Model):
    """So many, or all where there are fewer."""

    size: Literal["number"]
    number: Annotated[int, Field(ge=1, le=1000)]


class ShareOf(Model):
    """So many per cent, rounded."""

    size: Literal["share"]
    per_cent: Annotated[int, Field(ge=1, le=100)]
    rounding: Literal["up", "down", "nearest"]


class SizeNotStated(Model):
    """The source asks for a sample and says no size: any is accepted, and none is judged."""

    size: Literal["not-stated"]


Size = Annotated[Number | ShareOf | SizeNotStated, Field(discriminator="size")]


Reached = Literal["held", "submitted", "quality-assured", "judged"]


class Population(Model):
    """Which PEPs can be drawn: never a closed one, and each as it is on the day of the draw.

    `reached` is what a PEP must have reached in the period; `judged` is a rating by the virtual
    school, in a review or in an audit. `and_the_one_before` takes those
    of the period before as well, so that what comes late in one is not passed over.
    Without `in_the_period`, any PEP that has come so far, of a child who has a PEP on the day.
    Themes keep to children of any of them; `one_per_child` takes the latest PEP of each child.
    """

    reached: Reached
    in_the_period: bool = True
    and_the_one_before: bool = False
    when: When = ALWAYS
    themes: tuple[ThemeNamed, ...] = ()
    one_per_child: bool = False


class MustInclude(Model):
    """PEPs that are in every draw: of children whose last rating was one of these, or of a theme.

    `counted` says whether they count towards the size or come on top of it.
    """

    id: PolicyId
    ratings: tuple[RatingNamed, ...] = ()
    theme: ThemeNamed | None = None
    counted: bool = True
    source: SourceCited


class NewStarters(Model):
    """Another size for the PEPs of somebody who started no longer ago than this.

    Where the source asks for more and does not say how many, it is never fewer than for others.
    """

    for_the_first: Span
    size: Size
    source: SourceCited


class ForPerson(Model):
    """Another size for one person's PEPs, between two days."""

    person: PersonId
    from_on: Day = Field(alias="from")
    until_on: Day | None = Field(default=None, alias="until")
    size: Size
    source: SourceCited


Stratum = Literal[
    "phase", "district", "school", "officer", "line-manager", "team", "in-or-out-of-area"
]
"""What the PEPs of a draw are told apart by.

The officer is the child's own on the day, the line manager that officer's, the team that of the
child's social worker; district, school, and in or out of our area are those of the PEP's school.
"""


class SamplingVersion(Dated):
    """A plan as it stands from a day on.

    `size` is of each stratum where `strata` names one, else of the whole. `at_least_one_per`
    asks for one PEP of each, before the rest is filled. `auditors` are the roles that may audit,
    and `auditor` says who of them: anybody, the line manager of the child's officer, whoever
    leads the phase, somebody who has not judged the PEP before, or in a meeting to which each
    officer brings their own, any of the others. Nobody audits a PEP of their own child, or made
    or quality assured by themselves.
    With `second_auditor`, each PEP is judged twice, by different people.
    `draws_in_period` is how often a draw is made in each period (twice a year: 2).
    """

    period: Literal["month", "quarter", "half-term", "term", "academic-year"]
    draws_in_period: Annotated[int, Field(ge=1, le=60)] = 1
    population: Population
    strata: Stratum | None = None
    size: Size
    must_include: tuple[MustInclude, ...] = ()
    at_least_one_per: Stratum | None = None
    auditors: tuple[Role, ...] = Field(min_length=1)
    auditor: Literal["any", "line-manager", "leads-the-phase", "not-the-first", "brings-own"] = (
        "any"
    )
    second_auditor: bool = False
    new_starters: NewStarters | None = None
    for_persons: tuple[ForPerson, ...] = ()
    fulfilled_by: tuple[AuditType, ...] = Field(min_length=1)
    template: TemplateNamed | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len({one.id for one in self.must_include}) != len(self.must_include):
            raise refuse("id-used-twice", "must_include")
        if (self.new_starters or self.for_persons) and self.strata != "officer":
            raise refuse("needs-with-it", "strata", name="strata: officer")
        if self.auditor == "brings-own" and self.strata != "officer":
            raise refuse("needs-with-it", "auditor", name="strata: officer")
        return self


class SamplingPlan(Model):
    """A plan. `doer` sees that it is drawn and done; `reports_to` hear of it."""

    id: PolicyId
    title: Line
    doer: Role
    reports_to: tuple[Role, ...] = ()
    versions: tuple[SamplingVersion, ...] = Field(min_length=1)

    @property
    def is_left_open(self) -> bool:
        """Whether the authority has a number still to supply."""
        return any(isinstance(version.size, SizeNotStated) for version in self.versions)


class SamplingFile(Model):
    """`sampling.yaml`."""

    schema_: Literal["policy-sampling/1"] = Field(alias="schema")
    plans: tuple[SamplingPlan, ...] = ()
