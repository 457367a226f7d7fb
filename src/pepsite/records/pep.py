"""A Personal Education Plan: one cycle's plan for one child."""

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from pepsite.records.answers import Honest
from pepsite.records.base import (
    Dated,
    Day,
    Fingerprint,
    Item,
    Line,
    Model,
    Prose,
    TimeOfDay,
    refuse,
    refuse_equal_ids,
)
from pepsite.records.calendar import AcademicYear
from pepsite.records.codes import Phase, Role, Term, YearGroup
from pepsite.records.id_types import ChildId, ItemId, OwnPepId, PepId, PersonId, SchoolId
from pepsite.records.phases import Content
from pepsite.records.sections import (
    Activity,
    Arrangements,
    Attendance,
    Careers,
    CareInformation,
    HistoryEntry,
    LongTermPlan,
    OtherPlan,
    PlannedChange,
    Progress,
    SignOff,
    SpecialNeeds,
    Transition,
    Wellbeing,
)
from pepsite.records.targets import Intervention, Need, Premium, Target
from pepsite.records.voice import AdultView, Disagreement, How, Voice


class PepType(StrEnum):
    """Why this PEP is made."""

    INITIAL = "initial"
    REVIEW = "review"
    LEAVING_CARE = "leaving-care"
    CHANGE_OF_PROVISION = "change-of-provision"


class PepStatus(StrEnum):
    """How far a PEP has come. A draft need only be well formed; the rest are complete."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    COMPLETE = "complete"
    CLOSED = "closed"


class MeetingMode(StrEnum):
    """How a meeting is held, if it is."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    HYBRID = "hybrid"
    TELEPHONE = "telephone"
    NONE_BY_AGREEMENT = "none-by-agreement"


