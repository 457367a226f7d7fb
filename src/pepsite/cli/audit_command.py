"""`pepsite audit`: begin an audit, read one with its facts, follow up what it recommends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pepsite.cli.options import Day, as_of_option, text_or_json_option, today, workspace_option
from pepsite.compliance.judging.journey import AuditSheet
from pepsite.compliance.results import so_many
from pepsite.records.review import AuditType
from pepsite.render.audit import as_json, as_text
from pepsite.usecases.audits import NewAudit, raise_actions, show_audit, start_audit


@click.group("audit")
def command() -> None:
    """Begin an audit, read it beside what the records say, and follow up what it recommends."""


@command.command("start")
@click.argument("child")
@click.option("--template", required=True, metavar="NAME", help="An audit template of the policy.")
@click.option(
    "--auditor",
    "auditors",
    multiple=True,
    required=True,
    metavar="ID",
    help="Who audits, by the id of the person; once for each.",
)
@click.option(
    "--type",
    "kind",
    type=click.Choice([one.value for one in AuditType]),
    default=None,
    show_default="the first that the template is for",
    help="What sort of audit.",
)
@click.option(
    "--from",
    "first",
    type=Day(),
    default=None,
    show_default="the first day of the last academic year",
    help="From which day on PEPs are looked at.",
)
@click.option(
    "--until",
    "last",
    type=Day(),
    default=None,
    show_default="the day of the audit",
    help="Until which day PEPs are looked at.",
)
@as_of_option
@text_or_json_option
@workspace_option
def start(  # one argument for each option
    child: str,
    template: str,
    auditors: tuple[str, ...],
    kind: str | None,
    first: date | None,
    last: date | None,
    as_of: date,
    form: str,
    workspace: Path,
) -> None:
    """Write a new audit of a CHILD, and show what the records say to each question.

    The facts come from the records: the PEPs of the time, as they are now, and the questions
    that are asked of such a child. The answers are the auditor's, and stay open.
    """
    wanted = NewAudit(
        child, template, as_of, auditors, AuditType(kind) if kind else None, first, last
    )
    sheet = start_audit(workspace, wanted)
    _show(sheet, form)
    click.echo(f"written: {sheet.path}", err=True)


@command.command("show")
@click.argument("audit")
@text_or_json_option
@workspace_option
def show(audit: str, form: str, workspace: Path) -> None:
    """Show an AUDIT with the facts of its day, its answers, and what the records say."""
    _show(show_audit(workspace, audit), form)


@command.command("actions")
@click.argument("audit")
@click.option("--owner", required=True, metavar="ID", help="Who is to do it.")
@click.option(
    "--target", "target_on", type=Day(), required=True, metavar="DAY", help="By which day."
)
@click.option(
    "--recommendation",
    "only",
    multiple=True,
    metavar="ID",
    help="Only this one; once for each. Without it, all that have no action yet.",
)
@click.option(
    "--raised-on",
    type=Day(),
    default=today,
    show_default="today",
    help="The day on which the actions are raised.",
)
@workspace_option
def actions(  # one argument for each option
    audit: str,
    owner: str,
    target_on: date,
    only: tuple[str, ...],
    raised_on: date,
    workspace: Path,
) -> None:
    """Write an action for each recommendation of an AUDIT that has none.

    Each action has this owner and this target date, and `pepsite due` shows it from then on.
    """
    paths = raise_actions(workspace, audit, owner, target_on, raised_on=raised_on, only=only)
    for path in paths:
        click.echo(path)
    click.echo(so_many(len(paths), "action"), err=True)


def _show(sheet: AuditSheet, form: str) -> None:
    click.echo(as_json(sheet) if form == "json" else as_text(sheet), nl=False)
