"""Bank holidays are the library's, whichever way it is asked."""

from __future__ import annotations

import sys
from datetime import date

from holidays import country_holidays

from pepsite.store.bank_holidays import bank_holidays


def test_they_are_those_that_the_library_gives_for_england_when_asked_its_own_way() -> None:
    until = date(2029, 12, 31)
    usual = country_holidays("GB", subdiv="ENG", years=range(2000, 2030), observed=True)

    assert bank_holidays(until).days == frozenset(usual)


def test_asking_leaves_no_calendar_of_any_country_in_memory() -> None:
    before = {name for name in sys.modules if name.startswith("holidays.")}

    bank_holidays(date(2031, 12, 31))

    assert {name for name in sys.modules if name.startswith("holidays.")} == before
