from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings

from pepsite.records.kinds import MODELS
from pepsite.versions.differences import (
    UNKNOWN_SECTION,
    Said,
    counts_by_section,
    differences,
    section_title,
)
from pepsite.versions.notices import notice_of_file, notices
from pepsite.versions.prose import Words, words_that_differ
from tests.versions.edits import KINDS, plain, texts_in, three_versions


def pep() -> dict[str, Any]:
    return plain("pep")


def told(before: dict[str, Any], after: dict[str, Any], kind: str = "pep") -> list[tuple[str, str]]:
    return [(one.how, ": ".join(one.place)) for one in differences(kind, before, after)]


def test_a_target_that_came_out_otherwise_is_told_in_words() -> None:
    before = pep()
    before["targets"][1] |= {"subject": "reading", "review": {"reviewed_on": "2026-01-01"}}
    after = deepcopy(before)
    before["targets"][1]["review"]["outcome"] = "not-yet"
    after["targets"][1]["review"]["outcome"] = "achieved"
    [one] = differences("pep", before, after)
    assert (one.how, one.place) == ("changed", ("Target 2, reading", "outcome"))
    assert (one.before, one.after) == ((Said("", "not yet"),), (Said("", "achieved"),))
    assert one.section == "targets"
    assert one.way == ("targets", before["targets"][1]["id"], "review", "outcome")


def test_an_item_that_moved_is_followed_and_the_others_are_not_told() -> None:
    before = pep()
    after = deepcopy(before)
    after["needs"].append(after["needs"].pop(0))
    after["needs"][0]["what"] = "Something else."
    assert told(before, after) == [
        ("changed", "Need 1, academic: what"),
        ("moved", "Need 3, academic"),
    ]
    moved = differences("pep", before, after)[1]
    assert (moved.before, moved.after) == ((Said("", "1"),), (Said("", "3"),))


def test_items_that_came_and_went_are_told_with_what_they_say() -> None:
    before = pep()
    after = deepcopy(before)
    gone = after["events"].pop(0)
    after["events"].append({"id": "zzzzzz", "kind": "filed", "happened_on": "2026-03-01"})
    found = differences("pep", before, after)
    assert [(one.how, one.place) for one in found] == [
        ("removed", ("PEP event 1, shared",)),
        ("added", ("PEP event 3, filed",)),
    ]
    assert gone["system"] in [said.text for said in found[0].before]
    assert found[1].after == (Said("kind", "filed"), Said("happened on", "2026-03-01"))


def test_an_honest_answer_in_the_place_of_a_list_is_a_change_of_the_whole() -> None:
    before = pep()
    after = before | {"leisure": {"no_answer": "asked-declined", "declined_on": "2026-01-01"}}
    [one] = differences("pep", before, after)
    assert (one.how, one.place) == ("changed", ("leisure",))
    assert one.after == (Said("answer", "asked declined"), Said("declined on", "2026-01-01"))
    assert one.before[0].title.startswith("1, ")


def test_words_inside_prose_are_marked() -> None:
    before = pep() | {"strengths": "Reads aloud.\nAlways with help."}
    after = before | {"strengths": "Reads aloud. Sometimes with help."}
    [one] = differences("pep", before, after)
    assert one.words == (
        Words("same", "Reads aloud."),
        Words("removed", "Always"),
        Words("added", "Sometimes"),
        Words("same", "with help."),
    )


def test_prose_broken_into_other_lines_says_the_same() -> None:
    before = pep() | {"strengths": "Reads aloud.\nAlways with help."}
    assert (
        differences("pep", before, before | {"strengths": "Reads aloud. Always with help."}) == ()
    )


def test_an_empty_line_is_a_difference() -> None:
    assert words_that_differ("One.\n \nTwo.", "One. Two.") == (
        Words("same", "One."),
        Words("removed", "\n\n"),
        Words("same", "Two."),
    )


def test_left_out_and_nothing_are_the_same() -> None:
    before = pep()
    del before["previous_pep"]
    del before["concerns"]
    assert differences("pep", before, before | {"previous_pep": None, "concerns": []}) == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "yes"), (False, "no"), (3.5, "3.5"), (["a", None], "a, nothing"), ([[]], "none")],
)
def test_values_are_put_into_words(value: Any, text: str) -> None:
    [one] = differences("pep", pep(), pep() | {"made_up": value})
    assert [said.text for said in one.after] == [text]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_record_is_told_in_all_its_fields(kind: str) -> None:
    values = plain(kind)
    found = differences(kind, {}, values)
    assert {one.way[0] for one in found} == values.keys() - {"schema", "id"}
    assert {one.how for one in found} == {"added"}


