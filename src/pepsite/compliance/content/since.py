"""What became of the PEP before: what the child said, and the targets that were due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.content.case import not_applicable
from pepsite.policy.calendars import Unknown
from pepsite.records.answers import NotKnownYet, given, is_no_answer
from pepsite.records.kinds import path_of
from pepsite.records.voice import ActedOn, Topic

if TYPE_CHECKING:
    from pepsite.compliance.content.case import Answer, Case
    from pepsite.policy.content import VoiceActedOn
    from pepsite.records.voice import View

_FIRST = not_applicable("There is no PEP before it in this time in care.")
_ABOUT_TAKING_PART = (Topic.NO_MEETING, Topic.NO_PART)
"""Views that say how the child wants to take part: heeding them leaves nothing to answer."""


def voice_acted_on(rule: VoiceActedOn, case: Case) -> Answer:
    """Say whether each thing the child said last time has been answered since.

    It was acted on in the PEP in which it stands, or this one says what was done about it.
    """
    before, pep, as_of = case.before, case.pep, case.setting.as_of
    if before is None:
        return _FIRST
    said = [
        view
        for view in (given(before.voice.views) if before.voice else None) or ()
        if view.topic not in _ABOUT_TAKING_PART and (not rule.about or view.topic in rule.about)
    ]
    evidence = (path_of(pep), path_of(before))
    if not said:
        return not_applicable("The PEP before has nothing of the kind that the child said.")
    since = {
        one.view
        for one in (pep.voice.answered_from_last_time if pep.voice else ())
        if one.pep == before.id and one.done_on <= as_of
    }
    open_ = [view for view in said if view.id not in since and not _acted_on(view, case)]
    if not open_:
        return case.met(f"All that the child said last time is answered: {len(said)}.", evidence)
    if all(isinstance(view.acted_on, NotKnownYet) for view in open_):
        return Unknown("what was done about something the child said last time")
    return case.lacks(
        f"Of what the child said last time, {len(open_)} of {len(said)} have no answer.", evidence
    )


def _acted_on(view: View, case: Case) -> bool:
    done = view.acted_on
    if isinstance(done, ActedOn):
        return done.done_on <= case.setting.as_of
    return is_no_answer(done) and not isinstance(done, NotKnownYet)


def targets_evaluated(case: Case) -> Answer:
    """Say whether each target of the PEP before that was due by this one has been reviewed.

    A target carried over keeps its id, and may be reviewed where it stands now.
    """
    before, as_of = case.before, case.setting.as_of
    if before is None:
        return _FIRST
    due = [one for one in given(before.targets) or () if one.by <= case.submitted_on]
    if not due:
        return not_applicable("No target of the PEP before was due by this one.")
    reviewed = {
        one.id
        for one in (*due, *(given(case.pep.targets) or ()))
        if one.review and one.review.reviewed_on <= as_of
    }
    open_ = sum(one.id not in reviewed for one in due)
    evidence = (path_of(case.pep), path_of(before))
    if open_:
        return case.lacks(
            f"{open_} of {len(due)} targets that were due have not been reviewed.", evidence
        )
    return case.met(f"All {len(due)} targets that were due have been reviewed.", evidence)
