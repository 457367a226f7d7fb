"""Two versions of a file that came from one, as one file: values, comments and layout.

Where both sides cannot be had, their lines stand between the markers that Git uses, around whole
fields or whole items, so that either side alone is a file that can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pepsite.findings import Finding
from pepsite.records.kinds import BY_SCHEMA
from pepsite.store.diagnosis import read_document
from pepsite.store.merged_comments import CommentsByPlace, comments_by_place, merge_comments
from pepsite.store.places import all_values, all_ways, lines_of
from pepsite.store.reading import read_record
from pepsite.store.rewriting import laid_out, settled
from pepsite.store.tree import Document, plain_mapping
from pepsite.versions.merging import Collision, Merged, Values, Way, merge
from pepsite.versions.shapes import ABSENT, ids_of, same
from pepsite.versions.ways import value_at, with_value

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from pepsite.versions.growing import Accepted

OURS, BETWEEN, THEIRS = "<<<<<<< ours", "=======", ">>>>>>> theirs"
"""The lines that Git, editors and `pepsite validate` know a conflict by."""


@dataclass(frozen=True, slots=True)
class MergedFile:
    """What came of a merge, as text.

    `clean` is true only of a record that conforms by itself: nothing collided, and it was read
    again. `findings` is what keeps it from conforming, where nothing collided or could be read.
    """

    text: bytes
    clean: bool
    collisions: tuple[Collision, ...] = ()
    findings: tuple[Finding, ...] = ()


def merge_files(
    base: bytes, ours: bytes, theirs: bytes, path: str, accepted: Accepted | None = None
) -> MergedFile:
    """Return what two versions of one file come to, given the one they came from.

    An empty `base` is none: both sides made the file. A file that cannot be read as a record on
    one of the sides is not taken apart: both stand in the answer whole.
    """
    sides = _readable(base, ours, theirs, path)
    if isinstance(sides, tuple):
        if ours == theirs:
            return MergedFile(ours, clean=False, findings=sides)
        return MergedFile(whole_conflict(ours, theirs), clean=False, findings=sides)
    merged = merge(sides.base, sides.ours, sides.theirs, accepted)
    comments = _comments(sides, merged)
    if not merged.collisions:
        text = laid_out(merged.ours, comments, path)
        record = read_record(text, path, BY_SCHEMA)
        if not isinstance(record, tuple):
            return MergedFile(text, clean=True)
        return _unfit(sides, merged.ours, comments, record, path)
    return _with_markers(_Variants(merged.ours, merged.theirs), merged.collisions, comments, path)


def whole_conflict(ours: bytes, theirs: bytes) -> bytes:
    """Return both files in one, each whole, between the markers of a conflict."""
    sides = [one if one.endswith(b"\n") or not one else one + b"\n" for one in (ours, theirs)]
    first, between, last = (f"{line}\n".encode() for line in (OURS, BETWEEN, THEIRS))
    return first + sides[0] + between + sides[1] + last


@dataclass(frozen=True, slots=True)
class _Sides:
    """Three versions as plain values, with the comments of each."""

    base: Values
    ours: Values
    theirs: Values
    comments: tuple[CommentsByPlace, CommentsByPlace, CommentsByPlace]


def _comments(sides: _Sides, merged: Merged) -> CommentsByPlace:
    """Return the comments of the merged file, with those of what only one side still has."""
    comments = merge_comments(*sides.comments)
    removed = [one.way for one in merged.collisions if one.why == "changed-and-removed"]
    for values, told in ((sides.ours, sides.comments[2]), (sides.theirs, sides.comments[1])):
        gone = _absent(removed, values)
        comments |= {way: one for way, one in told.items() if _is_within(way, gone)}
    return comments


def _absent(ways: Iterable[Way], values: Values) -> set[Way]:
    return set(ways).difference(all_ways(values))


def _is_within(way: Way, others: Container[Way]) -> bool:
    return any(way[:end] in others for end in range(1, len(way) + 1))


def _readable(base: bytes, ours: bytes, theirs: bytes, path: str) -> _Sides | tuple[Finding, ...]:
    """Return the three versions read, or what keeps one of them from being taken apart."""
    documents: list[Document | None] = []
    for content in (base, ours, theirs):
        document = settled(content, path)
        if isinstance(document, tuple):
            return document
        documents.append(document)
    values = [{} if one is None else plain_mapping(one.root) for one in documents]
    told = {str(one.get("schema")) for one in values if one}
    if len(told) != 1 or not told <= BY_SCHEMA.keys() or not (values[1] and values[2]):
        return ()
    first, second, third = ({} if one is None else comments_by_place(one) for one in documents)
    return _Sides(values[0], values[1], values[2], (first, second, third))


# --- what collides


@dataclass(slots=True)
class _Variants:
    """The whole record with our side of each collision, and with theirs."""

    ours: Values
    theirs: Values


def _unfit(
    sides: _Sides,
    values: Values,
    comments: CommentsByPlace,
    findings: tuple[Finding, ...],
    path: str,
) -> MergedFile:
    """Return what collides because each side is right alone, and the two together are not.

    Where the sides do not differ at the field at fault, one of them was wrong before: the file is
    given as it is, and is not clean.
    """
    ways = {_differing(_way_to(one, values), sides) for one in findings} - {()}
    if not ways:
        return MergedFile(laid_out(values, comments, path), clean=False, findings=findings)
    variants = _Variants(values, values)
    outermost = sorted(_outermost(ways))
    for way in outermost:
        variants.ours = with_value(variants.ours, way, value_at(sides.ours, way))
        variants.theirs = with_value(variants.theirs, way, value_at(sides.theirs, way))
    collisions = tuple(Collision(way, "does-not-fit") for way in outermost)
    return _with_markers(variants, collisions, comments, path)


def _way_to(found: Finding, values: Values) -> Way:
    """Return the way to the field of a finding, with the ids of items for their numbers."""
    way: list[str] = []
    here: Any = values
    for part in found.field:
        ids = ids_of(here)
        if isinstance(part, str) and isinstance(here, dict) and part in here:
            way.append(part)
        elif isinstance(part, int) and ids is not None and part < len(ids):
            way.append(ids[part])
        else:
            break
        here = here[part]
    return tuple(way)


def _differing(way: Way, sides: _Sides) -> Way:
    """Return the innermost part of a way at which the sides differ, or an empty one."""
    for end in range(len(way), 0, -1):
        if not same(value_at(sides.ours, way[:end]), value_at(sides.theirs, way[:end])):
            return way[:end]
    return ()


def _with_markers(
    variants: _Variants, collisions: tuple[Collision, ...], comments: CommentsByPlace, path: str
) -> MergedFile:
    """Return the file with both sides of each collision between markers, around whole entries."""
    sides = [{(): one, **dict(all_values(one))} for one in (variants.ours, variants.theirs)]
    ways = _outermost({_whole_lines(one.way, sides) for one in collisions})
    texts = [
        laid_out(values, _without(comments, ways, values), path)
        for values in (variants.ours, variants.theirs)
    ]
    documents = [read_document(text, path) for text in texts]
    laid = _between_markers(ways, *(one for one in documents if isinstance(one, Document)))
    if laid is None:  # pragma: no cover  # no files are known that come to this
        return MergedFile(whole_conflict(*texts), clean=False, collisions=collisions)
    return MergedFile(laid.encode(), clean=False, collisions=collisions)


def _outermost(ways: set[Way]) -> set[Way]:
    return {way for way in ways if not _is_within(way[:-1], ways)}


def _without(comments: CommentsByPlace, ways: set[Way], values: Values) -> CommentsByPlace:
    """Return the comments without those of entries that only the other side has."""
    gone = _absent(ways, values)
    return {way: one for way, one in comments.items() if not _is_within(way, gone)}


def _whole_lines(way: Way, sides: Sequence[Mapping[Way, Any]]) -> Way:
    """Return the entry to put markers around: the one at this way, or one around it.

    What one side leaves empty is written on one line, and the first field of an item stands on
    the line of its dash: there the markers go around the whole.
    """
    for end in range(len(way), 1, -1):
        around = [one.get(way[: end - 1], ABSENT) for one in sides]
        if all(one and one is not ABSENT for one in around) and not any(
            isinstance(one, dict) and next(iter(one)) == way[end - 1] and _is_item(one, way[:end])
            for one in around
        ):
            return way[:end]
    return way[:1]


def _is_item(part: Values, way: Way) -> bool:
    return part.get("id") == way[-2]


def _between_markers(ways: set[Way], ours: Document, theirs: Document) -> str | None:
    """Return both files in one, or None where they differ elsewhere too."""
    texts = [one.text.splitlines(keepends=True) for one in (ours, theirs)]
    places = [lines_of(one) for one in (ours, theirs)]
    at = [0, 0]
    laid: list[str] = []

    def spans(way: Way) -> list[tuple[int, int] | None]:
        """Return the lines of both sides; with the comments above where one side has none."""
        both = [one.get(way) for one in places]
        return [one and ((one.first if all(both) else one.above), one.end) for one in both]

    def distance(way: Way) -> int:
        return max(span[0] - at[side] for side, span in enumerate(spans(way)) if span)

    # From the last to the first, so that what comes next of all is at the end of one of them.
    left = [sorted(ways & one.keys(), key=lambda way: one[way].first)[::-1] for one in places]
    done: set[Way] = set()

    def ends() -> Iterator[Way]:
        for side in left:
            while side and side[-1] in done:
                side.pop()
            yield from side[-1:]

    while nearest := set(ends()):
        way = min(nearest, key=lambda way: (distance(way), way))
        done.add(way)
        shared = distance(way)
        begins = [one + shared for one in at]
        pair = [span or (begins[side],) * 2 for side, span in enumerate(spans(way))]
        between = [texts[side][at[side] : begins[side]] for side in (0, 1)]
        if shared < 0 or between[0] != between[1] or [one[0] for one in pair] != begins:
            return None  # pragma: no cover  # as above
        sides = [texts[side][begin:end] for side, (begin, end) in enumerate(pair)]
        laid += [*between[0], f"{OURS}\n", *sides[0], f"{BETWEEN}\n", *sides[1], f"{THEIRS}\n"]
        at = [end for _, end in pair]
    rest = [texts[side][at[side] :] for side in (0, 1)]
    return "".join([*laid, *rest[0]]) if rest[0] == rest[1] else None
