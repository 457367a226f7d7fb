"""Every condition of a rating rule, on both sides of its line, and while something is open."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pepsite.compliance.conformity.forms import CANNOT_TELL, UNDETERMINED, form_of, rating_in_words
from pepsite.compliance.judging.ratings import (
    Form,
    looks_into_the_pep,
    may_be_entered,
    possible_ratings,
    rating_of,
)
from pepsite.policy.questions import QuestionsEdition
from pepsite.records.fingerprint import fingerprint
from pepsite.records.pep import Pep
from tests.compliance.made import made

Values = dict[str, Any]

QUESTIONS: list[Values] = [
    {"id": "a", "text": "A?", "source": "EXM-1", "section": "first"},
    {"id": "b", "text": "B?", "source": "EXM-1", "section": "first"},
    {"id": "c", "text": "C?", "source": "EXM-1", "section": "second"},
    {"id": "shown", "text": "Shown only?", "source": "EXM-1", "graded": False},
]
ANSWERS: list[Values] = [
    {"id": "good", "title": "Good"},
    {"id": "fair", "title": "Fair"},
    {"id": "poor", "title": "Poor"},
    {"id": "not-applicable", "title": "Does not apply", "scored": False},
]


def edition(rating: list[Values], **more: Any) -> QuestionsEdition:
    values = {
        "from": "2018-09-01",
        "source": "EXM-1",
        "answers": ANSWERS,
        "sections": [
            {"id": "first", "title": "First", "source": "EXM-1"},
            {"id": "second", "title": "Second", "source": "EXM-1"},
        ],
        "questions": QUESTIONS,
        "scale": [
            {"id": "green", "title": "Green", "at_standard": True},
            {"id": "amber", "title": "Amber", "at_standard": False},
            {"id": "red", "title": "Red", "at_standard": False},
        ],
        "rating": [{"source": "EXM-1", **rule} for rule in rating],
        "rating_in_words": "As below.",
        **more,
    }
    return QuestionsEdition.model_validate(values, strict=False)


def holds(condition: Values, answers: str, pep: Pep | None = None, **more: Any) -> bool | None:
    """Say whether a condition holds for answers in order, "." for open and "-" for not scored."""
    words = {"g": "good", "f": "fair", "p": "poor", "-": "not-applicable"}
    given_answers = {
        question["id"]: words[one]
        for question, one in zip(QUESTIONS, answers, strict=False)
        if one in words
    }
    form = Form(
        edition([{"rating": "green", "when": condition}], **more),
        given_answers,
        peps=() if pep is None else (pep,),
        as_judged=pep is not None,
    )
    found = possible_ratings(form)
    return None if len(found) > 1 else found == ("green",)


def test(name: str, answers: list[str], **more: Any) -> Values:
    return {"test": name, "answers": answers, **more}


test.__test__ = False  # type: ignore[attr-defined]  # it makes a condition; it is not a test
GOOD, POOR = ["good"], ["poor"]


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        # all
        (test("all", GOOD), "ggg", True),
        (test("all", GOOD), "ggf", False),
        (test("all", ["good", "fair"]), "ggf", True),
        (test("all", GOOD), "gg-", True),
        (test("all", GOOD), "---", False),
        (test("all", GOOD), "gg.", None),
        (test("all", GOOD), "f..", False),
        (test("all", GOOD, items=["a", "b"]), "ggp", True),
        (test("all", GOOD, items=["first"]), "ggp", True),
        (test("all", GOOD, items=["first"]), "gpg", False),
        # any
        (test("any", POOR), "ggp", True),
        (test("any", POOR), "ggg", False),
        (test("any", POOR), "gg.", None),
        (test("any", POOR), "gp.", True),
        (test("any", POOR, items=["a"]), "ggp", False),
        (test("any", POOR), "gggp", False),  # "shown" is not graded ...
        (test("any", POOR, items=["shown"]), "gggp", True),  # ... and counts where it is named
        # none
        (test("none", POOR), "ggf", True),
        (test("none", POOR), "ggp", False),
        (test("none", POOR), "gg.", None),
        (test("none", POOR), "p..", False),
        (test("none", POOR, items=["second"]), "ppg", True),
        # at-least and at-most, on and beside the number
        (test("at-least", GOOD, number=2), "ggp", True),
        (test("at-least", GOOD, number=2), "gfp", False),
        (test("at-least", GOOD, number=2), "g.p", None),
        (test("at-least", GOOD, number=2), "gg.", True),
        (test("at-least", GOOD, number=2), "p.f", False),
        (test("at-least", GOOD, number=3), "gg-", False),
        (test("at-most", POOR, number=1), "gpg", True),
        (test("at-most", POOR, number=1), "ppg", False),
        (test("at-most", POOR, number=1), "p.g", None),
        (test("at-most", POOR, number=1), "gg.", True),
        (test("at-most", POOR, number=0), "ggg", True),
        # share: of what is scored
        (test("share", GOOD, per_cent=66), "ggp", True),
        (test("share", GOOD, per_cent=67), "ggp", False),
        (test("share", GOOD, per_cent=100), "gg-", True),
        (test("share", GOOD, per_cent=60), "gg.", True),
        (test("share", GOOD, per_cent=70), "gg.", None),
        (test("share", GOOD, per_cent=70), "p.p", False),
        (test("share", GOOD, per_cent=1), "---", False),
        (test("share", GOOD, per_cent=100), "...", None),
        # worst and best
        (test("worst", ["fair"]), "ggf", True),
        (test("worst", ["fair"]), "gfp", False),
        (test("worst", ["fair"]), "gg-", False),
        (test("worst", ["fair", "poor"]), "gf.", True),
        (test("worst", ["fair"]), "gf.", None),
        (test("worst", POOR), "p..", True),
        (test("worst", GOOD), "f..", False),
        (test("worst", GOOD), "---", False),
        (test("best", ["fair"]), "ffp", True),
        (test("best", ["fair"]), "gfp", False),
        (test("best", GOOD), "g..", True),
        (test("best", ["fair"]), "fp.", None),
        (test("best", POOR), "f..", False),
        (test("best", GOOD), "...", None),
        # one item, whatever it is
        (test("item", GOOD, item="b"), "pgp", True),
        (test("item", GOOD, item="b"), "gpg", False),
        (test("item", GOOD, item="b"), "g.g", None),
        (test("item", ["not-applicable"], item="b"), "g-g", True),
        (test("item", POOR, item="shown"), "gggp", True),
        # nested
        ({"test": "every", "of": [test("any", GOOD), test("none", POOR)]}, "gff", True),
        ({"test": "every", "of": [test("any", GOOD), test("none", POOR)]}, "gfp", False),
        ({"test": "every", "of": [test("any", GOOD), test("none", POOR)]}, "gf.", None),
        ({"test": "every", "of": [test("any", GOOD), test("none", POOR)]}, "pf.", False),
        ({"test": "either", "of": [test("all", GOOD), test("any", POOR)]}, "gfp", True),
        ({"test": "either", "of": [test("all", GOOD), test("any", POOR)]}, "gff", False),
        ({"test": "either", "of": [test("all", GOOD), test("any", POOR)]}, "gf.", None),
        ({"test": "either", "of": [test("all", GOOD), test("any", POOR)]}, "p..", True),
        ({"test": "not", "of": test("any", POOR)}, "ggf", True),
        ({"test": "not", "of": test("any", POOR)}, "ggp", False),
        ({"test": "not", "of": test("any", POOR)}, "gg.", None),
    ],
)
def test_a_condition_on_answers(condition: Values, answers: str, expected: bool | None) -> None:
    assert holds(condition, answers) is expected


PEP: Values = {
    "attachments": [{"kind": "ehcp", "pointer": "file 1", "added_on": "2025-09-02"}],
    "strengths": {"no_answer": "not-known-yet", "ask": "The school", "by": "2025-10-01"},
    "interventions": [
        {"when": "Mondays", "where": "In the library", "by_whom": "A tutor"},
        {"when": "Tuesdays", "where": None, "by_whom": None},
    ],
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"test": "evidence", "kinds": ["ehcp"]}, True),
        ({"test": "evidence", "kinds": ["timetable", "ehcp"]}, True),
        ({"test": "evidence", "kinds": ["timetable"]}, False),
        ({"test": "filled", "fields": ["targets"]}, True),
        ({"test": "filled", "fields": ["targets", "strengths"]}, False),
        ({"test": "filled", "fields": ["voice.views", "content.attainment"]}, True),
        ({"test": "filled", "fields": ["content.no_such_field"]}, False),
        ("some", True),
        ("more", False),
        ("every", False),
        ("every of one", True),
        ("none there", False),
    ],
)
def test_a_condition_that_looks_into_the_pep(condition: Values | str, expected: bool) -> None:
    properties = ["when", "where", "by_whom"]
    things = {"test": "things", "field": "interventions", "properties": properties}
    named: dict[str, Values] = {
        "some": {**things, "number": 1, "each_has_at_least": 3},
        "more": {**things, "number": 2, "each_has_at_least": 3},
        "every": {**things, "each_has_at_least": 2},
        "every of one": {**things, "each_has_at_least": 1},
        "none there": {**things, "field": "other_plans", "each_has_at_least": 1},
    }
    values = named[condition] if isinstance(condition, str) else condition
    [pep] = made(peps=[PEP]).casefile.peps

    assert holds(values, "...", pep) is expected
    # Where the PEP has changed since it was judged, or is not there, nobody can tell.
    assert holds(values, "...") is None


def test_a_rating_that_does_not_rest_on_the_pep_is_told_though_the_pep_has_changed() -> None:
    attached = {"test": "evidence", "kinds": ["ehcp"]}
    rules = [
        {"rating": "red", "when": test("any", POOR)},
        {"rating": "green", "when": {"test": "every", "of": [test("all", GOOD), attached]}},
        {"rating": "amber", "when": test("any", ["fair", "good"])},
    ]
    found = {
        answers: possible_ratings(Form(edition(rules), dict(zip("abc", answers, strict=True))))
        for answers in (("poor", "good", "good"), ("fair", "good", "good"), ("good",) * 3)
    }
    assert found == {
        ("poor", "good", "good"): ("red",),
        ("fair", "good", "good"): ("amber",),
        ("good", "good", "good"): ("green", "amber"),
    }


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"test": "evidence", "kinds": ["ehcp"]}, True),
        ({"test": "not", "of": {"test": "filled", "fields": ["targets"]}}, True),
        ({"test": "every", "of": [test("all", GOOD)]}, False),
        (test("all", GOOD), False),
    ],
)
def test_whether_rules_look_into_the_pep(condition: Values, expected: bool) -> None:
    assert looks_into_the_pep(edition([{"rating": "green", "when": condition}])) is expected


def test_a_question_may_have_answers_of_its_own() -> None:
    own = {"id": "a", "text": "A?", "source": "EXM-1"}
    own["answers"] = [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}]  # type: ignore[assignment]
    questions = [own, *QUESTIONS[1:]]
    asked = edition([{"rating": "red", "when": test("worst", ["poor", "no"])}], questions=questions)
    assert rating_of(asked, {"a": "no", "b": "good", "c": "good"}) == "red"
    assert rating_of(asked, {"a": "yes", "b": "good", "c": "good"}) is None


def test_where_there_are_no_questions_the_parts_count() -> None:
    parts = [{"id": one, "title": one, "source": "EXM-1"} for one in ("p1", "p2")]
    asked = edition(
        [{"rating": "green", "when": test("all", ["green"])}], questions=[], parts=parts
    )
    rated = {
        ratings: possible_ratings(
            Form(asked, {}, parts=dict(zip(("p1", "p2"), ratings, strict=False)))
        )
        for ratings in (("green", "green"), ("green", "amber"), ("green",))
    }
    assert rated == {
        ("green", "green"): ("green",),
        ("green", "amber"): (None,),
        ("green",): ("green", None),
    }


def test_a_question_and_a_rule_may_be_for_some_peps_only() -> None:
    post_16 = {"phases": ["post-16"]}
    questions = [*QUESTIONS[:2], {**QUESTIONS[2], "when": post_16}]
    rules = [
        {"rating": "red", "when": test("none", ["good"]), "for_peps": post_16},
        {"rating": "green", "when": test("all", GOOD)},
    ]
    asked = edition(rules, questions=questions)
    younger, older = (made(peps=[{"year_group": year}]).casefile.peps for year in ("Y9", "Y12"))
    assert possible_ratings(Form(asked, {"a": "good", "b": "good"}, peps=younger)) == ("green",)
    assert possible_ratings(Form(asked, {"a": "good", "b": "good"}, peps=older)) == ("green", None)
    assert possible_ratings(Form(asked, dict.fromkeys("abc", "poor"), peps=younger)) == (None,)
    assert possible_ratings(Form(asked, dict.fromkeys("abc", "poor"), peps=older)) == ("red",)


def test_a_rule_for_some_peps_cannot_be_told_where_there_is_no_pep_to_ask() -> None:
    [older] = made(peps=[{"year_group": "Y12"}]).casefile.peps
    rule = {"rating": "red", "when": test("any", POOR), "for_peps": {"phases": ["post-16"]}}
    asked = edition([rule, {"rating": "green", "when": test("all", GOOD)}], rated_by="auditor")
    poor = {"a": "poor", "b": "good", "c": "good"}
    assert possible_ratings(Form(asked, poor)) == ("red", None)
    assert possible_ratings(Form(asked, poor, peps=(older,))) == ("red",)
    good = dict.fromkeys("abc", "good")
    assert possible_ratings(Form(asked, good)) == ("green",)
    assert may_be_entered(Form(asked, good), "red") is False
    assert may_be_entered(Form(asked, poor), "red") is True


def test_what_an_auditor_may_enter() -> None:
    rules = [
        {"rating": "green", "when": test("none", POOR)},
        {"rating": "green", "when": test("item", GOOD, item="a")},
    ]
    asked = edition(rules, rated_by="auditor")
    answers = {"a": "good", "b": "fair", "c": "fair"}
    entered = {
        "as it is": may_be_entered(Form(asked, answers), "green"),
        "one precondition fails": may_be_entered(Form(asked, answers | {"b": "poor"}), "green"),
        "one is open": may_be_entered(Form(asked, {"a": "good", "b": "fair"}), "green"),
        "without precondition": may_be_entered(Form(asked, {}), "red"),
    }
    assert entered == {
        "as it is": True,
        "one precondition fails": False,
        "one is open": None,
        "without precondition": True,
    }


@pytest.mark.parametrize(
    ("more", "answers", "expected"),
    [
        ({}, "ggg", "green"),
        ({}, "ggf", UNDETERMINED),
        ({}, "gg.", CANNOT_TELL),
        ({"rated_by": "nobody"}, "ggg", "none"),
        ({"rated_by": "auditor"}, "ggg", "green or amber or red"),
        ({"rated_by": "auditor"}, "ggf", "amber or red"),
        ({"to_supply": ["questions"]}, "ggg", CANNOT_TELL),
        ({"to_supply": ["rating"]}, "ggp", CANNOT_TELL),
    ],
)
def test_the_rating_in_words(more: Values, answers: str, expected: str) -> None:
    asked = edition([{"rating": "green", "when": test("all", GOOD)}], **more)
    words = {"g": "good", "f": "fair", "p": "poor"}
    form = Form(asked, {q: words[a] for q, a in zip("abc", answers, strict=True) if a in words})
    assert rating_in_words(form) == expected


def test_a_form_knows_whether_the_pep_is_as_it_was_judged() -> None:
    child = made(peps=[PEP], qa_reviews=[{"reviewed_on": "2025-09-25"}])
    asked = edition([{"rating": "green", "when": {"test": "filled", "fields": ["targets"]}}])
    [review], [pep] = child.casefile.qa_reviews, child.casefile.peps
    assert review.pep_fingerprint == fingerprint(pep)
    changed = review.model_copy(update={"pep_fingerprint": "sha256:" + "1" * 64})

    assert possible_ratings(form_of(review, asked, child.casefile)) == ("green",)
    assert possible_ratings(form_of(changed, asked, child.casefile)) == ("green", None)


# --- What is true of any rules


SOME = st.lists(st.sampled_from(["good", "fair", "poor"]), min_size=1, max_size=2, unique=True)
COUNTING = st.one_of(
    st.builds(test, st.sampled_from(["all", "any", "none", "worst", "best"]), SOME),
    st.builds(test, st.just("at-least"), SOME, number=st.integers(1, 3)),
    st.builds(test, st.just("at-most"), SOME, number=st.integers(0, 3)),
    st.builds(test, st.just("share"), SOME, per_cent=st.integers(1, 100)),
    st.builds(test, st.just("item"), SOME, item=st.sampled_from(["a", "b", "c"])),
)
CONDITIONS = st.recursive(
    COUNTING,
    lambda inner: st.one_of(
        st.builds(lambda of: {"test": "every", "of": of}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda of: {"test": "either", "of": of}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda of: {"test": "not", "of": of}, inner),
    ),
    max_leaves=5,
)
RULES = st.lists(
    st.builds(
        lambda rating, when: {"rating": rating, "when": when},
        st.sampled_from(["green", "amber", "red"]),
        CONDITIONS,
    ),
    max_size=4,
)
WORDS = ("good", "fair", "poor", "not-applicable")


@settings(max_examples=150, deadline=None)
@given(RULES, st.lists(st.sampled_from([*WORDS, None]), min_size=3, max_size=3))
def test_what_is_possible_holds_every_way_the_open_questions_may_turn_out(
    rules: list[Values], answers: list[str | None]
) -> None:
    asked = edition(rules)
    said = {question: one for question, one in zip("abc", answers, strict=True) if one}
    still_open = [question for question in "abc" if question not in said]
    turned_out = set()
    for choice in product(WORDS, repeat=len(still_open)):
        whole = said | dict(zip(still_open, choice, strict=True))
        found = possible_ratings(Form(asked, whole))
        assert len(found) == 1, "a form without an open question has one outcome"
        turned_out.add(found[0])
    assert turned_out <= set(possible_ratings(Form(asked, said)))


@settings(max_examples=100, deadline=None)
@given(RULES, st.lists(st.sampled_from(WORDS), min_size=3, max_size=3))
def test_the_first_rule_that_holds_decides_and_none_leaves_it_undetermined(
    rules: list[Values], answers: list[str]
) -> None:
    said = dict(zip("abc", answers, strict=True))
    alone = [rating_of(edition([rule]), said) for rule in rules]
    assert rating_of(edition(rules), said) == next((one for one in alone if one), None)
