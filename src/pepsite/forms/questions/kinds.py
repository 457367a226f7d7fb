"""What sort of question each field of a record is, found from the field's own type.

A field that somebody adds to a model is a question at once; only its words are written by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pepsite.records.answers import NoAnswer
from pepsite.records.base import Day, Item, Model, Month, Pence, Prose, TimeOfDay
from pepsite.records.id_types import ItemId, Refers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


NEW = "new"
"""Stands in a way for an item of a list that has yet to be made: `concerns.new.with_whom`."""


class Sort(StrEnum):
    """How a question is answered."""

    DAY = "day"
    MONTH = "month"
    TIME = "time"
    LINE = "line"
    PROSE = "prose"
    NUMBER = "number"
    WHOLE_NUMBER = "whole-number"
    MONEY = "money"
    YES_NO = "yes-no"
    ONE_OF = "one-of"
    SOME_OF = "some-of"
    RECORD = "record"
    """Another record, by its id: a person, a school."""
    RECORDS = "records"
    ITEM = "item"
    """An item of a list, by its id: the need that a target serves."""
    ITEMS_CHOSEN = "items-chosen"
    LINES = "lines"
    PART = "part"
    """Something with fields of its own."""
    ITEMS = "items"
    """A list of things with fields of their own: "add another"."""


@dataclass(frozen=True, slots=True)
class FieldKind:
    """What one field of a model can hold.

    `required` is what the model says; a policy may ask for more. `honest`: one of the three
    honest answers may stand in its place. `codes` are the values allowed, `code_list` is the
    name of their list. `refers` is the kind of record pointed to. `parts` are the models that
    a part may be, `item` that of each item. `low` and `high` are the limits of a number, in
    the unit of the record.
    """

    name: str
    sort: Sort
    required: bool = False
    honest: bool = False
    codes: tuple[str, ...] = ()
    code_list: str = ""
    refers: str = ""
    parts: tuple[type[Model], ...] = ()
    item: type[Model] | None = None
    at_least: int = 0
    at_most: int | None = None
    low: float | None = None
    high: float | None = None


NO_ANSWERS: Mapping[str, type[Model]] = {
    get_args(model.model_fields["no_answer"].annotation)[0]: model for model in get_args(NoAnswer)
}
"""The models of the honest answers, by what stands under `no_answer`."""


@cache
def kinds_of(model: type[Model]) -> Mapping[str, FieldKind]:
    """Return the kind of each field of a model, by its name in a file, in their order."""
    hints = get_type_hints(model, include_extras=True)
    kinds = {}
    for name, about in model.model_fields.items():
        shown = about.alias or name
        kind = _kind(FieldKind(shown, Sort.LINE, required=about.is_required()), hints[name])
        kinds[shown] = _limited(kind, about.metadata)
    return kinds


def _kind(kind: FieldKind, annotation: Any) -> FieldKind:  # noqa: ANN401  # any type
    known = next((sort for type_, sort in _BY_TYPE if annotation == type_), None)
    if known is not None:
        return _limited(replace(kind, sort=known), getattr(annotation, "__metadata__", ()))
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        return _limited(_kind(kind, inner), marks)
    if origin is Literal:
        return replace(kind, sort=Sort.ONE_OF, codes=get_args(annotation))
    if origin is tuple:
        return _list_kind(kind, get_args(annotation)[0])
    if isinstance(annotation, type):
        return _type_kind(kind, annotation)
    return _union_kind(kind, [one for one in get_args(annotation) if one is not type(None)])


def _union_kind(kind: FieldKind, members: list[Any]) -> FieldKind:
    answers = [one for one in members if one not in _HONEST]
    kind = replace(kind, honest=kind.honest or len(answers) < len(members))
    if len(answers) == 1:
        return _kind(kind, answers[0])
    return replace(kind, sort=Sort.PART, parts=tuple(answers))


def _type_kind(kind: FieldKind, type_: type) -> FieldKind:
    if issubclass(type_, Model):
        return replace(kind, sort=Sort.PART, parts=(type_,))
    if issubclass(type_, Enum):
        codes = tuple(str(one.value) for one in type_)
        return replace(kind, sort=Sort.ONE_OF, codes=codes, code_list=type_.__name__)
    return replace(kind, sort=_BY_PYTHON[type_])


def _list_kind(kind: FieldKind, of: Any) -> FieldKind:  # noqa: ANN401  # any type
    one = _kind(FieldKind(kind.name, Sort.LINE), of)
    if one.sort is Sort.PART:
        return replace(kind, sort=Sort.ITEMS, item=one.parts[0])
    return replace(one, sort=_SEVERAL[one.sort], required=kind.required, honest=kind.honest)


def _limited(kind: FieldKind, marks: Iterable[Any]) -> FieldKind:
    for mark in marks:
        inside = mark.metadata if isinstance(mark, FieldInfo) else [mark]
        for one in inside:
            kind = _with_limit(kind, one)
    return kind


def _with_limit(kind: FieldKind, mark: Any) -> FieldKind:  # noqa: ANN401  # any mark
    if isinstance(mark, Refers):
        several = kind.sort in (Sort.SOME_OF, Sort.LINES)
        return replace(
            kind, sort=Sort.RECORDS if several else Sort.RECORD, refers=mark.kind, at_most=None
        )
    low = next((x for name in ("ge", "gt") if (x := getattr(mark, name, None)) is not None), None)
    high = next((x for name in ("le", "lt") if (x := getattr(mark, name, None)) is not None), None)
    return replace(
        kind,
        low=kind.low if low is None else low,
        high=kind.high if high is None else high,
        at_least=getattr(mark, "min_length", None) or kind.at_least,
        at_most=getattr(mark, "max_length", None) or kind.at_most,
    )


_HONEST = get_args(NoAnswer)
_BY_TYPE: tuple[tuple[Any, Sort], ...] = (
    (Prose, Sort.PROSE),
    (Day, Sort.DAY),
    (Month, Sort.MONTH),
    (TimeOfDay, Sort.TIME),
    (Pence, Sort.MONEY),
    (ItemId, Sort.ITEM),
)
_BY_PYTHON: Mapping[type, Sort] = {
    str: Sort.LINE,
    int: Sort.WHOLE_NUMBER,
    float: Sort.NUMBER,
    bool: Sort.YES_NO,
}
_SEVERAL: Mapping[Sort, Sort] = {
    Sort.ONE_OF: Sort.SOME_OF,
    Sort.RECORD: Sort.RECORDS,
    Sort.ITEM: Sort.ITEMS_CHOSEN,
    Sort.LINE: Sort.LINES,
}


def fields_in(model: type[Model], way: str = "") -> dict[str, FieldKind]:
    """Return every field of a model and of all inside it, by its way with dots.

    `targets.actions.who` is a field of each item of a list of each item of a list. A part that
    may be left unanswered as a whole, and a list, are fields themselves.
    """
    found: dict[str, FieldKind] = {}
    for name, kind in kinds_of(model).items():
        here = f"{way}.{name}" if way else name
        inside = (kind.item,) if kind.item else kind.parts
        if not inside or kind.honest or kind.item:
            found[here] = kind
        for part in inside:
            found.update(fields_in(part, here))
    return found


def kind_at(model: type[Model], way: str) -> FieldKind | None:
    """Return the kind of the field at the end of a way with dots, or None if there is none."""
    models: tuple[type[Model], ...] = (model,)
    found: FieldKind | None = None
    for name in way.split("."):
        if name == NEW and found is not None and found.item:
            continue
        found = next((kind for one in models if (kind := kinds_of(one).get(name))), None)
        if found is None:
            return None
        models = (found.item,) if found.item else found.parts
    return found


def is_item(model: type[BaseModel] | None) -> bool:
    """Say whether this is the model of an item with an id of its own."""
    return model is not None and issubclass(model, Item)
