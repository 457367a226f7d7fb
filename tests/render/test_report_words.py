"""Periods as people say them."""

from __future__ import annotations

from typing import get_args

import pytest

from pepsite.policy.periods import PeriodKind, how_written
from pepsite.privacy.wording import period_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2026-04", "April 2026"),
        ("2026-q2", "quarter 2 of 2026"),
        ("2025-26-spring-1", "spring term 2025-26, half 1"),
        ("2025-26-spring", "spring term 2025-26"),
        ("2025-26", "academic year 2025-26"),
    ],
)
def test_a_period_is_said_as_people_say_it(name: str, words: str) -> None:
    assert period_words(name) == words


def test_every_kind_of_period_has_words_of_its_own() -> None:
    names = [how_written(kind) for kind in get_args(PeriodKind)]
    assert [name for name in names if period_words(name) == name] == []
