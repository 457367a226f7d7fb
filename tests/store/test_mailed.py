"""Who was sent what is remembered on this computer, and a trouble with that stops the sending."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pepsite.errors import PepsiteError
from pepsite.store.mailed import Mailed


def test_what_was_begun_and_what_was_sent_is_known_the_next_time(tmp_path: Path) -> None:
    with Mailed(tmp_path) as mailed:
        assert mailed.begin("a fact", ["ps-1", "ps-2", "ps-3"])
        mailed.sent("a fact", ["ps-1"])
        mailed.not_sent("a fact", ["ps-3"])
    with Mailed(tmp_path) as mailed:
        assert mailed.of("a fact") == {"ps-1": True, "ps-2": False}
        assert mailed.of("another") == {}
    assert (tmp_path / ".pepsite" / ".gitignore").is_file()


def test_it_begins_once_for_all_of_them_or_for_none(tmp_path: Path) -> None:
    with Mailed(tmp_path) as one, Mailed(tmp_path) as other:
        assert one.begin("a fact", ["ps-1", "ps-2"])
        assert not other.begin("a fact", ["ps-2", "ps-3"])
        assert one.of("a fact") == {"ps-1": False, "ps-2": False}


def test_only_what_may_not_have_gone_is_begun_again_and_only_when_asked(tmp_path: Path) -> None:
    with Mailed(tmp_path) as mailed:
        mailed.begin("a fact", ["ps-1", "ps-2"])
        mailed.sent("a fact", ["ps-2"])
        assert not mailed.begin("a fact", ["ps-1"])
        assert mailed.begin("a fact", ["ps-1"], again=["ps-1"])
        assert not mailed.begin("a fact", ["ps-2"], again=["ps-2"])


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".pepsite").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PepsiteError, match="nothing more is sent"):
        Mailed(tmp_path)


@pytest.mark.parametrize("broken", ["file", "folder"])
def test_what_cannot_be_looked_up_stops_the_sending(tmp_path: Path, broken: str) -> None:
    (tmp_path / ".pepsite").mkdir()
    file = tmp_path / ".pepsite" / "mailed.sqlite3"
    if broken == "file":
        file.write_bytes(b"no database at all, and long enough to be seen as such\n" * 40)
    else:
        file.mkdir()
    with pytest.raises(PepsiteError, match="nothing more is sent"):
        Mailed(tmp_path)


def test_what_cannot_be_put_down_is_taken_back(tmp_path: Path) -> None:
    with Mailed(tmp_path) as mailed:
        with sqlite3.connect(tmp_path / ".pepsite" / "mailed.sqlite3") as other:
            other.execute(
                "CREATE TRIGGER no BEFORE INSERT ON mailed BEGIN SELECT RAISE(FAIL, ''); END"
            )
        other.close()
        with pytest.raises(PepsiteError, match="nothing more is sent"):
            mailed.begin("a fact", ["ps-1"])
        assert mailed.of("a fact") == {}
