"""The PEPs that somebody looked at: by which review or audit, on which day, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pepsite.privacy import wording
from pepsite.privacy.published import JudgedRow
from pepsite.records.kinds import path_of
from pepsite.records.review import QaReview

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.compliance.coverage.schools import Reviewed
    from pepsite.compliance.results import Setting
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.questions import QuestionsEdition
    from pepsite.records.casefile import Casefile
    from pepsite.records.review import Audit

REVIEW: Final = "Review"
_NOT_IN_THE_POLICY = "Questions that are not in the policy"
_NOT_ON_THE_SCALE = "a rating that is not on the scale"


def judged_row(look: Reviewed, casefile: Casefile, setting: Setting) -> JudgedRow:
    """Return what a page shows of a look at a PEP of this child."""
    pep = next(one for one in casefile.peps if one.id == look.pep)
    records: tuple[QaReview | Audit, ...] = (*casefile.qa_reviews, *casefile.audits)
    record = next(one for one in records if path_of(one) == look.path)
    title, edition = _questions(record, setting.policy)
    rating, at_standard = "", None
    if record.rating:
        titles = {value.id: value.title for value in edition.scale} if edition else {}
        rating = titles.get(record.rating, _NOT_ON_THE_SCALE)
        at_standard = edition.at_standard(record.rating) if edition else None
    return JudgedRow(
        child=casefile.child.id,
        pep=wording.PEP_WORDS[pep.type],
        pep_record=pep.id,
        judged_on=look.on,
        how=REVIEW if isinstance(record, QaReview) else "Audit",
        questions=title,
        rating=rating,
        at_standard=at_standard,
        record=record.id,
        counts=_counts(look.kind, setting.policy),
    )


def first_looks(rows: Iterable[JudgedRow]) -> tuple[JudgedRow, ...]:
    """Return the first look at each PEP, in order of day: it is PEPs that are counted."""
    first: dict[str, JudgedRow] = {}
    for row in sorted(rows, key=in_order_of_day):
        first.setdefault(row.pep_record, row)
    return tuple(first.values())


def in_order_of_day(row: JudgedRow) -> tuple[str, str, str]:
    """Return what looks are sorted by."""
    return (str(row.judged_on), row.record, row.pep_record)


def _questions(record: QaReview | Audit, policy: PolicyPack) -> tuple[str, QuestionsEdition | None]:
    """Return what the questions are called that were answered, and their edition."""
    if isinstance(record, QaReview):
        of_review = policy.checklist(record.checklist.name, record.checklist.edition)
        return (of_review[0].title, of_review[1]) if of_review else (_NOT_IN_THE_POLICY, None)
    of_audit = policy.template(record.template.name, record.template.edition)
    return (of_audit[0].title, of_audit[1]) if of_audit else (_NOT_IN_THE_POLICY, None)


def _counts(kind: str, policy: PolicyPack) -> bool:
    """Say whether a duty counts such a review or audit; where there is no duty, all count."""
    versions = [version for duty in policy.coverage for version in duty.versions]
    return not versions or any(kind in version.counts for version in versions)
