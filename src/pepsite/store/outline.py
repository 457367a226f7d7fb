"""The top fields of a record's file, told apart without reading it as YAML.

For going through tens of thousands of earlier versions: which fields differ between two, and
what a plain field says. A file that is not plain is read in full, and laid out first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from pepsite.store.canonical import emit
from pepsite.store.reading import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pepsite.store.tree import JSON

Outline: TypeAlias = "Mapping[str, bytes]"
"""The text of each top field, by its name."""

_AT_THE_EDGE = re.compile(rb"^[^ \n].*", re.MULTILINE)
# Lists on one line, or further in than `pepsite format` has them.
_NOT_LAID_OUT = re.compile(
    rb"^[a-z][a-z0-9_]*:(?: *[\[{]|\n(?!  [^ \n]))|^  -(?! [^ \[{])", re.MULTILINE
)
_WORD = re.compile(rb"[A-Za-z0-9][A-Za-z0-9:_-]*")
_FIELD = re.compile(rb"[a-z][a-z0-9_]*(?=:(?: |$))")


def outline(content: bytes) -> Outline:
    """Return the outline of a version of a file; one that cannot be read has no fields."""
    plain = _plain(content)
    if plain is not None:
        return plain
    values = _values(content)
    return (_plain(emit(values).encode()) or {}) if values else {}


def _plain(content: bytes) -> dict[str, bytes] | None:
    if _NOT_LAID_OUT.search(content):
        return None
    found: dict[str, bytes] = {}
    name, start = "", 0
    for line in _AT_THE_EDGE.finditer(content):
        if name:
            found[name] = content[start : line.start()].rstrip().lstrip(b" ")
            name = ""
        if line[0].startswith(b"#"):
            continue
        field = _FIELD.match(line[0])
        name = "" if field is None else field[0].decode()
        if not name or name in found:
            return None
        start = line.start() + len(name) + 1
    if name:
        found[name] = content[start:].rstrip().lstrip(b" ")
    return found


def fields_that_seem_to_differ(before: Outline, after: Outline) -> frozenset[str]:
    """Return the fields whose text is not the same: never too few of those that differ."""
    if before == after:
        return frozenset()
    names = before.keys() | after.keys()
    return frozenset(name for name in names if before.get(name) != after.get(name))


def fields_that_differ(before: Outline, after: Outline) -> frozenset[str]:
    """Return the fields whose values are not the same: layout and comments do not count."""
    return frozenset(
        name
        for name in fields_that_seem_to_differ(before, after)
        if name not in before
        or name not in after
        or _value(name, before[name]) != _value(name, after[name])
    )


def word_in(version: Outline, name: str) -> str:
    """Return the text of a field that is one word, or nothing where it is none."""
    text = version.get(name, b"")
    if _WORD.fullmatch(text):
        return text.decode()
    value = _value(name, text) if text else None
    return value if isinstance(value, str) else ""


def _value(name: str, text: bytes) -> JSON:
    return _values(b"%s: %s\n" % (name.encode(), text)).get(name)


def _values(content: bytes) -> Mapping[str, JSON]:
    values = parse(content, "")
    return {} if isinstance(values, tuple) else values
