"""Codes and numbers as the words people use. Nothing here comes from what a record says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, assert_never

from pepsite.compliance.results import in_words
from pepsite.policy.base import Circumstance
from pepsite.policy.timescales import (
    AheadOf,
    BeforeFirstReview,
    ByDateSet,
    ByTermDeadline,
    ClockRule,
    EachTerm,
    InTermOfLeaving,
    NotStated,
    OnceIn,
    SinceLast,
    Span,
    Start,
    Unit,
    Within,
)
from pepsite.records.codes import Phase, Role, YearGroup
from pepsite.records.pep import CalledOffBecause, MeetingMode, MeetingOutcome, PepType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.policy.base import When
    from pepsite.policy.phases import Eligibility

PHASE_WORDS: Final = {
    Phase.EYFS: "Early years",
    Phase.STATUTORY: "Statutory school age",
    Phase.POST_16: "Post-16",
}
PEP_WORDS: Final = {
    PepType.INITIAL: "First PEP",
    PepType.REVIEW: "Review PEP",
    PepType.LEAVING_CARE: "Leaving care PEP",
    PepType.CHANGE_OF_PROVISION: "Change of provision PEP",
}
MODE_WORDS: Final = {
    MeetingMode.IN_PERSON: "in person",
    MeetingMode.ONLINE: "online",
    MeetingMode.HYBRID: "in person and online",
    MeetingMode.TELEPHONE: "by telephone",
    MeetingMode.NONE_BY_AGREEMENT: "no meeting, by agreement",
}
OUTCOME_WORDS: Final = {
    MeetingOutcome.PLANNED: "planned",
    MeetingOutcome.HELD: "held",
    MeetingOutcome.CANCELLED: "cancelled",
    MeetingOutcome.DID_NOT_GO_AHEAD: "did not go ahead",
}
MUST_WORDS: Final = {
    "be-invited": "is invited to the meeting",
    "come-or-contribute": "comes to the meeting, or contributes in another way",
    "come": "comes to the meeting",
}
"""What a policy asks of who takes part, what asks least first."""
BECAUSE_WORDS: Final = {
    CalledOffBecause.COULD_NOT_COME: "somebody who was needed could not come",
    CalledOffBecause.NOT_TOLD: "somebody who was needed had not been told",
    CalledOffBecause.CHILD_ASKED: "the child asked for another day",
    CalledOffBecause.PAPERS_MISSING: "papers were missing",
    CalledOffBecause.SCHOOL_SHUT: "the school was shut",
    CalledOffBecause.NO_CONNECTION: "there was no connection",
    CalledOffBecause.CHILD_MOVED: "the child had moved",
    CalledOffBecause.CARE_ENDED: "care had ended",
    CalledOffBecause.ENTERED_TWICE: "it was entered twice",
    CalledOffBecause.OTHER: "something else",
}
_CIRCUMSTANCES: Final = {
    Circumstance.EMERGENCY: "placed in an emergency",
    Circumstance.PLANNED: "whose coming into care was planned",
    Circumstance.NO_SCHOOL_PLACE: "without a school place",
    Circumstance.OUT_OF_AREA: "who lives or goes to school outside the area",
    Circumstance.CUSTODY: "in custody",
    Circumstance.UNACCOMPANIED: "who came to this country alone",
    Circumstance.NEW_INTO_CARE: "new into care",
    Circumstance.NOT_NEW_INTO_CARE: "no longer new into care",
    Circumstance.MOVING_SCHOOL: "about to move to another school",
    Circumstance.NEEDS_INTERPRETER: "who needs an interpreter",
}
_STARTS: Final = {
    Start.ENTERED_CARE: "the day the child comes into care",
    Start.STARTED_PROVISION: "the first day at the new school or other main place of education",
    Start.HELD: "the day of the PEP meeting",
    Start.SUBMITTED: "the day the PEP is submitted",
    Start.QUALITY_ASSURED: "the day the PEP is quality assured",
}
_NOT_YEARS: Final = {
    YearGroup.BEFORE_NURSERY: "Before nursery",
    YearGroup.N1: "Nursery (first year)",
    YearGroup.N2: "Nursery (second year)",
    YearGroup.R: "Reception",
}


def whose(circumstances: Iterable[Circumstance]) -> str:
    """Return for which children something holds: every child, a child placed in an emergency."""
    said = " and ".join(_CIRCUMSTANCES[one] for one in circumstances)
    return f"a child {said}" if said else "every child"


def of_a_child(circumstance: Circumstance) -> str:
    """Return a circumstance as it is said of a child: in custody, without a school place."""
    return _CIRCUMSTANCES[circumstance]


def field(name: str) -> str:
    """Return a field of a PEP, given with dots, as people say it: pupil premium."""
    return name.rpartition(".")[2].replace("_", " ")


def role(value: Role | None) -> str:
    """Return a role as it begins a sentence: Designated teacher. Nobody's is empty."""
    return "" if value is None else str(value).replace("-", " ").capitalize()


def either(words: Iterable[str]) -> str:
    """Return a list of which one is enough: a, b or c."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def both(words: Iterable[str]) -> str:
    """Return a list of which all are meant: a, b and c."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def sentence(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]


def long_date(day: date) -> str:
    """Return a day without the day of the week: 15 May 2026."""
    return in_words(day).partition(" ")[2]


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """Return each text once, in the order in which they first come; empty ones not at all."""
    return tuple(dict.fromkeys(filter(None, words)))


def year_group(value: YearGroup) -> str:
    """Return a year group as schools say it: Reception, Year 7."""
    return _NOT_YEARS.get(value) or f"Year {value[1:]}"


