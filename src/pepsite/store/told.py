"""Which prompts were written before, so that nobody gets the same one twice.

Remembered on this computer only, under `.pepsite/`, by the ids that name the fact: one line
each. The file may be deleted at any time; then everything that is open is written again.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pepsite.errors import PepsiteError
from pepsite.store.memory_folder import FOLDER, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Told:
    """What was told before in one form: the same prompt may go out as an e-mail and as a day."""

    def __init__(self, root: Path, form: str) -> None:
        """Open what is remembered for this workspace and form.

        Raises:
            PepsiteError: it cannot be read, so that nobody can say what was told before.
        """
        self._file = root / FOLDER / f"told-{form}.txt"
        try:
            there_is = os.path.lexists(self._file)
            is_ours = self._file.is_file() and not self._file.is_symlink()
            if (root / FOLDER).is_symlink() or (there_is and not is_ours):
                raise PepsiteError(_NOT_READ)
            text = self._file.read_text("utf-8") if there_is else ""
        except (OSError, UnicodeDecodeError) as refused:
            raise PepsiteError(_NOT_READ) from refused
        self._facts = set(text.splitlines())
        # Whoever was stopped while writing may have left the last one in half.
        self._begins = "" if text.endswith("\n") or not text else "\n"

    def __contains__(self, fact: str) -> bool:
        """Say whether this was told before."""
        return fact in self._facts

    def add(self, facts: Iterable[str]) -> None:
        """Remember that these have been told.

        Raises:
            PepsiteError: they cannot be remembered.
        """
        new = [fact for fact in dict.fromkeys(facts) if fact not in self._facts]
        try:
            make_folder(self._file.parent)
            with self._file.open("a", encoding="utf-8", newline="\n") as file:
                file.write("".join([self._begins, *(f"{fact}\n" for fact in new)]))
        except OSError as refused:
            message = "what was written cannot be remembered under .pepsite, so it will come again"
            raise PepsiteError(message) from refused
        self._facts.update(new)
        self._begins = ""


_NOT_READ = (
    "what was told before cannot be read; look at .pepsite in the workspace, which must be a "
    "folder of its own, or delete it to have everything that is open told again"
)
