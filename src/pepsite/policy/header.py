"""The two files that every pack has: which pack it is, and where its decisions are written down."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pepsite.policy.base import Source
from pepsite.records.base import Day, Line, Model, Prose

PackName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class PackFile(Model):
    """`pack.yaml`: which pack this is, what it extends, and when it is due for review.

    `first_edition_on` is the day the pack begins: before it, nothing can be told.
    """

    schema_: Literal["policy-pack/1"] = Field(alias="schema")
    name: PackName
    title: Line
    about: Prose
    extends: PackName | None = None
    first_edition_on: Day
    review_due_on: Day | None = None
    bank_holidays_known_until: Day | None = None


class SourcesFile(Model):
    """`sources.yaml`."""

    schema_: Literal["policy-sources/1"] = Field(alias="schema")
    sources: tuple[Source, ...]
