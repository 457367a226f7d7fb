"""Whoever did not meet a question finds the guidance on what it is about."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from pepsite.policy.questions import GuidanceTopic
from pepsite.records.authority import Audience
from pepsite.site.guidance_pages import guidance_pages, pages_that_help
from pepsite.site.markdown import write_markdown
from pepsite.store.packs import load_pack, shipped_packs
from pepsite.usecases.build_site import compose_site

DAY = date(2026, 5, 15)


def test_every_topic_has_a_page_of_guidance() -> None:
    helps = pages_that_help()
    places = {page.path for page in guidance_pages()}

    assert set(helps) == {str(topic) for topic in GuidanceTopic}
    assert {str(help_.path) for help_ in helps.values()} <= places


@pytest.mark.parametrize("name", shipped_packs())
def test_every_question_and_point_of_a_policy_says_what_it_is_about(name: str) -> None:
    """Those that are counted when they are not met, and those that only an audit asks."""
    pack = load_pack(name)
    editions = [edition for one in pack.checklists for edition in one.editions]
    editions += [edition for one in pack.audits for edition in one.editions]
    about = [one.topic for edition in editions for one in edition.questions]
    about += [one.topic for edition in editions for one in edition.parts]
    assert None not in about


@pytest.mark.parametrize("name", shipped_packs())
def test_every_question_and_point_on_a_page_leads_to_what_helps(name: str, tmp_path: Path) -> None:
    site = compose_site(tmp_path, Audience.PUBLIC, DAY, policy=name)
    write_markdown(site, tmp_path)
    forms = [("checklists", one) for one in site.guidance.checklists]
    forms += [("audits", one) for one in site.guidance.audits]
    for folder, one in forms:
        page = (tmp_path / "docs" / folder / f"{one.id}.md").read_text("utf-8")
        linked = re.findall(r"What helps: \[[^]]+\]\(\.\./([^)]+)\)", page)
        assert len(one.questions) + len(one.rated_parts) == len(linked)
        assert all((tmp_path / "docs" / helps).is_file() for helps in linked)
