"""What a branch changed, against the commit it left another branch at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.command import git

if TYPE_CHECKING:
    from pathlib import Path


def changed_paths(folder: Path, revision: str) -> frozenset[str]:
    """Return the paths below this folder that differ from where the branch left `revision`.

    Counted are commits since then, what is not committed yet, new files and deleted ones.
    A renamed file counts as deleted and new.

    Raises:
        GitError: there is no such revision, no common history, or no repository here.
    """
    git(folder, "rev-parse", "--git-dir")  # says so where there is no repository, or no git
    base = _common_ancestor(folder, revision)
    changed = git(
        folder, "diff", "--name-only", "--no-renames", "--relative", "-z", base, "--", "."
    )
    new = git(folder, "ls-files", "--others", "-z", "--", ".")
    return frozenset(filter(None, (changed + new).decode(errors="replace").split("\0")))


def _common_ancestor(folder: Path, revision: str) -> str:
    message = (
        "there is no such revision here, or it shares no history with this branch; "
        "fetch it first, in full depth"
    )
    try:
        commit = git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        return git(folder, "merge-base", commit.decode().strip(), "HEAD").decode().strip()
    except GitError as no_revision:
        raise GitError(message) from no_revision
