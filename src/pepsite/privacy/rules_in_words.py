"""What the parts of a policy pack ask for, as people say it. Made from the pack alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from pepsite.compliance.results import so_many
from pepsite.policy.completeness import NoAnswerKind
from pepsite.policy.content import (
    AttendanceTarget,
    ConcernsSettled,
    ContentRule,
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
from pepsite.policy.sampling import Number, ShareOf, SizeNotStated
from pepsite.policy.themes import (
    AttendanceBelow,
    CircumstanceIs,
    EducationStatusIs,
    Filter,
    InTransition,
    NewIntoCare,
    PlacementIs,
    RatedLast,
    SchoolTypeIs,
    SexIs,
)
from pepsite.policy.timescales import EnteredDay
from pepsite.privacy import wording
from pepsite.records.code_labels import code_label
from pepsite.records.codes import EducationStatus
from pepsite.records.sections import SignedSection, TransitionTrigger
from pepsite.records.voice import Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.policy.coverage import Coverage, CoverageVersion
    from pepsite.policy.follow_up import ConsequenceVersion
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.reports import Measure
    from pepsite.policy.sampling import Population, SamplingPlan, SamplingVersion, Size
    from pepsite.policy.timescales import EntryLimit, EntryLimitVersion, Span

_FRESH: Final = {
    "attendance": "the latest attendance",
    "content.attainment": "the latest attainment",
    "content.learning": "what is said of learning",
    "care": "the care information",
}
_PERIODS: Final = {
    "month": "month",
    "quarter": "quarter of the year",
    "half-term": "half-term",
    "term": "term",
    "academic-year": "academic year",
    "financial-year": "financial year",
}
_STRATA: Final = {
    "phase": "phase",
    "district": "district",
    "school": "school",
    "officer": "officer's children",
    "line-manager": "line manager's officers",
    "team": "team",
    "in-or-out-of-area": "of the two: in our area and outside it",
}
_REACHED: Final = {
    "held": "whose meeting was held",
    "submitted": "that were submitted",
    "quality-assured": "that were quality assured",
    "judged": "that were quality assured or audited",
}
_AUDITOR: Final = {
    "any": "",
    "line-manager": "the line manager of the child's officer audits",
    "leads-the-phase": "whoever leads the phase audits",
    "not-the-first": "somebody who has not judged the PEP before audits",
    "brings-own": "each officer brings their own, and another audits",
}
_BRINGS: Final = {
    "return": "the PEP is sent back",
    "block-sign-off": "the PEP cannot be complete",
    "re-audit": "it is reviewed again",
    "notify": "the outcome is shared",
    "release-funding": "the premium asked for is approved only with one of these ratings",
    "next-sample": "a PEP of the child is looked at again out of the next sample",
}
_HONEST: Final = {
    NoAnswerKind.NOT_KNOWN_YET: "not known yet",
    NoAnswerKind.DOES_NOT_APPLY: "does not apply",
    NoAnswerKind.ASKED_DECLINED: "asked and declined",
}
_ENTERED: Final = {
    EnteredDay.REQUESTED: "the day on which a PEP was asked for",
    EnteredDay.INITIATED: "the day on which a PEP was begun",
    EnteredDay.ARRANGED: "the day on which a PEP meeting was arranged",
    EnteredDay.HELD: "the day on which a PEP meeting was held",
    EnteredDay.COMPLETED: "the day on which a PEP was complete",
    EnteredDay.QUALITY_ASSURED: "the day on which a PEP was quality assured",
    EnteredDay.AUDITED: "the day of an audit",
    EnteredDay.ENTERED_CARE: "the day on which a child came into care",
    EnteredDay.LEFT_CARE: "the day on which a child's time in care ended",
}
_VIEWS: Final = {
    Topic.LIKES: "what the child likes",
    Topic.GOOD_AT: "what the child is good at",
    Topic.FRIENDS: "friends",
    Topic.GOING_WELL: "what is going well",
    Topic.HARD: "what is hard",
    Topic.WHO_HELPS: "who helps",
    Topic.WOULD_HELP: "what would help",
    Topic.HAPPY: "what makes the child happy",
    Topic.SAD: "what makes the child sad",
    Topic.WANTS_TO_BE: "what the child wants to be",
    Topic.WANTS_ADULTS_TO_KNOW: "what the child wants adults to know",
    Topic.SCHOOL: "school",
    Topic.SUPPORT: "support",
    Topic.TARGETS: "targets",
    Topic.MEETING: "the meeting",
    Topic.NO_MEETING: "not wanting a meeting",
    Topic.NO_PART: "not wanting to take part",
    Topic.OTHER: "anything else",
}
_STATUSES: Final = {
    EducationStatus.NOT_IN_EDUCATION: "not in education, employment or training",
}
_TRIGGERS: Final = {
    TransitionTrigger.INTO_RECEPTION: "into Reception",
    TransitionTrigger.INTO_PRIMARY: "into Key Stage 1",
    TransitionTrigger.INTO_KEY_STAGE_2: "into Key Stage 2",
    TransitionTrigger.INTO_POST_16: "into post-16",
}
_SEXES: Final = {"1": "male", "2": "female"}


def code(value: str) -> str:
    """Return a code of ours as words: not yet in provision."""
    return str(value).replace("-", " ").replace("_", " ")


def content(rule: ContentRule) -> str:  # noqa: C901, PLR0911, PLR0912  # a line for each
    """Return what a rule of `content.yaml` asks for."""
    match rule:
        case Fresh():
            within = f"no more than {wording.span(rule.within)} old" if rule.within else None
            how = within or "of the same academic year"
            return f"{_FRESH[rule.field]} is {how} when the PEP is submitted"
        case TargetsIn():
            groups = (
                f"{rule.number} in {wording.either(code(one) for one in group.any_of)}"
                for group in rule.each_of
            )
            return f"there are targets: at least {wording.both(groups)}"
        case TargetOfHorizon():
            return f"there is a {rule.horizon}-term target" + (
                " or plan" if rule.horizon == "long" else ""
            )
        case EachItemHas():
            has = wording.both(wording.field(one) for one in rule.has)
            return f"every one of the {wording.field(rule.field)} says: {has}"
        case PremiumTied():
            return "every line of the pupil premium names a target of the PEP"
        case AttendanceTarget():
            return f"there is a target on attendance where it is below {rule.below_per_cent}%"
        case VoiceRecorded():
            return "the PEP has the child's views, or says that the child did not want to take part"
        case VoiceActedOn():
            said = "what the child said in the PEP before is answered, or was acted on"
            if rule.about:
                said += f", where it is about {wording.either(_VIEWS[one] for one in rule.about)}"
            return said
        case TargetsEvaluated():
            return "every target of the PEP before that was due by this one has been reviewed"
        case TransitionPlanned():
            terms = f", in the {wording.either(rule.terms)} term" if rule.terms else ""
            return f"there is a plan for the move{terms}"
        case NextMeetingFixed():
            when = ", in the next term" if rule.in_next_term else ""
            return f"the next meeting is fixed before the PEP is complete{when}"
        case SectionSigned():
            signer = wording.role(rule.by).lower()
            whole = rule.section is SignedSection.WHOLE
            signed = "the whole PEP" if whole else f"the section on {code(rule.section)}"
            return f"{signed} is signed by the {signer}"
        case Shared():
            to = wording.role(rule.to).lower()
            return f"a copy goes to the {to}{_in_time(rule.within)}"
        case Filed():
            return f"a copy is put into the case system{_in_time(rule.within)}"
        case FieldAnswered():
            return f"it has an answer under {wording.field(rule.field)}"
        case LinkedPlan():
            return f"it says where the other plan is kept: {code(rule.kind)}"
        case ConcernsSettled():
            return "whatever was raised with somebody else is settled"
        case _:
            assert_never(rule)


def _in_time(within: Span | None) -> str:
    return f" within {wording.span(within)} of its submission" if within else ""


def a_filter(one: Filter) -> str:  # noqa: C901, PLR0911  # a line for each
    """Return whom a filter of a theme keeps."""
    match one:
        case NewIntoCare():
            return f"in care for no longer than {wording.span(one.within)}"
        case AttendanceBelow():
            return f"with attendance below {one.per_cent}%"
        case EducationStatusIs():
            return (
                f"who is {wording.either(_STATUSES.get(each, code(each)) for each in one.statuses)}"
            )
        case PlacementIs():
            return f"with this placement: {wording.either(map(code_label, one.types))}"
        case InTransition():
            groups = [wording.year_group(each) for each in one.year_groups]
            said = [f"in {wording.either(groups)}"] if groups else []
            if one.triggers:
                moves = wording.either(_TRIGGERS.get(each, code(each)) for each in one.triggers)
                said.append(f"with a move in the PEP: {moves}")
            return wording.either(said)
        case SchoolTypeIs():
            return f"at a school of this type: {wording.either(map(code, one.types))}"
        case CircumstanceIs():
            return wording.either(wording.of_a_child(each) for each in one.any_of)
        case RatedLast():
            return f"whose last rating was {wording.either(one.ratings)}"
        case SexIs():
            return f"who is {wording.either(_SEXES[each] for each in one.sexes)}"
        case _:
            assert_never(one)


def size(value: Size, of: str = "") -> str:
    """Return how many PEPs are drawn, and of what: 10 of each phase, or all where there are fewer.

    `of` begins with a space, where there is one.
    """
    match value:
        case Number():
            return f"{value.number}{of}, or all where there are fewer"
        case ShareOf():
            rounding = "to the nearest" if value.rounding == "nearest" else value.rounding
            return f"{value.per_cent}%{of}, rounded {rounding}"
        case SizeNotStated():
            return f"any number{of}: the source states none"
        case _:
            assert_never(value)


def plan(one: SamplingPlan, version: SamplingVersion, pack: PolicyPack) -> Iterator[str]:
    """Yield what a sampling plan asks for, a sentence each."""
    times = {1: "Once", 2: "Twice"}.get(version.draws_in_period, f"{version.draws_in_period} times")
    of_each = f" of each {_STRATA[version.strata]}" if version.strata else ""
    yield f"{times} in each {_PERIODS[version.period]}: {size(version.size, of_each)}."
    yield f"Drawn from the PEPs {_population(version.population, pack)}."
    if version.at_least_one_per is not None:
        yield f"At least one of each {_STRATA[version.at_least_one_per]}."
    themes = {theme.id: theme.title for theme in pack.themes}
    for included in version.must_include:
        of = []
        if included.ratings:
            of.append(f"rated {wording.either(included.ratings)} last time")
        if included.theme is not None:
            of.append(f"in the theme “{themes[included.theme]}”")
        counted = "counted within the number" if included.counted else "on top of the number"
        yield f"Always with those {wording.either(of)}, {counted}."
    roles = wording.either(wording.role(each).lower() for each in version.auditors)
    who = f"; {_AUDITOR[version.auditor]}" if _AUDITOR[version.auditor] else ""
    yield f"Audited by: {roles}{who}. Nobody audits a PEP of their own."
    if version.second_auditor:
        yield "Each is judged twice, by different people."
    if version.new_starters is not None:
        new = version.new_starters
        first = wording.span(new.for_the_first).removeprefix("1 ")
        yield f"In the first {first} of somebody new: {size(new.size)}."
    if one.reports_to:
        yield f"Reported to: {wording.both(wording.role(each).lower() for each in one.reports_to)}."


def _population(one: Population, pack: PolicyPack) -> str:
    themes = {theme.id: theme.title for theme in pack.themes}
    said = _REACHED[one.reached]
    if one.in_the_period:
        said += " in it" + (" or in the one before" if one.and_the_one_before else "")
    said += wording.for_which(one.when)
    if one.themes:
        said += f", of children in {wording.either(f'“{themes[each]}”' for each in one.themes)}"
    if one.one_per_child:
        said += ", the latest of each child"
    return said


def coverage(duty: Coverage, version: CoverageVersion) -> str:
    """Return what somebody does so that every school, or child, is covered."""
    number = so_many(version.at_least, "PEP")
    period = {
        "academic-year": "in each academic year",
        "term": "in each term",
        "any-12-months": "in any twelve months",
    }[duty.period]
    area = " in our area" if version.in_area_only else ""
    return f"quality assures at least {number} of every {duty.of}{area} {period}"


def entry_limit(limit: EntryLimit, version: EntryLimitVersion) -> Iterator[str]:
    """Yield how soon after it a day must be entered, and what tells when it was."""
    within = wording.span(version.within.span)
    yield f"{wording.sentence(_ENTERED[limit.of])} is entered within {within} after it."
    yield "When it was entered is asked of the history of the records, not of the records."


def consequence(version: ConsequenceVersion, titles: dict[str, str]) -> str:
    """Return what a rating brings."""
    ratings = wording.either(f"“{titles.get(one, one)}”" for one in version.ratings)
    said = f"{ratings}: {_BRINGS[version.brings]}"
    if version.roles:
        said += f" with the {wording.both(wording.role(one).lower() for one in version.roles)}"
    if version.within is not None:
        said += f", within {wording.span(version.within)}"
    return said


def measure(one: Measure) -> str:
    """Return how a measure is counted, and what is aimed at."""
    said = code(one.counts)
    if one.by:
        said += f", by {wording.both(map(code, one.by))}"
    if one.target_per_cent is not None:
        said += f"; aimed at: {one.target_per_cent}%"
    return said


def honest(accepts: Iterable[NoAnswerKind]) -> str:
    """Return which answers may stand in the place of an answer."""
    words = [_HONEST[one] for one in accepts]
    return f"or: {wording.either(words)}" if words else "an answer only"
