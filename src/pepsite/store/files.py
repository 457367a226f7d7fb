"""The bytes of a workspace's files: never from outside of it, never more than a record may have.

A workspace is a folder, or a tree of Git's objects that was never laid out in one.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from pepsite.findings import Finding, finding
from pepsite.store.tree import MAX_BYTES


def _flags(*names: str) -> int:
    # Windows knows few of them, and needs one of its own.
    return sum(getattr(os, name, 0) for name in ("O_RDONLY", "O_BINARY", *names))


# A pipe or a device must not keep us waiting when it is opened.
_FILE = _flags("O_NONBLOCK", "O_NOFOLLOW")
_FOLDER = _flags("O_DIRECTORY", "O_NOFOLLOW")
_KNOWS_FOLDERS = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


class FileTree(Protocol):
    """Files that lie in no folder of this computer. Paths are as in a workspace."""

    def kind(self, path: str) -> Literal["file", "folder", "link", "other"] | None:
        """Return what lies at this path, or None for nothing."""

    def content(self, path: str, most: int) -> bytes | None:
        """Return what a file holds, or None where that is more than so many bytes."""

    def below(self, folder: str) -> Iterable[str]:
        """Return the paths of all that lies below a folder and is none itself."""

    def named(self, name: str) -> Iterable[str]:
        """Return the paths of all files of this name, wherever they lie."""


Source: TypeAlias = Path | FileTree
"""Where the files of a workspace are."""


def is_file(root: Source, path: str) -> bool:
    """Say whether a plain file lies at this path, and not behind a link."""
    if not isinstance(root, Path):
        return root.kind(path) == "file"
    folders = [root.joinpath(*path.split("/")[:end]) for end in range(1, path.count("/") + 1)]
    try:
        return (root / path).is_file() and not any(folder.is_symlink() for folder in folders)
    except OSError:  # in a folder nobody may look into
        return False


def read_file(root: Source, path: str, *, hard_links: bool = False) -> bytes | Finding:
    """Return the bytes of a file of the workspace, at most `MAX_BYTES` of them.

    No link is followed, wherever it leads, and only a plain file is read. One with a second
    name is read with `hard_links` alone: Git makes no such file, but programs that install
    packages do.
    """
    if not isinstance(root, Path):
        return _read_in_tree(root, path)
    try:
        descriptor = _opened(root, path)
        if descriptor is None:
            return finding("leads-outside", path)
        # A folder has no file object, so the descriptor is closed here and not by one.
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return finding("not-readable", path)
            if status.st_nlink > 1 and not hard_links:
                return finding("hard-linked", path)
            # No more is asked for than is there: room for the largest file takes time to make.
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                content = file.read(min(status.st_size, MAX_BYTES) + 1)
        finally:
            os.close(descriptor)
    except (OSError, ValueError, RuntimeError):  # vanished, forbidden; NUL in it; a ring of links
        return finding("not-readable", path)
    return finding("too-large", path, limit=MAX_BYTES) if len(content) > MAX_BYTES else content


def _read_in_tree(tree: FileTree, path: str) -> bytes | Finding:
    kind = tree.kind(path)
    if kind == "link":
        return finding("leads-outside", path)
    if kind != "file":
        return finding("not-readable", path)
    content = tree.content(path, MAX_BYTES)
    return finding("too-large", path, limit=MAX_BYTES) if content is None else content


def _opened(root: Path, path: str) -> int | None:
    """Return the file, opened; None where a link is on the way, or the way leads out.

    Raises:
        OSError: it cannot be opened.
        ValueError: no file can have this name.
        RuntimeError: its links go round in a ring.
    """
    names = path.split("/")
    if _KNOWS_FOLDERS and ".." not in names:
        try:
            return _opened_without_links(root, names)
        except OSError:
            pass  # there may be a link on the way
    target = (root / path).resolve(strict=True)
    return os.open(target, _FILE) if target == root.resolve() / path else None


def _opened_without_links(root: Path, names: list[str]) -> int:
    """Open a file folder by folder, so that what is a link by then is not followed."""
    folder = os.open(root, _FOLDER & ~_flags("O_NOFOLLOW"))
    try:
        for name in names[:-1]:
            above, folder = folder, os.open(name, _FOLDER, dir_fd=folder)
            os.close(above)
        return os.open(names[-1], _FILE, dir_fd=folder)
    finally:
        os.close(folder)
