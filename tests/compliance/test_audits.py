"""Audits against their template, ratings that forbid a sign-off, second looks, hints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pepsite.compliance.checks import CHECKS
from pepsite.compliance.conformity.forms import audit_is_finished, edition_of, form_of, is_finished
from pepsite.compliance.coverage.schools import Reviewed, school_rows
from pepsite.compliance.judging.hints import hints_of
from pepsite.compliance.judging.judgements import latest_judgement
from pepsite.compliance.judging.moderation import (
    moderations,
    second_audits,
)
from pepsite.findings import Finding
from pepsite.policy.audits import AuditTemplate
from pepsite.policy.follow_up import Consequence
from pepsite.records.kinds import path_of
from tests.compliance.made import WALSALL, Made, made

Values = dict[str, Any]

DONE: Values = {"completed_on": "2025-09-20"}
YES = dict.fromkeys(("q1", "q2", "q3", "q4", "q5", "q6", "q7"), "yes")
AUDIT: Values = {"audited_on": "2025-11-20", "answers": YES, "rating": "meeting"}

TEMPLATE: Values = {
    "id": "peer",
    "title": "A peer's view",
    "types": ["peer"],
    "auditors": ["phase-manager"],
    "editions": [
        {
            "from": "2018-09-01",
            "source": "EXM-1",
            "answers": [
                {"id": "yes", "title": "Yes"},
                {"id": "no", "title": "No", "explanation_required": True},
                {"id": "not-scored", "title": "Not scored", "scored": False},
            ],
            "questions": [
                {"id": "voice", "text": "Is it there?", "source": "EXM-1"},
                {
                    "id": "later",
                    "text": "What after school?",
                    "source": "EXM-1",
                    "when": {"phases": ["post-16"]},
                    "explain": ["yes"],
                },
            ],
            "parts": [
                {"id": "whole", "title": "The whole", "source": "EXM-1", "comment_required": True}
            ],
            "scale": [
                {"id": "good", "title": "Good", "at_standard": True},
                {"id": "weak", "title": "Weak", "at_standard": False},
            ],
            "rating": [
                {
                    "rating": "good",
                    "source": "EXM-1",
                    "when": {"test": "item", "item": "voice", "answers": ["yes"]},
                },
                {
                    "rating": "weak",
                    "source": "EXM-1",
                    "when": {"test": "item", "item": "voice", "answers": ["no"]},
                },
            ],
            "rating_in_words": "By the child's voice.",
            "improvements_when_not_at_standard": "EXM-1",
        }
    ],
}
PEER: Values = {
    "type": "peer",
    "template": {"name": "peer"},
    "audited_on": "2025-11-20",
    "answers": {"voice": "yes"},
    "part_ratings": {"whole": {"rating": "good", "comment": "Well written."}},
    "rating": "good",
}


def template(edition: Values | None = None, **more: Any) -> AuditTemplate:
    values = {**TEMPLATE, "editions": [{**TEMPLATE["editions"][0], **(edition or {})}], **more}
    return AuditTemplate.model_validate(values, strict=False)


def audited(audit: Values, edition: Values | None = None, pep: Values = DONE, **more: Any) -> Made:
    return made(peps=[pep], audits=[{**PEER, **audit}]).under(audits=(template(edition, **more),))


def codes(found: list[Finding]) -> list[tuple[str, str]]:
    return sorted((one.code, ".".join(map(str, one.field))) for one in found)


@pytest.mark.parametrize(
    ("audit", "expected"),
    [
        ({}, []),
        ({"template": {"name": "nobody"}}, [("template-unknown", "template")]),
        ({"template": {"edition": "2019-09-01"}}, [("template-unknown", "template")]),
        ({"type": "themed"}, [("audit-type-not-allowed", "type")]),
        (
            {"auditors": [{"role": "carer", "person": None}]},
            [("role-not-allowed", "auditors.0.role")],
        ),
        (
            {"auditors": [{"person": "the social worker"}]},
            [("role-not-allowed", "auditors.0.person")],
        ),
        (
            {"answers": {"voice": "yes", "colour": "yes"}},
            [("question-unknown", "answers.1.question")],
        ),
        (
            {"answers": {"voice": "yes", "later": "no"}},
            [("explanation-missing", "answers.1"), ("question-not-asked", "answers.1.question")],
        ),
        (
            {"answers": {"voice": "perhaps"}},
            [("answer-unknown", "answers.0.answer"), ("rating-not-by-rule", "rating")],
        ),
        (
            {"answers": {"voice": "not-scored"}},
            [("rating-not-by-rule", "rating")],
        ),
        ({"answers": {}}, [("question-open", "answers")]),
        ({"answers": {}, "rating": None}, []),
        (
            {"part_ratings": {"half": {"rating": "good", "comment": "Half of it."}}},
            [("part-unknown", "part_ratings.0.part"), ("question-open", "part_ratings")],
        ),
        (
            {"part_ratings": {"whole": {"rating": "green", "comment": "All."}}},
            [("answer-unknown", "part_ratings.0.rating")],
        ),
        ({"part_ratings": {"whole": "good"}}, [("comment-missing", "part_ratings.0")]),
        ({"part_ratings": {}, "rating": None}, []),
        ({"rating": "weak"}, [("improvement-missing", "recommendations"),
                              ("rating-not-by-rule", "rating")]),
        (
            {
                "answers": {"voice": {"answer": "no", "explanation": "A blank page."}},
                "rating": "weak",
                "recommendations": [{"what": "Ask the child."}],
            },
            [],
        ),
        ({"rating": "green"}, [("answer-unknown", "rating")]),
    ],
)  # fmt: skip
def test_an_audit_follows_its_template(audit: Values, expected: list[tuple[str, str]]) -> None:
    assert codes(audited(audit).findings()) == expected


def test_a_question_may_want_an_explanation_of_its_own_and_only_where_it_is_asked() -> None:
    older = {**DONE, "year_group": "Y12"}
    answers = {"voice": "yes", "later": "yes"}
    assert codes(audited({"answers": answers}, pep=older).findings()) == [
        ("explanation-missing", "answers.1")
    ]
    told = {"voice": "yes", "later": {"answer": "yes", "explanation": "A place at college."}}
    assert audited({"answers": told}, pep=older).findings() == []
    assert codes(audited({}, pep=older).findings()) == [("question-open", "answers")]


@pytest.mark.parametrize(
    ("edition", "audit", "expected"),
    [
        ({"rated_by": "nobody"}, {}, [("rating-not-asked", "rating")]),
        ({"rated_by": "nobody"}, {"rating": None}, []),
        ({"rated_by": "auditor"}, {}, []),
        (
            {"rated_by": "auditor"},
            {"answers": {"voice": {"answer": "no", "explanation": "A blank page."}}},
            [("rating-too-early", "rating")],
        ),
        ({"to_supply": ["rating"]}, {"answers": {"voice": "not-scored"}}, []),
        ({"to_supply": ["questions"]}, {"answers": {"voice": "yes", "colour": "yes"}}, []),
        ({"to_supply": ["answers"]}, {"answers": {"voice": "amber"}}, []),
        (
            {"to_supply": ["scale"]},
            {"rating": "amber", "part_ratings": {"whole": {"rating": "amber", "comment": "So."}}},
            [],
        ),
        (
            {"to_supply": ["answers"]},
            {"rating": "amber"},
            [("answer-unknown", "rating")],
        ),
        (
            {"to_supply": ["rating"]},
            {"answers": {"voice": "amber"}},
            [("answer-unknown", "answers.0.answer")],
        ),
    ],
)
def test_who_makes_the_rating_and_what_the_authority_still_owes(
    edition: Values, audit: Values, expected: list[tuple[str, str]]
) -> None:
    assert codes(audited(audit, edition).findings()) == expected


def test_a_finished_audit_has_its_overview_and_an_action_for_each_recommendation() -> None:
    asked: dict[str, Any] = {
        "overview_required": "EXM-1",
        "recommendations_become_actions": "EXM-1",
    }
    advice = [{"what": "Ask the child."}]
    wanting = [("overview-missing", "overview"),
               ("recommendation-without-action", "recommendations.0")]  # fmt: skip

    assert codes(audited({"recommendations": advice}, **asked).findings()) == wanting
    assert audited({"recommendations": advice, "rating": None}, **asked).findings() == []
    nobody: Values = {"rated_by": "nobody"}
    rated_by_nobody: Values = {"recommendations": advice, "rating": None}
    assert codes(audited(rated_by_nobody, nobody, **asked).findings()) == wanting
    unfinished: Values = {**rated_by_nobody, "answers": {}}
    assert audited(unfinished, nobody, **asked).findings() == []


def test_a_recommendation_names_its_action() -> None:
    advice = [{"what": "Ask the child.", "action": "action 1"}]
    child = made(
        peps=[DONE],
        audits=[{**PEER, "recommendations": advice}],
        actions=[
            {
                "raised_by": {"qa_review": None, "audit": "audit 1"},
                "raised_on": "2025-11-20",
                "target_on": "2025-12-20",
            }
        ],
    ).under(audits=(template(recommendations_become_actions="EXM-1"),))
    assert child.findings() == []


def test_the_seats_of_a_panel_are_taken_by_roles() -> None:
    panel = [{"any_of": ["phase-manager", "virtual-school-head"]}, {"any_of": ["social-worker"]}]
    alone = audited({}, panel=panel)
    [found] = alone.findings()
    assert (found.code, found.severity) == ("panel-incomplete", "warning")
    assert "social-worker" in found.hint
    both = {"auditors": [{}, {"role": "social-worker", "person": None}]}
    assert audited(both, panel=panel).findings() == []


@pytest.mark.parametrize(
    ("given", "strict", "expected"),
    [
        pytest.param({}, True, [], id="somebody else"),
        pytest.param(
            {"qa_reviews": [{"reviewed_on": "2025-09-25", "reviewer": "the phase manager"}]},
            True,
            [("own-work-judged", "auditors.0.person"), ("role-not-allowed", "reviewer")],
            id="whoever quality assured the PEP",
        ),
        pytest.param(
            {"qa_reviews": [{"reviewed_on": "2025-09-25", "reviewer": "the phase manager"}]},
            False,
            [("role-not-allowed", "reviewer")],
            id="which only some policies mind",
        ),
        pytest.param(
            {"child": {"responsible": [{"role": "virtual-school-officer",
                                        "person": "the phase manager"}]}},
            True,
            [("own-work-judged", "auditors.0.person")],
            id="the child's own officer",
        ),
    ],
)  # fmt: skip
def test_nobody_audits_their_own_work(
    given: Values, strict: bool, expected: list[tuple[str, str]]
) -> None:
    child = made(peps=[DONE], audits=[PEER], **given)
    rules = child.under(audits=(template(never_the_first_auditor=strict),))
    assert codes(rules.findings()) == expected


@pytest.mark.parametrize(
    ("moderator", "expected"),
    [
        ("the phase manager", [("own-work-judged", "auditors.0.person")]),
        (None, []),
    ],
)
def test_a_moderation_is_by_somebody_else_whatever_the_template_says(
    moderator: str | None, expected: list[tuple[str, str]]
) -> None:
    second = {**PEER, "type": "moderation", "judges_audit": "audit 1"}
    child = made(peps=[DONE], audits=[PEER, {**second, "auditors": [{"person": moderator}]}]).under(
        audits=(template(types=["peer", "moderation"]),)
    )
    assert codes(child.findings()) == expected


# --- Ratings that forbid a sign-off


def blocking(of: str, since: str = "2018-09-01") -> dict[str, Any]:
    values = {
        "id": "blocks",
        "title": "It cannot be complete",
        "of": of,
        "doer": "designated-teacher",
        "versions": [
            {
                "from": since,
                "source": "EXM-1",
                "ratings": ["not-meeting", "weak"],
                "brings": "block-sign-off",
            }
        ],
    }
    return {"consequences": (Consequence.model_validate(values, strict=False),)}


NOT_MEETING: Values = {
    "reviewed_on": "2025-09-25",
    "answers": {"q4": "no"},
    "rating": "not-meeting",
    "improvements": "Ask the child.",
}
MEETING: Values = {"reviewed_on": "2025-10-10", "rating": "meeting"}


@pytest.mark.parametrize(
    ("reviews", "since", "blocked"),
    [
        pytest.param([NOT_MEETING], "2018-09-01", True, id="not meeting"),
        pytest.param([NOT_MEETING, MEETING], "2018-09-01", False, id="put right since"),
        pytest.param(
            [{**NOT_MEETING, "reviewed_on": "2025-10-11"}, MEETING],
            "2018-09-01",
            True,
            id="the last counts, wherever it stands",
        ),
        pytest.param(
            [{**MEETING, "reviewed_on": "2025-09-25", "follows": "qa-review 2"}, NOT_MEETING],
            "2018-09-01",
            False,
            id="of one day, the one that follows",
        ),
        pytest.param([NOT_MEETING], "2025-09-25", True, id="on the day the rule begins"),
        pytest.param([NOT_MEETING], "2025-09-26", False, id="the day before"),
        pytest.param(
            [MEETING, {**NOT_MEETING, "reviewed_on": "2025-10-11", "rating": None}],
            "2018-09-01",
            False,
            id="a review that is not finished says nothing",
        ),
    ],
)
def test_a_rating_may_forbid_that_a_pep_is_complete(
    reviews: list[Values], since: str, blocked: bool
) -> None:
    child = made(peps=[{**DONE, "status": "complete"}], qa_reviews=reviews)
    found = codes(child.under(**blocking("pep-quality", since)).findings())
    assert found == ([("sign-off-blocked", "status")] if blocked else [])
    submitted = made(peps=[DONE], qa_reviews=reviews)
    assert submitted.under(**blocking("pep-quality", since)).findings() == []


@pytest.mark.parametrize(
    ("by", "blocked"),
    [
        pytest.param("pep-quality", ["pep 2"], id="by this checklist, the other PEP alone"),
        pytest.param("peer", [], id="by another form, which nobody filled in"),
    ],
)
def test_a_rating_forbids_nothing_of_another_pep_or_by_another_form(
    by: str, blocked: list[str]
) -> None:
    peps = [{**DONE, "status": "complete"}, {**DONE, "status": "complete"}]
    reviews = [MEETING, {**NOT_MEETING, "pep": "pep 2"}]
    child = made(peps=peps, qa_reviews=reviews).under(**blocking(by))
    found = [one.path for one in child.findings() if one.code == "sign-off-blocked"]
    names = {path_of(pep): f"pep {place}" for place, pep in enumerate(child.casefile.peps, 1)}
    assert [names[path] for path in found] == blocked


def test_what_a_school_says_of_its_own_pep_is_no_judgement_by_the_virtual_school() -> None:
    child = made(peps=[DONE], audits=[{**PEER, "type": "self-review"}, PEER])
    own, peers = child.casefile.audits
    pep = child.casefile.peps[0].id
    latest = latest_judgement(child.casefile, pep, "peer")
    assert latest is not None
    assert latest.record == peers
    alone = replace(child.casefile, audits=(own,))
    assert latest_judgement(alone, pep, "peer") is None
    rows = school_rows(child.casefile, child.setting(date(2026, 5, 15)))
    kinds = {row.kind for row in rows if isinstance(row, Reviewed)}
    counted = {kind for one in WALSALL.coverage for v in one.versions for kind in v.counts}
    assert kinds - counted == {"self-review"}


def test_an_audit_that_was_only_begun_is_not_finished() -> None:
    begun = {**PEER, "answers": {"voice": "yes"}, "rating": None}
    editions: dict[str, Values] = {
        "by the rule": {},
        "by nobody": {"rated_by": "nobody"},
        "not supplied yet": {"to_supply": ["rating"]},
        "no rating is known of": {"to_supply": ["scale", "rating"], "scale": []},
    }
    children = {name: audited(begun, edition) for name, edition in editions.items()}
    children["rated, by no template"] = audited({"template": {"name": "gone"}})
    finished = {
        name: audit_is_finished(child.casefile.audits[0], child.casefile, child.policy)
        for name, child in children.items()
    }
    assert finished == {
        "by the rule": False,
        "by nobody": True,
        "not supplied yet": False,
        "no rating is known of": True,
        "rated, by no template": True,
    }


# --- Second looks


def test_a_second_look_is_compared_point_by_point() -> None:
    second = {
        **AUDIT,
        "judges_qa_review": "qa-review 1",
        "answers": {**YES, "q4": "no", "q6": "no"},
        "rating": "not-meeting",
        "recommendations": [{"what": "Ask the child."}],
    }
    unclear = {"answer": {"no_answer": "not-known-yet", "ask": "The school", "by": "2025-12-01"}}
    third = {
        **AUDIT,
        "judges_audit": "audit 1",
        "answers": {**YES, "q4": "no", "q1": unclear},
        "rating": None,
    }
    child = made(
        peps=[DONE],
        qa_reviews=[{"reviewed_on": "2025-09-25", "rating": "meeting"}],
        audits=[second, third],
    )
    [review], [first, last] = child.casefile.qa_reviews, child.casefile.audits
    edition = edition_of(first, WALSALL)
    assert edition is not None
    looks = list(moderations(child.casefile, {first.id: edition}))

    assert [(one.first, one.second) for one in looks] == [(review, first), (first, last)]
    assert [one.rating_agrees for one in looks] == [False, None]
    assert [one.on for one in looks] == [date(2025, 11, 20)] * 2
    assert [[tuple(point) for point in one.disagreements] for one in looks] == [
        [("q4", "yes", "no"), ("q6", "yes", "no"), ("rating", "meeting", "not-meeting")],
        [("q6", "no", "yes")],
    ]


def test_a_second_look_at_nothing_that_is_here_is_not_compared() -> None:
    child = made(peps=[DONE], audits=[{**AUDIT, "judges_qa_review": "qa-review 1"}])
    assert list(moderations(child.casefile)) == []


@pytest.mark.parametrize(
    ("second", "seen"),
    [
        pytest.param({}, ["q4"], id="somebody else, for the same sample"),
        pytest.param({"auditors": [{"person": "the phase manager"}]}, None, id="the same person"),
        pytest.param({"sample": None}, None, id="for no sample"),
        pytest.param({"type": "moderation", "judges_audit": "audit 1"}, None, id="a moderation"),
        pytest.param({"peps": []}, None, id="of no PEP"),
    ],
)
def test_a_second_auditor_is_compared_with_the_first(
    second: Values, seen: list[str] | None
) -> None:
    sample = {**AUDIT, "sample": "sm-0000000000000"}
    other = {"auditors": [{"person": "the officer"}], "audited_on": "2025-11-21"}
    child = made(
        peps=[DONE],
        audits=[
            sample,
            {**sample, "answers": {**YES, "q4": "no"}, "rating": None, **other} | second,
        ],
    )
    found = [[one.item for one in each.disagreements] for each in second_audits(child.casefile)]
    assert found == ([] if seen is None else [seen])


# --- Hints


def test_results_stand_beside_the_questions_that_name_their_checks() -> None:
    hint = ["initial-pep-meeting-held", "child-took-part", "reviewed-by-own-officer"]
    questions = [{"id": "voice", "text": "Is it there?", "source": "EXM-1", "hint": hint}]
    first = {"type": "initial", **DONE, "meetings": [{"held_on": "2025-09-15"}]}
    second = {"type": "review", "completed_on": "2025-12-01",
              "meetings": [{"held_on": "2025-11-28"}]}  # fmt: skip
    child = made(
        peps=[first, second],
        qa_reviews=[{"reviewed_on": "2025-09-25"}, {"reviewed_on": "2025-12-04", "pep": "pep 2"}],
        audits=[{**PEER, "audited_on": "2025-12-10", "peps": [{"pep": "pep 2"}]}, PEER],
    ).under(audits=(template({"questions": questions}),))
    setting = child.setting(date(2025, 12, 10))
    results = [one for check in CHECKS for one in check(child.casefile, setting)]

    seen = {}
    for audit in child.casefile.audits:
        edition = edition_of(audit, child.policy)
        assert edition is not None
        form = form_of(audit, edition, child.casefile)
        assert is_finished(audit, form)
        hints = hints_of(form, child.casefile, results)
        seen[audit.peps[0].pep] = [(one.check, one.subject) for one in hints["voice"]]
    names = {one: name for name, one in child.ids.items()}
    assert {
        names[pep]: [(check, names[subject]) for check, subject in hinted]
        for pep, hinted in seen.items()
    } == {
        "pep 1": [
            ("initial-pep-meeting-held", "the child"),
            ("child-took-part", "pep 1"),
            ("reviewed-by-own-officer", "qa-review 1"),
        ],
        "pep 2": [
            ("child-took-part", "pep 2"),
            ("reviewed-by-own-officer", "qa-review 2"),
        ],
    }
