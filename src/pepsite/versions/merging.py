"""Two versions of a record that came from one: brought together, or where they collide.

Nothing that either side wrote is dropped. What only one side changed is taken; what both changed
alike is taken once; all else is a collision, and keeps what each side says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pepsite.records.answers import AskedDeclined, DoesNotApply, NotKnownYet
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.sections import SignOff
from pepsite.records.voice import Contribution, View, Wish
from pepsite.versions.growing import GROWING, grown
from pepsite.versions.ordering import Order, merged_order
from pepsite.versions.shapes import ABSENT, Shape, ids_of, part_of, same, shapes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pepsite.records.base import Item, Model
    from pepsite.versions.growing import Accepted

Values: TypeAlias = "Mapping[str, Any]"
"""A record as plain values, as its file has it: text, numbers, true, false, lists, fields."""

Way: TypeAlias = tuple[str, ...]
"""The way to a field: names of fields, and the ids of items on it."""

Why: TypeAlias = Literal["both-changed", "changed-and-removed", "order", "does-not-fit"]
"""What keeps two sides apart.

`order`: both put the items of a list into another order. `does-not-fit`: each is right alone, and
the two are not.
"""

_ONE_STATEMENT = frozenset({SignOff, Contribution, NotKnownYet, DoesNotApply, AskedDeclined})
"""Parts that say one thing: half of one side's and half of the other's would be nobody's."""

_TOGETHER: Mapping[type[Model], tuple[str, ...]] = {
    # Whom the child lets read it was chosen for these words and no others.
    View: ("words", "may_see"),
    Wish: ("words", "may_see"),
}
"""Fields that one side may not change beneath the other's change of their companions."""


