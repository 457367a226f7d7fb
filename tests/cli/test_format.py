"""`pepsite format`: the one layout, with everything people wrote kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.store.canonical import canonical_text
from tests.cli.running import pepsite
from tests.usecases.examples import BASE, INVALID, OLDER_PEP, PRIMARY, SECONDARY, VALID, lay_out

UNTIDY = b"""\
# yaml-language-server: $schema=../../schemas/school.json
schema:   "school/1"
id: 'sc-gnjvj28cdf62x'

# agreed with the school in May
name: "Mill Lane Academy"   # new name

urn: '990001'
type: academy
phases: [statutory]
authority: Exampleshire
in_area: true
# the end
"""
TIDY = b"""\
# yaml-language-server: $schema=../../schemas/school.json
schema: school/1
id: sc-gnjvj28cdf62x
# agreed with the school in May
name: Mill Lane Academy  # new name
urn: "990001"
type: academy
phases:
  - statutory
authority: Exampleshire
in_area: true
# the end
"""


@pytest.fixture
def untidy(workspace: Path) -> Path:
    (workspace / SECONDARY).write_bytes(UNTIDY)
    return workspace


def test_comments_and_the_order_of_fields_are_kept(untidy: Path) -> None:
    outcome = pepsite("format", "-C", untidy)
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (
        *(0, f"{SECONDARY}\n"),
        "1 of 14 files were written anew\n",
    )
    assert (untidy / SECONDARY).read_bytes() == TIDY
    assert pepsite("validate", "-C", untidy, "--fail-on", "warning").exit_code == 0


def test_doing_it_again_changes_nothing(untidy: Path) -> None:
    pepsite("format", "-C", untidy)
    outcome = pepsite("format", "-C", untidy)
    assert (outcome.exit_code, outcome.stdout) == (0, "")
    assert outcome.stderr == "0 of 14 files were written anew\n"
    assert (untidy / SECONDARY).read_bytes() == TIDY


def test_check_only_says_which(untidy: Path) -> None:
    for _ in range(2):
        outcome = pepsite("format", "-C", untidy, "--check")
        assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (
            *(1, f"{SECONDARY}\n"),
            "1 of 14 files would be written anew\n",
        )
        assert (untidy / SECONDARY).read_bytes() == UNTIDY


def test_check_passes_what_is_in_the_one_layout(workspace: Path) -> None:
    outcome = pepsite("format", "-C", workspace, "--check")
    assert (outcome.exit_code, outcome.stdout) == (0, "")


def test_only_what_is_named_is_written(untidy: Path) -> None:
    assert pepsite("format", "-C", untidy, PRIMARY, "records/people").exit_code == 0
    assert (untidy / SECONDARY).read_bytes() == UNTIDY
    assert pepsite("format", "-C", untidy, "records/schools").stdout == f"{SECONDARY}\n"


def test_a_file_that_cannot_be_read_is_left_and_said(untidy: Path) -> None:
    (untidy / PRIMARY).write_bytes(b"name: 'Zebedee\n")
    outcome = pepsite("format", "-C", untidy)
    assert (outcome.exit_code, outcome.stdout) == (1, f"{SECONDARY}\n")
    assert f"{PRIMARY}:1:7: this cannot be read as YAML from here on" in outcome.stderr
    assert "Zebedee" not in outcome.output
    assert (untidy / PRIMARY).read_bytes() == b"name: 'Zebedee\n"


def test_a_record_that_does_not_conform_is_laid_out_all_the_same(workspace: Path) -> None:
    text = (workspace / OLDER_PEP).read_text("utf-8").replace("status: complete", "status: 'done'")
    (workspace / OLDER_PEP).write_text(text, "utf-8")
    assert pepsite("format", "-C", workspace).exit_code == 0
    assert "\nstatus: done\n" in (workspace / OLDER_PEP).read_text("utf-8")


@pytest.mark.uncounted
def test_the_one_layout_of_every_example_is_the_same_twice() -> None:
    files = [path for example in (BASE, *VALID, *INVALID) for path in example.rglob("*.yaml")]
    for path in filter(Path.is_file, files):
        once = canonical_text(path.read_bytes())
        if isinstance(once, str):
            assert canonical_text(once.encode()) == once


@pytest.mark.parametrize("example", VALID, ids=lambda path: path.name)
def test_format_leaves_every_valid_example_as_it_is(example: Path, tmp_path: Path) -> None:
    root = lay_out(example, tmp_path)
    assert pepsite("format", "-C", root, "--check").exit_code == 0
