"""What quality assurance leaves behind: reviews, audits, samples and the actions they raise."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from pepsite.records.answers import Honest
from pepsite.records.base import (
    Count,
    Dated,
    Day,
    Fingerprint,
    Item,
    Line,
    Model,
    Prose,
    refuse,
    refuse_equal_ids,
)
from pepsite.records.codes import Role
from pepsite.records.id_types import (
    ActionId,
    AuditId,
    ChildId,
    ItemId,
    OwnActionId,
    OwnAuditId,
    OwnQaReviewId,
    OwnSampleId,
    PepId,
    PersonId,
    QaReviewId,
    SampleId,
    SchoolId,
)

PolicyWord = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,59}$")]
"""An id that a policy pack gives: of a checklist, a question, an answer, a rating, a plan."""


class TemplateUsed(Model):
    """Which checklist or template of the policy was answered, in the edition of which day."""

    name: PolicyWord
    edition: Day


class Answer(Item):
    """The answer to one question of a checklist or template."""

    question: PolicyWord
    answer: Honest[PolicyWord]
    explanation: Prose | None = None


class Training(Model):
    """Training offered after a review."""

    offered_on: Day
    to: Role
    school: SchoolId | None = None
    what: Prose | None = None
    taken_up_on: Day | None = None


class Feedback(Model):
    """With whom the outcome was shared."""

    shared_on: Day
    shared_with: tuple[Role, ...] = Field(min_length=1)


class QaReview(Model):
    """The first tier: one PEP judged against one edition of a checklist.

    `pep_fingerprint` is what the PEP said when it was judged, so that a later change shows.
    """

    schema_: Literal["qa-review/1"] = Field(alias="schema")
    id: OwnQaReviewId
    child: ChildId
    pep: PepId
    checklist: TemplateUsed
    reviewed_on: Day
    reviewer: PersonId
    answers: tuple[Answer, ...] = ()
    rating: PolicyWord | None = None
    improvements: Prose | None = None
    training: Honest[Training] | None = None
    feedback: Feedback | None = None
    comments: Prose | None = None
    follows: QaReviewId | None = None
    pep_fingerprint: Fingerprint

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_equal_ids(self, "answers")
        if len({answer.question for answer in self.answers}) != len(self.answers):
            raise refuse("question-twice", "answers")
        return self


class AuditType(StrEnum):
    """What sort of audit. A self-review by a school is never the virtual school's own."""

    JOURNEY = "journey"
    DIP_SAMPLE = "dip-sample"
    THEMED = "themed"
    PEER = "peer"
    LINE_MANAGEMENT = "line-management"
    MODERATION = "moderation"
    SELF_REVIEW = "self-review"


class PanelMember(Item):
    """Someone who audited, in which role."""

    role: Role
    person: PersonId | None = None


class PartRating(Item):
    """A rating of one part of what was audited, and the auditor's comment."""

    part: PolicyWord
    rating: PolicyWord
    comment: Prose | None = None


class Recommendation(Item):
    """What should change, and the action that follows it up."""

    what: Prose
    done_so_far: Prose | None = None
    action: ActionId | None = None


class Judged(Item):
    """A PEP that was looked at, as it was then."""

    pep: PepId
    fingerprint: Fingerprint


class Audit(Dated):
    """The second and third tiers, and every other audit but the first.

    `looked_at_from` and `looked_at_until` are the period covered; `focus` names what it was about.
    A moderation judges a review or an audit again: `judges_qa_review` or `judges_audit`.
    `follows` is the audit before it, to which this one comes back.
    """

    _ORDERED: ClassVar = (("looked_at_from", "looked_at_until"),)

    schema_: Literal["audit/1"] = Field(alias="schema")
    id: OwnAuditId
    type: AuditType
    child: ChildId
    template: TemplateUsed
    audited_on: Day
    auditors: tuple[PanelMember, ...] = Field(min_length=1)
    looked_at_from: Day | None = None
    looked_at_until: Day | None = None
    peps: tuple[Judged, ...] = ()
    sample: SampleId | None = None
    judges_qa_review: QaReviewId | None = None
    judges_audit: AuditId | None = None
    follows: AuditId | None = None
    focus: tuple[PolicyWord, ...] = ()
    overview: Honest[Prose] | None = None
    answers: tuple[Answer, ...] = ()
    part_ratings: tuple[PartRating, ...] = ()
    rating: PolicyWord | None = None
    recommendations: tuple[Recommendation, ...] = ()
    comments: Prose | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        refuse_equal_ids(self, "auditors", "peps", "answers", "part_ratings", "recommendations")
        asked = {
            "answers": [answer.question for answer in self.answers],
            "part_ratings": [rated.part for rated in self.part_ratings],
        }
        for field, ids in asked.items():
            if len(set(ids)) != len(ids):
                raise refuse("question-twice", field)
        judges = self.judges_qa_review or self.judges_audit
        if self.type is AuditType.MODERATION and judges is None:
            raise refuse("needs-with-it", "type", name="judges_qa_review or judges_audit")
        return self


