"""Rows come back in order, whether or not they had to wait in files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pepsite.errors import PepsiteError
from pepsite.store import sorted_rows
from pepsite.store.sorted_rows import Row, SortedRows

ROWS = st.lists(st.tuples(st.text(max_size=2), st.text(max_size=3)), max_size=20)


@given(rows=ROWS, held=st.integers(1, 8))
def test_equal_places_stay_as_they_came(rows: list[Row], held: int) -> None:
    with pytest.MonkeyPatch.context() as patch, SortedRows() as kept:
        patch.setattr(sorted_rows, "HELD", held)
        for row in rows:
            kept.extend([row])
        assert list(kept) == sorted(rows, key=lambda row: row[0])


def test_nobody_can_open_what_waits_and_nothing_of_it_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sorted_rows, "HELD", 2)
    with SortedRows() as kept:
        kept.extend([("b", "1"), ("a", "2")])
        kept.extend([("d", "3"), ("c", "4")])
        files = kept._files
        assert len(files) == 2
        assert {os.fstat(file.fileno()).st_mode & 0o777 for file in files} == {0o600}
        assert list(tmp_path.iterdir()) == []
        assert [text for _, text in kept] == ["2", "1", "4", "3"]
    assert all(file.closed for file in files)


def test_files_are_closed_when_something_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorted_rows, "HELD", 1)
    kept = SortedRows()

    def fail() -> None:
        with kept:
            kept.extend([("a", "1")])
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert [file.closed for file in kept._files] == [True]


def test_no_room_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sorted_rows, "HELD", 1)
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with SortedRows() as kept, pytest.raises(PepsiteError, match="TMPDIR"):
        kept.extend([("a", "1")])
