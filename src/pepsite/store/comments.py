"""Comments: where they are in a file, and where they go when it is laid out anew.

A comment beside a value stays beside it. One on a line of its own stays before the entry
that follows it, at that entry's indent; or, where it was written deeper than that entry,
at the indent of what it was written under.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pepsite.store.layout import Layout
from pepsite.store.tree import Document, Entry, all_entries

# Between scalars there are only signs and spaces, as anchors, tags and directives have been
# refused. So there, a hash begins a comment.
_COMMENT = re.compile(r"#[^\r\n]*")
_BLOCK_SIGNS = re.compile(r"[|>][-+0-9]*")
# A list or fields without anything in them are a value, and no scalar.
_ENDS_EMPTY = re.compile(r"(?:\[[ \t]*\]|\{[ \t]*\})[ \t,]*\Z")


class Comment(NamedTuple):
    """A comment: where it begins, how far in on its line, and whether it ends a value's line."""

    position: int
    column: int
    beside: bool
    text: str


def with_comments(layout: Layout, document: Document) -> list[str]:
    """Return the laid out chunks with the document's comments among them."""
    entries = list(all_entries(document.root))
    places = _Places(layout, [entry for entry, _ in entries], _parents(entries))
    above: dict[int, list[str]] = defaultdict(list)
    chunks = list(layout.chunks)
    for comment in comments_of(document):
        after = bisect_right(places.entries, comment.position, key=lambda entry: entry.begin)
        beside = layout.chunk_of[after - 1] if comment.beside and after else None
        if beside is not None and "\n" not in layout.chunks[beside]:
            chunks[beside] += f"  {comment.text}"
            continue
        follower = places.first_in_chunk(after if beside is None else after - 1)
        column = places.column(comment, follower) if beside is None else layout.columns[follower]
        above[places.chunk(follower)].append(" " * column + comment.text)
    laid = [[*above[number], chunk] for number, chunk in enumerate(chunks)]
    return [line for lines in laid for line in lines] + above[len(chunks)]


def comments_of(document: Document) -> Iterator[Comment]:
    """Yield the comments of a document in their order."""
    text = document.text
    for begin, end, scalar_before in _gaps(document):
        for found in _COMMENT.finditer(text, begin, end):
            line_begin = text.rfind("\n", 0, found.start()) + 1
            on_line = text[max(begin, line_begin) : found.start()]
            after_scalar = scalar_before and begin >= line_begin
            beside = after_scalar or _ENDS_EMPTY.search(on_line) is not None
            column = found.start() - line_begin
            yield Comment(found.start(), column, beside, found[0].rstrip())


def _gaps(document: Document) -> Iterator[tuple[int, int, bool]]:
    """Yield what lies between scalars, and whether it begins at the end of one."""
    text, begin, scalar_before = document.text, 0, False
    for scalar in document.scalars:
        yield begin, scalar.begin, scalar_before
        begin, scalar_before = scalar.end, True
        if scalar.block and (signs := _BLOCK_SIGNS.match(text, scalar.begin)):
            line_end = text.find("\n", signs.end())
            yield signs.end(), len(text) if line_end < 0 else line_end, True
            scalar_before = False
    yield begin, len(text), scalar_before


def _parents(entries: list[tuple[Entry, int]]) -> list[int]:
    """Return for each entry the number of the one it stands under, or -1."""
    parents: list[int] = []
    last_at: dict[int, int] = {-1: -1}
    for number, (_, depth) in enumerate(entries):
        parents.append(last_at[depth - 1])
        last_at[depth] = number
    return parents


@dataclass(frozen=True, slots=True)
class _Places:
    """The entries of a file by number, where they stood and where they will stand."""

    layout: Layout
    entries: list[Entry]
    parents: list[int]

    def first_in_chunk(self, number: int) -> int:
        """Return the first entry on the line of this one: `- id: x` is an item and a field."""
        chunk_of = self.layout.chunk_of
        while 0 < number < len(chunk_of) and chunk_of[number - 1] == chunk_of[number]:
            number -= 1
        return number

    def chunk(self, number: int) -> int:
        """Return the chunk an entry is in; that of no entry is after the last."""
        chunk_of = self.layout.chunk_of
        return chunk_of[number] if number < len(chunk_of) else len(self.layout.chunks)

    def column(self, comment: Comment, follower: int) -> int:
        """Return how far to indent a comment that stands alone before this entry."""
        was, will_be = 0, 0
        if follower < len(self.entries):
            was = self.entries[follower].place.column - 1
            will_be = self.layout.columns[follower]
        above = follower - 1
        while comment.column > was and above >= 0 and self.layout.columns[above] > will_be:
            if self.entries[above].place.column - 1 <= comment.column:
                return self.layout.columns[above]
            above = self.parents[above]
        return will_be
