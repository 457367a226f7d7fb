"""What `pepsite` does first: it asks a process that is kept ready, or does the work itself.

Loading pepsite takes longer than judging one record. Where a process is kept ready, as
the hooks do unless somebody says otherwise, it has loaded what judging needs, and does the work
in a child of its own. Where none is, or anything about it is other than it should be, the
command runs here. What comes out is the same.
"""

from __future__ import annotations

import os
import sys

ASKED_OF_IT = (("validate",), ("hooks", "message"), ("merge-driver",))
"""Commands that people wait for at each change. None of them asks its user for anything."""

READY_VARIABLE = "PEPSITE_READY"
"""Idle minutes for which the commands above keep a process ready. 0: they also ask none."""

MOST_MINUTES = 480

began_here = False
"""Whether this process did. What an older release laid down begins with `cli.main`."""


def main() -> None:
    """Run the command that the arguments of this process name, and end with its exit code."""
    global began_here  # noqa: PLW0603  # of a process, it is so or not
    began_here = True
    minutes = minutes_in(os.environ.get(READY_VARIABLE))
    words = tuple(sys.argv[1:])
    may_ask = minutes != 0 and any(words[: len(one)] == one for one in ASKED_OF_IT)
    if sys.platform != "linux" or not may_ask:
        _here()
        return
    from pepsite.cli import ready  # noqa: PLC0415  # no other command waits for sockets

    ready.ask()
    try:
        _here()
    finally:
        if minutes is not None:
            ready.keep(minutes)


def _here() -> None:
    from pepsite.cli.main import main as run  # noqa: PLC0415  # it loads what takes time

    run()


def minutes_in(said: str | None) -> int | None:
    """Return for how many idle minutes a process is to be kept; None is that nobody said so.

    `said` is what stands in `READY_VARIABLE`.
    """
    if not said:
        return None
    # What is no number was meant as some answer, and none is the one without consequences.
    return min(int(said), MOST_MINUTES) if said.isascii() and said.isdecimal() else 0
