from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from stdnum.iso7064 import mod_37_36

from pepsite.records.id_types import ItemId, OwnPepId, PepId
from pepsite.records.ids import (
    ALPHABET,
    PREFIXES,
    check_character,
    check_character_holds,
    new_id,
    new_item_id,
)

bodies = st.text(st.sampled_from(ALPHABET), min_size=12, max_size=12)
kinds = st.sampled_from(sorted(PREFIXES))


@given(body=bodies)
def test_the_check_character_is_that_of_iso_7064(body: str) -> None:
    assert check_character(body) == mod_37_36.calc_check_digit(body, ALPHABET)
    assert mod_37_36.is_valid(body + check_character(body), ALPHABET)


@given(body=bodies, place=st.integers(0, 12), other=st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_caught(body: str, place: int, other: str) -> None:
    whole = body + check_character(body)
    wrong = whole[:place] + other + whole[place + 1 :]
    assert check_character_holds(f"pep-{wrong}") is (wrong == whole)


@given(body=bodies)
def test_nearly_every_swap_of_two_is_caught(body: str) -> None:
    whole = body + check_character(body)
    swaps = [whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :] for at in range(12)]
    missed = [one for one in swaps if one != whole and check_character_holds(f"pep-{one}")]
    assert len(missed) <= 2


@given(kind=kinds)
def test_a_new_id_is_well_formed_and_holds(kind: str) -> None:
    one = new_id(kind)
    assert re.fullmatch(rf"{PREFIXES[kind]}-[{ALPHABET}]{{13}}", one)
    assert check_character_holds(one)
    assert new_id(kind) != one


def test_the_same_choices_give_the_same_id() -> None:
    assert new_id("pep", lambda characters: characters[0]) == "pep-000000000000" + check_character(
        "0" * 12
    )
    assert new_item_id(lambda characters: characters[0]) == "a00000"


def test_there_is_no_id_of_an_authority() -> None:
    with pytest.raises(KeyError):
        new_id("authority")


def test_a_character_that_is_not_of_the_alphabet_has_no_check() -> None:
    with pytest.raises(ValueError, match="substring not found"):
        check_character("ilo")


def test_an_item_id_begins_with_a_letter_so_that_it_is_never_a_number() -> None:
    adapter: TypeAdapter[str] = TypeAdapter(ItemId)
    assert adapter.validate_python(new_item_id())
    for wrong in ("1aaaaa", "aaaaa", "aaaaaaa", "aaaaal", "AAAAAA"):
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)


def test_a_records_own_id_is_checked_and_one_that_points_elsewhere_only_formed() -> None:
    right = new_id("pep")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    own: TypeAdapter[str] = TypeAdapter(OwnPepId)
    assert own.validate_python(right) == right
    with pytest.raises(ValidationError, match="check character"):
        own.validate_python(wrong)
    assert TypeAdapter(PepId).validate_python(wrong) == wrong
    with pytest.raises(ValidationError):
        TypeAdapter(PepId).validate_python(new_id("child"))
