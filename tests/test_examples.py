"""Every folder under tests/examples is a test: does it give exactly these findings, there?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from pepsite.findings import CATALOGUE
from pepsite.records.kinds import BY_SCHEMA, MODELS
from pepsite.store.canonical import canonical_text
from pepsite.store.reading import read_record
from pepsite.usecases.validate_records import validate_records
from tests.usecases.examples import BASE, INVALID, VALID, expected_of, lay_out, names_of

# What no folder in Git can show, and where it is tried instead.
ELSEWHERE = {
    "leads-outside": "a link; tests/cli/test_hostile_files.py",
    "hard-linked": "a file of two names; tests/cli/test_hostile_workspace.py",
    "too-many-values": "20,000 lines; tests/store/test_hostile_files.py",
    "too-large": "a quarter of a megabyte; tests/cli/test_hostile_files.py",
    "schema-old": "no kind of record has a second version yet; tests/store/test_typed.py",
    **dict.fromkeys(
        (
            "status-not-next",
            "complete-changed",
            "sample-changed",
            "sample-not-as-drawn",
            "fingerprint-of-nothing",
            "correction-missing",
            "id-changed",
            "removed-without-reason",
            "auditor-without-reason",
            "identifies-a-child",
            "not-looked-into",
        ),
        "two versions; tests/git/test_check_change.py",
    ),
    **dict.fromkeys(
        ("trailer-missing", "not-signed", "signers-missing", "let-past-not-allowed"),
        "commits; tests/git/test_what_commits_bring.py",
    ),
} | {code: "a policy pack; tests/policy/test_check.py" for code in CATALOGUE if code[:5] == "pack-"}


@pytest.mark.parametrize("example", [BASE, *VALID], ids=lambda path: path.name)
def test_a_valid_example_has_nothing_wrong(example: Path, tmp_path: Path) -> None:
    root = lay_out(example, tmp_path)
    assert _told(root, example) == []


@pytest.mark.parametrize("example", INVALID, ids=lambda path: path.name)
def test_an_invalid_example_gives_exactly_its_findings(example: Path, tmp_path: Path) -> None:
    expected = expected_of(example)
    assert expected, f"{example.name} has no expect.txt"
    root = lay_out(example, tmp_path)
    assert _told(root, example) == expected


def _told(root: Path, example: Path) -> list[str]:
    report = validate_records(root, names=names_of(example))
    return [f"{one.path}:{one.line}:{one.column} {one.code}" for one in report.findings]


def test_each_code_has_an_example_that_is_called_after_it() -> None:
    shown = {
        code
        for example in INVALID
        for code in CATALOGUE
        if example.name == code or example.name.startswith(f"{code}-")
        if any(line.endswith(f" {code}") for line in expected_of(example))
    }
    assert shown == set(CATALOGUE) - set(ELSEWHERE)


@pytest.mark.parametrize("example", INVALID, ids=lambda path: path.name)
def test_an_example_is_called_after_a_code_it_shows(example: Path) -> None:
    codes = {line.rpartition(" ")[2] for line in expected_of(example)}
    assert codes <= set(CATALOGUE)
    assert example.name == "one-broken-file-hides-no-other" or any(
        example.name == code or example.name.startswith(f"{code}-") for code in codes
    )


@pytest.mark.parametrize("example", [BASE, *VALID, *INVALID], ids=lambda path: path.name)
def test_an_example_holds_nothing_that_is_not_laid_out(example: Path) -> None:
    known = {"records", "policy", "without.txt", "names.txt"}
    known |= {"expect.txt"} if example in INVALID else set()
    assert {path.name for path in example.iterdir()} <= known


def _example_files() -> Iterator[Path]:
    for example in (BASE, *VALID):
        yield from sorted(example.glob("records/**/*.yaml"))


def test_every_field_of_every_record_stands_in_a_valid_example() -> None:
    used: set[tuple[str, str]] = set()
    for path in _example_files():
        record = read_record(path.read_bytes(), path.name, BY_SCHEMA)
        assert isinstance(record, BaseModel)
        for model in _models_in(record):
            used |= {(type(model).__name__, name) for name in model.model_fields_set}
    wanted = {
        (model.__name__, name)
        for kind in MODELS.values()
        for model in _models_of(kind)
        for name in model.model_fields
    }
    assert sorted(wanted - used) == []


def _models_in(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _models_in(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _models_in(item)


def _models_of(kind: object) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for info in kind.model_fields.values():
            yield from _models_of(info.annotation)
    elif get_origin(kind) in (Union, UnionType, tuple) or get_args(kind):
        for part in get_args(kind):
            yield from _models_of(part)


@pytest.mark.parametrize("path", list(_example_files()), ids=lambda path: path.name)
def test_a_valid_example_is_in_the_one_layout(path: Path) -> None:
    content = path.read_bytes()
    assert canonical_text(content) == content.decode()
