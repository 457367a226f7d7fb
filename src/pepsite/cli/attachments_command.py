"""`pepsite attachments`: documents of PEPs, kept encrypted beside the identity store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import Day, identities_option, today, workspace_option
from pepsite.records.pep import AttachmentKind
from pepsite.usecases.attachments import attach, check_attachments, save_attachment


@click.group("attachments")
def command() -> None:
    """Keep documents with PEPs: encrypted beside the identity store, never in the records."""


@command.command("add")
@click.argument("pep")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--kind",
    type=click.Choice([str(one) for one in AttachmentKind]),
    required=True,
    help="What sort of document it is.",
)
@click.option("--on", type=Day(), default=today, show_default="today", help="When it was added.")
@workspace_option
@identities_option
def add(
    pep: str, file: Path, kind: str, on: date, workspace: Path, identities: Path | None
) -> None:
    """Keep FILE with a PEP: a PDF, PNG, JPEG or Word document, up to 10 MB.

    What it is is seen from what is in it, not from its name. The PEP holds a pointer and a hash.
    """
    done = attach(workspace, pep, file, AttachmentKind(kind), on, identities=identities)
    click.echo(done.item)
    click.echo(f"kept, encrypted, as {done.file_type}; {file.name} can go", err=True)


@command.command("save")
@click.argument("pep")
@click.argument("item")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The new file to write, outside the workspace.",
)
@workspace_option
@identities_option
def save(pep: str, item: str, out: Path, workspace: Path, identities: Path | None) -> None:
    """Write a document as it was when it was attached. ITEM is its id in the PEP."""
    save_attachment(workspace, pep, item, out, identities=identities)
    click.echo(str(out))


@command.command("check")
@workspace_option
@identities_option
@click.pass_context
def check(ctx: click.Context, workspace: Path, identities: Path | None) -> None:
    """Open every document, and name those that are missing or not what they were.

    Exits 1 if there is one.
    """
    found = check_attachments(workspace, identities=identities)
    for one in found.wrong:
        click.echo(f"{one.pep}  {one.item}  {one.what}")
    click.echo(f"{found.whole:,} whole, {len(found.wrong):,} missing or changed", err=True)
    for number, what in (
        (found.elsewhere, "kept elsewhere, where their pointer says: not looked at"),
        (found.spare, "kept, and no record points to them"),
        (found.unreadable, "records that could not be read"),
    ):
        if number:
            click.echo(f"{number:,} {what}", err=True)
    if found.wrong:
        ctx.exit(ExitCode.FINDINGS)
