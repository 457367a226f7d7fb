"""Every page of guidance can be read with ease, and that for children more easily than any other."""

from __future__ import annotations

import pytest

from pepsite.store.packs import shipped_packs
from tools.reading_age import AT_MOST, AT_MOST_FOR, measured, reading_age, sentences, syllables

HARD = (
    "The responsible authority is required to facilitate multi-professional collaboration in "
    "consideration of the educational, developmental and psychological circumstances of the "
    "individual concerned."
)
EASY = "You can come. You can stay away. It is your plan."


@pytest.mark.parametrize("policy", shipped_packs())
def test_no_page_asks_for_more_than_its_limit(policy: str) -> None:
    limits = {one.place: AT_MOST_FOR.get(one.place, AT_MOST) for one in measured(policy)}

    assert {} == {one.place: one.age for one in measured(policy) if one.age > limits[one.place]}


@pytest.mark.parametrize("policy", shipped_packs())
def test_the_page_for_children_is_the_easiest_of_all(policy: str) -> None:
    assert measured(policy)[0].place == "roles/child"


def test_long_sentences_of_long_words_need_an_older_reader() -> None:
    assert reading_age(HARD)[1] > 20
    assert reading_age(EASY)[1] < 6


@pytest.mark.parametrize(
    ("word", "number"),
    [("plan", 1), ("table", 2), ("called", 1), ("wanted", 2), ("places", 2), ("quality", 3)],
)
def test_syllables_are_counted_by_ear(word: str, number: int) -> None:
    assert syllables(word) == number


def test_headings_tags_and_sources_are_not_read_aloud() -> None:
    page = (
        "---\nhide:\n  - toc\n---\n# A title\n\n- **Read** [this](page.md). And that. "
        '<small class="cited">WAL-06</small>\n\n| One | Two |\n| --- | --- |\n'
    )
    assert [one.strip() for one in sentences(page)] == ["Read this.", "And that.", "One", "Two"]
