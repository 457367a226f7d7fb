"""The worked examples of a policy pack, as their files have them: none of them is run here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pepsite.compliance.worked_examples import (
    ExamplesFile,
    Given,
    UsualFile,
    WorkedExample,
    more_usual,
    plain_records,
)
from pepsite.errors import PolicyPackError
from pepsite.findings import Finding, finding
from pepsite.records.base import Model
from pepsite.records.calendar import Calendar
from pepsite.records.kinds import BY_SCHEMA
from pepsite.store.diagnosis import locate, read_document
from pepsite.store.fast import read_ours
from pepsite.store.packs import (
    USUAL,
    comes_with_pepsite,
    example_files,
    load_pack,
    read_chain,
    sentence_of,
)
from pepsite.store.reading import read_record, type_or_locate
from pepsite.store.tree import Document, entries_of
from pepsite.store.typed import type_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pepsite.findings import FieldPath
    from pepsite.policy.pack import PolicyPack

M = TypeVar("M", bound=Model)

_SCHEMAS: Mapping[type[Model], str] = {
    UsualFile: "policy-usual/1",
    ExamplesFile: "policy-examples/1",
}


@dataclass(frozen=True, slots=True)
class PlacedExample:
    """An example, the file and place among its examples where it stands, what the file is about.

    To find the line, the file is read once more, and slowly: it is found when it is asked for.
    """

    path: str
    content: bytes = field(repr=False)
    place: int
    about: str
    example: WorkedExample

    @property
    def sentence(self) -> str:
        """The example in its authors' words, behind its file and line."""
        return f"{self.path}:{_lines(self.content)[self.place]}: {self.example.example}"

    def refused(self, why: str) -> PolicyPackError:
        """Return the error that says why this example cannot be run."""
        return PolicyPackError(f"{self.sentence}: {why}")


def worked_examples(
    pack: str, workspace: Path | None, policy: PolicyPack
) -> tuple[PlacedExample, ...]:
    """Return the examples of a pack, none of them run.

    Raises:
        PolicyPackError: a file of them cannot be used; the message names file and line.
    """
    return tuple(_examples(pack, workspace, policy))


@cache
def usual_examples(pack: str, workspace: Path | None) -> UsualFile:
    """Return what is usual in the examples of a pack: its own, on that of what it extends.

    Raises:
        PolicyPackError: a file that has it cannot be used.
    """
    usual = UsualFile(schema="policy-usual/1")
    for part in _chain(pack, workspace):
        for shown, content in example_files(part, workspace):
            if _is_usual(shown):
                usual = more_usual(usual, _usable(_read(content, shown, UsualFile)))
    return usual


def usual_calendars(pack: str, workspace: Path | None = None) -> tuple[Calendar, ...]:
    """Return the calendars that are usual in the examples of a pack.

    Raises:
        PolicyPackError: the file that has them cannot be used.
    """
    plain = plain_records(
        usual_examples(pack, workspace), Given(), load_pack(pack, workspace).phases[-1]
    )
    typed = (type_record(values, name, BY_SCHEMA) for name, values in plain.items())
    return tuple(one for one in typed if isinstance(one, Calendar))


@dataclass(frozen=True, slots=True)
class ExamplesSeen:
    """What is wrong with the examples of a pack, whether each can be read, what they cite."""

    findings: tuple[Finding, ...]
    all_read: bool
    cited: frozenset[str]


def see_examples(pack: str, workspace: Path | None, policy: PolicyPack) -> ExamplesSeen:
    """Look at the worked examples of a pack, and run none of them.

    Raises:
        PolicyPackError: there is no such pack.
    """
    found: list[Finding] = []
    all_read, cited = True, set()
    for shown, content in example_files(pack, workspace):
        read = _read(content, shown, UsualFile if _is_usual(shown) else ExamplesFile)
        if isinstance(read, tuple):
            found += read
            all_read = False
        elif isinstance(read, ExamplesFile):
            cited |= {one.source for one in read.examples}
            unknown = [
                finding(code, shown, ("examples", place, *field), **words)
                for place, example in enumerate(read.examples)
                for code, field, words in _unknown_names(example, policy)
            ]
            found += locate(_bytes(content), unknown) if unknown else ()
    return ExamplesSeen(tuple(found), all_read, frozenset(cited))


def _examples(pack: str, workspace: Path | None, policy: PolicyPack) -> Iterator[PlacedExample]:
    for shown, content in example_files(pack, workspace):
        if _is_usual(shown):
            continue
        examples = _usable(_read(content, shown, ExamplesFile))
        for place, example in enumerate(examples.examples):
            placed = PlacedExample(shown, _bytes(content), place, examples.about, example)
            _refuse_unknown_names(placed, policy)
            yield placed


def _refuse_unknown_names(placed: PlacedExample, policy: PolicyPack) -> None:
    for code, _, words in _unknown_names(placed.example, policy):
        if code == "pack-source-unknown":
            message = f"sources.yaml does not have {words['name']}"
        else:
            there = ", ".join(policy.titles())
            message = f"no check is called {words['name']}; there are {there}"
        raise placed.refused(message)


def _unknown_names(
    example: WorkedExample, policy: PolicyPack
) -> Iterator[tuple[str, FieldPath, Mapping[str, Any]]]:
    """Yield what an example names that the policy does not have: code, field and words."""
    if example.source not in policy.sources:
        yield "pack-source-unknown", ("source",), {"name": example.source}
    titles = policy.titles()
    for named in ("expect", "expect_draw"):
        for key in getattr(example, named):
            name = key.partition("@")[0]
            if name not in titles:
                yield "pack-points-nowhere", (named, key), {"kind": "check", "name": name}


# --- Files


def _read(content: bytes | Finding, shown: str, model: type[M]) -> M | tuple[Finding, ...]:
    """Return what a file of a pack says, or what is wrong with it."""
    if isinstance(content, Finding):
        return (content,)
    models = {_SCHEMAS[model]: model}
    # Many of them, in the style that is slow to read; each command on policy reads them all.
    ours = read_ours(content) if comes_with_pepsite(shown) else None
    if ours is not None:
        return type_or_locate(ours, content, shown, models)
    return read_record(content, shown, models)


def _is_usual(shown: str) -> bool:
    return shown.endswith(f"/{USUAL}")


def _bytes(content: bytes | Finding) -> bytes:
    return b"" if isinstance(content, Finding) else content


def _usable(read: M | tuple[Finding, ...]) -> M:
    if isinstance(read, tuple):
        raise PolicyPackError("\n".join(sentence_of(one) for one in read))
    return read


@cache
def _lines(content: bytes) -> tuple[int, ...]:
    """Return the line each example of a file that could be read begins on."""
    document = read_document(content, "")
    listed = document.root.entries["examples"].node if isinstance(document, Document) else None
    return tuple(entry.place.line for entry in entries_of(listed)) if listed else ()


def _chain(pack: str, workspace: Path | None) -> Iterator[str]:
    """Yield the names of a pack and all that it extends, the one extended first."""
    for part in read_chain(pack, workspace):
        if isinstance(part, Finding):
            raise PolicyPackError(sentence_of(part))
        yield part.pack.name
