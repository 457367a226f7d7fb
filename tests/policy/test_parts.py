from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pepsite.compliance.judging.ratings import rating_of
from pepsite.policy.base import ALWAYS, Dated, When, in_force
from pepsite.policy.follow_up import ConsequenceVersion
from pepsite.policy.phases import (
    Eligibility,
    PhaseMap,
    eligible_from,
    year_group_by_age,
    year_group_on,
)
from pepsite.policy.questions import QuestionsEdition
from pepsite.policy.sampling import SamplingVersion
from pepsite.policy.timescales import Clock
from pepsite.records.child import Child
from pepsite.records.codes import Phase, YearGroup
from pepsite.records.pep import PepType
from tests.compliance.made import WALSALL, made

FIRST, SECOND = (
    Dated.model_validate({"from": day, "source": "EXM-1"}, strict=False)
    for day in ("2018-09-01", "2024-09-01")
)


@pytest.mark.parametrize(
    ("day", "version"),
    [
        pytest.param(date(2018, 8, 31), None, id="before the first"),
        pytest.param(date(2018, 9, 1), FIRST, id="the first begins"),
        pytest.param(date(2024, 8, 31), FIRST, id="the eve of the second"),
        pytest.param(date(2024, 9, 1), SECOND, id="the second begins"),
    ],
)
def test_which_version_is_in_force(day: date, version: Dated | None) -> None:
    assert in_force((SECOND, FIRST), day) is version
    assert in_force((FIRST, SECOND), day) is version


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        pytest.param(ALWAYS, True, id="always"),
        pytest.param(When(phases=(Phase.STATUTORY,)), True, id="this phase"),
        pytest.param(When(phases=(Phase.EYFS,)), False, id="another phase"),
        pytest.param(When(types=(PepType.INITIAL,)), False, id="another type"),
        pytest.param(When(year_groups=(YearGroup.Y8,)), False, id="another year"),
        pytest.param(When(phases=(Phase.STATUTORY,), year_groups=(YearGroup.Y7,)), True, id="both"),
        pytest.param(When(phases=(Phase.STATUTORY,), year_groups=()), False, id="no year at all"),
    ],
)
def test_for_which_peps_something_holds(when: When, holds: bool) -> None:
    assert when.holds(Phase.STATUTORY, PepType.REVIEW, YearGroup.Y7) is holds


# --- Year groups and eligibility

RULE = WALSALL.eligibility[-1]
ONE_DAY = timedelta(days=1)


def child(born: str, **more: Any) -> Child:
    return made(child={"born": born, "care": [{"entered_on": "2025-09-01"}], **more}).casefile.child


@pytest.mark.parametrize(
    ("born", "day", "year_group"),
    [
        pytest.param("2014-08", date(2025, 9, 1), YearGroup.Y7, id="eleven on 31 August"),
        pytest.param("2014-09", date(2025, 9, 1), YearGroup.Y6, id="a month younger"),
        pytest.param("2014-08", date(2025, 8, 31), YearGroup.Y6, id="the day before"),
        pytest.param("2020-09", date(2025, 9, 1), YearGroup.R, id="four"),
        pytest.param("2022-09", date(2025, 9, 1), YearGroup.N1, id="two"),
        pytest.param("2023-09", date(2025, 9, 1), YearGroup.BEFORE_NURSERY, id="one"),
        pytest.param("2025-08", date(2025, 9, 1), YearGroup.BEFORE_NURSERY, id="new born"),
        pytest.param("2000-01", date(2025, 9, 1), YearGroup.Y14, id="grown up"),
    ],
)
def test_the_year_group_that_age_gives(born: str, day: date, year_group: YearGroup) -> None:
    assert year_group_by_age(child(born), day) is year_group


def test_a_year_group_on_record_goes_before_age() -> None:
    one = child("2014-03", year_groups=[{"from_on": "2025-09-01", "year_group": "Y6"}])
    assert year_group_on(one, date(2025, 9, 1)) is YearGroup.Y6
    assert year_group_on(one, date(2025, 8, 31)) is YearGroup.Y6
    assert year_group_on(child("2014-03"), date(2025, 9, 1)) is YearGroup.Y7


def eligible_on(one: Child, rule: Eligibility, day: date) -> bool:
    """Say whether a child in care has a PEP on this day: it is the first such day from itself."""
    return eligible_from(one, rule, day) == day < one.turns(rule.until_age)


@pytest.mark.parametrize(
    ("born", "day", "eligible"),
    [
        pytest.param("2023-08", date(2025, 9, 1), True, id="two on 31 August"),
        pytest.param("2023-09", date(2025, 9, 1), False, id="a month younger"),
        pytest.param("2007-09", date(2025, 9, 29), True, id="the eve of turning 18"),
        pytest.param("2007-09", date(2025, 9, 30), False, id="turning 18"),
        pytest.param("2008-02", date(2026, 2, 27), True, id="born in a leap February, the eve"),
        pytest.param("2008-02", date(2026, 2, 28), False, id="born in a leap February, 18"),
    ],
)
def test_who_is_eligible(born: str, day: date, eligible: bool) -> None:
    assert eligible_on(child(born), RULE, day) is eligible


