"""A site that follows the records and the calendar: built again when one of them has moved on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, NamedTuple

from pepsite.errors import PepsiteError
from pepsite.usecases.remembered_children import stamps_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path
    from threading import Event

    from pepsite.usecases.remembered_children import Stamps

_BETWEEN_LOOKS: Final = 1.0
_LOOK_AND_WAIT: Final = 20
"""How many times as long as a look the wait after it is: thousands of files take a while."""
_LOAD_AGAIN: Final = "load the page again"


class Seen(NamedTuple):
    """What a site is made of, at a moment: how the files stand, and the day it is as of."""

    stamps: Stamps
    day: date


def seen_now(root: Path, day: Callable[[], date]) -> Seen:
    """Return what a site would be made of now."""
    return Seen(stamps_of(root), day())


def follow(  # noqa: PLR0913, PLR0917  # what is followed, and what is done about it
    root: Path,
    day: Callable[[], date],
    build: Callable[[Seen], None],
    built: Seen,
    tell: Callable[[str], None],
    ended: Event,
) -> None:
    """Build again whenever the records, the policy or the day have changed, until `ended`.

    `built` is what the last build was made of. A build that is refused leaves what was there,
    and why is told; nothing is built while somebody is still writing.
    """
    seen, wait = built, _BETWEEN_LOOKS
    while not ended.wait(wait):
        start = time.monotonic()
        before, seen = seen, seen_now(root, day)
        wait = max(_BETWEEN_LOOKS, _LOOK_AND_WAIT * (time.monotonic() - start))
        if seen == built or seen != before:
            continue
        earlier, built = built, seen
        try:
            build(built)
        except PepsiteError as refused:
            tell(f"The site stays as it was: {refused}")
        else:
            tell(_what_changed(earlier, built))


def _what_changed(earlier: Seen, now: Seen) -> str:
    if now.day != earlier.day:
        return f"The site is as of {now.day.isoformat()} now: {_LOAD_AGAIN}"
    return f"The records have changed, and the site with them: {_LOAD_AGAIN}"
