"""Where what was accepted stands: the main branch here, or that of the repository shared by all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.command import git
from pepsite.git.writing import ref_at

if TYPE_CHECKING:
    from pathlib import Path

REMOTE = "origin"
"""What Git calls the repository that a clone comes from."""
MAIN = "main"


@dataclass(frozen=True, slots=True)
class MainLine:
    """The main branch: its name, the ref by which it is known here, and its last commit.

    `shared` is true in a clone, where changes are sent to the repository it comes from.
    """

    branch: str
    ref: str
    commit: str
    shared: bool


def has_commit(folder: Path, commit: str, other: str) -> bool:
    """Say whether a commit is another, or came after it."""
    try:
        git(folder, "merge-base", "--is-ancestor", other, commit)
    except GitError:
        return False
    return True


def main_line(folder: Path) -> MainLine:
    """Return the main branch: in a clone that of where it comes from, as it was last heard of.

    Raises:
        GitError: there is none, or no repository is here.
    """
    if has_remote(folder):
        named = _symbolic(folder, f"refs/remotes/{REMOTE}/HEAD")
        for ref in (named, f"refs/remotes/{REMOTE}/{MAIN}"):
            commit = ref_at(folder, ref) if ref else None
            if ref and commit:
                branch = ref.removeprefix(f"refs/remotes/{REMOTE}/")
                return MainLine(branch, ref, commit, shared=True)
    for ref in (f"refs/heads/{MAIN}", _symbolic(folder, "HEAD")):
        commit = ref_at(folder, ref) if ref else None
        if ref and commit:
            return MainLine(ref.removeprefix("refs/heads/"), ref, commit, shared=False)
    message = "nothing has been accepted in this repository yet: commit the workspace to main first"
    raise GitError(message)


def has_remote(folder: Path) -> bool:
    """Say whether this is a clone of a repository shared by all.

    Raises:
        GitError: no repository is here.
    """
    is_bare = git(folder, "rev-parse", "--is-bare-repository").strip() == b"true"
    return not is_bare and REMOTE in git(folder, "remote").decode().split()


def _symbolic(folder: Path, name: str) -> str:
    try:
        return git(folder, "symbolic-ref", "--quiet", name).decode().strip()
    except GitError:
        return ""
