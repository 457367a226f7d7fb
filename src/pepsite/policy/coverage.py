"""Coverage: how many PEPs of every school, or of every child, are quality assured in a time."""

from typing import Annotated, Literal

from pydantic import Field

from pepsite.policy.base import Dated, PolicyId
from pepsite.records.base import Line, Model
from pepsite.records.codes import Role


class CoverageVersion(Dated):
    """How many, in which period, and which reviews count, from a day on.

    `counts` names what is counted: `qa-review`, or a type of audit. A school is owed a
    review once an eligible child has it as main school for `terms_with_a_child` terms, of
    which the last may be running; in a period of one term, the child is there in that term.
    `in_area_only` leaves out schools elsewhere.
    """

    at_least: Annotated[int, Field(ge=1)]
    counts: tuple[PolicyId, ...] = Field(min_length=1)
    terms_with_a_child: Annotated[int, Field(ge=1, le=3)] = 1
    in_area_only: bool = False


class Coverage(Model):
    """A duty to each school or child.

    In each academic year or term; or, for a child, at least once in any twelve months.
    """

    id: PolicyId
    title: Line
    of: Literal["school", "child"]
    period: Literal["academic-year", "term", "any-12-months"]
    doer: Role
    versions: tuple[CoverageVersion, ...] = Field(min_length=1)


class CoverageFile(Model):
    """`coverage.yaml`."""

    schema_: Literal["policy-coverage/1"] = Field(alias="schema")
    duties: tuple[Coverage, ...] = ()
