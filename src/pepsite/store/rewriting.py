"""A file with other values in it: its comments stay, and only what changed is written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.store.canonical import canonical_text
from pepsite.store.diagnosis import read_document
from pepsite.store.fast import LaidOut, read_if_sure
from pepsite.store.layout import Layout
from pepsite.store.merged_comments import comments_by_place
from pepsite.store.places import all_ways
from pepsite.store.tree import Document, plain_mapping
from pepsite.versions.ways import kept

if TYPE_CHECKING:
    from pepsite.findings import Finding
    from pepsite.store.merged_comments import CommentsByPlace
    from pepsite.versions.merging import Values, Way


def rewritten(content: bytes, values: Values, path: str) -> bytes | tuple[Finding, ...]:
    """Return a file that says what these values say, or what makes the one there unreadable.

    Fields stay where they stood in the file, and comments with what they stand at: those of
    a field or an item that is gone go with it.
    """
    document = settled(content, path)
    if not isinstance(document, Document):
        return document or ()
    said = kept(plain_mapping(document.root), values)
    ways = {(), *all_ways(said)}
    comments = {way: one for way, one in comments_by_place(document).items() if way in ways}
    return laid_out(said, comments, path)


def settled(content: bytes, path: str) -> Document | tuple[Finding, ...] | None:
    """Return a file as the one layout has it, so that no difference of layout counts.

    None for a file with nothing in it.
    """
    if not content.strip():
        return None
    text = canonical_text(content, path)
    return text if isinstance(text, tuple) else read_document(text.encode(), path)


def laid_out(values: Values, comments: CommentsByPlace, path: str) -> bytes:
    """Return the file of these values with the comments among them, in the one layout."""
    layout = Layout()
    layout.write(values)
    numbers = {way: number for number, way in enumerate(all_ways(values))}
    above: dict[int, list[str]] = {}
    chunks = list(layout.chunks)
    for way, (before, beside) in comments.items():
        number = _nearest(way, numbers)
        chunk = len(chunks) if number is None else layout.chunk_of[number]
        lines = list(before)
        if beside and way in numbers and "\n" not in chunks[chunk]:
            chunks[chunk] += f"  {beside}"
        elif beside:
            lines.append(beside)
        above.setdefault(chunk, []).extend(lines)
    laid = [line for chunk, text in enumerate(chunks) for line in (*above.get(chunk, ()), text)]
    content = "\n".join([*laid, *above.get(len(chunks), ()), ""]).encode()
    if isinstance(read_if_sure(content), LaidOut):
        return content  # as is most that has no comments, and to go over it takes long
    # How far in a comment stands, the one layout says when it goes over the file once more.
    settled_text = canonical_text(content, path)
    return content if isinstance(settled_text, tuple) else settled_text.encode()


def _nearest(way: Way, numbers: dict[Way, int]) -> int | None:
    """Return the entry at this place, or else the one around it; None for the end of the file."""
    for end in range(len(way), 0, -1):
        if way[:end] in numbers:
            return numbers[way[:end]]
    return None
