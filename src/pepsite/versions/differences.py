"""How two versions of a record differ, field by field, in words.

Items of lists are followed by their id, so one that was only moved is said to be moved. What is
told here quotes the record: it is for people who may read the record itself. `counts_by_section`
is what may be told to anyone else.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pepsite.records.code_labels import code_label
from pepsite.records.field_titles import code_title, field_title, part_title
from pepsite.records.kinds import MODELS
from pepsite.records.review import Answer, PartRating
from pepsite.records.targets import TargetReview
from pepsite.versions.prose import Words, words_that_differ
from pepsite.versions.shapes import ABSENT, Shape, ids_of, part_of, same, shapes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pepsite.records.base import Item, Model
    from pepsite.versions.merging import Values, Way

How: TypeAlias = Literal["added", "removed", "changed", "moved"]

UNKNOWN_SECTION = "a field that records do not have"
"""What a section is called whose name somebody made up: it could say anything."""

_SPEAK_FOR_THEMSELVES = frozenset({TargetReview})
"""Parts whose fields say enough without the name of the part before them."""
_CALLED_BY: Mapping[type[Model], str] = MappingProxyType({Answer: "question", PartRating: "part"})
"""Items that are called what one field says, and not by their kind and number."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a field holds, in words, and the title of the field where it is one of several."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field or an item that came, went, moved or changed.

    `place` says where, from the outside in, as people read it; `section` is the title of the
    record's own field around it. `words` are there where prose was changed.
    """

    how: How
    way: Way
    section: str
    place: tuple[str, ...]
    before: tuple[Said, ...] = ()
    after: tuple[Said, ...] = ()
    words: tuple[Words, ...] = ()


def differences(kind: str, before: Values, after: Values) -> tuple[Difference, ...]:
    """Return what differs between two versions of a record of this kind, in the model's order.

    A record that is new, or gone, differs in all its fields.
    """
    found = _in_fields(_At((), (), ""), MODELS[kind], before, after)
    # What kind of record it is, and which, is said of a new one anyhow.
    known = () if before and after else ("schema", "id")
    return tuple(one for one in found if one.way[0] not in known)


def placed(parts: Iterable[str]) -> str:
    """Return where something differs on one line: "meeting 1: outcome"."""
    line = ""
    for part in parts:
        between = " " if line.endswith(("?", ".")) else ": "
        line = f"{line}{between}{part}" if line else part
    return line


def section_title(kind: str, name: str) -> str:
    """Return the title of a record's own field, by words of ours alone."""
    return field_title(name) if name in shapes_of(MODELS[kind]) else UNKNOWN_SECTION


def counts_by_section(found: tuple[Difference, ...]) -> dict[str, int]:
    """Return how many differences there are in each section: nothing of what the record says."""
    return dict(Counter(one.section for one in found))


@dataclass(frozen=True, slots=True)
class _At:
    """Where a comparison is: the way there, the same in words, and the section around it."""

    way: Way
    place: tuple[str, ...]
    section: str

    def field(self, name: str, title: str, section: str) -> _At:
        place = (*self.place, title) if title else self.place
        return _At((*self.way, name), place, self.section or section)


def _in_fields(
    at: _At, model: type[Model] | None, before: Values, after: Values
) -> Iterator[Difference]:
    shapes = {} if model is None else shapes_of(model)
    for name in dict.fromkeys((*shapes, *before, *after)):
        old, new = (_or_absent(one.get(name)) for one in (before, after))
        if not same(old, new):
            section = field_title(name) if name in shapes else UNKNOWN_SECTION
            here = at.field(name, field_title(name), section)
            yield from _in_value(here, shapes.get(name, Shape()), old, new)


def _or_absent(value: Any) -> Any:  # noqa: ANN401  # any value
    # A field without a value and one that is left out say the same.
    return ABSENT if value is None or value == [] else value


def _in_value(at: _At, shape: Shape, old: Any, new: Any) -> Iterator[Difference]:  # noqa: ANN401  # any value
    part = part_of(shape, old)
    if part is not None and part is part_of(shape, new):
        here = _At(at.way, at.place[:-1], at.section) if part in _SPEAK_FOR_THEMSELVES else at
        yield from _in_fields(here, part, old, new)
    elif shape.item is not None and _items(old) is not None and _items(new) is not None:
        yield from _in_items(at, shape.item, _items(old) or [], _items(new) or [])
    elif old is ABSENT:
        yield Difference("added", at.way, at.section, at.place, after=_said(shape, new))
    elif new is ABSENT:
        yield Difference("removed", at.way, at.section, at.place, before=_said(shape, old))
    else:
        prose = isinstance(old, str) and isinstance(new, str) and shape.is_prose
        words = words_that_differ(old, new) if prose else ()
        if not words or any(one.how != "same" for one in words):
            told = _said(shape, old), _said(shape, new)
            yield Difference("changed", at.way, at.section, at.place, *told, words)


