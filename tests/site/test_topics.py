"""Whoever did not meet a question finds the guidance on what it is about."""

from __future__ import annotations

import pytest

from pepsite.policy.questions import GuidanceTopic
from pepsite.site.guidance_pages import guidance_pages, pages_that_help
from pepsite.store.packs import load_pack, shipped_packs


def test_every_topic_has_a_page_of_guidance() -> None:
    helps = pages_that_help()
    places = {page.path for page in guidance_pages()}

    assert set(helps) == {str(topic) for topic in GuidanceTopic}
    assert {str(help_.path) for help_ in helps.values()} <= places


@pytest.mark.parametrize("name", shipped_packs())
def test_every_question_of_a_checklist_says_what_it_is_about(name: str) -> None:
    questions = [
        question
        for checklist in load_pack(name).checklists
        for edition in checklist.editions
        for question in edition.questions
    ]
    assert [one.id for one in questions if one.topic is None] == []
