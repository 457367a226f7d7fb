"""What the fields of a record can hold, as far as comparing and merging them goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pepsite.records.base import Day, Item, Model, Month, Prose

if TYPE_CHECKING:
    from collections.abc import Mapping

ABSENT = object()
"""Stands for a field that is left out."""


@dataclass(slots=True)
class Shape:
    """What a field can hold: parts with fields of their own, items with ids, prose, codes."""

    parts: list[type[Model]] = field(default_factory=list)
    item: type[Item] | None = None
    is_prose: bool = False
    is_code: bool = False
    code_list: type[Enum] | None = None
    is_day: bool = False
    is_text: bool = False

    @property
    def is_short(self) -> bool:
        """Whether the field holds one code, one day or one line of text."""
        return self.is_code or self.is_day or self.is_text


@cache
def shapes_of(model: type[Model]) -> Mapping[str, Shape]:
    """Return the shape of each field of a model, by the name it has in a file, in their order."""
    hints = get_type_hints(model, include_extras=True)
    shapes = {}
    for name, about in model.model_fields.items():
        shape = Shape()
        _fill(shape, hints[name])
        shapes[about.alias or name] = shape
    return shapes


def _fill(shape: Shape, annotation: Any) -> None:  # noqa: ANN401  # any type
    if annotation == Prose:
        shape.is_prose = True
    elif annotation in (Day, Month):
        shape.is_day = True
    elif get_origin(annotation) is Annotated:
        _fill(shape, get_args(annotation)[0])
    elif get_origin(annotation) is Literal:
        shape.is_code = True
    elif get_origin(annotation) is tuple:
        _fill_list(shape, get_args(annotation)[0])
    elif isinstance(annotation, type):
        _fill_type(shape, annotation)
    else:
        for one in get_args(annotation):
            _fill(shape, one)


def _fill_list(shape: Shape, annotation: Any) -> None:  # noqa: ANN401  # any type
    if isinstance(annotation, type) and issubclass(annotation, Item):
        shape.item = annotation
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        shape.is_code, shape.code_list = True, annotation


def _fill_type(shape: Shape, annotation: type) -> None:
    if issubclass(annotation, Model):
        shape.parts.append(annotation)
    elif issubclass(annotation, Enum):
        shape.is_code, shape.code_list = True, annotation
    elif issubclass(annotation, str):
        shape.is_text = True


def part_of(shape: Shape, value: object) -> type[Model] | None:
    """Return the model of a value with fields; None where it is none of those that may be there.

    Where several may, the value's own words say which: `phase`, or `no_answer`.
    """
    if not isinstance(value, dict):
        return None
    return next((part for part in shape.parts if _says_it_is(part, value)), None)


def _says_it_is(part: type[Model], value: Mapping[str, object]) -> bool:
    told = {
        name: get_args(about.annotation)
        for name, about in part.model_fields.items()
        if get_origin(about.annotation) is Literal and about.is_required()
    }
    marks = {name: allowed for name, allowed in told.items() if name in _MARKS}
    if not marks:
        return "no_answer" not in value
    return all(value.get(name) in allowed for name, allowed in marks.items())


_MARKS = ("no_answer", "phase")
"""The fields by which a value with fields says which of several parts it is."""


def ids_of(value: object) -> tuple[str, ...] | None:
    """Return the ids of the items of a list, or None where it is no list of items with ids."""
    if not isinstance(value, list):
        return None
    ids = [item.get("id") if isinstance(item, dict) else None for item in value]
    texts = tuple(one for one in ids if isinstance(one, str))
    return texts if len(set(texts)) == len(value) else None


def same(one: object, other: object) -> bool:
    """Say whether two plain values are the same. The order of fields is not part of them.

    True is not 1 here, and 1 is not 1.0.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other
