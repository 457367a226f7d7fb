"""Everything a page may show, and nothing else.

The site is handed a `PublishedSite` and sees no record. What is not a field here, or in one of
the `published_*.py` beside it, cannot be published, whatever a template asks for. Every text is
either the authority's own words (from its pack, its settings or its calendars), the name of a
school, or ours. Nothing a person wrote about a child has a place here: no names, no prose, no
reasons.

Days are `date`s; the site decides how a day is written. A number of days comes with the
status that says which way it points, so it is never negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from pepsite.privacy.published_guidance import Guidance
    from pepsite.privacy.published_policy import Settings
    from pepsite.privacy.published_practice import (
        Concerns,
        GroupPage,
        LearningRow,
        PepLine,
        PremiumRow,
        Quality,
        Stretch,
        TermBoard,
        TermRatings,
        TrainingRow,
        VisitPoint,
    )
    from pepsite.privacy.published_report import BoardPages, ReportPage


class Status(StrEnum):
    """How a duty stands on the day asked about."""

    MET = "met"
    MET_LATE = "met-late"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"
    NOT_APPLICABLE = "not-applicable"
    CANNOT_TELL = "cannot-tell"


LATE: Final = (Status.OVERDUE, Status.MISSED)
"""What is late. What was done late is done."""


# How it is going, for staff


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many results have this status. Every status has a row, nought included."""

    status: Status
    count: int


