"""Records full to the brim: every field filled, and a canary in every text of them.

Made by walking the models, so that a field added tomorrow is planted without anyone
remembering to. Constructed without the validators, because a canary is no rating, no time
of day and no hash: what a record may not hold must not get out either.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pepsite.records.id_types import Refers
from pepsite.records.ids import PREFIXES
from pepsite.records.kinds import MODELS, Record
from tests.privacy.small import HASH, full_id

M = TypeVar("M", bound=BaseModel)
CANARY = "canary"
VARIANTS = 8
"""Enough to try each alternative of every union and every member of the smaller lists."""

ALLOWED = (
    "school.name",
    "person.team",
    "authority.",
    "calendar.authority",
    "calendar.closures.reason",
)
"""Whose texts may be shown: names of schools and teams, and the authority's words of itself."""

_KEPT: dict[str, Any] = {
    "care.entered_on": date(2025, 9, 1),
    "care.ended_on": None,
    "care.began_earlier": None,
    "education.from_on": date(2025, 9, 1),
    "education.until_on": None,
    "education.part": "main",
    "care_period": "care",
    "born": "2014-03",
    "checklist.name": "pep-quality",
    "checklist.edition": date(2018, 9, 1),
    "answers.question": "q1",
    "academic_year": 2025,
    "ours": True,
    "target_on": date(2026, 3, 2),
    "outcome": None,
    "records_begin_on": date(2024, 9, 1),
    "audiences.audience": "staff",
    "completed_on": date(2025, 10, 1),
    "held_on": date(2025, 10, 2),
    "planned_for": date(2025, 10, 2),
    "reviewed_on": date(2025, 10, 10),
    "fingerprint": HASH,
}
"""What has to be so for the records to hang together and to leave something to tell."""


class Planter:
    """Fills models, and remembers where it put a canary."""

    def __init__(self, variant: int) -> None:
        self.variant = variant
        self.planted: set[str] = set()

    def records(self) -> list[Record]:
        return [self.record(kind, model) for kind, model in MODELS.items()]

    def record(self, kind: str, model: type[Record]) -> Record:
        filled = self.model(model, kind)
        assert isinstance(filled, model)
        return filled

    def model(self, model: type[M], place: str) -> M:
        values = {
            name: self.field(info, f"{place}.{name}") for name, info in model.model_fields.items()
        }
        return model.model_construct(**values)

    def field(self, info: FieldInfo, place: str) -> Any:  # any field's value
        inside_kind = place.partition(".")[2]
        if inside_kind in _KEPT and not (inside_kind == "outcome" and place != "action.outcome"):
            return _typed(_KEPT[inside_kind], info.annotation)
        for mark in info.metadata:
            if isinstance(mark, Refers):
                return full_id(f"{PREFIXES[mark.kind]}-1")
        if inside_kind == "id":
            return full_id(f"{PREFIXES[place.partition('.')[0]]}-1")
        if inside_kind == "schema_":
            return f"{place.partition('.')[0]}/1"
        return self.value(info.annotation, place)

    def value(self, annotation: Any, place: str) -> Any:  # any field's value
        if get_origin(annotation) is Annotated:
            for mark in annotation.__metadata__:
                if isinstance(mark, Refers):
                    return full_id(f"{PREFIXES[mark.kind]}-1")
            return self.value(annotation.__origin__, place)
        if get_origin(annotation) in (Union, UnionType):
            choices = [one for one in get_args(annotation) if one is not NoneType]
            return self.value(choices[self.variant % len(choices)], place)
        if get_origin(annotation) is tuple:
            return (self.value(get_args(annotation)[0], place),)
        if get_origin(annotation) is Literal:
            return get_args(annotation)[0]
        return self.plain(annotation, place)

    def plain(self, annotation: Any, place: str) -> Any:  # any field's value
        if issubclass(annotation, BaseModel):
            return self.model(annotation, place)
        if issubclass(annotation, Enum):
            members = list(annotation)
            return members[self.variant % len(members)]
        if annotation is str:
            if place.endswith(".id"):
                return "care" if place == "child.care.id" else "aaaaa1"
            self.planted.add(place)
            return f"{CANARY} {place}"
        made = {date: date(2026, 1, 15), bool: True, int: 1, float: 1.0}
        return made[annotation]


def _typed(value: Any, annotation: Any) -> Any:  # as the field has it
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation(value)
    return value


def may_be_shown(text: str) -> bool:
    """Say whether a canary was planted in a field whose text pages may show."""
    place = text.removeprefix(f"{CANARY} ")
    return any(place.startswith(allowed) for allowed in ALLOWED)
