"""What each child came to when the site was last built, so that a change of one is soon seen."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

from pepsite.records.paths import RECORDS_FOLDER
from pepsite.usecases.in_parallel import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pepsite.usecases.workspace import ChildFolder

Context = TypeVar("Context")
Result = TypeVar("Result")

Stamps: TypeAlias = "Mapping[str, tuple[int, int, int]]"
"""For each file when it was written, how long it is, and which one it is to the disk."""

_LOOKED_AT: Final = (RECORDS_FOLDER, "policy")
_OF_CHILDREN: Final = f"{RECORDS_FOLDER}/children/"


def stamps_of(root: Path) -> Stamps:
    """Return how the files that a site is made of stand now, without opening them."""
    found: dict[str, tuple[int, int, int]] = {}
    folders = [(root / name, name) for name in _LOOKED_AT]
    while folders:
        folder, name = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue  # there is none, or it is gone meanwhile
        for entry in entries:
            path = f"{name}/{entry.name}"
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((folder / entry.name, path))
                else:
                    status = entry.stat(follow_symlinks=False)
                    found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
            except OSError:
                continue  # as above
    return found


@dataclass(slots=True)
class RememberedChildren(Generic[Result]):
    """What each child came to before, for as long as nothing that it came of has changed.

    `stamps` are those from just before a build, `day` is what it is as of. A change of anything
    that children share forgets them all.
    """

    stamps: Stamps = field(default_factory=dict)
    day: date | None = None
    _shared: tuple[date | None, Stamps] | None = None
    _known: dict[ChildFolder, tuple[Sequence[object], Result]] = field(default_factory=dict)

    def in_order(
        self,
        work: Callable[[Context, ChildFolder], Result],
        context: Context,
        folders: Sequence[ChildFolder],
        jobs: int,
    ) -> Iterator[Result]:
        """Yield what each child comes to, as `in_parallel.in_order` does."""
        files = {
            path: one for path, one in self.stamps.items() if not path.startswith(_OF_CHILDREN)
        }
        shared = (self.day, files)
        known = self._known if shared == self._shared else {}
        now = {one: [self.stamps.get(path) for path in one[1]] for one in folders}
        new = [
            one
            for one in folders
            if one not in known or known[one][0] != now[one] or None in now[one]
        ]
        fresh = dict(zip(new, in_order(work, context, new, jobs), strict=True))
        self._shared = shared
        self._known = {
            one: (now[one], fresh[one] if one in fresh else known[one][1]) for one in folders
        }
        return (result for _, result in list(self._known.values()))
