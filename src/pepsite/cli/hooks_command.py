"""`pepsite hooks`: Git asks pepsite before something is committed, sent or taken in."""

from __future__ import annotations

from pathlib import Path

import click

from pepsite.cli.options import workspace_option
from pepsite.git.hooks import install_hooks


@click.group("hooks")
def command() -> None:
    """Have Git ask pepsite before something is committed, sent or taken in."""


@command.command("install")
@workspace_option
def install(workspace: Path) -> None:
    """Lay down the hooks of this repository.

    Where people work, these are pre-commit and pre-push; in a bare repository, to which
    others push, it is pre-receive. A hook of somebody else's is left as it is, and said.
    """
    for name in install_hooks(workspace):
        click.echo(name)
