"""Which fields of a record point to other records.

Found once per model, from the fields' own types, so that a new field that points somewhere
is checked without anyone remembering to say so.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from pydantic import BaseModel

from pepsite.records.id_types import Refers

if TYPE_CHECKING:
    from pepsite.findings import FieldPath

    Reference: TypeAlias = tuple[FieldPath, str, str]


def references(model: BaseModel) -> list[Reference]:
    """Return the place, the kind and the id of everything a record, or a part of it, points to."""
    found: list[Reference] = []
    _collect(model, (), found)
    return found


def _collect(model: BaseModel, place: FieldPath, found: list[Reference]) -> None:
    values = vars(model)
    for name, kind in pointing_fields(type(model)):
        value = values[name]
        if isinstance(value, str):
            if kind:
                found.append(((*place, name), kind, value))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if kind:
                    found.append(((*place, name, index), kind, item))
                else:
                    _collect(item, (*place, name, index), found)
        elif value is not None:
            _collect(value, (*place, name), found)


@cache
def pointing_fields(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Return the fields that point somewhere, with the kind; "" where only what is below does."""
    found = []
    for name, info in model.model_fields.items():
        own = [mark.kind for mark in info.metadata if isinstance(mark, Refers)]
        kinds, models = _inside(info.annotation)
        kinds |= set(own)
        if kinds or any(pointing_fields(inner) for inner in models):
            found.append((name, next(iter(kinds), "")))
    return tuple(found)


def _inside(annotation: Any) -> tuple[set[str], set[type[BaseModel]]]:  # noqa: ANN401
    """Return the kinds pointed to and the models held anywhere inside a type."""
    if isinstance(annotation, Refers):
        return {annotation.kind}, set()
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return set(), {annotation}
    kinds: set[str] = set()
    models: set[type[BaseModel]] = set()
    for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        inner_kinds, inner_models = _inside(part)
        kinds |= inner_kinds
        models |= inner_models
    return kinds, models
