"""What a policy asks of every PEP on one topic, so that each has its page."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pepsite.policy.base import in_force
from pepsite.policy.content import (
    AttendanceTarget,
    EachItemHas,
    FieldAnswered,
    Fresh,
    PremiumTied,
    TargetOfHorizon,
    TargetsEvaluated,
    TargetsIn,
    TransitionPlanned,
    VoiceActedOn,
    VoiceRecorded,
)
from pepsite.privacy import rules_in_words, wording
from pepsite.privacy.published_guidance import Asked, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.policy.content import ContentRule
    from pepsite.policy.pack import PolicyPack


class TopicName(StrEnum):
    """The topics that have a page of guidance, by the name of the page."""

    TARGETS = "targets"
    VOICE = "childs-voice"
    PREMIUM = "pupil-premium-plus"
    TRANSITIONS = "transitions"
    ATTENDANCE = "attendance"
    WELLBEING = "wellbeing"


_BY_FIELD: Final = {
    "attendance": TopicName.ATTENDANCE,
    "carer_views": TopicName.VOICE,
    "interventions": TopicName.TARGETS,
    "long_term_plans": TopicName.TARGETS,
    "needs": TopicName.TARGETS,
    "planned_changes": TopicName.TRANSITIONS,
    "premium": TopicName.PREMIUM,
    "strengths": TopicName.TARGETS,
    "targets": TopicName.TARGETS,
    "transition": TopicName.TRANSITIONS,
    "careers": TopicName.TRANSITIONS,
    "voice": TopicName.VOICE,
    "wellbeing": TopicName.WELLBEING,
}
_BY_RULE: Final[dict[type, TopicName]] = {
    AttendanceTarget: TopicName.ATTENDANCE,
    PremiumTied: TopicName.PREMIUM,
    TargetOfHorizon: TopicName.TARGETS,
    TargetsEvaluated: TopicName.TARGETS,
    TargetsIn: TopicName.TARGETS,
    TransitionPlanned: TopicName.TRANSITIONS,
    VoiceActedOn: TopicName.VOICE,
    VoiceRecorded: TopicName.VOICE,
}


def topics(policy: PolicyPack, as_of: date) -> Iterator[Topic]:
    """Yield each topic with what is asked on it on a day: what a PEP must have first."""
    asked: dict[TopicName, list[Asked]] = {name: [] for name in TopicName}
    for name, one in (*_required(policy, as_of), *_shown(policy, as_of)):
        asked[name].append(one)
    for name, found in asked.items():
        yield Topic(name, tuple(dict.fromkeys(found)))


def topic_of_rule(rule: ContentRule) -> TopicName | None:
    """Return the topic that a rule on the content of a PEP belongs to, if any has a page."""
    if isinstance(rule, Fresh | EachItemHas | FieldAnswered):
        return topic_of_field(rule.field)
    return _BY_RULE.get(type(rule))


def topic_of_field(field: str) -> TopicName | None:
    """Return the topic that a field of a PEP belongs to, if any has a page."""
    return _BY_FIELD.get(field.partition(".")[0])


def _required(policy: PolicyPack, as_of: date) -> Iterator[tuple[TopicName, Asked]]:
    for one in policy.requirements:
        version = in_force(one.versions, as_of)
        name = topic_of_field(one.field)
        if version is not None and name is not None:
            has = "has" if version.level == "required" else "should have"
            says = f"A complete PEP {has}: {one.title}"
            whom = wording.holds_for((), one.when)
            yield name, Asked(says, whom=whom, sources=(version.source, *version.also))


def _shown(policy: PolicyPack, as_of: date) -> Iterator[tuple[TopicName, Asked]]:
    for duty in policy.content:
        version = in_force(duty.versions, as_of)
        name = topic_of_rule(version.rule) if version is not None else None
        if version is not None and name is not None:
            yield (
                name,
                Asked(
                    _said(duty.title, version.rule),
                    wording.role(duty.doer),
                    whom=wording.holds_for(duty.only_when, duty.when),
                    sources=(version.source, *version.also),
                ),
            )


def _said(title: str, rule: ContentRule) -> str:
    """Return what is asked: where it is that a field is filled in, the title says it better."""
    if isinstance(rule, FieldAnswered | EachItemHas):
        return title
    return wording.sentence(rules_in_words.content(rule))
