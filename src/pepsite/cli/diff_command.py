"""`pepsite diff`: what differs between two states of the records, for people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pepsite.cli.options import as_of_option, workspace_option
from pepsite.render import records_diff as render
from pepsite.usecases.diff_records import diff_records

_FORMS = {"text": render.as_text, "md": render.as_markdown, "html": render.as_html}


@click.command("diff")
@click.argument("before", default="HEAD")
@click.argument("after", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice([*_FORMS, "json"]),
    default="text",
    show_default=True,
    help="For a terminal, a page, or programs.",
)
@click.option(
    "--ids-only", is_flag=True, help="Ids, sections and counts alone: what may leave this computer."
)
@as_of_option
@workspace_option
def command(
    before: str, after: str | None, form: str, ids_only: bool, as_of: date, workspace: Path
) -> None:
    """Say in words what differs between the revisions BEFORE and AFTER.

    Without AFTER, the working tree is compared; without either, it is compared with the last
    commit. Record by record and field by field, with what a reviewer should look at, and what
    became of each duty of the children concerned. Nothing is checked out.

    This quotes the records: it is for those who may read them.
    """
    diff = diff_records(workspace, before, after, as_of)
    if form == "json":
        text = render.ids_as_json(diff) if ids_only else render.as_json(diff)
    else:
        text = _FORMS[form]((render.lines_of_ids if ids_only else render.lines_of)(diff))
    click.echo(text, nl=False)