@dataclass(frozen=True, slots=True)
class Collision:
    """A place where both sides cannot be had, and why."""

    way: Way
    why: Why


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge: the record with our side of each collision, and with theirs.

    Without collisions the two are the same, to the order of their fields.
    """

    ours: Values
    theirs: Values
    collisions: tuple[Collision, ...]


@dataclass(slots=True)
class _Both:
    """A value with our side of what collides in it, and with theirs."""

    ours: Any
    theirs: Any
    collisions: list[Collision] = field(default_factory=list)

    @property
    def is_there(self) -> bool:
        """Whether either of the two has anything here."""
        return self.ours is not ABSENT or self.theirs is not ABSENT


def merge(base: Values, ours: Values, theirs: Values, accepted: Accepted | None = None) -> Merged:
    """Return what two versions of a record come to, given the one they came from.

    Items of lists are followed by their ids. Text, numbers and prose are taken whole, and so are
    lists of anything but items. Which side is called ours changes nothing but the names.
    `base` may be empty: then both sides made the record. `accepted` is the side that others have
    accepted, if it is known: a list that only grows keeps its items first (`versions/growing.py`).
    """
    model = BY_SCHEMA.get(str(ours.get("schema")))
    shapes = shapes_of(model) if model is not None else {}
    both = _merge_fields(_Level((), shapes, ()), base, ours, theirs)
    moved_apart = {one.way for one in both.collisions if one.why == "order"}
    for name, shape in shapes.items():
        if shape.item in GROWING and (name,) not in moved_apart:
            lists = [one.get(name) for one in (base, ours, theirs)]
            for side in (both.ours, both.theirs):
                if name in side:
                    side[name] = grown(side[name], lists, accepted)
    return Merged(both.ours, both.theirs, tuple(both.collisions))


@dataclass(frozen=True, slots=True)
class _Level:
    """Where a merge is: the way there, the shapes of the fields, and what belongs together."""

    way: Way
    shapes: Mapping[str, Shape]
    together: tuple[str, ...]


def _merge_fields(level: _Level, base: Values, ours: Values, theirs: Values) -> _Both:
    merged: dict[str, _Both] = {}
    torn = set(_torn(level.together, base, ours, theirs))
    for name in dict.fromkeys((*base, *ours, *theirs)):
        sides = [one.get(name, ABSENT) for one in (base, ours, theirs)]
        way = (*level.way, name)
        if name in torn:
            merged[name] = _apart(way, *sides[1:])
        else:
            merged[name] = _merge_value(way, level.shapes.get(name, _UNKNOWN), *sides)
    known = {name: number for number, name in enumerate(level.shapes)}
    order = merged_order(
        Order(tuple(base), tuple(ours), tuple(theirs)),
        {name for name, one in merged.items() if one.is_there},
        lambda name: (known.get(name, len(known)), name),
    )
    # The order of fields says nothing: where both changed it, the order of the model is taken.
    names = order or sorted(merged, key=lambda name: (known.get(name, len(known)), name))
    return _Both(
        {name: merged[name].ours for name in names if merged[name].ours is not ABSENT},
        {name: merged[name].theirs for name in names if merged[name].theirs is not ABSENT},
        [one for name in names for one in merged[name].collisions],
    )


_UNKNOWN = Shape()


def _torn(together: tuple[str, ...], base: Values, ours: Values, theirs: Values) -> Iterator[str]:
    """Yield the fields that belong together and of which each side changed another part."""

    def changed(side: Values) -> set[str]:
        return {
            name for name in together if not same(side.get(name, ABSENT), base.get(name, ABSENT))
        }

    differ = {
        name for name in together if not same(ours.get(name, ABSENT), theirs.get(name, ABSENT))
    }
    if base and changed(ours) and changed(theirs):
        yield from differ


def _merge_value(way: Way, shape: Shape, base: Any, ours: Any, theirs: Any) -> _Both:  # noqa: ANN401  # any value
    part = part_of(shape, ours)
    if part is not None and part is part_of(shape, theirs) and part not in _ONE_STATEMENT:
        common = base if part_of(shape, base) is part else {}
        level = _Level(way, shapes_of(part), _TOGETHER.get(part, ()))
        return _merge_fields(level, common, ours, theirs)
    if shape.item is not None and ids_of(ours) is not None and ids_of(theirs) is not None:
        common = base if ids_of(base) is not None else []
        return _merge_items(way, shape.item, common, ours, theirs)
    return _merge_whole(way, base, ours, theirs)


def _merge_whole(way: Way, base: Any, ours: Any, theirs: Any) -> _Both:  # noqa: ANN401  # any value
    if same(ours, theirs):
        first = min(ours, theirs, key=repr)  # they may have their fields in another order
        return _Both(first, first)
    if same(theirs, base):
        return _Both(ours, ours)
    return _Both(theirs, theirs) if same(ours, base) else _apart(way, ours, theirs)


def _apart(way: Way, ours: Any, theirs: Any) -> _Both:  # noqa: ANN401  # any value
    gone = ours is ABSENT or theirs is ABSENT
    why: Why = "changed-and-removed" if gone else "both-changed"
    return _Both(ours, theirs, [Collision(way, why)])


def _merge_items(
    way: Way, item: type[Item], base: list[Any], ours: list[Any], theirs: list[Any]
) -> _Both:
    sides = [{one["id"]: one for one in side} for side in (base, ours, theirs)]
    item_shape = Shape(parts=[item])
    merged: dict[str, _Both] = {}
    for name in dict.fromkeys((*sides[1], *sides[2])):
        merged[name] = _merge_value(
            (*way, name), item_shape, *(side.get(name, ABSENT) for side in sides)
        )
    remaining = {name for name, one in merged.items() if one.is_there}
    days = next((name for name, one in shapes_of(item).items() if one.is_day), "")

    def place(name: str) -> tuple[str, str]:
        values = next(side[name] for side in sides[1:] if name in side)
        return (str(values.get(days, "")), name)

    order = merged_order(Order(*(tuple(side) for side in sides)), remaining, place)
    collisions = [one for name in order or () for one in merged[name].collisions]
    if order is None:
        first, second = (
            merged_order(Order((), tuple(side), other), remaining, place, prefer_first=True)
            for side, other in ((sides[1], tuple(sides[2])), (sides[2], tuple(sides[1])))
        )
        collisions = [Collision(way, "order")]
    else:
        first = second = order
    return _Both(
        [merged[name].ours for name in first or () if merged[name].ours is not ABSENT],
        [merged[name].theirs for name in second or () if merged[name].theirs is not ABSENT],
        collisions,
    )
