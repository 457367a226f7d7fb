"""Reports: which figures go to whom, how often, and which are withheld below what."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pepsite.policy.base import (
    CheckNamed,
    Dated,
    JudgedBy,
    MeasureNamed,
    PolicyId,
    SourceCited,
    ThemeNamed,
)
from pepsite.records.authority import Audience
from pepsite.records.base import Line, Model, Prose, refuse
from pepsite.records.codes import Role
from pepsite.records.sections import SignedSection

Counted = Literal[
    "checks-met",
    "checks-done",
    "children",
    "peps-up-to-date",
    "peps-at-standard",
    "ratings",
    "answers",
    "points",
    "moderation-agreed",
    "caseload-share",
    "voice-recorded",
    "voice-acted-on",
    "participation",
    "came-to-meetings",
    "section-signed",
    "attendance",
    "attendance-at-most",
    "suspensions",
    "exclusions",
    "part-time-timetables",
    "education-status",
    "sen",
    "sdq-bands",
    "employment-education-training",
    "target-outcomes",
    "premium-money",
    "premium-impact",
    "staff-trained",
    "schools-causing-concern",
]
"""What a measure counts: each is one small function of the records (`compliance/measures`).

`checks-met` counts what had to be done in the period, `checks-done` all that is asked in it,
whether or not its last day has come: so it shows how far a duty of a year has got.
"""

By = Literal[
    "phase",
    "year-group",
    "sen",
    "in-or-out-of-area",
    "district",
    "school",
    "team",
    "officer",
    "theme",
]
"""What figures are told apart by. A team is that of the child's social worker on the day."""

CheckFamily = Literal[
    "initial-pep",
    "review-pep",
    "every-pep",
    "leaving-care-pep",
    "new-provision-pep",
    "participants",
    "chair",
    "content",
    "own-reviewer",
    "returned-pep",
    "not-at-standard",
    "action",
    "consequences",
    "coverage-of-schools",
    "coverage-of-children",
    "samples",
]
"""Checks of one sort, whatever ids they have in the pack of an authority."""

Period = Literal["month", "quarter", "half-term", "term", "academic-year", "financial-year"]
"""Terms and half-terms last until the next begins; a financial year begins on 1 April."""

PercentOf = Annotated[int, Field(ge=0, le=100)]

_NEEDS: dict[str, tuple[str, ...]] = {
    "peps-up-to-date": ("checks", "checks_on"),
    "checks-met": ("checks", "checks_on"),
    "checks-done": ("checks", "checks_on"),
    "came-to-meetings": ("roles",),
    "section-signed": ("roles",),
    "staff-trained": ("roles",),
    "points": ("templates",),
    "attendance-at-most": ("per_cent",),
    "sdq-bands": ("bands",),
}


class Band(Model):
    """A band of a score: from this total on, up to the next band."""

    title: Line
    at_least: Annotated[int, Field(ge=0, le=40)]


class Measure(Model):
    """One figure, or one table of figures: the whole, and told apart by each of `by`.

    `kind`: an attribute of children is withheld in small numbers, process is shown where the
    denominator is large enough. `checks` are ids of checks, and `checks_on` names every check
    of a sort, whatever an authority's pack calls them; each has a line of its own.
    `templates` are the checklists or audit templates whose judgements count (none named: every
    checklist). `period` is another than the report's own. `target_per_cent` and `better` say
    what is aimed at, and in which direction. In a report for staff `name_open` names the
    records that are not met.
    """

    id: PolicyId
    title: Line
    counts: Counted
    kind: Literal["attribute", "process"]
    by: tuple[By, ...] = ()
    checks: tuple[CheckNamed, ...] = ()
    checks_on: tuple[CheckFamily, ...] = ()
    templates: tuple[JudgedBy, ...] = ()
    themes: tuple[ThemeNamed, ...] = ()
    roles: tuple[Role, ...] = ()
    section: SignedSection = SignedSection.CARE
    per_cent: PercentOf | None = None
    bands: tuple[Band, ...] = ()
    period: Period | None = None
    target_per_cent: PercentOf | None = None
    better: Literal["higher", "lower", "neither"] = "higher"
    name_open: bool = False
    source: SourceCited

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        needs = _NEEDS.get(self.counts, ())
        if needs and not any(getattr(self, name) not in {None, ()} for name in needs):
            raise refuse("needs-with-it", "counts", name=" or ".join(needs))
        if ("theme" in self.by) != bool(self.themes):
            raise refuse("needs-with-it", "themes", name="by: theme")
        if len(set(self.by)) != len(self.by):
            raise refuse("id-used-twice", "by")
        return self


class GroupOfMeasures(Model):
    """Measures that stand under one heading."""

    title: Line
    measures: tuple[MeasureNamed, ...] = Field(min_length=1)


class Recipients(Model):
    """Who receives a report: a role, or a group in the authority's own words."""

    role: Role
    who: Line
    source: SourceCited


class ReportVersion(Dated):
    """A report as it stands from a day on.

    `withhold_below` is for attributes of children; the authority's own number counts if larger.
    """

    period: Period
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


class Withholding(Dated):
    """What a report that is not for staff holds back.

    Attributes of children: numbers below `attributes_below`, zero excepted. Process: figures of
    fewer than `process_at_least`; the figure for the whole authority is always shown.
    """

    attributes_below: Annotated[int, Field(ge=2, le=100)]
    process_at_least: Annotated[int, Field(ge=1, le=1000)]


class SchoolsCausingConcern(Dated):
    """When a school is listed: so many of its PEPs below standard in an academic year."""

    at_least: Annotated[int, Field(ge=1)]


class ReportsFile(Model):
    """`reports.yaml`."""

    schema_: Literal["policy-reports/1"] = Field(alias="schema")
    measures: tuple[Measure, ...] = ()
    reports: tuple[Report, ...] = ()
    withholding: tuple[Withholding, ...] = ()
    schools_causing_concern: tuple[SchoolsCausingConcern, ...] = ()
