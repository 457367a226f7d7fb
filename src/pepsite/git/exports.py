"""The records of a commit in a folder of their own, for as long as they are looked at."""

from __future__ import annotations

import tarfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.command import git
from pepsite.git.trees import prefix_of
from pepsite.records.paths import RECORDS_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

_WITH_RECORDS = (RECORDS_FOLDER, "policy")
"""What a computation rests on: the records, and a policy pack of the workspace's own."""
_SAMPLES = f":(exclude){RECORDS_FOLDER}/samples"
"""What can be drawn does not hang on what was drawn: two draws can be made before a commit."""


def commit_of_records(folder: Path) -> str | None:
    """Return the commit that has the records and the policy as they are here, save samples.

    None where no commit has: something was changed since, or there is no repository.
    """
    try:
        commit = git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode().strip()
        changed = git(
            folder,
            *("status", "--porcelain", "-z", "--untracked-files=all"),
            *("--", *_WITH_RECORDS, _SAMPLES),
        )
        hidden = git(folder, "ls-files", "-v", "-z", "--", *_WITH_RECORDS).decode(errors="replace")
    except GitError:
        return None
    # Files that Git was told not to look at may be as they were committed, or not.
    looked_away = any(line[:1].islower() or line[:1] == "S" for line in hidden.split("\0"))
    return None if changed or looked_away else commit


@contextmanager
def exported(folder: Path, commit: str) -> Iterator[Path | None]:
    """Give the workspace as a commit has it, in a folder that is gone afterwards.

    It holds what is about children, so nobody else may read it. None where this repository does
    not have the commit.

    Raises:
        GitError: Git cannot write it out.
    """
    try:
        git(folder, "cat-file", "-e", f"{commit}^{{commit}}")
        prefix = prefix_of(folder)
        listed = git(folder, "ls-tree", "--name-only", "-z", "--full-tree", f"{commit}:{prefix}")
    except GitError:
        yield None
        return
    there = [one for one in _WITH_RECORDS if one in listed.decode(errors="replace").split("\0")]
    with TemporaryDirectory(prefix="pepsite-") as place:
        root, archive = Path(place, "workspace"), Path(place, "workspace.tar")
        root.mkdir()
        git(folder, "archive", "--format=tar", f"--output={archive}", commit, "--", *there)
        try:
            with tarfile.open(archive) as packed:
                packed.extractall(root, filter="data")
        except (tarfile.TarError, OSError) as refused:
            message = "the records of a commit cannot be written out to look at them"
            raise GitError(message) from refused
        archive.unlink()
        yield root
