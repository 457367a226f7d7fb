"""What a PEP holds: fresh figures, targets, money tied to them, the child's voice, plans."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from pepsite.compliance.content.case import not_applicable
from pepsite.compliance.fields import is_empty, value_at
from pepsite.compliance.results import in_words, listed
from pepsite.policy.calendars import Unknown
from pepsite.policy.completeness import way
from pepsite.records.answers import AskedDeclined, given, is_no_answer
from pepsite.records.sections import overall_attendance
from pepsite.records.targets import Horizon, Subject

if TYPE_CHECKING:
    from pepsite.compliance.content.case import Answer, Case
    from pepsite.policy.content import (
        AttendanceTarget,
        EachItemHas,
        FieldAnswered,
        Fresh,
        LinkedPlan,
        TargetOfHorizon,
        TargetsIn,
        TransitionPlanned,
    )


def name_of(field: str) -> str:
    """Return a field as people read it: the last part of its way."""
    return field.rpartition(".")[2].replace("_", " ")


# --- How old it is

_DAY_OF = {
    "attendance": "until_on",
    "content.attainment": "assessed_on",
    "content.learning": "assessed_on",
}
"""Which day of an item says how old it is."""


def fresh(rule: Fresh, case: Case) -> Answer:
    """Say whether the latest day in a part of the PEP is no older than it may be."""
    name = name_of(rule.field)
    parent, _, field = rule.field.rpartition(".")
    if parent and field not in type(case.pep.content).model_fields:
        return None  # the plans of this phase have no such part
    value = value_at(case.pep, way(rule.field))
    if is_no_answer(value):
        return case.honestly(value, name)
    latest = _latest(rule.field, value)
    if latest is None:
        return case.lacks(f"No {name} is on record.")
    oldest = _fresh_until(rule, case, latest)
    if isinstance(oldest, Unknown):
        return oldest
    when = f"The latest {name} is of {in_words(latest)}"
    if oldest:
        return case.met(f"{when}.")
    wanted = (
        f"{rule.within.number} {listed([rule.within.unit])} before {in_words(case.submitted_on)}"
        if rule.within
        else f"the academic year of {in_words(case.submitted_on)}"
    )
    return case.lacks(f"{when}, which is before {wanted}.")


def _latest(field: str, value: object) -> date | None:
    if isinstance(value, tuple):
        return max((getattr(item, _DAY_OF[field]) for item in value), default=None)
    return cast("date | None", getattr(value, "as_of", None))


def _fresh_until(rule: Fresh, case: Case, latest: date) -> bool | Unknown:
    calendars = case.setting.calendars
    if rule.within is not None:
        until = calendars.add(latest, rule.within, case.school)
        return until if isinstance(until, Unknown) else until >= case.submitted_on
    year = calendars.academic_year_of(case.submitted_on, case.school)
    # A school that opens on 3 September may well assess on the 1st.
    return latest >= min(calendars.year_starts_on(year, case.school), date(year, 9, 1))


# --- Targets and money


def targets_in(rule: TargetsIn, case: Case) -> Answer:
    """Say whether there are enough targets in each group of subjects."""
    targets = case.pep.targets
    if is_no_answer(targets):
        return case.honestly(targets, "targets")
    subjects = [one.subject for one in given(targets) or ()]
    wanting = [
        group.any_of
        for group in rule.each_of
        if sum(map(subjects.count, set(group.any_of))) < rule.number
    ]
    if wanting:
        groups = "; ".join(" or ".join(listed([one]) for one in group) for group in wanting)
        return case.lacks(f"It needs {rule.number} target or more in each of these: {groups}.")
    return case.met(f"It has {rule.number} target or more in each group of subjects.")


def target_of_horizon(rule: TargetOfHorizon, case: Case) -> Answer:
    """Say whether one target, or for the long term one plan, looks so far ahead."""
    targets, plans = case.pep.targets, case.pep.long_term_plans
    what = f"{rule.horizon}-term targets"
    found = any(one.horizon is rule.horizon for one in given(targets) or ())
    if rule.horizon is Horizon.LONG:
        found = found or bool(given(plans))
        targets = plans if is_no_answer(plans) else targets
    if found:
        return case.met(f"It has {what} or plans.")
    if is_no_answer(targets):
        return case.honestly(targets, what)
    return case.lacks(f"It has no {what}.")


def each_item_has(rule: EachItemHas, case: Case) -> Answer:
    """Say whether every item of a list has what each should have."""
    name = name_of(rule.field)
    value = value_at(case.pep, way(rule.field))
    if is_no_answer(value):
        return case.honestly(value, name)
    if not isinstance(value, tuple) or not value:
        return not_applicable(f"It has no {name}.")
    wanting = [
        field for field in rule.has if any(is_empty(value_at(item, way(field))) for item in value)
    ]
    if wanting:
        return case.lacks(f"Not each of the {name} has: {listed(wanting)}.")
    return case.met(f"Each of the {name} has: {listed(rule.has)}.")


def premium_tied(case: Case) -> Answer:
    """Say whether every line of the premium names a target."""
    if is_no_answer(case.pep.premium):
        return case.honestly(case.pep.premium, "premium")
    premium = given(case.pep.premium)
    if premium is None:
        return not_applicable("It has no use of the premium.")
    loose = sum(not line.targets for line in premium.lines)
    if loose:
        return case.lacks(f"{loose} of {len(premium.lines)} uses of the premium name no target.")
    return case.met("Every use of the premium names a target.")


def attendance_target(rule: AttendanceTarget, case: Case) -> Answer:
    """Say whether there is a target on attendance where attendance is low."""
    entries = case.pep.attendance
    if is_no_answer(entries):
        return case.honestly(entries, "attendance")
    per_cent = overall_attendance(given(entries) or ())
    if per_cent is None:
        return Unknown("attendance figures in the PEP")
    if per_cent >= rule.below_per_cent:
        return not_applicable(f"Attendance is not below {rule.below_per_cent} per cent.")
    below = f"Attendance is below {rule.below_per_cent} per cent"
    if any(one.subject is Subject.ATTENDANCE for one in given(case.pep.targets) or ()):
        return case.met(f"{below}, and there is a target on it.")
    return case.lacks(f"{below}, and there is no target on it.")


# --- What is said, planned and linked


def voice_recorded(case: Case) -> Answer:
    """Say whether the child's views are there. Not wanting to take part is a view as well."""
    views = case.pep.voice.views if case.pep.voice else None
    if isinstance(views, AskedDeclined):
        return case.met("The child was asked, and chose not to say anything.")
    if is_no_answer(views):
        return case.honestly(views, "the child's views")
    if views:
        return case.met("It has what the child said.")
    return case.lacks("It has nothing that the child said.")


