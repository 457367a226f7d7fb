"""`pepsite compliance`: is practice in time and to standard, on a day?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pepsite.cli.options import (
    as_of_option,
    only_options,
    table_format_option,
    workspace_option,
)
from pepsite.render.compliance import as_csv, as_json, as_text
from pepsite.usecases.compute_compliance import Only, compute_compliance


@click.command("compliance")
@as_of_option
@only_options
@click.option("--explain", is_flag=True, help="Say of each result why it is what it is.")
@table_format_option
@workspace_option
def command(
    as_of: date,
    child: str | None,
    school: str | None,
    person: str | None,
    explain: bool,
    form: str,
    workspace: Path,
) -> None:
    """Show how every duty stands on a day.

    What is late is shown, and never blocks anything: the exit code is 0. The statutory
    clock stands beside the local one. Where something is not known, the answer is that it
    cannot be told, and what is missing.
    """
    found = compute_compliance(workspace, as_of, Only(child, school, person))
    match form:
        case "json":
            text = as_json(found.as_of, found.policy, found.results, unreadable=found.unreadable)
        case "csv":
            text = as_csv(found.results)
        case _:
            text = as_text(
                found.as_of,
                found.policy,
                found.titles,
                found.results,
                explain=explain,
                unreadable=found.unreadable,
            )
    click.echo(text, nl=False)