@given(
    born=st.dates(date(2000, 1, 1), date(2025, 8, 31)),
    start=st.dates(date(2025, 9, 1), date(2030, 1, 1)),
)
def test_the_first_eligible_day_is_eligible_and_the_day_before_is_not(
    born: date, start: date
) -> None:
    one = child(f"{born:%Y-%m}")
    day = eligible_from(one, RULE, start)
    assert day >= start
    if day < one.turns(RULE.until_age):
        assert eligible_on(one, RULE, day)
        assert day == start or (day.month, day.day) == (9, 1)
        assert day == start or not eligible_on(one, RULE, date(day.year, 8, 31))


def test_a_year_group_that_never_rises_is_not_waited_for_for_ever() -> None:
    one = child("2023-08", year_groups=[{"from_on": "2025-09-01", "year_group": "before-nursery"}])
    assert eligible_from(one, RULE, date(2025, 9, 1)) >= one.turns(18)


@pytest.mark.parametrize(
    ("born", "start", "eligible_on_day"),
    [
        pytest.param("2023-10", date(2025, 9, 15), date(2025, 10, 31), id="on the birthday"),
        pytest.param("2023-08", date(2025, 9, 15), date(2025, 9, 15), id="older than that"),
        pytest.param("2024-10", date(2025, 9, 15), date(2026, 10, 31), id="a September in between"),
    ],
)
def test_a_rule_may_begin_on_a_birthday_before_the_year_group(
    born: str, start: date, eligible_on_day: date
) -> None:
    one, rule = child(born), RULE.model_copy(update={"from_age": 2})
    assert eligible_from(one, rule, start) == eligible_on_day
    assert eligible_on(one, rule, eligible_on_day)
    assert eligible_on_day == start or not eligible_on(one, rule, eligible_on_day - ONE_DAY)


@pytest.mark.parametrize(
    ("first", "until", "covers"),
    [
        pytest.param("N1", 18, True, id="the same"),
        pytest.param("before-nursery", 19, True, id="wider"),
        pytest.param("N2", 18, False, id="later"),
        pytest.param("N1", 17, False, id="shorter"),
    ],
)
def test_whom_a_rule_leaves_out(first: str, until: int, covers: bool) -> None:
    values = {"from": "2018-09-01", "source": "EXM-1", "from_year_group": first, "until_age": until}
    assert Eligibility.model_validate(values, strict=False).covers(RULE) is covers


def phase_map(**years: tuple[str, ...]) -> PhaseMap:
    values = {"from": "2018-09-01", "source": "EXM-1", "eyfs": (), "statutory": (), "post_16": ()}
    return PhaseMap.model_validate(values | years, strict=False)


def test_each_year_group_has_at_most_one_phase() -> None:
    one = phase_map(eyfs=("R",), statutory=("Y1",), post_16=("Y12",))
    assert [one.phase_of(YearGroup(year)) for year in ("R", "Y1", "Y12", "Y2")] == [
        Phase.EYFS,
        Phase.STATUTORY,
        Phase.POST_16,
        None,
    ]
    with pytest.raises(ValidationError):
        phase_map(eyfs=("R",), statutory=("R",))


# --- Clocks


def versions(*days: str) -> dict[str, Any]:
    rule = {"rule": "each-term"}
    return {
        "id": "one",
        "title": "One",
        "of": "review-pep",
        "milestone": "held",
        "doer": "social-worker",
        "versions": [{"from": day, "source": "EXM-1", "by": rule} for day in days],
    }


def test_the_versions_of_a_clock_are_in_order() -> None:
    clock = Clock.model_validate(versions("2018-09-01", "2024-09-01"), strict=False)
    assert len(clock.versions) == 2
    for days in (("2024-09-01", "2018-09-01"), ("2024-09-01", "2024-09-01")):
        with pytest.raises(ValidationError, match="dates-out-of-order"):
            Clock.model_validate(versions(*days), strict=False)


# --- Ratings


def edition(*rules: dict[str, Any]) -> QuestionsEdition:
    values = {
        "from": "2018-09-01",
        "source": "EXM-1",
        "answers": [{"id": one, "title": one} for one in ("yes", "no", "partly")],
        "questions": [{"id": f"q{n}", "text": "Is it so?", "source": "EXM-1"} for n in (1, 2, 3)],
        "scale": [
            {"id": "green", "title": "Green", "at_standard": True},
            {"id": "amber", "title": "Amber", "at_standard": True},
            {"id": "red", "title": "Red", "at_standard": False},
        ],
        "rating": [{"source": "EXM-1", **rule} for rule in rules],
        "rating_in_words": "As below.",
    }
    return QuestionsEdition.model_validate(values, strict=False)


SCHEME = edition(
    {"rating": "red", "when": {"test": "at-least", "number": 2, "answers": ["no"]}},
    {"rating": "amber", "when": {"test": "any", "answers": ["no", "partly"]}},
    {"rating": "green", "when": {"test": "all", "answers": ["yes"]}},
)


