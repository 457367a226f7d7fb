"""Which fields of a record point to other records.

Found once per model, from the fields' own types, so that a new field that points somewhere
is checked without anyone remembering to say so.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from pepsite.records.id_types import Refers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.findings import FieldPath
    from pepsite.records.kinds import Record


def references(record: Record) -> Iterator[tuple[FieldPath, str, str]]:
    """Yield the place, the kind and the id of everything this record points to."""
    yield from _in_model(record, ())


def _in_model(model: BaseModel, place: FieldPath) -> Iterator[tuple[FieldPath, str, str]]:
    for name, kind in _pointing_fields(type(model)):
        value = getattr(model, name)
        if value is not None:
            yield from _in_value(value, kind, (*place, name))


def _in_value(value: object, kind: str, place: FieldPath) -> Iterator[tuple[FieldPath, str, str]]:
    if isinstance(value, str) and kind:
        yield place, kind, value
    elif isinstance(value, BaseModel):
        yield from _in_model(value, place)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _in_value(item, kind, (*place, index))


@cache
def _pointing_fields(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Return the fields that point somewhere, with the kind; "" where only what is below does."""
    found = []
    for name, info in model.model_fields.items():
        own = [mark.kind for mark in info.metadata if isinstance(mark, Refers)]
        kinds, models = _inside(info.annotation)
        kinds |= set(own)
        if kinds or any(_pointing_fields(inner) for inner in models):
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
