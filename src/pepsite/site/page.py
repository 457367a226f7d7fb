"""One page of a site: where it lies, and what it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pepsite.errors import PublicationRefusedError

_FILE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its place in the folder, its template, and what it is about."""

    path: str
    template: str
    about: object = None


def file_name(record_id: str) -> str:
    """Return an id as the name of a page.

    Raises:
        PublicationRefusedError: it has anything but small letters, digits and hyphens.
    """
    if not _FILE_NAME.fullmatch(record_id):
        msg = "an id cannot be the name of a page"
        raise PublicationRefusedError(msg)
    return record_id
