"""Bank holidays of England and Wales, from the list that comes with pepsite."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from pepsite.policy.calendars import BankHolidays

LIST = Path(__file__).parents[1] / "policy" / "bank_holidays.txt"
"""A line a day: the day and what it is. `make docs` writes it, from the library `holidays`."""


@cache
def bank_holidays(known_until: date) -> BankHolidays:
    """Return the bank holidays up to the day until which the policy says they are known.

    Later ones can be calculated, but a royal occasion can move or add one, so they are not. Of
    years that are not in the list none is known, whatever the policy says.
    """
    days = [date.fromisoformat(line[:10]) for line in LIST.read_text("utf-8").splitlines()]
    first, last = date(days[0].year, 1, 1), date(days[-1].year, 12, 31)
    return BankHolidays(frozenset(days), first, min(known_until, last))
