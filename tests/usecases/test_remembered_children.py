from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pepsite.records.authority import Audience
from pepsite.usecases.build_site import compose_site
from pepsite.usecases.remembered_children import RememberedChildren, stamps_of
from pepsite.usecases.workspace import ChildFolder
from tests.invented.demo import demo_of

pytestmark = pytest.mark.uncounted

DAY = date(2026, 5, 15)


@pytest.fixture
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_of(tmp_path_factory, 8)


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    os.utime(file, ns=(1, 1))  # a clock too coarse to tell is not what is tried


@pytest.mark.parametrize("changed", ["a child", "a school", "a child is gone", "nothing"])
def test_a_site_of_remembered_children_is_the_site_made_anew(workspace: Path, changed: str) -> None:
    remembered: RememberedChildren[Any] = RememberedChildren(stamps_of(workspace))
    before = compose_site(workspace, Audience.STAFF, DAY, remembered=remembered)
    assert compose_site(workspace, Audience.STAFF, DAY) == before
    child = min((workspace / "records/children").iterdir())

    match changed:
        case "a child":
            _edit(child / "child.yaml", "schema: child/1", "schema: child/none")
        case "a school":
            for school in (workspace / "records/schools").glob("*.yaml"):
                _edit(school, "name: ", "name: New ")
        case "a child is gone":
            for path in sorted(child.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            child.rmdir()
        case _:
            pass
    remembered.stamps = stamps_of(workspace)
    after = compose_site(workspace, Audience.STAFF, DAY, remembered=remembered)

    assert compose_site(workspace, Audience.STAFF, DAY) == after
    assert (changed == "nothing") == (before == after)


def test_another_day_is_not_answered_with_what_was_remembered(workspace: Path) -> None:
    remembered: RememberedChildren[Any] = RememberedChildren(stamps_of(workspace))
    before = compose_site(workspace, Audience.STAFF, DAY, remembered=remembered)
    next_day = DAY + timedelta(days=1)
    after = compose_site(workspace, Audience.STAFF, next_day, remembered=remembered)

    assert compose_site(workspace, Audience.STAFF, next_day) == after
    assert before.staff != after.staff


def test_only_what_changed_is_looked_at_again(tmp_path: Path) -> None:
    folders: list[ChildFolder] = []
    for name in ("ch-1", "ch-2"):
        path = f"records/children/{name}/child.yaml"
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(name)
        folders.append((f"records/children/{name}", (path,)))
    shared = tmp_path / "records/authority.yaml"
    shared.write_text("one")
    looked_at: list[str] = []

    def read(root: Path, folder: ChildFolder) -> str:
        looked_at.append(folder[0][-4:])
        return (root / folder[1][0]).read_text()

    remembered: RememberedChildren[str] = RememberedChildren()

    def look() -> tuple[list[str], list[str]]:
        looked_at.clear()
        remembered.stamps = stamps_of(tmp_path)
        return list(remembered.in_order(read, tmp_path, folders, 1)), list(looked_at)

    assert (["ch-1", "ch-2"], ["ch-1", "ch-2"]) == look()
    assert (["ch-1", "ch-2"], []) == look()
    (tmp_path / folders[1][1][0]).write_text("changed")
    assert (["ch-1", "changed"], ["ch-2"]) == look()
    shared.write_text("other")
    assert (["ch-1", "changed"], ["ch-1", "ch-2"]) == look()
