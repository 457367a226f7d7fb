"""The kinds of record: which model each has, and where its files lie.

One layout: the path of a record tells its id, and its id tells its path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pepsite.records.authority import Authority
from pepsite.records.calendar import Calendar
from pepsite.records.child import Child
from pepsite.records.ids import PREFIXES
from pepsite.records.pep import Pep
from pepsite.records.person import Person
from pepsite.records.review import Action, Audit, QaReview, Sample
from pepsite.records.school import School

Record: TypeAlias = (
    Authority | Calendar | School | Person | Child | Pep | QaReview | Audit | Sample | Action
)

MODELS: dict[str, type[Record]] = {
    "authority": Authority,
    "calendar": Calendar,
    "school": School,
    "person": Person,
    "child": Child,
    "pep": Pep,
    "qa-review": QaReview,
    "audit": Audit,
    "sample": Sample,
    "action": Action,
}

BY_SCHEMA: dict[str, type[Record]] = {f"{kind}/1": model for kind, model in MODELS.items()}
"""The models by what stands under `schema`."""

_FOLDERS = {
    "calendar": "calendars",
    "school": "schools",
    "person": "people",
    "sample": "samples",
    "action": "actions",
}
_CHILD_FOLDERS = {"pep": "peps", "qa-review": "qa-reviews", "audit": "audits"}

AUTHORITY_PATH = "records/authority.yaml"
RECORDS_FOLDER = "records"

_ID = "[a-z]{2,3}-[0-9a-hjkmnp-tv-z]{13}"
_PATHS = re.compile(
    r"records/(?:"
    r"(?P<authority>authority)\.yaml"
    rf"|(?P<folder>{'|'.join(_FOLDERS.values())})/(?P<id>{_ID})\.yaml"
    rf"|children/(?P<child>{_ID})/(?:child"
    rf"|(?P<child_folder>{'|'.join(_CHILD_FOLDERS.values())})/(?P<child_record>{_ID}))\.yaml"
    r")"
)
_KIND_OF_FOLDER = {folder: kind for kind, folder in (_FOLDERS | _CHILD_FOLDERS).items()}


@dataclass(frozen=True, slots=True)
class Place:
    """What a path under `records/` says: the kind, the record's id, and the child's folder."""

    kind: str
    id: str | None = None
    child: str | None = None


def place_of(path: str) -> Place | None:
    """Return what this workspace-relative path says, or None if no record is kept there."""
    match = _PATHS.fullmatch(path)
    if match is None:
        return None
    if match["authority"]:
        return Place("authority")
    if match["folder"]:
        place = Place(_KIND_OF_FOLDER[match["folder"]], match["id"])
    elif match["child_folder"]:
        place = Place(_KIND_OF_FOLDER[match["child_folder"]], match["child_record"], match["child"])
    else:
        place = Place("child", match["child"], match["child"])
    return place if place.id and place.id.startswith(PREFIXES[place.kind] + "-") else None


def path_of(record: Record) -> str:
    """Return the workspace-relative path at which this record is kept."""
    child = record.child if isinstance(record, Pep | QaReview | Audit) else ""
    return _path(kind_of(record), "" if isinstance(record, Authority) else record.id, child)


def path_from(values: Mapping[str, object]) -> tuple[str, str]:
    """Return the kind of the record that has these values, and the path at which it is kept."""
    kind = str(values["schema"]).partition("/")[0]
    return kind, _path(kind, str(values.get("id", "")), str(values.get("child", "")))


def _path(kind: str, record_id: str, child: str) -> str:
    if kind == "authority":
        return AUTHORITY_PATH
    if kind == "child":
        return f"{RECORDS_FOLDER}/children/{record_id}/child.yaml"
    if kind in _CHILD_FOLDERS:
        return f"{RECORDS_FOLDER}/children/{child}/{_CHILD_FOLDERS[kind]}/{record_id}.yaml"
    return f"{RECORDS_FOLDER}/{_FOLDERS[kind]}/{record_id}.yaml"


def kind_of(record: Record) -> str:
    """Return the name of the record's kind, as its `schema` line has it."""
    return record.schema_.partition("/")[0]
