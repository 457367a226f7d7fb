"""Needs, targets, actions and the pupil premium: linked by id, need to target to money."""

from enum import StrEnum
from typing import ClassVar, Self

from pydantic import Field, model_validator

from pepsite.records.answers import Honest
from pepsite.records.base import (
    Count,
    Dated,
    Day,
    Hours,
    Item,
    Line,
    Model,
    Pence,
    Prose,
    refuse_equal_ids,
)
from pepsite.records.codes import Role
from pepsite.records.id_types import ItemId, PersonId


class NeedKind(StrEnum):
    """What sort of need."""

    ACADEMIC = "academic"
    SOCIAL_EMOTIONAL = "social-emotional-mental-health"
    DEVELOPMENTAL = "developmental"
    ATTENDANCE = "attendance"
    BEHAVIOUR = "behaviour"
    COMMUNICATION = "communication"
    INDEPENDENCE = "independence"


class Horizon(StrEnum):
    """Until the next PEP, or beyond it."""

    SHORT = "short"
    LONG = "long"


class NeedDomain(StrEnum):
    """Where a need lies (WAL-28)."""

    SKILLS = "skills"
    KNOWLEDGE = "knowledge"
    SUBJECT = "subject"
    EXPERIENCE = "experience"


class Need(Item):
    """Something the child needs, in education or in growing up."""

    kind: NeedKind
    horizon: Horizon
    domain: NeedDomain | None = None
    what: Prose
    attachment_or_trauma: Honest[bool] | None = None


class Subject(StrEnum):
    """What a target is about."""

    ENGLISH = "english"
    READING = "reading"
    WRITING = "writing"
    MATHS = "maths"
    SCIENCE = "science"
    OTHER_ACADEMIC = "other-academic"
    COMMUNICATION = "communication-and-language"
    PERSONAL_DEVELOPMENT = "personal-social-emotional"
    PHYSICAL = "physical-development"
    SOCIAL_EMOTIONAL = "social-emotional-mental-health"
    ATTENDANCE = "attendance"
    BEHAVIOUR = "behaviour"
    SOCIAL = "social"
    CAREERS = "careers"
    INDEPENDENCE = "independence"


class Baseline(Model):
    """Where the child stands when the target is set."""

    what: Prose
    measured_on: Day


class TargetAction(Item):
    """What one person will do towards a target, by when, and how often."""

    who: Role
    person: PersonId | None = None
    what: Prose
    by: Day
    where: Line | None = None
    how_often: Line | None = None


class Outcome(StrEnum):
    """How a target came out when it was reviewed."""

    ACHIEVED = "achieved"
    PARTLY = "partly-achieved"
    NOT_ACHIEVED = "not-achieved"
    NOT_YET = "not-yet"
    DISCONTINUED = "discontinued"


class TargetReview(Model):
    """What came of a target, and how anyone can tell."""

    reviewed_on: Day
    outcome: Outcome
    evidence: Prose | None = None
    impact: Prose | None = None
    next_step: Prose | None = None


class Target(Item):
    """A target: what, from where, how it shows, by when, and who does what for it."""

    subject: Subject
    horizon: Horizon
    what: Prose
    why: Prose | None = None
    needs: tuple[ItemId, ...] = ()
    baseline: Baseline | None = None
    success: Prose | None = None
    strategies: Prose | None = None
    by: Day
    actions: tuple[TargetAction, ...] = ()
    shared_with: tuple[Role, ...] = ()
    carried_over: bool | None = None
    review: TargetReview | None = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_equal_ids(self, "actions")
        return self


class InterventionKind(StrEnum):
    """What sort of help an intervention is."""

    CATCH_UP = "catch-up"
    TUITION = "one-to-one-tuition"
    SMALL_GROUP = "small-group"
    MENTORING = "mentoring"
    THERAPY = "therapy"
    SPEECH_LANGUAGE = "speech-and-language"
    BEHAVIOUR = "behaviour-support"
    ENRICHMENT = "enrichment"
    EQUIPMENT = "equipment"
    STAFF_TRAINING = "staff-training"
    OTHER = "other"


class Intervention(Item):
    """Help that is given, and the difference it should make and has made (WAL-33)."""

    kind: InterventionKind
    what: Prose
    when: Line | None = None
    where: Line | None = None
    by_whom: Line | None = None
    how_often: Line | None = None
    targets: tuple[ItemId, ...] = ()
    expected_impact: Prose | None = None
    actual_impact: Prose | None = None


class Fund(StrEnum):
    """Which money: early years premium, pupil premium plus, the 16 to 19 bursary."""

    EARLY_YEARS = "early-years-pupil-premium"
    PUPIL_PREMIUM_PLUS = "pupil-premium-plus"
    BURSARY = "16-to-19-bursary"
    POST_16 = "post-16-pupil-premium-plus"
    OTHER = "other"


class PremiumLine(Dated, Item):
    """One use of the premium, tied to the targets it serves. Amounts are in whole pence."""

    _ORDERED: ClassVar = (
        ("requested_on", "approved_on"),
        ("requested_on", "refused_on"),
        ("approved_on", "paid_on"),
    )

    fund: Fund
    targets: tuple[ItemId, ...] = ()
    intervention: ItemId | None = None
    what: Prose
    provider: Line | None = None
    sessions: Count | None = None
    hours: Hours | None = None
    amount_requested: Pence | None = None
    requested_on: Day | None = None
    amount_approved: Pence | None = None
    approved_by: PersonId | None = None
    approved_on: Day | None = None
    refused_by: PersonId | None = None
    refused_on: Day | None = None
    why_refused: Prose | None = None
    amount_paid: Pence | None = None
    paid_on: Day | None = None
    evidence_of_spend: Prose | None = None
    intended_impact: Prose | None = None
    actual_impact: Prose | None = None


class Premium(Model):
    """How the premium is used for this child, and who agreed it (WAL-24)."""

    lines: tuple[PremiumLine, ...] = Field(min_length=1)
    agreed_by: tuple[Role, ...] = ()
    agreed_on: Day | None = None
    policy_followed: Line | None = None
    difference_made_before: Honest[Prose] | None = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_equal_ids(self, "lines")
        return self
