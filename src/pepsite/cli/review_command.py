"""`pepsite review`: what was sent for review, looked at, accepted or sent back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import click

from pepsite.cli.diff_command import diff_options
from pepsite.cli.failures import ExitCode
from pepsite.cli.options import (
    as_of_option,
    identities_option,
    text_or_json_option,
    today,
    workspace_option,
)
from pepsite.cli.working import (
    collisions,
    hear,
    offline_option,
    person_if_known,
    person_of,
    person_option,
    show_findings,
    working_here,
)
from pepsite.compliance.results import so_many
from pepsite.privacy.wording import long_date
from pepsite.render.legible import legible
from pepsite.render.records_diff import formatted
from pepsite.usecases.known_names import known_names
from pepsite.usecases.review_submissions import (
    NotAccepted,
    Reviewer,
    Submitted,
    Verdict,
    accept_submission,
    list_submissions,
    on_record,
    return_submission,
    show_submission,
)
from pepsite.usecases.send_submissions import list_unsent

_VERDICTS: dict[Verdict, str] = {
    "conforms": "conforms",
    "does-not-conform": "does not conform",
    "collides": "collides with what was accepted since",
    "cannot-tell": "cannot be judged: it changes other things than records",
}


@click.group("review")
def command() -> None:
    """Look at what was sent for review, accept it, or send it back.

    In a bare repository or on a share, and in a clone of one. Where your changes are reviewed
    on a forge, accept them there.
    """


@command.command("list")
@text_or_json_option
@as_of_option
@offline_option
@identities_option
@workspace_option
def list_command(
    form: str, as_of: date, workspace: Path, identities: Path | None, *, offline: bool
) -> None:
    """List what waits: from whom, how long, which sections, and whether it conforms.

    The longest waiting comes first; what was sent back stands last, until it is sent again.
    """
    hear(workspace, offline=offline)
    found = list_submissions(workspace, as_of, known_names(identities, workspace))
    if form == "json":
        click.echo(json.dumps([_as_json(one) for one in found], indent=2))
        return
    for one in found:
        click.echo("\n".join(_lines(one)))
    waiting = [one for one in found if one.returned is None]
    back = len(found) - len(waiting)
    said = f"{len(waiting)} waiting" if waiting else "nothing waits to be reviewed"
    click.echo(f"{said}{f', {back} sent back' if back else ''}")
    if unsent := len(list_unsent(workspace)):
        click.echo(
            f"{unsent} of this computer's own still to be sent: pepsite propose --queued", err=True
        )


def _lines(one: Submitted) -> list[str]:
    days = so_many(one.waiting_days, "day")
    about = f"{legible(one.id)}  from {legible(one.by)}, "
    if one.returned is None:
        about += f"{days}, {_VERDICTS[one.verdict]}"
    else:
        about += f"sent back on {long_date(one.returned.on)} by {legible(one.returned.by)}"
        reason = one.returned.reason
        about += f": {legible(reason)}" if reason else "; the reason stands in the PEP"
    return [about, *(f"    {each.line}" for each in one.touched)]


def _as_json(one: Submitted) -> dict[str, object]:
    back = one.returned
    return {
        "id": one.id,
        "branch": one.branch,
        "commit": one.commit,
        "by": one.by,
        "sent_on": one.sent_on.isoformat(),
        "waiting_days": one.waiting_days,
        "verdict": one.verdict,
        "findings": len(one.findings),
        "records": [
            {
                "kind": each.kind,
                "id": each.id,
                "type": each.type,
                "did": each.did,
                "sections": dict(each.sections),
            }
            for each in one.touched
        ],
        "returned": None if back is None else {"on": back.on.isoformat(), "by": back.by},
    }


@command.command("show")
@click.argument("submission")
@diff_options
@as_of_option
@person_option
@offline_option
@identities_option
@workspace_option
def show(
    submission: str,
    form: str,
    as_of: date,
    person: str | None,
    workspace: Path,
    identities: Path | None,
    *,
    ids_only: bool,
    offline: bool,
) -> None:
    """Say in words what a SUBMISSION changes, with compliance before and after.

    This quotes the records: it is for those who may read them. What a child keeps to some people
    is shown to them alone, and to nobody where nothing says who you are.
    """
    from pepsite.forms.questions.withholding import shown_to  # noqa: PLC0415  # few reviews are shown

    hear(workspace, offline=offline)
    names = known_names(identities, workspace)
    reader = on_record(workspace, person_if_known(person, working_here()))
    as_shown = partial(shown_to, reader, today())
    shown = show_submission(workspace, submission, as_of, names, as_shown)
    text = formatted(shown.diff, form, ids_only=ids_only)
    if form != "text":
        click.echo(text, nl=False)
        return
    click.echo("\n".join(_lines(shown.submitted)))
    click.echo()
    click.echo(text, nl=False)
    if shown.submitted.findings:
        click.echo()
        show_findings(shown.submitted.findings, names_checked=names is not None)
    for line in collisions(shown.submitted.clashes):
        click.echo(f"collides: {line}")


@command.command("accept")
@click.argument("submission")
@click.option(
    "--own",
    is_flag=True,
    help="Though you sent it yourself, as nobody else can look at it. The history shows that.",
)
@click.option(
    "--let-past",
    metavar="REASON",
    default="",
    help="Though it is refused. Only the head of the virtual school may, and the board is told.",
)
@person_option
@offline_option
@identities_option
@workspace_option
def accept(
    submission: str,
    let_past: str,
    person: str | None,
    workspace: Path,
    identities: Path | None,
    *,
    own: bool,
    offline: bool,
) -> None:
    """Take a SUBMISSION in, if what comes of it conforms.

    What others had accepted since it was sent is brought together with it, field by field.
    """
    working = working_here()
    reviewer = Reviewer(
        person_of(person, working),
        datetime.now(UTC),
        working.signing_key,
        let_past=let_past.strip(),
    )
    hear(workspace, offline=offline)
    names = known_names(identities, workspace)
    done = accept_submission(workspace, submission, reviewer, names, own=own)
    if isinstance(done, NotAccepted):
        _not_done(done, names_checked=names is not None)
        return
    for one in done.touched:
        click.echo(f"accepted: {one.line}")
    if done.own:
        click.echo("you sent this yourself, and `pepsite history check` says so", err=True)


@command.command("return")
@click.argument("submission")
@click.option(
    "--reason",
    prompt="Why does it go back?",
    metavar="TEXT",
    help="What to do about it. It goes into the PEP; without a PEP, into the history.",
)
@person_option
@offline_option
@identities_option
@workspace_option
def return_command(
    submission: str,
    reason: str,
    person: str | None,
    workspace: Path,
    identities: Path | None,
    *,
    offline: bool,
) -> None:
    """Send a SUBMISSION back to whoever sent it, with a reason.

    It waits no longer. Whoever sent it opens it again, corrects it, and sends it again.
    """
    working = working_here()
    reviewer = Reviewer(person_of(person, working), datetime.now(UTC), working.signing_key)
    hear(workspace, offline=offline)
    names = known_names(identities, workspace)
    done = return_submission(workspace, submission, reviewer, reason, names)
    if isinstance(done, NotAccepted):
        _not_done(done, names_checked=names is not None)
        return
    click.echo(f"sent back: {submission}")
    if not done.in_record:
        click.echo("the reason stands in the history, which is kept for ever", err=True)


def _not_done(done: NotAccepted, *, names_checked: bool) -> None:
    """Say what stands in the way, and end so."""
    if done.findings:
        show_findings(done.findings, names_checked=names_checked)
    for line in collisions(done.clashes):
        click.echo(f"collides: {line}")
    click.get_current_context().exit(ExitCode.FINDINGS)
