"""Did a second look agree with the first? Per question, per part and in the rating.

A second look is an audit that judges a review or an audit again: a moderation, a dip sample of
what was quality assured, a second auditor's own copy of the same form. What a school says of
its own PEP is a first look like any other here: whoever asks leaves it out by its type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pepsite.records.answers import given
from pepsite.records.review import Audit, AuditType, QaReview

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from pepsite.policy.questions import QuestionsEdition
    from pepsite.records.casefile import Casefile

RATING = "rating"
"""What stands for the overall rating where questions and parts stand by their ids."""


class Compared(NamedTuple):
    """One point that both judged: a question, a part, or the rating, and what each said."""

    item: str
    first: str
    second: str

    @property
    def agrees(self) -> bool:
        """Whether both said the same."""
        return self.first == self.second


class Moderated(NamedTuple):
    """A judgement and the look that was taken at it again."""

    first: QaReview | Audit
    second: Audit
    compared: tuple[Compared, ...]

    @property
    def on(self) -> date:
        """The day of the second look."""
        return self.second.audited_on

    @property
    def rating_agrees(self) -> bool | None:
        """Whether both gave the same rating; None where one of them gave none."""
        return next((one.agrees for one in self.compared if one.item == RATING), None)

    @property
    def disagreements(self) -> tuple[Compared, ...]:
        """The points on which they differ, in the order of the form, the rating last."""
        return tuple(one for one in self.compared if not one.agrees)


def moderations(
    casefile: Casefile, editions: Mapping[str, QuestionsEdition] | None = None
) -> Iterator[Moderated]:
    """Yield every second look among one child's records, with the look it was taken at.

    A school that reviews its own PEP moderates nobody.

    `editions` holds the edition of each audit's questions, by the audit's id, where the order
    of the form is wanted; without it points stand in the order of their ids.
    """
    firsts: dict[str, QaReview | Audit] = {one.id: one for one in casefile.qa_reviews}
    firsts |= {one.id: one for one in casefile.audits}
    for audit in casefile.audits:
        edition = (editions or {}).get(audit.id)
        for judged in (audit.judges_qa_review, audit.judges_audit):
            if judged is not None and judged in firsts and audit.type is not AuditType.SELF_REVIEW:
                first = firsts[judged]
                yield Moderated(first, audit, compared(first, audit, edition))


def second_audits(casefile: Casefile) -> Iterator[Moderated]:
    """Yield every audit by a second auditor, with the one before it.

    They were made for the same sample, by the same form, of the same PEPs, by other people,
    and neither says that it judges the other.
    """
    earlier: dict[tuple[object, ...], Audit] = {}
    for audit in sorted(casefile.audits, key=lambda one: (one.audited_on, one.id)):
        if audit.sample is None or audit.judges_audit is not None:
            continue
        peps = frozenset(one.pep for one in audit.peps)
        first = earlier.setdefault((audit.sample, audit.template.name, audit.type, peps), audit)
        if not _people(first) & _people(audit):
            yield Moderated(first, audit, compared(first, audit))


def _people(audit: Audit) -> set[str]:
    return {one.person or one.id for one in audit.auditors}


def compared(
    first: QaReview | Audit, second: Audit, edition: QuestionsEdition | None = None
) -> tuple[Compared, ...]:
    """Return what both answered and rated, and what each said.

    An honest "not known yet" is no answer, so there is nothing to compare.
    """
    before, after = _points(first), _points(second)
    known = [item for item in after if item in before]
    order = {} if edition is None else _order(edition)
    known.sort(key=lambda item: (item == RATING, order.get(item, len(order)), item))
    return tuple(Compared(item, before[item], after[item]) for item in known)


def _points(record: QaReview | Audit) -> dict[str, str]:
    points = {one.question: answer for one in record.answers if (answer := given(one.answer))}
    if isinstance(record, Audit):
        points |= {one.part: one.rating for one in record.part_ratings}
    return points | ({RATING: record.rating} if record.rating else {})


def _order(edition: QuestionsEdition) -> dict[str, int]:
    items = (*(one.id for one in edition.questions), *(one.id for one in edition.parts))
    return {item: place for place, item in enumerate(items)}
