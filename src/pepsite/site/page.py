"""One page of a site: where it lies, and what it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pepsite.errors import PublicationRefusedError

GUIDANCE: Final = 2
REFERENCE: Final = 0.5
RECORDS: Final = 0.2
"""How many times a page counts in the search: whoever asks is led to what to do first, then to
the policy, and to figures and single children where nothing else answers."""

_FILE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its place in the folder, its template, and what it is about.

    `boost` is how many times what the search finds there counts.
    """

    path: str
    template: str
    about: object = None
    boost: float = 1

    def with_boost(self, text: str) -> str:
        """Return the Markdown of the page with its boost in what is said above it."""
        if self.boost == 1:
            return text
        said = f"---\nsearch:\n  boost: {self.boost:g}\n"
        return said + (text.removeprefix("---\n") if text.startswith("---\n") else f"---\n{text}")


def file_name(record_id: str) -> str:
    """Return an id as the name of a page.

    Raises:
        PublicationRefusedError: it has anything but small letters, digits and hyphens.
    """
    if not _FILE_NAME.fullmatch(record_id):
        msg = "an id cannot be the name of a page"
        raise PublicationRefusedError(msg)
    return record_id
