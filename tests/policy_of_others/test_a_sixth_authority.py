"""Lancashire, in YAML alone: a pack of a workspace's own, with its examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pepsite.store.packs import load_pack
from pepsite.usecases.read_worked_examples import PlacedExample, worked_examples
from pepsite.usecases.run_worked_examples import run_worked_example, run_worked_examples
from tests.cli.running import pepsite
from tests.usecases.examples import AUTHORITY, BASE, lay_out

WORKSPACE = Path(__file__).parent / "lancashire"
PACK = WORKSPACE / "policy" / "lancashire"
SOURCE = Path(__file__).parents[2] / "src"
LANCASHIRE = load_pack("lancashire", WORKSPACE)
EXAMPLES = worked_examples("lancashire", WORKSPACE, LANCASHIRE)


OF_ENGLAND = worked_examples("england", None, load_pack("england"))


@pytest.mark.parametrize("placed", EXAMPLES, ids=[one.example.example for one in EXAMPLES])
def test_what_the_example_says_comes_out(placed: PlacedExample) -> None:
    outcome = run_worked_example(placed, LANCASHIRE, WORKSPACE)
    assert outcome.holds, outcome.in_words()


def test_its_examples_and_those_of_england_hold_by_the_tool() -> None:
    ran = pepsite("policy", "test", "lancashire", "-C", WORKSPACE)
    assert ran.exit_code == 0, ran.stdout
    law = [one for one in OF_ENGLAND if not one.example.only_here]
    number = len(EXAMPLES) + len(law)
    assert ran.stderr == f"{number} of {number} examples hold\n"


def test_an_example_of_england_alone_is_not_run_here() -> None:
    at_home = {one.example.example for one in OF_ENGLAND}
    ran = run_worked_examples("england", WORKSPACE, under="lancashire")
    here = {one.placed.example.example for one in ran}
    assert at_home - here == {"A child a month younger is not there yet"}


def test_every_check_has_an_example_on_each_side() -> None:
    seen: dict[str, set[str]] = {
        check: set()
        for check in load_pack("lancashire", WORKSPACE).titles()
        if check not in load_pack("england").titles()
    }
    for placed in EXAMPLES:
        for key, wanted in placed.example.expect.items():
            seen.setdefault(key.partition("@")[0], set()).add(wanted.status)
    assert {check for check, statuses in seen.items() if len(statuses) < 2} == set()


def test_every_rating_has_an_example() -> None:
    given = {one for placed in EXAMPLES for one in placed.example.expect_rating.values()}
    assert given == {"green", "amber", "red", "undetermined"}


def test_it_is_yaml_alone() -> None:
    files = [one for one in PACK.rglob("*") if one.is_file()]
    assert {one.suffix for one in files} == {".yaml"}


def test_no_program_file_knows_of_it() -> None:
    knowing = [
        one for one in SOURCE.rglob("*") if one.is_file() and b"ancashire" in one.read_bytes()
    ]
    assert knowing == []


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return the workspace of the other tests, under this policy."""
    root = lay_out(BASE, tmp_path / "workspace")
    target = root / "policy" / "lancashire"
    target.mkdir(parents=True)
    for file in PACK.glob("*.yaml"):
        (target / file.name).write_bytes(file.read_bytes())
    authority = root / AUTHORITY
    authority.write_text(authority.read_text("utf-8").replace("walsall", "lancashire"), "utf-8")
    return root


def test_its_duties_are_computed_for_a_workspace(workspace: Path) -> None:
    ran = pepsite("compliance", "--as-of", "2026-05-15", "--format", "json", "-C", workspace)
    assert ran.exit_code == 0, ran.stderr
    results = json.loads(ran.stdout)["results"]
    judged = {one["check"] for one in results}
    assert {"first-pep-completed", "completed-after-meeting", "initial-pep-statutory"} <= judged
    assert not {"initial-pep-completed", "review-pep-within-12-weeks"} & judged
