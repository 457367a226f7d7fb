"""`pepsite merge-driver`: what Git runs to merge a record."""

from __future__ import annotations

from pathlib import Path

import click

from pepsite.cli.failures import ExitCode
from pepsite.records.paths import place_of
from pepsite.render.legible import legible
from pepsite.store.merging import MergedFile
from pepsite.usecases.merge_records import merge_records
from pepsite.versions.differences import UNKNOWN_SECTION, section_title

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("merge-driver")
@click.argument("base", type=_FILE)
@click.argument("ours", type=_FILE)
@click.argument("theirs", type=_FILE)
@click.argument("path")
def command(base: Path, ours: Path, theirs: Path, path: str) -> None:
    """Merge OURS and THEIRS, which came from BASE, into OURS, field by field.

    Git runs this itself, once it is told to. PATH is where the record lies. The exit code is
    1 where the two collide: then both stand in the file between Git's markers.
    """
    merged = merge_records(Path(), base, ours, theirs, path)
    if merged.clean:
        return
    click.echo(f"{legible(path)}: {_told(merged, path)}", err=True)
    click.get_current_context().exit(ExitCode.FINDINGS)


def _told(merged: MergedFile, path: str) -> str:
    """Return why a merge is not done, in words of ours alone."""
    if merged.collisions:
        sections = dict.fromkeys(_section(one.way[0], path) for one in merged.collisions)
        return f"both sides changed {', '.join(sections)}; choose between the markers"
    if merged.findings:
        return merged.findings[0].message + "; mend it, then add the file"
    return "the two cannot be taken apart; choose between the markers"


def _section(name: str, path: str) -> str:
    place = place_of(path[path.rfind("records/") :])
    return UNKNOWN_SECTION if place is None else section_title(place.kind, name)
