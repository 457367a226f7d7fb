"""Who does what, as the pack decides it: from its clocks, its chair, and who must take part."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from pepsite.policy.base import When, in_force
from pepsite.policy.timescales import AheadOf, Milestone
from pepsite.privacy import rules_in_words, wording
from pepsite.privacy.published_policy import Duty, Step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.policy.base import Circumstances
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.timescales import Clock, ClockVersion
    from pepsite.records.codes import Role

_STEPS: Final = {
    Milestone.REQUESTED: Step.START,
    Milestone.INITIATED: Step.START,
    Milestone.ARRANGED: Step.ARRANGE,
    Milestone.INVITED: Step.ARRANGE,
    Milestone.HELD: Step.MEET,
    Milestone.SIGNED: Step.COMPLETE,
    Milestone.COMPLETED: Step.COMPLETE,
    Milestone.CHECKED: Step.COMPLETE,
    Milestone.QUALITY_ASSURED: Step.QUALITY_ASSURE,
    Milestone.FEEDBACK: Step.QUALITY_ASSURE,
}
_DOES: Final = {
    Milestone.REQUESTED: "asks for {pep}",
    Milestone.INITIATED: "begins {pep}",
    Milestone.ARRANGED: "arranges the meeting for {pep}",
    Milestone.INVITED: "sends the invitations to the meeting for {pep}",
    Milestone.HELD: "sees that the meeting for {pep} is held",
    Milestone.SIGNED: "signs a section of {pep}",
    Milestone.COMPLETED: "sees that {pep} is complete",
    Milestone.CHECKED: "checks that {pep} records their views as they gave them",
    Milestone.QUALITY_ASSURED: "quality assures {pep}",
    Milestone.FEEDBACK: "gives feedback on {pep}",
}
_PEPS: Final = {
    "initial-pep": "the first PEP",
    "review-pep": "the review",
    "every-pep": "each PEP",
    "leaving-care-pep": "the PEP made as care ends",
    "new-provision-pep": "the PEP made at a new place of education",
}
_STEP_OF: Final = {
    "review-pep": Step.REVIEW,
    "leaving-care-pep": Step.CHANGE,
    "new-provision-pep": Step.CHANGE,
}
_FOLLOWS: Final = {
    "returned-pep": "improves a PEP that was sent back, and sends it again",
    "not-at-standard": "offers training or other help where a PEP is not at standard",
    "action": "does by its target date what a review or an audit recommended",
    "moderation-disagreed": "settles what two people judged differently",
}
_MUCH: Final = tuple(wording.MUST_WORDS)


def step_of(clock: Clock, version: ClockVersion) -> Step:
    """Return the step at which a clock is shown; what is done ahead of the meeting, before it."""
    ahead = Step.ARRANGE if isinstance(version.by, AheadOf) else _STEPS[clock.milestone]
    return _STEP_OF.get(clock.of) or ahead


def duties(policy: PolicyPack, as_of: date) -> Iterator[Duty]:
    """Yield who does what at each step, in the order of the steps; nothing twice."""
    found = dict.fromkeys(
        chain(
            _of_clocks(policy, as_of),
            untimed_duties(policy, as_of),
        )
    )
    steps = list(Step)
    yield from sorted(found, key=lambda duty: steps.index(duty.step))


def untimed_duties(policy: PolicyPack, as_of: date) -> Iterator[Duty]:
    """Yield who does what without a clock on it: who chairs, who takes part, what follows."""
    yield from _of_chair(policy, as_of)
    yield from _of_participants(policy, as_of)
    yield from _of_follow_up(policy, as_of)


def _of_clocks(policy: PolicyPack, as_of: date) -> Iterator[Duty]:
    for clock in policy.clocks:
        version = in_force(clock.versions, as_of)
        if version is not None:
            does = _DOES[clock.milestone].format(pep=_PEPS[clock.of])
            if clock.only_when:
                does += f" of {wording.whose(clock.only_when)}"
            does += wording.for_which(clock.when)
            yield Duty(step_of(clock, version), wording.role(clock.doer), does)


def _of_chair(policy: PolicyPack, as_of: date) -> Iterator[Duty]:
    chair = in_force(policy.chair, as_of)
    if chair is None:
        return
    yield Duty(Step.MEET, wording.role(chair.with_school), "chairs the meeting")
    if chair.without_school is not chair.with_school:
        does = "chairs the meeting for a child who has no school place"
        yield Duty(Step.MEET, wording.role(chair.without_school), does)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one duty asks of one role."""

    role: Role
    must: str
    excused: bool
    when: When
    only_when: Circumstances

    def is_said_by(self, other: _Asked) -> bool:
        """Say whether another asks at least as much, of the same role, for the same PEPs."""
        return (
            other != self
            and other.role is self.role
            and _MUCH.index(other.must) >= _MUCH.index(self.must)
            and (self.excused or not other.excused)
            and other.when in (When(), self.when)
            and other.only_when in ((), self.only_when)
        )


def _of_participants(policy: PolicyPack, as_of: date) -> Iterator[Duty]:
    """Yield what is asked of those round the table, the most that is asked of each only."""
    asked = [
        _Asked(role, duty.must, duty.excused_by_reason, duty.when, duty.only_when)
        for duty in policy.participants
        for version in [in_force(duty.versions, as_of)]
        if version is not None
        for role in version.roles
    ]
    for one in asked:
        if not any(one.is_said_by(other) for other in asked):
            step = Step.ARRANGE if one.must == "be-invited" else Step.MEET
            does = wording.MUST_WORDS[one.must]
            if one.only_when:
                does += f" for {wording.whose(one.only_when)}"
            does += wording.for_which(one.when)
            does += "; if not, the record says why" if one.excused else ""
            yield Duty(step, wording.role(one.role), does)


def _of_follow_up(policy: PolicyPack, as_of: date) -> Iterator[Duty]:
    for school_duty in policy.coverage:
        version = in_force(school_duty.versions, as_of)
        if version is not None:
            does = rules_in_words.coverage(school_duty, version)
            yield Duty(Step.QUALITY_ASSURE, wording.role(school_duty.doer), does)
    for duty in policy.follow_up:
        if in_force(duty.versions, as_of) is not None:
            does = _FOLLOWS[duty.of]
            yield Duty(Step.QUALITY_ASSURE, wording.role(duty.doer), does)
