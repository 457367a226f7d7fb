"""`pepsite schema`: JSON Schema of every kind of record and policy file."""

from __future__ import annotations

from pathlib import Path

import click

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import workspace_option
from pepsite.usecases.write_schemas import outdated_schemas, write_schemas


@click.command("schema")
@click.option("--check", is_flag=True, help="Only say which files are out of date; exit 1 if any.")
@workspace_option
def command(check: bool, workspace: Path) -> None:
    """Write schemas/, the JSON Schema (2020-12) of every kind of record.

    Editors use them to help while typing. They say less than `pepsite validate` does;
    docs/records.md lists what they cannot say.
    """
    changed = outdated_schemas(workspace) if check else write_schemas(workspace)
    for path in changed:
        click.echo(path)
    click.echo(f"{len(changed)} files {'are out of date' if check else 'written'}", err=True)
    if check and changed:
        click.get_current_context().exit(ExitCode.FINDINGS)
