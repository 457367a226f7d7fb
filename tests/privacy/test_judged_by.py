"""Checklists and audit templates, as people read and print them."""

from __future__ import annotations

from datetime import date

import pytest

from pepsite.policy.base import When
from pepsite.privacy.checklists import audit_templates, checklists
from pepsite.privacy.published_policy import Checklist
from pepsite.records.codes import Phase
from pepsite.store.packs import load_pack, shipped_packs
from tests.policy.altered import altered

DAY = date(2026, 5, 15)


def audit(policy: str, name: str) -> Checklist:
    return next(one for one in audit_templates(load_pack(policy), DAY) if one.id == name)


def test_an_audit_has_its_questions_under_the_sections_of_the_form() -> None:
    journey = audit("walsall", "journey")
    sections = list(dict.fromkeys(one.section for one in journey.questions))

    assert sections == [
        "Section 1: what the child needs, for a child new into care",
        "Section 2: what the child needs, for a child not new into care "
        "(only for a child no longer new into care)",
    ]
    assert journey.wants_overview
    assert journey.is_audit


def test_points_that_are_rated_have_the_ratings_to_choose_from() -> None:
    themed = audit("walsall", "themed-group")

    assert [one.answers for one in themed.rated_parts] == [("Green", "Amber", "Red")] * 6
    assert themed.scale == ()  # nobody rates the whole
    assert "virtual school head" in themed.panel[-1]


def test_a_scale_of_which_only_a_part_is_known_is_not_there_to_tick() -> None:
    pack = load_pack("hillingdon")
    (known,) = (one for one in pack.audits if one.id == "pep-qa-ssa")
    shown = audit("hillingdon", "pep-qa-ssa")

    assert [one.title for one in known.editions[0].scale] == ["Amber"]
    assert shown.scale == ()
    assert "ratings" in shown.to_supply


def test_a_template_that_asks_the_questions_of_a_checklist_has_them() -> None:
    [checklist] = checklists(load_pack("walsall"), DAY)
    again = audit("walsall", "tier-2-dip-sample")

    assert again.questions == checklist.questions
    assert not checklist.is_audit


def test_what_the_source_leaves_out_is_said() -> None:
    assert audit("hillingdon", "pep-qa-ssa").to_supply == (
        "questions, answers, ratings and how answers make a rating"
    )
    assert audit("walsall", "journey").to_supply == ""


def test_for_which_plans_a_template_is_stands_beside_what_it_is_for() -> None:
    assert audit("hillingdon", "pep-qa-post-16").used_for.endswith(" (post-16)")


def test_a_question_for_some_plans_says_for_which() -> None:
    pack = load_pack("walsall")
    [checklist] = pack.checklists
    edition = checklist.editions[-1]
    first = edition.questions[0].model_copy(update={"when": When(phases=(Phase.EYFS,))})
    asked = edition.model_copy(update={"questions": (first,)})
    changed = checklist.model_copy(update={"editions": (asked,)})

    [shown] = checklists(altered(pack, checklists=(changed,)), DAY)
    assert shown.questions[0].explanation_wanted.endswith("Only for: early years.")


@pytest.mark.parametrize("name", shipped_packs())
def test_before_a_policy_begins_nobody_is_judged(name: str) -> None:
    day = date(2010, 1, 1)
    assert [*checklists(load_pack(name), day), *audit_templates(load_pack(name), day)] == []
