"""People who work for a child's education: officers, designated teachers, social workers."""

from datetime import date
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from pepsite.records.base import Dated, Day, Item, Line, refuse_equal_ids
from pepsite.records.codes import Phase, Role
from pepsite.records.id_types import OwnPersonId, PersonId, SchoolId


class Trained(Item):
    """Training someone has had."""

    trained_on: Day
    what: Line


class EarlierRole(Item):
    """What someone was before, and the last day of it."""

    role: Role
    team: Line | None = None
    until_on: Day


class Person(Dated):
    """A member of staff, of the virtual school, of social care or of a school.

    `name` is filled in only where the authority's settings name staff; children, parents
    and carers never have a record of this kind. `leads_phases` is what a phase manager
    answers for, `schools` where a designated teacher works or what an officer looks after.
    `role` is today's; what someone did before a promotion stays under `earlier_roles`, so that
    it is still judged by the role of its day.
    """

    _ORDERED: ClassVar = (("started_on", "left_on"), ("started_on", "earlier_roles.until_on"))

    schema_: Literal["person/1"] = Field(alias="schema")
    id: OwnPersonId
    name: Line | None = None
    role: Role
    team: Line | None = None
    earlier_roles: tuple[EarlierRole, ...] = ()
    started_on: Day | None = None
    left_on: Day | None = None
    active: bool
    line_manager: PersonId | None = None
    schools: tuple[SchoolId, ...] = ()
    leads_phases: tuple[Phase, ...] = ()
    trained: tuple[Trained, ...] = ()

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_equal_ids(self, "earlier_roles", "trained")
        return self

    def role_on(self, day: date) -> Role:
        """Return the role on this day: an earlier one counts to the end of its last day."""
        then = [earlier for earlier in self.earlier_roles if day <= earlier.until_on]
        return min(then, key=lambda earlier: earlier.until_on).role if then else self.role

    def is_at_work_on(self, day: date) -> bool:
        """Say whether this person works here on a day. Whoever has left since still did before."""
        if self.started_on is not None and day < self.started_on:
            return False
        return self.active if self.left_on is None else day <= self.left_on
