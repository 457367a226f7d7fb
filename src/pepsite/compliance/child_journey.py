"""One child's journey: what happened, across all records, in the order of its days.

Days, codes and ids only: what people wrote stays where they wrote it (WAL-84 to 86).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pepsite.compliance.conformity.forms import edition_of
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.compliance.results import Setting
    from pepsite.records.casefile import Casefile
    from pepsite.records.child import CarePeriod, Child
    from pepsite.records.pep import Pep
    from pepsite.records.review import Action, Audit, QaReview


class Happened(StrEnum):
    """What can happen on a journey, in the order in which it is told of one day."""

    CARE_ENTERED = "care-entered"
    LEGAL_STATUS = "legal-status"
    PLACEMENT_BEGAN = "placement-began"
    PLACEMENT_ENDED = "placement-ended"
    CARE_ENDED = "care-ended"
    EDUCATION_BEGAN = "education-began"
    EDUCATION_ENDED = "education-ended"
    EDUCATION_STATUS = "education-status"
    YEAR_GROUP = "year-group"
    SEN = "sen"
    RESPONSIBLE = "responsible"
    EVENT = "event"
    CORRECTED = "corrected"
    PEP_REQUESTED = "pep-requested"
    PEP_INITIATED = "pep-initiated"
    PEP_ARRANGED = "pep-arranged"
    MEETING_PLANNED = "meeting-planned"
    MEETING_HELD = "meeting-held"
    SIGNED = "signed"
    PEP_SUBMITTED = "pep-submitted"
    PEP_RETURNED = "pep-returned"
    PEP_REVISED = "pep-revised"
    PEP_EVENT = "pep-event"
    PEP_CLOSED = "pep-closed"
    QA_REVIEW = "qa-review"
    FEEDBACK_SHARED = "feedback-shared"
    AUDIT = "audit"
    ACTION_RAISED = "action-raised"
    ACTION_ENDED = "action-ended"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened on a day, and the record and file that say so.

    `codes` are of our own lists; `about` are the ids of other records it is about; `until` is
    the last day of it, where it has one; `item` is the id of the item within the record; `rated`
    is what the policy calls the rating that was given.
    """

    on: date
    happened: Happened
    record: str
    path: str
    codes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    until: date | None = None
    item: str = ""
    rated: str = ""


_ORDER = {one: place for place, one in enumerate(Happened)}


def journey_of(casefile: Casefile, setting: Setting) -> tuple[Entry, ...]:
    """Return what happened to one child up to the setting's day, that day included, in order.

    Of actions, those are told that are about this child, or that a review or an audit raised.
    """
    judged = (one.id for one in casefile.qa_reviews), (one.id for one in casefile.audits)
    ours = (casefile.child.id, *judged[0], *judged[1])
    actions = {action.id: action for one in ours for action in setting.raised.get(one, ())}
    found = [
        *_of_child(casefile.child),
        *(entry for pep in casefile.peps for entry in _of_pep(pep)),
        *(entry for review in casefile.qa_reviews for entry in _of_review(review, setting)),
        *(_of_audit(audit, setting) for audit in casefile.audits),
        *(entry for action in actions.values() for entry in _of_action(action)),
    ]
    known = (_as_known(one, setting.as_of) for one in found if one.on <= setting.as_of)
    return tuple(
        sorted(known, key=lambda one: (one.on, _ORDER[one.happened], one.record, one.item))
    )


def _as_known(entry: Entry, as_of: date) -> Entry:
    """Return an entry without an end that lay ahead; what is to be done by then was known."""
    ahead = entry.until is not None and entry.until > as_of
    return replace(entry, until=None) if ahead and entry.happened not in _AHEAD else entry


_AHEAD = (Happened.ACTION_RAISED,)


def _of_child(child: Child) -> Iterator[Entry]:
    at = (child.id, path_of(child))
    for period in child.care:
        yield from _of_care(period, at)
    for place in child.education:
        told = ((place.part,), (place.school,))
        yield Entry(place.from_on, Happened.EDUCATION_BEGAN, *at, *told, place.until_on, place.id)
        if place.until_on is not None:
            yield Entry(place.until_on, Happened.EDUCATION_ENDED, *at, *told, item=place.id)
    for stands in child.education_statuses:
        codes = (stands.status,)
        yield Entry(stands.from_on, Happened.EDUCATION_STATUS, *at, codes, item=stands.id)
    for year in child.year_groups:
        yield Entry(year.from_on, Happened.YEAR_GROUP, *at, (year.year_group,), item=year.id)
    for sen in child.sen:
        needs = (one for one in (sen.primary_need, sen.secondary_need) if one is not None)
        yield Entry(sen.from_on, Happened.SEN, *at, (sen.provision, *needs), item=sen.id)
    for one in child.responsible:
        who = ((one.role,), (one.person,))
        yield Entry(one.from_on, Happened.RESPONSIBLE, *at, *who, one.until_on, one.id)
    for event in child.events:
        what = ((event.kind,), (event.school,) if event.school else ())
        yield Entry(event.happened_on, Happened.EVENT, *at, *what, event.back_on, event.id)
    for put_right in child.corrections:
        which = ((put_right.field,), (put_right.by,))
        yield Entry(put_right.corrected_on, Happened.CORRECTED, *at, *which, item=put_right.id)


