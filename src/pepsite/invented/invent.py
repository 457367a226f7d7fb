"""An invented virtual school as a whole, for who wants it all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.invented.children import InventedChild, invent_children
from pepsite.invented.samples import invent_samples
from pepsite.invented.shared import Shared, invent_shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.invented.fields import Fields
    from pepsite.invented.identities import Identity


@dataclass(frozen=True, slots=True)
class Invented:
    """Every record of an invented virtual school."""

    shared: Shared
    children: tuple[InventedChild, ...]
    samples: tuple[Fields, ...]
    """The samples, each followed by its audits."""

    def records(self) -> Iterator[Fields]:
        """Yield every record."""
        yield from self.shared.records()
        for child in self.children:
            yield from child.records()
        yield from self.samples

    def identities(self) -> tuple[Identity, ...]:
        """Return who the children would be."""
        return tuple(child.identity for child in self.children)


def invent(children: int, seed: int) -> Invented:
    """Return a whole virtual school. For thousands of children, stream it with `inventing`."""
    shared = invent_shared(children, seed)
    invented = tuple(invent_children(shared))
    reviewed = [one for child in invented for one in child.reviewed]
    return Invented(shared, invented, tuple(invent_samples(shared, reviewed)))


def inventing(children: int, seed: int) -> Iterator[Fields | Identity]:
    """Yield every record, and each identity after its child's records.

    Only what the samples draw from is kept: a few words for each PEP.
    """
    shared = invent_shared(children, seed)
    yield from shared.records()
    reviewed = []
    for child in invent_children(shared):
        yield from child.records()
        yield child.identity
        reviewed += child.reviewed
    yield from invent_samples(shared, reviewed)
