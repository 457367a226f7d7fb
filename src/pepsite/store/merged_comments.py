"""Comments of three versions of a file, brought together: no line that anyone wrote is dropped."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pepsite.store.comments import comments_of
from pepsite.store.places import all_ways
from pepsite.store.tree import all_entries, plain_mapping

if TYPE_CHECKING:
    from pepsite.store.tree import Document
    from pepsite.versions.merging import Way


class Comments(NamedTuple):
    """What is said about one entry: lines above it, as far in as they stood, and beside it."""

    above: tuple[str, ...] = ()
    beside: str = ""


CommentsByPlace: TypeAlias = "dict[Way, Comments]"
"""Comments by the way to the entry they stand at. Those after the last entry have an empty one."""

_NONE = Comments()


def comments_by_place(document: Document) -> CommentsByPlace:
    """Return the comments of a file in the one layout."""
    begins = [entry.begin for entry, _ in all_entries(document.root)]
    ways = [*all_ways(plain_mapping(document.root)), ()]
    found: dict[Way, tuple[list[str], list[str]]] = {}
    for comment in comments_of(document):
        after = bisect_right(begins, comment.position)
        above, beside = found.setdefault(ways[after - comment.beside], ([], []))
        if comment.beside:
            beside[:] = [comment.text]
        else:
            above.append(" " * comment.column + comment.text)
    return {way: Comments(tuple(above), *beside) for way, (above, beside) in found.items()}


def merge_comments(
    base: CommentsByPlace, ours: CommentsByPlace, theirs: CommentsByPlace
) -> CommentsByPlace:
    """Return the comments that stay. Where both sides changed them, all are kept."""
    merged = {}
    for way in sorted({*base, *ours, *theirs}):
        sides = [one.get(way, _NONE) for one in (base, ours, theirs)]
        above = _above(*(one.above for one in sides))
        beside, left = _beside(*(one.beside for one in sides))
        if above or beside or left:
            merged[way] = Comments((*above, *left), beside)
    return merged


def _above(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]
) -> tuple[str, ...]:
    if base in (ours, theirs):
        return theirs if ours == base else ours
    first, second = sorted((ours, theirs))
    known = set(first)
    return (*first, *(line for line in second if line not in known))


def _beside(base: str, ours: str, theirs: str) -> tuple[str, tuple[str, ...]]:
    """Return the comment that stays beside, and the one for which there is no room."""
    if ours == base or theirs in (base, ours):
        return (theirs if ours == base else ours), ()
    first, second = sorted((ours, theirs))
    return (first, (second,)) if first else (second, ())
