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
    required=True,
    help="The new file to write, outside the workspace.",
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
    out: Path,
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
    from pepsite.usecases.hand_over_pep import Sent, hand_over_pep  # noqa: PLC0415  # jinja2

    if (record_sent_on is None) != (by is None):
        message = "--record-sent-on and --by go together"
        raise click.UsageError(message)
    sent = Sent(record_sent_on, by) if record_sent_on is not None and by is not None else None
    done = hand_over_pep(
        workspace,
        pep,
        CopyReader(reader),
        out,
        as_of,
        label=ChildLabel(label) if label else None,
        identities=identities,
        sent=sent,
    )
    click.echo(str(done.out))
    named = "with the child's name" if done.named else "without the child's name"
    click.echo(f"{done.parts} parts, {named}; read it before you give it away", err=True)
    if done.recorded is not None:
        click.echo(f"put down in the PEP: {done.recorded}", err=True)
    else:
        click.echo("when it has gone, put that down: --record-sent-on DAY --by PERSON", err=True)
