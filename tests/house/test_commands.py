"""Does the finder of commands find them? The tests beside it lean on it.

And does what pepsite itself tells people to run exist?
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import pepsite
from pepsite.cli.main import main
from tests.house.commands import commands_in, make_commands_in, unknown_words


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        pytest.param("pepsite validate", [["validate"]], id="one word"),
        pytest.param(
            'pepsite validate --changed-since "$BASE_SHA" --format github',
            [["validate", "--changed-since", "$BASE_SHA", "--format", "github"]],
            id="quoted variable",
        ),
        pytest.param(
            "pepsite validate \\\n  --format json",
            [["validate", "--format", "json"]],
            id="two lines",
        ),
        pytest.param(
            "cd demo && .venv/bin/pepsite due >out.txt; pepsite build",
            [["due"], ["build"]],
            id="joined and redirected",
        ),
        pytest.param("python -m pip install pepsite", [], id="not run"),
        pytest.param("# pepsite validate", [], id="comment"),
    ],
)
def test_commands_are_found(shell: str, expected: list[list[str]]) -> None:
    assert expected == list(commands_in(shell))


def test_commands_of_a_makefile_are_found() -> None:
    text = "demo:\n\tcd demo && $(PEPSITE) build --as-of $(AS_OF)\n\t@echo pepsite\n"

    assert [["build", "--as-of", "AS_OF"]] == list(make_commands_in(text))


@click.group()
def _group() -> None:
    pass


@_group.command("build")
@click.option("--out")
@click.option("--names/--no-names")
def _build(out: str, *, names: bool) -> None:
    pass


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["build", "--out", "site", "--no-names"], [], id="all known"),
        pytest.param(["build", "--out=site"], [], id="with an equals sign"),
        pytest.param(["build", "--audience", "staff"], ["--audience"], id="unknown option"),
        pytest.param(["bild"], ["bild"], id="unknown command"),
        pytest.param(["--help"], [], id="help"),
    ],
)
def test_unknown_words_are_named(words: list[str], expected: list[str]) -> None:
    assert expected == unknown_words(words, _group)


def _told() -> Iterator[tuple[str, str]]:
    """Yield each command that a text in our code names between backticks, and the file."""
    top = Path(pepsite.__file__).parent
    for path in sorted(top.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for found in re.finditer(r"`pepsite ([^`]+)`", node.value):
                    yield path.relative_to(top).as_posix(), found[1].removesuffix(" ID")


def test_every_command_that_pepsite_tells_people_to_run_exists() -> None:
    told = list(_told())
    wrong = [(path, said) for path, said in told if unknown_words(shlex.split(said), main)]
    assert wrong == []
    assert ("usecases/put_address.py", "identities create") in told
