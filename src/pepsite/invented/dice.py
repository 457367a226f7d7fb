"""Chance that falls the same way everywhere: the same seed, the same records, byte for byte.

Only `Random.random` is used. Its sequence is promised to stay as it is from one version of
Python to the next; what `choice`, `sample` and `shuffle` make of it is not.
"""

from __future__ import annotations

import hashlib
from random import Random
from typing import TYPE_CHECKING, TypeVar

from pepsite.records.ids import new_id, new_item_id

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Dice:
    """One stream of chance. Each child has its own, so that no child's story moves another's."""

    __slots__ = ("_next",)

    def __init__(self, *seed: int | str) -> None:
        text = "/".join(str(part) for part in seed)
        number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
        # Nothing secret hangs on it: every child here is invented, and must come out the same.
        self._next = Random(number).random  # noqa: S311

    def likely(self, chance: float) -> bool:
        """Say yes with this chance, from 0 to 1."""
        return self._next() < chance

    def between(self, least: int, most: int) -> int:
        """Return a whole number from least to most, both included."""
        return least + int(self._next() * (most - least + 1))

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of these."""
        return things[int(self._next() * len(things))]

    def some_of(self, things: Sequence[T], count: int) -> list[T]:
        """Return this many different ones of these (all, if there are fewer), in any order."""
        left = list(things)
        return [left.pop(int(self._next() * len(left))) for _ in range(min(count, len(left)))]

    def weighted(self, things: Sequence[tuple[T, int]]) -> T:
        """Return one of these, each as likely as the number beside it says."""
        mark = self._next() * sum(weight for _, weight in things)
        for thing, weight in things:
            mark -= weight
            if mark < 0:
                return thing
        return things[-1][0]

    def record_id(self, kind: str) -> str:
        """Return a new id for a record of this kind."""
        return new_id(kind, self.one_of)

    def item_id(self) -> str:
        """Return a new id for an item of a list."""
        return new_item_id(self.one_of)
