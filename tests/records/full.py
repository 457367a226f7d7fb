"""One record of each kind with every field filled in, made from the models themselves.

So a field that somebody adds is filled in here too, and every test that walks over all
fields meets it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pepsite.records.authority import RepositoryName, WebAddress
from pepsite.records.id_types import ItemId
from pepsite.records.ids import PREFIXES, new_id, new_item_id
from pepsite.records.kinds import MODELS, Record
from pepsite.records.pep import Pep

_NUMBERS = itertools.count()
_ITEM_PATTERN = get_args(ItemId)[1].pattern


def _choose(characters: str) -> str:
    number = next(_NUMBERS)
    return characters[(number * 7 + number // 32) % len(characters)]


def _text(marks: tuple[Any, ...]) -> str:
    pattern = next((mark.pattern for mark in marks if getattr(mark, "pattern", None)), "")
    if pattern == _ITEM_PATTERN:
        return new_item_id(_choose)
    for kind, prefix in PREFIXES.items():
        if pattern.startswith(f"^{prefix}-"):
            return new_id(kind, _choose)
    by_pattern = {
        get_args(RepositoryName)[1].pattern: "council/records",
        get_args(WebAddress)[1].pattern: "https://git.council.example",
        r"^[0-9]{3}$": "999",
        r"^[0-9]{6,7}$": "999999",
        r"^1[0-9]{7}$": "10000001",
        r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$": "2014-03",
        r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "14:30",
        r"^sha256:[0-9a-f]{64}$": "sha256:" + "0" * 64,
        r"^[0-9a-f]{40}([0-9a-f]{24})?$": "0" * 40,
    }
    return by_pattern.get(pattern, "words")


def _number(marks: tuple[Any, ...], *, whole: bool) -> float:
    low = next((mark.ge for mark in marks if getattr(mark, "ge", None) is not None), 1)
    return int(low) if whole else float(low or 1)


def value_of(annotation: Any, marks: tuple[Any, ...] = ()) -> Any:  # noqa: PLR0911, C901
    """Return a value of this type, with everything in it that it can hold."""
    origin = get_origin(annotation)
    if origin is Annotated:
        first, *more = get_args(annotation)
        if first is date:
            return "2025-09-10"
        inside = [mark for one in more for mark in getattr(one, "metadata", [one])]
        return value_of(first, (*marks, *inside))
    if origin is Literal:
        return get_args(annotation)[0]
    if origin is Union or str(origin) == "<class 'types.UnionType'>":
        # The first alternative is the answer itself; the honest ones come after it.
        return value_of(next(one for one in get_args(annotation) if one is not type(None)), marks)
    if origin is tuple:
        return [value_of(get_args(annotation)[0])]
    if annotation is date:
        return "2025-09-10"
    if issubclass(annotation, Enum):
        return next(iter(annotation)).value
    if issubclass(annotation, BaseModel):
        return fields_of(annotation)
    if annotation is bool:
        return True
    if annotation is str:
        return _text(marks)
    return _number(marks, whole=annotation is int)


def _field(info: FieldInfo) -> Any:
    marks = tuple(mark for one in info.metadata for mark in getattr(one, "metadata", [one]))
    return value_of(info.annotation, marks)


# What cannot be so, though each field alone can.
_TOGETHER: dict[str, dict[str, Any]] = {
    "Attendance": {
        "sessions_possible": 3,
        "sessions_attended": 1,
        "authorised": 1,
        "unauthorised": 1,
    },
    "Sdq": {"not_done": None},
    "Meeting": {"outcome": "held"},
    "Pep": {"status": "closed"},
    "RaisedBy": {"qa_review": None},
}


def fields_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return every field of a model with a value."""
    values = {info.alias or name: _field(info) for name, info in model.model_fields.items()}
    values |= _TOGETHER.get(model.__name__, {})
    if model.__name__ == "Calendar":
        values |= {"terms": list(_terms()), "academic_year": 2025}
    if model.__name__ == "Sample":
        values["drawn"][0]["pep"] = values["population"][0]["pep"]
    return {name: value for name, value in values.items() if value is not None}


def _terms() -> Iterator[dict[str, Any]]:
    for term, first, half, last in (
        ("autumn", "2025-09-01", "2025-10-27", "2025-12-19"),
        ("spring", "2026-01-05", "2026-02-16", "2026-03-27"),
        ("summer", "2026-04-13", "2026-05-25", "2026-07-20"),
    ):
        holiday = {"starts_on": half, "ends_on": half}
        item = new_item_id(_choose)
        yield {"id": item, "term": term, "starts_on": first, "ends_on": last, "half_term": holiday}


def record_of(kind: str, **values: Any) -> Record:
    """Return a record of this kind with every field filled in."""
    model = MODELS[kind]
    return model.model_validate(fields_of(model) | values, strict=False)


FULL: dict[str, Record] = {kind: record_of(kind) for kind in MODELS}
PEP_OF_EACH_PHASE: dict[str, Pep] = {
    model.__name__: Pep.model_validate(fields_of(Pep) | {"content": fields_of(model)}, strict=False)
    for model in get_args(
        get_args(Pep.model_fields["content"].annotation) and Pep.model_fields["content"].annotation
    )
}
ID = re.compile(rf"(?:{'|'.join(PREFIXES.values())})-[0-9a-hjkmnp-tv-z]{{13}}")
