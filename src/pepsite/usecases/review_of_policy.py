"""Is the policy itself due to be looked at again?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.usecases.workspace import open_authority, policy_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def policy_review_passed(root: Path, as_of: date) -> tuple[str, date] | None:
    """Return the name of the policy pack in use and the day its review was due, once it passed.

    Raises:
        PepsiteError: there is no authority record that can be read.
        PolicyPackError: the policy pack it names cannot be used.
    """
    policy = policy_of(open_authority(root), root)
    if policy.review_due_on is None or policy.review_due_on >= as_of:
        return None
    return policy.name, policy.review_due_on
