"""Valid records, and faults put into them whose place is known because of how they were put.

A record here is in the one layout, so each line outside a block of text holds one entry. That
is all that is used to find a place; none of the readers under test is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.usecases.examples import BASE, VALID

MADE_UP = "Quillfeather"
"""Planted in every record that is made wrong. Nothing may give it back."""

_ENTRY = re.compile(r"(?P<indent> *(?:- )?)(?P<key>[a-z_]+):(?: (?P<value>.+))?")
_BLOCK = re.compile(r"[|>]-?$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_RECORD_ID = re.compile(r"[a-z]{2,3}-[0-9a-z]{13}")
_CHOICES = ("role", "mode", "came", "year_group")
_TYPES = (
    "not-text", "not-a-date", "not-in-list", "not-a-number", "not-a-whole-number",
    "not-yes-or-no", "not-fields", "wrong-form", "schema-unknown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: the number of its line, where its name and its value begin, and both."""

    number: int
    indent: str
    key: str
    value: str

    @property
    def column(self) -> int:
        return len(self.indent) + 1

    @property
    def value_column(self) -> int:
        return self.column + len(self.key) + 2

    def with_value(self, value: str) -> str:
        return f"{self.indent}{self.key}: {value}"


@dataclass(frozen=True, slots=True)
class Mutated:
    """A record made wrong: its bytes, and one of which codes must be told where.

    Without a column, only the line is known. `alone`: nothing else may be told.
    """

    content: bytes
    codes: tuple[str, ...]
    line: int
    column: int | None = None
    alone: bool = False


