"""`pepsite id`: a new id, for a record or an item of a list that is written by hand."""

from __future__ import annotations

import click

from pepsite.records.ids import PREFIXES, new_id, new_item_id

_ITEM = "item"


@click.command("id")
@click.argument("kind", type=click.Choice([*PREFIXES, _ITEM]))
@click.option(
    "--number", "-n", type=click.IntRange(1, 1000), default=1, show_default=True, help="How many."
)
def command(kind: str, number: int) -> None:
    """Make a new id for a record of this KIND, or for an item of a list inside a record.

    Ids are random and derived from nothing. The file of a record is named by its id.
    """
    for _ in range(number):
        click.echo(new_item_id() if kind == _ITEM else new_id(kind))
