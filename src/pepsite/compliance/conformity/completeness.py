"""Is a PEP complete for the status it claims?

Judged by the policy in force on the day it was submitted: a new edition never makes an old
PEP non-conforming, and before a pack's first edition nobody can tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pepsite.compliance.fields import is_answered, is_empty, value_at
from pepsite.findings import Finding, finding
from pepsite.policy.completeness import NoAnswerKind, way
from pepsite.records.answers import is_no_answer
from pepsite.records.codes import EducationStatus
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.compliance.workspace import Workspace
    from pepsite.findings import FieldPath
    from pepsite.policy.completeness import Requirement, RequirementVersion
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep

ON_ROLL = (EducationStatus.ON_ROLL, EducationStatus.PART_TIME, EducationStatus.EMPLOYED)
"""With these, what is asked for only while there is no school place is not asked for."""


def complete_for_its_status(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield what is missing in each PEP whose status says that nothing is."""
    for pep in casefile.peps:
        if pep.claims_to_be_complete:
            yield from _missing(pep, workspace)


def _missing(pep: Pep, workspace: Workspace) -> Iterator[Finding]:
    submitted_on = pep.completed_on
    if submitted_on is None or submitted_on < workspace.policy_begins_on():
        yield finding("policy-not-in-force", path_of(pep), ("completed_on",))
        return
    found: dict[tuple[str, FieldPath], Finding] = {}
    asked = workspace.requirements(pep.phase, pep.type, pep.year_group, submitted_on)
    for requirement, version in asked:
        if not _asked(requirement, pep):
            continue
        for one in _wanting(requirement, version, pep):
            # Law and authority may ask for the same field: one finding, both sources.
            key = (one.code, one.field)
            known = found.get(key)
            found[key] = (
                one if known is None else replace(known, source=_joined(known.source, one.source))
            )
    yield from found.values()


def _joined(known: str | None, more: str | None) -> str:
    return "; ".join(dict.fromkeys(f"{known}; {more}".split("; ")))


def _asked(requirement: Requirement, pep: Pep) -> bool:
    if requirement.unless_on_roll and (
        pep.arrangements is None or pep.arrangements.status in ON_ROLL
    ):
        return False
    if requirement.if_answered is not None:
        return is_answered(value_at(pep, way(requirement.if_answered)))
    return True


def _wanting(requirement: Requirement, version: RequirementVersion, pep: Pep) -> Iterator[Finding]:
    place = way(requirement.field)
    value = value_at(pep, place)
    code = "incomplete" if version.level == "required" else "incomplete-advised"
    if is_empty(value):
        yield finding(code, path_of(pep), place, source=version.source, name=requirement.title)
    elif is_no_answer(value):
        if NoAnswerKind(value.no_answer) not in version.accepts:
            yield finding(
                "answer-not-allowed",
                path_of(pep),
                (*place, "no_answer"),
                source=version.source,
                name=requirement.title,
                allowed=", ".join(version.accepts) or "an answer only",
            )
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            for name in requirement.each_has:
                inside = way(name)
                if is_empty(value_at(item, inside)):
                    field: FieldPath = (*place, index, *inside)
                    title = f"{name.replace('_', ' ')}, for each of {requirement.title}"
                    yield finding(code, path_of(pep), field, source=version.source, name=title)
