"""`pepsite sample`: the sampling plans, a draw by one of them, and every draw made again."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path

import click

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import as_of_option, jobs_option, text_or_json_option, workspace_option
from pepsite.compliance.sampling.outcomes import Verdict
from pepsite.render import samples as render
from pepsite.usecases.check_samples import check_samples
from pepsite.usecases.draw_sample import draw_sample
from pepsite.usecases.list_plans import list_plans


@click.group("sample")
def command() -> None:
    """Draw PEPs to look at again, by the plans of the policy.

    Whoever has the same records and the same seed draws the same PEPs.
    """


@command.command("plans")
@as_of_option
@text_or_json_option
@workspace_option
def plans(as_of: date, form: str, workspace: Path) -> None:
    """List the sampling plans: what each asks for, and the period that runs."""
    found = list_plans(workspace, as_of)
    shown = render.plans_as_json(found) if form == "json" else render.plans_as_text(found)
    click.echo(shown, nl=False)


@command.command("draw")
@click.argument("plan")
@click.option(
    "--period",
    required=True,
    help="The period to draw for: 2026-04, 2025-26-spring-1, 2025-26-spring or 2025-26.",
)
@click.option("--by", required=True, metavar="ID", help="The person who draws.")
@click.option(
    "--seed", default=None, show_default="chosen by chance", help="What the draw hangs on."
)
@click.option(
    "--number",
    type=click.IntRange(min=1, max=1000),
    help="How many PEPs, where the plan states no size.",
)
@as_of_option
@text_or_json_option
@jobs_option
@workspace_option
def draw(
    plan: str,
    period: str,
    by: str,
    seed: str | None,
    number: int | None,
    as_of: date,
    form: str,
    jobs: int,
    workspace: Path,
) -> None:
    """Draw a sample by a PLAN of the policy, save it, and say who audits what.

    What can be drawn is as the records are, as of the day. A plan is drawn once for a
    period, or as often as the policy says.
    """
    drawn = draw_sample(
        workspace,
        plan,
        period,
        as_of,
        seed=seed or secrets.token_hex(16),
        by=by,
        asked_for=number,
        jobs=jobs,
    )
    shown = render.draw_as_json(drawn) if form == "json" else render.draw_as_text(drawn)
    click.echo(shown, nl=False)
    click.echo(f"saved as {drawn.path}", err=True)


@command.command("check")
@click.argument("samples", nargs=-1)
@text_or_json_option
@jobs_option
@workspace_option
def check(samples: tuple[str, ...], form: str, jobs: int, workspace: Path) -> None:
    """Draw SAMPLES again, or all there are; exit 1 if one is not what its seed gives.

    What a sample was drawn from is gathered again from its commit, where this repository
    has it, else taken from its own list. What has changed since is said, and is no fault.
    """
    checked = check_samples(workspace, samples, jobs)
    shown = render.checks_as_json(checked) if form == "json" else render.checks_as_text(checked)
    click.echo(shown, nl=False)
    good = sum(one.verdict is Verdict.AS_DRAWN for one in checked)
    click.echo(f"{good} of {len(checked)} samples are as drawn", err=True)
    if good < len(checked):
        click.get_current_context().exit(ExitCode.FINDINGS)
