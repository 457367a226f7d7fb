"""What must follow a judgement: improvement, training, actions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pepsite.compliance.clocks import doer_now
from pepsite.compliance.presence import owner_of, school_on
from pepsite.compliance.results import (
    CheckResult,
    Explanation,
    Setting,
    Status,
    in_words,
    sources_of,
    status_of,
)
from pepsite.policy.base import in_force
from pepsite.records.answers import AskedDeclined, DoesNotApply
from pepsite.records.kinds import path_of
from pepsite.records.pep import Pep, PepStatus
from pepsite.records.review import Training

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.policy.follow_up import FollowUp, FollowUpVersion
    from pepsite.records.casefile import Casefile
    from pepsite.records.review import Action, QaReview


def judgement_followed_up(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield whether PEPs sent back are improved, and training is offered where it is owed."""
    for duty in setting.policy.follow_up:
        if duty.of == "returned-pep":
            for pep in casefile.peps:
                returned = [
                    one.returned_on for one in pep.returned if one.returned_on <= setting.as_of
                ]
                if returned and pep.counts:
                    version = _version(duty, max(returned), setting)
                    if version is not None:
                        yield _improvement(casefile, setting, duty, version, pep, max(returned))
        if duty.of == "not-at-standard":
            for review in casefile.qa_reviews:
                version = _version(duty, review.reviewed_on, setting)
                if version is not None and _not_at_standard(review, setting):
                    yield _training(casefile, setting, duty, version, review)


def action_in_time(action: Action, setting: Setting) -> Iterator[CheckResult]:
    """Yield how an action stands with the target date it carries."""
    for duty in setting.policy.follow_up:
        version = in_force(duty.versions, action.raised_on)
        if duty.of == "action" and version is not None and action.raised_on <= setting.as_of:
            yield _action(action, setting, duty, version)


def _version(duty: FollowUp, begun: date, setting: Setting) -> FollowUpVersion | None:
    """Return the duty as it stood when it began, or None outside the time that is judged."""
    judged_from, until = setting.records_begin_on, setting.as_of
    return in_force(duty.versions, begun) if judged_from <= begun <= until else None


def _improvement(  # noqa: PLR0913, PLR0917  # what any follow-up rests on, and the day it began
    casefile: Casefile,
    setting: Setting,
    duty: FollowUp,
    version: FollowUpVersion,
    pep: Pep,
    returned_on: date,
) -> CheckResult:
    waits = pep.status is PepStatus.RETURNED
    again_on = pep.completed_on if pep.completed_on and pep.completed_on > returned_on else None
    if again_on is not None and not waits:
        waits = again_on > setting.as_of
    because = f"It was sent back on {in_words(returned_on)} and " + (
        "waits to be improved." if waits else "has been sent again."
    )
    explanation = Explanation(
        duty.title,
        because,
        in_force_from=version.from_on,
        counted_from=returned_on,
        counted_from_what="the PEP was sent back",
        counted_in=path_of(pep),
        reading=version.reading,
    )
    status = Status.DUE if waits else Status.MET
    result = _open_duty(casefile, setting, duty, version, pep, status, explanation)
    return replace(result, met_on=None if waits else again_on)


def _training(
    casefile: Casefile,
    setting: Setting,
    duty: FollowUp,
    version: FollowUpVersion,
    review: QaReview,
) -> CheckResult:
    match review.training:
        # An offer that was declined has been made.
        case Training(offered_on=day) | AskedDeclined(declined_on=day):
            offered_on: date | None = day
        case _:
            offered_on = None
    if isinstance(review.training, DoesNotApply):
        status, because = Status.NOT_APPLICABLE, "The review says why none was offered."
    elif offered_on is not None and offered_on <= setting.as_of:
        status, because = Status.MET, f"It was offered on {in_words(offered_on)}."
    else:
        status, because = Status.DUE, "The PEP was not at standard, and no offer is on record."
    explanation = Explanation(
        duty.title,
        because,
        in_force_from=version.from_on,
        counted_from=review.reviewed_on,
        counted_from_what="the PEP was reviewed",
        counted_in=path_of(review),
        reading=version.reading,
    )
    result = _open_duty(casefile, setting, duty, version, review, status, explanation)
    return replace(result, met_on=offered_on if status is Status.MET else None)


def _open_duty(  # noqa: PLR0913, PLR0917  # what any follow-up rests on
    casefile: Casefile,
    setting: Setting,
    duty: FollowUp,
    version: FollowUpVersion,
    record: Pep | QaReview,
    status: Status,
    explanation: Explanation,
) -> CheckResult:
    school = school_on(casefile.child, setting, setting.as_of)
    doer = doer_now(duty.doer, school, setting)
    return CheckResult(
        check=duty.id,
        status=status,
        subject=record.id,
        source=sources_of(version),
        explanation=explanation,
        evidence=(path_of(record),),
        child=casefile.child.id,
        school=school.id if school else None,
        doer=doer,
        owner=owner_of(doer, casefile.child, school, setting),
    )


def _not_at_standard(review: QaReview, setting: Setting) -> bool:
    found = setting.policy.checklist(review.checklist.name, review.checklist.edition)
    return bool(found and review.rating and found[1].at_standard(review.rating) is False)


def _action(
    action: Action, setting: Setting, duty: FollowUp, version: FollowUpVersion
) -> CheckResult:
    outcome = action.outcome
    if outcome is not None and outcome.ended_on > setting.as_of:
        outcome = None
    met_on = outcome.ended_on if outcome and outcome.result == "done" else None
    status = status_of(action.target_on, met_on, setting.as_of, None)
    if outcome and outcome.result == "no-longer-needed":
        status = Status.NOT_APPLICABLE
    elif outcome and met_on is None:
        status = Status.MISSED  # it was given up before it was done
    because = f"Its target date is {in_words(action.target_on)}" + (
        f"; it ended on {in_words(outcome.ended_on)}: {outcome.result.replace('-', ' ')}."
        if outcome
        else ", and it is open."
    )
    owner = setting.register.people.get(action.owner)
    return CheckResult(
        check=duty.id,
        status=status,
        subject=action.id,
        source=sources_of(version),
        explanation=Explanation(
            duty.title,
            because,
            in_force_from=version.from_on,
            counted_from=action.raised_on,
            counted_from_what="the action was raised",
            counted_in=path_of(action),
            reading=version.reading,
        ),
        due_on=action.target_on,
        met_on=met_on,
        evidence=(path_of(action),),
        child=action.child,
        school=action.school,
        doer=owner.role if owner else duty.doer,
        owner=action.owner,
    )