@pytest.mark.parametrize(
    ("answers", "rating"),
    [
        pytest.param(("yes", "yes", "yes"), "green", id="all yes"),
        pytest.param(("yes", "yes", None), None, id="one open"),
        pytest.param(("yes", "partly", None), "amber", id="one open and one partly"),
        pytest.param(("yes", "no", "yes"), "amber", id="one no"),
        pytest.param(("no", "no", "yes"), "red", id="two no: the first rule that holds decides"),
        pytest.param((None, None, None), None, id="nothing answered"),
    ],
)
def test_the_rating_that_answers_give(answers: tuple[str | None, ...], rating: str | None) -> None:
    given_answers = {f"q{n}": one for n, one in enumerate(answers, start=1) if one}
    assert rating_of(SCHEME, given_answers) == rating


def test_where_there_is_no_rule_there_is_no_rating() -> None:
    assert rating_of(edition(), {"q1": "yes", "q2": "yes", "q3": "yes"}) is None


def test_whether_a_rating_is_at_standard() -> None:
    assert [SCHEME.at_standard(one) for one in ("green", "amber", "red", "blue")] == [
        True,
        True,
        False,
        None,
    ]


def test_an_id_stands_for_one_question_section_or_part_only() -> None:
    question = {"id": "q1", "text": "Is it so?", "source": "EXM-1"}
    values = {"from": "2018-09-01", "source": "EXM-1", "rating_in_words": "None."}
    for more, where in (
        ({"questions": [question, question]}, "questions"),
        ({"questions": [question], "parts": [PART | {"id": "q1"}]}, "questions"),
        ({"answers": [{"id": "yes", "title": one} for one in "AB"]}, "answers"),
        ({"scale": [{"id": "a", "title": one, "at_standard": True} for one in "AB"]}, "scale"),
    ):
        with pytest.raises(ValidationError, match="id-used-twice") as raised:
            QuestionsEdition.model_validate({"questions": [], **values, **more}, strict=False)
        assert raised.value.errors()[0]["ctx"] == {"field": where}


PART = {"id": "p1", "title": "The whole", "source": "EXM-1"}


# --- What does not go together


PLAN = {
    "from": "2018-09-01",
    "source": "EXM-1",
    "period": "term",
    "population": {"reached": "held"},
    "size": {"size": "number", "number": 1},
    "auditors": ["phase-manager"],
    "fulfilled_by": ["dip-sample"],
}
ALL_OF_THEM = {"size": "share", "per_cent": 100, "rounding": "up"}
NEW_STARTERS = {
    "for_the_first": {"number": 6, "unit": "weeks"},
    "size": ALL_OF_THEM,
    "source": "EXM-1",
}
FOR_PERSON = {
    "person": "ps-0000000000000",
    "from": "2025-09-01",
    "size": ALL_OF_THEM,
    "source": "EXM-1",
}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"new_starters": NEW_STARTERS}, id="those of somebody new"),
        pytest.param({"for_persons": [FOR_PERSON]}, id="those of one person"),
        pytest.param({"auditor": "brings-own"}, id="what each officer brings"),
    ],
)
def test_what_goes_by_officer_is_drawn_by_officer(more: dict[str, Any]) -> None:
    SamplingVersion.model_validate(PLAN | more | {"strata": "officer"}, strict=False)
    for strata in (None, "phase"):
        with pytest.raises(ValidationError, match="needs-with-it"):
            SamplingVersion.model_validate(PLAN | more | {"strata": strata}, strict=False)


def test_what_a_draw_must_include_is_told_apart_by_id() -> None:
    included = [{"id": one, "ratings": ["amber"], "source": "EXM-1"} for one in ("a", "b")]
    plan = SamplingVersion.model_validate(PLAN | {"must_include": included}, strict=False)
    assert [one.id for one in plan.must_include] == ["a", "b"]
    with pytest.raises(ValidationError, match="id-used-twice"):
        SamplingVersion.model_validate(PLAN | {"must_include": included[:1] * 2}, strict=False)


@pytest.mark.parametrize(
    ("brings", "roles", "taken"),
    [
        pytest.param("notify", ["social-worker"], True, id="somebody is told"),
        pytest.param("notify", [], False, id="nobody is told"),
        pytest.param("return", [], True, id="it goes back"),
        pytest.param("return", ["social-worker"], False, id="it goes back, and to whom"),
    ],
)
def test_a_consequence_names_roles_where_somebody_is_told_and_nowhere_else(
    brings: str, roles: list[str], taken: bool
) -> None:
    values: dict[str, Any] = {"from": "2018-09-01", "source": "EXM-1", "ratings": ["red"]}
    values |= {"brings": brings, "roles": roles}
    if taken:
        made = ConsequenceVersion.model_validate(values, strict=False)
        assert [one.value for one in made.roles] == roles
    else:
        with pytest.raises(ValidationError, match="needs-with-it"):
            ConsequenceVersion.model_validate(values, strict=False)
