"""The sections of a PEP that every phase has. A draft may leave any of them out."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

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
    Prose,
    refuse,
)
from pepsite.records.codes import EducationStatus, Role, SdqNotDone, YearGroup
from pepsite.records.id_types import PersonId, SchoolId
from pepsite.records.voice import How


class CareInformation(Model):
    """The social worker's page: what school must know of the child's care, and no more."""

    as_of: Day
    summary_of_care_plan: Honest[Prose] | None = None
    permanence_plan: Honest[Line] | None = None
    contact_arrangements: Honest[Prose] | None = None
    who_may_permit: Honest[Prose] | None = None
    daily_contact: Honest[Line] | None = None
    health_needs_at_school: Honest[Prose] | None = None
    next_statutory_review_on: Honest[Day] | None = None
    pathway_plan: Honest[Line] | None = None


class HistoryEntry(Dated, Item):
    """One place of education before now: attendance, conduct and achievements there."""

    _ORDERED: ClassVar = (("from_on", "until_on"),)

    school: SchoolId | None = None
    place: Line | None = None
    from_on: Day | None = None
    until_on: Day | None = None
    attendance_and_conduct: Prose | None = None
    achievements: Prose | None = None


class Arrangements(Model):
    """The education and training the child has now, and what is done to help.

    `interim_provision` is what is given at once to a child who is not on a school's roll.
    """

    status: EducationStatus
    summary: Honest[Prose] | None = None
    hours_a_week: Honest[Hours] | None = None
    interim_provision: Honest[Prose] | None = None
    special_educational_provision: Honest[Prose] | None = None
    timetable_agreed_until: Honest[Day] | None = None


class OtherPlanKind(StrEnum):
    """A plan the PEP is linked to, and must not copy or contradict (WAL-27)."""

    CARE_PLAN = "care-plan"
    EDUCATION_HEALTH_CARE_PLAN = "education-health-and-care-plan"
    PATHWAY_PLAN = "pathway-plan"
    HEALTH_PLAN = "health-plan"
    BEHAVIOUR_PLAN = "behaviour-plan"
    PERSONAL_EDUCATION_PLAN_ELSEWHERE = "plan-of-another-authority"


class OtherPlan(Item):
    """Where another plan is kept."""

    kind: OtherPlanKind
    reference: Line
    reviewed_on: Day | None = None


class PlannedChange(Item):
    """A change that is coming, and what will keep it from disrupting education."""

    what: Prose
    expected_on: Honest[Day] | None = None
    to_minimise_disruption: Prose


class Attendance(Dated, Item):
    """Sessions possible and missed over a period at one school, or all that the child goes to.

    Each session was attended or missed. The percentage is computed from them.
    """

    _ORDERED: ClassVar = (("from_on", "until_on"),)

    school: SchoolId | None = None
    from_on: Day
    until_on: Day
    sessions_possible: Count
    sessions_attended: Count
    authorised: Count
    unauthorised: Count
    late: Count | None = None
    barrier: Honest[Prose] | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        missed = self.authorised + self.unauthorised
        if self.sessions_attended + missed != self.sessions_possible:
            parts = "sessions_attended, authorised and unauthorised"
            whole = "sessions_possible"
            raise refuse("does-not-add-up", whole, part=parts, whole=whole)
        if self.late is not None and self.late > self.sessions_attended:
            raise refuse("does-not-add-up", "late", part="late", whole="sessions_attended")
        return self

    @property
    def percentage(self) -> float | None:
        """Sessions attended of those possible, in per cent; None if none was possible."""
        if not self.sessions_possible:
            return None
        return 100 * self.sessions_attended / self.sessions_possible


def overall_attendance(entries: tuple[Attendance, ...]) -> float | None:
    """Return the attendance of the latest day on record, in per cent; None if none is known.

    Where several places or periods end on that day, their sessions count together.
    """
    latest = max((one.until_on for one in entries), default=None)
    last = [one for one in entries if one.until_on == latest]
    possible = sum(one.sessions_possible for one in last)
    return 100 * sum(one.sessions_attended for one in last) / possible if possible else None


class Service(Item):
    """A specialist service, wanted or at work."""

    who: Line
    status: Literal["required", "referred", "ongoing", "ended"]
    since: Day | None = None
    expected_outcome: Prose | None = None


class Sdq(Model):
    """A strengths and difficulties questionnaire: the total, or why it was not done."""

    done_on: Day | None = None
    total: Annotated[int, Field(ge=0, le=40)] | None = None
    informant: Role | None = None
    not_done: SdqNotDone | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if (self.total is None) == (self.not_done is None):
            raise refuse("needs-with-it", "total", name="total or not_done")
        return self


class Wellbeing(Model):
    """Social, emotional and mental health, and behaviour."""

    support: Honest[Prose] | None = None
    services: Honest[tuple[Service, ...]] | None = None
    sdq: Honest[Sdq] | None = None
    behaviour_strategies: Honest[Prose] | None = None
    behaviour_agreed_with_virtual_school: Honest[bool] | None = None
    attachment_and_trauma: Honest[Prose] | None = None


class SpecialNeeds(Model):
    """What the special educational needs mean for this plan."""

    summary: Honest[Prose] | None = None
    plan_reviewed_on: Honest[Day] | None = None
    access_arrangements: Honest[Prose] | None = None
    assessments: Honest[Prose] | None = None


class TransitionTrigger(StrEnum):
    """What makes a transition (WAL-12)."""

    NEW_SCHOOL = "new-school"
    RETURN_TO_SCHOOL = "return-to-school"
    INTO_RECEPTION = "into-reception"
    INTO_PRIMARY = "into-key-stage-1"
    INTO_KEY_STAGE_2 = "into-key-stage-2"
    INTO_SECONDARY = "into-secondary"
    INTO_POST_16 = "into-post-16"
    INTO_ADULTHOOD = "leaving-school-or-college"
    AFTER_ILLNESS = "after-illness"
    AFTER_EXCLUSION = "after-exclusion"
    PERMANENCE = "permanence-plan"


class Transition(Model):
    """How a move is prepared: who helps the child to belong, and what is passed on."""

    trigger: TransitionTrigger
    to_school: SchoolId | None = None
    expected_on: Honest[Day] | None = None
    key_adult: Honest[Line] | None = None
    visits: Honest[Prose] | None = None
    receiving_staff_invited: Honest[bool] | None = None
    systems_and_routines_shared: Honest[Prose] | None = None
    passed_on: Honest[Prose] | None = None


class LongTermTopic(StrEnum):
    """What longer-term plans are about (WAL-30)."""

    EXAMS = "public-examinations"
    FURTHER_EDUCATION = "further-and-higher-education"
    MONEY = "managing-money-and-savings"
    WORK_EXPERIENCE = "work-experience"
    CAREER = "career-plans-and-aspirations"
    OTHER = "other"


class LongTermPlan(Item):
    """One longer-term plan."""

    topic: LongTermTopic
    what: Prose
    first_step: Prose | None = None


class Careers(Model):
    """Careers advice, and what the child has been told about money in later education."""

    advice_on: Honest[Day] | None = None
    adviser: Honest[Line] | None = None
    financial_information_given: Honest[bool] | None = None
    work_experience: Honest[Prose] | None = None
    options_and_applications: Honest[Prose] | None = None


class Activity(Item):
    """Something done outside lessons: what, how often, what stands in the way, what came of it."""

    what: Line
    how_often: Line | None = None
    barrier: Prose | None = None
    achievement: Prose | None = None


class AttainmentLevel(StrEnum):
    """Against what is expected at this age."""

    BELOW = "below"
    TOWARDS = "working-towards"
    AT = "at"
    ABOVE = "above"


class Progress(StrEnum):
    """Against what was expected since the last time."""

    BELOW = "below-expected"
    EXPECTED = "expected"
    ABOVE = "above-expected"


class SubjectAttainment(Item):
    """One subject on one day."""

    subject: Line
    assessed_on: Day
    prior: Line | None = None
    current: Line
    target: Line | None = None
    level: AttainmentLevel | None = None
    progress: Progress | None = None


class Qualification(Item):
    """A qualification worked towards."""

    subject: Line
    type: Line
    predicted: Line | None = None
    mock: Line | None = None
    target: Line | None = None
    result: Line | None = None
    expected_in: YearGroup | None = None


class SignedSection(StrEnum):
    """The parts of a PEP that somebody signs for. Who owns which is policy."""

    CARE = "care"
    EDUCATION = "education"
    VOICE = "voice"
    TARGETS = "targets"
    PREMIUM = "premium"
    WHOLE = "whole"


WITHOUT_RECORD = (Role.CHILD, Role.CARER, Role.PARENT)
"""Who has no record of a person, and never will."""


class SignOff(Item):
    """Someone puts their name to a section.

    A child, a carer or a parent has no record of a person: for them `by` is left out, and
    `how` and `typed_by` say how it came here and who put it down.
    """

    section: SignedSection
    role: Role
    by: PersonId | None = None
    signed_on: Day
    how: How | None = None
    typed_by: PersonId | None = None

    @model_validator(mode="after")
    def _signed_by_someone(self) -> Self:
        if self.by is None and self.role not in WITHOUT_RECORD:
            raise refuse("needs-with-it", "role", name="by")
        return self
