"""Long reports on stdout, a handful of pieces at a time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT_ONCE = 1_000


def show(pieces: Iterator[str]) -> None:
    """Write the pieces as they come: the whole may be larger than memory."""
    while handful := list(islice(pieces, _AT_ONCE)):
        click.echo("".join(handful), nl=False)
