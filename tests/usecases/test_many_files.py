"""Many files at once: all or none, and only over what was opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.errors import PepsiteError, RecordChangedError
from pepsite.store.batch import save_all, save_new
from pepsite.store.writing import version_of


def test_a_new_file_is_never_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine\n")
    with pytest.raises(PepsiteError, match="b is there already"):
        save_new(tmp_path, [("a", "1\n"), ("b", "2\n")])
    assert (tmp_path / "b").read_text() == "mine\n"


def test_files_are_written_where_they_are_as_they_were_opened(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old\n")
    save_all(tmp_path, {"a": "new\n", "deep/b": "é\n"}, {"a": version_of(b"old\n"), "deep/b": None})
    assert (tmp_path / "a").read_bytes() == b"new\n"
    assert (tmp_path / "deep" / "b").read_bytes() == "é\n".encode()


@pytest.mark.parametrize("opened", [None, version_of(b"older\n")], ids=["new", "another"])
def test_nothing_is_written_where_one_was_changed(tmp_path: Path, opened: str | None) -> None:
    (tmp_path / "b").write_text("theirs\n")
    with pytest.raises(RecordChangedError):
        save_all(tmp_path, {"a": "1\n", "b": "2\n"}, {"a": None, "b": opened})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"b": "theirs\n"}


def test_nothing_is_written_where_one_was_deleted(tmp_path: Path) -> None:
    with pytest.raises(RecordChangedError):
        save_all(tmp_path, {"a": "1\n"}, {"a": version_of(b"opened\n")})
    assert list(tmp_path.iterdir()) == []
