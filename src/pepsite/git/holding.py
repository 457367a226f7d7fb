"""Files of a commit that hold a line: found by Git, which reads thousands in no time of ours."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.command import safely
from pepsite.git.trees import prefix_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def files_holding(
    folder: Path, commit: str, patterns: Iterable[str], below: str, named: str = ".yaml"
) -> Iterator[str]:
    """Yield the paths of files of a commit with a line that one of these patterns is in.

    The patterns are extended regular expressions. Only files below a folder of the workspace
    are looked at whose names end so.

    Raises:
        GitError: git is not installed, or there is no such commit here.
    """
    prefix = prefix_of(folder)
    words = [word for one in patterns for word in ("-e", one)]
    try:
        done = subprocess.run(
            safely(
                "grep",
                "-l",
                "-z",
                "-I",
                "-E",
                "--full-name",
                *words,
                commit,
                "--",
                f":(top,literal){prefix}{below}",
            ),
            cwd=folder,
            capture_output=True,
            check=False,
        )  # no shell, our arguments
    except OSError as no_git:
        raise GitError(_FAILED) from no_git
    if done.returncode not in (0, 1):  # 1: nothing has it
        raise GitError(_FAILED)
    begins = f"{commit}:{prefix}"
    for one in done.stdout.decode(errors="surrogateescape").split("\0"):
        if one.endswith(named):
            yield one.removeprefix(begins)


_FAILED = "git cannot look through what was accepted; is this a Git repository?"
