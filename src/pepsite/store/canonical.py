"""The one layout: the same values give the same bytes, whoever saved them.

docs/decisions/2026-11-canonical-form.md says what it is and why. New records are written
by `emit`, files that people edited are put in order by `canonical_text`, and both by the
same few lines, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest

from pepsite.findings import Finding, finding
from pepsite.store.comments import with_comments
from pepsite.store.diagnosis import read_document
from pepsite.store.fast import LaidOut
from pepsite.store.layout import Layout
from pepsite.store.tree import Document, plain_mapping


def emit(values: Mapping[str, object], schema_line: str = "") -> str:
    """Return the file of a new record: the line editors read, then the values.

    Values are what JSON has, and days. Prose comes back from it with a newline for the
    space after each sentence, all else as it was.

    Raises:
        TypeError: one of the values is not of these kinds.
        ValueError: one of the numbers is infinite or none.
    """
    layout = Layout()
    layout.write(values)
    first = [schema_line] if schema_line else []
    return "\n".join([*first, *layout.chunks, ""])


def canonical_text(content: bytes, path: str = "") -> str | tuple[Finding, ...]:
    """Return a file in the one layout, or what makes it unreadable.

    Values, their order and every comment are kept; empty lines between fields are not.
    Doing it again changes nothing.
    """
    document = read_document(content, path)
    if not isinstance(document, Document):
        return document
    layout = Layout()
    layout.write(plain_mapping(document.root))
    return "\n".join([*with_comments(layout, document), ""])


def check_layout(content: bytes, path: str, values: Mapping[str, object]) -> tuple[Finding, ...]:
    """Return a warning at the first line that is not in the one layout, or nothing.

    `values` is what `parse` made of the content. Only a file with comments of its own, or
    in another layout, takes the slow reader; most files need not be looked at again.
    """
    if isinstance(values, LaidOut):
        return ()
    text = content.decode()
    first = text.partition("\n")[0]
    if emit(values, first if first.startswith("#") else "") == text:
        return ()
    wanted = canonical_text(content, path)
    if wanted == text or isinstance(wanted, tuple):
        return ()
    pairs = enumerate(
        zip_longest(text.splitlines(keepends=True), wanted.splitlines(keepends=True)), start=1
    )
    line = next(number for number, (is_, should_be) in pairs if is_ != should_be)
    return (finding("not-canonical", path, line=line),)
