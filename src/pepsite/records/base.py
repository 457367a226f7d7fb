"""What every record shares: the model base, days, months, prose, and items with an id."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from pepsite.findings import FieldPath
from pepsite.records.id_types import ItemId

# Space and punctuation, which say nothing alone: those of ASCII, and those that look empty.
_SILENT = r" -/:-@\[-`{-~\u00a0\u2000-\u206f\u3000\ufeff"
# One character must be of the others. Each of the three parts can begin in one place only, so
# that every engine of regular expressions reads a text once: Rust's, Python's and ECMA's.
_HEARD = r"[^\x00-/:-@\[-`{-\x7f\u00a0\u2000-\u206f\u3000\ufeff]"
_PROSE = rf"^[\t\n\r{_SILENT}]*{_HEARD}[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_LINE = rf"^[{_SILENT}]*{_HEARD}[^\x00-\x1f\x7f]*$"

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
    StringConstraints(min_length=1, max_length=20_000, pattern=_PROSE),
    Field(json_schema_extra={"x-pepsite": "prose"}),
]
"""Sentences people wrote. The child's name in them is the token `{child}`, never the name.

They hold something that can be read: a stop or a dash alone is no answer.
"""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=_LINE)]
"""A short text on one line: a title, a subject, the name of a course."""

Fingerprint = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
"""What a record said when it was judged, as a hash (see `records/fingerprint.py`)."""

Pence = Annotated[int, Field(ge=0, le=100_000_000)]
"""An amount of money in whole pence."""
Count = Annotated[int, Field(ge=0, le=100_000)]
Hours = Annotated[float, Field(gt=0, le=168)]


class Model(BaseModel):
    """A part of a record: immutable, with no fields but its own."""

    # Strict, and read from JSON values: "5" is not 5, and "no" is not false.
    # Built when first asked: most runs need few of the models. For the same reason no module
    # of models postpones its annotations, which pydantic would compile from text one by one.
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, defer_build=True
    )


class Item(Model):
    """One of a list that people edit. Its id stays when the list is reordered."""

    id: ItemId


class Dated(Model):
    """A model whose days come in an order.

    `_ORDERED` has pairs of fields, the earlier first. `closed.closed_on` is a field of a
    field; of a list, the days of all its items are meant. Days that are not given pass.
    """

    _ORDERED: ClassVar[tuple[tuple[str, str], ...]] = ()

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        for earlier, later in self._ORDERED:
            refuse_unordered(self, earlier, later)
        return self


def refuse(code: str, field: str | FieldPath, **words: str | int) -> PydanticCustomError:
    """Return the error a validator raises so that it becomes the finding of this code.

    `field` is the field of the model at fault, or the way to it; the reader of records adds
    it to the place. The words fill the catalogue's sentence, and are never taken from the record.
    """
    return PydanticCustomError(code, code, {"field": field, **words})


def refuse_unordered(model: Model, earlier: str, later: str) -> None:
    """Refuse a model in which a day of `later` is before one of `earlier`. Missing days pass.

    Raises:
        PydanticCustomError: with the code `dates-out-of-order`.
    """
    before, after = _days(model, earlier), _days(model, later)
    if before and after and min(after) < max(before):
        place = _place_before(max(before), model, later)
        raise refuse("dates-out-of-order", place, earlier=earlier, later=later)


def _days(model: Model, way: str) -> list[date]:
    """Return the days that stand at the end of this way."""
    name, _, inside = way.partition(".")
    value = vars(model)[name]
    if value is None:
        return []
    if not inside:
        return [value]
    items = value if isinstance(value, tuple) else (value,)
    return [day for item in items if (day := getattr(item, inside)) is not None]


def _place_before(first: date, model: Model, way: str) -> FieldPath:
    """Return the place of the first day on this way that is too early."""
    name, _, inside = way.partition(".")
    value = getattr(model, name)
    if not isinstance(value, tuple):
        return (name, inside) if inside else (name,)
    days = [getattr(item, inside) for item in value]
    early = [index for index, day in enumerate(days) if day is not None and day < first]
    return (name, early[0], inside)


def refuse_equal_ids(model: Model, *fields: str) -> None:
    """Refuse a model in which two items of one of these lists have the same id.

    An honest answer in the place of a list has no items.

    Raises:
        PydanticCustomError: with the code `id-used-twice`.
    """
    values = vars(model)
    for field in fields:
        items = values[field]
        several = isinstance(items, tuple) and len(items) > 1
        if several and len({item.id for item in items}) != len(items):
            raise refuse("id-used-twice", field)
