"""Every rule on records: a function each, named as the sentence that should be true."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pepsite.compliance.conformity.audits import audits_follow_their_template
from pepsite.compliance.conformity.completeness import complete_for_its_status
from pepsite.compliance.conformity.consistency import (
    corrections_name_items,
    dates_agree,
    phase_fits_year_group,
    points_inside_the_child,
)
from pepsite.compliance.conformity.reviews import (
    complete_after_review,
    reviews_follow_their_checklist,
)
from pepsite.compliance.conformity.samples import nobody_audits_their_own
from pepsite.compliance.conformity.sign_offs import (
    sent_back_by_those_who_may,
    signed_by_those_who_may,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pepsite.compliance.workspace import Workspace
    from pepsite.findings import Finding
    from pepsite.records.casefile import Casefile

    Rule: TypeAlias = Callable[[Casefile, Workspace], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    points_inside_the_child,
    dates_agree,
    corrections_name_items,
    complete_for_its_status,
    reviews_follow_their_checklist,
    audits_follow_their_template,
    complete_after_review,
    signed_by_those_who_may,
    sent_back_by_those_who_may,
    phase_fits_year_group,
    nobody_audits_their_own,
)
"""Rules on one child's records. One on samples stands in `samples.py` (`sample_follows_its_plan`),
and two more in `consistency.py`: that ids point somewhere is
asked of every record (`points_somewhere`), and of all calendars together that no two cover the
same year (`one_calendar_a_year`)."""
