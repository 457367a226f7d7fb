"""`pepsite init`: a new, empty workspace."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Literal

import click

from pepsite.cli.options import Day, today
from pepsite.usecases.start_workspace import Gate, gate_folder, init_workspace

_RUNNERS = """\
The checks run on a computer, a runner, and it reads the records of children. If {forge} supplies
it, {forge} processes them for you: that needs a contract and a place in your impact assessment.
"""
_FORGES = {"github": "GitHub", "gitlab": "GitLab"}


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
    "--forge",
    type=click.Choice(["none", *_FORGES]),
    default="none",
    show_default=True,
    help="Where changes are reviewed: also lay down the checks for it.",
)
@click.option(
    "--runner",
    type=click.Choice(["own", "supplier"]),
    help="With a forge: whose computer runs the checks. [default: asked on a terminal, else own]",
)
@click.option(
    "--install-from",
    metavar="LINE",
    help="With a forge: how CI installs pepsite, as pip reads it; give an address with a hash.",
)
@click.option(
    "--repository",
    metavar="OWNER/NAME",
    help="With a forge: what it calls the repository, to which changes are sent for review.",
)
def command(
    folder: Path,
    policy: str,
    begin_on: date,
    forge: Literal["none", "github", "gitlab"],
    runner: str | None,
    install_from: str | None,
    repository: str | None,
) -> None:
    """Lay down an empty workspace in FOLDER: records/, schemas/ and the checks for a forge.

    It conforms at once. Its README.md says what comes next.
    """
    if forge == "none" and (runner or install_from or repository):
        message = "--runner, --install-from and --repository say more about --forge; give that too"
        raise click.UsageError(message)
    own_runner = forge == "none" or _own_runner(_FORGES[forge], runner)
    gate = Gate(forge, own_runner, install_from, repository)
    count = init_workspace(folder, policy, begin_on, gate)
    if forge == "gitlab":
        click.echo(
            f"The jobs are in {gate_folder(folder).name}, to be a project of its own", err=True
        )
    click.echo(f"{count} files in {folder}. Next, in that folder: pepsite validate", err=True)


def _own_runner(forge: str, runner: str | None) -> bool:
    """Say whose computer reads the records, and return whether it is one's own."""
    if runner is not None:
        return runner == "own"
    click.echo(_RUNNERS.format(forge=forge), nl=False, err=True)
    if is_terminal():
        return click.confirm("Will they run on a computer of your own?", default=True, err=True)
    click.echo("They are set to run on one of your own; --runner supplier is the other.", err=True)
    return True


def is_terminal() -> bool:
    """Say whether somebody sits there who can be asked."""
    return sys.stdin.isatty()
