"""Is it as it should be? `RULES` give findings, `CHECKS` give results about practice."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pepsite.compliance.completeness import complete_for_its_status
from pepsite.compliance.consistency import (
    corrections_name_items,
    dates_agree,
    phase_fits_year_group,
    points_inside_the_child,
)
from pepsite.compliance.follow_up import judgement_followed_up, submitted_pep_followed_up
from pepsite.compliance.participation import meeting_led_as_agreed, participants_took_part
from pepsite.compliance.quality import (
    complete_after_review,
    reviewed_by_own,
    reviews_follow_their_checklist,
)
from pepsite.compliance.timeliness import initial_pep_in_time, review_pep_in_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.compliance.workspace import Workspace
    from pepsite.findings import Finding
    from pepsite.records.casefile import Casefile

    Rule: TypeAlias = Callable[[Casefile, Workspace], Iterator[Finding]]
    Check: TypeAlias = Callable[[Casefile, Setting], Iterator[CheckResult]]

RULES: tuple[Rule, ...] = (
    points_inside_the_child,
    dates_agree,
    corrections_name_items,
    complete_for_its_status,
    reviews_follow_their_checklist,
    complete_after_review,
    phase_fits_year_group,
)
"""Rules on one child's records. Two more stand in `consistency.py`: that ids point somewhere is
asked of every record (`points_somewhere`), and of all calendars together that no two cover the
same year (`one_calendar_a_year`)."""

CHECKS: tuple[Check, ...] = (
    initial_pep_in_time,
    review_pep_in_time,
    participants_took_part,
    meeting_led_as_agreed,
    reviewed_by_own,
    submitted_pep_followed_up,
    judgement_followed_up,
)
"""Checks of one child's records. Schools are judged in `coverage.py`, actions in `follow_up.py`."""
