"""Git talking to another computer: no longer than it may, and never asking for a password."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from pepsite.git.command import safely

if TYPE_CHECKING:
    from pathlib import Path

Failed: TypeAlias = Literal["", "slow", "unreachable", "refused", "no-push-options"]
"""Why nothing came of it; empty where it did."""
_SECONDS = 60
_PLAINLY = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_NO_OPTIONS = b"does not support push options"
_REFUSED = b"rejected"
_NOT_PUSHED, _CUT_OFF = b"failed to push some refs", b"fatal:"
"""Where both sides talked to the end and nothing was pushed, a hook of this side said no."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it. Git's own words are kept back: they can quote a file, or an address."""

    failed: Failed


def over_network(folder: Path, *arguments: str, seconds: int = _SECONDS) -> Answer:
    """Run git where it may have to wait for another computer, for so many seconds at most.

    Before something is sent, the hook `pre-push` of whoever works here is asked.
    """
    try:
        # In a session of its own there is no terminal to ask at, and all of it can be ended.
        running = subprocess.Popen(
            safely(*arguments, hooks=arguments[0] == "push"),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **_PLAINLY},
        )
    except OSError:
        return Answer("unreachable")
    with running:
        try:
            said, _ = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(running)
            return Answer("slow")
    if not running.returncode:
        return Answer("")
    if _NO_OPTIONS in said:
        return Answer("no-push-options")
    is_refused = _REFUSED in said or (_NOT_PUSHED in said and _CUT_OFF not in said)
    return Answer("refused" if is_refused else "unreachable")


def _end(running: subprocess.Popen[bytes]) -> None:
    """End git and whatever it started: the one that waits is often a child of its own."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(running.pid, signal.SIGKILL)
        else:  # pragma: no cover  # Windows
            running.kill()
    running.communicate()