def transition_planned(rule: TransitionPlanned, case: Case) -> Answer:
    """Say whether a move is planned for, in the terms in which it should be."""
    if rule.terms:
        terms = case.terms()
        if isinstance(terms, Unknown):
            return terms
        if terms[0].dates.term not in rule.terms:
            return None
    transition = case.pep.transition
    if is_no_answer(transition):
        return case.honestly(transition, "a move")
    if transition is None:
        return case.lacks("It has no plan for the move.")
    return case.met("It has a plan for the move.")


def answered(rule: FieldAnswered, case: Case) -> Answer:
    """Say whether a field has an answer. An honest one is an answer here."""
    name = name_of(rule.field)
    if is_empty(value_at(case.pep, way(rule.field))):
        return case.lacks(f"It has no {name}.")
    return case.met(f"It has an answer on {name}.")


def linked_plan(rule: LinkedPlan, case: Case) -> Answer:
    """Say whether the PEP tells where another plan is kept."""
    what = listed([rule.kind])
    plans = case.pep.other_plans
    if is_no_answer(plans):
        return case.honestly(plans, what)
    if any(one.kind is rule.kind for one in given(plans) or ()):
        return case.met(f"It says where this is kept: {what}.")
    return case.lacks(f"It does not say where this is kept: {what}.")
