"""The term board: how far the PEP that each child is due this term has come.

A PEP is of the term whose PEP it says it is, else of the term in which its meeting was held or
is planned. One that has been begun, and has had no meeting, is for the term that runs.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from pepsite.compliance.results import TO_DO, Status
from pepsite.policy.calendars import Unknown, last_term_begun
from pepsite.policy.timescales import Milestone
from pepsite.privacy import published, wording
from pepsite.privacy.published_practice import (
    BoardRow,
    Stage,
    StageCount,
    TermBoard,
    WaitingRow,
)
from pepsite.records.codes import Role
from pepsite.records.pep import MeetingOutcome, PepEventKind, PepStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.calendars import TermSpan
    from pepsite.privacy.terms import NamedTerm
    from pepsite.privacy.whose_school import SchoolsOfChild
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep

_WORKER: Final = (Role.SOCIAL_WORKER, Role.PERSONAL_ADVISER)
_SCHOOL: Final = (Role.DESIGNATED_TEACHER, Role.DELEGATE, Role.SCHOOL_STAFF)
_OF_A_PEP: Final = (Milestone.HELD, Milestone.COMPLETED)
_BEFORE_THE_MEETING: Final = (Stage.NOT_BOOKED, Stage.BOOKED)


def stages(rows: Iterable[BoardRow]) -> tuple[StageCount, ...]:
    """Return how many PEPs have come how far; every stage has a row."""
    counts = Counter(row.stage for row in rows)
    return tuple(StageCount(stage, counts[stage]) for stage in Stage)


def term_board(
    rows: Iterable[BoardRow],
    earlier: Iterable[WaitingRow],
    term: NamedTerm | Unknown,
    missing_at_a_school: str,
) -> TermBoard:
    """Return the board of the term: what is least far first, and of that what is due first."""
    order = list(Stage)
    found = sorted(rows, key=lambda row: (order.index(row.stage), str(row.by), row.child))
    waiting = tuple(sorted(earlier, key=lambda row: (row.sent_in_on, row.record)))
    if isinstance(term, Unknown):
        return TermBoard("", None, None, tuple(found), stages(found), term.missing, waiting)
    return TermBoard(
        term.name,
        term.starts_on,
        term.ends_on,
        tuple(found),
        stages(found),
        missing_at_a_school,
        waiting,
    )


# One child's row


def board_row(
    casefile: Casefile,
    results: Sequence[CheckResult],
    setting: Setting,
    school: str | None,
    year_group: str,
) -> tuple[BoardRow | None, str]:
    """Return the child's row of the term, if a PEP is due in it; or what is missing to tell."""
    known = setting.register.schools.get(school) if school else None
    term = last_term_begun(setting.calendars, known, setting.as_of)
    if isinstance(term, Unknown):
        return None, term.missing
    owed = [one for one in _of_a_pep(results, setting) if _is_of(term, one)]
    pep = _pep_of(term, casefile.peps)
    if not owed and pep is None:
        return None, ""
    stage, since = stage_of(pep, casefile, setting.as_of)
    following = _next(pep, stage, owed, results, setting)
    due_on = following.due_on if following else None
    child = casefile.child
    return BoardRow(
        child=child.id,
        year_group=year_group,
        school=known.id if known else "",
        school_name=known.name if known else "",
        officer=child.responsible_on(Role.VIRTUAL_SCHOOL_OFFICER, setting.as_of) or "",
        pep=wording.PEP_WORDS[pep.type] if pep else "",
        stage=stage,
        since=since,
        next_due=setting.policy.titles().get(following.check, "") if following else "",
        by=due_on,
        status=published.Status(following.status if following else Status.NOT_APPLICABLE),
        days=abs((due_on - setting.as_of).days) if due_on else None,
    ), ""


def waiting_rows(
    casefile: Casefile, setting: Setting, schools: SchoolsOfChild, year_group: str
) -> Iterator[tuple[str | None, WaitingRow]]:
    """Yield the child's PEPs that wait to be quality assured and are not of the term that runs.

    Each comes with the school it was made at.
    """
    waiting = [
        (pep, sent_in_on)
        for pep in casefile.peps
        if pep.counts
        for stage, sent_in_on in [stage_of(pep, casefile, setting.as_of)]
        if stage is Stage.WAITING_FOR_QA and sent_in_on is not None
    ]
    if not waiting:
        return
    registered = setting.register.schools
    today = registered.get(schools.today or "")
    term = last_term_begun(setting.calendars, today, setting.as_of)
    on_the_board = None if isinstance(term, Unknown) else _pep_of(term, casefile.peps)
    for pep, sent_in_on in waiting:
        if pep is on_the_board:
            continue
        known = registered.get(schools.of_pep(pep) or "")
        yield (
            known.id if known else None,
            WaitingRow(
                child=pep.child,
                year_group=year_group,
                school=known.id if known else "",
                school_name=known.name if known else "",
                pep=wording.PEP_WORDS[pep.type],
                record=pep.id,
                sent_in_on=sent_in_on,
                days=(setting.as_of - sent_in_on).days,
            ),
        )


def _next(
    pep: Pep | None,
    stage: Stage,
    owed: Iterable[CheckResult],
    results: Iterable[CheckResult],
    setting: Setting,
) -> CheckResult | None:
    """Return what has to be done next for this PEP: what is overdue, then what is due first.

    Until its meeting, what is owed for the child is owed for it; after that, what is counted
    for the PEP itself.
    """
    clocks = {one.id for one in setting.policy.clocks}
    found = [
        one for one in results if pep is not None and one.subject == pep.id and one.check in clocks
    ]
    if stage in _BEFORE_THE_MEETING:
        found += owed
    still_open = [one for one in found if one.status in TO_DO]
    return min(still_open, key=_how_bad, default=None)


