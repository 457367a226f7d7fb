"""Was a PEP reviewed by the child's own person in the role that is to judge it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.clocks.clock import Began
from pepsite.compliance.presence import owner_of, school_on
from pepsite.compliance.results import (
    CheckResult,
    Setting,
    Status,
    cannot_tell,
    in_words,
    result_of,
)
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.policy.checklists import ByOwn
    from pepsite.records.casefile import Casefile
    from pepsite.records.review import QaReview


def reviewed_by_own(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield, for each finished review, whether the reviewer was the child's own."""
    counts = {pep.id for pep in casefile.peps if pep.counts}
    for review in casefile.qa_reviews:
        found = setting.policy.checklist(review.checklist.name, review.checklist.edition)
        own = found[0].by_own if found else None
        judged = setting.records_begin_on <= review.reviewed_on <= setting.as_of
        if own is None or not judged or not review.rating or review.pep not in counts:
            continue
        if in_force((own,), review.reviewed_on) is not None:
            yield _by_own(casefile, setting, own, review)


def _by_own(casefile: Casefile, setting: Setting, own: ByOwn, review: QaReview) -> CheckResult:
    child, day = casefile.child, review.reviewed_on
    person = child.responsible_on(own.role, day)
    school = school_on(child, setting, day)
    met = person == review.reviewer
    role = str(own.role).replace("-", " ")
    result = result_of(
        own,
        own,
        Began(day, "the PEP was reviewed", path_of(review)),
        Status.MET if met else Status.MISSED,
        f"On {in_words(day)} the reviewer {'was' if met else 'was not'} the child's {role}.",
        subject=review.id,
        due_on=day,
        met_on=day if met else None,
        evidence=(path_of(child), path_of(review)),
        child=child.id,
        school=school.id if school else None,
        doer=own.role,
        owner=owner_of(own.role, child, school, setting, day),
    )
    if person is None:
        return cannot_tell(result, Unknown(f"who the child's {role} was on {in_words(day)}"))
    return result
