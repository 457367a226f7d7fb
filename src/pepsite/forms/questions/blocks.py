"""Check your answers, block by block: what is said of one item of a list stands under its line.

What nobody has to answer, and nobody did, is told in one line for each block. It can still be
answered from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from pepsite.forms.questions.required import Demand
from pepsite.forms.questions.summary import items_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from pepsite.forms.questions.summary import Row


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What nobody had to answer on a page, and nobody did."""

    asks: str
    address: str
    page: str


@dataclass(frozen=True, slots=True)
class Block:
    """Answers that stand together: of the whole, or of one item of a list, under its line.

    `title` is the line of the item, "" for the whole and where the reader may not see it.
    `depth` is 0 for the whole, 1 for an item, 2 for an item of a list within one.
    """

    title: str
    depth: int
    rows: tuple[Row, ...]
    left_open: tuple[LeftOpen, ...]


def blocks(listed: Sequence[Row], kept: Container[str] = ()) -> tuple[Block, ...]:
    """Return the answers of a section in blocks, in the order of its pages.

    `kept` are the keys of what the child keeps from the reader: nothing is called by it.
    """
    lists = tuple(f"{one.key}/" for one in listed if one.what)
    # A form about one item alone does not show the list that it is in.
    whole = [one for one in listed if not one.key.startswith(lists)]
    return tuple(_of_whole(whole, listed, kept))


def _of_whole(whole: Iterable[Row], listed: Sequence[Row], kept: Container[str]) -> Iterator[Block]:
    together: list[Row] = []
    for one in whole:
        together.append(one)
        items = items_of(one, listed)
        if items:
            yield _block(together, kept)
            together = []
            for item in items:
                yield from _of_item(item, 1, kept)
    if together:
        yield _block(together, kept)


def _of_item(listed: Sequence[Row], depth: int, kept: Container[str]) -> Iterator[Block]:
    """Yield what is said of an item, then each item of a list within it."""
    own = [one for one in listed if len(one.items) == depth]
    yield _block(own, kept, depth)
    for one in own:
        for item in items_of(one, listed):
            yield from _of_item(item, depth + 1, kept)


def _block(listed: Sequence[Row], kept: Container[str], depth: int = 0) -> Block:
    hidden = not depth or any(one.key in kept for one in listed)
    return Block(
        "" if hidden else listed[0].item,
        depth,
        tuple(one for one in listed if not _is_left_open(one)),
        _told_apart(_left_open(listed)),
    )


def _is_left_open(row: Row) -> bool:
    return not row.is_answered and row.asked is Demand.OPTIONAL


def _left_open(listed: Iterable[Row]) -> Iterator[LeftOpen]:
    for address, page in groupby(listed, key=lambda one: one.address):
        rows = tuple(page)
        open_ones = tuple(one for one in rows if _is_left_open(one))
        if open_ones:
            is_whole = len(rows) > 1 and len(open_ones) == len(rows)
            asks = rows[0].page if is_whole else ", ".join(one.question for one in open_ones)
            yield LeftOpen(asks, address, rows[0].page)


def _told_apart(found: Iterable[LeftOpen]) -> tuple[LeftOpen, ...]:
    """Return them with the titles of their pages, where several ask the same."""
    listed = tuple(found)
    asks = [one.asks for one in listed]
    return tuple(
        replace(one, asks=f"{one.page} {one.asks}") if asks.count(one.asks) > 1 else one
        for one in listed
    )
