"""How practice goes, as staff pages may show it: the term, the plans, the schools, the teams.

These types are part of what `published.py` says may be shown, and the same holds of them:
ids, days, numbers, codes in our words, the policy's own titles, names of schools and teams.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pepsite.privacy.published import PageRows

if TYPE_CHECKING:
    from datetime import date

    from pepsite.privacy.published import Status


# The term board


class Stage(StrEnum):
    """How far the PEP that a child is due this term has come, in the order in which it goes."""

    NOT_BOOKED = "not-booked"
    BOOKED = "booked"
    HELD = "held"
    WITH_WORKER = "with-worker"
    WITH_SCHOOL = "with-school"
    WAITING_FOR_QA = "waiting-for-qa"
    RETURNED = "returned"
    COMPLETE = "complete"
    SHARED = "shared"
    FILED = "filed"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One child who is due a PEP this term, and how far it has come.

    `since` is the day on which it came this far, `next_due` what has to be done next under the
    policy, `by` the last day for that, and `status` whether it is late. An officer is an id.
    """

    child: str
    year_group: str
    school: str
    school_name: str
    officer: str
    pep: str
    stage: Stage
    since: date | None
    next_due: str
    by: date | None
    status: Status
    days: int | None


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many PEPs of the term have come this far. Every stage has a row."""

    stage: Stage
    count: int


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A PEP that was sent in, waits to be quality assured, and is not the one on the board."""

    child: str
    year_group: str
    school: str
    school_name: str
    pep: str
    record: str
    sent_in_on: date
    days: int


@dataclass(frozen=True, slots=True)
class TermBoard:
    """The PEPs of one term. Without a `term`, `missing` says which calendar is not there.

    `earlier` are the PEPs of other terms that still wait to be quality assured, the oldest first.
    """

    term: str
    begins: date | None
    ends: date | None
    rows: tuple[BoardRow, ...]
    stages: tuple[StageCount, ...]
    missing: str = ""
    earlier: tuple[WaitingRow, ...] = ()


# One PEP's milestones


class Mark(StrEnum):
    """A milestone of a PEP, as it is drawn on a line of days."""

    ASKED = "asked"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    HELD = "held"
    SENT_IN = "sent-in"
    RETURNED = "returned"
    JUDGED = "judged"
    SHARED = "shared"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A mark and its day."""

    mark: Mark
    on: date


@dataclass(frozen=True, slots=True)
class PepLine:
    """One PEP of this academic year, with its milestones in the order of their days."""

    child: str
    year_group: str
    pep: str
    record: str
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days with a name: a term."""

    name: str
    first: date
    last: date


# Quality over time


@dataclass(frozen=True, slots=True)
class TermRatings:
    """How the PEPs judged in one term came out; `open` are those the scale does not settle."""

    term: str
    at_standard: int
    below: int
    open: int = 0


# Attendance, voice, money, training


class Voice(StrEnum):
    """Whether the last plan that was sent in has what the child said, in our words."""

    NO_PLAN = "no plan sent in yet"
    DECLINED = "asked, and did not want to say"
    DOES_NOT_APPLY = "does not apply"
    IN_THE_PLAN = "in the plan"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class LearningRow:
    """What the last PEP that was sent in says of attendance and of the child's voice.

    `attended` of `possible` sessions up to `until`; nought possible is not on record. `said`
    counts what the child said, `acted_on` what was done about it. `made_elsewhere`: that plan was
    not made at the school where the child is today.
    """

    child: str
    year_group: str
    attended: int
    possible: int
    until: date | None
    voice: Voice
    said: int
    acted_on: int
    made_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class PremiumRow:
    """One use of the premium, in pence, and what the targets it serves are about.

    `pep` is the PEP that plans it, and `pep_on` the day of its meeting, else the day on which it
    was sent in.
    """

    child: str
    fund: str
    how: str
    requested: int | None
    approved: int | None
    paid: int | None
    targets: tuple[str, ...]
    impact_recorded: bool
    pep: str
    pep_on: date | None


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """Training offered after a review of a child's PEP; `review` is the record that says what."""

    offered_on: date
    to: str
    taken_up_on: date | None
    review: str
    child: str


