"""`pepsite init`: a new, empty workspace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pepsite.cli.options import Day, today
from pepsite.usecases.start_workspace import init_workspace


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--policy", required=True, help="The policy pack in use; `pepsite policy list`.")
@click.option(
    "--begin-on",
    type=Day(),
    default=today,
    show_default="today",
    help="The day from which duties are judged here; earlier ones stand in another system.",
)
@click.option(
    "--install-from",
    metavar="LINE",
    help="How CI installs pepsite, as pip reads it; give an address with a hash.",
)
def command(folder: Path, policy: str, begin_on: date, install_from: str | None) -> None:
    """Lay down an empty workspace in FOLDER: records/, schemas/ and the checks for a forge.

    It conforms at once. Its README.md says what comes next.
    """
    count = init_workspace(folder, policy, begin_on, install_from)
    click.echo(f"{count} files in {folder}. Next, in that folder: pepsite validate", err=True)
