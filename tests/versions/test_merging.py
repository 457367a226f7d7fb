from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings

from pepsite.versions.growing import Accepted
from pepsite.versions.merging import Collision, merge
from pepsite.versions.shapes import same
from tests.versions.edits import plain, texts_in, three_versions

Three = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]


def exactly(values: Any) -> str:
    """Return values as text, with the order of their fields."""
    return json.dumps(values)


@pytest.mark.uncounted
@given(three_versions())
def test_it_is_the_same_whoever_is_called_ours(three: Three) -> None:
    base, ours, theirs = three
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert exactly(one.ours) == exactly(other.theirs)
    assert exactly(one.theirs) == exactly(other.ours)
    assert set(one.collisions) == set(other.collisions)


@pytest.mark.uncounted
@given(three_versions())
def test_without_collisions_both_orders_give_one_record(three: Three) -> None:
    base, ours, theirs = three
    one = merge(base, ours, theirs)
    if not one.collisions:
        assert exactly(one.ours) == exactly(one.theirs)
        assert exactly(one.ours) == exactly(merge(base, theirs, ours).ours)


@pytest.mark.uncounted
@given(three_versions())
def test_what_one_side_alone_changed_is_taken_as_it_is(three: Three) -> None:
    base, ours, _ = three
    for merged in (merge(base, ours, base), merge(base, base, ours), merge(base, ours, ours)):
        assert merged.collisions == ()
        assert exactly(ours) == exactly(merged.ours) == exactly(merged.theirs)


@pytest.mark.uncounted
@given(three_versions())
@settings(max_examples=100)
def test_nothing_that_either_side_wrote_is_lost(three: Three) -> None:
    base, ours, theirs = three
    merged = merge(base, ours, theirs)
    before = set(texts_in(base))
    kept = {*texts_in(merged.ours), *texts_in(merged.theirs)}
    for side in (ours, theirs):
        assert {text for text in texts_in(side) if text not in before} <= kept


@given(three_versions())
def test_what_neither_side_touched_stays(three: Three) -> None:
    base, ours, theirs = three
    merged = merge(base, ours, theirs)
    for name in base:
        if all(name in side and same(side[name], base[name]) for side in (ours, theirs)):
            assert same(base[name], merged.ours[name])
            assert same(base[name], merged.theirs[name])


@given(three_versions())
def test_what_one_side_took_out_and_the_other_left_alone_is_gone(three: Three) -> None:
    base, ours, theirs = three
    merged = merge(base, ours, theirs)
    for name in base:
        if name not in ours and name in theirs and same(theirs[name], base[name]):
            assert name not in merged.ours
            assert name not in merged.theirs


def pep() -> dict[str, Any]:
    return plain("pep")


def test_items_are_followed_by_their_id_through_reordering() -> None:
    base = pep()
    ours, theirs = deepcopy(base), deepcopy(base)
    ours["targets"].reverse()
    theirs["targets"][0]["what"] = "To read aloud."
    merged = merge(base, ours, theirs)
    assert merged.collisions == ()
    assert merged.ours["targets"][-1]["what"] == "To read aloud."
    assert [one["id"] for one in merged.ours["targets"]] == [one["id"] for one in ours["targets"]]


def test_what_both_add_to_a_list_stands_in_the_order_of_its_days() -> None:
    base = pep()
    ours, theirs = deepcopy(base), deepcopy(base)
    ours["events"].append({"id": "zzzzzz", "kind": "filed", "happened_on": "2026-03-01"})
    theirs["events"].append({"id": "aaaaaa", "kind": "shared", "happened_on": "2026-04-01"})
    for merged in (merge(base, ours, theirs), merge(base, theirs, ours)):
        assert merged.collisions == ()
        assert [one["id"] for one in merged.ours["events"][-2:]] == ["zzzzzz", "aaaaaa"]


def test_two_answers_to_one_field_collide_and_both_are_kept() -> None:
    base = pep()
    ours, theirs = base | {"strengths": "Draws."}, base | {"strengths": "Sings."}
    merged = merge(base, ours, theirs)
    assert merged.collisions == (Collision(("strengths",), "both-changed"),)
    assert (merged.ours["strengths"], merged.theirs["strengths"]) == ("Draws.", "Sings.")


