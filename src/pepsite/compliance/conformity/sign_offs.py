"""May those who signed a PEP, or sent it back, do so? Judged by their own records, on the day.

What was signed before the workspace began was signed under the rules of another system, and where
the policy says nothing of a section, anybody may sign it. Children, carers and parents put their
names to what they like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.findings import Finding, finding
from pepsite.records.codes import Role
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.compliance.workspace import Workspace
    from pepsite.policy.sections import SectionVersion
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.sections import SignOff

_SENIOR = (Role.PHASE_MANAGER, Role.VIRTUAL_SCHOOL_DEPUTY, Role.VIRTUAL_SCHOOL_HEAD)
"""Who may stand in for an officer of the virtual school."""
_OF_A_SCHOOL = frozenset({Role.DESIGNATED_TEACHER, Role.SCHOOL_STAFF, Role.HEADTEACHER})
"""Who may be asked to stand in for a designated teacher, and then signs as the delegate."""


def signed_by_those_who_may(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield each signature under a section by somebody to whom the policy does not give it."""
    for pep in casefile.peps:
        for index, signed in enumerate(pep.sign_offs):
            if signed.by is None or signed.signed_on < workspace.records_begin_on():
                continue
            role = workspace.role_on(signed.by, signed.signed_on)
            if role is None:  # that nobody has this id is found elsewhere
                continue
            if not _is_as_signed(signed, role):
                yield finding("role-not-on-record", path_of(pep), ("sign_offs", index, "role"))
                continue
            section = workspace.section(signed.section, signed.signed_on)
            if section is None:
                continue
            allowed = _signers(section, pep, casefile, signed.signed_on)
            if signed.role not in allowed:
                yield finding(
                    "role-not-allowed",
                    path_of(pep),
                    ("sign_offs", index, "role"),
                    source=section.source,
                    allowed=", ".join(allowed),
                )


def _is_as_signed(signed: SignOff, role: Role) -> bool:
    """Say whether somebody with this role may say that they sign in theirs."""
    return signed.role is role or (signed.role is Role.DELEGATE and role in _OF_A_SCHOOL)


def _signers(section: SectionVersion, pep: Pep, casefile: Casefile, day: date) -> tuple[Role, ...]:
    """Return who may sign: who owns a section, who helps with it, and who stands in for them."""
    roles = [section.owner, *section.supported_by]
    if section.signed_by is not None:
        roles.append(section.signed_by)
    if section.owner_without_school is not None and not has_school(pep, casefile, day):
        roles.append(section.owner_without_school)
    if Role.VIRTUAL_SCHOOL_OFFICER in roles:
        roles += _SENIOR
    if Role.DESIGNATED_TEACHER in roles:
        roles.append(Role.DELEGATE)
    return tuple(dict.fromkeys(roles))


def has_school(pep: Pep, casefile: Casefile, day: date) -> bool:
    """Say whether a PEP has a school, and the child a place of education on this day."""
    return pep.school is not None and any(one.covers(day) for one in casefile.child.education)


def sent_back_by_those_who_may(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield each PEP sent back by somebody who may neither review it nor is senior to who may."""
    for pep in casefile.peps:
        for index, returned in enumerate(pep.returned):
            if returned.returned_on < workspace.records_begin_on():
                continue
            role = workspace.role_on(returned.by, returned.returned_on)
            accepting = workspace.accepting(returned.returned_on)
            reviewers = [role for one in accepting for role in one.reviewers]
            if role is None or not reviewers:
                continue
            allowed = tuple(dict.fromkeys([*reviewers, Role.VIRTUAL_SCHOOL_OFFICER, *_SENIOR]))
            if role not in allowed:
                yield finding(
                    "role-not-allowed",
                    path_of(pep),
                    ("returned", index, "by"),
                    source="; ".join(dict.fromkeys(one.source for one in accepting)),
                    allowed=", ".join(allowed),
                )
