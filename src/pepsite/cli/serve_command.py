"""`pepsite serve`: the site on this computer."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import click

from pepsite.cli.options import as_of_option, jobs_option, workspace_option
from pepsite.site.preview import serve_folder
from pepsite.usecases.build_site import SiteAudience, build_site


@click.command("serve")
@click.option(
    "--audience",
    type=click.Choice([one.value for one in SiteAudience]),
    default=SiteAudience.STAFF.value,
    show_default=True,
    help="Whose site.",
)
@as_of_option
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="any that is free",
    help="The port to listen on.",
)
@jobs_option
@workspace_option
def command(audience: str, as_of: date, port: int, jobs: int, workspace: Path) -> None:
    """Build the site and serve it to this computer alone, until Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="pepsite-") as scratch:
        folder = Path(scratch, "site")
        build_site(workspace, SiteAudience(audience), as_of, folder, jobs=jobs)
        serve_folder(
            folder, port, lambda address: click.echo(f"Serving {address}  (Ctrl-C ends it)")
        )
