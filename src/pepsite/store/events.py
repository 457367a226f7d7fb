"""From ruamel's stream of parser events to a tree, refusing what records do not use.

Only the event stream of ruamel.yaml is used. It keeps its own stack, so no text can make
it recurse, and it never follows an alias, so there is no bomb to set off. The tree is
given up as soon as it is deeper than `MAX_DEPTH`, has more than `MAX_VALUES`, or
`MOST_REFUSALS` things are wrong.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from pepsite.store.core_schema import resolve
from pepsite.store.tree import (
    MAX_DEPTH,
    MAX_VALUES,
    Document,
    Entry,
    ListNode,
    MappingNode,
    Node,
    Place,
    Refusal,
    ScalarNode,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_REFUSALS = 50
"""Things that are told of one text."""
_SURROGATE = re.compile("[\ud800-\udfff]")
# Errors that are noticed far from where they are: the place is where the quote was opened,
# or where the word began that lacks its colon.
_LATE = ("while scanning a quoted scalar", "while scanning a simple key")


class _StopError(Exception):
    """Reading on would tell nothing more."""


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come. `entry` waits for its value."""

    node: MappingNode | ListNode
    column: int
    entry: Entry | None = None


def read_events(text: str) -> Document | tuple[Refusal, ...]:
    """Return the tree of a text, or what is wrong with it, in the order it was met."""
    builder = _Builder()
    try:
        for event in _events(text):
            builder.take(event)
    except _StopError:
        pass
    if builder.root is None and not builder.refusals:
        return (Refusal("empty-file", Place(1, 1)),)
    if builder.refusals or not isinstance(builder.root, MappingNode):
        return tuple(builder.refusals) or (Refusal("not-a-mapping", builder.first),)
    return Document(text, builder.root, builder.scalars)


def _events(text: str) -> Iterator[Event | Exception]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except Exception as error:  # noqa: BLE001  # whatever ruamel raises, the text is at fault
        yield error


def _place_of(error: Exception, last: Place) -> Place:
    # The error's own text quotes the line it complains of; only its marks are looked at.
    if not isinstance(error, MarkedYAMLError):
        return last
    opening = error.context_mark if error.context in _LATE else None
    mark = opening or error.problem_mark or error.context_mark
    return last if mark is None else _place(mark)


def _place(mark: StreamMark) -> Place:
    return Place(mark.line + 1, mark.column + 1)


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.scalars: list[Span] = []
        self.refusals: list[Refusal] = []
        self.first = self.last = Place(1, 1)
        self._open: list[_Open] = []
        self._documents = 0
        self._values = 0

    def take(self, event: Event | Exception) -> None:
        if isinstance(event, Exception):
            self._refuse("not-yaml", _place_of(event, self.last))
            return
        self.last = place = _place(event.start_mark)
        if isinstance(event, DocumentStartEvent):
            self._begin_document(place)
        elif isinstance(event, AliasEvent):
            self._refuse("alias-used", place)
            self._put(ScalarNode(place, event.start_mark.index, None), event)
        elif isinstance(event, NodeEvent):
            self._check_properties(event, place)
            self._begin(event, place)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()

    def _refuse(self, code: str, place: Place) -> None:
        self.refusals.append(Refusal(code, place))
        if len(self.refusals) >= MOST_REFUSALS:
            raise _StopError

    def _begin_document(self, place: Place) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse("several-documents", place)
            raise _StopError

    def _check_properties(self, event: NodeEvent, place: Place) -> None:
        if event.anchor is not None:
            self._refuse("alias-used", place)
        if getattr(event, "ctag", None) is not None:
            self._refuse("tag-used", place)

    def _begin(self, event: NodeEvent, place: Place) -> None:
        begin = event.start_mark.index
        if isinstance(event, ScalarEvent):
            self.scalars.append(Span(begin, event.end_mark.index, event.style in ("|", ">")))
            self._put(ScalarNode(place, begin, self._value(event, place)), event)
            return
        if len(self._open) >= MAX_DEPTH:
            self._refuse("too-deep", place)
            raise _StopError
        node = (MappingNode if isinstance(event, MappingStartEvent) else ListNode)(place, begin)
        self._put(node, event)
        dashes = isinstance(event, SequenceStartEvent) and not event.flow_style
        self._open.append(_Open(node, place.column if dashes else 0))

    def _value(self, event: ScalarEvent, place: Place) -> str | float | bool | None:
        text: str = event.value
        if _SURROGATE.search(text):
            self._refuse("control-character", place)
        value = resolve(text) if event.style is None else text
        if isinstance(value, float) and not math.isfinite(value):
            self._refuse("not-a-number", place)
        return value

    def _put(self, node: Node, event: NodeEvent) -> None:
        if not self._open:
            self.root, self.first = node, node.place
            return
        above = self._open[-1]
        if isinstance(above.node, ListNode):
            place = Place(node.place.line, above.column or node.place.column)
            self._count(place)
            items = above.node.items
            items.append(Entry(len(items), place, node.begin, node))
        elif above.entry is not None:
            above.entry.node, above.entry = node, None
        else:
            self._count(node.place)
            above.entry = self._entry(above.node, node, event)

    def _count(self, place: Place) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            self._refuse("too-many-values", place)
            raise _StopError

    def _entry(self, mapping: MappingNode, key: Node, event: NodeEvent) -> Entry:
        """Return the entry this key opens; one that is refused is kept out of the mapping."""
        name = key.value if isinstance(key, ScalarNode) else None
        entry = Entry("", key.place, key.begin, key)
        if isinstance(event, ScalarEvent) and event.style is None and name == "<<":
            self._refuse("alias-used", key.place)
        elif not isinstance(name, str):
            self._refuse("key-not-text", key.place)
        elif name in mapping.entries:
            self._refuse("equal-keys", key.place)
        else:
            entry.key = name
            mapping.entries[name] = entry
        return entry
