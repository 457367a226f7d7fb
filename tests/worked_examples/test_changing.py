"""A pack that changes while something is being counted, as its authority would write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.usecases.run_worked_examples import ExampleOutcome, run_worked_examples

CHANGING = run_worked_examples("changeshire", Path(__file__).with_name("changing"))


@pytest.mark.parametrize("outcome", CHANGING, ids=[one.example.example for one in CHANGING])
def test_the_version_in_force_on_the_day_counting_began_is_the_one_that_counts(
    outcome: ExampleOutcome,
) -> None:
    assert outcome.holds, outcome.in_words()
