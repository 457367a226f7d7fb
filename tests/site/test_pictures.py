"""Where the signs of a PEP stand: in the terms by their day, and outside them to the side."""

from __future__ import annotations

from datetime import date

import pytest

from pepsite.privacy.published_practice import Mark, Milestone, PepLine, Stretch
from pepsite.site.pictures import along, in_a_line, length_along, placed

YEAR = (
    Stretch("Autumn", date(2025, 9, 1), date(2025, 12, 19)),
    Stretch("Summer", date(2026, 4, 13), date(2026, 7, 22)),
)


def line(*milestones: tuple[Mark, date]) -> PepLine:
    return PepLine(
        "ch-1", "Y6", "Review PEP", "pep-1", tuple(Milestone(*each) for each in milestones)
    )


def places(*milestones: tuple[Mark, date]) -> list[float]:
    return [float(str(x).removesuffix("%")) for _, x in placed(line(*milestones), YEAR)]


def test_what_was_before_the_first_term_or_is_after_the_last_stands_outside_them_in_its_order() -> (
    None
):
    asked, last_day, first, end, later = places(
        (Mark.ASKED, date(2025, 7, 10)),
        (Mark.DUE, date(2025, 8, 31)),
        (Mark.PLANNED, date(2025, 9, 1)),
        (Mark.HELD, date(2026, 7, 22)),
        (Mark.SENT_IN, date(2026, 7, 23)),
    )
    begins = float(str(along(YEAR[0].first, YEAR)).removesuffix("%"))
    assert 0 < asked < last_day < begins == first
    assert end < 100 - begins < later < 100


def test_a_term_is_as_long_as_its_days() -> None:
    begins, summer = (float(str(along(one.first, YEAR)).removesuffix("%")) for one in YEAR)
    autumn_long, summer_long = (
        float(str(length_along(one, YEAR)).removesuffix("%")) for one in YEAR
    )
    assert begins + autumn_long < summer
    assert summer + summer_long == pytest.approx(100 - begins, abs=0.2)


def test_a_day_outside_the_terms_is_said_with_its_year() -> None:
    one = line((Mark.ASKED, date(2025, 7, 10)), (Mark.HELD, date(2025, 9, 12)))
    assert in_a_line(one, YEAR) == "Asked for 10 Jul 2025, meeting held 12 Sep"
    assert in_a_line(one, ()) == "Asked for 10 Jul 2025, meeting held 12 Sep 2025"
    assert in_a_line(line(), YEAR) == "Nothing on record yet"
