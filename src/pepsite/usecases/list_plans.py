"""Which sampling plans there are, what each asks for, and what was drawn of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.results import sources_of
from pepsite.compliance.sampling.outcomes import PlanNow
from pepsite.compliance.sampling.population import drawing_on
from pepsite.policy.calendars import Unknown
from pepsite.privacy import rules_in_words
from pepsite.usecases.draw_sample import NOT_HELD
from pepsite.usecases.workspace import open_workspace

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def list_plans(root: Path, as_of: date) -> tuple[PlanNow, ...]:
    """Return every sampling plan of the policy as it stands on this day.

    Raises:
        PepsiteError: there is no workspace here.
        PolicyPackError: its policy pack cannot be used.
    """
    setting = open_workspace(root, leave_out=NOT_HELD).setting(as_of)
    plans = []
    for plan in setting.policy.plans:
        drawing = drawing_on(plan, setting)
        if drawing is None or isinstance(drawing, Unknown):
            plans.append(PlanNow(plan.id, plan.title, plan.versions[-1].source, drawing))
            continue
        drawn = tuple(
            one.id
            for _, one in sorted(setting.register.samples.items())
            if one.plan.name == plan.id
            and drawing.period.holds(one.from_on)
            and one.drawn_on <= as_of
        )
        plans.append(
            PlanNow(
                plan.id,
                plan.title,
                sources_of(drawing.version),
                drawing.period,
                tuple(rules_in_words.plan(plan, drawing.version, setting.policy)),
                drawn,
                drawing.version.draws_in_period,
            )
        )
    return tuple(plans)
