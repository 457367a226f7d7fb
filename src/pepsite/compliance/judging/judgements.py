"""The finished judgements of a PEP, whether a review or an audit made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pepsite.records.review import Audit, AuditType, QaReview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.records.casefile import Casefile


class Judgement(NamedTuple):
    """One rating of one PEP: when, what, and in which record."""

    on: date
    rating: str
    record: QaReview | Audit


def judgements(casefile: Casefile, pep: str, form: str) -> Iterator[Judgement]:
    """Yield every rating that this PEP has by a checklist or template, in no order.

    What a school says of its own PEP is its own view, and never counts as the virtual
    school's (C21).
    """
    for one in judgements_of(casefile):
        record = one.record
        if isinstance(record, QaReview):
            fits = record.pep == pep and record.checklist.name == form
        else:
            fits = record.template.name == form and any(each.pep == pep for each in record.peps)
        if fits:
            yield one


def judgements_of(casefile: Casefile) -> Iterator[Judgement]:
    """Yield every rating by the virtual school among one child's records, reviews first."""
    for review in casefile.qa_reviews:
        if review.rating:
            yield Judgement(review.reviewed_on, review.rating, review)
    for audit in casefile.audits:
        if audit.rating and audit.type is not AuditType.SELF_REVIEW:
            yield Judgement(audit.audited_on, audit.rating, audit)


def latest_judgement(casefile: Casefile, pep: str, form: str) -> Judgement | None:
    """Return the last of them: of two on one day, the one that follows the other."""
    found = list(judgements(casefile, pep, form))
    followed = {one.record.follows for one in found}
    return max(found, key=lambda one: (one.on, one.record.id not in followed), default=None)
