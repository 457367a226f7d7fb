"""Draws: the same for the same seed, minima held where they can be, nobody given their own."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pepsite.compliance.results import Setting
from pepsite.compliance.sampling.draw import (
    Draw,
    Rules,
    Short,
    choose,
    draw,
    how_many,
    rules_for,
    seeded,
    size_for,
)
from pepsite.compliance.sampling.population import (
    Candidate,
    Drawing,
    candidates,
    drawing_on,
    listing_hash,
)
from pepsite.compliance.sampling.spread import spread
from pepsite.policy.calendars import Unknown
from pepsite.policy.periods import Period
from pepsite.policy.sampling import Number, SamplingPlan, ShareOf, SizeNotStated
from pepsite.records.casefile import Register
from pepsite.records.codes import Role
from pepsite.records.person import Person
from tests.compliance.made import Made, made

HASH = "sha256:" + "0" * 64
PERIOD = Period("2025-10", date(2025, 10, 1), date(2025, 10, 31), date(2025, 11, 1))
STRATA = ("eyfs", "statutory", "post-16")
PEOPLE = tuple(f"ps-{number:013d}" for number in range(9))


def plan(**version: Any) -> SamplingPlan:
    usual = {
        "from": "2018-09-01",
        "source": "EXM-1",
        "period": "month",
        "population": {"reached": "submitted"},
        "size": {"size": "number", "number": 3},
        "auditors": ["phase-manager"],
        "fulfilled_by": ["dip-sample"],
    }
    fields = {"id": "one", "title": "One", "doer": "virtual-school-deputy"}
    return SamplingPlan.model_validate(fields | {"versions": [usual | version]}, strict=False)


def drawing(**version: Any) -> Drawing:
    one = plan(**version)
    return Drawing(one, one.versions[0], PERIOD, PERIOD.starts_on)


def person(one: str, **more: Any) -> Person:
    fields: dict[str, Any] = {"id": one, "role": Role.PHASE_MANAGER, "active": True}
    # The ids of these people are plain to read, and so not of the form that ids have.
    return Person.model_construct(**(fields | more))


def setting(*people: Person, of: Made | None = None) -> Setting:
    usual = (of or made()).setting(date(2025, 10, 20))
    register = Register(usual.register.authority, people={one.id: one for one in people})
    return Setting(usual.policy, usual.calendars, register, usual.as_of)


peps = st.integers(0, 10**9).map(lambda number: f"pep-{number:013d}")
populations = st.lists(
    st.builds(
        Candidate,
        peps,
        st.just(HASH),
        st.sampled_from(STRATA),
        st.sampled_from(["north", "south", "east"]),
        st.sampled_from([None, None, None, "amber"]),
        own_of=st.frozensets(st.sampled_from(PEOPLE), max_size=3),
    ),
    unique_by=lambda one: one.pep,
    max_size=40,
)
sizes = st.one_of(
    st.builds(lambda number: {"size": "number", "number": number}, st.integers(1, 12)),
    st.builds(
        lambda share, rounding: {"size": "share", "per_cent": share, "rounding": rounding},
        st.integers(1, 100),
        st.sampled_from(["up", "down", "nearest"]),
    ),
)
MUST = [{"id": "amber", "ratings": ["amber"], "source": "EXM-1"}]


def rules_of(
    listed: list[Candidate], strata: str | None, size: dict[str, Any], each: bool
) -> Rules:
    one = drawing(
        strata=strata, size=size, must_include=MUST, at_least_one_per="district" if each else None
    )
    here = setting()
    if strata is None:
        listed = [item._replace(stratum=None) for item in listed]
    rules = rules_for(listed, one, here)
    assert isinstance(rules, Rules)
    return rules


@given(
    populations,
    st.sampled_from(["phase", None]),
    sizes,
    st.booleans(),
    st.text("abc", min_size=1),
    st.randoms(),
)
def test_what_a_draw_promises(
    listed: list[Candidate], strata: str | None, size: dict[str, Any], each: bool, seed: str,
    chance: Any,
) -> None:  # fmt: skip
    if strata is None:
        listed = [item._replace(stratum=None) for item in listed]
    rules, place = rules_of(listed, strata, size, each), seeded(seed, drawing())
    drawn, short = choose(listed, rules, place)

    mixed = listed[:]
    chance.shuffle(mixed)
    assert choose(mixed, rules, place) == (drawn, short)

    taken = {one.pep for one in drawn}
    assert len(taken) == len(drawn)
    assert taken <= {one.pep for one in listed}
    assert {one.pep for one in listed if one.because} <= taken
    there, got = Counter(one.stratum for one in listed), Counter(one.stratum for one in drawn)
    for stratum, number in rules.wanted.items():
        assert got[stratum] >= min(number, there[stratum])
    told = {
        (one.stratum, one.wanted, one.found) for one in short if one.stratum not in rules.groups
    }
    assert told == {
        (stratum, number, there[stratum])
        for stratum, number in rules.wanted.items()
        if there[stratum] < number
    }
    for group in {one.group for one in listed} if each else ():
        assert any(one.group == group for one in drawn)
    needed = sum(min(number, there[one]) for one, number in rules.wanted.items())
    musts = sum(one.because is not None for one in listed)
    assert len(drawn) <= needed + musts + len(rules.groups)


@given(populations, st.text("abc", min_size=1), st.text("xyz", min_size=1))
def test_another_seed_gives_another_order_and_the_same_hash_of_the_population(
    listed: list[Candidate], one: str, other: str
) -> None:
    assert listing_hash(listed) == listing_hash(reversed(listed))
    orders = [
        sorted((each.pep for each in listed), key=seeded(seed, drawing())) for seed in (one, other)
    ]
    assert sorted(orders[0]) == sorted(orders[1])


def test_the_place_of_a_pep_is_what_the_method_says() -> None:
    # So whoever wants to draw again can do so without pepsite: docs/decisions has these words.
    text = "seeded-hash/1\n40213\none\n2025-10-01\n2025-10-31\npep-hc4dvy5m8nb0v"
    place = hashlib.sha256(text.encode()).hexdigest()
    assert seeded("40213", drawing())("pep-hc4dvy5m8nb0v") == place


def test_a_pep_more_or_less_moves_no_other() -> None:
    listed = [Candidate(f"pep-{number}", HASH, "eyfs") for number in range(30)]
    rules, place = Rules({"eyfs": 5}), seeded("a", drawing())
    all_of_them, _ = choose(listed, rules, place)
    gone = all_of_them[2]
    without, _ = choose([one for one in listed if one != gone], rules, place)
    assert [one for one in all_of_them if one != gone] == list(without)[:4]


# --- Who audits


@pytest.mark.uncounted
@settings(max_examples=100)
@given(populations, st.integers(0, len(PEOPLE)), st.booleans(), st.text("abc", min_size=1))
def test_nobody_audits_their_own_and_nobody_is_spared(
    listed: list[Candidate], people: int, second: bool, seed: str
) -> None:
    here = setting(*(person(one) for one in PEOPLE[:people]))
    one = drawing(size={"size": "number", "number": 40}, second_auditor=second)
    drawn = draw([each._replace(stratum=None) for each in listed], one, here, seed)
    assert isinstance(drawn, Draw)
    for chosen in drawn.chosen:
        given_to = [each for each in (chosen.auditor, chosen.second_auditor) if each]
        may = set(PEOPLE[:people]) - chosen.candidate.own_of
        assert set(given_to) <= may
        assert len(set(given_to)) == len(given_to) == min(len(may), 2 if second else 1)
    short = [each for each in drawn.short if each.why == "no-auditor"]
    without = sum(
        chosen.auditor is None or (second and chosen.second_auditor is None)
        for chosen in drawn.chosen
    )
    assert sum(each.wanted - each.found for each in short) == without


def test_two_of_two_audit_each_where_two_are_asked_for() -> None:
    listed = [Candidate(f"pep-{number}", HASH, None) for number in range(3)]
    one = drawing(size={"size": "number", "number": 3}, second_auditor=True)
    drawn = draw(listed, one, setting(*(person(each) for each in PEOPLE[:2])), "a")
    assert isinstance(drawn, Draw)
    assert len(drawn.chosen) == 3
    for chosen in drawn.chosen:
        assert {chosen.auditor, chosen.second_auditor} == set(PEOPLE[:2])


@pytest.mark.uncounted
@given(st.integers(0, 60), st.integers(1, 9), st.booleans(), st.randoms())
def test_where_anybody_may_audit_loads_differ_by_one_at_most(
    count: int, people: int, second: bool, chance: Any
) -> None:
    names = list(PEOPLE[:people])
    seats = [(f"pep-{number}", chance.sample(names, people)) for number in range(count)]
    if second and people > 1:
        seats += seats
    loads = Counter(spread(seats))
    assert None not in loads
    assert max(loads.values(), default=0) - min(loads[one] for one in names) <= 1


@given(
    st.lists(st.lists(st.sampled_from("abcd"), unique=True, max_size=4), max_size=7),
)
def test_no_way_of_giving_out_work_has_a_lighter_heaviest_load(may: list[list[str]]) -> None:
    seats = [(f"pep-{number}", people) for number, people in enumerate(may)]
    given_out = spread(seats)
    for (_, people), person_ in zip(seats, given_out, strict=True):
        assert (person_ in people) if people else person_ is None
    best = lightest([people for people in may if people])
    loads = Counter(one for one in given_out if one)
    assert max(loads.values(), default=0) == best


two_seats = st.lists(st.sampled_from("abc"), unique=True)


@given(st.lists(st.tuples(two_seats, two_seats), max_size=4))
def test_a_second_seat_stays_empty_only_where_it_has_to(
    pieces: list[tuple[list[str], list[str]]],
) -> None:
    seats = [(f"pep-{n}", first) for n, (first, _) in enumerate(pieces)]
    seats += [(f"pep-{n}", second) for n, (_, second) in enumerate(pieces)]
    given_out = spread(seats)
    both = zip(given_out[: len(pieces)], given_out[len(pieces) :], strict=True)
    for (first, second), (may_first, may_second) in zip(both, pieces, strict=True):
        assert first is None or first in may_first
        assert second is None or second in may_second
        assert first is None or first != second
        can_both = any(one != other for one in may_first for other in may_second)
        possible = 2 if can_both else 1 if may_first or may_second else 0
        assert (first is not None) + (second is not None) == possible


def test_whoever_alone_can_have_the_second_seat_leaves_the_first_to_another() -> None:
    assert spread([("pep-1", ["a", "b"]), ("pep-1", ["a"])]) == ["b", "a"]


def lightest(may: list[list[str]]) -> int:
    """Return the least that the most burdened can have, by trying everything."""
    loads: list[Counter[str]] = [Counter()]
    for people in may:
        loads = [each + Counter([one]) for each in loads for one in people]
        loads = list({tuple(sorted(each.items())): each for each in loads}.values())
    return min(max(each.values(), default=0) for each in loads)


@pytest.mark.parametrize(
    ("auditor", "expected"),
    [
        pytest.param("any", {PEOPLE[1], PEOPLE[2], PEOPLE[3]}, id="anybody but whose own it is"),
        pytest.param("line-manager", {PEOPLE[2]}, id="the officer's line manager"),
        pytest.param("leads-the-phase", {PEOPLE[3]}, id="who leads the phase"),
        pytest.param("not-the-first", {PEOPLE[2], PEOPLE[3]}, id="who has not judged it before"),
    ],
)
def test_who_may_audit(auditor: str, expected: set[str]) -> None:
    here = setting(
        *(person(one) for one in PEOPLE[:3]),
        person(PEOPLE[3], leads_phases=("statutory",)),
        person(PEOPLE[4], role=Role.VIRTUAL_SCHOOL_OFFICER),
        person(PEOPLE[5], started_on=date(2025, 10, 21)),
        person(PEOPLE[6], left_on=date(2025, 10, 19), active=False),
    )
    one = Candidate(
        "pep-1",
        HASH,
        phase="statutory",
        line_manager=PEOPLE[2],
        own_of=frozenset(PEOPLE[:1]),
        judged_by=frozenset(PEOPLE[:2]),
    )
    given_to = set()
    for seed in "abcdefghijklmnopqrstuvwxyz":
        drawn = draw([one], drawing(auditor=auditor), here, seed)
        assert isinstance(drawn, Draw)
        given_to |= {each.auditor for each in drawn.chosen}
    assert given_to == expected


# --- How many


def test_a_side_of_the_area_without_a_pep_comes_up_short() -> None:
    listed = [Candidate(f"pep-{number}", HASH, "in-area") for number in range(4)]
    one = drawing(strata="in-or-out-of-area", size={"size": "number", "number": 2})
    drawn = draw(listed, one, setting(person(PEOPLE[0])), "a")
    assert isinstance(drawn, Draw)
    assert len(drawn.chosen) == 2
    assert drawn.short == (Short("out-of-area", "too-few-peps", 2, 0),)


@pytest.mark.parametrize(
    ("of", "rounding", "number"),
    [
        pytest.param(8, "up", 2, id="even"),
        pytest.param(9, "up", 3, id="up"),
        pytest.param(9, "down", 2, id="down"),
        pytest.param(9, "nearest", 2, id="nearest below"),
        pytest.param(10, "nearest", 3, id="a half is up"),
        pytest.param(1, "up", 1, id="one is one"),
        pytest.param(0, "up", 0, id="none is none"),
        pytest.param(3, "down", 0, id="too few for one"),
    ],
)
def test_a_quarter(of: int, rounding: Any, number: int) -> None:
    assert how_many(ShareOf(size="share", per_cent=25, rounding=rounding), of, None) == number


def test_a_size_that_is_not_stated_is_what_is_asked_for() -> None:
    size = SizeNotStated(size="not-stated")
    assert [how_many(size, 9, asked) for asked in (None, 4)] == [0, 4]
    assert how_many(Number(size="number", number=10), 3, None) == 10


NEW = {
    "for_the_first": {"number": 1, "unit": "months"},
    "size": {"size": "share", "per_cent": 50, "rounding": "up"},
    "source": "EXM-1",
}
OWN = [
    {
        "person": PEOPLE[0],
        "from": "2025-10-01",
        "until": "2025-10-20",
        "size": {"size": "number", "number": 9},
        "source": "EXM-1",
    }
]


@pytest.mark.parametrize(
    ("started_on", "expected"),
    [
        pytest.param(date(2025, 9, 20), 50, id="on the last day of the first month"),
        pytest.param(date(2025, 9, 19), 25, id="a day longer here"),
        pytest.param(None, 25, id="nobody wrote down since when"),
    ],
)
def test_a_new_starter_has_more_looked_at(started_on: date | None, expected: int) -> None:
    share = {"size": "share", "per_cent": 25, "rounding": "up"}
    one = drawing(strata="officer", size=share, new_starters=NEW)
    here = setting(person(PEOPLE[0], started_on=started_on))
    size = size_for(PEOPLE[0], one, here)
    assert isinstance(size, ShareOf)
    assert size.per_cent == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2025, 9, 30), 3, id="the day before"),
        pytest.param(date(2025, 10, 1), 9, id="from the day"),
        pytest.param(date(2025, 10, 20), 9, id="on the last day"),
        pytest.param(date(2025, 10, 21), 3, id="the day after"),
    ],
)
def test_a_size_set_for_one_person_holds_between_its_days(day: date, expected: int) -> None:
    one = drawing(strata="officer", for_persons=OWN)
    here = replace_day(setting(person(PEOPLE[0])), day)
    assert size_for(PEOPLE[0], one, here) == Number(size="number", number=expected)
    assert size_for(PEOPLE[1], one, here) == Number(size="number", number=3)


def replace_day(here: Setting, day: date) -> Setting:
    return Setting(here.policy, here.calendars, here.register, day)


def test_what_is_new_cannot_be_told_without_days_to_count() -> None:
    new = NEW | {"for_the_first": {"number": 20, "unit": "unknown"}}
    one = drawing(strata="officer", new_starters=new)
    here = setting(person(PEOPLE[0], started_on=date(2025, 9, 1)))
    listed = [Candidate("pep-1", HASH, PEOPLE[0])]
    assert isinstance(size_for(PEOPLE[0], one, here), Unknown)
    assert isinstance(draw(listed, one, here, "a"), Unknown)


# --- What can be drawn


def drawable(child: Made, day: date, **version: Any) -> list[Candidate | Unknown]:
    here = child.setting(day)
    one = drawing_on(plan(**version), here)
    assert isinstance(one, Drawing)
    return list(candidates(child.casefile, one, here))


def test_a_plan_that_reaches_into_a_term_nobody_recorded_cannot_be_drawn_by() -> None:
    population = {"reached": "submitted", "and_the_one_before": True}
    here = made(calendars={"ours 2024": None}).setting(date(2025, 10, 20))
    found = drawing_on(plan(period="term", population=population), here)
    assert isinstance(found, Unknown)
    assert found.missing == "a calendar with the terms of 2024/25"


@pytest.mark.parametrize(
    ("submitted", "more", "count"),
    [
        pytest.param("2025-10-01", {}, 1, id="the first day of the period"),
        pytest.param("2025-09-30", {}, 0, id="the day before it"),
        pytest.param(
            "2025-09-30", {"and_the_one_before": True}, 1, id="the day before, taken in as well"
        ),
        pytest.param("2025-08-31", {"and_the_one_before": True}, 0, id="two periods before"),
        pytest.param("2025-10-20", {}, 1, id="on the day of the draw"),
        pytest.param("2025-10-21", {}, 0, id="the day after the draw"),
        pytest.param("2025-09-10", {"in_the_period": False}, 1, id="whenever it was"),
        pytest.param("2025-10-02", {"when": {"phases": ["eyfs"]}}, 0, id="of another phase"),
    ],
)
def test_which_peps_can_be_drawn(submitted: str, more: dict[str, Any], count: int) -> None:
    child = made(child={"care": [{"entered_on": "2025-07-01"}]}, peps=[{"completed_on": submitted}])
    population = {"reached": "submitted"} | more
    found = drawable(child, date(2025, 10, 20), population=population)
    assert len(found) == count


@pytest.mark.parametrize(
    ("day", "count"),
    [
        pytest.param(date(2025, 10, 2), 0, id="the day before the meeting"),
        pytest.param(date(2025, 10, 3), 1, id="on the day of the meeting"),
    ],
)
def test_where_the_meeting_is_enough_a_pep_need_not_be_submitted(day: date, count: int) -> None:
    child = made(peps=[{"status": "draft", "meetings": [{"held_on": "2025-10-03"}]}])
    assert len(drawable(child, day, population={"reached": "held"})) == count
    assert drawable(child, day, population={"reached": "submitted"}) == []


def test_a_closed_pep_and_the_earlier_one_of_a_child_stay_out() -> None:
    closed = {"closed_on": "2025-10-09", "by": "the officer", "reason": "duplicate"}
    child = made(
        peps=[
            {"completed_on": "2025-10-02"},
            {"completed_on": "2025-10-06"},
            {"completed_on": "2025-10-08", "closed": closed},
        ]
    )
    population = {"reached": "submitted", "one_per_child": True}
    [found] = drawable(child, date(2025, 10, 20), population=population)
    assert isinstance(found, Candidate)
    assert found.pep == child.ids["pep 2"]
    everything = drawable(child, date(2025, 10, 20))
    assert len(everything) == 2


@pytest.mark.parametrize(
    ("day", "count"),
    [
        pytest.param(date(2025, 10, 17), 1, id="on the last day in care"),
        pytest.param(date(2025, 10, 18), 0, id="the day after"),
    ],
)
def test_a_caseload_has_only_children_who_have_a_pep(day: date, count: int) -> None:
    child = made(
        child={"care": [{"ended_on": "2025-10-17"}]}, peps=[{"completed_on": "2025-09-20"}]
    )
    population = {"reached": "submitted", "in_the_period": False}
    assert len(drawable(child, day, population=population)) == count


@pytest.mark.parametrize(
    ("strata", "expected"),
    [
        ("phase", "statutory"),
        ("school", "our school"),
        ("officer", "the officer"),
        ("line-manager", "the phase manager"),
        ("team", "East"),
        ("district", "Northgate"),
        ("in-or-out-of-area", "in-area"),
    ],
)
def test_what_a_pep_is_told_apart_by(strata: str, expected: str) -> None:
    child = made(
        people={
            "the officer": {"line_manager": "the phase manager"},
            "the social worker": {"team": "East"},
        },
        schools={"our school": {"district": "Northgate"}},
        peps=[{"completed_on": "2025-10-02"}],
    )
    [found] = drawable(child, date(2025, 10, 20), strata=strata)
    assert isinstance(found, Candidate)
    assert found.stratum == child.ids.get(expected, expected)


def test_whose_own_a_pep_is() -> None:
    child = made(
        peps=[{"completed_on": "2025-10-02"}],
        qa_reviews=[
            {"reviewed_on": "2025-10-03", "reviewer": "the phase manager"},
            {"reviewed_on": "2025-10-06", "reviewer": "another"},
        ],
        people={"another": {"role": "virtual-school-officer", "active": True}},
    )
    [found] = drawable(child, date(2025, 10, 20))
    assert isinstance(found, Candidate)
    own = ("the officer", "the social worker", "the designated teacher", "the phase manager")
    assert found.own_of == {child.ids[one] for one in own}
    assert found.judged_by == {child.ids["the phase manager"], child.ids["another"]}


def test_a_pep_without_an_officer_or_anyone_who_prepared_it_is_still_somebodys_own() -> None:
    child = made(
        child={"responsible": [{"role": "social-worker", "person": "the social worker"}]},
        peps=[{"completed_on": "2025-10-02", "prepared_by": None}],
    )
    [found] = drawable(child, date(2025, 10, 20))
    assert isinstance(found, Candidate)
    assert found.own_of == {child.ids["the social worker"]}


@pytest.mark.parametrize(
    ("audited_on", "because"),
    [
        pytest.param("2025-10-20", "amber-again", id="rated before the draw"),
        pytest.param("2025-10-21", None, id="rated after it"),
    ],
)
def test_a_child_whose_last_rating_was_amber_is_always_in(
    audited_on: str, because: str | None
) -> None:
    child = made(
        peps=[{"completed_on": "2025-09-15"}, {"completed_on": "2025-10-02"}],
        qa_reviews=[{"reviewed_on": "2025-09-20"}],
        audits=[{"audited_on": audited_on, "rating": "amber"}],
    )
    must = [{"id": "amber-again", "ratings": ["amber"], "source": "EXM-1"}]
    [found] = drawable(child, date(2025, 10, 20), must_include=must)
    assert isinstance(found, Candidate)
    assert (found.pep, found.because) == (child.ids["pep 2"], because)


@pytest.mark.parametrize(
    ("school", "because"),
    [
        pytest.param({"type": "independent"}, "paid-for", id="the theme holds"),
        pytest.param({}, None, id="it does not"),
        pytest.param(None, None, id="nobody can tell"),
    ],
)
def test_a_child_of_a_theme_that_must_be_in_is_always_in(
    school: dict[str, str] | None, because: str | None
) -> None:
    child = made(
        child={} if school is not None else {"education": None},
        schools={"our school": school or {}},
        peps=[{"completed_on": "2025-10-02"}],
    )
    must = [{"id": "paid-for", "theme": "independent-schools", "source": "EXM-1"}]
    [found] = drawable(child, date(2025, 10, 20), must_include=must)
    assert isinstance(found, Candidate)
    assert found.because == because


def test_must_includes_on_top_leave_the_size_to_the_others() -> None:
    listed = [
        Candidate(f"pep-{number}", HASH, because="amber" if number < 4 else None)
        for number in range(10)
    ]
    on_top = Rules({None: 3}, uncounted=frozenset(["amber"]))
    inside = Rules({None: 3})
    place = seeded("a", drawing())
    assert len(choose(listed, on_top, place)[0]) == 7
    assert len(choose(listed, inside, place)[0]) == 4


def test_a_theme_that_cannot_be_told_leaves_the_pep_out_and_says_so() -> None:
    child = made(child={"education": None}, peps=[{"completed_on": "2025-10-02"}])
    theme = child.policy.themes[5]
    assert theme.id == "independent-schools"
    population = {"reached": "submitted", "themes": [theme.id]}
    [found] = drawable(child, date(2025, 10, 20), population=population)
    assert found == Unknown("the child's school, or that there is none")
