"""`pepsite due`: who has to do what next?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pepsite.cli.options import (
    as_of_option,
    jobs_option,
    only_options,
    table_format_option,
    workspace_option,
)
from pepsite.cli.output import show
from pepsite.render.compliance import CSV, DUE, JSON
from pepsite.usecases.compute_compliance import Only, list_due

_FORMS = {"text": DUE, "json": JSON, "csv": CSV}


@click.command("due")
@as_of_option
@only_options
@table_format_option
@jobs_option
@workspace_option
def command(
    as_of: date,
    child: str | None,
    school: str | None,
    person: str | None,
    form: str,
    jobs: int,
    workspace: Path,
) -> None:
    """List what is open on a day, person by person, what is late first.

    The exit code is 0 whatever is open.
    """
    only = Only(child, school, person)
    show(list_due(workspace, as_of, _FORMS[form], only, jobs=jobs))
