"""What must follow a judgement: improvement, training, actions. No number of days is stated."""

from typing import Literal

from pydantic import Field

from pepsite.policy.base import Dated, PolicyId
from pepsite.records.base import Line, Model
from pepsite.records.codes import Role


class FollowUpVersion(Dated):
    """The duty as it stands from a day on."""


class FollowUp(Model):
    """A duty that begins when something is found.

    `of` says what begins it: a PEP sent back, a review that found a PEP not at standard, or
    an action with a target date of its own.
    """

    id: PolicyId
    title: Line
    of: Literal["returned-pep", "not-at-standard", "action"]
    doer: Role
    versions: tuple[FollowUpVersion, ...] = Field(min_length=1)


class FollowUpFile(Model):
    """`follow-up.yaml`."""

    schema_: Literal["policy-follow-up/1"] = Field(alias="schema")
    duties: tuple[FollowUp, ...] = ()