class Text:
    """The lines of a valid record, and which of them are entries."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.entries = list(self._entries())
        self.scalars = [one for one in self.entries if one.value and one.value not in ("[]", "{}")]

    def _entries(self) -> Iterator[Line]:
        block_above: int | None = None
        for number, line in enumerate(self.lines, start=1):
            indent = len(line) - len(line.lstrip())
            if block_above is not None and (not line or indent > block_above):
                continue
            block_above = None
            found = _ENTRY.fullmatch(line)
            if found is None:
                if _BLOCK.search(line):
                    block_above = indent
                continue
            value = found["value"] or ""
            if _BLOCK.fullmatch(value):
                block_above = len(found["indent"].replace("- ", "  ")) if "- " in line else indent
                continue
            yield Line(number, found["indent"], found["key"], value)

    def replaced(self, number: int, *instead: str) -> bytes:
        """Return the record with these lines in place of one, and a made-up comment at the end."""
        lines = [*self.lines[: number - 1], *instead, *self.lines[number:], f"# {MADE_UP}", ""]
        return "\n".join(lines).encode()

    def where(self, asked: Callable[[Line], object]) -> list[Line]:
        return [one for one in self.scalars if asked(one)]


Fault = Callable[[Text, Random], Mutated | None]


def _of(chance: Random, lines: list[Line]) -> Line | None:
    return chance.choice(lines) if lines else None


def _value(
    asked: Callable[[Line], object], instead: str, *codes: str, alone: bool = False
) -> Fault:
    """Return the fault of another value in a line of a certain kind, told where it begins."""

    def fault(text: Text, chance: Random) -> Mutated | None:
        line = _of(chance, text.where(asked))
        if line is None:
            return None
        content = text.replaced(line.number, line.with_value(instead.format(line.value)))
        return Mutated(content, codes, line.number, line.value_column, alone)

    return fault


def _anything(_: Line) -> bool:
    return True


def _plain(line: Line) -> bool:
    return line.value[0].isalnum() and line.key != "schema"


def _prose(line: Line) -> bool:
    return " " in line.value and line.value[0].isalpha() and line.value.endswith(".")


def equal_keys(text: Text, chance: Random) -> Mutated | None:
    line = _of(chance, text.scalars)
    if line is None:
        return None
    again = f"{' ' * len(line.indent)}{line.key}: {MADE_UP}"
    content = text.replaced(line.number, text.lines[line.number - 1], again)
    return Mutated(content, ("equal-keys",), line.number + 1, line.column, alone=True)


def unknown_field(text: Text, chance: Random) -> Mutated | None:
    line = _of(chance, text.where(lambda one: one.key != "schema"))
    if line is None:
        return None
    extra = f"{' ' * len(line.indent)}{MADE_UP.lower()}: {MADE_UP}"
    content = text.replaced(line.number, text.lines[line.number - 1], extra)
    return Mutated(content, ("unknown-field",), line.number + 1, line.column)


def wrong_type(text: Text, chance: Random) -> Mutated | None:
    line = _of(chance, text.where(lambda one: one.key != "schema"))
    if line is None:
        return None
    content = text.replaced(line.number, line.with_value(f"[{MADE_UP}]"))
    return Mutated(content, _TYPES, line.number, line.column)


def missing_id(text: Text, chance: Random) -> Mutated | None:
    """An item without the id it begins with: told at the dash, which the next field now has."""
    items = [
        (one, after)
        for one, after in zip(text.entries, text.entries[1:], strict=False)
        if one.indent.endswith("- ") and one.key == "id" and after.number == one.number + 1
        if len(after.indent) == len(one.indent)
    ]
    if not items:
        return None
    line, after = chance.choice(items)
    lines = [*text.lines]
    lines[after.number - 1] = f"{line.indent}{lines[after.number - 1].lstrip()}"
    del lines[line.number - 1]
    content = "\n".join([*lines, f"# {MADE_UP}", ""]).encode()
    return Mutated(content, ("missing-field",), line.number, line.column - 2)


def missing_own_id(text: Text, chance: Random) -> Mutated | None:
    line = _of(chance, text.where(lambda one: one.key == "id" and not one.indent))
    if line is None:
        return None
    return Mutated(text.replaced(line.number), ("missing-field",), 1, 1)


def tab_for_indent(text: Text, chance: Random) -> Mutated | None:
    lists = [one for one in text.entries if not one.value and not one.indent.endswith("- ")]
    below = {one.number + 1 for one in lists}
    line = _of(chance, [one for one in text.entries if one.number in below and one.indent])
    if line is None:
        return None
    content = text.replaced(line.number, f"\t{text.lines[line.number - 1].lstrip()} {MADE_UP}")
    return Mutated(content, ("tab-used",), line.number, 1, alone=True)


def second_document(text: Text, chance: Random) -> Mutated | None:
    line = _of(chance, [one for one in text.entries if not one.indent and one.key != "schema"])
    if line is None:
        return None
    content = text.replaced(line.number, f"--- # {MADE_UP}", text.lines[line.number - 1])
    return Mutated(content, ("several-documents",), line.number, 1, alone=True)


def control_character(text: Text, chance: Random) -> Mutated:
    character = chance.choice("\x00\x07\x08\x0c\x1b\x7f\x85\u2028\u2029\ufeff\uffff")
    number = chance.randrange(len(text.lines))
    line = text.lines[number]
    at = chance.randint(1 if number == 0 else 0, len(line))
    content = text.replaced(number + 1, f"{line[:at]}{character}{MADE_UP}{line[at:]}")
    return Mutated(content, ("control-character",), number + 1, at + 1, alone=True)


def open_quote(text: Text, chance: Random) -> Mutated | None:
    line = _of(chance, text.where(_plain))
    if line is None:
        return None
    after = "\n".join(text.lines[line.number :])
    quotes = [quote for quote in "\"'" if quote not in after and quote not in line.value]
    if not quotes or "\\" in after:
        return None
    content = text.replaced(line.number, line.with_value(f"{quotes[0]}{MADE_UP} {line.value}"))
    return Mutated(content, ("not-yaml",), line.number, line.value_column, alone=True)


def merge_conflict(text: Text, chance: Random) -> Mutated | None:
    line = _of(chance, [one for one in text.entries if not one.indent and one.value])
    if line is None:
        return None
    here = text.lines[line.number - 1]
    sides = ("<<<<<<< HEAD", here, "=======", f"{line.key}: {MADE_UP}", f">>>>>>> {MADE_UP}")
    return Mutated(
        text.replaced(line.number, *sides), ("merge-conflict",), line.number, 1, alone=True
    )


def equal_item_ids(text: Text, chance: Random) -> Mutated | None:
    """Two items of one list with one id: told at the name of the list."""
    lists: list[tuple[Line, Line, Line]] = []
    for above in text.entries:
        if above.value:
            continue
        items: list[Line] = []
        for one in text.entries:
            if one.number <= above.number:
                continue
            if len(one.indent) <= len(above.indent):
                break
            if one.indent == f"{' ' * len(above.indent)}  - ":
                items.append(one)
        if len(items) > 1 and all(one.key == "id" for one in items):
            lists.append((above, items[0], items[1]))
    if not lists:
        return None
    above, first, second = chance.choice(lists)
    content = text.replaced(second.number, second.with_value(first.value))
    return Mutated(content, ("id-used-twice",), above.number, above.column)


def windows_line_ends(text: Text, chance: Random) -> Mutated:
    content = text.replaced(1, text.lines[0]).replace(b"\n", b"\r\n")
    return Mutated(content, ("not-canonical",), 1, 1, alone=True)


def byte_order_mark(text: Text, chance: Random) -> Mutated:
    content = b"\xef\xbb\xbf" + text.replaced(1, text.lines[0])
    return Mutated(content, ("not-utf-8",), 1, 1, alone=True)


def not_utf_8(text: Text, chance: Random) -> Mutated:
    number = chance.randrange(len(text.lines))
    content = text.replaced(number + 1, f"{text.lines[number]}  # {MADE_UP} ÿ")
    column = len(text.lines[number]) + len(MADE_UP) + 6
    broken = content.replace("ÿ".encode(), b"\xff")
    return Mutated(broken, ("not-utf-8",), number + 1, column, alone=True)


def colon_in_text(text: Text, chance: Random) -> Mutated | None:
    line = _of(chance, text.where(_plain))
    if line is None:
        return None
    content = text.replaced(line.number, line.with_value(f"{MADE_UP}: {MADE_UP}"))
    return Mutated(content, ("not-yaml",), line.number, alone=True)


def wrong_indent(text: Text, chance: Random) -> Mutated | None:
    deeper = [one for one in text.entries if len(one.indent) > 2 and not one.indent.endswith("- ")]
    follows = {one.number for one in text.scalars}
    line = _of(chance, [one for one in deeper if one.number - 1 in follows])
    if line is None:
        return None
    here = text.lines[line.number - 1]
    content = text.replaced(line.number, f"{here[1:]} {MADE_UP}")
    return Mutated(content, ("not-yaml",), line.number, alone=True)


def too_deep(text: Text, chance: Random) -> Mutated | None:
    line = _of(chance, text.scalars)
    if line is None:
        return None
    deep = f"{'[' * chance.randint(40, 60)}{MADE_UP}"
    content = text.replaced(line.number, line.with_value(deep))
    return Mutated(content, ("too-deep",), line.number, alone=True)


FAULTS: dict[str, Fault] = {
    "equal keys": equal_keys,
    "an unknown field": unknown_field,
    "a wrong type": wrong_type,
    "an item without its id": missing_id,
    "a record without its id": missing_own_id,
    "a tab for indent": tab_for_indent,
    "a second document": second_document,
    "a control character": control_character,
    "an open quote": open_quote,
    "a merge in Git half done": merge_conflict,
    "equal ids of items": equal_item_ids,
    "Windows line ends": windows_line_ends,
    "a byte order mark": byte_order_mark,
    "not UTF-8": not_utf_8,
    "a colon in text": colon_in_text,
    "a wrong indent": wrong_indent,
    "too deep": too_deep,
    "no such day": _value(lambda line: _DAY.fullmatch(line.value), "2025-02-30", "not-a-date"),
    "a word for a day": _value(lambda line: _DAY.fullmatch(line.value), MADE_UP, "not-a-date"),
    "a word for true or false": _value(
        lambda line: line.value in ("true", "false"), MADE_UP, "not-yes-or-no"
    ),
    "a word for a number": _value(
        lambda line: line.value.isdigit(), MADE_UP, "not-a-whole-number", "not-a-number"
    ),
    "far too large a number": _value(
        lambda line: line.value.isdigit(), "987654321987", "out-of-range"
    ),
    "an infinite number": _value(_plain, ".inf", "not-a-number", alone=True),
    "a word that is not in the list": _value(
        lambda line: line.key in _CHOICES, MADE_UP, "not-in-list"
    ),
    "an unknown schema": _value(lambda line: line.key == "schema", MADE_UP, "schema-unknown"),
    "too long a text": _value(_prose, f"{MADE_UP} " * 2_000 + "x", "too-long"),
    "nothing to read": _value(_prose, '"-"', "nothing-to-read"),
    "a bad id": _value(lambda line: _RECORD_ID.fullmatch(line.value), f"{{}}{MADE_UP}", "wrong-id"),
    "an anchor": _value(_plain, f"&{MADE_UP} {{}}", "alias-used", alone=True),
    "an alias": _value(_anything, f"*{MADE_UP}", "alias-used", alone=True),
    "a tag": _value(_plain, f"!{MADE_UP} {{}}", "tag-used", alone=True),
    "a tag that runs code": _value(
        _plain, f"!!python/object/apply:os.system [{MADE_UP}]", "tag-used", alone=True
    ),
}


def valid_records() -> dict[str, Text]:
    """Return every valid example by its path: all kinds, every field of each."""
    return {
        path.as_posix(): Text(path.read_text("utf-8"))
        for example in (BASE, *VALID)
        for path in sorted(Path(example).glob("records/**/*.yaml"))
    }
