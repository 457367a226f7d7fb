"""Who works at this computer, and what both `propose` and `review` say of a submission."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import click

from pepsite.errors import GitError
from pepsite.exchange.computer_settings import Working, read_computer_settings
from pepsite.findings import Finding, ValidationReport
from pepsite.git.main_line import has_remote
from pepsite.git.publishing import bring_along, fetch
from pepsite.render.text import as_text
from pepsite.store.user_files import PERSON_VARIABLE, forge_token, settings_path
from pepsite.usecases.submission import Clash
from pepsite.versions.differences import section_title

Decorated = TypeVar("Decorated", bound=Any)


def person_option(function: Decorated) -> Decorated:
    """Add `--as`."""
    return click.option(
        "--as",
        "person",
        metavar="ID",
        help="Who you are, by your id under records/people. Without it, as settings.toml says.",
    )(function)


def offline_option(function: Decorated) -> Decorated:
    """Add `--offline`."""
    return click.option(
        "--offline",
        is_flag=True,
        help="Do not ask the repository that all share what is new; go by what is known here.",
    )(function)


def working_here() -> Working:
    """Return what this computer knows: who works here, and the keys."""
    return read_computer_settings(settings_path(), forge_token())


def person_of(person: str | None, working: Working) -> str:
    """Return who works here, or fail with how to say it."""
    known = person_if_known(person, working)
    if not known:
        message = f'say who you are: --as ps-…, or person = "ps-…" in {settings_path()}'
        raise click.UsageError(message)
    return known


def person_if_known(person: str | None, working: Working) -> str:
    """Return who works here, or "" where nothing says it."""
    return person or os.environ.get(PERSON_VARIABLE) or working.person or ""


def hear(workspace: Path, *, offline: bool) -> None:
    """Ask the shared repository what is new. Where it cannot be reached, say so and go on.

    The files here follow what was accepted, unless something of their owner's is in the way.
    """
    if offline or not has_remote(workspace):
        return
    try:
        fetch(workspace)
    except GitError as unreachable:
        click.echo(f"pepsite: {unreachable}; what is shown is as it was last known", err=True)
        return
    with suppress(GitError):
        bring_along(workspace)


def show_findings(findings: tuple[Finding, ...], *, names_checked: bool) -> None:
    """Say what does not conform."""
    paths = tuple(sorted({one.path for one in findings}))
    report = ValidationReport(findings, paths, len(paths), len(paths), 0, names_checked)
    click.echo(as_text(report), nl=False)


def collisions(clashes: Iterable[Clash]) -> list[str]:
    """Return where records collide, by the names of their sections."""
    lines = []
    for clash in clashes:
        sections = dict.fromkeys(
            section_title(clash.kind, one.way[0]) if one.way else "the record as a whole"
            for one in clash.asked
        )
        lines.append(f"{clash.path}: {', '.join(sections) or 'it does not fit together'}")
    return lines
