"""The top fields of a record's file, told apart without reading it as YAML.

For going through tens of thousands of earlier versions: what a plain field says, and which
fields differ between two. A file that is not plain is read in full, and laid out first.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from pepsite.store.canonical import emit
from pepsite.store.reading import said_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pepsite.store.tree import JSON

# What begins a line of a file whose fields cannot be told apart by their lines: no field at the
# edge; a list on one line, or further in than `pepsite format` has it; a comment amid a field.
_ODD = re.compile(
    rb"\n(?:[^a-z# \n]|[a-z][a-z0-9_]*+(?:(?!:[ \n])|: *[\[{]|:\n(?!  [^ \n]))"
    rb"|  -(?! [^ \[{])|#[^\n]*\n )"
)
_AT_THE_EDGE = re.compile(rb"\n(?=[^ \n])")
_WORD = re.compile(rb"[A-Za-z0-9][A-Za-z0-9:_-]*")


class Outline:
    """A version of a file, or of none; one that cannot be read has no fields."""

    def __init__(self, content: bytes = b"") -> None:
        """Take in what the file held."""
        self._content = content

    @cached_property
    def _text(self) -> bytes:
        """The file as plain text, with a line end before it."""
        text = b"\n" + self._content
        if b"\r" not in text and not _ODD.search(text):
            return text
        values = said_in(self._content)
        return b"\n" + emit(values).encode() if values else b""

    def field(self, name: str) -> bytes:
        """Return the text of a field, or nothing where there is none, or more than one."""
        head = b"\n%s:" % name.encode()
        at = self._text.find(head)
        if at < 0 or self._text.find(head, at + 1) >= 0:
            return b""
        start = at + len(head)
        end = _AT_THE_EDGE.search(self._text, start)
        return self._text[start : end.start() if end else None].rstrip().lstrip(b" ")

    @cached_property
    def fields(self) -> Mapping[str, bytes]:
        """The text of each field, by its name."""
        found: dict[str, bytes] = {}
        for line in _AT_THE_EDGE.split(self._text):
            name, colon, text = line.partition(b":")
            if colon and not name.startswith(b"#"):
                found[name.decode()] = text.rstrip().lstrip(b" ")
        return found

    def word(self, name: str) -> str:
        """Return the text of a field that is one word, or nothing where it is none."""
        text = self.field(name)
        if _WORD.fullmatch(text):
            return text.decode()
        value = _value(name, text) if text else None
        return value if isinstance(value, str) else ""


def fields_that_seem_to_differ(before: Outline, after: Outline) -> frozenset[str]:
    """Return the fields whose text is not the same: never too few of those that differ."""
    old, new = before.fields, after.fields
    return frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def fields_that_differ(before: Outline, after: Outline) -> frozenset[str]:
    """Return the fields whose values are not the same: layout and comments do not count."""
    old, new = before.fields, after.fields
    return frozenset(
        name
        for name in fields_that_seem_to_differ(before, after)
        if name not in old or name not in new or _value(name, old[name]) != _value(name, new[name])
    )


def _value(name: str, text: bytes) -> JSON:
    return said_in(b"%s: %s\n" % (name.encode(), text)).get(name)