class Raise(StrEnum):
    """What there is to raise at the next visit to a school."""

    LATE = "late"
    NOT_BOOKED = "not-booked"
    RETURNED = "returned"
    WAITING = "waiting"
    NOT_JUDGED = "not-judged"
    BELOW_STANDARD = "below-standard"
    FAILED_ITEM = "failed-item"
    CANCELLED = "cancelled"
    VOICE = "voice"
    ATTENDANCE = "attendance"
    PREMIUM = "premium"
    TRAINING = "training"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class VisitPoint:
    """One thing to raise: how many there are of it, and what it is about where that has a name."""

    what: Raise
    count: int
    about: str = ""
    topic: str = ""


# The same by phase, team and officer


class GroupKind(StrEnum):
    """What children are grouped by."""

    PHASE = "phase"
    TEAM = "team"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class GroupSchool:
    """What one school has of a group, and how it stands with its own duty."""

    id: str
    name: str
    children: int
    late: int
    due: int
    quality_assured: int
    coverage: Status


@dataclass(frozen=True, slots=True)
class GroupChild:
    """One child of a group, at which school, and what is next."""

    id: str
    year_group: str
    school: str
    school_name: str
    late: int
    due: int
    next_due: str
    next_due_on: date | None


@dataclass(frozen=True, slots=True)
class CalledOff:
    """How many meetings of the academic year were called off for one reason, in our words."""

    because: str
    count: int


@dataclass(frozen=True, slots=True)
class DutySum:
    """How often one thing is late and due, the longest it is late, and when it is next due."""

    what: str
    who: str
    late: int
    longest: int | None
    due: int
    next_on: date | None
    cannot_tell: int


@dataclass(frozen=True, slots=True)
class PremiumSum:
    """How often the premium was used for targets in one subject, and with a difference recorded."""

    target: str
    uses: int
    impact_recorded: int


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A phase, a team or an officer in one line; `id` names its page.

    `attended` of `possible` sessions; of `plans` sent in, `voiced` had something the child said.
    So many PEPs were `quality_assured`, and of `offered` trainings so many `taken_up`.
    """

    kind: GroupKind
    id: str
    title: str
    children: int
    late: int
    due: int
    cannot_tell: int
    attended: int
    possible: int
    plans: int
    voiced: int
    quality_assured: int
    offered: int
    taken_up: int


@dataclass(frozen=True, slots=True)
class GroupPage(PageRows):
    """A phase, a team or an officer: what the pages of its children's schools have, together.

    Where there are more children than a page can list, child by child, it is not `one_by_one`:
    then there are no rows, but how often each thing is late and due, and what the premium is for.
    `judged` has the first look at each PEP, and `lines` the last PEP of each child.
    """

    summary: GroupSummary
    stages: tuple[StageCount, ...]
    schools: tuple[GroupSchool, ...]
    called_off: tuple[CalledOff, ...] = ()
    caseload: tuple[GroupChild, ...] = ()
    one_by_one: bool = True
    duties: tuple[DutySum, ...] = ()
    premium_for: tuple[PremiumSum, ...] = ()


# Samples and moderation


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sampling plan in one period of this year: how many were drawn, and audited since."""

    plan: str
    period: str
    by: date | None
    status: Status
    samples: tuple[str, ...]
    drawn: int
    audited: int
    source: str
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ToAudit:
    """A PEP that was drawn and that somebody still has to audit; `auditor` is an id, or nobody."""

    plan: str
    pep: str
    auditor: str
    by: date | None
    status: Status


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question that was judged twice: how often the two looks differed."""

    question: str
    differ: int
    compared: int


@dataclass(frozen=True, slots=True)
class ModerationRow:
    """One second look: the two records, and whether rating and points agreed."""

    on: date
    child: str
    first: str
    second: str
    rating_agrees: bool | None
    points_agreed: int
    points: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Samples and their fulfilment, and what second looks agreed on, this academic year."""

    samples: tuple[SampleRow, ...] = ()
    to_audit: tuple[ToAudit, ...] = ()
    moderations: tuple[ModerationRow, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Concern:
    """How many of the PEPs of a school judged in the year are below standard."""

    school: str
    name: str
    below: int
    judged: int


@dataclass(frozen=True, slots=True)
class Concerns:
    """Schools with PEPs below standard in an academic year, or with so many that it is a concern.

    `at_least` is the policy's number; where it settles none, all schools with one are here, and
    `missing` says so.
    """

    year: str
    at_least: int | None
    schools: tuple[Concern, ...]
    source: str = ""
    missing: str = ""
