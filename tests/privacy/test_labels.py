"""How a child is labelled in what leaves for a school."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pepsite.privacy.identity import Identity
from pepsite.privacy.labels import ChildLabels
from pepsite.records.authority import ChildLabel
from pepsite.records.codes import YearGroup

CHILD = "ch-0000000000000"


@dataclass(frozen=True)
class About:
    child: str = CHILD
    year_group: YearGroup = YearGroup.Y9


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (ChildLabel.ID, CHILD),
        (ChildLabel.INITIALS_YEAR, "J.S., Year 9"),
        (ChildLabel.NAME, "Jo Anne Summer"),
    ],
)
def test_a_child_is_called_as_the_authority_has_settled(label: ChildLabel, said: str) -> None:
    labels = ChildLabels(label, [Identity(child=CHILD, full_name="Jo Anne Summer")])

    assert labels.of(About()) == said


def test_who_is_not_known_is_called_by_id() -> None:
    assert ChildLabels(ChildLabel.NAME, []).of(About()) == CHILD
