"""From a path to bytes, from bytes to plain values, from plain values to a typed record."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pepsite.findings import Finding, finding
from pepsite.records.base import Model
from pepsite.store.diagnosis import locate, read_document
from pepsite.store.fast import read_if_sure
from pepsite.store.tree import JSON, MAX_BYTES, Document, plain_mapping
from pepsite.store.typed import as_record, without_typed_names

M = TypeVar("M", bound=Model)

# A pipe or a device must not keep us waiting when it is opened; Windows knows neither flag.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(root: Path, path: str) -> bytes | Finding:
    """Return the bytes of a file of the workspace, at most `MAX_BYTES` of them.

    A link is followed only to a place inside the workspace, and only a plain file is read.
    """
    try:
        target = (root / path).resolve(strict=True)
        if not target.is_relative_to(root.resolve()):
            return finding("leads-outside", path)
        content = _read(target)
    except (OSError, ValueError, RuntimeError):  # vanished, forbidden; NUL in it; a ring of links
        return finding("not-readable", path)
    if content is None:
        return finding("not-readable", path)
    if len(content) > MAX_BYTES:
        return finding("too-large", path, limit=MAX_BYTES)
    return content


def _read(target: Path) -> bytes | None:
    descriptor = os.open(target, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return file.read(MAX_BYTES + 1)


def parse(content: bytes, path: str) -> dict[str, JSON] | tuple[Finding, ...]:
    """Return the plain values of one file, or what is wrong with it, each at its place.

    A day is text here (`2025-09-01`); the models read it as a day.
    """
    sure = read_if_sure(content)
    if sure is not None:
        return sure
    document = read_document(content, path)
    return plain_mapping(document.root) if isinstance(document, Document) else document


def read_record(
    content: bytes, path: str, models: Mapping[str, type[M]]
) -> M | tuple[Finding, ...]:
    """Return the record in these bytes, or what is wrong with it, each at its place."""
    values = parse(content, path)
    if isinstance(values, tuple):
        return values
    return type_or_locate(values, content, path, models)


def type_or_locate(
    values: Mapping[str, JSON], content: bytes, path: str, models: Mapping[str, type[M]]
) -> M | tuple[Finding, ...]:
    """Return the record that values read from these bytes make, or what is wrong, and where."""
    record = as_record(values, path, models)
    if isinstance(record, tuple):
        # Located first: afterwards a field that somebody made up has lost its name.
        return without_typed_names(locate(content, record), models)
    return record
