"""Check your answers: each answer once, what nobody had to say in a line, the rest folded."""

from __future__ import annotations

import re

import pytest
from lxml import html

from tests.forms.conftest import OpenAs
from tests.forms.opened import OLDER_CHILD, SCHOOL, TEACHER_ID, OpenForms, words_of

pytestmark = pytest.mark.uncounted


def checked(forms: OpenForms, home: str) -> html.HtmlElement:
    return html.fromstring(forms.get(f"{home}/check").text)


def begin_review(forms: OpenForms) -> str:
    return forms.begin("pep", child=OLDER_CHILD, type="review")


def headings(page: html.HtmlElement, level: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.iter(level)]


def test_what_is_said_of_an_item_stands_under_its_line_once(forms: OpenForms) -> None:
    page = checked(forms, begin_review(forms))
    lines = headings(page, "h3")
    assert lines
    terms = [one.text_content() for one in page.iter("dt")]
    assert [one for one in terms if any(line in one for line in lines)] == []


def test_what_nobody_has_to_answer_is_one_line_that_leads_to_its_pages(forms: OpenForms) -> None:
    page = checked(forms, begin_review(forms))
    lists = [
        [one for one in dl if one[0].text_content() == "Not answered"] for dl in page.iter("dl")
    ]
    assert {len(rows) for rows in lists} == {0, 1}
    links = [one.attrib["href"] for rows in lists for row in rows for one in row.iter("a")]
    assert len(links) > sum(map(len, lists))
    assert {forms.get(one).status_code for one in links} == {200}


def test_sections_of_others_are_folded_in_a_new_plan(open_as: OpenAs) -> None:
    forms = open_as(TEACHER_ID)
    page = checked(forms, begin_review(forms))
    above = [
        [each.text_content() for each in one.itersiblings(preceding=True)]
        for one in page.iter("details")
    ]
    notes, folded = {note for note, *_ in above}, {title for _, title, *_ in above}
    assert "Care and home" in folded
    assert "Strengths, needs and help" not in folded
    assert "Filled in by: Social worker." in notes
    assert "What you change" not in headings(page, "h2")
    assert "Filled in by: Social worker." in words_of(
        forms.get("/".join((begin_review(forms), "check")))
    )


def test_what_is_changed_in_a_record_leads_back_to_its_page(forms: OpenForms) -> None:
    home = forms.begin("school", record=SCHOOL)
    forms.save(f"{home}/page/school-name", {"name": "Ash Tree Academy"})
    shown = forms.get(f"{home}/check")
    asked = re.escape("What is the place of education called?")
    first = words_of(shown).partition("All of it, as it will be")[0]
    assert re.search(
        f"What you change .* {asked} Was .* Now Ash Tree Academy Change {asked}", first
    )
    changed = shown.text.partition("All of it")[0]
    assert f'href="{home}/page/school-name"' in changed