def test_an_item_that_one_changed_and_the_other_took_out_collides() -> None:
    base = pep()
    ours, theirs = deepcopy(base), deepcopy(base)
    gone = ours["needs"].pop(1)
    theirs["needs"][1]["what"] = "Something else."
    merged = merge(base, ours, theirs)
    assert merged.collisions == (Collision(("needs", gone["id"]), "changed-and-removed"),)


def test_a_list_that_both_put_into_another_order_collides_as_a_whole() -> None:
    base = pep()
    ours, theirs = deepcopy(base), deepcopy(base)
    ours["needs"].reverse()
    theirs["needs"].append(theirs["needs"].pop(0))
    ours["needs"][0]["what"] = "Ours."
    theirs["needs"][0]["what"] = "Theirs."
    merged = merge(base, ours, theirs)
    assert merged.collisions == (Collision(("needs",), "order"),)
    for one in (merged.ours, merged.theirs):
        assert {"Ours.", "Theirs."} <= set(texts_in(one["needs"]))


def test_whom_the_child_lets_read_it_is_not_changed_beneath_new_words() -> None:
    base = pep()
    ours, theirs = deepcopy(base), deepcopy(base)
    ours["voice"]["views"][0]["words"] = "Something new, for one person."
    theirs["voice"]["views"][0]["may_see"] = ["school", "parent"]
    merged = merge(base, ours, theirs)
    way = ("voice", "views", base["voice"]["views"][0]["id"])
    assert set(merged.collisions) == {
        Collision((*way, "words"), "both-changed"),
        Collision((*way, "may_see"), "both-changed"),
    }


def test_a_sign_off_is_one_side_s_or_the_other_s_and_never_half_of_each() -> None:
    base = pep()
    ours, theirs = deepcopy(base), deepcopy(base)
    ours["sign_offs"][0]["signed_on"] = "2026-01-01"
    theirs["sign_offs"][0]["role"] = "carer"
    [collision] = merge(base, ours, theirs).collisions
    assert collision.way == ("sign_offs", base["sign_offs"][0]["id"])


def test_an_honest_answer_and_an_answer_are_not_mixed() -> None:
    base = pep()
    declined = {"no_answer": "asked-declined", "declined_on": "2026-01-01"}
    ours, theirs = base | {"premium": declined}, deepcopy(base)
    theirs["premium"]["agreed_on"] = "2026-01-02"
    merged = merge(base, ours, theirs)
    assert merged.collisions == (Collision(("premium",), "both-changed"),)
    assert merged.ours["premium"] == declined


def test_a_part_that_both_add_is_put_together_where_they_agree() -> None:
    base = pep()
    part = base.pop("transition")
    ours, theirs = base | {"transition": dict(part)}, base | {"transition": dict(part)}
    del ours["transition"]["visits"]
    del theirs["transition"]["key_adult"]
    merged = merge(base, ours, theirs)
    assert merged.collisions == ()
    assert same(part, merged.ours["transition"])


def test_true_is_not_one() -> None:
    base = pep()
    ours, theirs = base | {"virtual_school_to_attend": 1}, base | {"virtual_school_to_attend": 1.0}
    [collision] = merge(base, ours, theirs).collisions
    assert collision.way == ("virtual_school_to_attend",)


# --- lists that only grow


def revision(id_: str, number: object, day: object) -> dict[str, Any]:
    return {"id": id_, "number": number, "revised_on": day, "by": "ps-1", "why": f"Why {id_}."}


