"""A report of the policy as a page: every number is in words here, and nothing is behind them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportNumber:
    """One figure as it is shown: "52 of 57, 91%"; or the rule by which it is withheld.

    `part` of `whole` is what a picture of it shows: nothing that is not in the text. Where there
    is no share to show, `whole` is nought. On a page for staff nothing is withheld, and
    `kept_back` is the rule by which it is from those whom the report is for.
    """

    text: str
    withheld: str = ""
    part: int = 0
    whole: int = 0
    kept_back: str = ""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of a figure, in this period and the one before. `better` is None if neither."""

    label: str
    now: ReportNumber
    before: ReportNumber
    change: str = ""
    better: bool | None = None


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A figure told apart: "by phase". `left_out` says why there are no lines.

    `kept_back` says why a table that staff see is left out for those whom the report is for.
    """

    by: str
    lines: tuple[ReportLine, ...] = ()
    left_out: str = ""
    kept_back: str = ""


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """What a figure was in one period: "autumn term 2025-26"."""

    name: str
    number: ReportNumber


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One measure: the whole, how it is told apart, and what has to be said of it.

    `periods` are those of a figure of one line, the first first; there are none where nothing
    is known beyond now and before.
    """

    title: str
    lines: tuple[ReportLine, ...]
    tables: tuple[ReportTable, ...] = ()
    notes: tuple[str, ...] = ()
    missing: str = ""
    periods: tuple[ReportPeriod, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """Figures under one heading."""

    title: str
    figures: tuple[ReportFigure, ...]


@dataclass(frozen=True, slots=True)
class WithholdingRule:
    """A rule by which figures are withheld: its name as it stands in their place, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report as its audience may see it, or `in_full`, as staff may.

    `let_past` has what was refused in the period and let past all the same, a line each, with the
    id of the record.
    """

    id: str
    title: str
    about: str
    recipients: tuple[str, ...]
    now: str
    before: str
    missing: str
    groups: tuple[ReportGroup, ...]
    rules: tuple[WithholdingRule, ...] = ()
    let_past: tuple[str, ...] = ()
    unreadable: int = 0
    in_full: bool = False


@dataclass(frozen=True, slots=True)
class BoardPages:
    """What a board sees besides the guidance: figures, and ids of what was let past.

    The marking may be empty.
    """

    marking: str
    reports: tuple[ReportPage, ...]
