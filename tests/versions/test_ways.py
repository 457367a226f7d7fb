"""What stands at the end of a way, what was chosen where two collide, and what stays where it was."""

from __future__ import annotations

from typing import Any

import pytest

from pepsite.versions.shapes import ABSENT
from pepsite.versions.ways import Own, kept, meet, settle, value_at, with_value

RECORD: dict[str, Any] = {"a": 1, "items": [{"id": "x", "b": 2}, {"id": "y", "b": 3}]}


def test_a_way_leads_through_fields_and_items() -> None:
    assert value_at(RECORD, ("items", "y", "b")) == 3
    assert value_at(RECORD, ("items", "z")) is ABSENT
    assert value_at(RECORD, ("a", "b")) is ABSENT
    assert value_at(RECORD, ()) == RECORD


def test_ways_meet_at_one_place_and_where_one_lies_within_the_other() -> None:
    assert meet(("items", "x"), ("items", "x"))
    assert meet(("items",), ("items", "x", "b"))
    assert meet(("items", "x", "b"), ("items",))
    assert not meet(("items", "x"), ("items", "y"))


def test_another_value_leaves_the_rest_as_it_is() -> None:
    changed = with_value(RECORD, ("items", "y", "b"), 4)
    assert changed == {"a": 1, "items": [{"id": "x", "b": 2}, {"id": "y", "b": 4}]}
    assert with_value(RECORD, ("items", "x"), ABSENT) == {"a": 1, "items": [{"id": "y", "b": 3}]}
    assert with_value(RECORD, ("a",), ABSENT) == {"items": RECORD["items"]}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("mine", 2), ("theirs", 5), (Own(9), 9)],
    ids=["mine", "theirs", "a new answer"],
)
def test_what_was_chosen_is_taken(choice: Any, expected: int) -> None:
    theirs = with_value(RECORD, ("items", "x", "b"), 5)
    settled = settle(RECORD, RECORD, theirs, {("items", "x", "b"): choice})
    assert settled == with_value(RECORD, ("items", "x", "b"), expected)


def test_an_item_only_their_side_has_comes_back_where_they_have_it() -> None:
    mine = {"a": 1, "items": [{"id": "x", "b": 2}, {"id": "n", "b": 0}]}
    settled = settle(mine, mine, RECORD, {("items", "y"): "theirs"})
    assert [one["id"] for one in settled["items"]] == ["x", "y", "n"]
    assert settle(mine, mine, RECORD, {("items", "y"): "mine"}) == mine
    own = settle(mine, mine, RECORD, {("items", "q"): Own({"id": "q", "b": 1})})
    assert [one["id"] for one in own["items"]] == ["x", "n", "q"]


def test_fields_stay_where_they_stood_and_new_ones_follow_what_they_follow() -> None:
    before = {
        "c": 1,
        "a": {"y": 1, "x": 2},
        "b": None,
        "l": [{"id": "i", "q": 1, "p": 2}],
        "t": [1],
    }
    after = {
        "a": {"x": 2, "y": 3, "z": None},
        "n": 4,
        "c": 1,
        "e": None,
        "l": ({"id": "j", "p": 1}, {"id": "i", "p": 2, "q": 1}),
        "t": [2],
    }
    now = kept(before, after)
    assert now == {
        "a": {"y": 3, "x": 2},
        "n": 4,
        "b": None,
        "c": 1,
        "l": [{"id": "j", "p": 1}, {"id": "i", "q": 1, "p": 2}],
        "t": [2],
    }
    assert list(now) == ["c", "a", "n", "b", "l", "t"]
    assert [list(one) for one in (now["a"], now["l"][1])] == [["y", "x"], ["id", "q", "p"]]
