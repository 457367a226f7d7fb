"""Reports: which figures go to whom, how often, and which are withheld below what."""

from typing import Annotated, Literal

from pydantic import Field

from pepsite.policy.base import Dated, PolicyId, SourceCited
from pepsite.records.authority import Audience
from pepsite.records.base import Line, Model, Prose
from pepsite.records.codes import Role

Counted = Literal[
    "checks-met",
    "peps-up-to-date",
    "peps-at-standard",
    "ratings",
    "answers",
    "samples-fulfilled",
    "schools-covered",
    "moderation-agreed",
    "caseload-share",
    "voice-recorded",
    "participation",
    "attendance",
    "persistent-absence",
    "suspensions",
    "exclusions",
    "part-time-timetables",
    "education-status",
    "premium-money",
    "premium-impact",
    "sen",
    "sdq-bands",
    "employment-education-training",
    "actions",
    "schools-causing-concern",
    "one-way-past",
]
"""What a measure counts: each is one small function of the records."""

By = Literal[
    "all",
    "phase",
    "team",
    "school",
    "officer",
    "district",
    "in-or-out-of-area",
    "sen",
    "rating",
    "question",
    "role",
    "theme",
    "year-group",
]


class Measure(Model):
    """One figure, or one table of figures.

    `kind`: an attribute of children is withheld in small numbers, process is shown where the
    denominator is large enough. `checks` are the ids of checks whose results are counted, for
    `checks-met`. `target_per_cent` and `better` say what is aimed at, and in which direction.
    """

    id: PolicyId
    title: Line
    counts: Counted
    kind: Literal["attribute", "process"]
    checks: tuple[PolicyId, ...] = ()
    themes: tuple[PolicyId, ...] = ()
    by: By = "all"
    target_per_cent: Annotated[int, Field(ge=0, le=100)] | None = None
    better: Literal["higher", "lower", "neither"] = "higher"
    source: SourceCited


class GroupOfMeasures(Model):
    """Measures that stand under one heading."""

    title: Line
    measures: tuple[PolicyId, ...] = Field(min_length=1)


class Recipients(Model):
    """Who receives a report: a role, or a group in the authority's own words."""

    role: Role
    who: Line
    source: SourceCited


class ReportVersion(Dated):
    """A report as it stands from a day on. `withhold_below` is for attributes of children."""

    period: Literal["month", "half-term", "term", "academic-year"]
    groups: tuple[GroupOfMeasures, ...] = Field(min_length=1)
    recipients: tuple[Recipients, ...] = Field(min_length=1)
    withhold_below: Annotated[int, Field(ge=2, le=100)] | None = None


class Report(Model):
    """A report. `audience` settles what may appear; one for a school is made school by school."""

    id: PolicyId
    title: Line
    audience: Audience
    about: Prose
    versions: tuple[ReportVersion, ...] = Field(min_length=1)


class SchoolsCausingConcern(Dated):
    """When a school is listed: so many of its PEPs below standard in an academic year."""

    at_least: Annotated[int, Field(ge=1)]


class ReportsFile(Model):
    """`reports.yaml`."""

    schema_: Literal["policy-reports/1"] = Field(alias="schema")
    measures: tuple[Measure, ...] = ()
    reports: tuple[Report, ...] = ()
    schools_causing_concern: tuple[SchoolsCausingConcern, ...] = ()
