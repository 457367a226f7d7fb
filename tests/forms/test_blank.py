"""A plan to print and fill in by hand asks what the form asks, in its words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from pepsite.forms.questions.blank import blank_peps
from pepsite.privacy.published_guidance import BlankPart, BlankPep, Space
from pepsite.records.codes import Phase
from pepsite.store.packs import load_pack, shipped_packs

DAY = date(2026, 5, 15)


def blank(phase: Phase, policy: str = "walsall") -> BlankPep:
    return next(one for one in blank_peps(load_pack(policy), DAY) if one.id == phase)


def parts(one: BlankPep) -> Iterator[BlankPart]:
    for section in one.sections:
        yield from section.parts


def titles(one: BlankPep) -> set[str]:
    return {part.title for part in parts(one)}


def part(one: BlankPep, title: str) -> BlankPart:
    return next(each for each in parts(one) if each.title == title)


@pytest.mark.parametrize("name", shipped_packs())
def test_there_is_one_for_each_phase(name: str) -> None:
    assert [one.id for one in blank_peps(load_pack(name), DAY)] == [str(one) for one in Phase]


def test_each_phase_is_asked_its_own_questions() -> None:
    key_person = "Who is the child's key person?"
    courses = "Which courses or training is the child on?"
    tables = "What was the score in the times tables check?"

    asked = {phase: titles(blank(phase)) & {key_person, courses, tables} for phase in Phase}
    assert asked == {
        Phase.EYFS: {key_person},
        Phase.STATUTORY: {tables},
        Phase.POST_16: {courses},
    }


def test_no_place_for_a_name_is_left_in_the_words() -> None:
    for phase in Phase:
        for each in parts(blank(phase)):
            said = [each.title, *each.about, *each.instead]
            said += [text for one in each.questions for text in (one.text, one.hint, *one.choices)]
            assert [] == [one for one in said if "{" in one]


def test_what_is_asked_about_a_target_is_there_with_its_actions() -> None:
    targets = part(blank(Phase.STATUTORY), "What are the child's targets?")

    assert targets.is_list
    assert targets.needed
    spaces = {one.text: one.space for one in targets.questions}
    assert spaces["By when"] is Space.DAY
    assert spaces["The child will…"] is Space.LINES
    assert spaces["For how long"] is Space.CHOICE
    assert [one.title for one in targets.inside] == ["Who will do what for it?"]


def test_what_is_said_only_later_is_not_asked() -> None:
    """How a target came out is asked at the next review, of a plan that is there already."""
    targets = part(blank(Phase.STATUTORY), "What are the child's targets?")

    assert "How did it come out?" not in {one.text for one in targets.questions}
    assert not any(one.text == "What the evidence is" for one in targets.questions)


def test_what_a_policy_needs_is_marked_and_what_it_does_not_is_not() -> None:
    behaviour = "What is done to help the child behave well?"
    [walsall] = part(blank(Phase.STATUTORY), behaviour).questions
    [england] = part(blank(Phase.STATUTORY, "england"), behaviour).questions

    assert walsall.needed
    assert not england.needed


def test_a_section_is_filled_in_by_whom_the_policy_says() -> None:
    def owner(policy: str) -> str:
        sections = blank(Phase.STATUTORY, policy).sections
        return next(one.owner for one in sections if one.title.startswith("Pupil premium plus"))

    assert owner("walsall") == "Virtual school officer"
    assert owner("warwickshire") == "Designated teacher"


def test_honest_answers_are_offered_where_the_form_takes_them() -> None:
    said = part(blank(Phase.STATUTORY), "What did the child say?")
    assert said.instead == ("It is not known yet", "They were asked and chose not to say")


def test_a_list_too_long_to_tick_is_a_line_to_write_on() -> None:
    which = part(blank(Phase.STATUTORY), "Which term and year group is this plan for?")
    by_text = {one.text: one for one in which.questions}

    assert by_text["Year group"].space is Space.LINE
    assert by_text["Term"].choices == ("Autumn", "Spring", "Summer")
