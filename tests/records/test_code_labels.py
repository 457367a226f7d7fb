"""Codes of national returns in words."""

from __future__ import annotations

from enum import Enum

import pytest

from pepsite.records.code_labels import RETURN_LABELS, code_label
from pepsite.records.codes import AlternativeProvisionReason, CategoryOfNeed, SenNeed, Term


@pytest.mark.parametrize("list_", RETURN_LABELS, ids=lambda one: one.__name__)
def test_every_code_of_a_return_has_words_and_each_its_own(list_: type[Enum]) -> None:
    labels = RETURN_LABELS[list_]

    assert set(labels) == {str(one.value) for one in list_}
    assert len(set(labels.values())) == len(labels)


@pytest.mark.parametrize(
    ("code", "label"),
    [
        (CategoryOfNeed.N4, "family in acute stress (N4)"),
        (SenNeed.SPLD, "specific learning difficulty (SPLD)"),
        (AlternativeProvisionReason.PEX, "PEX"),
        (Term.AUTUMN, "autumn"),
    ],
)
def test_a_code_stands_behind_its_words(code: Enum, label: str) -> None:
    assert code_label(code) == label
