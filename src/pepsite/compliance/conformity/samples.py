"""What samples keep to, and audits out of them: the plan, and that nobody audits their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.findings import Finding, finding
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.compliance.workspace import Workspace
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.review import Sample


def sample_follows_its_plan(sample: Sample, workspace: Workspace) -> Iterator[Finding]:
    """Yield where a sample names a plan that the policy has not, or auditors it does not allow."""
    version = workspace.plan(sample.plan.name, sample.plan.edition)
    path = path_of(sample)
    if version is None:
        allowed = ", ".join(workspace.plan_editions()) or "none"
        yield finding("plan-unknown", path, ("plan",), allowed=allowed)
        return
    for index, one in enumerate(sample.drawn):
        for field in ("auditor", "second_auditor"):
            auditor = getattr(one, field)
            role = workspace.role_on(auditor, sample.drawn_on) if auditor else None
            if role is not None and role not in version.auditors:
                yield finding(
                    "role-not-allowed",
                    path,
                    ("drawn", index, field),
                    source=version.source,
                    allowed=", ".join(version.auditors),
                )


def nobody_audits_their_own(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield audits out of a sample by somebody whose own the child or the PEP is."""
    del workspace
    peps = {pep.id: pep for pep in casefile.peps}
    for audit in casefile.audits:
        judged = [peps[one.pep] for one in audit.peps if one.pep in peps]
        if audit.sample is None:
            continue
        own = {one for pep in judged for one in own_work(casefile, pep, audit.audited_on)}
        for index, auditor in enumerate(audit.auditors):
            if auditor.person in own:
                yield finding("own-work-audited", path_of(audit), ("auditors", index, "person"))


def own_work(casefile: Casefile, pep: Pep, day: date) -> Iterator[str]:
    """Yield whose own a PEP is, by the child's records alone.

    That is everyone responsible for the child on the day, whoever prepared the PEP, and
    whoever reviewed it first.
    """
    yield from (one.person for one in casefile.child.responsible if one.covers(day))
    if pep.prepared_by is not None:
        yield pep.prepared_by
    reviews = [one for one in casefile.qa_reviews if one.pep == pep.id and one.reviewed_on <= day]
    if reviews:
        yield min(reviews, key=lambda one: (one.reviewed_on, one.id)).reviewer
