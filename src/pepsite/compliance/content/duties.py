"""Does a submitted PEP hold what a good one holds, and did what should follow happen?

The duties are the policy's (`content.yaml`), in the version in force on the day the PEP was
submitted; each kind of rule is one function in a module beside this one. What is wanting can be
mended, and is overdue, until the PEP is accepted, the next one is submitted or the time in
care is over; then it was missed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from pepsite.compliance.circumstances import all_hold
from pepsite.compliance.clocks.clock import Began, doer_now
from pepsite.compliance.content.after import (
    concerns_settled,
    filed,
    next_meeting_fixed,
    section_signed,
    shared,
    signer,
)
from pepsite.compliance.content.case import Stands, cases
from pepsite.compliance.content.held import (
    answered,
    attendance_target,
    each_item_has,
    fresh,
    linked_plan,
    premium_tied,
    target_of_horizon,
    targets_in,
    transition_planned,
    voice_recorded,
)
from pepsite.compliance.content.since import targets_evaluated, voice_acted_on
from pepsite.compliance.presence import owner_of
from pepsite.compliance.results import OPEN, CheckResult, Setting, Status, cannot_tell, result_of
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown
from pepsite.policy.content import (
    AttendanceTarget,
    ConcernsSettled,
    EachItemHas,
    FieldAnswered,
    Filed,
    Fresh,
    LinkedPlan,
    NextMeetingFixed,
    PremiumTied,
    SectionSigned,
    Shared,
    TargetOfHorizon,
    TargetsEvaluated,
    TargetsIn,
    TransitionPlanned,
    VoiceActedOn,
    VoiceRecorded,
)
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.compliance.content.case import Answer, Case
    from pepsite.policy.content import ContentDuty, ContentRule, ContentVersion
    from pepsite.records.casefile import Casefile
    from pepsite.records.codes import Role


def content_as_it_should_be(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield, for every PEP submitted and each duty on what it holds, how it stands."""
    if not setting.policy.content:
        return
    for case in cases(casefile, setting):
        pep, phase = case.pep, case.pep.phase
        began = Began(case.submitted_on, "the PEP was submitted", path_of(pep))
        for duty in setting.policy.content:
            version = in_force(duty.versions, case.submitted_on)
            if version is None or not duty.when.holds(phase, pep.type, pep.year_group):
                continue
            applies = all_hold(duty.only_when, casefile, setting, case.on)
            if applies is False:
                continue
            stands = _stands(version.rule, case)
            # What is there already does not depend on whether it had to be.
            if isinstance(applies, Unknown) and not _is_met(stands):
                stands = applies
            if stands is not None:
                yield _result(duty, version, case, began, stands)


def _is_met(stands: Answer) -> bool:
    return isinstance(stands, Stands) and stands.status is Status.MET


def _stands(rule: ContentRule, case: Case) -> Answer:  # noqa: PLR0911, C901, PLR0912  # one for each kind
    match rule:
        case Fresh():
            return fresh(rule, case)
        case TargetsIn():
            return targets_in(rule, case)
        case TargetOfHorizon():
            return target_of_horizon(rule, case)
        case EachItemHas():
            return each_item_has(rule, case)
        case PremiumTied():
            return premium_tied(case)
        case AttendanceTarget():
            return attendance_target(rule, case)
        case VoiceRecorded():
            return voice_recorded(case)
        case VoiceActedOn():
            return voice_acted_on(rule, case)
        case TargetsEvaluated():
            return targets_evaluated(case)
        case TransitionPlanned():
            return transition_planned(rule, case)
        case NextMeetingFixed():
            return next_meeting_fixed(rule, case)
        case SectionSigned():
            return section_signed(rule, case)
        case Shared():
            return shared(rule, case)
        case Filed():
            return filed(rule, case)
        case FieldAnswered():
            return answered(rule, case)
        case LinkedPlan():
            return linked_plan(rule, case)
        case ConcernsSettled():
            return concerns_settled(case)
        case _:
            assert_never(rule)


def _result(
    duty: ContentDuty, version: ContentVersion, case: Case, began: Began, stands: Stands | Unknown
) -> CheckResult:
    unknown = stands if isinstance(stands, Unknown) else None
    if isinstance(stands, Unknown):
        stands = Stands(Status.CANNOT_TELL, "")
    child, school, setting = case.casefile.child, case.school, case.setting
    doer = _doer(duty, version, case)
    # What is open is for whoever has the task now; what is over was for whoever had it then.
    day = setting.as_of if stands.status in OPEN else case.on
    result = result_of(
        duty,
        version,
        began,
        stands.status,
        stands.because,
        subject=case.pep.id,
        due_on=stands.due_on,
        met_on=stands.met_on,
        evidence=stands.evidence or None,
        child=child.id,
        school=school.id if school else None,
        doer=doer,
        owner=owner_of(doer, child, school, setting, day),
    )
    return result if unknown is None else cannot_tell(result, unknown)


def _doer(duty: ContentDuty, version: ContentVersion, case: Case) -> Role:
    if isinstance(version.rule, SectionSigned) and duty.doer is version.rule.by:
        return signer(version.rule, case)
    return doer_now(duty.doer, case.school, case.setting)
