"""Where the fields and items of a file are, by the way to them instead of by number."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

from pepsite.store.tree import all_entries, plain_mapping
from pepsite.versions.shapes import ids_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.store.tree import Document
    from pepsite.versions.merging import Way


class Lines(NamedTuple):
    """The lines of an entry, numbered from 0: its first, the one after its last.

    `above` is the first of the lines of comments that stand above it.
    """

    above: int
    first: int
    end: int


def all_ways(values: Any) -> Iterator[Way]:  # noqa: ANN401  # any value
    """Yield the way to every field and item, in the order of the file.

    An item is named by its id where all of its list have one of their own, else by its number.
    """
    return (way for way, _ in all_values(values))


def all_values(values: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:  # noqa: ANN401  # any value
    """Yield every field and item with the way to it, as `all_ways` has it."""
    inside: Iterable[tuple[str, Any]] = ()
    if isinstance(values, dict):
        inside = values.items()
    elif isinstance(values, list):
        names = ids_of(values) or [f"[{number}]" for number in range(len(values))]
        inside = zip(names, values, strict=True)
    for name, value in inside:
        yield (*way, name), value
        yield from all_values(value, (*way, name))


def lines_of(document: Document) -> dict[Way, Lines]:
    """Return the lines on which each field and item of a document stands."""
    entries = list(all_entries(document.root))
    ways = list(all_ways(plain_mapping(document.root)))
    text = document.text
    begins = [one.begin for one in document.scalars]
    newlines = [found.start() for found in re.finditer("\n", text)]

    def line_after(position: int) -> int:
        """Return the line after the last scalar that begins before this position."""
        number = bisect_left(begins, position)
        return bisect_left(newlines, document.scalars[number - 1].end - 1) + 1 if number else 0

    lines = {}
    following: list[tuple[int, int]] = []  # entries below, each less deep than the one before it
    for way, (entry, depth) in zip(reversed(ways), reversed(entries), strict=True):
        while following and following[-1][0] > depth:
            following.pop()
        first = entry.place.line - 1
        end = max(line_after(following[-1][1] if following else len(text)), first + 1)
        above = line_after(text.rfind("\n", 0, entry.begin) + 1)
        lines[way] = Lines(min(above, first), first, end)
        following.append((depth, entry.begin))
    return lines