def year_groups(values: Iterable[YearGroup]) -> str:
    """Return several year groups, those in a row as one stretch: Year 1 to Year 11."""
    order = list(YearGroup)
    stretches: list[list[YearGroup]] = []
    for one in sorted(set(values), key=order.index):
        if stretches and order.index(one) == order.index(stretches[-1][-1]) + 1:
            stretches[-1].append(one)
        else:
            stretches.append([one])
    return either(
        both(map(year_group, each))
        if len(each) < 3  # noqa: PLR2004  # two are said one by one
        else f"{year_group(each[0])} to {year_group(each[-1])}"
        for each in stretches
    )


def phases(values: Iterable[Phase]) -> str:
    """Return the phases of a school: Early years and statutory school age."""
    first, *others = (PHASE_WORDS[one] for one in values)
    return both([first, *map(_inside, others)])


def academic_year(year: int) -> str:
    """Return the academic year that begins in this year: 2025/26."""
    return f"{year}/{(year + 1) % 100:02d}"


def time_covered(year: int, term: str) -> str:
    """Return an academic year, or one term of it: 2025/26, the autumn term 2025/26."""
    return f"the {term} term {academic_year(year)}" if term else academic_year(year)


def span(value: Span) -> str:
    """Return a number of days, weeks or months: 20 working days, 1 week."""
    if value.unit is Unit.UNKNOWN:
        return f"{value.number} days, and the source does not say which days count"
    unit = str(value.unit).replace("-", " ")
    return f"{value.number} {unit if value.number > 1 else unit.removesuffix('s')}"


def has_a_pep(rule: Eligibility) -> str:
    """Return from which year group or age, and up to which age, a child in care has a PEP."""
    begins = _inside(year_group(rule.from_year_group))
    if rule.from_age is not None:
        begins = f"the age of {rule.from_age}, or {begins} if that is sooner,"
    return f"from {begins} until the child is {rule.until_age}"


def by_when(rule: ClockRule) -> str:  # noqa: C901, PLR0911  # a line for each kind of clock
    """Return by when a clock ends, made from its number."""
    match rule:
        case Within():
            return f"within {span(rule.span)}"
        case AheadOf():
            return f"at least {span(rule.span)} before the PEP meeting"
        case BeforeFirstReview():
            held = f"within {span(rule.review_due)} of coming into care"
            return f"by the first statutory review, which is held {held}"
        case EachTerm():
            half = ", before its half-term holiday" if rule.part == "first-half" else ""
            return f"once in every school term{half}"
        case ByTermDeadline():
            return "once in every school term, by the day listed for it"
        case SinceLast():
            return f"within {span(rule.span)} of the last PEP meeting"
        case OnceIn():
            return f"at least once in any {span(rule.span)}"
        case ByDateSet():
            return "by the day set at the last PEP meeting"
        case InTermOfLeaving():
            return "in the school term in which the child leaves care"
        case NotStated():
            return "no time is stated in the source"
        case _:
            assert_never(rule)


def counted_from(rule: ClockRule) -> str:  # noqa: PLR0911  # as above
    """Return the day from which a clock is counted; nothing where there is nothing to count."""
    match rule:
        case NotStated():
            return ""
        case Within():
            return _STARTS[rule.start]
        case AheadOf():
            return "the day of that meeting, backwards"
        case BeforeFirstReview():
            return _STARTS[Start.ENTERED_CARE]
        case EachTerm() | ByTermDeadline() | InTermOfLeaving():
            return "the first day of the term"
        case SinceLast() | ByDateSet():
            return "the day of that meeting"
        case OnceIn():
            return "the first day on which a PEP is owed, and then the day it was last done"
        case _:
            assert_never(rule)


def counted_besides(rule: ClockRule) -> str:
    """Return the day from which a clock is counted, for a sentence in which `by_when` stands.

    Of most rules that says it itself: once in every term, before the meeting, by the day set.
    """
    return counted_from(rule) if isinstance(rule, Within) else ""


def _inside(words: str) -> str:
    """Return words that begin a sentence as they stand inside one: first PEP, but Year 7."""
    return words if words.startswith("Year ") else words[:1].lower() + words[1:]


def for_which(when: When) -> str:
    """Return for which PEPs something holds, in brackets; nothing where it holds for all."""
    kinds = [
        tuple(_inside(PEP_WORDS[one]) for one in when.types or ()),
        tuple(_inside(PHASE_WORDS[one]) for one in when.phases or ()),
        (year_groups(when.year_groups),) if when.year_groups else (),
    ]
    said = "; ".join(either(words) for words in kinds if words)
    return f" ({said})" if said else ""


def holds_for(circumstances: Iterable[Circumstance], when: When) -> str:
    """Return for whom something holds: nothing where it is every child and every PEP."""
    which = for_which(when).strip(" ()")
    children = whose(circumstances) if circumstances else ""
    return "; ".join(unique((children, which)))


def period_words(name: str) -> str:
    """Return a period's name as people say it: summer term 2025-26."""
    parts = name.split("-")
    match parts:
        case [year, quarter] if quarter.startswith("q"):
            return f"quarter {quarter[1:]} of {year}"
        case [year, month] if len(month) == 2 and 1 <= int(month) <= 12 and _is_month(name):  # noqa: PLR2004
            return long_date(date(int(year), int(month), 1)).partition(" ")[2]
        case [first, second, term]:
            return f"{term} term {first}-{second}"
        case [first, second, term, half]:
            return f"{term} term {first}-{second}, half {half}"
        case [first, second] if first.isdigit():
            return f"academic year {first}-{second}"
        case _:
            return name


def _is_month(name: str) -> bool:
    """Tell the month 2025-11 from the academic year 2025-26: a year is followed by the next."""
    first, second = name.split("-")
    return (int(first) + 1) % 100 != int(second)
