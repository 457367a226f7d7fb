"""`pepsite ready`: a process that has loaded what takes time, and waits to be asked."""

from __future__ import annotations

import os
import sys
import time

import click

from pepsite.cli import start as beginning
from pepsite.cli.start import MOST_MINUTES
from pepsite.errors import PepsiteError
from pepsite.git.hooks import USUAL_READY_MINUTES

_SECONDS_TO_TRY = 60.0
"""One that is ending, or code that is just being installed, is out of the way by then."""


@click.group("ready")
def command() -> None:
    """Keep a process ready, so that checking a change does not wait for pepsite to load.

    It has loaded pepsite's code and no record, no name and no key. It listens to its own user on
    this computer alone, and ends by itself. Every answer is the same without it, and later.
    """
    if sys.platform != "linux":
        message = "a process can be kept ready on Linux only; everything works without"
        raise PepsiteError(message)
    if not beginning.began_here:
        message = "an older release laid down this `pepsite`: it asks no process; install it again"
        raise PepsiteError(message)


@command.command("start")
@click.option(
    "--minutes",
    type=click.IntRange(1, MOST_MINUTES),
    default=USUAL_READY_MINUTES,
    show_default=True,
    help="It ends when nothing was asked of it for so many minutes.",
)
def start(minutes: int) -> None:
    """Start a process that stays ready, unless one is there."""
    from pepsite.cli import ready  # noqa: PLC0415  # on Linux only

    end = time.monotonic() + _SECONDS_TO_TRY
    started = ready.keep(minutes)
    while ready.number() is None:
        ended = None if started is None else _how_it_ended(started)
        if started is not None and ended is None:
            time.sleep(0.02)
        elif ended in (None, ready.NOT_BEGUN) and time.monotonic() < end:
            time.sleep(0.1)
            started = ready.keep(minutes)
        else:
            message = "no process could be kept ready; everything works without"
            raise PepsiteError(message)
    click.echo("A process is ready.")


def _how_it_ended(process: int) -> int | None:
    """Return the exit code of a process that was started here, or None while it runs."""
    number, status = os.waitpid(process, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if number else None


@command.command("stop")
def stop() -> None:
    """End the process that is kept ready, once it has done what it was asked."""
    from pepsite.cli import ready  # noqa: PLC0415  # as above

    click.echo("The process ends." if ready.end() else "No process is ready.")


@command.command("status")
def status() -> None:
    """Say whether a process is ready, and which."""
    from pepsite.cli import ready  # noqa: PLC0415  # as above

    number = ready.number()
    click.echo("No process is ready." if number is None else f"Process {number} is ready.")
