"""The fields of a file told apart by its text, held against reading it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.store.outline import Outline, fields_that_differ, fields_that_seem_to_differ
from pepsite.store.reading import parse
from tests.usecases.examples import BASE

FILES = sorted((BASE / "records").rglob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_outline_has_the_fields_that_reading_finds(path: Path) -> None:
    content = path.read_bytes()
    values = parse(content, path.name)

    assert isinstance(values, dict)
    assert set(Outline(content).fields) == set(values)
    assert all(Outline(content).field(name) for name in values)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(b"a: 1\nb: 2\n", b"a: 1\nb: 3\n", {"b"}, id="a value"),
        pytest.param(b"a: 1\n", b"a: 1\nb: 3\n", {"b"}, id="a new field"),
        pytest.param(b'a: "x"\n', b"a: x\n", set(), id="quotes alone"),
        pytest.param(b"a: 1\nb: 2\n", b"b: 2\na: 1\n", set(), id="order alone"),
        pytest.param(b"# one\na: 1\n", b"a: 1\n# two\n", set(), id="comments alone"),
        pytest.param(b"{a: 1, b: [1, 2]}\n", b"a: 1\nb:\n  - 1\n  - 2\n", set(), id="flow style"),
        pytest.param(b"{a: 1, b: [1, 2]}\n", b"a: 1\nb:\n  - 1\n", {"b"}, id="flow style, a value"),
        pytest.param(b"a: 1\n", b"a: [\n", {"a"}, id="what cannot be read has no values"),
        pytest.param(
            b"a: |-\n  # no comment\n  b: 1\n", b"a: |-\n  b: 1\n", {"a"}, id="within prose"
        ),
    ],
)
def test_fields_differ_by_value(before: bytes, after: bytes, expected: set[str]) -> None:
    assert fields_that_differ(Outline(before), Outline(after)) == expected
    assert fields_that_seem_to_differ(Outline(before), Outline(after)) >= expected


@pytest.mark.parametrize(
    "text",
    [
        b"status: complete\n",
        b"status: complete # or not\n",
        b'status: "complete"\n',
        b"{status: complete}\n",
    ],
)
def test_a_word_is_found_however_it_is_written(text: bytes) -> None:
    assert Outline(text).word("status") == "complete"


@pytest.mark.parametrize(
    "text",
    [
        b"meetings:\n  - id: a\n    held_on: 2025-09-01\n",
        b"meetings:\n- id: a\n  held_on: 2025-09-01\n",
        b"meetings:\n    - id: a\n      held_on: 2025-09-01\n",
        b"meetings:\n  -   id: a\n      held_on: 2025-09-01\n",
        b"meetings: [{id: a, held_on: 2025-09-01}]\n",
        b"meetings:\n  - {id: a, held_on: 2025-09-01}\n",
    ],
)
def test_a_list_has_one_text_however_it_is_laid_out(text: bytes) -> None:
    assert b"\n    held_on: 2025-09-01" in Outline(text).field("meetings")
