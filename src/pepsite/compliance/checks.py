"""Every check of practice: a function each, named as the sentence that should be true."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pepsite.compliance.clocks.each_pep import each_pep_in_time
from pepsite.compliance.clocks.first_peps import initial_pep_in_time
from pepsite.compliance.clocks.leaving_care import leaving_care_pep_in_time
from pepsite.compliance.clocks.new_provision import new_provision_pep_in_time
from pepsite.compliance.clocks.reviews import review_pep_in_time
from pepsite.compliance.content.duties import content_as_it_should_be
from pepsite.compliance.coverage.children import child_quality_assured
from pepsite.compliance.judging.consequences import judgement_followed_up, rating_brings
from pepsite.compliance.judging.reviewers import reviewed_by_own
from pepsite.compliance.participation import meeting_led_as_agreed, participants_took_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.records.casefile import Casefile

    Check: TypeAlias = Callable[[Casefile, Setting], Iterator[CheckResult]]

CHECKS: tuple[Check, ...] = (
    initial_pep_in_time,
    review_pep_in_time,
    new_provision_pep_in_time,
    leaving_care_pep_in_time,
    each_pep_in_time,
    participants_took_part,
    meeting_led_as_agreed,
    content_as_it_should_be,
    reviewed_by_own,
    judgement_followed_up,
    rating_brings,
    child_quality_assured,
)
"""Checks of one child's records. Schools are judged in `coverage.py`, actions in `follow_up.py`."""
