"""What stands at the end of a way, where two ways meet, and a record with something else there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pepsite.versions.ordering import Order, merged_order
from pepsite.versions.shapes import ABSENT, ids_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pepsite.versions.merging import Values, Way

Side: TypeAlias = Literal["mine", "theirs"]


class Own:
    """A new answer, in the place of both that collide."""

    def __init__(self, value: Any) -> None:  # noqa: ANN401  # any value
        self.value = value


def meet(one: Way, other: Way) -> bool:
    """Say whether two ways lead to the same place, or one to what lies within the other's."""
    short = min(len(one), len(other))
    return one[:short] == other[:short]


def value_at(values: Any, way: Way) -> Any:  # noqa: ANN401  # any value
    """Return what stands at the end of a way, or `ABSENT`."""
    here = values
    for name in way:
        if isinstance(here, list):
            here = next((one for one in here if _id_of(one) == name), ABSENT)
        else:
            here = here.get(name, ABSENT) if isinstance(here, dict) else ABSENT
    return here


def with_value(values: Any, way: Way, value: Any) -> Any:  # noqa: ANN401  # any value
    """Return values with another value at the end of a way, or without it for `ABSENT`."""
    name, *more = way
    if isinstance(values, list):
        new = [
            (with_value(one, tuple(more), value) if more else value) if _id_of(one) == name else one
            for one in values
        ]
        return [one for one in new if one is not ABSENT]
    changed = dict(values)
    changed[name] = with_value(values[name], tuple(more), value) if more else value
    return {key: one for key, one in changed.items() if one is not ABSENT}


def settle(
    merged: Values, mine: Values, theirs: Values, choices: Mapping[Way, Side | Own]
) -> Values:
    """Return what two versions were merged to, with what was chosen where they collide.

    An item that the merged record does not have is put where its own side has it.
    """
    settled = merged
    for way, choice in choices.items():
        side = theirs if choice == "theirs" else mine
        value = choice.value if isinstance(choice, Own) else value_at(side, way)
        above = value_at(settled, way[:-1])
        if isinstance(above, list) and value_at(settled, way) is ABSENT and value is not ABSENT:
            items = _with_item(above, value, value_at(side, way[:-1]))
            settled = with_value(settled, way[:-1], items)
        else:
            settled = with_value(settled, way, value)
    return settled


def kept(before: Any, after: Any) -> Any:  # noqa: ANN401  # any value
    """Return what a record says now, with each field where it stood before.

    So a file changes where it says something else, and nowhere else. A field without a value
    is left out, unless it stood there.
    """
    if isinstance(after, dict):
        was = before if isinstance(before, dict) else {}
        said = {name: one for name, one in after.items() if one is not None}
        said |= {name: None for name, one in was.items() if one is None and name not in said}
        order = merged_order(
            Order((), tuple(was), tuple(said)), said.keys(), lambda _: "", prefer_first=True
        )
        return {name: kept(was.get(name), said[name]) for name in order or ()}
    if isinstance(after, list | tuple):
        items = list(after)
        known = {} if ids_of(before) is None else {_id_of(one): one for one in before}
        return [kept(known.get(_id_of(one)), one) for one in items]
    return after


def _id_of(item: Any) -> object:  # noqa: ANN401  # any value
    return item.get("id") if isinstance(item, dict) else None


def _with_item(items: list[Any], item: Any, among: list[Any]) -> list[Any]:  # noqa: ANN401  # any value
    """Return items with one more, after what it follows among those it comes from."""
    names = [_id_of(one) for one in among]
    before = set(names[: names.index(_id_of(item))]) if _id_of(item) in names else set(names)
    place = max((at for at, one in enumerate(items, start=1) if _id_of(one) in before), default=0)
    return [*items[:place], item, *items[place:]]
