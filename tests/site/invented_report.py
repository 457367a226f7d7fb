"""An invented report as a board would see it, with every kind of line it can have."""

from __future__ import annotations

from pepsite.privacy.published_report import (
    BoardPages,
    ReportFigure,
    ReportGroup,
    ReportLine,
    ReportNumber,
    ReportPage,
    ReportPeriod,
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
                            ReportNumber("37 of 38, 97%", part=37, whole=38),
                            ReportNumber("30 of 37, 81%", part=30, whole=37),
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
                                    ReportNumber("28 of 30, 93%", part=28, whole=30),
                                    ReportNumber("29 of 30, 97%", part=29, whole=30),
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
                    periods=(
                        ReportPeriod("autumn term 2025-26", ReportNumber("not known")),
                        ReportPeriod(
                            "spring term 2025-26", ReportNumber("30 of 37, 81%", part=30, whole=37)
                        ),
                        ReportPeriod(
                            "summer term 2025-26, so far",
                            ReportNumber("37 of 38, 97%", part=37, whole=38),
                        ),
                    ),
                ),
                ReportFigure(
                    "Ratings given",
                    (
                        ReportLine(
                            "At the standard",
                            ReportNumber("15 of 20, 75%", part=15, whole=20),
                            ReportNumber("10 of 20, 50%", part=10, whole=20),
                            "up",
                        ),
                        ReportLine("Below it", ReportNumber("none to count"), _FEW),
                    ),
                ),
                ReportFigure(
                    "Children with a PEP",
                    (ReportLine("All", ReportNumber("39"), ReportNumber("38"), "up"),),
                    periods=(
                        ReportPeriod("spring term 2025-26", ReportNumber("38")),
                        ReportPeriod("summer term 2025-26", ReportNumber("39")),
                    ),
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
