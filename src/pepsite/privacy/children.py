"""What one child's records come to on the staff pages: a few small rows.

The children stream by, and each leaves these; nothing else of a record is kept. A row
holds ids, days, codes in our words, and the policy's own titles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from pepsite.compliance.child_journey import journey_of
from pepsite.compliance.coverage.schools import reviewed_peps
from pepsite.compliance.judging.ratings import rating_of
from pepsite.compliance.presence import presences
from pepsite.compliance.results import OPEN, CheckResult, Setting, Status
from pepsite.policy.calendars import missing_calendar
from pepsite.policy.phases import year_group_on
from pepsite.privacy import published, wording
from pepsite.privacy.journeys import journey_row
from pepsite.privacy.judged import judged_row
from pepsite.privacy.practice import About, Practice, practice_of
from pepsite.privacy.term_board import known_day
from pepsite.privacy.whose_school import SchoolsOfChild
from pepsite.records.answers import given
from pepsite.records.pep import MeetingOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from pepsite.policy.questions import QuestionsEdition
    from pepsite.records.casefile import Casefile
    from pepsite.records.codes import YearGroup
    from pepsite.records.pep import Meeting, Pep
    from pepsite.records.review import QaReview

_LATE: Final = (Status.OVERDUE, Status.MISSED)
_NO_TIME: Final = "a time limit; the source states none"
_YEARS: Final = {missing_calendar(year).missing: year for year in range(1990, 2101)}
"""The academic years by the words that say that no calendar covers them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question was answered in a review: of which checklist, and whether it was not met."""

    checklist: str
    edition: date
    number: int
    text: str
    failed: bool
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One result that nobody can tell without the calendar of this academic year."""

    year: int


Row: TypeAlias = published.DueRow | published.MeetingRow | published.JudgedRow | Asked | Waiting


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """One child's rows, each with the school it belongs to; None is no school.

    `school` is the main school on the day asked about. `here` says whether the child is in
    care then, of an age that has a PEP; rows of this academic year stay when that ends.
    `journey` and who is `responsible`, role and id, are told of a child who is here. `raised_at`
    has, for each review and audit that raised an action, the school whose PEP it looked at.
    """

    child: published.ChildRow
    school: str | None
    here: bool
    rows: tuple[tuple[str | None, Row], ...]
    counts: tuple[tuple[Status, int], ...]
    practice: Practice
    in_year: YearGroup
    journey: tuple[published.JourneyRow, ...] = ()
    raised_at: tuple[tuple[str, str | None], ...] = ()
    responsible: tuple[tuple[str, str], ...] = ()


def child_facts(casefile: Casefile, results: Sequence[CheckResult], setting: Setting) -> ChildFacts:
    """Return what the staff pages need of one child; `results` are those of this child."""
    return _Reader(casefile, setting).facts(results)


def since_when(setting: Setting, school: str | None) -> date:
    """Return the first day of the academic year of the day asked about, for this school."""
    known = setting.register.schools.get(school) if school else None
    year = setting.calendars.academic_year_of(setting.as_of, known)
    return setting.calendars.year_starts_on(year, known)


def is_of_now(result: CheckResult, year_began: date) -> bool:
    """Say whether a result is open, or of this academic year. What is older is history.

    A duty of an academic year is of that one, though its last day be in the first days of this:
    at a school whose year ended later than that of the school today.
    """
    if result.status in OPEN:
        return True
    if result.academic_year is not None:
        return result.academic_year >= year_began.year
    day = result.due_on or result.met_on or result.explanation.counted_from
    return day is not None and day >= year_began


def shown_status(status: Status) -> published.Status:
    """Return the status as pages have it."""
    return published.Status(status.value)


def days_between(result: CheckResult, as_of: date) -> int | None:
    """Return how many days are left, or have gone by; None where no day is due."""
    return abs((result.due_on - as_of).days) if result.due_on else None


