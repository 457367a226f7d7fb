"""`pepsite due`: who has to do what next?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from pepsite.cli.options import (
    as_of_option,
    only_options,
    table_format_option,
    workspace_option,
)
from pepsite.compliance.results import OPEN
from pepsite.render.compliance import as_csv, as_json, due_as_text
from pepsite.usecases.compute_compliance import Only, compute_compliance, said_once


@click.command("due")
@as_of_option
@only_options
@table_format_option
@workspace_option
def command(
    as_of: date,
    child: str | None,
    school: str | None,
    person: str | None,
    form: str,
    workspace: Path,
) -> None:
    """List what is open on a day, person by person, what is late first.

    The exit code is 0 whatever is open.
    """
    found = said_once(compute_compliance(workspace, as_of, Only(child, school, person)))
    found = replace(found, results=tuple(one for one in found.results if one.status in OPEN))
    match form:
        case "json":
            text = as_json(found.as_of, found.policy, found.results, unreadable=found.unreadable)
        case "csv":
            text = as_csv(found.results)
        case _:
            text = due_as_text(found.as_of, found.results, found.titles, found.unreadable)
    click.echo(text, nl=False)
