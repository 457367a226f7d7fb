"""Periods and figures as people say them."""

from __future__ import annotations

from typing import get_args

import pytest

from pepsite.policy.periods import PeriodKind, how_written
from pepsite.privacy.wording import period_words
from pepsite.render.report_words import number_words
from pepsite.reports.report import Number


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


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (Number(52, 57), "52 of 57"),
        (Number(0, 3), "0 of 3"),
        (Number(0, 0), "none to count"),
        (Number(7), "7"),
        (Number(0), "0"),
    ],
)
def test_a_figure_of_nothing_is_said_in_words(number: Number, words: str) -> None:
    assert number_words(number, "peps") == words
