"""`pepsite validate`: do the records conform?"""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import get_terminal_size

import click

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import identities_option, select_paths, workspace_option
from pepsite.findings import Severity, ValidationReport
from pepsite.privacy.names import NameScan
from pepsite.render import FORMATS
from pepsite.render.summary import as_summary
from pepsite.render.text import as_text
from pepsite.store.identities import find_identities
from pepsite.usecases.select_changes import select_changes
from pepsite.usecases.validate_records import Selection, validate_records


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--changed-since",
    metavar="REV",
    help="Check what changed since the branch left this commit, and all that refers to it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="For people, for programs, or for the place where CI reads it.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*(one.value for one in Severity), "never"]),
    default=Severity.ERROR.value,
    show_default=True,
    help="The least severity that makes the exit code 1. It changes nothing else.",
)
@click.option(
    "--summary",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also add a summary in Markdown, of ids and counts, to the end of this file.",
)
@workspace_option
@identities_option
def command(
    paths: tuple[Path, ...],
    changed_since: str | None,
    form: str,
    fail_on: str,
    summary: Path | None,
    workspace: Path,
    identities: Path | None,
) -> None:
    """Check that records conform.

    Each finding says where it is, which rule it is about and how to mend it, and never
    what the record says. PATHS are files or folders of the workspace; without them,
    everything is checked. Nothing is written.
    """
    if paths and changed_since:
        message = "give paths or --changed-since, not both"
        raise click.UsageError(message)
    selection = _selection(workspace, paths, changed_since)
    store = find_identities(identities, workspace=workspace)
    names = NameScan(store.identities()) if store else None
    report = validate_records(workspace, selection, names)
    click.echo(_shown(report, form), nl=False)
    if summary is not None:
        _add(summary, as_summary(report))
    if _fails(report, fail_on):
        click.get_current_context().exit(ExitCode.FINDINGS)


def _selection(workspace: Path, paths: tuple[Path, ...], revision: str | None) -> Selection:
    if revision is not None:
        return select_changes(workspace, revision)
    return select_paths(workspace, paths)


def _add(summary: Path, text: str) -> None:
    try:
        with summary.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise click.FileError(str(summary), error.strerror) from error


def _shown(report: ValidationReport, form: str) -> str:
    if form == "text" and sys.stdout.isatty():
        return as_text(report, style=click.style, width=get_terminal_size().columns)
    return FORMATS[form](report)


def _fails(report: ValidationReport, fail_on: str) -> bool:
    counted = {Severity.ERROR: report.errors, Severity.WARNING: report.errors + report.warnings}
    return fail_on in counted and counted[Severity(fail_on)] > 0
