"""What a measure is given, and what it says of one child: small things that add up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from pepsite.compliance.presence import Presence
    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.reports import Measure
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep


class Apart(StrEnum):
    """Why something is neither in the numerator nor in the denominator. It is always shown."""

    NOT_YET_DUE = "not-yet-due"
    CANNOT_TELL = "cannot-tell"
    NOT_APPLICABLE = "not-applicable"
    DECLINED = "asked-declined"
    NOT_ON_RECORD = "not-on-record"


@dataclass(frozen=True, slots=True)
class Window:
    """The days that figures are about.

    Of a period that still runs, it ends on the day asked about (`until_on`); `ends_on` is the
    last day of the whole period. `is_now` tells it from the period before.
    """

    name: str
    from_on: date
    until_on: date
    ends_on: date
    is_now: bool

    def holds(self, day: date | None) -> bool:
        """Say whether this happened in the period, by the day asked about."""
        return day is not None and self.from_on <= day <= self.until_on

    def falls_in(self, day: date) -> bool:
        """Say whether a day lies in the whole period, come or not."""
        return self.from_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that is counted, or left out and shown.

    `on` is the day by which it is told apart (by school, by team), and `pep` the plan it is
    about, which says itself at which school and in which year group it was made. `counted` and
    `of` add to numerator and denominator of its `line`. `is_open` is the id of a record that
    is not met.
    """

    on: date
    line: str = ""
    counted: int = 0
    of: int = 1
    apart: Apart | None = None
    pep: Pep | None = None
    is_open: str = ""


@dataclass(frozen=True, slots=True)
class OfChild:
    """One child's records, with when the child has a PEP and how every duty stands."""

    casefile: Casefile
    setting: Setting
    presences: tuple[Presence, ...]
    results: tuple[CheckResult, ...]

    def has_a_pep_on(self, day: date) -> bool:
        """Say whether the child is in care on this day and has a PEP."""
        return any(one.starts_on <= day <= one.ends_on for one in self.presences)

    def last_day_in(self, window: Window) -> date | None:
        """Return the last day of the window on which the child has a PEP, or None."""
        days = [
            min(one.ends_on, window.until_on)
            for one in self.presences
            if one.starts_on <= window.until_on and one.ends_on >= window.from_on
        ]
        return max(days, default=None)

    def peps(self) -> Iterator[Pep]:
        """Yield the PEPs that can count as done, in the order of their days."""
        return (pep for pep in self.casefile.peps if pep.counts)


Counting: TypeAlias = "Callable[[OfChild, Measure, Window], Iterator[Seen]]"
"""A kind of measure: what one child's records add to it in a period."""
