"""The kinds of record: which model each has, and at which path it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from pepsite.records.authority import Authority
from pepsite.records.calendar import Calendar
from pepsite.records.child import Child
from pepsite.records.paths import path_to
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

_OF_A_CHILD = (Pep, QaReview, Audit)


def path_of(record: Record) -> str:
    """Return the workspace-relative path at which this record is kept."""
    child = record.child if isinstance(record, _OF_A_CHILD) else ""
    return path_to(kind_of(record), "" if isinstance(record, Authority) else record.id, child)


def path_from(values: Mapping[str, object]) -> tuple[str, str]:
    """Return the kind of the record that has these values, and the path at which it is kept."""
    kind = str(values["schema"]).partition("/")[0]
    return kind, path_to(kind, str(values.get("id", "")), str(values.get("child", "")))


def kind_of(record: Record) -> str:
    """Return the name of the record's kind, as its `schema` line has it."""
    return record.schema_.partition("/")[0]
