"""Does a review follow the checklist it names, and its rating the rule?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.conformity.forms import form_findings, form_of
from pepsite.compliance.conformity.sign_offs import has_school
from pepsite.compliance.judging.judgements import latest_judgement
from pepsite.findings import Finding, finding
from pepsite.records.kinds import path_of
from pepsite.records.pep import PepStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.compliance.workspace import ChecklistUsed, Workspace
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.review import QaReview


def reviews_follow_their_checklist(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield where a review does not fit the checklist it names, or its rating the rule."""
    for review in casefile.qa_reviews:
        used = workspace.checklist(review.checklist.name, review.checklist.edition)
        if used is None:
            allowed = ", ".join(workspace.checklist_editions()) or "none"
            yield finding("checklist-unknown", path_of(review), ("checklist",), allowed=allowed)
            continue
        not_allowed = tuple(_reviewer(review, used, workspace))
        yield from not_allowed or _own_pep(review, casefile, workspace)
        yield from form_findings(review, form_of(review, used.edition, casefile))


def _reviewer(review: QaReview, used: ChecklistUsed, workspace: Workspace) -> Iterator[Finding]:
    role = workspace.role_on(review.reviewer, review.reviewed_on)
    if role is not None and role not in used.reviewers:
        allowed = ", ".join(used.reviewers)
        source = used.edition.source
        path = path_of(review)
        yield finding("role-not-allowed", path, ("reviewer",), source=source, allowed=allowed)


def _own_pep(review: QaReview, casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield a review by whoever prepared the PEP.

    Where the child has no school, the officer who would review it is often who prepares it, and
    there may be nobody else.
    """
    if review.reviewed_on < workspace.records_begin_on():
        return
    for pep in casefile.peps:
        is_own = pep.id == review.pep and pep.prepared_by == review.reviewer
        if is_own and has_school(pep, casefile, review.reviewed_on):
            yield finding("own-work-judged", path_of(review), ("reviewer",))


def complete_after_review(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield PEPs whose status says more than is on record: accepted, or sent back."""
    for pep in casefile.peps:
        if pep.status is PepStatus.RETURNED and not pep.returned:
            yield finding("returned-without-entry", path_of(pep), ("returned",))
        if pep.status is PepStatus.COMPLETE:
            yield from _accepted(pep, casefile, workspace)
            yield from _not_blocked(pep, casefile, workspace)


def _accepted(pep: Pep, casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield a complete PEP that no review accepted, if the policy of its day asks for one."""
    if pep.completed_on is None:  # pragma: no cover  # no complete PEP is without
        return
    accepting = workspace.accepting(pep.completed_on)
    names = {one.checklist for one in accepting}
    reviewed = any(
        review.pep == pep.id and review.rating and review.checklist.name in names
        for review in casefile.qa_reviews
    )
    if accepting and not reviewed:
        source = "; ".join(dict.fromkeys(one.source for one in accepting))
        allowed = ", ".join(one.checklist for one in accepting)
        yield finding(
            "complete-not-reviewed", path_of(pep), ("status",), source=source, allowed=allowed
        )


def _not_blocked(pep: Pep, casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield a complete PEP whose last judgement has a rating that does not let it be complete."""
    for form in workspace.blocking_forms():
        last = latest_judgement(casefile, pep.id, form)
        if last is None:
            continue
        for blocking in workspace.blocking(last.on):
            if blocking.of == form and last.rating in blocking.ratings:
                source, path = blocking.source, path_of(pep)
                yield finding("sign-off-blocked", path, ("status",), source=source, form=form)
