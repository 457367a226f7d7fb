"""The lines of a file in the one layout, for values of any depth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pepsite.store.prose import settle
from pepsite.store.scalars import write_key, write_scalar

_STEP = "  "


class Layout:
    """The lines of a file, each with its block if it has one, and where the entries are."""

    def __init__(self) -> None:
        self.chunks: list[str] = []
        self.chunk_of: list[int] = []
        """For each entry, in the order of the file, the chunk it begins in."""
        self.columns: list[int] = []
        """For each entry, how far its key or dash is indented."""

    def write(self, values: Mapping[str, object]) -> None:
        """Add the lines of a whole record."""
        if values:
            self._mapping(values, "", "")
        else:
            self.chunks.append("{}")

    def _enter(self, indent: str) -> None:
        self.chunk_of.append(len(self.chunks))
        self.columns.append(len(indent))

    def _mapping(self, values: Mapping[str, object], indent: str, first: str) -> None:
        begin = first
        for name, value in values.items():
            self._enter(indent)
            key = f"{begin}{write_key(name)}:"
            begin = indent
            if value and isinstance(value, Mapping | list | tuple):
                self.chunks.append(key)
                self._inside(value, indent + _STEP, indent + _STEP)
            else:
                self.chunks.append(f"{key} {_write(value, indent + _STEP)}")

    def _list(self, items: Sequence[object], indent: str, first: str) -> None:
        begin = first
        for item in items:
            self._enter(indent)
            dash = f"{begin}- "
            begin = indent
            if item and isinstance(item, Mapping | list | tuple):
                self._inside(item, indent + _STEP, dash)
            else:
                self.chunks.append(f"{dash}{_write(item, indent + _STEP)}")

    def _inside(
        self, value: Mapping[str, object] | Sequence[object], indent: str, first: str
    ) -> None:
        """Write what a value holds; its first line begins with `first`."""
        if isinstance(value, Mapping):
            self._mapping(value, indent, first)
        else:
            self._list(value, indent, first)


def _write(value: object, indent: str) -> str:
    if isinstance(value, str):
        return write_scalar(settle(value), indent)
    if isinstance(value, Mapping):
        return "{}"
    return "[]" if isinstance(value, list | tuple) else write_scalar(value, indent)
