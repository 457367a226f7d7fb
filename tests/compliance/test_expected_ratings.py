"""What a worked example says of ratings is held against what comes out."""

from __future__ import annotations

import pytest

from pepsite.compliance.worked_examples import WorkedExample, unlike_expected_ratings


def example(expected: dict[str, str]) -> WorkedExample:
    values = {"example": "A rating", "source": "EXM-1", "expect_rating": expected}
    return WorkedExample.model_validate(values, strict=False)


@pytest.mark.parametrize(
    ("expected", "differs"),
    [
        ({"qa-review 1": "meeting"}, []),
        (
            {"qa-review 1": "not-meeting"},
            ["qa-review 1 should be rated not-meeting, and comes to meeting"],
        ),
        ({"audit 1": "undetermined"}, []),
        (
            {"audit 2": "meeting"},
            ["audit 2 is no review or audit by a form of this policy"],
        ),
    ],
)
def test_a_rating_that_comes_out_otherwise_is_told(
    expected: dict[str, str], differs: list[str]
) -> None:
    came_out = {"qa-review 1": "meeting", "audit 1": "undetermined"}
    assert list(unlike_expected_ratings(example(expected), came_out)) == differs
