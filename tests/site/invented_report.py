"""An invented report as a board would see it, with every kind of line it can have."""

from __future__ import annotations

from pepsite.privacy.published_report import (
    BoardPages,
    ReportFigure,
    ReportGroup,
    ReportLine,
    ReportNumber,
    ReportPage,
    ReportTable,
    WithholdingRule,
)

_FEW = ReportNumber("", "few children")

REPORT = ReportPage(
    id="board",
    title="How learning goes & <what> we did",
    about="What the board asks about each term.",
    recipients=("Corporate parenting board", "Head of the virtual school"),
    now="summer term 2025-26, 13 April 2026 to 15 May 2026, so far",
    before="spring term 2025-26, 5 January 2026 to 12 April 2026",
    missing="",
    groups=(
        ReportGroup(
            "PEPs in time",
            (
                ReportFigure(
                    "PEPs that are up to date",
                    (
                        ReportLine(
                            "All",
                            ReportNumber("37 of 38, 97%"),
                            ReportNumber("30 of 37, 81%"),
                            "up",
                            better=True,
                        ),
                    ),
                    (
                        ReportTable(
                            "by phase",
                            (
                                ReportLine("early years", _FEW, ReportNumber("not known")),
                                ReportLine(
                                    "Years 1 to 11",
                                    ReportNumber("28 of 30, 93%"),
                                    ReportNumber("29 of 30, 97%"),
                                    "down",
                                    better=False,
                                ),
                                ReportLine(
                                    "post-16", ReportNumber("", "protects another figure"), _FEW
                                ),
                            ),
                        ),
                        ReportTable("by district", left_out="every figure is withheld: few"),
                    ),
                    ("Not counted, now: 1 not yet due.", "Counted: children. Source: EXM-06."),
                ),
                ReportFigure("First PEPs", (), missing="the calendar of 2026 to 2027"),
            ),
        ),
    ),
    rules=(WithholdingRule("few children", "a number of children could be made out"),),
    let_past=("15 May 2026: pep pp-0000000000001: incomplete-for-status",),
    unreadable=2,
)

BOARD = BoardPages("OFFICIAL", (REPORT,))
NEW_BOARD = BoardPages("", ())