class PopulationMember(Model):
    """A PEP that could have been drawn, as it was on the day of the draw.

    `group` is what it belongs to where the plan wants at least one of each; `because` is the
    must-include rule that it falls under.
    """

    pep: PepId
    fingerprint: Fingerprint
    stratum: Line | None = None
    group: Line | None = None
    because: PolicyWord | None = None


class Drawn(Item):
    """A PEP that was drawn, as it was then, for whom, and whether a must-include rule put it in.

    Without an auditor nobody was found who may audit it.
    """

    pep: PepId
    fingerprint: Fingerprint
    stratum: Line | None = None
    because: PolicyWord | None = None
    auditor: PersonId | None = None
    second_auditor: PersonId | None = None

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        if self.auditor is not None and self.auditor == self.second_auditor:
            raise refuse("auditor-twice", "second_auditor")
        return self


class Shortfall(Item):
    """What a draw could not give: of a stratum, or without one of the whole.

    `too-few-peps`: there were not as many to draw from. `no-auditor`: for so many of those
    drawn an auditor was wanted, and for so many one was found.
    """

    stratum: Line | None = None
    why: Literal["too-few-peps", "no-auditor"]
    wanted: Count
    found: Count


Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")]
"""The id that Git gives a commit."""


class Sample(Dated):
    """A draw: by which plan, from what, with which seed. Anyone can draw it again.

    What was drawn from is listed, or where it is too long for a record, known by its number
    and hash and the commit that gives it again. `commit` is what the workspace was at, where
    its records were as committed. `asked_for` is the size that was asked for where the plan
    states none. `cannot_tell`: for so many PEPs the records do not say whether they belong.
    """

    _ORDERED: ClassVar = (("from_on", "until_on"), ("from_on", "drawn_on"))

    schema_: Literal["sample/1"] = Field(alias="schema")
    id: OwnSampleId
    plan: TemplateUsed
    from_on: Day
    until_on: Day
    drawn_on: Day
    drawn_by: PersonId
    method: Literal["seeded-hash/1"]
    seed: Line
    commit: Commit | None = None
    asked_for: Count | None = None
    population_size: Count
    population_hash: Fingerprint
    cannot_tell: Count | None = None
    population: tuple[PopulationMember, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        refuse_equal_ids(self, "drawn", "shortfalls")
        peps = [one.pep for one in self.drawn]
        if len(set(peps)) != len(peps):
            raise refuse("id-used-twice", "drawn")
        if not self.population and self.population_size and self.commit is None:
            raise refuse("needs-with-it", "population_size", name="population or commit")
        if self.population and not set(peps) <= {one.pep for one in self.population}:
            raise refuse("not-in-this-record", "drawn", list="population")
        return self


class RaisedBy(Model):
    """What raised an action: a recommendation of an audit, or a review."""

    audit: AuditId | None = None
    recommendation: ItemId | None = None
    qa_review: QaReviewId | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.audit is None) == (self.qa_review is None):
            raise refuse("needs-with-it", "audit", name="audit or qa_review")
        return self


class ActionOutcome(Model):
    """How an action ended."""

    ended_on: Day
    result: Literal["done", "partly-done", "not-done", "no-longer-needed"]
    what: Prose


class Action(Dated):
    """Something recommended: who will do what by when, and what came of it (WAL-109)."""

    _ORDERED: ClassVar = (("raised_on", "target_on"), ("raised_on", "outcome.ended_on"))

    schema_: Literal["action/1"] = Field(alias="schema")
    id: OwnActionId
    raised_by: RaisedBy
    raised_on: Day
    child: ChildId | None = None
    school: SchoolId | None = None
    recommendation: Prose
    action: Prose
    done_so_far: Prose | None = None
    owner: PersonId
    target_on: Day
    outcome: ActionOutcome | None = None
