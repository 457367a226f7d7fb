"""`pepsite compliance`: is practice in time and to standard, on a day?"""

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
from pepsite.render.compliance import CSV, EXPLAINED, JSON, TEXT
from pepsite.usecases.compute_compliance import Only, compute_compliance

_FORMS = {"text": TEXT, "json": JSON, "csv": CSV}


@click.command("compliance")
@as_of_option
@only_options
@click.option("--explain", is_flag=True, help="Say of each result why it is what it is.")
@table_format_option
@jobs_option
@workspace_option
def command(
    as_of: date,
    child: str | None,
    school: str | None,
    person: str | None,
    explain: bool,
    form: str,
    jobs: int,
    workspace: Path,
) -> None:
    """Show how every duty stands on a day.

    What is late is shown, and never blocks anything: the exit code is 0. The statutory
    clock stands beside the local one. Where something is not known, the answer is that it
    cannot be told, and what is missing.
    """
    wanted = EXPLAINED if explain and form == "text" else _FORMS[form]
    show(compute_compliance(workspace, as_of, wanted, Only(child, school, person), jobs=jobs))
