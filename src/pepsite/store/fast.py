"""The fast reader: for text on which every reader of YAML agrees, and no other.

What is not of one of the two shapes in `shapes.py` goes to the slow reader. What ryaml says
of a text it refuses is thrown away: the slow reader finds the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import ryaml

from pepsite.store.diagnosis import FORBIDDEN
from pepsite.store.scalars import HIDDEN
from pepsite.store.shapes import in_the_one_layout, plainest
from pepsite.store.tree import JSON, MAX_BYTES, MAX_LINES

# Written in Rust, without types.
_loads: Callable[[str], object] = ryaml.loads  # type: ignore[attr-defined]

# To drop these and look at the rest is many times faster than to look for the rest.
_HARMLESS = bytes(range(ord(" "), ord("~") + 1)) + b"\n"
_DOUBTFUL = re.compile(rf"{FORBIDDEN.pattern}|[\t\r]")


class LaidOut(dict[str, JSON]):
    """The values of a file that is surely in the one layout."""


def read_if_sure(content: bytes) -> dict[str, JSON] | None:
    """Return the values of a file, or None where it takes the slow reader to be sure.

    They are `LaidOut` where it is also sure that the file is in the one layout.
    """
    if len(content) > MAX_BYTES or content.count(b"\n") > MAX_LINES:
        return None
    try:
        text = content.decode()
        rest = content.translate(None, _HARMLESS).decode()
        laid_out = not HIDDEN.search(rest) and in_the_one_layout().fullmatch(text)
        if not laid_out and (_DOUBTFUL.search(rest) or not plainest().fullmatch(text)):
            return None
        values = _loads(text)
    except Exception:  # noqa: BLE001  # whatever is wrong, the slow reader will say it better
        return None
    if not isinstance(values, dict):
        return None
    return LaidOut(values) if laid_out else values


def read_ours(content: bytes) -> dict[str, JSON] | None:
    """Return the values of a file that comes with pepsite, in whatever shape it is written.

    The tests read each of these with the slow reader too, so one reader is enough here.
    """
    try:
        values = _loads(content.decode())
    except Exception:  # noqa: BLE001  # as above: the slow reader will say it better
        return None
    return values if isinstance(values, dict) else None
