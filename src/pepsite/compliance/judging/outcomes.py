"""Every PEP of a child that somebody judged, in order; and where two judged differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.compliance.conformity.forms import audit_is_finished
from pepsite.records.kinds import path_of
from pepsite.records.review import AuditType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.compliance.results import Setting
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.review import Audit, QaReview


@dataclass(frozen=True, slots=True)
class Rated:
    """A PEP was judged: by which checklist or template, when, with which rating if with one.

    `kind` is `qa-review` or the type of audit. `follows` names the judgement it comes back to.
    """

    id: str
    pep: Pep
    kind: str
    by: str
    on: date
    rating: str | None
    follows: str | None
    record: QaReview | Audit

    @property
    def path(self) -> str:
        """Where it is kept."""
        return path_of(self.record)


def all_rated(casefile: Casefile, setting: Setting) -> Iterator[Rated]:
    """Yield every finished judgement of the child's PEPs by the day, in order.

    A review without a rating is not finished; an audit may come without an overall one. PEPs
    that were closed are left out, and so is what a school says of its own PEP (C21).
    """
    peps = {pep.id: pep for pep in casefile.peps if pep.counts}
    found = [
        Rated(
            one.id,
            peps[one.pep],
            "qa-review",
            one.checklist.name,
            one.reviewed_on,
            one.rating,
            one.follows,
            one,
        )
        for one in casefile.qa_reviews
        if one.rating and one.pep in peps and one.reviewed_on <= setting.as_of
    ]
    found += [
        Rated(
            audit.id,
            peps[judged.pep],
            str(audit.type),
            audit.template.name,
            audit.audited_on,
            audit.rating,
            audit.follows,
            audit,
        )
        for audit in casefile.audits
        if audit.type is not AuditType.SELF_REVIEW
        and audit.audited_on <= setting.as_of
        and audit_is_finished(audit, casefile, setting.policy)
        for judged in audit.peps
        if judged.pep in peps
    ]
    yield from sorted(found, key=lambda one: (one.on, one.id))


def disagreements(casefile: Casefile, setting: Setting) -> Iterator[tuple[Audit, QaReview | Audit]]:
    """Yield each moderation that came to another rating or answer, with what it judged again."""
    reviews = {one.id: one for one in casefile.qa_reviews}
    audits = {one.id: one for one in casefile.audits}
    for audit in casefile.audits:
        if audit.type is not AuditType.MODERATION or audit.audited_on > setting.as_of:
            continue
        first: QaReview | Audit | None = reviews.get(audit.judges_qa_review or "") or audits.get(
            audit.judges_audit or ""
        )
        if first is not None and _differ(first, audit):
            yield audit, first


def _differ(first: QaReview | Audit, second: Audit) -> bool:
    """Say whether two came to other ratings, or to other answers to a question both answered."""
    if first.rating and second.rating and first.rating != second.rating:
        return True
    before = {one.question: one.answer for one in first.answers}
    return any(one.answer != before.get(one.question, one.answer) for one in second.answers)
