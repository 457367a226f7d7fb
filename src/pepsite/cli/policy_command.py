"""`pepsite policy`: the packs, and the worked examples that show what they mean."""

from __future__ import annotations

from pathlib import Path

import click

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import workspace_option
from pepsite.store.packs import load_pack, shipped_packs
from pepsite.usecases.run_worked_examples import run_worked_examples, worked_examples_page


@click.group("policy")
def command() -> None:
    """Show the policy packs that come with pepsite, and run their worked examples."""


@command.command("list")
def list_packs() -> None:
    """List the packs that come with pepsite."""
    for name in shipped_packs():
        click.echo(f"{name:<14} {load_pack(name).title}")


@command.command("test")
@click.argument("pack")
@workspace_option
def test(pack: str, workspace: Path) -> None:
    """Run the worked examples of a PACK, shipped or the workspace's own; exit 1 if one fails."""
    outcomes = run_worked_examples(pack, workspace)
    failed = [outcome for outcome in outcomes if not outcome.holds]
    for outcome in failed:
        click.echo(outcome.in_words())
    click.echo(f"{len(outcomes) - len(failed)} of {len(outcomes)} examples hold", err=True)
    if failed or not outcomes:
        click.get_current_context().exit(ExitCode.FINDINGS)


@command.command("examples")
@click.argument("pack")
@workspace_option
def examples(pack: str, workspace: Path) -> None:
    """Print the worked examples of a PACK as a page, in Markdown."""
    click.echo(worked_examples_page(pack, workspace), nl=False)
