"""The register of rows: where each row of the five authorities lives, and what shows it.

A row is cited by its id (`WAL-61`) where it is honoured: in a pack, in the code, on a page, in
an example or a test. What cannot be found that way stands in `requirement_rows.yaml`: a place
in the code, a test, or the reason why a row is not for software.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import ryaml

from tools.generated_blocks import table

ROOT = Path(__file__).parents[1]
PACKS = ROOT / "src" / "pepsite" / "policy" / "packs"
LISTED = Path(__file__).with_suffix(".yaml")

_ROW = re.compile(r"\b(?:WAL|WAR|NOR|HIL|SHR)-\d{2,3}\b")
_BESIDE_THE_PAGE = "../"
_MOST_NAMED = 3
_SAID = "expectations"


class RegisterError(Exception):
    """The register cannot be made: a place or a test that it names is not there."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose rows begin with a prefix, in which pack they are settled, and how many there are."""

    prefix: str
    title: str
    pack: str
    rows: int

    def ids(self) -> Iterator[str]:
        """Yield the id of every row: two digits, three from a hundred on."""
        return (f"{self.prefix}-{number:02d}" for number in range(1, self.rows + 1))


@dataclass(slots=True)
class Row:
    """One row: what it asks in our words, where that lives, what shows it, or why it does not."""

    id: str
    says: str = ""
    lives_in: list[str] = field(default_factory=list)
    shown_by: list[str] = field(default_factory=list)
    not_for_software: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether the row has a place and something that shows it, or a reason."""
        return bool(self.says and (self.not_for_software or (self.lives_in and self.shown_by)))


def register() -> Mapping[Authority, tuple[Row, ...]]:
    """Return every row of every authority, with all that cites it.

    Raises:
        RegisterError: a place or a test named in `requirement_rows.yaml` is not there.
    """
    listed = _yaml(LISTED)
    found = Found(listed["shown_by_part"])
    authorities = [Authority(**one) for one in listed["authorities"]]
    for authority in authorities:
        found.read_pack(PACKS / authority.pack)
    found.read_files()
    for row_id, settled in listed["rows"].items():
        found.add_listed(row_id, settled)
    return {
        authority: tuple(found.rows[row_id] for row_id in authority.ids())
        for authority in authorities
    }


def register_blocks() -> dict[str, str]:
    """Return the table of each authority's rows."""
    return {
        authority.pack: table(
            ("row", "what it asks", "where it lives", "what shows it"),
            [_cells(row) for row in rows],
        )
        for authority, rows in register().items()
    }


def _cells(row: Row) -> tuple[str, ...]:
    if row.not_for_software:
        return (f"`{row.id}`", row.says, "Not for software", row.not_for_software)
    return (f"`{row.id}`", row.says, _listed(row.lives_in), _listed(row.shown_by))


def _listed(names: list[str]) -> str:
    once = list(dict.fromkeys(names))
    more = len(once) - _MOST_NAMED
    return "; ".join(once[:_MOST_NAMED]) + (f"; {more} more" if more > 0 else "")


