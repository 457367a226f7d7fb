"""`pepsite serve`: the site on this computer, following the records."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click

from pepsite.cli.ended import ended_as_by_ctrl_c
from pepsite.cli.failures import fault_sentence
from pepsite.cli.options import (
    Day,
    identities_option,
    jobs_option,
    port_option,
    today,
    workspace_option,
)
from pepsite.forms.questions.blank import blank_peps
from pepsite.records.authority import Audience
from pepsite.site.names import Names
from pepsite.site.preview import serve_folder
from pepsite.usecases.build_site import build_site
from pepsite.usecases.follow_site import Seen, follow, seen_now
from pepsite.usecases.known_names import names_to_show
from pepsite.usecases.remembered_children import RememberedChildren


def told_of_faults(work: Callable[[], None], tell: Callable[[str], None]) -> None:
    """Do what goes on beside the pages; what ends it is told as the fault of a command is."""
    try:
        work()
    except Exception as fault:  # noqa: BLE001  # nobody else would hear of it
        tell(fault_sentence(fault))
        tell("The site stays as it is from now on: start it again")


@click.command("serve")
@click.option(
    "--audience",
    type=click.Choice([one.value for one in Audience if one is not Audience.SCHOOL]),
    default=Audience.STAFF.value,
    show_default=True,
    help="Whose site.",
)
@click.option(
    "--as-of",
    type=Day(),
    show_default="the day it is, also when the next has begun",
    help="The day to ask about; what happened later is left out.",
)
@port_option
@click.option(
    "--names",
    "with_names",
    is_flag=True,
    help="Show names in the place of ids. They are put in on the way to the browser; "
    "no file has them.",
)
@jobs_option
@workspace_option
@identities_option
@ended_as_by_ctrl_c()
def command(  # the options
    audience: str,
    as_of: date | None,
    port: int,
    with_names: bool,
    jobs: int,
    workspace: Path,
    identities: Path | None,
) -> None:
    """Build the site and serve it to this computer alone, until Ctrl-C.

    When a record or the policy changes, or a new day begins, the site is built again: load the
    page again to see it.
    """
    asked = Audience(audience)
    if with_names and asked is not Audience.STAFF:
        message = "--names is for the staff site: no other has the ids of children"
        raise click.UsageError(message)
    names = Names(names_to_show(identities, workspace)) if with_names else None
    with tempfile.TemporaryDirectory(prefix="pepsite-") as scratch:
        folder = Path(scratch, "site")
        remembered: RememberedChildren[Any] = RememberedChildren()

        def day() -> date:
            return as_of or today()

        def build(seen: Seen, jobs: int = 1) -> None:
            remembered.stamps = seen.stamps
            build_site(
                workspace,
                asked,
                seen.day,
                folder,
                blanks=blank_peps,
                jobs=jobs,
                identities=identities,
                remembered=remembered,
                workshop=Path(scratch, "markdown"),
            )
            if names is not None:
                names.take(names_to_show(identities, workspace))

        seen = seen_now(workspace, day)
        build(seen, jobs)
        tell = partial(click.echo, err=True)
        ended = Event()
        # In this process alone: one that serves with threads cannot well be copied for others.
        following = partial(follow, workspace, day, build, seen, tell, ended)
        follower = Thread(target=told_of_faults, args=(following, tell))
        follower.start()
        try:
            serve_folder(
                folder,
                port,
                lambda address: click.echo(f"Serving {address}  (Ctrl-C ends it)"),
                names,
            )
        finally:
            ended.set()
            follower.join()
