"""What a branch changed, against the commit it left another branch at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.command import ALL_THAT_DIFFERS, git
from pepsite.git.trees import prefix_of
from pepsite.records.paths import RECORDS_FOLDER

if TYPE_CHECKING:
    from pathlib import Path


def changed_paths(folder: Path, revision: str) -> frozenset[str]:
    """Return the paths below this folder that differ from where the branch left `revision`.

    Counted are commits since then, what is not committed yet, new files and deleted ones.
    A renamed file counts as deleted and new, and one that was committed and changed back counts.

    Raises:
        GitError: there is no such revision, no common history, or no repository here.
    """
    git(folder, "rev-parse", "--git-dir")  # says so where there is no repository, or no git
    left = _common_ancestor(folder, revision)
    return changed_from(folder, "HEAD") | committed_since(folder, left)


def changed_from(folder: Path, commit: str) -> frozenset[str]:
    """Return the paths below this folder that differ from those of a commit, new ones too.

    Raises:
        GitError: there is no such commit, or no repository here.
    """
    differ = git(
        folder, "diff", *ALL_THAT_DIFFERS, "--name-only", "--relative", "-z", commit, "--", "."
    )
    new = git(folder, "ls-files", "--others", "-z", "--", ".").decode(errors="replace")
    names = [*differ.decode(errors="replace").split("\0"), *new.split("\0")]
    names += _looked_away_from(folder)
    # A repository within this one is named with a slash, and nothing of what is in it.
    return frozenset(name.rstrip("/") for name in names if name)


def committed_since(folder: Path, tree: str, below: str = ".") -> frozenset[str]:
    """Return the paths below this folder that were committed otherwise than a tree has them.

    No file is looked at, and that is what takes Git long where there are many.

    Raises:
        GitError: there is no such commit or tree, or no repository here.
    """
    options = ("-r", "--name-only", "--relative", "-z")
    listed = git(folder, "diff-tree", *ALL_THAT_DIFFERS, *options, tree, "HEAD", "--", below)
    return frozenset(filter(None, listed.decode(errors="replace").split("\0")))


def committed_tree(folder: Path) -> str:
    """Return the id of the tree that was committed last.

    Raises:
        GitError: nothing is committed, or no repository is here.
    """
    return git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{tree}").decode().strip()


def committed_blobs(folder: Path, tree: str) -> dict[str, str]:
    """Return the id of each record's content in a tree, by its path below this folder.

    Raises:
        GitError: there is no such tree.
    """
    named = f"{tree}:{prefix_of(folder)}"
    listed = git(folder, "ls-tree", "-r", "-z", "--full-tree", named, "--", RECORDS_FOLDER)
    blobs = {}
    for line in filter(None, listed.decode(errors="replace").split("\0")):
        about, _, path = line.partition("\t")
        blobs[path] = about.rpartition(" ")[2]
    return blobs


def _looked_away_from(folder: Path) -> list[str]:
    """Return the paths that Git was told not to look at: they may be as they were, or not."""
    listed = git(folder, "ls-files", "-v", "-z", "--", ".").decode(errors="replace")
    lines = (line.partition(" ") for line in listed.split("\0"))
    return [path for sign, _, path in lines if sign.islower() or sign == "S"]


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
