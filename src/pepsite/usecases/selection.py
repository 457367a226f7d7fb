"""Which records are asked about."""

from __future__ import annotations

from dataclasses import dataclass

from pepsite.records.paths import RECORDS_FOLDER
from pepsite.store.listing import CALENDARS, unit_of


@dataclass(frozen=True, slots=True)
class Selection:
    """Which paths are asked about; None is all of them. A folder stands for what is in it.

    `by_name`: a person named them, so that one with no record in it is worth a finding.
    """

    paths: frozenset[str] | None = None
    by_name: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether no record is left out."""
        return self.paths is None or not self.paths.isdisjoint(("", ".", RECORDS_FOLDER))

    def has(self, path: str) -> bool:
        """Say whether this path, or a folder above it, is asked about."""
        if self.paths is None or "." in self.paths:
            return True
        parts = path.split("/")
        return any("/".join(parts[:end]) in self.paths for end in range(1, len(parts) + 1))

    def touches(self, folder: str) -> bool:
        """Say whether anything in this folder is asked about."""
        return (
            self.paths is None
            or self.has(folder)
            or any(path.startswith(f"{folder}/") for path in self.paths)
        )

    def places(self) -> frozenset[str]:
        """Return the files and folders in which lies all that is judged with what is asked."""
        if self.paths is None or self.is_everything:
            return frozenset([RECORDS_FOLDER])
        inside = {path for path in self.paths if path.startswith(f"{RECORDS_FOLDER}/")}
        calendars = {CALENDARS for path in inside if path.startswith(f"{CALENDARS}/")}
        return frozenset(map(unit_of, inside)) | calendars


EVERYTHING = Selection()
