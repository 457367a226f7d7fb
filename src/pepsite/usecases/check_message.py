"""Does the message of a commit say who a child is? Asked before there is a commit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pepsite.errors import GitError, PepsiteError
from pepsite.findings import ValidationReport
from pepsite.git.proposed import differing, object_of, staged
from pepsite.privacy.identifying import identifying
from pepsite.records.paths import children_in

if TYPE_CHECKING:
    from pathlib import Path

    from pepsite.privacy.names import NameScan

_PLACE = "commit message"
_CUT = re.compile(r"^. -+ >8 -+$", re.MULTILINE)
"""From here on, the file holds what `git commit --verbose` shows, and none of the message."""


def check_message(file: Path, folder: Path, names: NameScan | None = None) -> ValidationReport:
    """Return what says who a child is in the file in which Git has the message of a commit.

    It is about the children whose records in this folder are staged.

    Lines that Git will leave out as comments are looked at as well: whether it does depends on
    how the message came about.

    Raises:
        PepsiteError: the file cannot be read.
    """
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as gone:
        message = "the message of the commit cannot be read; is this the file that Git gave?"
        raise PepsiteError(message) from gone
    said = _CUT.split(text, maxsplit=1)[0]
    found = [*identifying(said, _PLACE)]
    if names is not None:
        found += names.findings(said, _PLACE, _with_staged_records(folder))
    return ValidationReport(
        tuple(found), (_PLACE,), 1, 1, 0, names_checked=names is not None, of="message"
    )


def _with_staged_records(folder: Path) -> frozenset[str]:
    """Return the children of whom a record is staged; nobody where nothing was committed yet."""
    try:
        return children_in(differing(folder, object_of(folder, "HEAD"), staged(folder)))
    except GitError:
        return frozenset()
