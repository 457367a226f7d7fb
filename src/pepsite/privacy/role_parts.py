"""What a policy asks of each role, before, during and after the meeting."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from pepsite.policy.base import in_force
from pepsite.policy.expectations import Stage
from pepsite.privacy import wording
from pepsite.privacy.duties import untimed_duties
from pepsite.privacy.published_guidance import Asked, RolePart
from pepsite.privacy.published_policy import Step
from pepsite.privacy.situations import asked_once, stage_of
from pepsite.records.codes import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.policy.pack import PolicyPack

_STAGE_AT: Final = {
    Step.ARRANGE: Stage.BEFORE,
    Step.MEET: Stage.DURING,
    Step.QUALITY_ASSURE: Stage.ASSURING,
}


def role_parts(policy: PolicyPack, as_of: date) -> Iterator[RolePart]:
    """Yield what is asked of each role on a day. A role that nothing is asked of is there too."""
    for role in Role:
        asked = dict.fromkeys(
            chain(
                _clocks(policy, role, as_of),
                _sections(policy, role, as_of),
                _untimed(policy, role, as_of),
                _told(policy, role, as_of),
            )
        )
        yield RolePart(str(role), wording.role(role), tuple(asked))


def _clocks(policy: PolicyPack, role: Role, as_of: date) -> Iterator[Asked]:
    found = [
        (clock, version)
        for clock in policy.clocks
        if clock.doer is role
        if (version := in_force(clock.versions, as_of)) is not None
    ]
    for clock, version, asked in asked_once(found):
        yield replace(asked, who="", stage=stage_of(clock, version))


def _sections(policy: PolicyPack, role: Role, as_of: date) -> Iterator[Asked]:
    """Yield the sections of the plan that are this role's to fill in, to help with, to sign."""
    for section in policy.sections:
        version = in_force(section.versions, as_of)
        if version is None:
            continue
        sources = (version.source, *version.also)
        title = f"“{section.title}”"
        if version.owner is role:
            yield Asked(f"Fill in {title}", stage=Stage.BEFORE, sources=sources)
        if version.owner_without_school is role:
            says = f"Fill in {title} for a child without a school place"
            yield Asked(says, stage=Stage.NO_SCHOOL, sources=sources)
        if role in version.supported_by:
            yield Asked(f"Help to fill in {title}", stage=Stage.BEFORE, sources=sources)
        if version.signed_by is role:
            yield Asked(f"Put your name to {title}", stage=Stage.AFTER, sources=sources)


def _untimed(policy: PolicyPack, role: Role, as_of: date) -> Iterator[Asked]:
    title = wording.role(role)
    for duty in untimed_duties(policy, as_of):
        if duty.role == title:
            says = f"The {title.lower()} {duty.does}"
            yield Asked(says, stage=_STAGE_AT[duty.step])


def _told(policy: PolicyPack, role: Role, as_of: date) -> Iterator[Asked]:
    for file in policy.expectations:
        for one in file.expectations:
            if one.role is role and in_force((one,), as_of) is not None:
                says = one.says + wording.for_which(one.when)
                yield Asked(says, stage=one.stage, sources=(one.source, *one.also))
