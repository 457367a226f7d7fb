"""What a good plan holds, beyond being complete: judged and shown, never blocked."""

from typing import Annotated, Literal

from pydantic import Field

from pepsite.policy.base import ALWAYS, Circumstances, Dated, PolicyId, When
from pepsite.policy.completeness import ItemField, PepField
from pepsite.policy.timescales import Span
from pepsite.records.base import Line, Model
from pepsite.records.codes import Role, Term
from pepsite.records.sections import OtherPlanKind, SignedSection
from pepsite.records.targets import Horizon, Subject
from pepsite.records.voice import Topic


class Fresh(Model):
    """The latest day in a list is no older than this on the day the PEP was submitted.

    `field` is attendance (its `until_on`) or content.attainment (its `assessed_on`), or
    `care` (its `as_of`). Without `within`: it lies in the same academic year.
    """

    asks: Literal["fresh"]
    field: Literal["attendance", "content.attainment", "content.learning", "care"]
    within: Span | None = None


class SubjectGroup(Model):
    """Subjects that count as one: a target in any of them is a target in the group."""

    any_of: tuple[Subject, ...] = Field(min_length=1)


class TargetsIn(Model):
    """At least so many targets in each of these groups of subjects."""

    asks: Literal["targets-in"]
    each_of: tuple[SubjectGroup, ...] = Field(min_length=1)
    number: Annotated[int, Field(ge=1)] = 1


class TargetOfHorizon(Model):
    """At least one target of this horizon, or for the long one a long-term plan."""

    asks: Literal["target-of-horizon"]
    horizon: Horizon


class EachItemHas(Model):
    """Every item of a list has an answer in these fields."""

    asks: Literal["each-item-has"]
    field: PepField
    has: tuple[ItemField, ...] = Field(min_length=1)


class PremiumTied(Model):
    """Every line of the premium names at least one target of the PEP."""

    asks: Literal["premium-tied-to-targets"]


class AttendanceTarget(Model):
    """There is a target on attendance where attendance is below so many per cent."""

    asks: Literal["attendance-target"]
    below_per_cent: Annotated[int, Field(ge=1, le=100)]


class VoiceRecorded(Model):
    """The child's views are there: in words, or as not wanting to take part."""

    asks: Literal["voice-recorded"]


class VoiceActedOn(Model):
    """Every view of the PEP before is answered in this one, or was acted on in its own.

    `about` leaves out what is about anything else. What says how the child wants to take part
    ("no meeting wanted") is heeded, and not asked for here.
    """

    asks: Literal["voice-acted-on"]
    about: tuple[Topic, ...] = ()


class TargetsEvaluated(Model):
    """Every target of the PEP before that was due by this one has been reviewed."""

    asks: Literal["last-targets-evaluated"]


class TransitionPlanned(Model):
    """There is a plan for the move. Which year groups and terms is said by `when` and `terms`."""

    asks: Literal["transition-planned"]
    terms: tuple[Term, ...] = ()


class NextMeetingFixed(Model):
    """The next meeting was fixed when the PEP was completed, for the next term if so asked."""

    asks: Literal["next-meeting-fixed"]
    in_next_term: bool


class SectionSigned(Model):
    """A section is signed by the role that owns it."""

    asks: Literal["section-signed"]
    section: SignedSection
    by: Role


class Shared(Model):
    """A copy went to this role, so long after the PEP was submitted; without a time, at any.

    A reason recorded for keeping it back excuses, and so does what the child's record says:
    that parents may not have a copy, or that the child did not want one.
    """

    asks: Literal["shared"]
    to: Role
    within: Span | None = None


class Filed(Model):
    """A copy was put into the case system, so long after the PEP was submitted."""

    asks: Literal["filed"]
    within: Span | None = None


class FieldAnswered(Model):
    """A field has an answer of its own or an honest one."""

    asks: Literal["answered"]
    field: PepField


class LinkedPlan(Model):
    """The PEP says where another plan of this kind is kept."""

    asks: Literal["linked-plan"]
    kind: OtherPlanKind


class ConcernsSettled(Model):
    """Whatever was raised with someone else is settled. The source sets no time for it."""

    asks: Literal["concerns-settled"]


ContentRule = Annotated[
    Fresh
    | TargetsIn
    | TargetOfHorizon
    | EachItemHas
    | PremiumTied
    | AttendanceTarget
    | VoiceRecorded
    | VoiceActedOn
    | TargetsEvaluated
    | TransitionPlanned
    | NextMeetingFixed
    | SectionSigned
    | Shared
    | Filed
    | FieldAnswered
    | LinkedPlan
    | ConcernsSettled,
    Field(discriminator="asks"),
]


class ContentVersion(Dated):
    """What is asked, from a day on."""

    rule: ContentRule


class ContentDuty(Model):
    """One thing a submitted PEP should hold or have happen to it. `doer` sees to it."""

    id: PolicyId
    title: Line
    doer: Role
    when: When = ALWAYS
    only_when: Circumstances = ()
    versions: tuple[ContentVersion, ...] = Field(min_length=1)


class ContentFile(Model):
    """`content.yaml`."""

    schema_: Literal["policy-content/1"] = Field(alias="schema")
    duties: tuple[ContentDuty, ...] = ()
