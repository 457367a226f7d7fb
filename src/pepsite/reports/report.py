"""A report as it goes out: all that may be shown, and nothing else. What writes it adds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from pepsite.compliance.evidence import Passed
    from pepsite.compliance.measures.seen import Apart
    from pepsite.privacy.withholding import Rule

SCHEMA = "report/1"
"""The form of the JSON of a report."""


_MANY = 1_000

LeftOut = Literal["gives-a-figure-away", "for-staff-only"]


class Change(StrEnum):
    """How a figure compares with that of the period before, as both are shown.

    One that grows as its period runs is not compared while it does: it is `SO_FAR`.
    """

    UP = "up"
    DOWN = "down"
    SAME = "same"
    SO_FAR = "so-far"


@dataclass(frozen=True, slots=True)
class Number:
    """One figure. Withheld, it has its rule and no number; an amount has no denominator.

    In a report that is shown to staff in full, `kept_back` is the rule by which it is withheld
    from those whom the report is for.
    """

    counted: int | None
    of: int | None = None
    withheld: Rule | None = None
    apart: tuple[tuple[Apart, int], ...] = ()
    kept_back: Rule | None = None

    @property
    def per_cent(self) -> float | None:
        """The share in per cent, to one place where it is of a thousand or more, else whole.

        Neither 0 nor 100 unless it is exactly that.
        """
        if self.counted is None or not self.of:
            return None
        step = 0.1 if self.of >= _MANY else 1.0
        share = round(100 * self.counted / self.of / step) * step
        if 0 < self.counted < self.of:
            share = min(max(share, step), 100 - step)
        return round(share, 1)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a figure was in a period before the one before."""

    days: Days
    number: Number


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a table: this period and the one before.

    `change` is left out where either is withheld or not known; `good` says whether it is
    for the better. In a report for a board, the whole has `earlier` periods too.
    """

    row: str
    row_title: str
    line: str
    line_title: str
    now: Number
    before: Number | None
    change: Change | None
    good: bool | None
    at_target: bool | None
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One way of telling a figure apart.

    `left_out` says why it is not here: it could not be shown without giving a withheld figure
    away, or it names single schools or members of staff. Shown to staff in full it is here all
    the same, and `kept_back` says why it is not in the report as it is sent.
    """

    by: str
    entries: tuple[Entry, ...]
    left_out: LeftOut | None = None
    kept_back: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """A period by name, its first day, and the last that is looked at (`so_far`: it still runs)."""

    name: str
    from_on: date
    until_on: date
    so_far: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A record that is not met, for staff: its id, what it is called, and on which line."""

    record: str
    title: str
    line: str


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One measure: what it counts in words, and its numbers.

    `missing` says what would have to be known where nobody can tell it, and `before_missing`
    the same of the period before.
    """

    id: str
    title: str
    kind: Literal["attribute", "process"]
    counted: str
    of: str
    unit: Literal["number", "pence"]
    target_per_cent: int | None
    better: str
    source: str
    source_document: str
    now: Days | None
    before: Days | None
    whole: tuple[Entry, ...]
    tables: tuple[Told, ...]
    named: tuple[Named, ...] = ()
    missing: str = ""
    before_missing: str = ""


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """Figures under one heading."""

    title: str
    figures: tuple[ReportFigure, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report on a day, for an audience.

    `attributes_below` and `process_at_least` are the numbers it withholds by; without them
    nothing is withheld. `in_full` it is for staff whatever its audience: what would be withheld is
    here, and marked. `unreadable` records could not be read, and nothing is said of those.
    `let_past` is, for a board, what was refused in the period and let past all the same; None
    where that cannot be told, as no history is there.
    """

    id: str
    title: str
    about: str
    authority: str
    virtual_school: str
    policy: str
    audience: str
    marking: str | None
    as_of: date
    source: str
    recipients: tuple[str, ...]
    school: tuple[str, str] | None
    now: Days | None
    before: Days | None
    missing: str
    groups: tuple[ReportGroup, ...]
    attributes_below: int | None
    process_at_least: int | None
    unreadable: int
    let_past: tuple[Passed, ...] | None = ()
    in_full: bool = False
