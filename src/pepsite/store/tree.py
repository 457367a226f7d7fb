"""What the slow reader makes of one file: values with their places, and plain values.

Lines and columns count from 1, positions in the text from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Scalar: TypeAlias = str | int | float | bool | None
JSON: TypeAlias = Scalar | list["JSON"] | dict[str, "JSON"]
"""What a record is made of before it has types. A day is still text."""

MAX_BYTES = 256 * 1024
"""Bytes a file may have. Real records have about ten thousand."""
MAX_DEPTH = 40
"""Levels of nesting a file may have. Real records have about eight."""
MAX_VALUES = 20_000
"""Fields and list items a file may have. A sample that lists as much as it may has 5,000."""
MAX_LINES = MAX_VALUES // 2
"""Lines up to which a file cannot have more, as one line (`- id: x`) holds two of them.

Only in flow style (`[a, b]`) or with nested dashes does a line hold more than two.
"""


class Place(NamedTuple):
    """Where something stands, as an editor counts."""

    line: int
    column: int


class Span(NamedTuple):
    """From where to where one scalar reaches in the text, and whether it is a `|` block."""

    begin: int
    end: int
    block: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong with a text, and where: all that is ever said of it."""

    code: str
    place: Place


@dataclass(slots=True)
class ScalarNode:
    """Text, a number, true, false or null."""

    place: Place
    begin: int
    value: Scalar


@dataclass(slots=True)
class MappingNode:
    """Fields with values, in the order of the file."""

    place: Place
    begin: int
    entries: dict[str, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class ListNode:
    """Items, in the order of the file."""

    place: Place
    begin: int
    items: list[Entry] = field(default_factory=list)


Node: TypeAlias = ScalarNode | MappingNode | ListNode


@dataclass(slots=True)
class Entry:
    """A field under its name, or an item under its number."""

    key: str | int
    place: Place
    begin: int
    node: Node


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its text, its fields, and where its scalars are, keys among them."""

    text: str
    root: MappingNode
    scalars: list[Span]


def entries_of(node: Node) -> list[Entry]:
    """Return what stands directly under a value; nothing under a scalar."""
    if isinstance(node, MappingNode):
        return list(node.entries.values())
    return node.items if isinstance(node, ListNode) else []


def all_entries(node: Node, depth: int = 0) -> Iterator[tuple[Entry, int]]:
    """Yield every entry with its depth, in the order of the file."""
    for entry in entries_of(node):
        yield entry, depth
        yield from all_entries(entry.node, depth + 1)


def plain_mapping(node: MappingNode) -> dict[str, JSON]:
    """Return the plain values of a mapping. The reader has bounded its depth."""
    return {name: _plain(entry.node) for name, entry in node.entries.items()}


def _plain(node: Node) -> JSON:
    if isinstance(node, MappingNode):
        return plain_mapping(node)
    if isinstance(node, ListNode):
        return [_plain(item.node) for item in node.items]
    return node.value
