"""An invented virtual school as a whole, for who wants it all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.invented.children import InventedChild, invent_child
from pepsite.invented.samples import areas, invent_samples
from pepsite.invented.shared import Shared, invent_shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.invented.fields import Fields
    from pepsite.invented.identities import Identity
    from pepsite.policy.pack import PolicyPack


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


def invent(children: int, seed: int, policy: PolicyPack) -> Invented:
    """Return a whole virtual school under the policy its authority names.

    For thousands of children, `make_demo` writes as it goes.
    """
    shared = invent_shared(children, seed)
    invented = tuple(invent_child(shared, number) for number in range(children))
    samples = (
        sample
        for area in areas(children)
        for sample in invent_samples(
            shared, area, (one for number in area for one in invented[number].reviewed), policy
        )
    )
    return Invented(shared, invented, tuple(samples))
