"""One child's journey through care and school, from all records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.child_journey import Entry, journey_of
from pepsite.usecases.workspace import child_of, open_workspace

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def tell_journey(root: Path, child: str, as_of: date) -> tuple[Entry, ...]:
    """Return what happened to the child with this id up to a day, in the order of days.

    Raises:
        PepsiteError: there is no workspace here, no such child, or a record of the child that
            cannot be read.
        PolicyPackError: the policy pack cannot be used.
    """
    workspace = open_workspace(root, leave_out=("sample",))
    return journey_of(child_of(workspace, child), workspace.setting(as_of))
