"""Each kind of clock in words that people use, with its number as the policy has it."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from pepsite.policy.base import Circumstance, When
from pepsite.policy.timescales import (
    AheadOf,
    BeforeFirstReview,
    ByDateSet,
    ByTermDeadline,
    Clock,
    ClockRule,
    ClockVersion,
    EachTerm,
    InTermOfLeaving,
    Milestone,
    NotStated,
    Of,
    OnceIn,
    SinceLast,
    Span,
    Start,
    Unit,
    Within,
)
from pepsite.privacy import guidance, wording
from pepsite.records.codes import Phase, Role, YearGroup

TEN = Span(number=10, unit=Unit.WORKING_DAYS)
YEAR = Span(number=12, unit=Unit.MONTHS)
NO_UNIT = Span(number=10, unit=Unit.UNKNOWN)

WORDS: list[tuple[ClockRule, str, str]] = [
    (
        Within(rule="within", start=Start.ENTERED_CARE, span=TEN),
        "within 10 working days",
        "the day the child comes into care",
    ),
    (
        Within(rule="within", start=Start.STARTED_PROVISION, span=NO_UNIT),
        "within 10 days, and the source does not say which days count",
        "the first day at the new school or other main place of education",
    ),
    (
        AheadOf(rule="ahead-of-meeting", span=TEN),
        "at least 10 working days before the PEP meeting",
        "the day of that meeting, backwards",
    ),
    (
        BeforeFirstReview(rule="before-first-statutory-review", review_due=TEN),
        "by the first statutory review, which is held within 10 working days of coming into care",
        "the day the child comes into care",
    ),
    (EachTerm(rule="each-term"), "once in every school term", "the first day of the term"),
    (
        EachTerm(rule="each-term", part="first-half"),
        "once in every school term, before its half-term holiday",
        "the first day of the term",
    ),
    (
        ByTermDeadline(rule="by-term-deadline", deadlines=()),
        "once in every school term, by the day listed for it",
        "the first day of the term",
    ),
    (
        SinceLast(rule="since-last", span=TEN),
        "within 10 working days of the last PEP meeting",
        "the day of that meeting",
    ),
    (
        OnceIn(rule="once-in", span=YEAR),
        "at least once in any 12 months",
        "the first day on which a PEP is owed, and then the day it was last done",
    ),
    (
        ByDateSet(rule="by-date-set"),
        "by the day set at the last PEP meeting",
        "the day of that meeting",
    ),
    (
        InTermOfLeaving(rule="in-term-of-leaving-care"),
        "in the school term in which the child leaves care",
        "the first day of the term",
    ),
    (
        NotStated(rule="not-stated", start=Start.QUALITY_ASSURED),
        "no time is stated in the source",
        "",
    ),
]


@pytest.mark.parametrize(("rule", "by", "begins"), WORDS, ids=[one[0].rule for one in WORDS])
def test_a_clock_in_words(rule: ClockRule, by: str, begins: str) -> None:
    assert (wording.by_when(rule), wording.counted_from(rule)) == (by, begins)


def test_every_kind_of_clock_has_words() -> None:
    kinds = {type(rule) for rule, _, _ in WORDS}
    assert kinds == set(get_args(get_args(ClockRule)[0]))


@pytest.mark.parametrize(
    ("only_when", "words"),
    [
        ((), "every child"),
        ((Circumstance.EMERGENCY,), "a child placed in an emergency"),
        (
            (Circumstance.EMERGENCY, Circumstance.NO_SCHOOL_PLACE),
            "a child placed in an emergency and without a school place",
        ),
    ],
)
def test_for_whom_a_clock_is(only_when: tuple[Circumstance, ...], words: str) -> None:
    assert wording.whose(only_when) == words


@pytest.mark.parametrize("circumstance", [*Circumstance])
def test_every_circumstance_has_words(circumstance: Circumstance) -> None:
    assert wording.whose((circumstance,)).startswith("a child ")


@pytest.mark.parametrize(
    ("of", "when", "only_when", "words"),
    [
        ("initial-pep", When(), (), "every child"),
        ("every-pep", When(), (), "every PEP"),
        (
            "every-pep",
            When(phases=(Phase.EYFS,)),
            (Circumstance.CUSTODY,),
            "every PEP of a child in custody (early years)",
        ),
        (
            "review-pep",
            When(year_groups=(YearGroup.Y6, YearGroup.Y11)),
            (),
            "every child (Year 6 or Year 11)",
        ),
    ],
)
def test_a_timescale_says_for_which_it_is(
    of: Of, when: When, only_when: tuple[Circumstance, ...], words: str
) -> None:
    by = NotStated(rule="not-stated", start=Start.SUBMITTED)
    version = ClockVersion.model_validate({"from": date(2024, 9, 1), "source": "EXM-1", "by": by})
    clock = Clock(
        id="one",
        title="One",
        of=of,
        milestone=Milestone.FEEDBACK,
        when=when,
        only_when=only_when,
        doer=Role.SOCIAL_WORKER,
        versions=(version,),
    )
    assert guidance._for_whom(clock) == words
