"""`pepsite policy`: the packs, and the worked examples that show what they mean."""

from __future__ import annotations

import click

from pepsite.store.packs import load_pack, shipped_packs


@click.group("policy")
def command() -> None:
    """Show the policy packs that come with pepsite, and run their worked examples."""


@command.command("list")
def list_packs() -> None:
    """List the packs that come with pepsite."""
    for name in shipped_packs():
        click.echo(f"{name:<14} {load_pack(name).title}")
