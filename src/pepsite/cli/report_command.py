"""`pepsite report`: tables for boards, teams and schools."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path

import click

from pepsite.cli.options import as_of_option, format_option, jobs_option, workspace_option
from pepsite.cli.output import show
from pepsite.usecases.make_report import list_reports, make_report

_FORMATS = {
    "text": ("report_text", "as_text"),
    "json": ("report_json", "as_json"),
    "csv": ("report_csv", "as_csv"),
    "md": ("report_markdown", "as_markdown"),
}


@click.command("report")
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="List the reports that the policy has.")
@as_of_option
@click.option("--school", metavar="ID", help="The school, for a report made school by school.")
@format_option(_FORMATS, "For people, for programs, for a spreadsheet, or as Markdown.")
@jobs_option
@workspace_option
def command(
    name: str | None,
    listing: bool,
    as_of: date,
    school: str | None,
    form: str,
    jobs: int,
    workspace: Path,
) -> None:
    """Make the report NAME of the policy: figures with what they count, now and before.

    Each figure has numerator, denominator, share, change and target. A report for a board
    withholds small numbers, and whatever they could be worked out from; one for staff names
    what is not met.
    """
    if listing:
        for one in list_reports(workspace, as_of):
            click.echo(f"{one.id:<28} {one.title}")
            click.echo(f"{'':<28} {one.audience}, by {one.period}; for {'; '.join(one.recipients)}")
        return
    if name is None:
        message = "name a report; `pepsite report --list` shows them"
        raise click.UsageError(message)
    report = make_report(workspace, name, as_of, school, jobs=jobs)
    module, function = _FORMATS[form]
    show(getattr(import_module(f"pepsite.render.{module}"), function)(report))
