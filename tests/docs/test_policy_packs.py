"""The page on writing a pack: its pack is a pack, and its examples hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pepsite.store.packs import load_pack
from pepsite.store.schemas import schema_files
from pepsite.usecases.check_policy import check_policy
from pepsite.usecases.run_worked_examples import run_worked_examples
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "policy-packs.md").read_text(encoding="utf-8")
FILE = re.compile(r"^```yaml\n# (policy/\S+\.yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a folder in which somebody wrote every file that the page shows."""
    for name, text in FILE.findall(PAGE):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_pack_of_the_page_has_nothing_wrong_with_it(workspace: Path) -> None:
    assert check_policy("exampleshire", workspace).findings == ()


def test_the_pack_of_the_page_adds_to_what_the_law_asks_for(workspace: Path) -> None:
    titles = load_pack("exampleshire", workspace).titles()
    assert set(load_pack("england").titles()) < set(titles)
    assert {"initial-pep-held", "red-goes-back", "one-in-ten"} <= set(titles)


def test_the_worked_examples_of_the_page_hold(workspace: Path) -> None:
    outcomes = run_worked_examples("exampleshire", workspace)
    assert [one.in_words() for one in outcomes if not one.holds] == []
    assert len(outcomes) == 2


def test_an_editor_has_something_to_show_for_every_field_of_a_pack() -> None:
    without = [
        (path, part.get("title"), name)
        for path, text in schema_files().items()
        if "/policy-" in path
        for schema in [json.loads(text)]
        for part in (schema, *schema.get("$defs", {}).values())
        for name, field in part.get("properties", {}).items()
        if "description" not in field
    ]
    assert without == []
