"""The files of a commit as Git has them: read object by object, and never laid out."""

from __future__ import annotations

import os
import subprocess
from bisect import bisect_left
from contextlib import suppress
from functools import cached_property
from typing import IO, TYPE_CHECKING, Literal, Self, TypeAlias, cast

from pepsite.errors import GitError
from pepsite.git.command import git, safely

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

Kind: TypeAlias = Literal["file", "folder", "link", "other"]

_KINDS: Mapping[bytes, Kind] = {b"100644": "file", b"100755": "file", b"120000": "link"}
"""Kinds by Git's modes. What is left is a repository within this one."""
_PIECE = 1 << 20


class GitTree:
    """What lay below a folder of a repository in one of its trees.

    `tree` is the id of a commit or a tree. It is to be closed, as a process of Git's reads
    for it: each of ours that reads starts one.

    Raises:
        GitError: there is no such tree, or no repository here.
    """

    def __init__(self, folder: Path, tree: str) -> None:
        self._folder = folder
        self._tree = f"{tree}:{prefix_of(folder)}"
        self._reader: subprocess.Popen[bytes] | None = None
        self._reader_of = 0

    @cached_property
    def _entries(self) -> dict[str, tuple[Kind, str]]:
        """The kind and the id of each file by its path."""
        listed = git(self._folder, "ls-tree", "-r", "-z", "--full-tree", self._tree)
        entries: dict[str, tuple[Kind, str]] = {}
        for line in filter(None, listed.split(b"\0")):
            about, _, path = line.partition(b"\t")
            mode, _, blob = about.split(b" ")
            entries[path.decode(errors="surrogateescape")] = (
                _KINDS.get(mode, "other"),
                blob.decode(),
            )
        return entries

    @cached_property
    def _folders(self) -> frozenset[str]:
        folders = {path.rpartition("/")[0] for path in self._entries}
        above = folders
        while above := {path.rpartition("/")[0] for path in above} - folders:
            folders |= above
        return frozenset(folders)

    @cached_property
    def _in_order(self) -> list[str]:
        return sorted(self._entries)

    def kind(self, path: str) -> Kind | None:
        """Return what lies at this path, or None for nothing."""
        known = self._entries.get(path)
        if known is not None:
            return known[0]
        return "folder" if path in self._folders else None

    def object_at(self, path: str) -> str | None:
        """Return the id of the file at this path, or None for no file."""
        known = self._entries.get(path)
        return None if known is None else known[1]

    def below(self, folder: str) -> Iterator[str]:
        """Yield the paths of all that lies below a folder and is none itself."""
        for path in self._in_order[bisect_left(self._in_order, f"{folder}/") :]:
            if not path.startswith(f"{folder}/"):
                return
            yield path

    def content(self, path: str, most: int) -> bytes | None:
        """Return what a file holds, or None where that is more than so many bytes.

        Raises:
            GitError: the object is not there, or cannot be read.
        """
        reader = self._started()
        try:
            reading, asking = cast("IO[bytes]", reader.stdout), cast("IO[bytes]", reader.stdin)
            asking.write(f"{self._entries[path][1]}\n".encode())
            asking.flush()
            _, kind, size = reading.readline().split()
            if kind == b"blob":
                return _read(reading, int(size), most)
        except (OSError, ValueError):
            pass
        message = "an object of this repository is missing or damaged; `git fsck` says more"
        raise GitError(message)

    def _started(self) -> subprocess.Popen[bytes]:
        # A process that has come from another may not read out of its pipe.
        if self._reader is None or self._reader_of != os.getpid():
            try:
                self._reader = subprocess.Popen(
                    safely("cat-file", "--batch"),
                    cwd=self._folder,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as no_git:
                message = "git cannot be started to read what was committed"
                raise GitError(message) from no_git
            self._reader_of = os.getpid()
        return self._reader

    def __getstate__(self) -> dict[str, object]:
        """Return all but the process that reads, which is nobody else's."""
        return {**self.__dict__, "_reader": None}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        reader, self._reader = self._reader, None
        if reader is not None and self._reader_of == os.getpid():
            for pipe in (reader.stdin, reader.stdout):
                with suppress(OSError):
                    cast("IO[bytes]", pipe).close()
            reader.terminate()
            reader.wait()


def _read(reading: IO[bytes], size: int, most: int) -> bytes | None:
    """Return the object that comes next; what is too large is read past."""
    if size <= most:
        content = reading.read(size + 1)
        if len(content) == size + 1:
            return content[:-1]
        raise ValueError(size)
    left = size + 1
    while left:
        piece = reading.read(min(left, _PIECE))
        if not piece:
            raise ValueError(size)
        left -= len(piece)
    return None


def prefix_of(folder: Path) -> str:
    """Return where in its repository a folder is, with a slash at its end; "" for the top.

    Raises:
        GitError: no repository is here.
    """
    return git(folder, "rev-parse", "--show-prefix").decode().strip("\n")
