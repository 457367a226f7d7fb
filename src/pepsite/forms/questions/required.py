"""What the policy of the day asks of a plan, as far as the answers tell which plan it is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pepsite.compliance.conformity.completeness import ON_ROLL
from pepsite.forms.questions.answers import indexed, is_answered, no_answer, text
from pepsite.policy.completeness import NoAnswerKind
from pepsite.records.codes import Phase, YearGroup
from pepsite.records.pep import PepStatus, PepType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking
    from pepsite.policy.completeness import Requirement


class Demand(StrEnum):
    """How firmly an answer is asked for. A draft may leave any of them open.

    `NOT_TOLD`: what was answered so far does not tell whether it is asked for.
    """

    REQUIRED = "required"
    ADVISED = "advised"
    OPTIONAL = "optional"
    NOT_TOLD = "not-told"


def demands(
    asking: Asking, answers: Answers
) -> Mapping[str, tuple[Demand, tuple[NoAnswerKind, ...]]]:
    """Return how firmly fields are asked for, and what may stand in their place, by their names.

    Law and authority may ask for the same field: the firmer counts, and what both accept.
    """
    looked_at = indexed(answers)
    return looked_at.once(("demands", id(asking)), lambda: _demands(asking, looked_at))


def _demands(
    asking: Asking, answers: Answers
) -> Mapping[str, tuple[Demand, tuple[NoAnswerKind, ...]]]:
    policy, plan = asking.policy, _plan(answers)
    # A child may leave out anything: what a complete plan needs is for adults to see to.
    to_child = asking.form.speaks_to == "child"
    if policy is None or plan is None or asking.form.record != "pep" or to_child:
        return {}
    found: dict[str, tuple[Demand, tuple[NoAnswerKind, ...]]] = {}
    for requirement, version in policy.requirements_on(*plan, asking.day):
        asks = _asks(requirement, answers)
        names = [requirement.field]
        names += [f"{requirement.field}.{name}" for name in requirement.each_has]
        for name in names if asks is not False else ():
            demand, accepts = found.get(name, (Demand.OPTIONAL, tuple(NoAnswerKind)))
            firm = Demand.NOT_TOLD if asks is None else Demand(version.level)
            if name == requirement.field and _is_a_part(asking, answers):
                firm = Demand.OPTIONAL
            # What may yet be asked for is offered nothing that would then be refused.
            found[name] = (
                max(demand, firm, key=_FIRMNESS.index),
                tuple(one for one in accepts if one in version.accepts),
            )
    return found


def _is_a_part(asking: Asking, answers: Answers) -> bool:
    """Say whether a form asks for a part of a plan that others go on with.

    Whoever types what a carer said need not answer for the child: what the whole needs is asked
    of whoever sends the whole.
    """
    spec, status = asking.form, text(answers, "status")
    is_about_all = spec.owns or spec.changes is not None
    return not is_about_all and status in (PepStatus.DRAFT, PepStatus.RETURNED)


_FIRMNESS = (Demand.OPTIONAL, Demand.NOT_TOLD, Demand.ADVISED, Demand.REQUIRED)


def usually(asking: Asking, answers: Answers) -> Demand:
    """Return how firmly a field is asked for that nobody names: not told before the plan is."""
    is_plan = asking.form.record == "pep" and asking.policy is not None
    return Demand.NOT_TOLD if is_plan and _plan(answers) is None else Demand.OPTIONAL


def _plan(answers: Answers) -> tuple[Phase, PepType, YearGroup] | None:
    try:
        return (
            Phase(text(answers, "content/phase")),
            PepType(text(answers, "type")),
            YearGroup(text(answers, "year_group")),
        )
    except ValueError:  # not told yet: nobody can say what such a plan needs
        return None


def _asks(requirement: Requirement, answers: Answers) -> bool | None:
    """Say whether a plan with these answers needs it; None where they do not tell that yet."""
    status = text(answers, "arrangements/status")
    if requirement.unless_on_roll and (not status or status in ON_ROLL):
        return False if status else None
    if requirement.if_answered is not None:
        key = requirement.if_answered.replace(".", "/")
        if not is_answered(answers, key):
            return None
        return not no_answer(answers, key)
    return True
