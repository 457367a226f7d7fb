"""What the pages show is what pepsite answers."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import click
import pytest

from pepsite.cli.main import main
from tests.docs.pages import ROOT, Block, Terminal, blocks, commands, fits, name, pages
from tests.house.commands import commands_in, unknown_words

pytestmark = pytest.mark.uncounted

GUIDE = ROOT / "docs" / "guides" / "first-workspace.md"
COMPLIANCE = ROOT / "docs" / "cli" / "compliance.md"
COMMAND_PAGES = sorted((ROOT / "docs" / "cli").glob("*.md"))
SHELLS = ("", "sh", "console", "powershell")


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Return the terminal in which everything in the first guide was done."""
    terminal = Terminal(tmp_path_factory.mktemp("guide"), tmp_path_factory.mktemp("private"))
    for block in blocks(GUIDE):
        terminal.do(block)
    return terminal


@pytest.fixture
def guided(done: Terminal, tmp_path: Path) -> Path:
    """Return a copy of the workspace that the first guide makes, without its site and its Git."""
    made = tmp_path / "my-school"
    shutil.copytree(done.folder, made, ignore=shutil.ignore_patterns("site", ".git"))
    return made


def test_the_first_guide_does_what_it_says(done: Terminal) -> None:
    assert done.wrong == []
    assert (done.folder / "site" / "index.html").is_file()
    assert (done.folder / ".git").is_dir()


@pytest.mark.parametrize("page", COMMAND_PAGES, ids=lambda page: page.stem)
def test_the_examples_on_a_commands_page_answer_as_shown(
    page: Path, guided: Path, tmp_path: Path
) -> None:
    private = tmp_path / "private"
    private.mkdir()
    terminal = Terminal(guided, private)

    for block in blocks(page):
        terminal.do(block)

    assert terminal.wrong == []


def _commands() -> list[tuple[str, list[str]]]:
    found = []
    for page in pages():
        for block in blocks(page):
            if block.language in SHELLS:
                shell = _without_answers(block).replace("\\", "/")
                found += [(name(page), words) for words in commands_in(shell)]
    return found


def _without_answers(block: Block) -> str:
    if block.language != "console":
        return block.text
    return "\n".join(command.line for command in commands(block))


def test_every_command_on_a_page_is_one_that_pepsite_knows() -> None:
    found = _commands()

    assert len(found) > 40
    assert [
        (page, words) for page, words in found if unknown_words(words, main) or _refused(words)
    ] == []


def _refused(words: list[str]) -> str:
    """Return why click refuses these words. That a file of an example is not here is no reason."""
    try:
        _parse(main, click.Context(main, info_name="pepsite", **main.context_settings), list(words))
    except click.UsageError as error:
        return "" if "does not exist" in error.message else error.message
    except click.exceptions.Exit:
        pass  # `--version` and `--help` answer at once
    return ""


def _parse(command: click.Command, context: click.Context, words: list[str]) -> None:
    alone = not words or words[0].startswith("-")
    if isinstance(command, click.Group) and not (command.invoke_without_command and alone):
        name, below, rest = command.resolve_command(context, words)
        assert below is not None
        _parse(below, click.Context(below, parent=context, info_name=name), rest)
    else:
        command.make_context("pepsite", words, parent=context)


def test_the_tables_of_the_compliance_page_have_the_fields_that_are_written() -> None:
    text = COMPLIANCE.read_text(encoding="utf-8")
    shown = next(block for block in blocks(COMPLIANCE) if '"results"' in block.text)
    report = json.loads(shown.text.partition("\n")[2])
    tables = [
        re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
        for table in re.findall(r"^\| field \| holds \|\n(?:\|.*\n)+", text, re.MULTILINE)
    ]

    assert tables == [
        list(report),
        list(report["results"][0]),
        list(report["results"][0]["explanation"]),
    ]


@pytest.mark.parametrize(
    ("answer", "shown", "expected"),
    [
        pytest.param(["one", "two"], ["one", "two"], True, id="the same"),
        pytest.param(["one", "two"], ["one"], False, id="a line too few"),
        pytest.param(["key age1xyz", "two"], ["key age1...", "two"], True, id="something differs"),
        pytest.param(["one", "two"], ["..."], True, id="all of it differs"),
        pytest.param(["one.two"], ["one_two"], False, id="a point is a point"),
    ],
)
def test_an_answer_fits_what_is_shown(answer: list[str], shown: list[str], expected: bool) -> None:
    assert fits(answer, shown) is expected


def test_a_command_that_fails_unsaid_is_wrong(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, tmp_path)

    terminal.do(Block("console", "", "$ pepsite validate\n..."))
    terminal.do(Block("console", "", "$ rm -r ..\n"))
    terminal.do(Block("console", "", "$ pepsite validate\n...\n$ echo $?\n1\n"))

    assert terminal.wrong == [
        "$ pepsite validate\nended with 1",
        "$ rm -r ..\nis not a command these pages may have",
    ]