def _of_a_pep(results: Iterable[CheckResult], setting: Setting) -> list[CheckResult]:
    """Return what the results say of when PEP meetings are held and plans sent in."""
    clocks = {one.id for one in setting.policy.clocks if one.milestone in _OF_A_PEP}
    return [one for one in results if one.check in clocks]


def _is_of(term: TermSpan, result: CheckResult) -> bool:
    """Say whether a duty falls in a term, or was not done before it and still can be."""
    if result.status is Status.NOT_APPLICABLE or result.due_on is None:
        return False
    in_term = term.dates.starts_on <= result.due_on < term.next_starts_on
    return in_term or (result.status is Status.OVERDUE and result.due_on < term.dates.starts_on)


def _how_bad(result: CheckResult) -> tuple[int, str, bool]:
    return (TO_DO.index(result.status), str(result.due_on), result.statutory)


def anchor_of(pep: Pep) -> date | None:
    """Return the day that says when a PEP was, or is to be: of its meeting, else the next best."""
    planned = max(
        (one.planned_for for one in pep.meetings if one.outcome is MeetingOutcome.PLANNED),
        default=None,
    )
    return (
        pep.held_on
        or pep.completed_on
        or planned
        or pep.arranged_on
        or pep.initiated_on
        or pep.requested_on
        or max((one.planned_for for one in pep.meetings), default=None)
    )


def known_day(pep: Pep, as_of: date) -> date | None:
    """Return the day by which people know a PEP: of its meeting, else when it was sent in."""
    days = (pep.held_on, pep.completed_on)
    return next((day for day in days if day and day <= as_of), None)


def _pep_of(term: TermSpan, peps: Iterable[Pep]) -> Pep | None:
    found = [one for one in peps if one.counts and _belongs(one, term)]
    return found[-1] if found else None


def _belongs(pep: Pep, term: TermSpan) -> bool:
    named = pep.for_term
    if named is not None:
        return (named.academic_year, named.term) == (term.year, term.dates.term)
    if pep.status is PepStatus.DRAFT and pep.held_on is None:
        return True
    day = anchor_of(pep)
    return day is not None and term.dates.starts_on <= day < term.next_starts_on


def stage_of(pep: Pep | None, casefile: Casefile, as_of: date) -> tuple[Stage, date | None]:
    """Return how far a PEP has come, and the day it came there, where that is on record."""
    if pep is None:
        return Stage.NOT_BOOKED, None
    if pep.completed_on is not None and pep.completed_on <= as_of:
        return _once_sent_in(pep, casefile, as_of)
    if pep.held_on is not None and pep.held_on <= as_of:
        return _after_the_meeting(pep, pep.held_on, as_of)
    booked = any(not one.is_called_off for one in pep.meetings)
    return (Stage.BOOKED, pep.arranged_on) if booked else (Stage.NOT_BOOKED, None)


def _once_sent_in(pep: Pep, casefile: Casefile, as_of: date) -> tuple[Stage, date | None]:
    if pep.status is PepStatus.COMPLETE:
        return _when_complete(pep, casefile, as_of)
    if pep.status is PepStatus.RETURNED:
        return Stage.RETURNED, max((one.returned_on for one in pep.returned), default=None)
    return Stage.WAITING_FOR_QA, pep.sent_on


def _after_the_meeting(pep: Pep, held_on: date, as_of: date) -> tuple[Stage, date | None]:
    """Return with whom a plan lies that is being written: the one who has not signed yet."""
    signed = [one for one in pep.sign_offs if one.signed_on <= as_of]
    worker = [one.signed_on for one in signed if one.role in _WORKER]
    school = [one.signed_on for one in signed if one.role in _SCHOOL]
    if worker and not school:
        return Stage.WITH_SCHOOL, max(worker)
    if school and not worker:
        return Stage.WITH_WORKER, max(school)
    return Stage.HELD, held_on


def _when_complete(pep: Pep, casefile: Casefile, as_of: date) -> tuple[Stage, date | None]:
    for kind, stage in (
        (PepEventKind.FILED, Stage.FILED),
        (PepEventKind.SHARED, Stage.SHARED),
    ):
        days = [
            one.happened_on for one in pep.events if one.kind is kind and one.happened_on <= as_of
        ]
        if days:
            return stage, max(days)
    judged = [one.reviewed_on for one in casefile.qa_reviews if one.pep == pep.id and one.rating]
    return Stage.COMPLETE, max(judged, default=pep.completed_on)


def day_due(pep: Pep, results: Iterable[CheckResult], setting: Setting) -> date | None:
    """Return the last day for the meeting of a PEP, the authority's own before the law's.

    It is told of the meeting that was held; of one that is still to be held, by what is open.
    """
    clocks = {one.id for one in setting.policy.clocks if one.milestone is Milestone.HELD}
    found = [
        one
        for one in results
        if one.check in clocks
        and one.due_on is not None
        and (one.met_on == pep.held_on if pep.held_on else one.status in TO_DO)
    ]
    best = min(found, key=lambda one: (one.statutory, str(one.due_on)), default=None)
    return best.due_on if best else None
