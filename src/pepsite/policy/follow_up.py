"""What must follow a judgement: improvement, training, actions, and what a rating brings."""

from typing import Literal, Self

from pydantic import Field, model_validator

from pepsite.policy.base import CheckNamed, Dated, JudgedBy, PolicyId, RatingNamed
from pepsite.policy.timescales import Span
from pepsite.records.base import Line, Model, refuse
from pepsite.records.codes import Role


class FollowUpVersion(Dated):
    """The duty as it stands from a day on. Without `within`, the source sets no time for it."""

    within: Span | None = None


class FollowUp(Model):
    """A duty that begins when something is found.

    `of` says what begins it: a PEP sent back, a review that found a PEP not at standard, an
    action with a target date of its own, or a moderation that disagreed. Where a PEP is not at
    standard, `done_by` says what answers it: an offer of training, or anything that is on
    record as done about it (an offer, feedback, sending it back, reviewing it again).
    """

    id: PolicyId
    title: Line
    of: Literal["returned-pep", "not-at-standard", "action", "moderation-disagreed"]
    done_by: Literal["training-offered", "anything"] = "training-offered"
    doer: Role
    versions: tuple[FollowUpVersion, ...] = Field(min_length=1)


class ConsequenceVersion(Dated):
    """What a rating brings, from a day on.

    `return`: the PEP is sent back. `block-sign-off`: it cannot be complete. `re-audit`: it is
    reviewed again after its next submission, or the next PEP is. `notify`: the outcome is
    shared with each of `roles`. `release-funding`: the premium asked for is approved only where
    the rating is one of these. `next-sample`: a PEP of the child is looked at again out of the
    sample of `plan` for the period that follows, by the end of it.

    `within` counts from the day of the judgement, for a re-audit from that next submission;
    without it, no time is set.
    """

    ratings: tuple[RatingNamed, ...] = Field(min_length=1)
    brings: Literal[
        "return", "block-sign-off", "re-audit", "notify", "release-funding", "next-sample"
    ]
    roles: tuple[Role, ...] = ()
    plan: CheckNamed | None = None
    within: Span | None = None

    @model_validator(mode="after")
    def _with_what_it_brings(self) -> Self:
        if (self.brings == "notify") != bool(self.roles):
            raise refuse("needs-with-it", "brings", name="roles")
        if (self.brings == "next-sample") != (self.plan is not None):
            raise refuse("needs-with-it", "brings", name="plan")
        return self


class Consequence(Model):
    """What a rating by this checklist or template brings."""

    id: PolicyId
    title: Line
    of: JudgedBy
    doer: Role
    versions: tuple[ConsequenceVersion, ...] = Field(min_length=1)


class FollowUpFile(Model):
    """`follow-up.yaml`."""

    schema_: Literal["policy-follow-up/1"] = Field(alias="schema")
    duties: tuple[FollowUp, ...] = ()
    consequences: tuple[Consequence, ...] = ()
