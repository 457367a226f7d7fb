"""What people do to a record, at random: fields changed, taken out and put in, items moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from pepsite.records.ids import ALPHABET
from pepsite.records.kinds import MODELS
from pepsite.store.places import all_ways
from pepsite.versions.shapes import ids_of
from tests.records.full import FULL

KINDS = sorted(MODELS)
SEVERAL = 3
"""Items in each list of the record that is edited."""


def plain(kind: str) -> dict[str, Any]:
    """Return a record of this kind with every field filled in and several items in each list."""
    values = FULL[kind].model_dump(mode="json", by_alias=True, exclude_none=True)
    numbers = iter(range(100_000))
    return {
        name: value if name == "id" else _with_several(value, numbers)
        for name, value in values.items()
    }


def _with_several(value: Any, numbers: Iterator[int]) -> Any:
    if isinstance(value, dict):
        new = {name: _with_several(one, numbers) for name, one in value.items()}
        return new | ({"id": item_id(next(numbers))} if "id" in new else {})
    if ids_of(value):
        return [_with_several(value[0], numbers) for _ in range(SEVERAL)]
    return value


def item_id(number: int) -> str:
    """Return an id for an item: the same for the same number."""
    digits = ""
    for _ in range(5):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return f"a{digits}"


def _change(values: Any, way: tuple[str, ...], told: str) -> None:
    above, name = _above(values, way)
    if isinstance(above, dict) and name not in ("id", "schema", "phase", "no_answer"):
        above[name] = told


def _remove(values: Any, way: tuple[str, ...], told: str) -> None:
    above, name = _above(values, way)
    if isinstance(above, dict) and name not in ("id", "schema", "phase", "no_answer"):
        del above[name]
    elif isinstance(above, list) and ids_of(above):
        above[:] = [one for one in above if one["id"] != name]


def _add(values: Any, way: tuple[str, ...], told: str) -> None:
    here = _at(values, way)
    if ids_of(here):
        new = deepcopy(here[0]) | {"id": item_id(sum(map(ord, told)) * 1000 + len(here))}
        here.insert(len(told) % (len(here) + 1), new)
        leaf = next(
            (name for name, one in new.items() if isinstance(one, str) and name != "id"), None
        )
        if leaf:
            new[leaf] = told


def _move(values: Any, way: tuple[str, ...], told: str) -> None:
    here = _at(values, way)
    if ids_of(here):
        here.insert(len(told) % len(here), here.pop())


def _at(values: Any, way: tuple[str, ...]) -> Any:
    for name in way:
        values = (
            next((one for one in values if one["id"] == name), None)
            if ids_of(values)
            else values[int(name[1:-1])]
            if isinstance(values, list)
            else values[name]
        )
    return values


def _above(values: Any, way: tuple[str, ...]) -> tuple[Any, str]:
    return _at(values, way[:-1]), way[-1]


_EDITS: tuple[Callable[[Any, tuple[str, ...], str], None], ...] = (_change, _remove, _add, _move)


@st.composite
def edited(draw: st.DrawFn, values: dict[str, Any], who: str) -> dict[str, Any]:
    """Return the record after a few edits, whose words say who made them."""
    new = deepcopy(values)
    for number in range(draw(st.integers(0, 5))):
        ways = list(all_ways(new))
        way = ways[draw(st.integers(0, len(ways) - 1))]
        told = f"{who} wrote this {'x' * draw(st.integers(0, 4))}{number}"
        draw(st.sampled_from(_EDITS))(new, way, told)
    return new


@st.composite
def three_versions(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return a record, and what two people made of it."""
    base = plain(draw(st.sampled_from(KINDS)))
    return base, draw(edited(base, "Ann")), draw(edited(base, "Bob"))


def texts_in(values: Any) -> Iterator[str]:
    """Yield every text in plain values."""
    if isinstance(values, dict):
        for one in values.values():
            yield from texts_in(one)
    elif isinstance(values, list):
        for one in values:
            yield from texts_in(one)
    elif isinstance(values, str):
        yield values