class MeetingOutcome(StrEnum):
    """What became of a planned meeting."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    DID_NOT_GO_AHEAD = "did-not-go-ahead"


class CalledOffBecause(StrEnum):
    """Why a meeting was called off or did not go ahead, in a word that can be counted and shown."""

    COULD_NOT_COME = "somebody-needed-could-not-come"
    NOT_TOLD = "somebody-needed-was-not-told"
    CHILD_ASKED = "child-asked-for-another-day"
    PAPERS_MISSING = "papers-were-missing"
    SCHOOL_SHUT = "school-was-shut"
    NO_CONNECTION = "no-connection"
    CHILD_MOVED = "child-moved"
    CARE_ENDED = "care-ended"
    ENTERED_TWICE = "entered-twice"
    OTHER = "other"


class Came(StrEnum):
    """Whether someone who was invited came."""

    YES = "yes"
    PART = "for-part"
    NO = "no"
    SENT_APOLOGIES = "sent-apologies"


WERE_THERE = (Came.YES, Came.PART)
"""What is on record of those who were at a meeting."""


class Invitee(Item):
    """Someone invited to a meeting: whether they came, and how they contributed.

    `contributed` is how their words reached the plan, also when they did not come.
    """

    role: Role
    person: PersonId | None = None
    invited_on: Day | None = None
    came: Came | None = None
    by: MeetingMode | None = None
    contributed: Honest[How] | None = None
    reason: Prose | None = None


class Meeting(Dated, Item):
    """One attempt at a meeting. "None, by agreement" is held on the day that was agreed.

    Why it did not take place is said by `called_off_because`, or in words by `why`: who may not
    read the words still learns the rest.
    """

    _ORDERED: ClassVar = (("invitations_sent_on", "held_on"),)

    planned_for: Day
    at: TimeOfDay | None = None
    mode: MeetingMode
    place: Line | None = None
    invitations_sent_on: Day | None = None
    outcome: MeetingOutcome
    outcome_by: Role | None = None
    called_off_because: CalledOffBecause | None = None
    why: Prose | None = None
    held_on: Day | None = None
    chair: Role | None = None
    chaired_by: PersonId | None = None
    invited: tuple[Invitee, ...] = ()
    summary: Prose | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        refuse_equal_ids(self, "invited")
        held = self.outcome is MeetingOutcome.HELD
        if held and self.held_on is None:
            raise refuse("needs-with-it", "outcome", name="held_on")
        if not held and self.held_on is not None:
            raise refuse("needs-with-it", "held_on", name="outcome: held")
        told = self.called_off_because not in (None, CalledOffBecause.OTHER)
        unsaid = self.is_called_off and not told
        if (unsaid or self.mode is MeetingMode.NONE_BY_AGREEMENT) and self.why is None:
            raise refuse("needs-with-it", "outcome", name="why")
        return self

    @property
    def is_called_off(self) -> bool:
        """Whether it was planned, and somebody or something stood in the way."""
        return self.outcome in (MeetingOutcome.CANCELLED, MeetingOutcome.DID_NOT_GO_AHEAD)


class AttachmentKind(StrEnum):
    """What sort of document."""

    EHCP = "ehcp"
    SCHOOL_REPORT = "school-report"
    WORK_SAMPLE = "work-sample"
    VOICE_SHEET = "voice-sheet"
    SDQ = "sdq"
    PROVISION_MAP = "provision-map"
    TIMETABLE = "timetable"
    RISK_ASSESSMENT = "risk-assessment"
    EARLIER_PEP = "earlier-pep"
    OTHER = "other"


class Attachment(Item):
    """A document kept elsewhere: where, and a hash of what it was."""

    kind: AttachmentKind
    pointer: Line
    hash: Fingerprint | None = None
    added_on: Day


class Distribution(Item):
    """Who gets, or got, a copy."""

    to: Role
    by: Role | None = None
    sent_on: Day | None = None
    how: Line | None = None
    withheld: Prose | None = None


class PepEventKind(StrEnum):
    """What may happen to a PEP after it is complete."""

    SHARED = "shared"
    FILED = "filed"
    CHECKED_BY_SOCIAL_WORKER = "checked-by-social-worker"
    TARGETS_SHARED = "targets-shared"


class PepEvent(Item):
    """Sharing and filing: the only thing that may be added to a complete PEP."""

    kind: PepEventKind
    happened_on: Day
    by: PersonId | None = None
    to: Role | None = None
    system: Line | None = None


class Concern(Dated, Item):
    """Something about the plan that needs help from someone else, raised before or after it.

    A request for support, a worry to be settled before the meeting, or something the meeting
    left open (WAR-28 to 30). It is open until `settled_on`.
    """

    _ORDERED: ClassVar = (("raised_on", "settled_on"),)

    kind: Literal["support-wanted", "before-the-meeting", "left-open"]
    raised_on: Day
    by: Role
    with_whom: Role
    what: Prose
    settled_on: Day | None = None
    how_settled: Prose | None = None

    @property
    def is_wish_to_talk(self) -> bool:
        """Whether it is the child who asked for somebody: the child wants to talk to them."""
        return self.kind == "support-wanted" and self.by is Role.CHILD


class Returned(Dated, Item):
    """The PEP was sent back: when, by whom, why; and when it was put right and sent again.

    Nobody may have written down `sent_again_on`. The PEP keeps the day it was first sent.
    """

    _ORDERED: ClassVar = (("returned_on", "sent_again_on"),)

    returned_on: Day
    by: PersonId
    why: Prose
    sent_again_on: Day | None = None


class Closed(Model):
    """The PEP ended without being done. It never counts as done."""

    closed_on: Day
    by: PersonId
    reason: Literal["left-care", "moved", "duplicate"]
    why: Prose | None = None


class Revision(Item):
    """A change to a complete PEP: who and why."""

    number: Annotated[int, Field(ge=2, le=1000)]
    revised_on: Day
    by: PersonId
    why: Prose


class AcademicTerm(Model):
    """One term of one academic year."""

    academic_year: AcademicYear
    term: Term


class Pep(Dated):
    """A PEP of any type and phase.

    Milestones keep their own dates because authorities mean different ones: `requested_on`,
    `initiated_on`, `arranged_on`, a meeting's `held_on`, `completed_on` (when it was
    first submitted: one that was sent back and sent again keeps that day). `care_period` is the
    item of the child's `care` that it belongs to.
    `for_term` is the term whose PEP this is, where the days alone do not tell.
    `virtual_school_to_attend`: this is one of the meetings the virtual school comes to first
    (SHR-08). `progress` is how the child is doing altogether, against what was expected.
    """

    _ORDERED: ClassVar = (
        ("requested_on", "completed_on"),
        ("initiated_on", "completed_on"),
        ("arranged_on", "meetings.held_on"),
        ("completed_on", "closed.closed_on"),
        ("completed_on", "events.happened_on"),
    )

    schema_: Literal["pep/1"] = Field(alias="schema")
    id: OwnPepId
    child: ChildId
    type: PepType
    status: PepStatus
    care_period: ItemId
    previous_pep: PepId | None = None
    for_term: AcademicTerm | None = None
    school: SchoolId | None = None
    year_group: YearGroup
    requested_on: Day | None = None
    initiated_on: Day | None = None
    arranged_on: Day | None = None
    completed_on: Day | None = None
    prepared_by: PersonId | None = None
    meetings: tuple[Meeting, ...] = ()
    next_meeting_on: Honest[Day] | None = None
    virtual_school_to_attend: Honest[bool] | None = None
    content: Content
    care: CareInformation | None = None
    history: Honest[tuple[HistoryEntry, ...]] | None = None
    arrangements: Arrangements | None = None
    other_plans: Honest[tuple[OtherPlan, ...]] | None = None
    planned_changes: Honest[tuple[PlannedChange, ...]] | None = None
    attendance: Honest[tuple[Attendance, ...]] | None = None
    progress: Honest[Progress] | None = None
    special_needs: Honest[SpecialNeeds] | None = None
    wellbeing: Wellbeing | None = None
    strengths: Honest[Prose] | None = None
    needs: Honest[tuple[Need, ...]] | None = None
    voice: Voice | None = None
    carer_views: Honest[tuple[AdultView, ...]] | None = None
    parent_views: Honest[tuple[AdultView, ...]] | None = None
    carer_role: Honest[Prose] | None = None
    leisure: Honest[tuple[Activity, ...]] | None = None
    targets: Honest[tuple[Target, ...]] | None = None
    interventions: Honest[tuple[Intervention, ...]] | None = None
    premium: Honest[Premium] | None = None
    transition: Honest[Transition] | None = None
    long_term_plans: Honest[tuple[LongTermPlan, ...]] | None = None
    careers: Honest[Careers] | None = None
    disagreements: tuple[Disagreement, ...] = ()
    concerns: tuple[Concern, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    distribution: tuple[Distribution, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    returned: tuple[Returned, ...] = ()
    closed: Closed | None = None
    revisions: tuple[Revision, ...] = ()
    events: tuple[PepEvent, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        refuse_equal_ids(self, *_ITEM_LISTS)
        submitted = self.status in _SUBMITTED
        if submitted and self.completed_on is None:
            raise refuse("needs-with-it", "status", name="completed_on")
        if self.status is PepStatus.DRAFT and self.completed_on is not None:
            raise refuse("not-at-this-status", "status", name="completed_on", status=self.status)
        if self.status is PepStatus.CLOSED and self.closed is None:
            raise refuse("needs-with-it", "status", name="closed")
        if self.status is not PepStatus.CLOSED and self.closed is not None:
            raise refuse("not-at-this-status", "status", name="closed", status=self.status)
        # Only the first meeting: one that was sent back may be met about again.
        held_on = self.held_on
        if held_on and self.completed_on and self.completed_on < held_on:
            raise refuse(
                "dates-out-of-order", "completed_on", earlier="held_on", later="completed_on"
            )
        for index, (before, after) in enumerate(pairwise(self.revisions), start=1):
            for name in ("number", "revised_on"):
                first, second = getattr(before, name), getattr(after, name)
                if second < first or (name == "number" and second == first):
                    place, words = ("revisions", index, name), f"{name} of the one above"
                    raise refuse("dates-out-of-order", place, earlier=words, later=name)
        return self

    @property
    def phase(self) -> Phase:
        """The phase whose content this PEP has."""
        return Phase(self.content.phase)

    @property
    def held_on(self) -> date | None:
        """The day the meeting was held, or agreed away; None while there was none."""
        held = [meeting.held_on for meeting in self.meetings if meeting.held_on]
        return min(held) if held else None

    @property
    def known_by_day(self) -> date | None:
        """The day it is known by: of its meeting, else when it was completed, else planned."""
        planned = [meeting.planned_for for meeting in self.meetings]
        return self.held_on or self.completed_on or max(planned, default=None)

    @property
    def sent_on(self) -> date | None:
        """The day it was sent last: first, or again after it was sent back. None for a draft."""
        again = (one.sent_again_on for one in self.returned if one.sent_again_on)
        return max(again, default=self.completed_on)

    @property
    def claims_to_be_complete(self) -> bool:
        """Whether the status says that nothing required is missing."""
        return self.status in _SUBMITTED

    @property
    def counts(self) -> bool:
        """Whether this PEP can count as done: a closed one never does."""
        return self.status is not PepStatus.CLOSED


_SUBMITTED = (PepStatus.SUBMITTED, PepStatus.RETURNED, PepStatus.COMPLETE)
_ITEM_LISTS = (
    "meetings",
    "disagreements",
    "concerns",
    "attachments",
    "distribution",
    "sign_offs",
    "returned",
    "revisions",
    "events",
    "history",
    "other_plans",
    "planned_changes",
    "attendance",
    "needs",
    "carer_views",
    "parent_views",
    "leisure",
    "targets",
    "interventions",
    "long_term_plans",
)
