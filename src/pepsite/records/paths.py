"""Where records lie: one layout. The path of a record tells its id, and its id tells its path.

This module knows no models: whoever only walks the files need not load them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pepsite.records.ids import CHARACTER, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RECORDS_FOLDER = "records"
AUTHORITY_PATH = f"{RECORDS_FOLDER}/authority.yaml"

_FOLDERS = {
    "calendar": "calendars",
    "school": "schools",
    "person": "people",
    "sample": "samples",
    "action": "actions",
}
_CHILD_FOLDERS = {"pep": "peps", "qa-review": "qa-reviews", "audit": "audits"}


class Place(NamedTuple):
    """What a path under `records/` says: the kind, the record's id, and the child's folder."""

    kind: str
    id: str | None = None
    child: str | None = None


def _ids(prefix: str) -> str:
    return f"({prefix}-{CHARACTER}{{13}})"


def _files(folders: Mapping[str, str]) -> str:
    return "|".join(f"{folder}/{_ids(PREFIXES[kind])}" for kind, folder in folders.items())


# One group for each kind. Only the group of the child's folder comes before them.
_PATHS = re.compile(
    rf"{RECORDS_FOLDER}/(?:"
    rf"children/{_ids(PREFIXES['child'])}/(?:{_files(_CHILD_FOLDERS)})"
    rf"|children/{_ids(PREFIXES['child'])}/child"
    rf"|{_files(_FOLDERS)}"
    r"|(authority))\.yaml"
)
_KINDS = ("", "", *_CHILD_FOLDERS, "child", *_FOLDERS, "authority")
"""The kinds by the number of their group."""


def place_of(path: str) -> Place | None:
    """Return what this workspace-relative path says, or None if no record is kept there."""
    match = _PATHS.fullmatch(path)
    if match is None or match.lastindex is None:
        return None
    kind, own = _KINDS[match.lastindex], match[match.lastindex]
    if kind == "authority":
        return Place(kind)
    return Place(kind, own, own if kind == "child" else match[1])


def children_in(paths: Iterable[str]) -> frozenset[str]:
    """Return the ids of the children in whose folders these paths are."""
    return frozenset(place.child for place in map(place_of, paths) if place and place.child)


def kind_of(path: str) -> str:
    """Return the kind of the record that is kept at a path, or nothing."""
    place = place_of(path)
    return "" if place is None else place.kind


def path_to(kind: str, record_id: str = "", child: str = "") -> str:
    """Return the workspace-relative path of the record of this kind with this id.

    What is about a child lies in the child's folder; there is one authority, without an id.
    """
    if kind == "authority":
        return AUTHORITY_PATH
    if kind == "child":
        return f"{RECORDS_FOLDER}/children/{record_id}/child.yaml"
    if kind in _CHILD_FOLDERS:
        return f"{RECORDS_FOLDER}/children/{child}/{_CHILD_FOLDERS[kind]}/{record_id}.yaml"
    return f"{RECORDS_FOLDER}/{_FOLDERS[kind]}/{record_id}.yaml"


def path_of_id(record_id: str) -> str | None:
    """Return where the record with this id is kept, or None if the id alone does not tell."""
    kind = _KIND_OF_PREFIX.get(record_id.partition("-")[0])
    return None if kind is None or kind in _CHILD_FOLDERS else path_to(kind, record_id)


_KIND_OF_PREFIX = {prefix: kind for kind, prefix in PREFIXES.items()}


def ids_in(content: bytes) -> set[str]:
    """Return everything in a file that could be the id of a record."""
    # The hyphen first: there are few, and what stands before one is soon told.
    return {
        f"{prefix}{body[0].decode()}"
        for body in _BODY.finditer(content)
        for prefix in PREFIXES.values()
        if content.endswith(prefix.encode(), 0, body.start())
    }


_BODY = re.compile(f"-{CHARACTER}{{13}}".encode())
