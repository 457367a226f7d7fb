"""`pepsite propose`: checked records go to where they are reviewed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import identities_option, select_paths, workspace_option
from pepsite.cli.working import (
    collisions,
    hear,
    offline_option,
    person_of,
    person_option,
    show_findings,
    working_here,
)
from pepsite.exchange.computer_settings import Working
from pepsite.git.forges import Delivered, Waits, Why
from pepsite.usecases.known_names import known_names
from pepsite.usecases.propose_changes import changed_records, id_of
from pepsite.usecases.propose_record import propose_record
from pepsite.usecases.send_submissions import send_submissions
from pepsite.usecases.submission import Changed, Proposed, Refused, Submission, Unchanged

_WHY: dict[Why, str] = {
    "unreachable": "it cannot be reached",
    "slow": "it does not answer in time",
    "rate-limited": "it takes no more at the moment",
    "refused": "it refused; its rules, or what this computer may do there, have to change",
    "no-push-options": "it cannot be asked for a review so; name another kind of forge",
}


@click.command("propose")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--queued", is_flag=True, help="Send what waits to be sent, and nothing new.")
@click.option(
    "--reason",
    default="",
    metavar="TEXT",
    help="Why a record is moved or taken out. Nothing about a child: it stays in the history.",
)
@person_option
@offline_option
@identities_option
@workspace_option
def command(
    paths: tuple[Path, ...],
    reason: str,
    person: str | None,
    workspace: Path,
    identities: Path | None,
    *,
    queued: bool,
    offline: bool,
) -> None:
    """Send the records you changed for review, if they conform.

    PATHS are files or folders of the workspace; without them, every record you changed since
    the last commit. Your own files, and what you have prepared to commit, stay as they are.
    What cannot be sent now is kept, and sent by `pepsite propose --queued`.
    """
    working = working_here()
    now = datetime.now(UTC)
    if queued:
        if paths or reason:
            message = "--queued sends what waits; give no paths and no reason with it"
            raise click.UsageError(message)
        send_waiting(workspace, working, now, None)
        return
    hear(workspace, offline=offline)
    names = known_names(identities, workspace)
    edits = changed_records(workspace, select_paths(workspace, paths))
    who = person_of(person, working)
    submission = Submission(
        id_of(who, edits), who, now, edits, method="own-computer", reason=reason
    )
    match propose_record(workspace, submission, names, working.signing_key):
        case Proposed() as done:
            before = "sent before" if done.again and not done.unsent else "for review"
            click.echo(f"{before}: {submission.id}")
            for one in done.touched:
                click.echo(f"  {one.line}")
            for each in done.combined:
                click.echo(f"  {each.path}: what somebody else changed meanwhile is kept as well")
            send_waiting(workspace, working, now, submission.id)
        case Unchanged():
            click.echo("all of this is accepted already; nothing is sent")
        case Refused(findings):
            show_findings(findings, names_checked=names is not None)
            click.get_current_context().exit(ExitCode.FINDINGS)
        case Changed(clashes):
            click.echo("somebody else changed the same meanwhile; nothing is sent")
            for line in collisions(clashes):
                click.echo(f"  {line}")
            click.echo("bring your files up to date (git pull), choose, and send again", err=True)
            click.get_current_context().exit(ExitCode.RECORD_CHANGED)


def send_waiting(workspace: Path, working: Working, now: datetime, only: str | None) -> None:
    """Send what waits, or the one submission of this id, and say what became of it."""
    done = send_submissions(workspace, working, now, None if only is None else [only])
    if not done and only is None:
        click.echo("nothing waits to be sent")
    for one in done:
        if isinstance(one.outcome, Delivered):
            address = one.outcome.address
            if one.outcome.by_hand:
                click.echo(f"{one.submission}: sent; now open the request at {address}")
            else:
                click.echo(f"{one.submission}: sent{f', {address}' if address else ''}")
        else:
            click.echo(f"{one.submission}: {_waits(one.outcome)}")


def _waits(outcome: Waits) -> str:
    when = outcome.not_before
    at = f" before {_said(when)}" if when else ""
    return (
        f"waits to be sent: {_WHY[outcome.why]}; "
        f"`pepsite propose --queued` tries again{', not' if at else ''}{at}"
    )


def _said(when: datetime) -> str:
    here = when.astimezone()
    return f"{here:%H:%M} on {here.day} {here:%B}"
