"""`pepsite format`: records in the one layout."""

from __future__ import annotations

from pathlib import Path

import click

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import select_paths, workspace_option
from pepsite.usecases.format_records import format_records


@click.command("format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only say which files would change; exit 1 if any.")
@workspace_option
def command(paths: tuple[Path, ...], check: bool, workspace: Path) -> None:
    """Put records into the one layout all of them share.

    PATHS are files or folders of the workspace; without them, everything is put in order.
    Values, comments and the order of fields stay. A file that cannot be read is left as
    it is, and said.
    """
    done = format_records(workspace, select_paths(workspace, paths), write=not check)
    for path in done.changed:
        click.echo(path)
    for one in done.findings:
        click.echo(f"{one.path}:{one.line}:{one.column}: {one.message}", err=True)
    verb = "would be" if check else "were"
    click.echo(f"{len(done.changed)} of {done.looked_at} files {verb} written anew", err=True)
    if done.findings or (check and done.changed):
        click.get_current_context().exit(ExitCode.FINDINGS)
