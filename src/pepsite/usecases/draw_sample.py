"""Draw a sample by a plan of the policy, and keep it as a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.results import in_words
from pepsite.compliance.sampling.draw import draw
from pepsite.compliance.sampling.outcomes import SampleDrawn
from pepsite.compliance.sampling.population import Drawing, drawing_for
from pepsite.compliance.sampling.record import LISTED_UP_TO, sample_fields
from pepsite.errors import PepsiteError
from pepsite.git.exports import commit_of_records
from pepsite.policy.calendars import Unknown
from pepsite.policy.periods import Period, how_written, period_named
from pepsite.policy.sampling import SizeNotStated
from pepsite.records.paths import path_to
from pepsite.store.canonical import emit
from pepsite.store.schemas import editor_line
from pepsite.store.tree import MAX_BYTES
from pepsite.store.writing import save
from pepsite.usecases.population import gather
from pepsite.usecases.workspace import open_workspace

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pepsite.compliance.results import Setting
    from pepsite.compliance.sampling.draw import Draw
    from pepsite.policy.sampling import SamplingPlan
    from pepsite.usecases.workspace import Opened

NOT_HELD = ("action",)


def draw_sample(  # noqa: PLR0913  # a draw is asked for with all that goes into it
    root: Path,
    plan: str,
    period: str,
    as_of: date,
    *,
    seed: str,
    by: str,
    asked_for: int | None = None,
    jobs: int = 1,
) -> SampleDrawn:
    """Draw a sample by this plan for this period, as of a day, and save it.

    Raises:
        PepsiteError: it cannot be drawn, or has been drawn already; there is no workspace
            here, or a record cannot be read. Nothing was written.
        PolicyPackError: its policy pack cannot be used.
    """
    opened = open_workspace(root, leave_out=NOT_HELD)
    setting = opened.setting(as_of)
    if by not in setting.register.people:
        message = "there is no person with the id that is given with --by"
        raise PepsiteError(message)
    drawing = _drawing(_plan_named(plan, setting), period, setting, asked_for)
    _refuse_again(drawing, setting)
    gathered = gather(opened, drawing, setting, jobs)
    drawn = draw(gathered.listed, drawing, setting, seed)
    if isinstance(drawn, Unknown):
        raise _untold(drawn)
    commit = commit_of_records(root)
    if commit is None and len(gathered.listed) > LISTED_UP_TO:
        message = (
            f"{len(gathered.listed)} PEPs can be drawn, too many to be listed in the sample; "
            "commit records/ and policy/ first, so that the commit says what was drawn from"
        )
        raise PepsiteError(message)
    fields = sample_fields(
        drawing,
        gathered.listed,
        drawn,
        seed=seed,
        drawn_on=as_of,
        drawn_by=by,
        commit=commit,
        cannot_tell=gathered.cannot_tell,
    )
    sample_id = str(fields["id"])
    path = path_to("sample", sample_id)
    text = emit(fields, editor_line(path, "sample"))
    if len(text.encode()) > MAX_BYTES:
        message = "more PEPs are drawn than one record can hold; the plan asks for too many at once"
        raise PepsiteError(message)
    save(root, path, text, opened=None)
    return SampleDrawn(
        sample_id,
        path,
        drawing,
        drawn,
        len(gathered.listed),
        gathered.cannot_tell,
        seed,
        commit,
        _places(drawn, opened),
    )


def _plan_named(name: str, setting: Setting) -> SamplingPlan:
    for plan in setting.policy.plans:
        if plan.id == name:
            return plan
    known = ", ".join(one.id for one in setting.policy.plans) or "none"
    message = f"the policy has no sampling plan of this name; it has: {known}"
    raise PepsiteError(message)


def _drawing(plan: SamplingPlan, name: str, setting: Setting, asked_for: int | None) -> Drawing:
    period = _period(plan, name, setting)
    drawing = drawing_for(plan, period, setting, asked_for)
    if isinstance(drawing, Unknown):
        raise _untold(drawing)
    if drawing is None:
        message = f"{plan.id} is not in force on {in_words(period.starts_on)}"
        raise PepsiteError(message)
    if setting.as_of < period.starts_on:
        message = f"{name} has not begun on {in_words(setting.as_of)}"
        raise PepsiteError(message)
    not_stated = isinstance(drawing.version.size, SizeNotStated)
    if not_stated is (asked_for is None):
        message = (
            f"the source of {plan.id} states no size; say with --number how many PEPs to draw"
            if not_stated
            else f"the policy says how many PEPs {plan.id} draws; leave --number out"
        )
        raise PepsiteError(message)
    return drawing


def _period(plan: SamplingPlan, name: str, setting: Setting) -> Period:
    kinds = tuple(dict.fromkeys(version.period for version in plan.versions))
    for kind in kinds:
        found = period_named(kind, name, setting.calendars)
        if isinstance(found, Period):
            return found
        if isinstance(found, Unknown):
            raise _untold(found)
    examples = " or ".join(how_written(kind) for kind in kinds)
    message = f"{plan.id} has no period of this name; one is written like {examples}"
    raise PepsiteError(message)


def _untold(unknown: Unknown) -> PepsiteError:
    return PepsiteError(f"this cannot be drawn without {unknown.missing}")


def _refuse_again(drawing: Drawing, setting: Setting) -> None:
    """Refuse to draw once more than the plan has draws: nobody may draw till it suits them."""
    plan, period = drawing.plan, drawing.period
    drawn = [
        one.id
        for one in setting.register.samples.values()
        if one.plan.name == plan.id and period.holds(one.from_on)
    ]
    if len(drawn) >= drawing.version.draws_in_period:
        message = f"{plan.id} has been drawn for {period.name}: {', '.join(sorted(drawn))}"
        raise PepsiteError(message)


def _places(drawn: Draw, opened: Opened) -> dict[str, str]:
    return {one.candidate.pep: opened.listing.places[one.candidate.pep] for one in drawn.chosen}
