"""Is what was agreed on done by its day? Actions, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.clocks.clock import Began
from pepsite.compliance.results import (
    CheckResult,
    Setting,
    Status,
    in_words,
    result_of,
    status_of,
)
from pepsite.policy.base import in_force
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.policy.follow_up import FollowUp, FollowUpVersion
    from pepsite.records.review import Action


def action_in_time(action: Action, setting: Setting) -> Iterator[CheckResult]:
    """Yield how an action stands with the target date it carries."""
    for duty in setting.policy.follow_up:
        version = in_force(duty.versions, action.raised_on)
        if duty.of == "action" and version is not None and action.raised_on <= setting.as_of:
            yield _action(action, setting, duty, version)


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
    return result_of(
        duty,
        version,
        Began(action.raised_on, "the action was raised", path_of(action)),
        status,
        because,
        subject=action.id,
        due_on=action.target_on,
        met_on=met_on,
        child=action.child,
        school=action.school,
        doer=owner.role if owner else duty.doer,
        owner=action.owner,
    )
