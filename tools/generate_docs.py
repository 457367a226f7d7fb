"""Writes the generated parts of pages under docs/; with --check, only says which differ.

Run by `make docs`, and by `make lint` with --check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from tools import policy_pack_page
from tools.command_pages import command_block, commands, commands_block, page_name
from tools.generated_blocks import PageError, fill
from tools.reading_age import reading_age_blocks
from tools.record_page import blocks
from tools.report_fields import report_blocks
from tools.requirement_rows import register_blocks

DOCS = Path(__file__).parents[1] / "docs"


def pages() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each page that has generated parts, with the parts by name."""
    yield "cli/README.md", {"commands": commands_block()}
    for name, context in commands():
        more = report_blocks() if name == "validate" else {}
        yield f"cli/{page_name(name)}", {"usage": command_block(context), **more}
    yield "records.md", blocks()
    yield "requirements.md", register_blocks()
    yield "policy-packs.md", policy_pack_page.blocks()
    yield "reading-age.md", reading_age_blocks()


def outdated(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield each page below this folder that is not as it should be, with the text it should have.

    Raises:
        PageError: a page is missing, or lacks the place for a generated part.
    """
    for name, parts in pages():
        page = folder / name
        if not page.is_file():
            message = (
                f"docs/{name} is missing: write it, with {', '.join(parts)} as generated parts"
            )
            raise PageError(message)
        text = page.read_text(encoding="utf-8")
        try:
            filled = fill(text, parts)
        except PageError as error:
            message = f"docs/{name}: {error}"
            raise PageError(message) from error
        if filled != text:
            yield page, filled


@click.command()
@click.option("--check", is_flag=True, help="Only say which pages differ; exit 1 if any.")
def generate(*, check: bool) -> None:
    """Write the generated parts of all pages that have some."""
    try:
        differing = list(outdated(DOCS))
    except PageError as error:
        raise click.ClickException(str(error)) from error
    for page, text in differing:
        click.echo(page.relative_to(DOCS.parent).as_posix())
        if not check:
            page.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{len(differing)} pages {'are out of date' if check else 'written'}", err=True)
    if check and differing:
        click.get_current_context().exit(1)


if __name__ == "__main__":
    generate()