def _of_care(period: CarePeriod, at: tuple[str, str]) -> Iterator[Entry]:
    need = (period.category_of_need,) if period.category_of_need else ()
    yield Entry(period.entered_on, Happened.CARE_ENTERED, *at, need, (), period.ended_on, period.id)
    for status in period.legal_statuses:
        yield Entry(status.from_on, Happened.LEGAL_STATUS, *at, (status.status,), item=status.id)
    for place in period.placements:
        codes = (place.type,)
        yield Entry(
            place.from_on, Happened.PLACEMENT_BEGAN, *at, codes, (), place.until_on, place.id
        )
        if place.until_on is not None:
            yield Entry(place.until_on, Happened.PLACEMENT_ENDED, *at, codes, item=place.id)
    if period.ended_on is not None:
        why = (period.reason_ended,) if period.reason_ended else ()
        yield Entry(period.ended_on, Happened.CARE_ENDED, *at, why, item=period.id)


def _of_pep(pep: Pep) -> Iterator[Entry]:
    at, kind = (pep.id, path_of(pep)), (pep.type,)
    milestones = (
        (pep.requested_on, Happened.PEP_REQUESTED),
        (pep.initiated_on, Happened.PEP_INITIATED),
        (pep.arranged_on, Happened.PEP_ARRANGED),
        (pep.completed_on, Happened.PEP_SUBMITTED),
    )
    for on, happened in milestones:
        if on is not None:
            yield Entry(on, happened, *at, kind)
    for meeting in pep.meetings:
        if meeting.held_on is None:
            codes = (*kind, meeting.mode, *((meeting.outcome,) if meeting.outcome else ()))
            yield Entry(meeting.planned_for, Happened.MEETING_PLANNED, *at, codes, item=meeting.id)
        else:
            codes = (*kind, meeting.mode)
            yield Entry(meeting.held_on, Happened.MEETING_HELD, *at, codes, item=meeting.id)
    for signed in pep.sign_offs:
        about = (signed.by,) if signed.by else ()
        codes = (signed.section, signed.role)
        yield Entry(signed.signed_on, Happened.SIGNED, *at, codes, about, item=signed.id)
    for returned in pep.returned:
        yield Entry(returned.returned_on, Happened.PEP_RETURNED, *at, kind, item=returned.id)
    for revision in pep.revisions:
        about = (revision.by,)
        yield Entry(revision.revised_on, Happened.PEP_REVISED, *at, kind, about, item=revision.id)
    for event in pep.events:
        yield Entry(event.happened_on, Happened.PEP_EVENT, *at, (event.kind,), item=event.id)
    if pep.closed is not None:
        yield Entry(pep.closed.closed_on, Happened.PEP_CLOSED, *at, kind)


def _of_review(review: QaReview, setting: Setting) -> Iterator[Entry]:
    at, about = (review.id, path_of(review)), (review.pep,)
    who = (*about, review.reviewer)
    rated = _rating(review, setting)
    yield Entry(review.reviewed_on, Happened.QA_REVIEW, *at, (), who, rated=rated)
    if review.feedback is not None:
        codes = review.feedback.shared_with
        yield Entry(review.feedback.shared_on, Happened.FEEDBACK_SHARED, *at, codes, about)


def _of_audit(audit: Audit, setting: Setting) -> Entry:
    at, about = (audit.id, path_of(audit)), tuple(one.pep for one in audit.peps)
    rated = _rating(audit, setting)
    return Entry(audit.audited_on, Happened.AUDIT, *at, (audit.type,), about, rated=rated)


def _rating(record: QaReview | Audit, setting: Setting) -> str:
    # A word that is not on the scale is somebody's own.
    edition = edition_of(record, setting.policy)
    scale = () if edition is None else edition.scale
    return next((one.title for one in scale if one.id == record.rating), "")


def _of_action(action: Action) -> Iterator[Entry]:
    at = (action.id, path_of(action))
    raised = tuple(filter(None, (action.raised_by.audit, action.raised_by.qa_review)))
    yield Entry(
        action.raised_on, Happened.ACTION_RAISED, *at, (), (*raised, action.owner), action.target_on
    )
    if action.outcome is not None:
        yield Entry(action.outcome.ended_on, Happened.ACTION_ENDED, *at, (action.outcome.result,))
