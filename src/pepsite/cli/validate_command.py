"""`pepsite validate`: do the records conform?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import (
    format_option,
    identities_option,
    jobs_option,
    select_paths,
    workspace_option,
)
from pepsite.findings import Severity, ValidationReport
from pepsite.render import FORMATS, formatted
from pepsite.store.memory import Memory, own_key
from pepsite.store.user_files import memory_key_path
from pepsite.usecases.known_names import known_names
from pepsite.usecases.validate_records import THE_WHOLE, How, Shard, validate_records

if TYPE_CHECKING:
    from pepsite.privacy.names import NameScan
    from pepsite.usecases.selection import Selection


class _ShardType(click.ParamType[Shard]):
    """One of several parts, written 2/5."""

    name = "shard"

    def convert(
        self,
        value: Any,  # noqa: ANN401  # click's own signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Shard:
        """Return the shard, or fail with how to write one."""
        if isinstance(value, Shard):
            return value
        number, _, of = value.partition("/")
        if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
            self.fail("write which part of how many, like 2/5; the first is 1", param, ctx)
        return Shard(int(number), int(of))


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--changed-since",
    metavar="REV",
    help="Check what changed since the branch left this commit, and all that refers to it.",
)
@click.option(
    "--base",
    metavar="REV",
    help="With --head: the commit a change is to be added to. Its policy judges the change.",
)
@click.option(
    "--head",
    metavar="REV",
    help="Check a change as Git has it, in any repository; nothing is checked out.",
)
@click.option("--branch", metavar="NAME", default="", help="With --head: also check this name.")
@click.option(
    "--request",
    type=click.File(encoding="utf-8", errors="replace"),
    help="With --head: also check the title and text of a pull or merge request, in this file.",
)
@click.option(
    "--staged",
    "is_staged",
    is_flag=True,
    help="Check what is staged for the next commit, judged by what was committed last.",
)
@format_option(FORMATS, "For people, for programs, or for the place where CI reads it.")
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
@click.option(
    "--shard",
    type=_ShardType(),
    metavar="I/N",
    default=THE_WHOLE,
    show_default="all of it",
    help="Check one of N parts, for one of N machines: every record is in one part.",
)
@jobs_option
@click.option(
    "--memory/--no-memory",
    "remembers",
    default=True,
    show_default=True,
    help="Pass over what has not changed since it was last checked on this computer.",
)
@workspace_option
@identities_option
def command(
    paths: tuple[Path, ...],
    changed_since: str | None,
    base: str | None,
    head: str | None,
    branch: str,
    request: TextIO | None,
    is_staged: bool,
    form: str,
    fail_on: str,
    summary: Path | None,
    shard: Shard,
    jobs: int,
    remembers: bool,
    workspace: Path,
    identities: Path | None,
) -> None:
    """Check that records conform.

    Each finding says where it is, which rule it is about and how to mend it, and never
    what the record says. PATHS are files or folders of the workspace; without them,
    everything is checked. No record is written; what was found is remembered in .pepsite/.
    """
    if paths and changed_since:
        message = "give paths or --changed-since, not both"
        raise click.UsageError(message)
    if head is None and (base is not None or branch or request is not None):
        message = "--base, --branch and --request say more about --head; give that as well"
        raise click.UsageError(message)
    is_change = is_staged or head is not None
    if is_change and (paths or changed_since or shard != THE_WHOLE or (is_staged and head)):
        message = (
            "--head and --staged are each about a whole change; "
            "give no paths, --changed-since or --shard with them"
        )
        raise click.UsageError(message)
    names = known_names(identities, workspace)
    if is_change:
        said = "" if request is None else request.read()
        report = _of_change(workspace, (base, head, branch, said), names, jobs)
    else:
        memory = Memory.of(workspace, own_key(memory_key_path(), workspace)) if remembers else None
        selection = _selection(workspace, paths, changed_since, memory)
        report = validate_records(workspace, selection, names, How(jobs, memory, shard))
        if report.errors:
            from pepsite.usecases.check_change import less_let_past  # noqa: PLC0415  # as below

            report = less_let_past(workspace, report)
    click.echo(_shown(report, form), nl=False)
    if summary is not None:
        _add(summary, report)
    if _fails(report, fail_on):
        click.get_current_context().exit(ExitCode.FINDINGS)


def _of_change(
    folder: Path,
    change: tuple[str | None, str | None, str, str],
    names: NameScan | None,
    jobs: int,
) -> ValidationReport:
    from pepsite.usecases.check_change import (  # noqa: PLC0415  # as below
        Proposal,
        check_change,
        check_staged,
    )

    base, head, branch, request = change
    if head is None:
        return check_staged(folder, names, How(jobs))
    return check_change(folder, Proposal(base, head, branch, request), names, How(jobs))


def _selection(
    workspace: Path, paths: tuple[Path, ...], revision: str | None, memory: Memory | None
) -> Selection:
    if revision is None:
        return select_paths(workspace, paths)
    from pepsite.usecases.select_changes import select_changes  # noqa: PLC0415  # it starts Git

    return select_changes(workspace, revision, memory)


def _add(summary: Path, report: ValidationReport) -> None:
    from pepsite.render.summary import as_summary  # noqa: PLC0415  # only CI asks for one

    text = as_summary(report)
    try:
        with summary.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise click.FileError(str(summary), error.strerror) from error


def _shown(report: ValidationReport, form: str) -> str:
    if form != "text" or not sys.stdout.isatty():
        return formatted(report, form)
    from shutil import get_terminal_size  # noqa: PLC0415  # it loads all that compresses

    from pepsite.render.text import as_text  # noqa: PLC0415  # as for the other formats

    return as_text(report, style=click.style, width=get_terminal_size().columns)


def _fails(report: ValidationReport, fail_on: str) -> bool:
    counted = {Severity.ERROR: report.errors, Severity.WARNING: report.errors + report.warnings}
    return fail_on in counted and counted[Severity(fail_on)] > 0
