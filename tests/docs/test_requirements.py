"""Every row of the five authorities lives somewhere and is shown, or has a reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import requirement_rows
from tools.requirement_rows import RegisterError, Row, register

ROOT = Path(__file__).parents[2]
REGISTER = register()
ROWS = [row for rows in REGISTER.values() for row in rows]
LINK = re.compile(r"\]\(\.\./([^)#]+)\)")


def test_there_are_230_rows_of_five_authorities() -> None:
    assert {authority.prefix: len(rows) for authority, rows in REGISTER.items()} == {
        "WAL": 111,
        "WAR": 39,
        "NOR": 27,
        "HIL": 23,
        "SHR": 30,
    }
    assert len({row.id for row in ROWS}) == len(ROWS) == 230


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_a_row_has_a_place_and_is_shown_or_has_a_reason(row: Row) -> None:
    assert row.is_settled, row


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_every_place_of_a_row_is_there(row: Row) -> None:
    gone = [path for path in _linked(row) if not (ROOT / path).is_file()]

    assert gone == []


def test_no_row_is_cited_that_nobody_asked() -> None:
    known = {row.id for row in ROWS}
    cited = {row_id for file in _files() for row_id in requirement_rows.rows_in(file)}

    assert cited - known == set()


@pytest.mark.parametrize(
    ("settled", "message"),
    [
        pytest.param(
            {"lives_in": ["src/pepsite/records/pep.py::NoSuchField"]}, "is not there", id="a field"
        ),
        pytest.param({"lives_in": ["src/pepsite/nothing.py"]}, "is not there", id="a file"),
        pytest.param(
            {"shown_by": ["tests/docs/test_links.py::test_no_such_test"]},
            "is not there",
            id="a test",
        ),
        pytest.param(
            {"shown_by": ["src/pepsite/records/pep.py::Pep"]}, "is no test", id="not a test"
        ),
    ],
)
def test_a_place_that_is_gone_is_refused(settled: dict[str, list[str]], message: str) -> None:
    found = requirement_rows.Found({})

    with pytest.raises(RegisterError, match=message):
        found.add_listed("WAL-01", settled)


def _linked(row: Row) -> Iterator[str]:
    for cell in (*row.lives_in, *row.shown_by):
        yield from LINK.findall(cell)


def _files() -> Iterator[Path]:
    for folder in ("src", "tests", "docs"):
        for file in (ROOT / folder).rglob("*"):
            # What breaks on purpose is not read.
            broken = "invalid" in file.parts
            if file.suffix in {".py", ".yaml", ".md"} and file != Path(__file__) and not broken:
                yield file
