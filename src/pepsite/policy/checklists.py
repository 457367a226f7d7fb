"""Checklists: what a PEP is quality assured by, and in which roles people may judge."""

from typing import Annotated, Literal

from pydantic import Field

from pepsite.policy.base import Dated, PolicyId
from pepsite.policy.questions import QuestionsEdition
from pepsite.records.base import Line, Model
from pepsite.records.codes import Role


class ByOwn(Dated):
    """A check that the reviewer is the child's own: who was responsible in this role that day."""

    id: PolicyId
    title: Line
    role: Role


class Checklist(Model):
    """What a PEP is judged by, and in which roles people may judge.

    With `by_own` the child's own person in a role is to judge. Another who may judge is
    accepted, and shown.
    """

    id: PolicyId
    title: Line
    tier: Annotated[int, Field(ge=1, le=3)]
    reviewers: tuple[Role, ...] = Field(min_length=1)
    accepts_completion: bool
    by_own: ByOwn | None = None
    editions: tuple[QuestionsEdition, ...] = Field(min_length=1)

    @property
    def is_left_open(self) -> bool:
        """Whether the authority has questions still to supply."""
        return any(edition.to_supply for edition in self.editions)


class ChecklistsFile(Model):
    """`checklists.yaml`."""

    schema_: Literal["policy-checklists/1"] = Field(alias="schema")
    checklists: tuple[Checklist, ...] = ()
