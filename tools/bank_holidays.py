"""Writes the list of bank holidays that comes with pepsite, as the library `holidays` has them.

pepsite itself has the list and not the library, which knows the days of 250 countries: 12 MB that
stay in memory, and a tenth of a second at every start. Run by `make docs`; a test says when the
library has learnt of another day.
"""

from __future__ import annotations

from holidays import country_holidays

from pepsite.store.bank_holidays import LIST

YEARS = range(2000, 2051)


def bank_holiday_lines() -> str:
    """Return a line for each bank holiday of England and Wales: the day, and what it is."""
    days = country_holidays("GB", subdiv="ENG", years=YEARS, observed=True)
    return "".join(f"{day.isoformat()} {name}\n" for day, name in sorted(days.items()))


if __name__ == "__main__":
    LIST.write_text(bank_holiday_lines(), encoding="utf-8", newline="\n")