class _Reader:
    """Reads one child's records into rows."""

    def __init__(self, casefile: Casefile, setting: Setting) -> None:
        self._casefile = casefile
        self._setting = setting
        self._titles = setting.policy.titles()
        child = casefile.child
        in_care = any(period.covers(setting.as_of) for period in child.care)
        has_a_pep = any(setting.as_of <= one.ends_on for one in presences(child, setting))
        self._here = in_care and (has_a_pep or setting.policy.eligibility_on(setting.as_of) is None)
        self._schools = SchoolsOfChild(casefile, setting, here=self._here)
        self._school = self._schools.today
        self._in_year = year_group_on(child, setting.as_of)
        self._year_group = wording.year_group(self._in_year)
        self._year_began = since_when(setting, self._school)

    def facts(self, results: Sequence[CheckResult]) -> ChildFacts:
        duties = _merged(
            (one for one in results if is_of_now(one, self._year_began)), self._setting
        )
        due = [self._due_row(duty) for duty in duties if duty[0].status in (*OPEN, *_LATE)]
        rows: list[tuple[str | None, Row]] = [*due]
        rows += self._waiting(duty[0] for duty in duties)
        rows += self._meetings()
        rows += self._judged()
        for review in self._casefile.qa_reviews:
            if self._year_began <= review.reviewed_on <= self._setting.as_of:
                rows += self._asked(review)
        return ChildFacts(
            child=self._child_row([row for _, row in due]),
            school=self._school,
            here=self._here,
            rows=tuple(rows),
            counts=tuple(Counter(duty[0].status for duty in duties).items()),
            practice=practice_of(
                self._casefile,
                results,
                self._setting,
                About(self._schools, self._year_group, self._year_began, self._here),
            ),
            in_year=self._in_year,
            journey=self._journey() if self._here else (),
            raised_at=tuple(self._raised_at()),
            responsible=tuple(self._responsible()) if self._here else (),
        )

    def _raised_at(self) -> Iterator[tuple[str, str | None]]:
        for review in self._casefile.qa_reviews:
            if review.id in self._setting.raised:
                yield review.id, self._schools.of_look(review.id)
        for audit in self._casefile.audits:
            if audit.id in self._setting.raised:
                yield audit.id, self._schools.of_look(audit.id)

    def _journey(self) -> tuple[published.JourneyRow, ...]:
        return tuple(
            replace(row, about=tuple(map(self._school_by_name, row.about)))
            for row in map(journey_row, journey_of(self._casefile, self._setting))
        )

    def _school_by_name(self, record: str) -> str:
        school = self._setting.register.schools.get(record)
        return school.name if school else record

    def _responsible(self) -> Iterator[tuple[str, str]]:
        for one in self._casefile.child.responsible:
            if one.covers(self._setting.as_of):
                yield wording.role(one.role), one.person

    # Duties

    def _due_row(self, duty: Sequence[CheckResult]) -> tuple[str | None, published.DueRow]:
        first, as_of = duty[0], self._setting.as_of
        began_on = first.explanation.counted_from
        pep = self._casefile.pep(first.subject)
        row = published.DueRow(
            child=self._casefile.child.id,
            year_group=self._year_group,
            what=self._titles.get(first.check, first.check),
            who=_who(duty),
            status=shown_status(first.status),
            due_on=first.due_on,
            # Who did not come to a meeting is not late by more each day.
            days=None if first.due_on == began_on else days_between(first, as_of),
            source="; ".join(wording.unique(_sources(duty))),
            missing=_missing(first),
            statutory=any(one.statutory for one in duty),
            pep=wording.PEP_WORDS[pep.type] if pep else "",
            pep_on=known_day(pep, as_of) if pep else None,
            since=began_on if first.due_on is None and first.status in _LATE else None,
        )
        return self._schools.of_duty(first), row

    def _waiting(self, duties: Iterable[CheckResult]) -> Iterator[tuple[str | None, Row]]:
        for one in duties:
            if one.missing in _YEARS:
                yield self._schools.of_duty(one), Waiting(_YEARS[one.missing])

    def _child_row(self, due: Sequence[published.DueRow]) -> published.ChildRow:
        held = [
            (pep.held_on, wording.PEP_WORDS[pep.type], self._schools.of_pep(pep) != self._school)
            for pep in self._casefile.peps
            if pep.counts and pep.held_on and pep.held_on <= self._setting.as_of
        ]
        last_on, last, elsewhere = max(held, default=(None, "", False))
        following = next_of(due)
        return published.ChildRow(
            id=self._casefile.child.id,
            year_group=self._year_group,
            last_pep=last,
            last_pep_on=last_on,
            next_due=following.what if following else "",
            next_due_on=following.due_on if following else None,
            last_pep_elsewhere=elsewhere,
        )

    # Meetings

    def _meetings(self) -> Iterator[tuple[str | None, published.MeetingRow]]:
        for pep in self._casefile.peps:
            for meeting in pep.meetings if pep.counts else ():
                if (meeting.held_on or meeting.planned_for) >= self._year_began:
                    yield self._schools.of_pep(pep), self._meeting_row(pep, meeting)

    def _meeting_row(self, pep: Pep, meeting: Meeting) -> published.MeetingRow:
        held = meeting.held_on is not None and meeting.held_on <= self._setting.as_of
        to_come = meeting.outcome is MeetingOutcome.HELD and not held
        outcome = MeetingOutcome.PLANNED if to_come else meeting.outcome
        because = meeting.called_off_because if meeting.is_called_off else None
        return published.MeetingRow(
            child=pep.child,
            pep=wording.PEP_WORDS[pep.type],
            planned_on=meeting.planned_for,
            held_on=meeting.held_on if held else None,
            mode=wording.MODE_WORDS[meeting.mode],
            outcome=wording.OUTCOME_WORDS[outcome],
            called_off=meeting.is_called_off,
            outcome_by=wording.role(meeting.outcome_by).lower() if meeting.is_called_off else "",
            because=wording.BECAUSE_WORDS[because] if because else "",
            record=pep.id,
        )

    # Reviews and audits

    def _judged(self) -> Iterator[tuple[str | None, published.JudgedRow]]:
        """Yield each look at a PEP in the academic year of the school that made it."""
        peps = {pep.id: pep for pep in self._casefile.peps}
        for look in reviewed_peps(self._casefile, self._setting):
            school = self._schools.of_pep(peps[look.pep])
            if look.on >= since_when(self._setting, school):
                yield school, judged_row(look, self._casefile, self._setting)

    def _asked(self, review: QaReview) -> Iterator[tuple[str | None, Asked]]:
        pep = self._casefile.pep(review.pep)
        used = review.checklist
        found = self._setting.policy.checklist(used.name, used.edition)
        if pep is None or found is None or review.rating is None:
            return
        checklist, edition = found
        school = self._schools.of_pep(pep)
        failing = _failing(edition)
        answers = {one.question: given(one.answer) for one in review.answers}
        for number, question in enumerate(edition.questions, start=1):
            answer = answers.get(question.id)
            if answer is not None:
                failed = answer in failing
                yield (
                    school,
                    Asked(
                        checklist.id,
                        edition.from_on,
                        number,
                        question.text,
                        failed,
                        str(question.topic or ""),
                    ),
                )


