"""The order of what two sides keep: the moves and additions of both, wherever they can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet


class Order(NamedTuple):
    """The order on the common ground, on our side and on theirs."""

    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def merged_order(
    order: Order,
    remaining: AbstractSet[str],
    place: Callable[[str], Any],
    *,
    prefer_first: bool = False,
) -> tuple[str, ...] | None:
    """Return the order in which what remains stands, or None where the sides moved it apart.

    What one side has alone follows what it follows there; where both have something to put at
    one place, `place` says which is first. The order is the same with the sides exchanged.
    With `prefer_first` our order stands wherever the two differ.
    """
    shared = remaining & set(order.ours) & set(order.theirs)
    core = _of_both(order, shared)
    if core is None:
        if not prefer_first:
            return None
        core = _kept(order.ours, shared)
    after: dict[str | None, list[tuple[str, ...]]] = {}
    for side in (order.ours, order.theirs):
        for anchor, run in _runs(_kept(side, remaining), shared):
            after.setdefault(anchor, []).append(run)
    laid: list[str] = []
    for anchor in (None, *core):
        laid += [] if anchor is None else [anchor]
        for run in sorted(after.get(anchor, ()), key=lambda run: place(run[0])):
            laid += run
    return tuple(laid)


def _of_both(order: Order, shared: AbstractSet[str]) -> tuple[str, ...] | None:
    ours, theirs = _kept(order.ours, shared), _kept(order.theirs, shared)
    known = shared & set(order.base)
    base = _kept(order.base, known)
    if ours == theirs or _kept(theirs, known) == theirs == base:
        return ours
    return theirs if ours == base else None


def _kept(names: Sequence[str], wanted: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in wanted)


def _runs(
    names: Iterable[str], shared: AbstractSet[str]
) -> Iterable[tuple[str | None, tuple[str, ...]]]:
    """Yield what one side has alone, each run with what it follows there."""
    anchor: str | None = None
    run: list[str] = []
    for name in names:
        if name not in shared:
            run.append(name)
            continue
        if run:
            yield anchor, tuple(run)
        anchor, run = name, []
    if run:
        yield anchor, tuple(run)
