"""`pepsite hooks`: Git asks pepsite before something is committed, sent or taken in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import identities_option, workspace_option
from pepsite.cli.start import MOST_MINUTES, READY_VARIABLE, minutes_in
from pepsite.git.hooks import USUAL_READY_MINUTES, install_hooks
from pepsite.render.text import as_text
from pepsite.usecases.check_message import check_message
from pepsite.usecases.known_names import known_names


@click.group("hooks")
def command() -> None:
    """Have Git ask pepsite before something is committed, sent or taken in."""


@command.command("install")
@click.option(
    "--ready",
    "ready_minutes",
    type=click.IntRange(0, MOST_MINUTES),
    metavar="MINUTES",
    help="Where people work, keep a process ready for so many minutes after each use, so that"
    f" commits wait less; 0 keeps none.  [default: {USUAL_READY_MINUTES}]",
)
@workspace_option
def install(ready_minutes: int | None, workspace: Path) -> None:
    """Lay down the hooks of this repository.

    Where people work, these are pre-commit, pre-merge-commit, commit-msg and pre-push; in a
    bare repository, to which others push, it is pre-receive. A hook of somebody else's is left
    as it is, and said. Where people work, Git is also told to merge records field by field.
    """
    hooks = install_hooks(workspace, ready_minutes)
    for name in hooks.names:
        click.echo(name)
    if hooks.ready_minutes:
        click.echo(_what_becomes_of_waiting(hooks.ready_minutes), err=True)


def _what_becomes_of_waiting(minutes: int) -> str:
    """Return what the `pepsite` that the hooks will run makes of a process kept ready."""
    program = shutil.which("pepsite")
    if program is None:
        return "There is no `pepsite` on your PATH: the hooks refuse every commit until there is."
    if sys.platform != "linux":
        return "A process is kept ready on Linux only. Commits are checked, and wait as before."
    told = subprocess.run(  # noqa: S603  # what the hooks run as well
        [program, "ready", "status"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if told.returncode:
        return (
            "The `pepsite` on your PATH keeps no process ready: it is of an older release."
            " Commits are checked, and wait as before."
        )
    told_here = minutes_in(os.environ.get(READY_VARIABLE))
    if told_here == 0:
        return (
            f"`{READY_VARIABLE}` is set here and switches off that a process is kept ready."
            " Commits are checked, and wait as before."
        )
    minutes = minutes if told_here is None else told_here
    return (
        f"Commits keep a process ready for {minutes} idle minutes, which holds no record;"
        " `--ready 0` keeps none."
    )


@command.command("message")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@workspace_option
@identities_option
def message(file: Path, workspace: Path, identities: Path | None) -> None:
    """Check that the message of a commit says nothing of who a child is.

    FILE is the one in which Git has the message: what it gives to the hook commit-msg. Names
    are looked for where the identity store is. Nothing of the message is shown.
    """
    report = check_message(file, workspace, known_names(identities, workspace))
    if report.errors:
        click.echo(as_text(report), nl=False)
        click.get_current_context().exit(ExitCode.FINDINGS)
