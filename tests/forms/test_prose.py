"""The child's name becomes a token on the way in; what says who anybody is gets pointed out."""

from __future__ import annotations

import pytest

from pepsite.forms.questions.prose import (
    Doubt,
    PointedOut,
    Tokenised,
    as_it_was,
    pointed_out,
    with_name,
    without_name,
)
from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan

TAMSIN = Identity(child="ch-0000000000000", full_name="Tamsin Jane Okoro", known_as="Tam")
WILL = Identity(child="ch-0000000000001", full_name="Will May")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Tamsin likes art.", "{child} likes art."),
        ("Tam's work, and tamsin's too", "{child}'s work, and {child}'s too"),
        ("TAMSIN JANE OKORO was there.", "{child} was there."),
        ("Okoro, Tamsin: absent", "{child}: absent"),
        ("Tam Okoro’s coat", "{child}’s coat"),
        ("A stamp, a tamarind, Tamsina", "A stamp, a tamarind, Tamsina"),
        ("Mrs Okoro rang.", "Mrs Okoro rang."),
        ("{child} and Tam\n\nTam again", "{child} and {child}\n\n{child} again"),
    ],
)
def test_the_name_in_all_its_variants_becomes_the_token(written: str, kept: str) -> None:
    assert without_name(written, TAMSIN) == Tokenised(kept)


def test_where_the_name_is_a_word_each_sentence_is_asked_about_and_nothing_changed_before() -> None:
    written = "Will you come? Will reads well, and will read more. He may come in May."

    asked = without_name(written, WILL)

    assert asked == Tokenised(
        written,
        (
            Doubt(0, "Will you come?", "Will"),
            Doubt(1, "Will reads well, and will read more.", "Will"),
        ),
    )


def test_the_writer_says_which_of_them_is_the_name() -> None:
    written = "Will you come? Will reads well, and will read more."

    decided = without_name(written, WILL, {0: False, 1: True})

    assert decided == Tokenised("Will you come? {child} reads well, and will read more.")


def test_both_words_with_their_capitals_are_a_name_and_without_them_are_none() -> None:
    assert (
        without_name("Will May came; she will may be.", WILL).text
        == "{child} came; she will may be."
    )


def test_without_the_identity_store_nothing_is_changed() -> None:
    assert without_name("Tamsin likes art.", None) == Tokenised("Tamsin likes art.")


def test_a_text_is_shown_with_the_name_to_those_who_may_see_it() -> None:
    assert with_name("{child}'s coat", "Tam") == "Tam's coat"


def test_what_says_who_somebody_is_gets_pointed_out_by_kind_and_line_and_never_quoted() -> None:
    written = "Ring 01632 960 001.\nLives at B1 1AA with Ada Quill."
    others = NameScan([Identity(child="ch-0000000000002", full_name="Ada Quill")])

    assert pointed_out(written, others) == (
        PointedOut("a telephone number", 1),
        PointedOut("a child's name or pupil number", 2),
        PointedOut("a postcode", 2),
    )


def test_numbers_that_are_no_telephone_numbers_are_left_alone() -> None:
    assert pointed_out("On 04 09 2025 at 10.30, 01 of 12, room 0123.", None) == ()


@pytest.mark.parametrize(
    ("before", "came", "kept"),
    [
        pytest.param("{child} reads.", "Pat reads.", "{child} reads.", id="unchanged"),
        pytest.param(
            "{child} reads.\n{child}'s art.\n", "Pat reads.\r\nPat's art.",
            "{child} reads.\n{child}'s art.\n", id="as a browser sends it",
        ),
        pytest.param(
            "{child} reads. It went well.", "It went well. Pat reads.",
            "It went well. {child} reads.", id="in another order",
        ),
        pytest.param(
            "{child} reads well.", "At home Pat now reads very well.",
            "At home {child} now reads very well.", id="a changed sentence",
        ),
        pytest.param(
            "{child} reads well.", "Pat reads well, with a Pat on the back.",
            "{child} reads well, with a Pat on the back.", id="a word more in it",
        ),
        pytest.param(
            "{child} reads well.", "{child} reads well. Pat on the back.",
            "{child} reads well. Pat on the back.", id="a new sentence",
        ),
        pytest.param(
            "{child} reads well.", "Pat on the back.", "Pat on the back.", id="all of it new"
        ),
        pytest.param(
            "{child} came. Pat came. He read.", "Pat came. He read it.",
            "Pat came. He read it.", id="which of two is not known",
        ),
        pytest.param("Pat reads.", "Pat reads.", "Pat reads.", id="no name was there"),
        pytest.param("{child} reads.", "Patrick reads.", "Patrick reads.", id="another word"),
    ],
)  # fmt: skip
def test_what_was_a_token_when_it_was_shown_stays_one(before: str, came: str, kept: str) -> None:
    assert as_it_was(came, before, "Pat") == kept


def test_in_very_much_that_changed_no_name_is_put_back() -> None:
    before = "{child} reads one two three. " * 900
    came = before.replace("{child} reads one", "Pat reads 1")
    assert as_it_was(came, before, "Pat") == came
