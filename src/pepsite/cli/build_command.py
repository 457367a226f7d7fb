"""`pepsite build`: the site, for an audience, as of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pepsite.cli.ended import ended_as_by_ctrl_c
from pepsite.cli.options import as_of_option, identities_option, jobs_option, workspace_option
from pepsite.forms.questions.blank import blank_peps
from pepsite.records.authority import Audience, ChildLabel
from pepsite.usecases.build_site import build_site, write_site_markdown

_OF_ONE_DAY = (
    "What is withheld is settled for this day alone: figures published for another day "
    "can be subtracted from these. Publish once for each period."
)


@click.command("build")
@click.option(
    "--audience",
    type=click.Choice([one.value for one in Audience]),
    required=True,
    help="Who will read it. The public site is made of policy, authority and calendars alone.",
)
@as_of_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the site. It opens and searches from there without a server.",
)
@click.option(
    "--markdown",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the Markdown in this folder; without --out, write that alone.",
)
@click.option(
    "--policy",
    metavar="NAME",
    help="The policy pack of the public site, where it is not the workspace's own; "
    "no workspace is needed.",
)
@click.option(
    "--school",
    default="",
    metavar="ID",
    help="The school whose folder it is: its own children, and nothing of any other school.",
)
@click.option(
    "--label",
    type=click.Choice([str(one) for one in ChildLabel if one is not ChildLabel.NAME]),
    help="How children are called in a school's folder. If left out: as authority.yaml says.",
)
@jobs_option
@workspace_option
@identities_option
@ended_as_by_ctrl_c()
def command(  # the options
    audience: str,
    as_of: date,
    out: Path | None,
    markdown: Path | None,
    policy: str | None,
    school: str,
    label: str | None,
    jobs: int,
    workspace: Path,
    identities: Path | None,
) -> None:
    """Build the site for an audience, as of a day."""
    asked = Audience(audience)
    if policy is not None and asked is not Audience.PUBLIC:
        message = "--policy is for the public site: records are judged by the policy they name"
        raise click.UsageError(message)
    if bool(school) != (asked is Audience.SCHOOL):
        message = "--audience school and --school ID go together: a folder is for one school"
        raise click.UsageError(message)
    if label and not school:
        message = "--label is for a school's folder: --audience school --school ID"
        raise click.UsageError(message)
    called = ChildLabel(label) if label else None
    if out is not None:
        checked = build_site(
            workspace,
            asked,
            as_of,
            out,
            markdown,
            policy=policy,
            blanks=blank_peps,
            school=school,
            label=called,
            jobs=jobs,
            identities=identities,
        )
        click.echo(f"The {audience} site is in {out}: open {out / 'index.html'}", err=True)
        if asked is Audience.BOARD:
            click.echo(_OF_ONE_DAY, err=True)
    elif markdown is not None:
        checked = write_site_markdown(
            workspace,
            asked,
            as_of,
            markdown,
            policy=policy,
            blanks=blank_peps,
            school=school,
            label=called,
            jobs=jobs,
            identities=identities,
        )
        click.echo(f"The Markdown of the {audience} site is in {markdown}", err=True)
    else:
        message = "give --out, --markdown or both"
        raise click.UsageError(message)
    if not checked:
        click.echo("Names not checked: there is no identity store on this computer.", err=True)
