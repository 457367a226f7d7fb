"""The slow reader: exact, and able to say where.

It reads what the fast one was not sure of, refuses with a place what is wrong, and finds
the line of a field for findings that come from later steps. It costs a few milliseconds
for each thousand bytes, so only doubtful files come here. Its time grows with the length
of the text (at most `MAX_BYTES`) and the values in it (at most `MAX_VALUES`), its stack with
the depth (at most `MAX_DEPTH`): docs/limits.md.

No sentence of a library leaves this package: they quote the text they complain of.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pepsite.findings import Finding, finding
from pepsite.store.files import read_file
from pepsite.store.tree import (
    MAX_BYTES,
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
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.findings import FieldPath
    from pepsite.store.files import Source

# C0 and C1 controls; a carriage return that ends no line; the separators some readers
# take for the end of a line and others do not; byte order marks inside the text.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)"
)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# Possessive, so that a quarter of a million empty lines leave nothing to go back to.
_DIRECTIVE = re.compile(r"(?:[ \t]*+(?:#[^\n]*+)?+\r?\n)*+%")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |\r?$)", re.MULTILINE)
_LEADING_TAB = re.compile(r" *\t")
_LIMITS = {"too-large": MAX_BYTES, "too-deep": MAX_DEPTH, "too-many-values": MAX_VALUES}


def read_document(content: bytes, path: str) -> Document | tuple[Finding, ...]:
    """Return the tree of a file, or what is wrong with the file, each at its place."""
    document = _read(content)
    if isinstance(document, Document):
        return document
    return tuple(_finding(refusal, path) for refusal in document)


# What was just read for its values is often read again at once, for its lines or its layout.
@lru_cache(maxsize=1)
def _read(content: bytes) -> Document | tuple[Refusal, ...]:
    # Most files are never read this way, and ruamel takes long to load.
    from pepsite.store.events import read_events  # noqa: PLC0415

    text = _text(content)
    if isinstance(text, Refusal):
        return (text,)
    document = read_events(text)
    if isinstance(document, Document):
        return document
    return tuple(_explained(refusal, text) for refusal in document)


def _text(content: bytes) -> str | Refusal:
    if len(content) > MAX_BYTES:
        return Refusal("too-large", Place(1, 1))
    if content.startswith(_BYTE_ORDER_MARKS):
        return Refusal("not-utf-8", Place(1, 1))
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        return Refusal("not-utf-8", _place_at(before, len(before)))
    if bad := FORBIDDEN.search(text):
        return Refusal("control-character", _place_at(text, bad.start()))
    if directive := _DIRECTIVE.match(text):
        return Refusal("directive-used", _place_at(text, directive.end() - 1))
    return text


def _place_at(text: str, position: int) -> Place:
    line_start = text.rfind("\n", 0, position) + 1
    return Place(text.count("\n", 0, position) + 1, position - line_start + 1)


def _explained(refusal: Refusal, text: str) -> Refusal:
    """Return the likely cause in place of "not YAML", where there is one."""
    if refusal.code != "not-yaml":
        return refusal
    if conflict := _CONFLICT.search(text):
        return Refusal("merge-conflict", _place_at(text, conflict.start()))
    lines = text.split("\n")
    line = lines[min(refusal.place.line, len(lines)) - 1]
    if tab := _LEADING_TAB.match(line):
        return Refusal("tab-used", Place(refusal.place.line, tab.end()))
    if line[refusal.place.column - 1 :].startswith("\t"):
        return Refusal("tab-used", refusal.place)
    return refusal


def _finding(refusal: Refusal, path: str) -> Finding:
    line, column = refusal.place
    # Only sentences that name a limit look at this word.
    limit = _LIMITS.get(refusal.code, 0)
    return finding(refusal.code, path, line=line, column=column, limit=limit)


def with_lines(root: Source, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings about files of a workspace, each with the line of its field.

    Those that have a line keep it.
    """
    to_place: dict[str, list[Finding]] = {}
    for one in findings:
        if one.field and (one.line, one.column) == (1, 1):
            to_place.setdefault(one.path, []).append(one)
        else:
            yield one
    for path, unplaced in to_place.items():
        content = read_file(root, path)
        yield from locate(content, unplaced) if isinstance(content, bytes) else unplaced


def locate(content: bytes, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with the line and column of their fields in this file.

    A wrong value is pointed at itself; a list or fields of their own at their name; an
    unknown field at its name; what is missing at the name of what it is missing from.
    Findings about no field are left as they are, and so are all in a file that cannot be
    read.
    """
    document = read_document(content, "")
    if not isinstance(document, Document):
        return list(findings)
    return [_located(document.root, one) for one in findings]


def line_of(content: bytes, field: FieldPath) -> int:
    """Return the line in a file on which a field stands, or what it is missing from; else 1."""
    document = read_document(content, "")
    entry = _walk(document.root, field)[0] if isinstance(document, Document) else None
    return entry.place.line if entry is not None else 1


def _located(root: MappingNode, found: Finding) -> Finding:
    if not found.field:
        return found
    entry, whole = _walk(root, found.field)
    if entry is None:
        return found
    line, column = entry.place
    # A value left empty has no place of its own that an editor could show.
    if whole and found.code != "unknown-field" and _has_own_place(entry.node):
        line, column = entry.node.place
    return replace(found, line=line, column=column)


def _has_own_place(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is not None


def _walk(root: MappingNode, field: FieldPath) -> tuple[Entry | None, bool]:
    """Return the last entry on the way that exists, and whether the way was walked to its end."""
    entry: Entry | None = None
    node: Node = root
    for part in field:
        found = _step(node, part)
        if found is None:
            return entry, False
        entry, node = found, found.node
    return entry, True


def _step(node: Node, part: str | int) -> Entry | None:
    if isinstance(node, MappingNode) and isinstance(part, str):
        return node.entries.get(part)
    if isinstance(node, ListNode) and isinstance(part, int) and 0 <= part < len(node.items):
        return node.items[part]
    return None
