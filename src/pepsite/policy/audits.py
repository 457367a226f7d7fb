"""Audit templates: what is asked in an audit, by whom, and of what."""

from typing import Annotated, Literal

from pydantic import Field

from pepsite.policy.base import ALWAYS, ChecklistNamed, PolicyId, SourceCited, When
from pepsite.policy.questions import QuestionsEdition
from pepsite.records.base import Line, Model
from pepsite.records.codes import Role
from pepsite.records.review import AuditType


class PanelSeat(Model):
    """A seat on a panel: somebody in one of these roles should take part."""

    any_of: tuple[Role, ...] = Field(min_length=1)


class AuditTemplate(Model):
    """A template for audits of these types.

    `when` keeps it to some PEPs, say of one phase. `auditors` are the roles that may audit;
    each seat of the `panel` should be taken. `same_questions_as` is a checklist whose questions
    and scale are asked, in the edition of the day; then `editions` is empty.
    `overview_required` asks for the narrative. `recommendations_become_actions`: each needs an
    action with an owner and a date.
    """

    id: PolicyId
    title: Line
    types: tuple[AuditType, ...] = Field(min_length=1)
    tier: Annotated[int, Field(ge=1, le=3)] | None = None
    when: When = ALWAYS
    auditors: tuple[Role, ...] = Field(min_length=1)
    panel: tuple[PanelSeat, ...] = ()
    never_the_first_auditor: bool = False
    overview_required: SourceCited | None = None
    recommendations_become_actions: SourceCited | None = None
    same_questions_as: ChecklistNamed | None = None
    editions: tuple[QuestionsEdition, ...] = ()

    @property
    def is_left_open(self) -> bool:
        """Whether the authority has questions still to supply."""
        return any(edition.to_supply for edition in self.editions)


class AuditsFile(Model):
    """`audits.yaml`."""

    schema_: Literal["policy-audits/1"] = Field(alias="schema")
    templates: tuple[AuditTemplate, ...] = ()
