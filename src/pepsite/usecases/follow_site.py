"""A site that follows the records: built again when one of them has changed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from pepsite.errors import PepsiteError
from pepsite.usecases.remembered_children import stamps_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from threading import Event

    from pepsite.usecases.remembered_children import Stamps

_BETWEEN_LOOKS: Final = 1.0
_LOOK_AND_WAIT: Final = 20
"""How many times as long as a look the wait after it is: thousands of files take a while."""


def follow(
    root: Path,
    build: Callable[[Stamps], None],
    built: Stamps,
    tell: Callable[[str], None],
    ended: Event,
) -> None:
    """Build again whenever the records or the policy have changed, until `ended`.

    `built` is how the files stood before the last build. A build that is refused leaves what
    was there, and why is told; nothing is built while somebody is still writing.
    """
    seen, wait = built, _BETWEEN_LOOKS
    while not ended.wait(wait):
        start = time.monotonic()
        before, seen = seen, stamps_of(root)
        wait = max(_BETWEEN_LOOKS, _LOOK_AND_WAIT * (time.monotonic() - start))
        if seen == built or seen != before:
            continue
        built = seen
        try:
            build(built)
        except PepsiteError as refused:
            tell(f"The site stays as it was: {refused}")
        else:
            tell("The records have changed, and the site with them: load the page again")
