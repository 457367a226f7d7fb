"""`pepsite export`: documents out, for people who hold no repository."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pepsite.cli.options import Day, as_of_option, identities_option, workspace_option
from pepsite.policy.sections import CopyReader
from pepsite.records.authority import ChildLabel


@click.group("export")
def command() -> None:
    """Hand over what people who hold no repository are given."""


@command.command("pep")
@click.argument("pep")
@click.option(
    "--for",
    "reader",
    type=click.Choice([str(one) for one in CopyReader]),
    required=True,
    help="Who gets the copy: it has what the policy and the child let them see.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The new file to write, outside the workspace. Without it nothing is written.",
)
@click.option(
    "--label",
    type=click.Choice([str(one) for one in ChildLabel]),
    help="How the child is called. If left out: for a school as authority.yaml says, else by name.",
)
@click.option("--record-sent-on", type=Day(), help="Put down in the PEP that it went on this day.")
@click.option("--by", metavar="PERSON", help="--record-sent-on: who gave or sent it.")
@as_of_option
@workspace_option
@identities_option
def pep_command(
    pep: str,
    reader: str,
    out: Path | None,
    label: str | None,
    record_sent_on: date | None,
    by: str | None,
    as_of: date,
    workspace: Path,
    identities: Path | None,
) -> None:
    """Write one PEP as one page to read and print. PEP is its id.

    What this reader may not see is left out. The page loads nothing and needs no network. Read
    it before you give it away: prose is shown as it was written.
    """
    from pepsite.usecases.hand_over_pep import (  # noqa: PLC0415  # jinja2 and all
        Sent,
        make_copy,
        record_sent,
        write_copy,
    )

    _refuse_what_does_not_go_together(out, record_sent_on, by)
    chosen = CopyReader(reader)
    if out is not None:
        called = ChildLabel(label) if label else None
        made = make_copy(workspace, pep, chosen, as_of, label=called, identities=identities)
        write_copy(workspace, out, made)
        click.echo(str(out))
        named = "with the child's name" if made.named else "without the child's name"
        click.echo(f"{made.parts} parts, {named}; read it before you give it away", err=True)
    if record_sent_on is not None and by is not None:
        put_down = record_sent(workspace, pep, chosen, Sent(record_sent_on, by))
        click.echo(f"put down in the PEP: {put_down}", err=True)
    else:
        click.echo("when it has gone, put that down: --record-sent-on DAY --by PERSON", err=True)


def _refuse_what_does_not_go_together(out: Path | None, on: date | None, by: str | None) -> None:
    message = None
    if (on is None) != (by is None):
        message = "--record-sent-on and --by go together"
    elif out is None and on is None:
        message = "--out says where the page goes; without it, --record-sent-on what to put down"
    if message is not None:
        raise click.UsageError(message)
