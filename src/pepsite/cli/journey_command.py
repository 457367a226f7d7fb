"""`pepsite journey`: what happened to one child, in the order of days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pepsite.cli.options import as_of_option, text_or_json_option, workspace_option
from pepsite.render.journey import as_json, as_text
from pepsite.usecases.tell_journey import tell_journey


@click.command("journey")
@click.argument("child")
@as_of_option
@text_or_json_option
@workspace_option
def command(child: str, as_of: date, form: str, workspace: Path) -> None:
    """Tell one CHILD's journey, by id: care, education, PEPs, reviews, audits and actions.

    All in the order of days, each with the record that says so. Days, codes and ids only: what
    people wrote stays where they wrote it.
    """
    told = as_json if form == "json" else as_text
    click.echo(told(child, tell_journey(workspace, child, as_of), as_of), nl=False)
