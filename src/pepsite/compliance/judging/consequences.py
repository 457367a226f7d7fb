"""What must follow a judgement: improvement, training, sending back, reviewing again, money.

A duty begins on the day of the judgement and is the one in force on that day. Where the
source sets no time, what is open is due and never late.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pepsite.compliance.clocks.clock import Began, doer_now
from pepsite.compliance.judging.outcomes import Rated, all_rated, disagreements
from pepsite.compliance.presence import owner_of, presences, school_on
from pepsite.compliance.results import (
    CheckResult,
    Setting,
    Status,
    cannot_tell,
    in_words,
    listed,
    result_of,
    status_of,
)
from pepsite.policy.base import Version, in_force
from pepsite.policy.calendars import Unknown
from pepsite.policy.follow_up import Consequence, FollowUp
from pepsite.policy.periods import Period, PeriodKind, period_of
from pepsite.records.answers import AskedDeclined, DoesNotApply, given
from pepsite.records.kinds import path_of
from pepsite.records.pep import Pep, PepStatus
from pepsite.records.review import QaReview, Training

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.policy.follow_up import ConsequenceVersion, FollowUpVersion
    from pepsite.policy.timescales import Span
    from pepsite.records.casefile import Casefile
    from pepsite.records.review import Audit

_NO_PLAN = Unknown("the sampling plan in force on the day")
_NO_CALENDAR = Unknown("a calendar for the next period")


def judgement_followed_up(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield whether what was found wanting is followed up, by every duty of the policy."""
    if not setting.policy.follow_up:
        return
    judged = tuple(all_rated(casefile, setting))
    for duty in setting.policy.follow_up:
        followed = _Followed(casefile, setting, duty)
        match duty.of:
            case "returned-pep":
                yield from _improvements(followed, duty)
            case "not-at-standard":
                yield from _not_at_standard(followed, duty, judged)
            case "moderation-disagreed":
                yield from _settled(followed, duty, judged)
            case "action":  # pragma: no branch  # there is no other
                continue  # judged with the action itself


