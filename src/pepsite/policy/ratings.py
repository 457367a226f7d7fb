"""Rating rules: ordered conditions from a closed set, never a formula.

Where no rule holds the rating is undetermined, and no one may record one. A scheme that is
holistic leaves the rating to the auditor, and says only what must hold before one is given.
"""

from typing import Annotated, Literal

from pydantic import Field

from pepsite.policy.base import ALWAYS, PolicyId, SourceCited, When
from pepsite.policy.completeness import ItemField, PepField
from pepsite.records.base import Line, Model, Prose
from pepsite.records.pep import AttachmentKind

Items = tuple[PolicyId, ...]
"""Ids of questions, of parts, or of sections (which stand for the questions in them)."""


class RatingValue(Model):
    """One value of the scale, and whether a PEP so rated is at standard. Best first."""

    id: PolicyId
    title: Line
    at_standard: bool


class AllAnswers(Model):
    """Every item has one of these answers. Without `items`: every graded one."""

    test: Literal["all"]
    answers: tuple[PolicyId, ...]
    items: Items = ()


class AnyAnswer(Model):
    """At least one item has one of these answers."""

    test: Literal["any"]
    answers: tuple[PolicyId, ...]
    items: Items = ()


class NoAnswer(Model):
    """No item has one of these answers."""

    test: Literal["none"]
    answers: tuple[PolicyId, ...]
    items: Items = ()


class AtLeast(Model):
    """At least so many items have one of these answers."""

    test: Literal["at-least"]
    number: Annotated[int, Field(ge=1)]
    answers: tuple[PolicyId, ...]
    items: Items = ()


class AtMost(Model):
    """At most so many items have one of these answers."""

    test: Literal["at-most"]
    number: Annotated[int, Field(ge=0)]
    answers: tuple[PolicyId, ...]
    items: Items = ()


class Share(Model):
    """At least so many per cent of the scored items have one of these answers."""

    test: Literal["share"]
    per_cent: Annotated[int, Field(ge=1, le=100)]
    answers: tuple[PolicyId, ...]
    items: Items = ()


class Worst(Model):
    """The worst answer of all items is one of these. Answers stand best first."""

    test: Literal["worst"]
    answers: tuple[PolicyId, ...]
    items: Items = ()


class Best(Model):
    """The best answer of all items is one of these. Answers stand best first."""

    test: Literal["best"]
    answers: tuple[PolicyId, ...]
    items: Items = ()


class ItemIs(Model):
    """One item has one of these answers."""

    test: Literal["item"]
    item: PolicyId
    answers: tuple[PolicyId, ...]


class EvidenceAttached(Model):
    """The PEP has a document of one of these kinds."""

    test: Literal["evidence"]
    kinds: tuple[AttachmentKind, ...] = Field(min_length=1)


class Filled(Model):
    """The PEP has an answer of its own in each of these fields."""

    test: Literal["filled"]
    fields: tuple[PepField, ...] = Field(min_length=1)


class Things(Model):
    """So many things of a list of the PEP have at least so many of the properties.

    Without `number`, every one of them, and at least one.
    """

    test: Literal["things"]
    field: PepField
    number: Annotated[int, Field(ge=1)] | None = None
    properties: tuple[ItemField, ...] = Field(min_length=1)
    each_has_at_least: Annotated[int, Field(ge=1)]


class Every(Model):
    """All of these hold."""

    test: Literal["every"]
    of: "tuple[Condition, ...]" = Field(min_length=1)


class Either(Model):
    """At least one of these holds."""

    test: Literal["either"]
    of: "tuple[Condition, ...]" = Field(min_length=1)


class Not(Model):
    """This does not hold."""

    test: Literal["not"]
    of: "Condition"


Condition = Annotated[
    AllAnswers
    | AnyAnswer
    | NoAnswer
    | AtLeast
    | AtMost
    | Share
    | Worst
    | Best
    | ItemIs
    | EvidenceAttached
    | Filled
    | Things
    | Every
    | Either
    | Not,
    Field(discriminator="test"),
]


class RatingRule(Model):
    """The rating that is given when the condition holds.

    `for_peps` keeps a rule to some phases, types or year groups. In a scheme where the auditor
    enters the rating, it is what must hold before this rating may be entered.
    """

    rating: PolicyId
    when: Condition
    for_peps: When = ALWAYS
    source: SourceCited
    in_words: Prose | None = None
