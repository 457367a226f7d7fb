"""`pepsite policy`: the packs, and the worked examples that show what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import (
    Day,
    as_of_option,
    format_option,
    text_or_json_option,
    today,
    workspace_option,
)
from pepsite.cli.output import show
from pepsite.render import FORMATS, formatted
from pepsite.render.policy_entries import diff_as_json, diff_as_text, explained_as_text
from pepsite.render.policy_page import page_as_markdown, page_as_text
from pepsite.store.packs import FLOOR, load_pack, shipped_packs
from pepsite.usecases.check_policy import check_policy
from pepsite.usecases.diff_policy import diff_policy
from pepsite.usecases.explain_policy import explain_policy
from pepsite.usecases.print_worked_examples import worked_examples_page
from pepsite.usecases.run_worked_examples import run_worked_examples
from pepsite.usecases.show_policy import show_policy

if TYPE_CHECKING:
    from datetime import date


@click.group("policy")
def command() -> None:
    """Check policy packs, show what they say, and run their worked examples."""


@command.command("list")
def list_packs() -> None:
    """List the packs that come with pepsite."""
    for name in shipped_packs():
        click.echo(f"{name:<14} {load_pack(name).title}")


@command.command("check")
@click.argument("pack")
@format_option(FORMATS, "For people, for programs, or for the place where CI reads it.")
@workspace_option
def check(pack: str, form: str, workspace: Path) -> None:
    """Say all that is wrong with a PACK, with file, line and column; exit 1 on an error.

    What cannot be read, leads nowhere, can never happen, cannot be kept together with something
    else, gives more time than the law, or has no source.
    """
    report = check_policy(pack, workspace)
    click.echo(formatted(report, form), nl=False)
    if report.errors:
        click.get_current_context().exit(ExitCode.FINDINGS)


@command.command("show")
@click.argument("pack")
@as_of_option
@format_option(["text", "md"], "To read here, or as a page in Markdown.")
@workspace_option
def show_pack(pack: str, as_of: date, form: str, workspace: Path) -> None:
    """Show a PACK as a page to read: all that it says, since when, and from which source."""
    page = show_policy(pack, as_of, workspace)
    show(page_as_markdown(page) if form == "md" else page_as_text(page))


@command.command("explain")
@click.argument("pack")
@click.argument("id", metavar="ID")
@as_of_option
@workspace_option
def explain(pack: str, id: str, as_of: date, workspace: Path) -> None:  # noqa: A002  # as on the page
    """Explain what is called ID in a PACK: what it says by date, its sources, and where it stands.

    ID is that of a clock or any other duty, a question, a rating, a sampling plan, a theme, a
    measure, a requirement, a conflict that was settled, or a source.
    """
    show(explained_as_text(explain_policy(pack, id, as_of, workspace)))


@command.command("diff")
@click.argument("packs", nargs=-1, metavar="PACKS")
@click.option("--from", "from_on", type=Day(), help="The day the first is looked at.")
@click.option("--to", "to_on", type=Day(), help="The day the second is looked at.")
@text_or_json_option
@workspace_option
def diff(
    packs: tuple[str, ...], from_on: date | None, to_on: date | None, form: str, workspace: Path
) -> None:
    """Say in words what differs between two PACKS, or within one between two days.

    Days that are not given are today.
    """
    match packs:
        case (one,) if from_on is not None or to_on is not None:
            names = (one, one)
        case (first, second):
            names = (first, second)
        case _:
            message = "name two packs, or one with --from and --to"
            raise click.UsageError(message)
    before, after = (names[0], from_on or today()), (names[1], to_on or today())
    told = diff_policy(before, after, workspace)
    show(iter([diff_as_json(before, after, told)]) if form == "json" else diff_as_text(told))


@command.command("test")
@click.argument("pack")
@workspace_option
def test(pack: str, workspace: Path) -> None:
    """Run the worked examples of a PACK, shipped or the workspace's own; exit 1 if one fails."""
    own = run_worked_examples(pack, workspace)
    law = () if pack == FLOOR else run_worked_examples(FLOOR, workspace, under=pack)
    outcomes = (*own, *law)
    failed = [outcome for outcome in outcomes if not outcome.holds]
    for outcome in failed:
        click.echo(outcome.in_words())
    click.echo(f"{len(outcomes) - len(failed)} of {len(outcomes)} examples hold", err=True)
    if failed or not own:
        click.get_current_context().exit(ExitCode.FINDINGS)


@command.command("examples")
@click.argument("pack")
@workspace_option
def examples(pack: str, workspace: Path) -> None:
    """Print the worked examples of a PACK as a page, in Markdown."""
    click.echo(worked_examples_page(pack, workspace), nl=False)