@given(three_versions())
@settings(deadline=None)
def test_what_is_new_is_told_and_what_is_the_same_is_not(
    three: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    base, other, _ = three
    kind = base["schema"].partition("/")[0]
    found = differences(kind, base, other)
    said = " ".join(
        [piece.text for one in found for piece in one.after]
        + [words.text for one in found for words in one.words]
    )
    assert all(text in said for text in texts_in(other) if "wrote this" in text)
    assert differences(kind, other, other) == ()
    assert {one.way[0] for one in found} <= {
        name for name in {*base, *other} if base.get(name) != other.get(name)
    }


@given(three_versions())
@settings(deadline=None)
def test_counts_hold_nothing_but_titles_of_ours(
    three: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    base, other, _ = three
    kind = base["schema"].partition("/")[0]
    found = differences(kind, base, other | {"Ann Other": 1})
    counts = counts_by_section(found)
    ours = {
        section_title(kind, about.alias or name)
        for name, about in MODELS[kind].model_fields.items()
    }
    assert counts.keys() <= {*ours, UNKNOWN_SECTION}
    assert sum(counts.values()) == len(found)
    assert UNKNOWN_SECTION in counts


# --- what to look at


def looked_at(before: dict[str, Any], after: dict[str, Any], kind: str = "pep") -> list[str]:
    found = differences(kind, before, after)
    return [one.text for one in notices(kind, before, after, found)]


def test_a_status_that_moves_is_to_be_looked_at() -> None:
    before = pep() | {"status": "draft"}
    assert looked_at(before, before | {"status": "submitted"}) == [
        "The status moves from draft to submitted."
    ]


def test_a_complete_plan_that_is_edited_is_to_be_looked_at() -> None:
    before = pep() | {"status": "complete"}
    after = before | {"strengths": "Something new."}
    assert looked_at(before, after) == ["A complete PEP is edited; no revision says why."]
    revised = {"id": "zzzzzz", "number": 9, "revised_on": "2026-03-01", "by": "x", "why": "y"}
    assert looked_at(before, after | {"revisions": [*before["revisions"], revised]}) == [
        "A complete PEP is edited; a new revision says why."
    ]


def test_what_may_follow_a_complete_plan_is_not() -> None:
    before = pep() | {"status": "complete"}
    filed = {"id": "zzzzzz", "kind": "filed", "happened_on": "2026-03-01"}
    assert looked_at(before, before | {"events": [*before["events"], filed]}) == []


def test_sign_offs_that_came_changed_and_went_are_counted() -> None:
    before = pep()
    signed = deepcopy(before["sign_offs"])
    signed[0]["signed_on"] = "2026-01-01"
    new = [{**signed[1], "id": name} for name in ("zzzzz1", "zzzzz2")]
    assert looked_at(before, before | {"sign_offs": [signed[0], *new, signed[2]]}) == [
        "2 sign-offs are new.",
        "1 sign-off is gone.",
        "1 sign-off is changed.",
    ]


def test_a_rating_is_to_be_looked_at() -> None:
    before = plain("audit") | {"rating": "good"}
    after = deepcopy(before) | {"rating": "requires-improvement"}
    after["part_ratings"].pop()
    assert looked_at(before, after, "audit") == [
        "The rating changes from good to requires-improvement.",
        "The rating of a part changes.",
    ]


def test_who_may_see_what_the_child_says_is_to_be_looked_at() -> None:
    before = pep()
    after = deepcopy(before)
    after["voice"]["views"][0]["may_see"] = ["school"]
    assert looked_at(before, after) == ["Who may see what the child says changes."]


@pytest.mark.parametrize(
    "edit",
    [
        lambda child: child.update(born="2010-01"),
        lambda child: child["care"].pop(),
        lambda child: child.pop("care"),
        lambda child: child["care"][0].pop("id"),
        lambda child: child.update(care="none"),
        lambda child: child["care"][1].update(entered_on="2020-01-01"),
        lambda child: child["care"][1].pop("ended_on"),
    ],
)
def test_days_of_care_are_to_be_looked_at(edit: Any) -> None:
    before = plain("child")
    after = deepcopy(before)
    edit(after)
    assert looked_at(before, after, "child") == [
        "Days of care or of birth change: clocks count anew."
    ]


def test_other_fields_of_a_child_are_not_and_a_new_record_is_new() -> None:
    before = plain("child")
    after = deepcopy(before)
    after["care"][0]["placements"][0]["in_area"] = False
    assert looked_at(before, after, "child") == []
    assert looked_at({}, pep()) == []


@pytest.mark.parametrize("name", ["policy", "gate", "records_begin_on", "disclosure"])
def test_what_later_changes_are_judged_by_is_to_be_looked_at(name: str) -> None:
    before = {"schema": "authority/1", "name": "A", name: "one"}
    [told] = looked_at(before, before | {name: "two"}, "authority")
    assert told.startswith("Every later change is judged otherwise: ")
    assert looked_at(before, before | {"name": "B"}, "authority") == []
    assert looked_at({}, before, "authority") == []


def test_who_becomes_head_is_to_be_looked_at() -> None:
    head = {"role": "virtual-school-head", "active": True}
    teacher = {"role": "designated-teacher", "active": True}
    becomes = ["Somebody becomes head of the virtual school, who may let refused changes pass."]
    assert looked_at({}, head, "person") == becomes
    assert looked_at(head | {"active": False}, head, "person") == becomes
    assert looked_at(teacher, head, "person") == becomes
    assert looked_at(head, head | {"team": "A"}, "person") == []
    assert looked_at({}, teacher, "person") == looked_at(teacher, {}, "person") == []
    assert looked_at(head, teacher, "person") == ["What somebody may sign and judge changes."]


@pytest.mark.parametrize(
    ("path", "is_told"),
    [
        ("allowed_signers", True),
        ("policy/own/pack.yaml", True),
        (".github/workflows/check.yml", True),
        ("allowed_signers.old", False),
        ("README.md", False),
    ],
)
def test_files_that_decide_what_becomes_of_changes_are_to_be_looked_at(
    path: str, is_told: bool
) -> None:
    assert bool(notice_of_file(path)) is is_told