@dataclass(frozen=True, slots=True)
class MissingCalendar:
    """A calendar that is not there, and how many results nobody can tell without it."""

    calendar: str
    academic_year: str
    results: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """PEPs quality assured at one school this academic year, or in a term, against the duty.

    `evidence` are the looks that count: one for each of the PEPs.
    """

    time: str
    quality_assured: int
    required: int
    by: date | None
    status: Status
    source: str
    evidence: tuple[JudgedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolSummary:
    """One line of the list of schools. `due` and `late` count duties and actions, not children.

    Late is what is overdue, and what was missed this academic year. What was done late is
    done, and what was missed in years gone by is history: neither is counted. Those who have no
    school place have a line too, which `is_school` tells from the others.
    """

    id: str
    name: str
    phase: str
    children: int
    due: int
    late: int
    cannot_tell: int
    quality_assured: int
    coverage: Status
    is_school: bool = True


@dataclass(frozen=True, slots=True)
class ChildRow:
    """One child, by pseudonymous id.

    `last_pep_elsewhere`: the last PEP was not made at the school where the child is today.
    """

    id: str
    year_group: str
    last_pep: str
    last_pep_on: date | None
    next_due: str
    next_due_on: date | None
    last_pep_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing that is due, late or cannot be told, for one child.

    `days` are calendar days between the day asked about and `due_on`: still left if the
    status is due, gone by if it is overdue or missed. `missing` names the calendar
    without which nobody can tell. `pep` is the PEP that it is about, where it is about one, and
    `pep_on` the day of its meeting, else the day on which it was sent in. `since` is when what is
    late without a last day began to be asked for. What authority and law ask for alike, by the
    same day, is one row with both sources, and `statutory`.
    """

    child: str
    year_group: str
    what: str
    who: str
    status: Status
    due_on: date | None = None
    days: int | None = None
    source: str = ""
    missing: str = ""
    statutory: bool = False
    pep: str = ""
    pep_on: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One PEP meeting: planned, held, cancelled or not gone ahead.

    `called_off` is one of the last two, `outcome_by` whose doing it was, and `because` why, in
    our words. What somebody wrote about it stays in the `record`.
    """

    child: str
    pep: str
    planned_on: date | None
    held_on: date | None
    mode: str
    outcome: str
    called_off: bool = False
    outcome_by: str = ""
    because: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A look at one PEP: by a review or an audit, as `how` says, with which questions.

    An audit may have no `rating`; `at_standard` is None where the scale does not say. `record` is
    the review or the audit, `counts` whether such a look is one that the policy asks for. Of a
    child who has left the school that is told, nothing but the day and the kind of look stays.
    """

    child: str
    pep: str
    pep_record: str
    judged_on: date
    how: str
    questions: str
    rating: str
    at_standard: bool | None
    record: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class FailedItem:
    """How often one checklist question was not met, of how often it was asked.

    `topic` is what the policy says the question is about: the guidance on it helps.
    """

    number: str
    text: str
    failed: int
    asked: int
    topic: str = ""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One open action, by id: what it says stays in the record.

    `child` is whom it is about, where it is about one child; no page shows that.
    """

    id: str
    owner: str
    status: Status
    due_on: date | None = None
    days: int | None = None
    child: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRows:
    """What the page of a school has, and that of a phase, a team or an officer alike.

    Empty lists are said in words.
    """

    due: tuple[DueRow, ...] = ()
    meetings: tuple[MeetingRow, ...] = ()
    judged: tuple[JudgedRow, ...] = ()
    failed_items: tuple[FailedItem, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    lines: tuple[PepLine, ...] = ()
    ratings_by_term: tuple[TermRatings, ...] = ()
    learning: tuple[LearningRow, ...] = ()
    premium: tuple[PremiumRow, ...] = ()
    training: tuple[TrainingRow, ...] = ()
    to_raise: tuple[VisitPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolPage(PageRows):
    """One school's page."""

    summary: SchoolSummary
    coverage: tuple[Coverage, ...]
    children: tuple[ChildRow, ...] = ()
    missing_calendars: tuple[MissingCalendar, ...] = ()

    @property
    def judged_besides(self) -> tuple[JudgedRow, ...]:
        """The looks that count towards no duty: one after the first, or of a kind not asked for."""
        counted = {
            (row.record, row.pep_record) for cover in self.coverage for row in cover.evidence
        }
        return tuple(row for row in self.judged if (row.record, row.pep_record) not in counted)


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """Something that happened to a child on a day.

    `how` is codes and ratings in words, `about` ids and names of schools, `record` the id of the
    record that says so. `until` is the last day of it, or the day by which it is to be done, as
    `until_how` says.
    """

    on: date
    what: str
    how: str
    record: str
    about: tuple[str, ...] = ()
    until_how: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ChildPage:
    """One child's page: the journey, in the order of days. `school` is the page it hangs on.

    `responsible` is who acts for the child today: the role, and the person's id.
    """

    id: str
    year_group: str
    school: str
    journey: tuple[JourneyRow, ...]
    lines: tuple[PepLine, ...] = ()
    responsible: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StaffPages:
    """What staff see besides. Without a protective marking there are no staff pages.

    `unreadable` counts the records that could not be read: nothing is said of those. `year` are
    the terms of the academic year, along which the milestones of PEPs are drawn.
    """

    marking: str
    counts: tuple[StatusCount, ...]
    schools: tuple[SchoolPage, ...]
    missing_calendars: tuple[MissingCalendar, ...] = ()
    unreadable: int = 0
    children: tuple[ChildPage, ...] = ()
    year: tuple[Stretch, ...] = ()
    board: TermBoard | None = None
    groups: tuple[GroupPage, ...] = ()
    quality: Quality | None = None
    concerns: Concerns | None = None
    reports: tuple[ReportPage, ...] = ()

    @property
    def number_of_schools(self) -> int:
        """How many schools there are pages for; that of no school place is not one."""
        return sum(page.summary.is_school for page in self.schools)


@dataclass(frozen=True, slots=True)
class SchoolFolder:
    """One school's pages alone. `labels` are what its children are called, by their ids.

    `by_id` is how many are called by id though others are not: who they are is not known here.
    """

    marking: str
    page: SchoolPage
    year: tuple[Stretch, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    by_id: int = 0


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """A whole site. `staff`, `board` and `school` are None for the public."""

    settings: Settings
    guidance: Guidance
    staff: StaffPages | None = None
    board: BoardPages | None = None
    school: SchoolFolder | None = None

    @property
    def marking(self) -> str:
        """The protective marking that stands on every page, or nothing."""
        pages = self.staff or self.board or self.school
        return pages.marking if pages else ""
