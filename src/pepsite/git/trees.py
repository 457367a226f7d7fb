"""The files of a commit as Git has them: read object by object, and never laid out."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import suppress
from functools import cache, cached_property
from typing import IO, TYPE_CHECKING, Literal, Self, TypeAlias, cast

from pepsite.errors import GitError
from pepsite.git.command import git, safely

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

Kind: TypeAlias = Literal["file", "folder", "link", "other"]

_KINDS: Mapping[bytes, Kind] = {b"10": "file", b"12": "link", b"40": "folder"}
"""Kinds by the beginning of Git's modes. What is left is a repository within this one."""
_ENTRY = re.compile(rb"0?([0-7]{2})[0-7]{3,4} ([^\0/]+)\0")
_PIECE = 1 << 20


class GitTree:
    """What lay below a folder of a repository in one of its trees.

    `tree` is the id of a commit or a tree. Only the folders on the way to what is asked for are
    read, so that a large tree takes no longer than a small one. It is to be closed, as a process
    of Git's reads for it: each of ours that reads starts one.

    Raises:
        GitError: there is no such tree, or no repository here.
    """

    def __init__(self, folder: Path, tree: str) -> None:
        self._folder = folder
        self._tree = f"{tree}:{prefix_of(folder)}"
        self._reader: subprocess.Popen[bytes] | None = None
        self._reader_of = 0
        self._listed: dict[str, dict[str, tuple[Kind, str]]] = {}

    def _in(self, folder: str) -> Mapping[str, tuple[Kind, str]]:
        """Return what lies in a folder: the kind and the id of each by its name."""
        known = self._listed.get(folder)
        if known is None:
            tree = self._tree if folder == "" else self._found(folder)
            known = {} if tree is None else self._entries(tree)
            self._listed[folder] = known
        return known

    def _found(self, folder: str) -> str | None:
        """Return the id of a folder, or None where there is none."""
        above, _, name = folder.rpartition("/")
        kind, tree = self._in(above).get(name, (None, None))
        return tree if kind == "folder" else None

    def _entries(self, tree: str) -> dict[str, tuple[Kind, str]]:
        # Each entry is a mode, a name, and an id in bytes, of which there are half as many.
        content, size = self._object(tree, b"tree")
        entries: dict[str, tuple[Kind, str]] = {}
        at = 0
        while content and at < len(content):
            entry = _ENTRY.match(content, at)
            if entry is None:
                raise GitError(_DAMAGED)
            at = entry.end() + size
            kind = _KINDS.get(entry[1], "other")
            name = entry[2].decode(errors="surrogateescape")
            if name in entries:  # written by hand: one would hide the other
                raise GitError(_DAMAGED)
            entries[name] = (kind, content[entry.end() : at].hex())
        return entries

    def kind(self, path: str) -> Kind | None:
        """Return what lies at this path, or None for nothing."""
        folder, _, name = path.rpartition("/")
        found = self._in(folder).get(name)
        return None if found is None else found[0]

    def object_at(self, path: str) -> str | None:
        """Return the id of the file at this path, or None for no file."""
        folder, _, name = path.rpartition("/")
        kind, found = self._in(folder).get(name, (None, None))
        return None if kind == "folder" else found

    def below(self, folder: str) -> Iterator[str]:
        """Yield the paths of all that lies below a folder, "" for the top, and is none itself."""
        waiting = [folder]
        while waiting:
            above = waiting.pop()
            for name, (kind, _) in self._in(above).items():
                path = f"{above}/{name}" if above else name
                if kind == "folder":
                    waiting.append(path)
                else:
                    yield path

    def named(self, name: str) -> Iterator[str]:
        """Yield the paths of all files of this name, wherever they lie."""
        wanted = f"/{name}".encode(errors="surrogateescape")
        for path in self._names.split(wanted + b"\0")[:-1]:
            yield (path.rpartition(b"\0")[2] + wanted).decode(errors="surrogateescape")

    @cached_property
    def _names(self) -> bytes:
        return git(self._folder, "ls-tree", "-r", "-z", "--name-only", "--full-tree", self._tree)

    def content(self, path: str, most: int) -> bytes | None:
        """Return what a file holds, or None where that is more than so many bytes.

        Raises:
            GitError: the object is not there, or cannot be read.
        """
        folder, _, name = path.rpartition("/")
        return self._object(self._in(folder)[name][1], b"blob", most)[0]

    def commit(self, commit: str) -> bytes:
        """Return what the object of a commit of this repository holds.

        Raises:
            GitError: it is not there, or cannot be read.
        """
        return self._object(commit, b"commit")[0] or b""

    def version(self, blob: str, most: int) -> bytes | None:
        """Return what a file of this repository held, in whatever commit it stood.

        None where that is more than so many bytes.

        Raises:
            GitError: the object is not there, or cannot be read.
        """
        return self._object(blob, b"blob", most)[0]

    def _object(self, name: str, kind: bytes, most: int | None = None) -> tuple[bytes | None, int]:
        """Return what an object of this kind holds, and how many bytes the ids here have."""
        reader = self._started()
        try:
            reading, asking = cast("IO[bytes]", reader.stdout), cast("IO[bytes]", reader.stdin)
            asking.write(f"{name}\n".encode(errors="surrogateescape"))
            asking.flush()
            found, is_of, size = reading.readline().split()
            if is_of == kind:
                return _read(reading, int(size), most), len(found) // 2
        except (OSError, ValueError):
            pass
        raise GitError(_DAMAGED)

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


_DAMAGED = "an object of this repository is missing or damaged; `git fsck` says more"


def _read(reading: IO[bytes], size: int, most: int | None) -> bytes | None:
    """Return the object that comes next; what is too large is read past."""
    if most is None or size <= most:
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


@cache  # a folder stays where it is in its repository
def prefix_of(folder: Path) -> str:
    """Return where in its repository a folder is, with a slash at its end; "" for the top.

    Raises:
        GitError: no repository is here.
    """
    return git(folder, "rev-parse", "--show-prefix").decode().strip("\n")
