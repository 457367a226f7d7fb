"""Options that several commands share, and the clock: only here is it asked for the day."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from pepsite.usecases.in_parallel import processors
from pepsite.usecases.selection import EVERYTHING, Selection

Decorated = TypeVar("Decorated", bound=Any)


_YEARS = range(1900, 2100)
"""The years of which a day may be asked about: of those that anybody in the records lives in."""
MOST_DAYS = 3_660
"""So many days ahead or back at most may be asked about: ten years."""


class Day(click.ParamType[date]):
    """A day written 2026-05-15."""

    name = "day"

    def convert(
        self,
        value: Any,  # noqa: ANN401  # click's own signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        """Return the day, or fail with how to write one."""
        if isinstance(value, date):
            return value
        try:
            day = datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            self.fail("write the day as year-month-day, like 2026-05-15", param, ctx)
        if day.year not in _YEARS:
            self.fail(f"the year has to be from {_YEARS[0]} to {_YEARS[-1]}", param, ctx)
        return day


def today() -> date:
    """Return the day it is on this computer."""
    return date.today()  # the day where the people are


def workspace_option(function: Decorated) -> Decorated:
    """Add `--workspace`."""
    return click.option(
        "--workspace",
        "-C",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=Path(),
        show_default="this folder",
        help="The folder that holds records/.",
    )(function)


def as_of_option(function: Decorated) -> Decorated:
    """Add `--as-of`."""
    return click.option(
        "--as-of",
        type=Day(),
        default=today,
        show_default="today",
        help="The day to ask about; what happened later is left out.",
    )(function)


def only_options(function: Decorated) -> Decorated:
    """Add `--child`, `--school` and `--person`: whose results are wanted."""
    person = click.option(
        "--person", metavar="ID", help="Only what it is this person's turn to do."
    )
    school = click.option("--school", metavar="ID", help="Only this school and its children.")
    child = click.option("--child", metavar="ID", help="Only this child.")
    return child(school(person(function)))


def format_option(forms: Iterable[str], help_text: str) -> Callable[[Decorated], Decorated]:
    """Return what adds `--format`: one of these forms, text if none is named."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(list(forms)),
        default="text",
        show_default=True,
        help=help_text,
    )


def text_or_json_option(function: Decorated) -> Decorated:
    """Add `--format`: text or JSON."""
    return format_option(["text", "json"], "For people or for programs.")(function)


def table_format_option(function: Decorated) -> Decorated:
    """Add `--format` for results: text, JSON or CSV."""
    forms = ["text", "json", "csv"]
    return format_option(forms, "For people, for programs, or for a spreadsheet.")(function)


def port_option(function: Decorated) -> Decorated:
    """Add `--port`: where a server of ours listens on this computer."""
    return click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=0,
        show_default="any that is free",
        help="The port to listen on.",
    )(function)


def jobs_option(function: Decorated) -> Decorated:
    """Add `--jobs`."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        default=processors,
        show_default="one for each processor",
        help="Processes to share the work; what comes out is the same for any number.",
    )(function)


def identities_option(function: Decorated) -> Decorated:
    """Add `--identities`."""
    return click.option(
        "--identities",
        type=click.Path(dir_okay=False, path_type=Path),
        default=None,
        show_default="PEPSITE_IDENTITIES, else the user's data folder",
        help="The identity store: one encrypted file outside every Git work tree.",
    )(function)


def select_paths(workspace: Path, paths: tuple[Path, ...]) -> Selection:
    """Return the selection of the paths a person named; none named is everything.

    Raises:
        click.UsageError: a path leads out of the workspace.
    """
    if not paths:
        return EVERYTHING
    root = workspace.resolve()
    return Selection(frozenset(_inside(root, path) for path in paths), by_name=True)


def _inside(root: Path, path: Path) -> str:
    # A path is first looked for where the person stands, then in the workspace.
    places = [_real(each) for each in (path, root / path)]
    inside = [each for each in places if each.is_relative_to(root)]
    if not inside:
        message = "a path leads out of the workspace; give the workspace with --workspace"
        raise click.UsageError(message)
    there = next((each for each in inside if os.path.lexists(each)), inside[-1])
    return there.relative_to(root).as_posix()


def _real(path: Path) -> Path:
    # A link in the last place is what is asked about; links on the way to it are not.
    place = Path(os.path.abspath(path))  # noqa: PTH100  # takes out `..` and follows no link
    return place.parent.resolve() / place.name
