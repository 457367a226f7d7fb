"""`pepsite diff`: what differs between two states of the records, for people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pepsite.cli.options import Decorated, as_of_option, format_option, workspace_option
from pepsite.render.records_diff import FORMATS, formatted
from pepsite.usecases.diff_records import diff_records


def diff_options(function: Decorated) -> Decorated:
    """Add `--format` and `--ids-only`: how a difference of records is told."""
    ids_only = click.option(
        "--ids-only",
        is_flag=True,
        help="Ids, sections, counts and what to look at: what may leave this computer.",
    )
    return format_option(FORMATS, "For a terminal, a page, or programs.")(ids_only(function))


@click.command("diff")
@click.argument("before", default="HEAD")
@click.argument("after", required=False)
@diff_options
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
    click.echo(formatted(diff, form, ids_only=ids_only), nl=False)
