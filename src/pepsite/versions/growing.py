"""Lists that only grow, where both sides added to them: the order of the new, and their numbers.

What was accepted stays as it is and stands first. What is new counts on from there: its number
says only which it is, and whoever wrote it could not know what came in meanwhile.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pepsite.records.child import Correction
from pepsite.records.pep import Revision
from pepsite.versions.shapes import ids_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pepsite.records.base import Item

Accepted: TypeAlias = Literal["ours", "theirs"]
"""The side that was accepted already; the other is put on top of it."""

GROWING: frozenset[type[Item] | None] = frozenset({Revision, Correction})
"""Items whose lists only grow: none that was accepted is moved, changed or taken out."""


def grown(merged: Any, sides: Sequence[Any], accepted: Accepted | None) -> Any:  # noqa: ANN401  # any value
    """Return a merged list with what both sides added in its place, and counted on.

    `sides` are the list as it was, as ours has it and as theirs has it. Where nothing says which
    side was accepted, the days decide what is first. What only one side added to stays as it is.
    """
    base, ours, theirs = (frozenset(ids_of(one) or ()) for one in sides)
    new = {"ours": ours - theirs - base, "theirs": theirs - ours - base}
    if ids_of(merged) is None or not all(new.values()):
        return merged
    if accepted is None:
        in_order = sorted(merged, key=lambda one: str(one.get(_DAY_OF_REVISION, "")))
    else:
        on_top = new["theirs" if accepted == "ours" else "ours"]
        in_order = sorted(merged, key=lambda one: one["id"] in on_top)
    return _counted_on(in_order, new["ours"] | new["theirs"])


_DAY_OF_REVISION = "revised_on"
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _counted_on(items: list[Any], new: frozenset[str]) -> list[Any]:
    """Return the items, of which revisions that are new count on from the one above.

    What is put on top of another change is not of an earlier day either.
    """
    number, day = 0, ""
    counted = []
    for one in items:
        its_number, its_day = one.get("number"), str(one.get(_DAY_OF_REVISION))
        if not (isinstance(its_number, int) and _DAY.fullmatch(its_day)):
            counted.append(one)
            continue
        if one["id"] in new:
            its_number, its_day = max(its_number, number + 1), max(its_day, day)
        number, day = its_number, its_day
        counted.append({**one, "number": number, _DAY_OF_REVISION: day})
    return counted
