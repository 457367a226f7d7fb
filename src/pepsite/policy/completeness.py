"""What makes a PEP complete, by phase and type."""

from enum import StrEnum
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pepsite.policy.base import ALWAYS, Dated, Names, PolicyId, When
from pepsite.records.base import Line, Model

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_0-9]+(\.[a-z_0-9]+)*$")]
"""A field, with dots: `voice.views`, `content.attainment`."""

PepField = Annotated[FieldName, Names("field of a PEP")]
ItemField = Annotated[FieldName, Names("field of an item")]
"""A field of each item of the list that stands beside it as `field`."""


class NoAnswerKind(StrEnum):
    """The honest answers a requirement may accept in place of an answer."""

    NOT_KNOWN_YET = "not-known-yet"
    DOES_NOT_APPLY = "does-not-apply"
    ASKED_DECLINED = "asked-declined"


class RequirementVersion(Dated):
    """How firmly a field is asked for from a day on, and what may stand in its place."""

    level: Literal["required", "advised"] = "required"
    accepts: tuple[NoAnswerKind, ...] = tuple(NoAnswerKind)


class Requirement(Model):
    """One thing a complete PEP has.

    `title` is the field's name for people. With `each_has`, every item of the list must
    have these fields. `unless_on_roll` asks only where the child is not on a school's roll,
    `if_answered` only where another field has an answer of its own.
    """

    id: PolicyId
    field: PepField
    title: Line
    each_has: tuple[ItemField, ...] = ()
    unless_on_roll: bool = False
    if_answered: PepField | None = None
    when: When = ALWAYS
    versions: tuple[RequirementVersion, ...] = Field(min_length=1)


@cache
def way(field: str) -> tuple[str, ...]:
    """Return the names that lead to a field, each inside the one before."""
    return tuple(field.split("."))


class CompletenessFile(Model):
    """`completeness.yaml`."""

    schema_: Literal["policy-completeness/1"] = Field(alias="schema")
    requirements: tuple[Requirement, ...] = ()
