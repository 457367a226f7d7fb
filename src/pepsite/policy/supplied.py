"""What a pack leaves for the authority to supply, and what its own pack then supplies.

A shipped pack claims only what its source states. Where the source points to a list, a
checklist or a number that it does not hold, the pack says so, and what rests on it cannot be
told. A pack that extends it gives the same clock, checklist, template or plan again, by its
id and in full, and that takes the place of the one left open. Nothing else can be given again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.policy.pack import PackParts

_LISTS = (
    ("timescales", "clocks"),
    ("checklists", "checklists"),
    ("audits", "templates"),
    ("sampling", "plans"),
)
"""Where such things stand: file and list."""


def left_open(one: object) -> bool:
    """Say whether this is a clock, a checklist, a template or a plan left for others to supply.

    Nothing of the law is: no statutory clock can be taken over.
    """
    return bool(getattr(one, "is_left_open", False))


def supplied_later(parts: tuple[PackParts, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield what an earlier pack left open and a later one gives: pack, file and id."""
    for file, name in _LISTS:
        lists = tuple(getattr(getattr(part, file), name) for part in parts)
        for place, entries in enumerate(lists):
            for one in entries:
                if _gives_way(one, lists[place + 1 :]):
                    part = parts[place]
                    yield part.pack.name, file, one.id
                    if file == "checklists" and one.by_own is not None:
                        yield part.pack.name, file, one.by_own.id


def given_in_full(lists: tuple[tuple[Any, ...], ...]) -> tuple[tuple[Any, ...], ...]:
    """Return each pack's entries of one list, without what it left open and a later one gives."""
    return tuple(
        tuple(one for one in entries if not _gives_way(one, lists[place + 1 :]))
        for place, entries in enumerate(lists)
    )


def _gives_way(one: Any, later: tuple[tuple[Any, ...], ...]) -> bool:  # noqa: ANN401  # any entry
    return left_open(one) and any(one.id == other.id for entries in later for other in entries)
