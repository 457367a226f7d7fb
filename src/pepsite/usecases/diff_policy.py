"""What differs between two policies, or between two days of one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.privacy.policy_diff import differences
from pepsite.usecases.show_policy import show_policy

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pepsite.privacy.policy_diff import Difference


def diff_policy(
    before: tuple[str, date], after: tuple[str, date], workspace: Path | None = None
) -> tuple[Difference, ...]:
    """Return what differs between two policies, each named with the day it is looked at.

    Raises:
        PolicyPackError: a pack cannot be used.
        PepsiteError: one has not begun on its day.
    """
    old, new = (show_policy(*one, workspace) for one in (before, after))
    return tuple(differences(old, new))
