"""`pepsite due`: who has to do what next, and who is to be told?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pepsite.cli.options import (
    MOST_DAYS,
    as_of_option,
    format_option,
    identities_option,
    jobs_option,
    only_options,
    workspace_option,
)
from pepsite.cli.output import show
from pepsite.compliance.results import so_many
from pepsite.render.compliance import CSV, DUE, JSON
from pepsite.usecases.compute_compliance import Only, list_due
from pepsite.usecases.review_of_policy import policy_review_passed

if TYPE_CHECKING:
    from pepsite.usecases.prompt_people import Wanted

_FORMS = {"text": DUE, "json": JSON, "csv": CSV}
_PROMPTS = ("ics", "eml", "md")


@click.command("due")
@as_of_option
@only_options
@format_option(
    [*_FORMS, *_PROMPTS],
    "A list for people, programs or a spreadsheet; or the policy's prompts as calendar files, "
    "e-mail drafts or pages.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The new folder that prompts are written into.",
)
@click.option(
    "--soon",
    type=click.IntRange(0, MOST_DAYS),
    default=14,
    show_default=True,
    metavar="DAYS",
    help="Prompts: how many days ahead is soon.",
)
@click.option(
    "--back",
    type=click.IntRange(0, MOST_DAYS),
    default=28,
    show_default=True,
    metavar="DAYS",
    help="Prompts: how many days back what happened is still told of.",
)
@click.option(
    "--send",
    "sends",
    is_flag=True,
    help="Prompts: send them by e-mail, each to each person once. Shows what would go, and asks.",
)
@click.option("--dry-run", is_flag=True, help="--send: only show what would go.")
@click.option("--yes", is_flag=True, help="--send: do not ask; for a nightly job.")
@click.option(
    "--unsure",
    type=click.Choice(["leave", "again", "gone"]),
    default="leave",
    show_default=True,
    help="--send: what may or may not have gone out before is left, sent again, or taken for sent.",
)
@identities_option
@jobs_option
@workspace_option
def command(  # one argument for each option
    as_of: date,
    child: str | None,
    school: str | None,
    person: str | None,
    form: str,
    out: Path | None,
    soon: int,
    back: int,
    sends: bool,
    dry_run: bool,
    yes: bool,
    unsure: str,
    identities: Path | None,
    jobs: int,
    workspace: Path,
) -> None:
    """List what is open on a day, person by person, what is late first.

    With --format ics, eml or md, the messages that the policy says people get are written into
    a folder: each once for each fact and format. With --send they are sent by e-mail. The exit
    code is 0 whatever is open.
    """
    only = Only(child, school, person)
    _refuse_what_does_not_go_together(
        form, out, sends=sends, for_mail=dry_run or yes or unsure != "leave"
    )
    _warn_of_the_policy(workspace, as_of)
    if form in _FORMS and not sends:
        show(list_due(workspace, as_of, _FORMS[form], only, jobs=jobs))
        return
    # Lists are asked for far more often, and need none of this.
    from pepsite.usecases.prompt_people import Wanted  # noqa: PLC0415

    wanted = Wanted(only, soon, back)
    if out is not None:
        _write(workspace, as_of, form, out, wanted, identities=identities, jobs=jobs)
        return
    from pepsite.cli.mailing import send_prompts  # noqa: PLC0415

    send_prompts(
        workspace,
        as_of,
        wanted,
        unsure=unsure,
        only_show=dry_run,
        ask=not yes,
        identities=identities,
        jobs=jobs,
    )


def _warn_of_the_policy(workspace: Path, as_of: date) -> None:
    passed = policy_review_passed(workspace, as_of)
    if passed is not None:
        name, due_on = passed
        click.echo(
            f"the review of policy {name} was due on {due_on}: everything here is counted by the "
            "policy as it stood; its keeper has to look at it and set the next day "
            "(review_due_on in its pack.yaml)",
            err=True,
        )


def _refuse_what_does_not_go_together(
    form: str, out: Path | None, *, sends: bool, for_mail: bool
) -> None:
    message = None
    if sends and (form != "text" or out is not None):
        message = "--send sends e-mail: it takes no --format and no --out"
    elif for_mail and not sends:
        message = "--dry-run, --yes and --unsure are for --send"
    elif form in _FORMS and out is not None:
        message = "--out is for prompts: add --format ics, eml or md"
    elif form in _PROMPTS and out is None:
        message = f"--format {form} writes files: name a new folder with --out"
    if message is not None:
        raise click.UsageError(message)


def _write(
    workspace: Path,
    as_of: date,
    form: str,
    out: Path,
    wanted: Wanted,
    *,
    identities: Path | None,
    jobs: int,
) -> None:
    from pepsite.usecases.prompt_people import prompt_people  # noqa: PLC0415  # as above

    written = prompt_people(workspace, as_of, form, out, wanted, identities=identities, jobs=jobs)
    click.echo(
        f"{so_many(written.prompts, 'prompt')} in {so_many(written.files, 'file')}", err=True
    )
    for number, what in (
        (written.told_before, "written before in this format, and left out"),
        (written.nobody, "for which nobody on record is to be told"),
        (written.unreadable, "records that could not be read"),
    ):
        if number:
            click.echo(f"{number:,} {what}", err=True)
    if not written.has_prompts:
        click.echo("the policy says nothing of prompts", err=True)
    if written.labelled_by_id:
        click.echo("no identity store on this computer: children are labelled by id", err=True)
