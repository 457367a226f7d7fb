"""Looking into a record by the name of a field, as policies do."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pepsite.records.answers import is_no_answer

if TYPE_CHECKING:
    from collections.abc import Iterable


def value_at(model: BaseModel, place: Iterable[str]) -> object:
    """Return the value of a field, or None where it or a section above it is left out.

    An honest answer to a whole section answers for every field in it.
    """
    value: Any = model
    for name in place:
        has_fields = _is_model(type(value))  # type: ignore[arg-type]  # every type has a hash
        if not has_fields or is_no_answer(value):
            break
        value = vars(value).get(name)
    return value


def is_empty(value: object) -> bool:
    """Say whether nothing is there: left out, a list of nothing, or a section with no field."""
    if value is None or isinstance(value, tuple):
        return not value
    has_fields = _is_model(type(value))  # type: ignore[arg-type]  # every type has a hash
    return has_fields and all(map(is_empty, vars(value).values()))


def is_answered(value: object) -> bool:
    """Say whether there is an answer of its own: neither nothing nor an honest answer."""
    return not (is_empty(value) or is_no_answer(value))


@cache
def _is_model(kind: type) -> bool:
    """Say whether values of this type have fields: asked of the type once, not of each value."""
    return issubclass(kind, BaseModel)
