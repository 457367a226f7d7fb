"""People who work for a child's education: officers, designated teachers, social workers."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from pepsite.records.base import Day, Item, Line, Model, refuse_equal_ids, refuse_unordered
from pepsite.records.codes import Phase, Role
from pepsite.records.ids import OwnPersonId, PersonId, SchoolId


class Trained(Item):
    """Training someone has had."""

    trained_on: Day
    what: Line


class Person(Model):
    """A member of staff, of the virtual school, of social care or of a school.

    `name` is filled in only where the authority's settings name staff; children, parents
    and carers never have a record of this kind. `leads_phases` is what a phase manager
    answers for, `schools` where a designated teacher works or what an officer looks after.
    """

    schema_: Literal["person/1"] = Field(alias="schema")
    id: OwnPersonId
    name: Line | None = None
    role: Role
    team: Line | None = None
    started_on: Day | None = None
    left_on: Day | None = None
    active: bool
    line_manager: PersonId | None = None
    schools: tuple[SchoolId, ...] = ()
    leads_phases: tuple[Phase, ...] = ()
    trained: tuple[Trained, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_unordered(self, "started_on", "left_on")
        refuse_equal_ids(self.trained, "trained")
        return self
