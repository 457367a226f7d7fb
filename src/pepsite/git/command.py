"""Running git: arguments as a list, never a shell, and nothing of its messages passed on."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from pepsite.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# A repository's own settings may name programs for every command to run; these are not started.
# Nor is another object read in the place of the one that was asked for, and what somebody likes
# to see on a screen makes no other answer of it.
_SAFE = (
    "--no-replace-objects",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.quotePath=off"),
    *("-c", "diff.relative=false"),
    *("-c", "trailer.separators=:"),
)
ALL_THAT_DIFFERS = ("--no-renames", "--ignore-submodules=none")
"""Options of what compares commits: nothing beside the records says what is passed over."""
NO_DAY = "a commit has no day that can be read, as Git writes none; write that commit anew"
_WITHOUT_HOOKS = ("-c", "core.hooksPath=/dev/null")


def git(
    folder: Path,
    *arguments: str,
    given: bytes = b"",
    settings: Mapping[str, str] | None = None,
    hooks: bool = False,
) -> bytes:
    """Return what git prints for these arguments, run in this folder.

    `given` is what git reads, `settings` are variables that it finds in its environment. With
    `hooks` those of the repository are asked, as whoever works there has set them up.

    Raises:
        GitError: git is not installed, or says no. Its own words are kept back: they can
            quote a file.
    """
    try:
        done = subprocess.run(
            safely(*arguments, hooks=hooks),
            cwd=folder,
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, **settings} if settings else None,
        )  # no shell, our arguments
    except OSError as no_git:
        message = "git cannot be started; install it, or check that this folder can be opened"
        raise GitError(message) from no_git
    if done.returncode:
        message = f"git {_name_of(arguments)} failed in this folder; is it a Git repository?"
        raise GitError(message)
    return done.stdout


def _name_of(arguments: Sequence[str]) -> str:
    """Return which of Git's commands these arguments call."""
    at = 0
    while arguments[at] == "-c":
        at += 2
    return arguments[at]


def safely(*arguments: str, hooks: bool = False) -> tuple[str, ...]:
    """Return the command line of git with these arguments, starting no program but Git's own.

    With `hooks`, those that the repository has for this command are started too.
    """
    return ("git", "--no-pager", *_SAFE, *(() if hooks else _WITHOUT_HOOKS), *arguments)
