"""Bank holidays of England and Wales, from the `holidays` library."""

from __future__ import annotations

from datetime import date
from functools import cache

from holidays import country_holidays

from pepsite.policy.calendars import BankHolidays

_KNOWN_FROM = date(2000, 1, 1)


@cache
def bank_holidays(known_until: date) -> BankHolidays:
    """Return the bank holidays from 2000 until the day up to which the policy says they are known.

    Later ones can be calculated, but a royal occasion can move or add one, so they are not.
    """
    years = range(_KNOWN_FROM.year, known_until.year + 1)
    days = country_holidays("GB", subdiv="ENG", years=years, observed=True)
    return BankHolidays(frozenset(days), _KNOWN_FROM, known_until)
