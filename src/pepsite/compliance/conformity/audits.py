"""Does an audit follow the template it names, and was it done by somebody who may?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.conformity.forms import form_findings, form_of, is_finished
from pepsite.findings import Finding, finding
from pepsite.records.codes import Role
from pepsite.records.kinds import path_of
from pepsite.records.review import AuditType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.compliance.judging.ratings import Form
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
        yield from _peps(audit, template, casefile)
        yield from _auditors(audit, template, form, workspace)
        yield from _own_work(audit, template, casefile)
        yield from form_findings(audit, form)
        if _says_something(audit) and is_finished(audit, form):
            yield from _said_in_full(audit, template)
            yield from _panel(audit, template, form, workspace)


def _peps(audit: Audit, template: AuditTemplate, casefile: Casefile) -> Iterator[Finding]:
    """Yield each PEP looked at that the template is not for (HIL-18)."""
    when, peps = template.when, {pep.id: pep for pep in casefile.peps}
    for index, judged in enumerate(audit.peps):
        pep = peps.get(judged.pep)
        if pep is not None and not when.holds(pep.phase, pep.type, pep.year_group):
            kinds = (*(when.phases or ()), *(when.types or ()), *(when.year_groups or ()))
            place, allowed = ("peps", index, "pep"), ", ".join(kinds)
            yield finding("template-not-for-pep", path_of(audit), place, allowed=allowed)


def _says_something(audit: Audit) -> bool:
    return bool(audit.answers or audit.part_ratings or audit.rating)


def _auditors(
    audit: Audit, template: AuditTemplate, form: Form, workspace: Workspace
) -> Iterator[Finding]:
    """Yield who audited in no role that may."""
    seats = (role for seat in template.panel for role in seat.any_of)
    allowed = dict.fromkeys((*template.auditors, *seats))
    words, source = ", ".join(allowed), form.edition.source
    for index, member in enumerate(audit.auditors):
        if _role(member, audit, workspace) not in allowed:
            field = ("auditors", index, "person" if member.person else "role")
            path = path_of(audit)
            yield finding("role-not-allowed", path, field, source=source, allowed=words)


def _panel(
    audit: Audit, template: AuditTemplate, form: Form, workspace: Workspace
) -> Iterator[Finding]:
    """Yield the seats of the panel that nobody took; while an audit is going on, some may yet."""
    roles = {_role(member, audit, workspace) for member in audit.auditors}
    for seat in template.panel:
        if not roles & set(seat.any_of):
            words, source = ", ".join(seat.any_of), form.edition.source
            path = path_of(audit)
            yield finding("panel-incomplete", path, ("auditors",), source=source, allowed=words)


def _role(member: PanelMember, audit: Audit, workspace: Workspace) -> Role:
    """Return the role somebody had on the day: by their own record, where there is one."""
    role = workspace.role_on(member.person, audit.audited_on) if member.person else None
    return member.role if role is None else role


def _own_work(audit: Audit, template: AuditTemplate, casefile: Casefile) -> Iterator[Finding]:
    """Yield each auditor who judged this before, or answers for the child.

    A moderation is a second look by someone else, whatever the template says (HIL-16).
    """
    moderates = audit.type is AuditType.MODERATION
    judged_before = _first_judges(audit, casefile)
    if template.never_the_first_auditor and audit.sample is None:  # else: sampling/fulfilled.py
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
