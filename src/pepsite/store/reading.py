"""From bytes to plain values, and from plain values to a typed record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pepsite.findings import Finding
from pepsite.records.base import Model
from pepsite.store.diagnosis import locate, read_document
from pepsite.store.fast import read_if_sure
from pepsite.store.tree import JSON, Document, plain_mapping
from pepsite.store.typed import as_record, without_typed_names

M = TypeVar("M", bound=Model)


def parse(content: bytes, path: str) -> dict[str, JSON] | tuple[Finding, ...]:
    """Return the plain values of one file, or what is wrong with it, each at its place.

    A day is text here (`2025-09-01`); the models read it as a day.
    """
    sure = read_if_sure(content)
    if sure is not None:
        return sure
    document = read_document(content, path)
    return plain_mapping(document.root) if isinstance(document, Document) else document


def said_in(content: bytes) -> dict[str, JSON]:
    """Return the plain values of one file; of one that is empty or cannot be read, none."""
    values = parse(content, "") if content else ()
    return {} if isinstance(values, tuple) else values


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
