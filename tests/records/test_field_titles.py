from __future__ import annotations

import pytest

from pepsite.records.child import Child
from pepsite.records.codes import SdqNotDone
from pepsite.records.field_titles import code_title, field_title, part_title


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("held_on", "held on"),
        ("previous_pep", "previous PEP"),
        ("may_see", "who may see it"),
        ("urn", "URN"),
        ("made_up", "made up"),
    ],
)
def test_a_field_is_called_by_its_name_in_words(name: str, expected: str) -> None:
    assert field_title(name) == expected


def test_a_part_begins_with_a_capital() -> None:
    assert [part_title(one) for one in (Child, SdqNotDone)] == ["Child", "SDQ not done"]


@pytest.mark.parametrize(
    ("code", "expected"), [("not-yet", "not yet"), ("qa-review", "QA review"), ("E1", "E1")]
)
def test_a_code_is_read_with_spaces(code: str, expected: str) -> None:
    assert code_title(code) == expected
