"""What the child keeps to others is taken out of a PEP, whatever stands in the file."""

from __future__ import annotations

from typing import Any

import pytest

from pepsite.privacy.kept_views import kept_views, said_at, who_came_to, without_kept
from pepsite.records.voice import MaySee

SECRET, SAID = "The corridor frightens me.", "The child said something."
TYPIST = "ps-5d913e2mmd7db"


def view(may_see: object = ("social-worker",), **more: object) -> dict[str, Any]:
    how = {"of": "child", "how": "in-person", "said_on": "2026-05-05", "typed_by": TYPIST}
    one = {"id": "kwa4f2", "topic": "hard", "words": SECRET, "contribution": how}
    choice = list(may_see) if isinstance(may_see, tuple) else may_see
    return {**one, "may_see": choice, "acted_on": {"what": SECRET}, **more}


def school(choice: tuple[MaySee, ...], typed_by: str) -> bool:
    return MaySee.SCHOOL in choice or typed_by == "ps-me"


def shown(voice: object) -> dict[str, Any]:
    pep = {"id": "pep-1", "strengths": "Reads.", "voice": voice}
    kept = kept_views(pep, school)
    return without_kept(pep, dict.fromkeys(kept, SAID))


def test_a_view_for_others_is_a_sentence_with_whom_it_is_for() -> None:
    seen = shown({"views": [view(), view(("school",), id="mzt7h3", words="I like art.")]})
    first, second = seen["voice"]["views"]
    assert first == {
        "id": "kwa4f2",
        "topic": "other",
        "words": SAID,
        "may_see": ["social-worker"],
    }
    assert second["words"] == "I like art."
    assert seen["strengths"] == "Reads."


def test_that_there_is_no_view_yet_is_no_view() -> None:
    not_known = {"not_known_yet": {"ask": "child", "by": "2026-06-01"}}
    seen = shown({"views": not_known, "aspirations": {"words": SECRET, "may_see": ["carer"]}})
    assert seen["voice"]["views"] == not_known
    assert seen["voice"]["aspirations"]["words"] == SAID


def test_who_typed_it_sees_it() -> None:
    assert shown({"views": [view(contribution={"typed_by": "ps-me"})]})["voice"]["views"][0][
        "words"
    ] == (SECRET)


def test_a_wish_for_others_is_a_sentence_too() -> None:
    wish = {"words": SECRET, "may_see": ["carer"]}
    seen = shown({"aspirations": wish, "outcomes_wanted": {"words": "Art.", "may_see": ["school"]}})
    assert seen["voice"]["aspirations"] == {"words": SAID, "may_see": ["carer"]}
    assert seen["voice"]["outcomes_wanted"]["words"] == "Art."


@pytest.mark.parametrize(
    "voice",
    [
        pytest.param(SECRET, id="text for a voice"),
        pytest.param([SECRET], id="a list for a voice"),
        pytest.param({"views": SECRET}, id="text for views"),
        pytest.param({"views": [SECRET]}, id="text for a view"),
        pytest.param({"views": [view(may_see=None)]}, id="for nobody knows whom"),
        pytest.param({"views": [view(may_see="school")]}, id="a choice that is no list"),
        pytest.param({"views": [view(contribution=SECRET)]}, id="text for how it came"),
        pytest.param({"views": [view(note=SECRET, topic=SECRET)]}, id="fields made up"),
        pytest.param({"views": {"words": SECRET}}, id="a view for views"),
        pytest.param({"aspirations": SECRET}, id="text for a wish"),
        pytest.param({"view": [view()]}, id="a field that is misspelt"),
    ],
)
def test_what_is_no_view_at_all_is_for_nobody(voice: object) -> None:
    assert SECRET not in str(shown(voice))
    assert SAID in str(shown(voice))


@pytest.mark.parametrize(
    "voice", [None, {}, {"views": None}, {"views": {"not_known_yet": {}}}, {"wants_a_copy": True}]
)
def test_where_nobody_said_anything_nothing_is_taken_out(voice: object) -> None:
    pep = {"voice": voice}
    assert kept_views(pep, school) == {}
    assert without_kept(pep, {}) == pep
    assert without_kept({"id": "pep-1"}, {("voice", "views", "kwa4f2"): SAID}) == {"id": "pep-1"}


def test_what_stands_at_a_way_can_be_compared() -> None:
    pep = {"voice": {"views": [view()]}}
    (way,) = kept_views(pep, school)
    assert said_at(pep, way) == view()
    assert said_at({}, way) is None


@pytest.mark.parametrize(
    ("meetings", "expected"),
    [
        (None, set()),
        (["x"], set()),
        ([{"outcome": "cancelled", "invited": [{"role": "carer", "came": "yes"}]}], set()),
        ([{"outcome": "held", "invited": [{"role": "carer", "came": "no"}]}], set()),
        (
            [{"outcome": "held", "invited": [{"role": "carer", "came": "for-part"}]}],
            {("carer", "")},
        ),
        (
            [{"outcome": "held", "invited": [{"role": "r", "person": "ps-1", "came": "yes"}]}],
            {("r", "ps-1")},
        ),
    ],
)
def test_who_came_is_on_record(meetings: object, expected: set[tuple[str, str]]) -> None:
    assert who_came_to({"meetings": meetings}) == expected