def _items(value: Any) -> list[Any] | None:  # noqa: ANN401  # any value
    if value is ABSENT:
        return []
    return value if ids_of(value) is not None else None


def _in_items(
    at: _At, item: type[Item], before: list[Any], after: list[Any]
) -> Iterator[Difference]:
    old, new = ({one["id"]: one for one in side} for side in (before, after))
    places = {one["id"]: number for number, one in enumerate(before, start=1)}
    numbers = {one["id"]: number for number, one in enumerate(after, start=1)}
    moved = _moved([places[name] for name in new if name in old])
    shape = Shape(parts=[item])
    above = at.place[:-1]
    for name in (*(name for name in old if name not in new), *new):
        latest = new[name] if name in new else old[name]
        number = numbers.get(name, places.get(name, 0))
        here = _At((*at.way, name), (*above, _called(item, number, latest)), at.section)
        if name not in new:
            yield Difference(
                "removed", here.way, here.section, here.place, before=_said(shape, old[name])
            )
        elif name not in old:
            yield Difference(
                "added", here.way, here.section, here.place, after=_said(shape, new[name])
            )
        else:
            if places[name] in moved:
                told = (Said("", str(places[name])),), (Said("", str(numbers[name])),)
                yield Difference("moved", here.way, here.section, here.place, *told)
            yield from _in_fields(here, item, old[name], new[name])


def _moved(places: list[int]) -> set[int]:
    """Return the places of items that have to move so that the others keep their order."""
    ends: list[int] = []
    chain: list[tuple[int, int]] = []  # each place, and the number of the one before it
    last: list[int] = []
    for number, place in enumerate(places):
        length = bisect_left(ends, place)
        chain.append((place, last[length - 1] if length else -1))
        ends[length:] = [place, *ends[length + 1 :]]
        last[length:] = [number, *last[length + 1 :]]
    kept: set[int] = set()
    number = last[-1] if last else -1
    while number >= 0:
        place, number = chain[number]
        kept.add(place)
    return set(places) - kept


def _called(item: type[Item], number: int, values: Mapping[str, Any]) -> str:
    """Return what an item is called: its kind, where it stands, and what tells it from others."""
    own = values.get(_CALLED_BY.get(item, ""))
    if isinstance(own, str):
        return own
    name = _telling_field(item)
    told = values.get(name) if name else None
    by_what = f", {_value_text(shapes_of(item)[name], told)}" if isinstance(told, str) else ""
    return f"{part_title(item)} {number}{by_what}"


@cache
def _telling_field(item: type[Item]) -> str:
    """Return the first field every such item has that is a code, a day or a line of text."""
    required = (name for name, about in item.model_fields.items() if about.is_required())
    return next((name for name in required if name != "id" and shapes_of(item)[name].is_short), "")


# --- what a value says


def _said(shape: Shape, value: Any) -> tuple[Said, ...]:  # noqa: ANN401  # any value
    return tuple(_sayings("", shape, value))


def _sayings(title: str, shape: Shape, value: Any) -> Iterator[Said]:  # noqa: ANN401  # any value
    if isinstance(value, dict):
        part = part_of(shape, value)
        shapes = {} if part is None else shapes_of(part)
        called_by = _CALLED_BY.get(part, "") if part is not None else ""
        for name, one in value.items():
            if name not in ("id", called_by):
                yield from _sayings(
                    _joined(title, field_title(name)), shapes.get(name, Shape()), one
                )
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        items = Shape() if shape.item is None else Shape(parts=[shape.item])
        for number, one in enumerate(value, start=1):
            yield from _sayings(f"{title} {number}".strip(), items, one)
    else:
        yield Said(title, _value_text(shape, value))


def _joined(title: str, more: str) -> str:
    return f"{title}, {more}" if title else more


def _value_text(shape: Shape, value: Any) -> str:  # noqa: ANN401  # any value
    if isinstance(value, list):
        return ", ".join(_value_text(shape, one) for one in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "nothing"
    if not shape.is_code or not isinstance(value, str):
        return str(value)
    # What somebody typed may be in no list.
    known = {str(one.value): one for one in shape.code_list or ()}
    return code_label(known[value]) if value in known else code_title(value)
