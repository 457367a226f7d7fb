"""Work given out fairly: each piece to one of those who may have it, nobody much more than others.

A semi-matching with the least loads (Harvey, Ladner, Lovász, Tamir: Semi-matchings for bipartite
graphs and load balancing, 2003): whoever is given a piece first, as long as somebody could pass
one on, over others if need be, to somebody with at least two fewer, it is passed on.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def spread(seats: Sequence[tuple[str, Sequence[str]]]) -> list[str | None]:
    """Return who has each seat, in their order, or None where nobody may.

    A seat is a piece of work and those who may have it, in the order in which they are asked.
    Of two seats of the same piece nobody has both. Where everybody may have everything, no
    two have numbers of seats that differ by more than one.
    """
    work = _Work(seats)
    for seat in range(len(seats)):
        work.fill(seat)
    for seat in range(len(seats)):
        if work.of[seat] is None:
            work.make_way(seat)
    while work.pass_on():
        pass
    return work.of


@dataclass(slots=True)
class _Work:
    seats: Sequence[tuple[str, Sequence[str]]]
    of: list[str | None] = field(init=False)
    load: Counter[str] = field(default_factory=Counter)
    held: dict[str, set[int]] = field(default_factory=dict)
    others: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.of = [None] * len(self.seats)
        of_piece: dict[str, list[int]] = {}
        for seat, (piece, people) in enumerate(self.seats):
            of_piece.setdefault(piece, []).append(seat)
            for person in people:
                self.held.setdefault(person, set())
        for same in of_piece.values():
            for seat in same:
                self.others[seat] = [one for one in same if one != seat]

    def may(self, seat: int, person: str) -> bool:
        return all(self.of[other] != person for other in self.others[seat])

    def give(self, seat: int, person: str) -> None:
        before = self.of[seat]
        if before is not None:
            self.load[before] -= 1
            self.held[before].remove(seat)
        self.of[seat] = person
        self.load[person] += 1
        self.held[person].add(seat)

    def fill(self, seat: int) -> None:
        """Give a seat to whoever has least to do of those who may have it."""
        people = [one for one in self.seats[seat][1] if self.may(seat, one)]
        if people:
            self.give(seat, min(people, key=lambda one: self.load[one]))

    def make_way(self, seat: int) -> None:
        """Fill a seat for which the only people have the other seat of the same piece."""
        for other in self.others[seat]:
            person = self.of[other]
            free = [one for one in self.seats[other][1] if one != person and self.may(other, one)]
            if person is not None and person in self.seats[seat][1] and free:
                self.give(other, min(free, key=lambda one: self.load[one]))
                self.give(seat, person)
                return

    def pass_on(self) -> bool:
        """Pass seats on from somebody with much to somebody with less; say whether any could be."""
        least = min((self.load[one] for one in self.held), default=0)
        for person in sorted(self.held, key=lambda one: -self.load[one]):
            if self.load[person] < least + 2:
                return False
            way = self._way_from(person)
            if way:
                for seat, to in reversed(way):
                    self.give(seat, to)
                return True
        return False

    def _way_from(self, start: str) -> list[tuple[int, str]]:
        """Return which seats to pass on to whom, so that the last has at least two fewer."""
        came: dict[str, tuple[int, str]] = {}
        waiting = deque([start])
        while waiting:
            person = waiting.popleft()
            for seat in sorted(self.held[person]):
                for to in self.seats[seat][1]:
                    if to == start or to in came or not self.may(seat, to):
                        continue
                    came[to] = (seat, person)
                    if self.load[to] <= self.load[start] - 2:
                        return self._steps(to, came)
                    waiting.append(to)
        return []

    @staticmethod
    def _steps(end: str, came: dict[str, tuple[int, str]]) -> list[tuple[int, str]]:
        steps: list[tuple[int, str]] = []
        person = end
        while person in came:
            seat, before = came[person]
            steps.append((seat, person))
            person = before
        steps.reverse()
        return steps
