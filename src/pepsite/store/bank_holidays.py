"""Bank holidays of England and Wales, from the `holidays` library."""

from __future__ import annotations

import sys
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from pepsite.policy.calendars import BankHolidays

_KNOWN_FROM = date(2000, 1, 1)


@cache
def bank_holidays(known_until: date) -> BankHolidays:
    """Return the bank holidays from 2000 until the day up to which the policy says they are known.

    Later ones can be calculated, but a royal occasion can move or add one, so they are not.
    """
    years = range(_KNOWN_FROM.year, known_until.year + 1)
    return BankHolidays(_days_in(years), _KNOWN_FROM, known_until)


_LIBRARY = "holidays"
_COUNTRIES = "holidays.countries"


def _days_in(years: range) -> frozenset[date]:
    """Return the days by the library's calendar of the United Kingdom, and of no other country.

    Its own way in loads those of 250 countries for the one: 9 MB that stay, and a tenth of a
    second of every command. So the package of countries is stood in for while that one is
    loaded; and what was loaded goes again, since it is asked once, and forms stay open all day.
    """
    before = set(sys.modules)
    library = find_spec(_LIBRARY)
    if _COUNTRIES not in before and library is not None:
        stand_in = ModuleType(_COUNTRIES)
        places = library.submodule_search_locations or ()
        stand_in.__path__ = [f"{place}/countries" for place in places]
        sys.modules[_COUNTRIES] = stand_in
    try:
        country = import_module(f"{_COUNTRIES}.united_kingdom").UnitedKingdom
        return frozenset(country(subdiv="ENG", years=years, observed=True))
    finally:
        for name in set(sys.modules) - before:
            if name.partition(".")[0] == _LIBRARY:
                del sys.modules[name]
