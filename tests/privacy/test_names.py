"""Names of children are looked for in texts as people write them, over lines as well."""

from __future__ import annotations

import pytest

from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan

CHILD = Identity(
    child="ch-0000000000001", full_name="Zebedee Ignatius Quillfeather", known_as="Zebbie"
)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Then Zebedee Quillfeather left.", (1, 6)),
        ("Then Zebbie Quillfeather's aunt rang.", (1, 6)),
        ("a\n  Then Zebedee\n  Quillfeather left.", (2, 8)),
        ("Then Zebedee \r\n\tIgnatius\r\nQuillfeather left.", (1, 6)),
        ("> Quillfeather,\n> Zebedee", (1, 3)),
        ("Then Quillfeather, Zebbie, left.", (1, 6)),
    ],
)
def test_a_name_is_found_where_it_begins(text: str, at: tuple[int, int]) -> None:
    found = NameScan([CHILD]).findings(text, "a.yaml")
    assert [(one.code, one.line, one.column) for one in found] == [("name-in-record", *at)]


@pytest.mark.parametrize(
    "text",
    [
        "Zebedee came.\nQuillfeather Road is near.",
        "first: Zebedee\n\nQuillfeather",
        "- Zebedee\n- Quillfeather",
    ],
)
def test_two_words_that_are_apart_are_no_name(text: str) -> None:
    assert [*NameScan([CHILD]).findings(text, "a.yaml")] == []


@pytest.mark.parametrize("full_name", [None, "Zebedee Quillfeather"])
@pytest.mark.parametrize("known_as", ["Zebbie Quillfeather", "Zeb Ptolemy"])
def test_a_known_as_name_of_several_words_is_one_by_itself(
    full_name: str | None, known_as: str
) -> None:
    child = Identity(child="ch-0000000000001", full_name=full_name, known_as=known_as)
    found = NameScan([child]).findings(f"Then {known_as} left.", "a.yaml")
    assert [(one.line, one.column) for one in found] == [(1, 6)]
