"""Does an audit follow the template it names, and was it done by somebody who may?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.forms import form_findings, form_of, is_finished
from pepsite.findings import Finding, finding
from pepsite.records.codes import Role
from pepsite.records.kinds import path_of
from pepsite.records.review import AuditType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.compliance.ratings import Form
    from pepsite.compliance.workspace import Workspace
    from pepsite.policy.audits import AuditTemplate
    from pepsite.records.casefile import Casefile
    from pepsite.records.review import Audit, PanelMember


def audits_follow_their_template(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield where an audit does not fit the template it names, or who did it."""
    for audit in casefile.audits:
        used = workspace.template(audit.template.name, audit.template.edition)
        if used is None:
            allowed = ", ".join(workspace.template_editions()) or "none"
            yield finding("template-unknown", path_of(audit), ("template",), allowed=allowed)
            continue
        template, form = used.template, form_of(audit, used.edition, casefile)
        if audit.type not in template.types:
            allowed = ", ".join(template.types)
            yield finding("audit-type-not-allowed", path_of(audit), ("type",), allowed=allowed)
        yield from _auditors(audit, template, form, workspace)
        yield from _own_work(audit, template, casefile)
        yield from form_findings(audit, form)
        if is_finished(audit, form):
            yield from _said_in_full(audit, template)


def _auditors(
    audit: Audit, template: AuditTemplate, form: Form, workspace: Workspace
) -> Iterator[Finding]:
    """Yield who was there in no role that may audit, and the seats that nobody took."""
    seats = [seat.any_of for seat in template.panel]
    allowed = dict.fromkeys((*template.auditors, *(role for seat in seats for role in seat)))
    words, source, path = ", ".join(allowed), form.edition.source, path_of(audit)
    roles = [_role(member, audit, workspace) for member in audit.auditors]
    for index, (member, role) in enumerate(zip(audit.auditors, roles, strict=True)):
        if role not in allowed:
            field = ("auditors", index, "person" if member.person else "role")
            yield finding("role-not-allowed", path, field, source=source, allowed=words)
    for seat in seats:
        if not set(seat) & set(roles):
            wanted = ", ".join(seat)
            yield finding("panel-incomplete", path, ("auditors",), source=source, allowed=wanted)


def _role(member: PanelMember, audit: Audit, workspace: Workspace) -> Role:
    """Return the role somebody had on the day: by their own record, where there is one."""
    person = workspace.person(member.person) if member.person else None
    return member.role if person is None else person.role_on(audit.audited_on)


def _own_work(audit: Audit, template: AuditTemplate, casefile: Casefile) -> Iterator[Finding]:
    """Yield each auditor who judged this before, or answers for the child.

    A moderation is a second look by someone else, whatever the template says (HIL-16).
    """
    moderates = audit.type is AuditType.MODERATION
    judged_before = _first_judges(audit, casefile)
    if template.never_the_first_auditor:
        looked_at = {one.pep for one in audit.peps}
        judged_before |= {one.reviewer for one in casefile.qa_reviews if one.pep in looked_at}
        officer = casefile.child.responsible_on(Role.VIRTUAL_SCHOOL_OFFICER, audit.audited_on)
        judged_before |= {officer} - {None}
    elif not moderates:
        return
    for index, member in enumerate(audit.auditors):
        if member.person in judged_before:
            yield finding("own-work-judged", path_of(audit), ("auditors", index, "person"))


def _first_judges(audit: Audit, casefile: Casefile) -> set[str | None]:
    """Return who made the review or the audit that this one judges again."""
    judges: set[str | None] = {
        review.reviewer for review in casefile.qa_reviews if review.id == audit.judges_qa_review
    }
    for other in casefile.audits:
        if other.id == audit.judges_audit:
            judges |= {member.person for member in other.auditors if member.person}
    return judges


def _said_in_full(audit: Audit, template: AuditTemplate) -> Iterator[Finding]:
    """Yield what a finished audit lacks: its overview, and who does what by when."""
    path = path_of(audit)
    if template.overview_required and audit.overview is None:
        yield finding("overview-missing", path, ("overview",), source=template.overview_required)
    if template.recommendations_become_actions is None:
        return
    for index, one in enumerate(audit.recommendations):
        if one.action is None:
            source, field = template.recommendations_become_actions, ("recommendations", index)
            yield finding("recommendation-without-action", path, field, source=source)
