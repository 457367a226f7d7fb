"""`pepsite demo`: a workspace with an invented virtual school in it."""

from __future__ import annotations

from pathlib import Path

import click

from pepsite.cli.options import jobs_option
from pepsite.store.identities import IdentityStore
from pepsite.store.user_files import identity_key_path
from pepsite.usecases.make_demo import make_demo


@click.command("demo")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--children",
    type=click.IntRange(1, 100_000),
    default=40,
    show_default=True,
    help="How many children.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes."
)
@jobs_option
@click.option(
    "--identities",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also make an identity store here, outside any Git work tree, that says who they are.",
)
def command(folder: Path, children: int, seed: int, jobs: int, identities: Path | None) -> None:
    """Make a workspace in FOLDER with an invented virtual school in it.

    Every person in it is invented. Its own day is 2026-05-15: ask for compliance and the
    site as of that day.
    """
    store = (
        IdentityStore.create(identities, identity_key_path(), workspace=folder)
        if identities
        else None
    )
    count = make_demo(folder, children, seed, store, jobs)
    click.echo(f"{count} files in {folder}, as of 2026-05-15", err=True)
