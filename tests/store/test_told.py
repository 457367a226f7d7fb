"""What was told before is remembered on this computer, and a trouble with that is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pepsite.errors import PepsiteError
from pepsite.store.told import Told


def test_what_was_told_is_known_the_next_time(tmp_path: Path) -> None:
    Told(tmp_path, "eml").add(["a fact", "a fact", "another"])

    told = Told(tmp_path, "eml")

    assert "a fact" in told
    assert "a third" not in told
    assert "a fact" not in Told(tmp_path, "ics")
    written = (tmp_path / ".pepsite" / "told-eml.txt").read_text("utf-8")
    assert written == "a fact\nanother\n"


def test_what_was_written_in_half_does_not_swallow_the_next(tmp_path: Path) -> None:
    Told(tmp_path, "eml").add(["a fact"])
    with (tmp_path / ".pepsite" / "told-eml.txt").open("a") as file:
        file.write("anoth")

    told = Told(tmp_path, "eml")
    told.add(["another"])
    told.add(["a third"])

    assert [one in Told(tmp_path, "eml") for one in ("a fact", "another", "a third")] == [True] * 3


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".pepsite").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(PepsiteError, match="cannot be read"):
        Told(tmp_path, "eml")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / ".pepsite").mkdir()
    os.mkfifo(tmp_path / ".pepsite" / "told-eml.txt")

    with pytest.raises(PepsiteError, match="cannot be read"):
        Told(tmp_path, "eml")


def test_what_is_no_text_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / ".pepsite").mkdir()
    (tmp_path / ".pepsite" / "told-eml.txt").write_bytes(b"\xff\xfe")

    with pytest.raises(PepsiteError, match="cannot be read"):
        Told(tmp_path, "eml")


def test_what_cannot_be_remembered_is_said(tmp_path: Path) -> None:
    told = Told(tmp_path, "eml")
    (tmp_path / ".pepsite").mkdir()
    (tmp_path / ".pepsite" / "told-eml.txt").mkdir()

    with pytest.raises(PepsiteError, match="come again"):
        told.add(["a fact"])
