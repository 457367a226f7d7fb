"""What a branch changed, and everything that refers to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.findings import Finding
from pepsite.git.changes import changed_paths, committed_since
from pepsite.records.paths import AUTHORITY_PATH, RECORDS_FOLDER, place_of
from pepsite.store.files import read_file
from pepsite.store.listing import CALENDARS, list_records
from pepsite.usecases.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pepsite.store.memory import Memory

_OWN_POLICY = "policy/"
_OF_ALL = (AUTHORITY_PATH, RECORDS_FOLDER, "policy")
"""What every verdict rests on: a change of one touches every record."""


def select_changes(root: Path, revision: str, memory: Memory | None = None) -> Selection:
    """Return the paths to validate for a change since `revision`.

    A change of the authority's record or of its own policy touches every record. Any other
    touches the changed files and all files that hold the id of one of them. With a memory
    of the whole, only files that can hold one are opened.

    Raises:
        GitError: there is no such revision, or no repository.
    """
    changed = changed_paths(root, revision)
    if not changed.isdisjoint(_OF_ALL) or any(path.startswith(_OWN_POLICY) for path in changed):
        return EVERYTHING
    records = {path for path in changed if path.startswith(f"{RECORDS_FOLDER}/")}
    # A repository within this one is a folder to Git.
    folders = [path for path in records if (root / path).is_dir()]
    records.update(list_records(root, folders).paths)
    places = [place for path in records if (place := place_of(path))]
    ids = {place.id for place in places if place.id}
    also = _files_holding(root, _may_hold(root, records, ids, memory), ids) if ids else set()
    if any(place.kind == "calendar" for place in places):
        # Two calendars of one year do not name each other.
        also.update(list_records(root, [CALENDARS]).paths)
    return Selection(frozenset(records | also))


def _may_hold(
    root: Path, changed: set[str], ids: set[str], memory: Memory | None
) -> tuple[str, ...]:
    """Return the paths of all files that may hold one of these ids."""
    whole = None if memory is None else memory.recall_whole()
    units = None if memory is None or whole is None else memory.holders(whole, ids)
    if whole is None or units is None:
        return list_records(root).paths
    try:
        # What is not committed is among what changed: Git looks at every file only once.
        since = committed_since(root, whole.tree, RECORDS_FOLDER)
    except GitError:  # the tree is gone: the history was rewritten
        return list_records(root).paths
    return list_records(root, units | since | changed | whole.apart).paths


def _files_holding(root: Path, paths: Iterable[str], ids: set[str]) -> set[str]:
    any_id = re.compile(b"|".join(re.escape(one.encode()) for one in sorted(ids)))
    found = set()
    for path in paths:
        # One with a second name is what it was to Git, which does not look at names.
        content = read_file(root, path, hard_links=True)
        if isinstance(content, Finding) or any_id.search(content):
            found.add(path)
    return found
