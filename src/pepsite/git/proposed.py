"""What one commit has beyond another: files that differ, messages, who refers to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.command import git
from pepsite.git.trees import prefix_of
from pepsite.records.paths import RECORDS_FOLDER

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

REASON = "Reason"
"""The trailer of a commit message that says why a record was moved or deleted."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, its whole message, and what its message gives as a reason."""

    id: str
    message: str
    reason: str


def object_of(folder: Path, revision: str, kind: str = "commit") -> str:
    """Return the id of the commit, or of the tree, that a revision names.

    Raises:
        GitError: there is none here.
    """
    try:
        named = f"{revision}^{{{kind}}}"
        found = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", named)
    except GitError as none:
        message = "there is no such revision in this repository; fetch it first, in full depth"
        raise GitError(message) from none
    return found.decode().strip()


def left_at(folder: Path, base: str, head: str) -> str:
    """Return the commit at which one commit left the history of another.

    Raises:
        GitError: they share no history.
    """
    try:
        return git(folder, "merge-base", base, head).decode().strip()
    except GitError as apart:
        message = "base and head share no history; fetch both in full depth"
        raise GitError(message) from apart


def differing(folder: Path, before: str, after: str) -> frozenset[str]:
    """Return the paths below a folder that two commits or trees do not have alike.

    Raises:
        GitError: one of them does not have the folder.
    """
    prefix = prefix_of(folder)
    listed = git(
        folder, "diff-tree", "-r", "-z", "--no-renames", "--name-only",
        f"{before}:{prefix}", f"{after}:{prefix}",
    )  # fmt: skip
    return _paths(listed)


def holding(folder: Path, tree: str, texts: Collection[str]) -> frozenset[str]:
    """Return the paths of records in a tree that hold one of these texts.

    Raises:
        GitError: Git cannot read the tree.
    """
    if not texts:
        return frozenset()
    tree = git(folder, "rev-parse", "--verify", f"{tree}:{prefix_of(folder)}").decode().strip()
    patterns = "".join(f"{text}\n" for text in sorted(texts)).encode()
    try:
        found = git(
            folder, "grep", "--no-recurse-submodules", "--text", "--fixed-strings",
            "--files-with-matches", "--null", "--no-color", "--full-name", "-f", "-", tree, "--",
            f":(top){RECORDS_FOLDER}", given=patterns,
        )  # fmt: skip
    except GitError:
        return frozenset()  # so it also ends where it finds nothing
    return frozenset(path.partition(":")[2] for path in _paths(found))


def commits_between(folder: Path, base: str | None, head: str) -> tuple[Commit, ...]:
    """Return what came after one commit up to another; without the one, all of it.

    Raises:
        GitError: Git cannot read the history.
    """
    reasons = f"%(trailers:key={REASON},valueonly,unfold,separator=%x20)"
    logged = git(
        folder, "log", "-z", "--no-show-signature", "--encoding=UTF-8",
        f"--format=%H%x1f{reasons}%x1f%B", *_range(base, head), "--",
    )  # fmt: skip
    parts = (text.split("\x1f", 2) for text in logged.decode(errors="replace").split("\0") if text)
    return tuple(Commit(one, message, reason.strip()) for one, reason, message in parts)


def trailers_of(folder: Path, commit: str) -> dict[str, list[str]]:
    """Return what the trailers of a commit's message say, by their names.

    Raises:
        GitError: there is no such commit.
    """
    logged = git(
        folder, "log", "-1", "--no-show-signature", "--encoding=UTF-8",
        "--format=%(trailers:only,unfold)", commit, "--",
    )  # fmt: skip
    told: dict[str, list[str]] = {}
    for line in logged.decode(errors="replace").splitlines():
        name, colon, value = line.partition(": ")
        if colon:
            told.setdefault(name, []).append(value)
    return told


def deleted_by(folder: Path, commits: Collection[Commit]) -> frozenset[str]:
    """Return the paths below a folder that one of these commits deletes.

    Raises:
        GitError: Git cannot read a commit.
    """
    if not commits:
        return frozenset()
    prefix = prefix_of(folder)
    given = "".join(f"{one.id}\n" for one in commits).encode()
    listed = git(
        folder, "diff-tree", "--stdin", "-r", "-m", "-z", "--no-renames", "--diff-filter=D",
        "--name-only", "--no-commit-id", given=given,
    )  # fmt: skip
    return frozenset(
        path.removeprefix(prefix) for path in _paths(listed) if path.startswith(prefix)
    )


def _range(base: str | None, head: str) -> tuple[str, ...]:
    return (head,) if base is None else (head, f"^{base}")


def _paths(listed: bytes) -> frozenset[str]:
    return frozenset(filter(None, listed.decode(errors="surrogateescape").split("\0")))