def _merged(results: Iterable[CheckResult], setting: Setting) -> list[list[CheckResult]]:
    """Return the results, those together that tell the same thing; the authority's own first.

    Authority and law often ask for the same milestone of the same PEP. With the same day
    and the same status that is one thing to do, and it is told once.
    """
    milestones = {clock.id: (clock.of, clock.milestone) for clock in setting.policy.clocks}
    same: dict[tuple[object, ...], list[CheckResult]] = defaultdict(list)
    for one in sorted(results, key=lambda result: result.statutory):
        what = milestones.get(one.check, one.check)
        case = (one.subject, one.part, one.status, one.due_on, one.met_on, one.missing)
        same[what, case].append(one)
    return list(same.values())


def _who(duty: Iterable[CheckResult]) -> str:
    first, *others = wording.unique(wording.role(one.doer) for one in duty) or ("",)
    return wording.both([first, *(one.lower() for one in others)])


def _sources(duty: Iterable[CheckResult]) -> Iterator[str]:
    for one in duty:
        yield from one.source.split("; ")


def _missing(result: CheckResult) -> str:
    if result.status is not Status.CANNOT_TELL:
        return ""
    return result.missing or _NO_TIME


def next_of(due: Iterable[published.DueRow]) -> published.DueRow | None:
    """Return what has to be done first: by day, then what has no day, then what nobody can tell."""

    def urgency(row: published.DueRow) -> tuple[bool, bool, str]:
        unknown = row.status is published.Status.CANNOT_TELL
        return (unknown, row.due_on is None, str(row.due_on))

    to_do = [row for row in due if row.status is not published.Status.MISSED]
    return min(to_do, key=urgency, default=None)


def _failing(edition: QuestionsEdition) -> frozenset[str]:
    """Return the answers that keep a PEP from the standard.

    Such an answer, given to every question, makes a rating below it. Where the auditor and
    no rule enters the rating, no single answer can be said to.
    """
    ids = [question.id for question in edition.questions]
    ratings = {
        choice.id: rating_of(edition, dict.fromkeys(ids, choice.id)) for choice in edition.answers
    }
    return frozenset(
        answer
        for answer, rating in ratings.items()
        if rating is not None and edition.at_standard(rating) is False
    )
