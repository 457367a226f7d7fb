"""The pages say what the program says: their generated parts are those of today."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import click
import pytest

from pepsite.records import ids
from pepsite.records.kinds import MODELS
from pepsite.records.paths import place_of
from tools.command_pages import commands, page_name
from tools.field_words import anchor, in_words
from tools.generate_docs import DOCS, outdated
from tools.generated_blocks import PageError, fill, table
from tools.record_page import PLACES, headings

PAGE = "# A page\n\n<!-- generated: usage -->\nold\n<!-- end of generated part -->\n\nBy hand.\n"


def test_no_generated_part_is_out_of_date() -> None:
    """Where this fails, `make docs` mends it."""
    assert [page.name for page, _ in outdated(DOCS)] == []


def test_every_command_has_a_page_and_every_page_a_command() -> None:
    expected = {"README.md", *(page_name(name) for name, _ in commands())}

    assert expected == {page.name for page in (DOCS / "cli").glob("*.md")}


def test_every_option_of_every_command_has_help() -> None:
    without = [
        f"{name} {parameter.opts[0]}"
        for name, context in commands()
        for parameter in context.command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]

    assert without == []


def test_every_argument_is_named_in_its_commands_help() -> None:
    unsaid = [
        f"{name} {parameter.human_readable_name}"
        for name, context in commands()
        for parameter in context.command.params
        if isinstance(parameter, click.Argument)
        and parameter.make_metavar(context).strip("[].") not in (context.command.help or "")
        and parameter.human_readable_name.upper() not in (context.command.help or "")
    ]

    assert unsaid == []


def test_every_page_of_a_command_says_when_to_use_it_and_how_it_ends() -> None:
    for name, context in commands():
        page = (DOCS / "cli" / page_name(name)).read_text(encoding="utf-8")
        sections = re.findall(r"^## (.+)$", page, re.MULTILINE)

        assert page.startswith(f"# pepsite {name}\n"), name
        assert {"When to use it", "Exit codes"} <= set(sections), name
        assert isinstance(context.command, click.Group) or "Example" in sections, name
        assert "(../exit-codes.md)" in page, name


@pytest.mark.parametrize("kind", MODELS)
def test_a_record_lies_where_the_page_says(kind: str) -> None:
    child = ids.new_id("child")
    own = child if kind == "child" else ids.new_id(kind) if kind in ids.PREFIXES else ""
    place = place_of(PLACES[kind].replace("CHILD", child).replace("ID", own))

    assert place is not None
    assert kind == place.kind


def test_no_two_headings_of_the_records_page_have_one_anchor() -> None:
    page = (DOCS / "records.md").read_text(encoding="utf-8")
    anchors = Counter(anchor(title) for title in re.findall(r"^#+ (.+)$", page, re.MULTILINE))

    assert [one for one, times in anchors.items() if times > 1] == []
    assert {anchor(title) for title in headings()} <= set(anchors)


def test_a_generated_part_is_replaced_and_nothing_else() -> None:
    once = fill(PAGE, {"usage": "new"})

    assert once == PAGE.replace("old", "\nnew\n")
    assert fill(once, {"usage": "new"}) == once


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# A page\n", id="no place for it"),
        pytest.param(PAGE + PAGE, id="two places"),
        pytest.param(PAGE.replace("usage", "fields"), id="another part"),
    ],
)
def test_a_page_without_the_right_places_is_refused(text: str) -> None:
    with pytest.raises(PageError, match="usage"):
        fill(text, {"usage": "new"})


def test_a_page_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"docs/cli/README\.md is missing"):
        list(outdated(tmp_path))


def test_a_type_that_has_no_words_yet_is_refused() -> None:
    with pytest.raises(LookupError, match="field_words"):
        in_words(complex)


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert table(("a",), [("`x|y`",)]) == "| a |\n| --- |\n| `x\\|y` |"
