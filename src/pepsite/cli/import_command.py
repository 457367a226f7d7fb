"""`pepsite import`: files from other systems in."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pepsite.cli.options import as_of_option, identities_option, workspace_option
from pepsite.errors import ImportRefusedError
from pepsite.exchange.imported import Left
from pepsite.store.identities import find_identities
from pepsite.usecases.import_records import import_ssda903, import_tables

if TYPE_CHECKING:
    from pepsite.exchange.imported import Imported
    from pepsite.store.identities import IdentityStore

_LEFT_OUT = {Left.RECORD: "left out", Left.ROW: "row left out", Left.VALUE: "note"}
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def command() -> None:
    """Take in files from other systems.

    Odd rows are named by file and line and left out. Doing it twice changes nothing.
    """


@command.command("ssda903")
@click.option("--header", type=_FILE, required=True, help="The header file of the return.")
@click.option("--episodes", type=_FILE, required=True, help="The episodes file of the return.")
@click.option("--uasc", type=_FILE, help="The file of unaccompanied children.")
@as_of_option
@workspace_option
@identities_option
def ssda903(
    header: Path,
    episodes: Path,
    uasc: Path | None,
    as_of: date,
    workspace: Path,
    identities: Path | None,
) -> None:
    """Take in an SSDA903 return: children, their periods of care, and who they are.

    Who a child is goes into the identity store and nowhere else. Without one the import
    is refused. --as-of is the day the return was made.
    """
    store = _needed(identities, workspace)
    imported = import_ssda903(workspace, store, header, episodes, uasc, as_of)
    _tell("children", imported)


@command.command("csv")
@click.option("--schools", type=_FILE, help="A table of schools (docs/importing.md).")
@click.option("--people", type=_FILE, help="A table of people (docs/importing.md).")
@workspace_option
@identities_option
def tables(
    schools: Path | None, people: Path | None, workspace: Path, identities: Path | None
) -> None:
    """Take in tables of schools and of people."""
    if schools is None and people is None:
        message = "give --schools, --people or both"
        raise click.UsageError(message)
    store = _needed(identities, workspace) if people else None
    kinds = [kind for kind, file in (("schools", schools), ("people", people)) if file]
    for kind, imported in zip(kinds, import_tables(workspace, store, schools, people), strict=True):
        _tell(kind, imported)


def _needed(identities: Path | None, workspace: Path) -> IdentityStore:
    store = find_identities(identities, workspace=workspace)
    if store is None:
        message = (
            "there is no identity store on this computer, and without one nobody could know "
            "these people again; `pepsite identities create` makes one"
        )
        raise ImportRefusedError(message)
    return store


def _tell(kind: str, imported: Imported) -> None:
    """Name every odd row, those that left somebody out first, and say what it came to."""
    for left in (Left.RECORD, Left.ROW, Left.VALUE):
        for row in imported.odd:
            if row.left is left:
                click.echo(f"{row.file}:{row.line}: {_LEFT_OUT[left]}: {row.reason} [{row.code}]")
    counts = Counter(row.left for row in imported.odd)
    new, changed = len(imported.new), len(imported.changed)
    click.echo(
        f"{kind}: {new} new, {changed} changed, {imported.unchanged} unchanged; "
        f"{counts[Left.RECORD]} left out, {imported.passed_over} not asked for; "
        f"{counts[Left.ROW]} rows left out, noted of what was taken in: {counts[Left.VALUE]}",
        err=True,
    )
