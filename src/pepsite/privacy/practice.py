"""What one child's records say of practice: how far the term's PEP is, what each PEP went through.

Like `children.py`: a few small rows of ids, days, numbers and codes in our words. A sentence
that somebody wrote stays in the record; the row says which record that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.compliance.judging.moderation import RATING, moderations, second_audits
from pepsite.compliance.measures.children import phase_on
from pepsite.compliance.measures.judgements import template_edition
from pepsite.privacy import wording
from pepsite.privacy.published_practice import (
    LearningRow,
    Mark,
    Milestone,
    ModerationRow,
    PepLine,
    PremiumRow,
    TrainingRow,
    Voice,
)
from pepsite.privacy.term_board import anchor_of, board_row, day_due, known_day, waiting_rows
from pepsite.records.answers import AskedDeclined, DoesNotApply, given
from pepsite.records.codes import Role
from pepsite.records.field_titles import code_title
from pepsite.records.pep import MeetingOutcome, PepEventKind
from pepsite.records.review import QaReview
from pepsite.records.voice import Topic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from pepsite.compliance.judging.moderation import Moderated
    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.questions import QuestionsEdition
    from pepsite.privacy.published_practice import BoardRow, WaitingRow
    from pepsite.privacy.whose_school import SchoolsOfChild
    from pepsite.records.casefile import Casefile
    from pepsite.records.codes import Phase
    from pepsite.records.pep import Meeting, Pep
    from pepsite.records.review import Training
    from pepsite.records.targets import PremiumLine


@dataclass(frozen=True, slots=True)
class Rated:
    """A PEP of a school was given a rating on a day; whether that is at standard."""

    school: str | None
    pep: str
    on: date
    at_standard: bool | None


@dataclass(frozen=True, slots=True)
class Points:
    """What two looks at one PEP came to: the row, and each question with whether they agreed."""

    row: ModerationRow
    questions: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """One child's rows. What belongs to a school comes with it; None is no school."""

    phase: Phase | None
    team: str
    officer: str
    board: BoardRow | None = None
    missing_term: str = ""
    waiting: tuple[tuple[str | None, WaitingRow], ...] = ()
    lines: tuple[tuple[str | None, PepLine], ...] = ()
    rated: tuple[Rated, ...] = ()
    learning: LearningRow | None = None
    premium: tuple[tuple[str | None, PremiumRow], ...] = ()
    training: tuple[tuple[str | None, TrainingRow], ...] = ()
    moderated: tuple[Points, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What the reader of a child's records has settled about the child already."""

    schools: SchoolsOfChild
    year_group: str
    year_began: date
    here: bool


def practice_of(
    casefile: Casefile, results: Sequence[CheckResult], setting: Setting, about: About
) -> Practice:
    """Return what one child's records say of practice; `results` are those of this child."""
    child, as_of = casefile.child, setting.as_of
    board, missing = None, ""
    waiting: tuple[tuple[str | None, WaitingRow], ...] = ()
    if about.here:
        school = about.schools.today
        board, missing = board_row(casefile, results, setting, school, about.year_group)
        waiting = tuple(waiting_rows(casefile, setting, about.schools, about.year_group))
    peps = [
        pep
        for pep in casefile.peps
        if pep.counts and (day := anchor_of(pep)) is not None and day >= about.year_began
    ]
    return Practice(
        phase=phase_on(child, setting, as_of),
        team=_team(casefile, setting),
        officer=child.responsible_on(Role.VIRTUAL_SCHOOL_OFFICER, as_of) or "",
        board=board,
        missing_term=missing,
        waiting=waiting,
        lines=tuple(
            (about.schools.of_pep(pep), _line(pep, casefile, results, setting, about))
            for pep in peps
        ),
        rated=tuple(_rated(casefile, setting, about)),
        learning=_learning(casefile, setting, about) if about.here else None,
        premium=tuple(
            (about.schools.of_pep(pep), row) for pep in peps for row in _premium(pep, as_of)
        ),
        training=tuple(_training(casefile, setting, about)),
        moderated=tuple(_moderated(casefile, setting, about)),
    )


def _team(casefile: Casefile, setting: Setting) -> str:
    """Return the team of the social worker, or of the personal adviser: empty if none is known."""
    for role in (Role.SOCIAL_WORKER, Role.PERSONAL_ADVISER):
        one = setting.register.people.get(casefile.child.responsible_on(role, setting.as_of) or "")
        if one is not None:
            return one.team or ""
    return ""


# Milestones


def _line(
    pep: Pep, casefile: Casefile, results: Sequence[CheckResult], setting: Setting, about: About
) -> PepLine:
    marks = [one for one in _marks(pep, casefile) if one.on <= setting.as_of]
    marks += [
        Milestone(Mark.PLANNED, meeting.planned_for)
        for meeting in pep.meetings
        if _is_to_come(meeting, setting.as_of)
    ]
    due_on = day_due(pep, results, setting)
    if due_on is not None:
        marks.append(Milestone(Mark.DUE, due_on))
    order = tuple(Mark)
    marks.sort(key=lambda one: (one.on, order.index(one.mark)))
    return PepLine(
        child=pep.child,
        year_group=about.year_group,
        pep=wording.PEP_WORDS[pep.type],
        record=pep.id,
        milestones=tuple(marks),
    )


def in_order(line: PepLine) -> tuple[str, str, str]:
    """Return what PEPs are sorted by: the child, then the first day on which something was done."""
    days = [str(one.on) for one in line.milestones if one.mark is not Mark.DUE]
    return (line.child, min(days, default=""), line.record)


def _marks(pep: Pep, casefile: Casefile) -> Iterator[Milestone]:
    if pep.requested_on:
        yield Milestone(Mark.ASKED, pep.requested_on)
    yield from _meetings(pep)
    if pep.completed_on:
        yield Milestone(Mark.SENT_IN, pep.completed_on)
    for sent_back in pep.returned:
        yield Milestone(Mark.RETURNED, sent_back.returned_on)
    for review in casefile.qa_reviews:
        if review.pep == pep.id and review.rating:
            yield Milestone(Mark.JUDGED, review.reviewed_on)
    for event in pep.events:
        if event.kind is PepEventKind.SHARED:
            yield Milestone(Mark.SHARED, event.happened_on)


def _meetings(pep: Pep) -> Iterator[Milestone]:
    for meeting in pep.meetings:
        if meeting.is_called_off:
            yield Milestone(Mark.CANCELLED, meeting.planned_for)
        elif meeting.held_on:
            yield Milestone(Mark.HELD, meeting.held_on)


def _is_to_come(meeting: Meeting, as_of: date) -> bool:
    later = meeting.held_on is not None and meeting.held_on > as_of
    return meeting.outcome is MeetingOutcome.PLANNED or later


# Judgements


def _rated(casefile: Casefile, setting: Setting, about: About) -> Iterator[Rated]:
    peps = {pep.id: pep for pep in casefile.peps if pep.counts}
    for review in casefile.qa_reviews:
        pep = peps.get(review.pep)
        if pep is None or not review.rating or review.reviewed_on > setting.as_of:
            continue
        used = review.checklist
        found = setting.policy.checklist(used.name, used.edition)
        good = found[1].at_standard(review.rating) if found else None
        yield Rated(about.schools.of_pep(pep), pep.id, review.reviewed_on, good)


def _training(
    casefile: Casefile, setting: Setting, about: About
) -> Iterator[tuple[str | None, TrainingRow]]:
    for review in casefile.qa_reviews:
        training = given(review.training)
        if training and about.year_began <= training.offered_on <= setting.as_of:
            taken_up = training.taken_up_on
            yield (
                _trained_at(training, review, setting, about),
                TrainingRow(
                    offered_on=training.offered_on,
                    to=wording.role(training.to),
                    taken_up_on=taken_up if taken_up and taken_up <= setting.as_of else None,
                    review=review.id,
                    child=casefile.child.id,
                ),
            )


def _trained_at(training: Training, review: QaReview, setting: Setting, about: About) -> str | None:
    named = training.school in setting.register.schools
    return training.school if named else about.schools.of_look(review.id)


def _moderated(casefile: Casefile, setting: Setting, about: About) -> Iterator[Points]:
    for one in (*moderations(casefile), *second_audits(casefile)):
        if about.year_began <= one.on <= setting.as_of and one.compared:
            titles = _titles(one, setting)
            row = ModerationRow(
                on=one.on,
                child=casefile.child.id,
                first=one.first.id,
                second=one.second.id,
                rating_agrees=one.rating_agrees,
                points_agreed=sum(point.agrees for point in one.compared),
                points=len(one.compared),
            )
            points = tuple(
                (titles.get(point.item, "A question that is not in the policy"), point.agrees)
                for point in one.compared
            )
            yield Points(row, points)


def _titles(moderated: Moderated, setting: Setting) -> dict[str, str]:
    second = moderated.second.template
    titles = {RATING: "The rating of the whole"}
    for edition in (
        _edition_of_first(moderated, setting),
        template_edition(setting.policy, second.name, second.edition),
    ):
        if edition is not None:
            titles |= {one.id: one.text for one in edition.questions}
            titles |= {one.id: one.title for one in edition.parts}
    return titles


def _edition_of_first(moderated: Moderated, setting: Setting) -> QuestionsEdition | None:
    first = moderated.first
    if isinstance(first, QaReview):
        found = setting.policy.checklist(first.checklist.name, first.checklist.edition)
        return found[1] if found else None
    return template_edition(setting.policy, first.template.name, first.template.edition)


# Attendance and voice


def _learning(casefile: Casefile, setting: Setting, about: About) -> LearningRow:
    last = None
    for pep in casefile.peps:
        sent_in = pep.completed_on
        if pep.counts and pep.claims_to_be_complete and sent_in and sent_in <= setting.as_of:
            last = pep
    attended, possible, until = _attendance(last)
    said, acted_on = _views(last)
    return LearningRow(
        child=casefile.child.id,
        year_group=about.year_group,
        attended=attended,
        possible=possible,
        until=until,
        voice=_voice(last),
        said=said,
        acted_on=acted_on,
        made_elsewhere=last is not None and about.schools.of_pep(last) != about.schools.today,
    )


def _attendance(pep: Pep | None) -> tuple[int, int, date | None]:
    """Return sessions attended and possible as of the latest day on record, and that day."""
    entries = (given(pep.attendance) if pep else None) or ()
    until = max((one.until_on for one in entries), default=None)
    last = [one for one in entries if one.until_on == until]
    attended = sum(one.sessions_attended for one in last)
    return attended, sum(one.sessions_possible for one in last), until


def _voice(pep: Pep | None) -> Voice:
    if pep is None:
        return Voice.NO_PLAN
    views = pep.voice.views if pep.voice else None
    if isinstance(views, AskedDeclined):
        return Voice.DECLINED
    if isinstance(views, DoesNotApply):
        return Voice.DOES_NOT_APPLY
    return Voice.IN_THE_PLAN if given(views) else Voice.MISSING


def _views(pep: Pep | None) -> tuple[int, int]:
    """Return how much the child said that can be acted on, and of how much it says it was."""
    views = given(pep.voice.views) if pep and pep.voice else None
    said = [view for view in views or () if view.topic is not Topic.NO_PART]
    return len(said), sum(given(view.acted_on) is not None for view in said)


# The premium


def _premium(pep: Pep, as_of: date) -> Iterator[PremiumRow]:
    premium = given(pep.premium)
    about = {one.id: code_title(one.subject) for one in given(pep.targets) or ()}
    for line in premium.lines if premium else ():
        yield PremiumRow(
            child=pep.child,
            fund=code_title(line.fund),
            how=_how(line),
            requested=line.amount_requested,
            approved=line.amount_approved,
            paid=line.amount_paid,
            targets=wording.unique(about.get(one, "") for one in line.targets),
            impact_recorded=line.actual_impact is not None,
            pep=wording.PEP_WORDS[pep.type],
            pep_on=known_day(pep, as_of),
        )


def _how(line: PremiumLine) -> str:
    if line.paid_on:
        return "paid"
    if line.refused_on:
        return "refused"
    if line.approved_on:
        return "agreed, not paid yet"
    return "asked for" if line.requested_on else "planned"
