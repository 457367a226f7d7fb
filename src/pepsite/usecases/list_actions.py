"""Actions that are open, and one of them, as the files have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.records.paths import RECORDS_FOLDER, path_to, place_of
from pepsite.records.review import Action
from pepsite.store.listing import list_records
from pepsite.store.workspace import Reading, read_one

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = f"{RECORDS_FOLDER}/actions"


def open_actions(root: Path) -> tuple[Action, ...]:
    """Return the actions of which nothing has come yet, the soonest first."""
    reading = Reading()
    read = (read_one(root, path, reading) for path in list_records(root, [_FOLDER]).shared_paths())
    found = [one for one in read if isinstance(one, Action) and one.outcome is None]
    return tuple(sorted(found, key=lambda one: (one.target_on, one.id)))


def find_action(root: Path, action_id: str) -> Action | None:
    """Return an action, or None where there is none that can be read."""
    path = path_to("action", action_id)
    if place_of(path) is None or not root.joinpath(path).exists():
        return None
    found = read_one(root, path, Reading())
    return found if isinstance(found, Action) else None