def rating_brings(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield whether what a rating brings has come: sent back, reviewed again, told, paid."""
    if not setting.policy.consequences:
        return
    judged = tuple(all_rated(casefile, setting))
    for duty in setting.policy.consequences:
        followed = _Followed(casefile, setting, duty)
        own = tuple(one for one in judged if one.by == duty.of)
        yield from _released(followed, duty, own)
        for one in own:
            version = followed.version(duty.versions, one.on)
            if version is None or one.rating not in version.ratings:
                continue
            match version.brings:
                case "return":
                    yield _sent_back(followed, version, one)
                case "re-audit":
                    yield _judged_again(followed, version, one, judged)
                case "notify":
                    yield _told(followed, version, one)
                case "next-sample":
                    yield _in_next_sample(followed, version, one, judged)
                case "block-sign-off" | "release-funding":  # pragma: no branch  # there is no other
                    continue  # the first is a rule on records, the second about each PEP


class _Came(NamedTuple):
    """What came of a duty: when it was done, and in words. `over_on` ended its time."""

    done_on: date | None
    because: str
    over_on: date | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Followed:
    """A duty that follows something, for one child."""

    casefile: Casefile
    setting: Setting
    duty: FollowUp | Consequence

    def version(self, versions: tuple[Version, ...], begun: date) -> Version | None:
        """Return the duty as it stood when it began, or None outside the time that is judged."""
        judged = self.setting.records_begin_on <= begun <= self.setting.as_of
        return in_force(versions, begun) if judged else None

    def by(
        self,
        version: FollowUpVersion | ConsequenceVersion,
        began: Began,
        subject: str,
        came: _Came,
        *,
        counted: date | None = None,
    ) -> CheckResult:
        """Return how it stands, with the time that is set for it if there is one.

        Counting starts on `counted` where that is not the day it began.
        """
        due_on = self._due(version.within, counted or began.on)
        if isinstance(due_on, Unknown):
            return cannot_tell(self.result(version, began, subject, Status.DUE, came), due_on)
        if due_on is not None:
            status = status_of(due_on, came.done_on, self.setting.as_of, came.over_on)
        elif came.done_on is not None:
            status = Status.MET
        else:
            status = Status.DUE if came.over_on is None else Status.MISSED
        return self.result(version, began, subject, status, came, due_on)

    def _due(self, within: Span | None, start: date) -> date | Unknown | None:
        if within is None:
            return None
        school = school_on(self.casefile.child, self.setting, start)
        return self.setting.calendars.add(start, within, school)

    def result(  # noqa: PLR0913, PLR0917  # what any follow-up rests on
        self,
        version: FollowUpVersion | ConsequenceVersion,
        began: Began,
        subject: str,
        status: Status,
        came: _Came,
        due_on: date | None = None,
    ) -> CheckResult:
        """Return how it stands, with this status."""
        child, setting = self.casefile.child, self.setting
        school = school_on(child, setting, setting.as_of)
        doer = doer_now(self.duty.doer, school, setting)
        return result_of(
            self.duty,
            version,
            began,
            status,
            came.because,
            subject=subject,
            due_on=due_on,
            met_on=came.done_on if status in (Status.MET, Status.MET_LATE) else None,
            evidence=(began.kept_in, *(one for one in came.evidence if one != began.kept_in)),
            child=child.id,
            school=school.id if school else None,
            doer=doer,
            owner=owner_of(doer, child, school, setting),
        )


# --- What begins when something is found


def _improvements(followed: _Followed, duty: FollowUp) -> Iterator[CheckResult]:
    """Yield whether each PEP that was sent back has been sent again."""
    as_of = followed.setting.as_of
    for pep in followed.casefile.peps:
        returned = [one.returned_on for one in pep.returned if one.returned_on <= as_of]
        if not returned or not pep.counts:
            continue
        returned_on = max(returned)
        version = followed.version(duty.versions, returned_on)
        if version is None:
            continue
        again_on = _submitted_after(pep, returned_on, as_of)
        later = again_on is None and pep.sent_on is not None and pep.sent_on > as_of
        waits = pep.status is PepStatus.RETURNED or later
        what = "waits to be improved" if waits else "has been sent again"
        came = _Came(
            None if waits else again_on, f"It was sent back on {in_words(returned_on)} and {what}."
        )
        began = Began(returned_on, "the PEP was sent back", path_of(pep))
        if waits or again_on is not None:
            yield followed.by(version, began, pep.id, came)
        else:  # nobody wrote down when
            yield followed.result(version, began, pep.id, Status.MET, came)


def _not_at_standard(
    followed: _Followed, duty: FollowUp, judged: tuple[Rated, ...]
) -> Iterator[CheckResult]:
    """Yield whether something was done about each PEP that a review found not at standard."""
    setting = followed.setting
    for one in judged:
        review = one.record
        version = followed.version(duty.versions, one.on)
        if version is None or not isinstance(review, QaReview) or not _below(review, setting):
            continue
        began = Began(one.on, "the PEP was reviewed", one.path)
        if duty.done_by == "anything":
            yield followed.by(version, began, one.id, _anything(one, review, judged, setting))
        elif isinstance(review.training, DoesNotApply):
            came = _Came(None, "The review says why none was offered.")
            yield followed.result(version, began, one.id, Status.NOT_APPLICABLE, came)
        else:
            yield followed.by(version, began, one.id, _offer(review, setting))


def _below(review: QaReview, setting: Setting) -> bool:
    found = setting.policy.checklist(review.checklist.name, review.checklist.edition)
    return bool(found and review.rating and found[1].at_standard(review.rating) is False)


def _offer(review: QaReview, setting: Setting) -> _Came:
    offered_on = _offered_on(review)
    if offered_on is not None and offered_on <= setting.as_of:
        return _Came(offered_on, f"It was offered on {in_words(offered_on)}.")
    return _Came(None, "The PEP was not at standard, and no offer is on record.")


def _offered_on(review: QaReview) -> date | None:
    match review.training:
        # An offer that was declined has been made.
        case Training(offered_on=day) | AskedDeclined(declined_on=day):
            return day
        case _:
            return None


def _anything(one: Rated, review: QaReview, judged: tuple[Rated, ...], setting: Setting) -> _Came:
    """Return the first thing on record that was done about a review: four may be."""
    done = [
        _offered_on(review),
        review.feedback.shared_on if review.feedback else None,
        *(entry.returned_on for entry in one.pep.returned if entry.returned_on >= one.on),
        *(again.on for again in judged if again.pep is one.pep and _later(again, one)),
    ]
    first = min((day for day in done if day and day <= setting.as_of), default=None)
    if first is None:
        return _Came(None, "The PEP was not at standard, and nothing done about it is on record.")
    return _Came(first, f"The first thing done about it was on {in_words(first)}.")


def _settled(
    followed: _Followed, duty: FollowUp, judged: tuple[Rated, ...]
) -> Iterator[CheckResult]:
    """Yield whether each moderation that disagreed was settled by another look at the PEP."""
    for audit, first in disagreements(followed.casefile, followed.setting):
        version = followed.version(duty.versions, audit.audited_on)
        if version is not None:
            settled = [
                one
                for one in judged
                if one.follows in (audit.id, first.id) and one.on >= audit.audited_on
            ]
            yield followed.by(version, _moderated(audit), audit.id, _look(settled))


def _moderated(audit: Audit) -> Began:
    return Began(audit.audited_on, "the moderation disagreed", path_of(audit))


def _look(settled: list[Rated]) -> _Came:
    if not settled:
        return _Came(None, "The two judgements differ, and none that follows them is on record.")
    first = settled[0]
    because = f"A judgement that follows the two was made on {in_words(first.on)}."
    return _Came(first.on, because, evidence=(first.path,))


# --- What a rating brings


def _began(one: Rated) -> Began:
    return Began(one.on, "the PEP was rated", one.path)


def _sent_back(followed: _Followed, version: ConsequenceVersion, one: Rated) -> CheckResult:
    as_of = followed.setting.as_of
    days = [entry.returned_on for entry in one.pep.returned if one.on <= entry.returned_on <= as_of]
    if days:
        came = _Came(min(days), f"It was sent back on {in_words(min(days))}.")
    else:
        came = _Came(None, "It has not been sent back.", _past(one, followed))
    began = _began(one)
    return followed.by(version, began, one.id, came._replace(evidence=(path_of(one.pep),)))


def _past(one: Rated, followed: _Followed) -> date | None:
    """Return the day since which sending a PEP back is past: the next one was submitted.

    One that was accepted in spite of its rating is past it from the day it was rated.
    """
    if one.pep.status is PepStatus.COMPLETE:
        return one.on
    following = _next_submitted(one, followed)
    return following.completed_on if following else None


def _judged_again(
    followed: _Followed,
    version: ConsequenceVersion,
    one: Rated,
    judged: tuple[Rated, ...],
) -> CheckResult:
    """Return whether a PEP, or the next one, was judged again once it was submitted again."""
    following = _next_submitted(one, followed)
    again = [
        other
        for other in judged
        if _later(other, one) and (other.pep is one.pep or other.pep is following)
    ]
    submitted = _submitted_after(one.pep, one.on, followed.setting.as_of)
    if submitted is None and following is not None:
        submitted = following.completed_on
    if again:
        when = f"It was judged again on {in_words(again[0].on)}."
        came = _Came(again[0].on, when, evidence=(again[0].path,))
    elif submitted is not None:
        came = _Came(None, f"It was submitted on {in_words(submitted)} and not judged again.")
    else:
        came = _Came(None, "It waits to be submitted again, or for the next PEP.")
    began = _began(one)
    if submitted is None:
        status = Status.MET if again else Status.DUE
        return followed.result(version, began, one.id, status, came)
    return followed.by(version, began, one.id, came, counted=submitted)


def _in_next_sample(
    followed: _Followed,
    version: ConsequenceVersion,
    one: Rated,
    judged: tuple[Rated, ...],
) -> CheckResult:
    """Return whether a PEP of the child was looked at again by the sample of the next period.

    An audit of the kind that the plan asks for counts, and so does any judgement since that came
    to another rating: with that, nothing need be carried on.
    """
    setting, began = followed.setting, _began(one)
    plan = next((each for each in setting.policy.plans if each.id == version.plan), None)
    drawn_by = in_force(plan.versions, one.on) if plan else None
    due_on = _end_of_next(drawn_by.period, one.on, setting) if drawn_by else _NO_PLAN
    again = [
        other
        for other in judged
        if _later(other, one)
        and (
            (drawn_by and other.kind in drawn_by.fulfilled_by)
            or (other.rating and other.rating not in version.ratings)
        )
    ]
    over = [each.over_by(setting.as_of) for each in presences(followed.casefile.child, setting)]
    if again:
        when = f"It was judged again on {in_words(again[0].on)}."
        came = _Came(again[0].on, when, evidence=(again[0].path,))
    else:
        came = _Came(None, "No PEP of the child has been looked at again since.")
    if isinstance(due_on, Unknown):
        return cannot_tell(followed.result(version, began, one.id, Status.DUE, came), due_on)
    status = status_of(due_on, came.done_on, setting.as_of, over[-1] if over else None)
    return followed.result(version, began, one.id, status, came, due_on)


def _end_of_next(kind: PeriodKind, day: date, setting: Setting) -> date | Unknown:
    """Return the last day of the period after the one that a day lies in."""
    running = period_of(kind, day, setting.calendars)
    if isinstance(running, Period):
        running = period_of(kind, running.next_starts_on, setting.calendars)
    return running.ends_on if isinstance(running, Period) else running or _NO_CALENDAR


def _told(followed: _Followed, version: ConsequenceVersion, one: Rated) -> CheckResult:
    began, who = _began(one), listed(version.roles)
    if not isinstance(one.record, QaReview):
        came = _Came(None, "")
        result = followed.result(version, began, one.id, Status.DUE, came)
        return cannot_tell(result, Unknown("a place in an audit for whom it was shared with"))
    feedback = one.record.feedback
    shared = feedback is not None and feedback.shared_on <= followed.setting.as_of
    if feedback is not None and shared and set(version.roles) <= set(feedback.shared_with):
        because = f"It was shared on {in_words(feedback.shared_on)} with: {who}."
        return followed.by(version, began, one.id, _Came(feedback.shared_on, because))
    came = _Came(None, f"That it was shared with each of these is not on record: {who}.")
    return followed.by(version, began, one.id, came)


def _released(
    followed: _Followed, duty: Consequence, own: tuple[Rated, ...]
) -> Iterator[CheckResult]:
    """Yield whether the premium of each PEP was approved only after a rating that releases it."""
    for pep in followed.casefile.peps:
        premium = given(pep.premium)
        approved = [
            line.approved_on
            for line in (premium.lines if premium else ())
            if line.approved_on and line.approved_on <= followed.setting.as_of
        ]
        if not approved or not pep.counts:
            continue
        first = min(approved)
        version = followed.version(duty.versions, first)
        if version is None or version.brings != "release-funding":
            continue
        ratings = [one for one in own if one.pep is pep and one.on <= first]
        released = bool(ratings) and ratings[-1].rating in version.ratings
        because = f"It was approved on {in_words(first)}, " + (
            "after a rating that releases it."
            if released
            else "before any rating of the PEP that releases it."
        )
        came = _Came(first, because, evidence=tuple(one.path for one in ratings[-1:]))
        began = Began(first, "the premium was approved", path_of(pep))
        status = Status.MET if released else Status.MISSED
        yield followed.result(version, began, pep.id, status, came, first)


# --- Before and after


def _later(other: Rated, one: Rated) -> bool:
    """Say whether a judgement came after another: on a later day, or as one that follows it."""
    return other.follows == one.id or other.on > one.on


def _submitted_after(pep: Pep, day: date, as_of: date) -> date | None:
    """Return the first day on which a PEP was sent again after this one, by this day."""
    again = (one.sent_again_on for one in pep.returned if one.returned_on >= day)
    first = pep.completed_on if pep.completed_on and pep.completed_on > day else None
    return min((one for one in (first, *again) if one and one <= as_of), default=None)


def _next_submitted(one: Rated, followed: _Followed) -> Pep | None:
    """Return the child's next PEP that has been submitted, or None."""
    peps = followed.casefile.peps
    later = peps[peps.index(one.pep) + 1 :]
    as_of = followed.setting.as_of
    return next(
        (pep for pep in later if pep.counts and pep.completed_on and pep.completed_on <= as_of),
        None,
    )