class Found:
    """What has been found to cite each row."""

    def __init__(self, shown_by_part: Mapping[str, str]) -> None:
        self.rows: dict[str, Row] = defaultdict(lambda: Row(""))
        self._shown_by_part = shown_by_part
        # Packs give equal ids to different things, so an entry is known by its pack too.
        self._rows_of_entry: dict[tuple[str, str], set[str]] = defaultdict(set)

    def row(self, row_id: str) -> Row:
        """Return the row with this id, as far as it is known."""
        row = self.rows[row_id]
        row.id = row_id
        return row

    def read_pack(self, folder: Path) -> None:
        """Take in what the files and the examples of a pack cite."""
        for source in _yaml(folder / "sources.yaml")["sources"]:
            if _ROW.fullmatch(source["id"]):
                self.row(source["id"]).says = " ".join(source["says"].split())
        parts = (file for file in folder.glob("*.yaml") if file.stem != "sources")
        # What is computed is named before what is only said.
        for file in sorted(parts, key=lambda file: (file.stem == _SAID, file.stem)):
            self._read_part(file)
        for file in sorted((folder / "examples").glob("[!_]*.yaml")):
            self._read_examples(file)

    def _read_part(self, file: Path) -> None:
        for row_id, entry in _cited(_yaml(file), file.stem):
            row = self.row(row_id)
            row.lives_in.append(f"{_link(file, f'{file.parent.name} {file.stem}')}: `{entry}`")
            self._rows_of_entry[file.parent.name, entry].add(row_id)
            if file.stem in self._shown_by_part:
                row.shown_by.append(_test_link(self._shown_by_part[file.stem]))

    def _read_examples(self, file: Path) -> None:
        link = _link(file, f"examples: {file.stem.replace('-', ' ')}")
        for example in _yaml(file)["examples"]:
            shown = set(_ROW.findall(example["source"]))
            for name in _names(example):
                shown |= self._rows_of_entry.get((file.parents[1].name, name), set())
            for row_id in shown:
                self.row(row_id).shown_by.insert(0, link)

    def read_files(self) -> None:
        """Take in what the code and the tests cite."""
        for file in sorted((ROOT / "src").rglob("*.py")):
            for row_id in rows_in(file):
                name = file.relative_to(ROOT / "src" / "pepsite").as_posix()
                self.row(row_id).lives_in.append(_link(file, name))
        for file in sorted((ROOT / "tests").rglob("*.py")):
            for row_id in rows_in(file):
                name = file.relative_to(ROOT / "tests").as_posix()
                self.row(row_id).shown_by.append(_link(file, name))

    def add_listed(self, row_id: str, settled: Mapping[str, Any]) -> None:
        """Take in what is listed by hand for one row.

        Raises:
            RegisterError: a place or a test is not there.
        """
        row = self.row(row_id)
        row.says = settled.get("says", row.says)
        row.not_for_software = settled.get("not_for_software", "")
        # First: what holds or computes a row is worth more than a page that says it.
        row.lives_in[:0] = [_place_link(one) for one in settled.get("lives_in", ())]
        row.shown_by[:0] = [_test_link(one) for one in settled.get("shown_by", ())]


def _cited(value: object, entry: str) -> Iterator[tuple[str, str]]:
    """Yield each row that any value names, with the id of the entry it stands in."""
    if isinstance(value, dict):
        inside = str(value.get("id", entry))
        for one in value.values():
            yield from _cited(one, inside)
    elif isinstance(value, list):
        for one in value:
            yield from _cited(one, entry)
    elif isinstance(value, str) and _ROW.fullmatch(value):
        yield value, entry


def _names(value: object) -> Iterator[str]:
    """Yield every name and text in an example: ids of checks, plans, questions and answers."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key).partition("@")[0]
            yield from _names(one)
    elif isinstance(value, list):
        for one in value:
            yield from _names(one)
    elif isinstance(value, str):
        yield value


@cache
def rows_in(file: Path) -> frozenset[str]:
    """Return the ids of the rows that a file names."""
    return frozenset(_ROW.findall(file.read_text(encoding="utf-8")))


def _place_link(place: str) -> str:
    """Return a link to `PATH::NAME`: a file, and a class, function, field or command in it."""
    path, _, name = place.partition("::")
    file = ROOT / path
    if not file.is_file() or (name and name.rpartition(".")[2] not in _names_in(file)):
        message = f"{LISTED.name} names {place}, which is not there"
        raise RegisterError(message)
    short = path.removeprefix("src/pepsite/")
    return _link(file, f"{short}: {name}" if name else short)


def _test_link(place: str) -> str:
    link = _place_link(place)
    if not place.startswith("tests/") or not place.partition("::")[2].startswith("test_"):
        message = f"{LISTED.name} names {place}, which is no test"
        raise RegisterError(message)
    path, _, name = place.partition("::")
    words = name.removeprefix("test_").replace("_", " ")
    return link.replace(f"[{path}: {name}]", f"[test: {words}]")


@cache
def _names_in(file: Path) -> frozenset[str]:
    if file.suffix != ".py":
        return frozenset(re.findall(r"[\w-]+", file.read_text(encoding="utf-8")))
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    names = {node.name for node in ast.walk(tree) if isinstance(node, named)}
    fields = {
        node.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    values = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return frozenset(names | fields | values)


def _link(file: Path, words: str) -> str:
    return f"[{words}]({_BESIDE_THE_PAGE}{file.relative_to(ROOT).as_posix()})"


@cache
def _yaml(file: Path) -> Any:  # noqa: ANN401  # whatever the file holds
    # Not the slow reader: every worker of the tests reads the packs and their examples here.
    return ryaml.loads(file.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
