"""What every record shares: the model base, days, months, prose, and items with an id."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from pepsite.records.ids import ItemId

_NO_CONTROL_CHARACTERS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_ONE_LINE = r"^[^\x00-\x1f\x7f]*$"

_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def _day_schema(_source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
    # pydantic reads "1756684800" as a day in September 2025, even when strict. Asking for
    # the form first closes that door, and stays inside its compiled code.
    written = core_schema.chain_schema(
        [core_schema.str_schema(pattern=_DAY), core_schema.date_schema(strict=False)]
    )
    return core_schema.json_or_python_schema(
        core_schema.custom_error_schema(
            written, custom_error_type="not-a-date", custom_error_message="not-a-date"
        ),
        core_schema.date_schema(strict=True),
    )


Day = Annotated[
    date,
    GetPydanticSchema(_day_schema),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY}),
]
"""A calendar day, written 2025-09-01."""

Month = Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$")]
"""A month of a year, written 2009-03."""

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time on the 24-hour clock, written "14:30"."""

Prose = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000, pattern=_NO_CONTROL_CHARACTERS),
    Field(json_schema_extra={"x-pepsite": "prose"}),
]
"""Sentences people wrote. The child's name in them is the token `{child}`, never the name."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=_ONE_LINE)]
"""A short text on one line: a title, a subject, the name of a course."""

Fingerprint = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
"""What a record said when it was judged, as a hash (see `records/fingerprint.py`)."""

Percentage = Annotated[float, Field(ge=0, le=100)]
Pence = Annotated[int, Field(ge=0, le=100_000_000)]
"""An amount of money in whole pence."""
Count = Annotated[int, Field(ge=0, le=100_000)]
Hours = Annotated[float, Field(gt=0, le=168)]


class Model(BaseModel):
    """A part of a record: immutable, with no fields but its own."""

    # Strict, and read from JSON values: "5" is not 5, and "no" is not false.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Item(Model):
    """One of a list that people edit. Its id stays when the list is reordered."""

    id: ItemId


def refuse(code: str, field: str, **words: str | int) -> PydanticCustomError:
    """Return the error a validator raises so that it becomes the finding of this code.

    `field` names the field of the model at fault; the reader of records adds it to the
    place. The words fill the catalogue's sentence, and are never taken from the record.
    """
    return PydanticCustomError(code, code, {"field": field, **words})


def refuse_unordered(model: Model, earlier: str, later: str) -> None:
    """Refuse a model whose day `later` is before its day `earlier`. Missing days pass.

    Raises:
        PydanticCustomError: with the code `dates-out-of-order`.
    """
    first, second = getattr(model, earlier), getattr(model, later)
    if isinstance(first, date) and isinstance(second, date) and second < first:
        raise refuse("dates-out-of-order", later, earlier=earlier, later=later)


def refuse_equal_ids(items: tuple[Item, ...], field: str) -> None:
    """Refuse a list in which two items have the same id.

    Raises:
        PydanticCustomError: with the code `id-used-twice`.
    """
    if len({item.id for item in items}) != len(items):
        raise refuse("id-used-twice", field)
