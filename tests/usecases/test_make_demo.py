"""An invented virtual school on disk: the same however many processes made it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pepsite.usecases import in_parallel
from pepsite.usecases.make_demo import make_demo

pytestmark = pytest.mark.uncounted

CHILDREN = 24


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_any_number_of_processes_makes_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_parallel, "_WORTH_A_PROCESS", 8)
    monkeypatch.setattr(in_parallel, "_MOST_AT_ONCE", 4)
    alone, together = tmp_path / "alone", tmp_path / "together"

    count = make_demo(alone, CHILDREN, seed=3, store=None, jobs=1)

    assert count == make_demo(together, CHILDREN, seed=3, store=None, jobs=3)
    assert digests(alone) == digests(together)
    assert count == len(digests(alone))
