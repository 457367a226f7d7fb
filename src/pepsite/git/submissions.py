"""Branches that wait to be taken in: which there are, what was said on them, what they change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.command import ALL_THAT_DIFFERS, NO_DAY, git
from pepsite.git.main_line import REMOTE, has_commit
from pepsite.git.trees import prefix_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pepsite.git.main_line import MainLine


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, by its name where all share it, and its last commit."""

    name: str
    commit: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A commit of a branch: who wrote it, when, and what its trailers say."""

    id: str
    name: str
    email: str
    written: str
    trailers: Mapping[str, str]

    @property
    def at(self) -> datetime:
        """When it was written, by the clock of whoever wrote it.

        Raises:
            GitError: its object was written by hand, and has no day.
        """
        try:
            return datetime.fromisoformat(self.written)
        except ValueError as no_day:
            raise GitError(NO_DAY) from no_day


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file below the workspace with the ids of its content before and after."""

    path: str
    before: str | None
    after: str | None


def waiting_branches(folder: Path, line: MainLine, prefix: str) -> tuple[Branch, ...]:
    """Return the branches below this prefix that the main branch does not have, by their names.

    Raises:
        GitError: no repository is here.
    """
    below = f"refs/remotes/{REMOTE}/" if line.shared else "refs/heads/"
    listed = git(
        folder, "for-each-ref", f"--no-merged={line.commit}",
        "--format=%(objectname) %(refname)", f"{below}{prefix}",
    )  # fmt: skip
    lines = filter(None, listed.decode(errors="replace").split("\n"))
    pairs = (one.partition(" ") for one in lines)
    return tuple(
        Branch(name.removeprefix(below), commit)
        for commit, _, name in pairs
        if not _is_taken_in(folder, line.commit, commit)
    )


@lru_cache(maxsize=4096)
def _is_taken_in(folder: Path, main: str, commit: str) -> bool:
    # What Git lists as not merged may be so all the same where somebody's clock was wrong.
    return has_commit(folder, main, commit)


def sent_on(folder: Path, base: str | None, tip: str) -> tuple[Sent, ...]:
    """Return the commits that a branch has beyond the one at which it left, newest first.

    Of a branch that left nowhere, it is the newest alone.

    Raises:
        GitError: one of them is not here.
    """
    logged = git(
        folder, "log", "-z", "--no-show-signature", "--topo-order", "--encoding=UTF-8",
        "--format=%H%x00%an%x00%ae%x00%aI%x00%(trailers:only,unfold)",
        *(("--max-count=1", tip) if base is None else (tip, f"^{base}")), "--",
    )  # fmt: skip
    fields = iter(logged.decode(errors="replace").split("\0")[:-1])
    return tuple(
        Sent(commit, name, email, written, _read(trailers))
        for commit, name, email, written, trailers in zip(*[fields] * 5, strict=True)
    )


def _read(trailers: str) -> dict[str, str]:
    pairs = (line.partition(": ") for line in trailers.split("\n"))
    return {name: value for name, colon, value in pairs if colon}


def changed_files(folder: Path, before: str, after: str) -> tuple[FileChange, ...]:
    """Return the files below a folder that two commits do not have alike.

    Raises:
        GitError: a commit is not here, or what differs is no plain file.
    """
    prefix = prefix_of(folder)
    listed = git(
        folder, "diff-tree", "-r", "-z", "--raw", *ALL_THAT_DIFFERS, "--no-abbrev", before, after
    )
    parts = listed.decode(errors="surrogateescape").split("\0")
    found = []
    for about, path in zip(parts[::2], parts[1::2], strict=False):
        old_mode, new_mode, old, new, _ = about.lstrip(":").split(" ")
        if not path.startswith(prefix) or not {old_mode, new_mode} <= _PLAIN:
            message = "this branch changes something else than the files of the workspace"
            raise GitError(message)
        was, now = (one if one.strip("0") else None for one in (old, new))
        found.append(FileChange(path.removeprefix(prefix), was, now))
    return tuple(found)


_PLAIN = frozenset({"000000", "100644", "100755"})
