"""`pepsite history`: what became of a record, and what history shows that dates do not."""

from __future__ import annotations

from pathlib import Path

import click

from pepsite.cli.options import text_or_json_option, workspace_option
from pepsite.render.history import life_as_json, life_as_text, shown_as_json, shown_as_text
from pepsite.usecases.check_history import check_history
from pepsite.usecases.tell_history import tell_history


class _RecordOrCommand(click.Group):
    """A group whose first word may be a record: `history pep-...` is `history show pep-...`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that these words ask for."""
        known = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else ["show", *args])


@click.group("history", cls=_RecordOrCommand)
def command() -> None:
    """Tell what became of a record, and find what dates alone hide.

    A first word that is no command is a record: `pepsite history ID` is `pepsite history show ID`.
    """


@command.command("show")
@click.argument("record")
@text_or_json_option
@workspace_option
def show(record: str, form: str, workspace: Path) -> None:
    """Tell the life of a RECORD, by its id or path: who changed which sections, when.

    Only what is committed is told, and only sections, how many differences are in each, and
    words of status: not what the record said. With each change stands its commit, and the
    merge or review that accepted it.
    """
    life = tell_history(workspace, record)
    click.echo(life_as_json(life) if form == "json" else life_as_text(life), nl=False)


@command.command("check")
@click.option(
    "--at-least",
    type=click.IntRange(min=1),
    default=1,
    metavar="DAYS",
    show_default=True,
    help="Show what was entered so many days, or more, after the day it claims; "
    "what the policy calls too late is shown always.",
)
@click.option(
    "--signatures/--no-signatures",
    default=False,
    show_default=True,
    help="Have Git verify the signature of each commit: this takes it a while each.",
)
@text_or_json_option
@workspace_option
def check(at_least: int, *, signatures: bool, form: str, workspace: Path) -> None:
    """Show what the history of all records has that their dates do not, each with its commit.

    Entered after the day it claims, and whether later than the policy allows, where it sets a
    limit; changed after the PEP was complete, or since a review or
    an audit judged it; accepted by its own author; not signed. It judges nobody: the exit
    code is 0 whatever is shown.
    """
    checked = check_history(workspace, at_least=at_least, signatures=signatures)
    told = shown_as_json if form == "json" else shown_as_text
    click.echo(told(checked.found, signatures=signatures, limits=checked.entry_limited), nl=False)
