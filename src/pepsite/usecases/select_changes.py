"""What a branch changed, and everything that refers to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pepsite.findings import Finding
from pepsite.git.changes import changed_paths
from pepsite.records.paths import AUTHORITY_PATH, RECORDS_FOLDER, place_of
from pepsite.store.packs import OWN_FOLDER
from pepsite.store.reading import read_file
from pepsite.store.workspace import list_records
from pepsite.usecases.validate_records import EVERYTHING, Selection

if TYPE_CHECKING:
    from pathlib import Path

_CALENDARS = f"{RECORDS_FOLDER}/calendars/"


def select_changes(root: Path, revision: str) -> Selection:
    """Return the paths to validate for a change since `revision`.

    A change of the authority's record or of its own policy touches every record. Any other
    touches the changed files and all files that hold the id of one of them.

    Raises:
        GitError: there is no such revision, or no repository.
    """
    changed = changed_paths(root, revision)
    if AUTHORITY_PATH in changed or any(path.startswith(f"{OWN_FOLDER}/") for path in changed):
        return EVERYTHING
    records = {path for path in changed if path.startswith(f"{RECORDS_FOLDER}/")}
    places = [place for path in records if (place := place_of(path))]
    paths = list_records(root).paths
    ids = {place.id for place in places if place.id}
    also = _files_holding(root, paths, ids)
    if any(place.kind == "calendar" for place in places):
        # Two calendars of one year do not name each other.
        also |= {path for path in paths if path.startswith(_CALENDARS)}
    return Selection(frozenset(records | also))


def _files_holding(root: Path, paths: tuple[str, ...], ids: set[str]) -> set[str]:
    if not ids:
        return set()
    any_id = re.compile(b"|".join(re.escape(one.encode()) for one in sorted(ids)))
    found = set()
    for path in paths:
        content = read_file(root, path)
        if isinstance(content, Finding) or any_id.search(content):
            found.add(path)
    return found
