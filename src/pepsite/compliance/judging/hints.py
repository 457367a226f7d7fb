"""What the records have to say beside a question, before anybody answers it.

A hint is a result with its evidence. It stands beside the question and never answers it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.compliance.judging.ratings import Form
    from pepsite.compliance.results import CheckResult
    from pepsite.records.casefile import Casefile


def hints_of(
    form: Form, casefile: Casefile, results: Iterable[CheckResult]
) -> dict[str, tuple[CheckResult, ...]]:
    """Return the results that stand beside each question and part asked, by its id.

    `results` are those of the child. A result belongs here if it is about a PEP that was looked
    at, or about the child; one about another PEP says nothing of these. Where no PEP was named,
    every result of the check is given. Those of one check are in the order of their days.
    """
    seen = {pep.id for pep in form.peps} or {pep.id for pep in casefile.peps}
    ours: set[str] = set()
    others: set[str] = set()
    for pep in casefile.peps:
        (ours if pep.id in seen else others).update((pep.id, path_of(pep)))
    for review in casefile.qa_reviews:
        (ours if review.pep in seen else others).update((review.id, path_of(review)))
    by_check: dict[str, list[CheckResult]] = {}
    for result in sorted(results, key=_by_day):
        about = {result.subject, result.part, *result.evidence}
        if about & ours or not about & others:
            by_check.setdefault(result.check, []).append(result)
    asked = [(one.id, one.hint) for one in form.edition.questions if form.asks(one)]
    asked += [(part.id, part.hint) for part in form.edition.parts]
    return {
        item: tuple(result for check in hint for result in by_check.get(check, ()))
        for item, hint in asked
        if hint
    }


def _by_day(result: CheckResult) -> tuple[date, tuple[str, str, str, str]]:
    return (result.due_on or result.met_on or date.max, result.order)
