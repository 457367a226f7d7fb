"""Branches moved where all see them: in this repository, or in the one it is a clone of."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.command import git
from pepsite.git.main_line import REMOTE, has_commit, main_line
from pepsite.git.over_network import over_network
from pepsite.git.writing import Ref, move_refs, ref_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pepsite.git.main_line import MainLine


def publish(folder: Path, line: MainLine, branches: Iterable[Ref]) -> bool:
    """Move branches, named as all know them; false where one is no longer where it was seen.

    A working tree that has the main branch is brought along, with what is not committed in it.

    Raises:
        GitError: the branches cannot be moved, or the working tree cannot follow.
    """
    wanted = tuple(branches)
    if line.shared:
        return _push(folder, wanted)
    for one in wanted:
        if one.old and one.new and _is_checked_out(folder, one.name):
            _follow(folder, one.old, one.new)
    heads = [Ref(f"refs/heads/{one.name}", one.old, one.new) for one in wanted]
    return move_refs(folder, heads)


def _push(folder: Path, branches: tuple[Ref, ...]) -> bool:
    leases = [f"--force-with-lease=refs/heads/{one.name}:{one.old or ''}" for one in branches]
    specs = [f"{one.new or ''}:refs/heads/{one.name}" for one in branches]
    if not over_network(
        folder, "push", "--atomic", "--no-follow-tags", *leases, REMOTE, *specs
    ).failed:
        with suppress(GitError):  # others have it; the files here follow another time
            bring_along(folder)
        return True
    fetch(folder)
    if all(_there(folder, one.name) == one.old for one in branches):
        message = "the repository that all share did not take this; its rules may not allow it"
        raise GitError(message)
    return False


def fetch(folder: Path) -> None:
    """Hear what is new in the repository that all share.

    Raises:
        GitError: it cannot be reached.
    """
    if over_network(folder, "fetch", "--quiet", "--prune", REMOTE).failed:
        message = "the repository that all share cannot be reached"
        raise GitError(message)


def bring_along(folder: Path) -> bool:
    """Let the files here follow what was accepted, as it was last heard of.

    False where they are another branch's, or the main branch here went a way of its own. What is
    not committed stays as it is.

    Raises:
        GitError: what is not committed is in the way, or nothing was accepted yet.
    """
    line = main_line(folder)
    if not line.shared:
        return True
    here = f"refs/heads/{line.branch}"
    old = ref_at(folder, here)
    if old is None or not _is_checked_out(folder, line.branch):
        return False
    if has_commit(folder, old, line.commit):
        return True
    if not has_commit(folder, line.commit, old):
        return False
    _follow(folder, old, line.commit)
    return move_refs(folder, [Ref(here, old, line.commit)])


def _there(folder: Path, branch: str) -> str | None:
    name = f"refs/remotes/{REMOTE}/{branch}"
    listed = git(folder, "for-each-ref", "--format=%(objectname)", name).decode().split()
    return listed[0] if listed else None


def _is_checked_out(folder: Path, branch: str) -> bool:
    if git(folder, "rev-parse", "--is-bare-repository").strip() == b"true":
        return False
    try:
        head = git(folder, "symbolic-ref", "--quiet", "HEAD").decode().strip()
    except GitError:
        return False
    return head == f"refs/heads/{branch}"


def _follow(folder: Path, old: str, new: str) -> None:
    try:
        top = folder / git(folder, "rev-parse", "--show-cdup").decode().strip()
        with suppress(GitError):  # it says no where something did change
            # A file that was only copied or touched is not taken for one that was changed.
            git(top, "update-index", "-q", "--refresh")
        names = _as_accepted(top, old, new)
        git(top, "update-index", "--add", "-z", "--stdin", given=names)
        try:
            git(top, "read-tree", "-m", "-u", old, new)
        except GitError:
            _unstage(top, names)
            raise
    except GitError:
        message = "your own files have changes where this would change them; commit those first"
        raise GitError(message) from None


def _as_accepted(top: Path, old: str, new: str) -> bytes:
    """Return the files that say here what was accepted, though Git has not been told of them.

    They are what somebody changed by hand and sent for review: left alone, they would be in the
    way of the very same words. Each name is followed by a NUL.
    """
    told = git(top, "diff-index", "--cached", "--name-only", "--no-renames", "-z", old)
    listed = git(top, "diff-tree", "-r", "-z", "--no-renames", "--diff-filter=AM", old, new)
    fields = iter(listed.split(b"\0")[:-1])
    accepted = {name: about.split()[3] for about, name in zip(fields, fields, strict=True)}
    here = [
        name
        for name in sorted(accepted.keys() - set(told.split(b"\0")))
        if b"\n" not in name and _is_file(top / os.fsdecode(name))
    ]
    paths = b"".join(name + b"\n" for name in here)
    hashes = git(top, "hash-object", "--stdin-paths", given=paths).split()
    said = zip(here, hashes, strict=True)
    return b"".join(name + b"\0" for name, hash_ in said if hash_ == accepted[name])


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _unstage(top: Path, names: bytes) -> None:
    words = ("--quiet", "--pathspec-from-file=-", "--pathspec-file-nul")
    if names:
        git(top, "reset", *words, given=names, settings={"GIT_LITERAL_PATHSPECS": "1"})
