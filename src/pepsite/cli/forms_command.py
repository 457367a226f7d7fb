"""`pepsite forms`: the forms, in a browser on this computer."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import click

from pepsite.cli.offline_forms import NOT_INSTALLED, issue, receive
from pepsite.cli.options import identities_option, port_option, workspace_option
from pepsite.errors import PepsiteError
from pepsite.store.user_files import PERSON_VARIABLE, configured_person


@click.group("forms", invoke_without_command=True)
@click.option(
    "--as",
    "person",
    metavar="PERSON",
    help="The id of the person who fills in forms here.",
    default=configured_person,
    show_default=f"{PERSON_VARIABLE}, else `person` in this computer's settings",
)
@port_option
@click.option(
    "--browser/--no-browser", default=True, help="Open the browser, or only say the address."
)
@workspace_option
@identities_option
@click.pass_context
def command(
    ctx: click.Context,
    person: str,
    port: int,
    browser: bool,
    workspace: Path,
    identities: Path | None,
) -> None:
    """Fill in forms in a browser, and send them for review.

    Only this computer can open them, by a link that works once. Names are shown where the
    identity store is. Ends with Ctrl-C; what was begun is kept, encrypted, on this computer.
    The commands below are for people who cannot open them: a form as a file.
    """
    if ctx.invoked_subcommand is not None:
        return
    if find_spec("flask") is None or find_spec("waitress") is None:
        raise PepsiteError(NOT_INSTALLED)
    if not person:
        message = "say who you are: pepsite forms --as PERSON, with the id of your own record"
        raise click.UsageError(message)
    _serve(person, port, workspace, identities, browser=browser)


command.add_command(issue)
command.add_command(receive)


def _serve(
    person: str, port: int, workspace: Path, identities: Path | None, *, browser: bool
) -> None:
    from pepsite.cli.working import working_here  # noqa: PLC0415  # as below
    from pepsite.forms.in_touch import in_touch  # noqa: PLC0415  # as below
    from pepsite.forms.web.apart import apart  # noqa: PLC0415  # as below
    from pepsite.forms.web.desk import Desk  # noqa: PLC0415  # only the forms need Flask
    from pepsite.forms.web.serving import (  # noqa: PLC0415  # as above
        Forms,
        give_back_early,
        keep_small,
        new_place,
        opened_in_browser,
        tell_faults_by_place,
    )
    from pepsite.privacy.names import NameScan  # noqa: PLC0415  # as above
    from pepsite.privacy.permission import Action  # noqa: PLC0415  # as above
    from pepsite.store.drafts import Drafts  # noqa: PLC0415  # as above
    from pepsite.store.identities import find_identities  # noqa: PLC0415  # as above

    give_back_early()
    store = find_identities(identities, workspace=workspace)
    working = working_here()
    desk = Desk(
        workspace,
        person,
        Drafts.open(workspace=workspace),
        lambda: datetime.now().astimezone(),
        store,
        NameScan(store.identities()) if store else None,
        working.signing_key,
        does=apart,
    )
    if not desk.may(Action.START):
        message = (
            "there is no active person with this id in the workspace who fills in forms: "
            "they may have left, or have another role"
        )
        raise click.UsageError(message)
    desk.tidy_up()

    def report(line: str) -> None:
        click.echo(line, err=True)

    try:
        forms = Forms(desk, port, report, new_place())
    except OSError as refused:
        message = f"cannot listen on port {port}: {refused.strerror}"
        raise PepsiteError(message) from None
    link = forms.new_link()
    click.echo(f"The forms are at {link}")
    click.echo("The link works once, within five minutes. Ctrl-C ends the forms.", err=True)
    if sys.stdin.isatty():
        click.echo("Press Enter for a new link.", err=True)
        listening = threading.Thread(target=_give_links, args=(forms.new_link,), daemon=True)
        listening.start()
    tell_faults_by_place(report)
    try:
        with in_touch(workspace, working, desk.now, desk.touch), ExitStack() as opened:
            if browser:
                opened.enter_context(opened_in_browser(link))
            keep_small()
            forms.run()
    finally:
        forms.close()


def _give_links(new_link: Callable[[], str]) -> None:
    for _ in sys.stdin:
        click.echo(f"The forms are at {new_link()}")