def numbered(revisions: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    return [(one["id"], one["number"], one["revised_on"]) for one in revisions]


FIRST = revision("aaaaaa", 2, "2026-03-01")
OURS, THEIRS = revision("zzzzzz", 3, "2026-05-04"), revision("bbbbbb", 3, "2026-05-06")


@pytest.mark.parametrize(
    ("accepted", "stands"),
    [
        (None, [("zzzzzz", 3, "2026-05-04"), ("bbbbbb", 4, "2026-05-06")]),
        ("ours", [("zzzzzz", 3, "2026-05-04"), ("bbbbbb", 4, "2026-05-06")]),
        ("theirs", [("bbbbbb", 3, "2026-05-06"), ("zzzzzz", 4, "2026-05-06")]),
    ],
)
def test_of_two_revisions_the_one_that_is_not_accepted_counts_on(
    accepted: Accepted | None, stands: list[tuple[object, ...]]
) -> None:
    base = pep() | {"revisions": [FIRST]}
    ours, theirs = base | {"revisions": [FIRST, OURS]}, base | {"revisions": [FIRST, THEIRS]}
    turned: dict[Accepted | None, Accepted | None] = {"ours": "theirs", "theirs": "ours"}

    merged = merge(base, ours, theirs, accepted)
    other = merge(base, theirs, ours, turned.get(accepted))

    assert merged.collisions == other.collisions == ()
    assert numbered(merged.ours["revisions"]) == [("aaaaaa", 2, "2026-03-01"), *stands]
    assert exactly(merged.ours) == exactly(merged.theirs) == exactly(other.ours)


def test_several_revisions_of_each_side_are_counted_by_their_days() -> None:
    base = pep()
    del base["revisions"]
    last = revision("cccccc", 3, "2026-05-09")
    ours = base | {"revisions": [revision("zzzzzz", 2, "2026-05-04"), last]}
    theirs = base | {"revisions": [revision("bbbbbb", 2, "2026-05-06")]}

    merged = merge(base, ours, theirs)

    assert numbered(merged.ours["revisions"]) == [
        ("zzzzzz", 2, "2026-05-04"),
        ("bbbbbb", 3, "2026-05-06"),
        ("cccccc", 4, "2026-05-09"),
    ]


def test_a_plan_that_nobody_revised_has_no_revisions() -> None:
    base = pep()
    del base["revisions"]
    assert "revisions" not in merge(base, base | {"strengths": "Draws."}, base, "theirs").ours


@pytest.mark.parametrize(("number", "day"), [("3", "2026-05-06"), (3, "in May"), (3, None)])
def test_what_is_no_revision_is_not_counted(number: object, day: object) -> None:
    base = pep() | {"revisions": [FIRST]}
    wrong = revision("bbbbbb", number, day)
    ours, theirs = base | {"revisions": [FIRST, OURS]}, base | {"revisions": [FIRST, wrong]}

    merged = merge(base, ours, theirs, "ours")

    assert merged.ours["revisions"] == [FIRST, OURS, wrong]


def test_revisions_that_were_moved_apart_stay_as_each_side_has_them() -> None:
    first, second, third = (revision(f"aaaaa{one}", one, "2026-03-01") for one in (2, 3, 4))
    base = pep() | {"revisions": [first, second, third]}
    ours = base | {"revisions": [third, second, first, OURS]}
    theirs = base | {"revisions": [second, third, first, THEIRS]}

    merged = merge(base, ours, theirs, "theirs")

    assert merged.collisions == (Collision(("revisions",), "order"),)
    assert {one["number"] for one in merged.ours["revisions"]} == {2, 3, 4}


@pytest.mark.parametrize("accepted", ["ours", "theirs"])
def test_a_correction_that_was_accepted_stands_before_one_that_was_not(accepted: Accepted) -> None:
    base = plain("child")
    sides = {
        side: deepcopy(base) | {"corrections": [*base["corrections"], {"id": id_} | said]}
        for side, id_, said in (
            ("ours", "bbbbbb", {"corrected_on": "2026-05-02"}),
            ("theirs", "zzzzzz", {"corrected_on": "2026-05-01"}),
        )
    }

    merged = merge(base, sides["ours"], sides["theirs"], accepted)

    was = sides[accepted]["corrections"]
    assert merged.collisions == ()
    assert merged.ours["corrections"][: len(was)] == was
    assert len(merged.ours["corrections"]) == len(was) + 1
