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

MAX_DEPTH = 40
"""Levels of nesting a file may have. Real records have about eight."""
MAX_BYTES = 256 * 1024
"""Bytes a file may have. Real records have about ten thousand."""


class Place(NamedTuple):
    """Where something stands, as an editor counts."""

    line: int
    column: int


@dataclass(slots=True)
class Node:
    """A value of the file. `begin` and `end` are its scalar's extent in the text."""

    place: Place
    begin: int = 0
    end: int = 0
    block: bool = False


@dataclass(slots=True)
class ScalarNode(Node):
    """Text, a number, true, false or null."""

    value: Scalar = None


@dataclass(slots=True)
class Entry:
    """One field of a mapping or one item of a list, under its name or number."""

    key: str | int
    place: Place
    node: Node


@dataclass(slots=True)
class MappingNode(Node):
    """Fields with values, in the order of the file."""

    entries: dict[str, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class ListNode(Node):
    """Items, in the order of the file."""

    items: list[Entry] = field(default_factory=list)


def entries_of(node: Node) -> list[Entry]:
    """Return what stands directly under a value; nothing under a scalar."""
    match node:
        case MappingNode():
            return list(node.entries.values())
        case ListNode():
            return node.items
        case _:
            return []


def all_entries(node: Node) -> Iterator[Entry]:
    """Yield every entry at any depth, in the order of the file."""
    for entry in entries_of(node):
        yield entry
        yield from all_entries(entry.node)


def plain_mapping(node: MappingNode) -> dict[str, JSON]:
    """Return the plain values of a mapping. The reader has bounded its depth."""
    return {name: plain(entry.node) for name, entry in node.entries.items()}


def plain(node: Node) -> JSON:
    """Return the plain value of any node."""
    match node:
        case MappingNode():
            return plain_mapping(node)
        case ListNode():
            return [plain(item.node) for item in node.items]
        case ScalarNode():
            return node.value
        case _:
            raise TypeError
