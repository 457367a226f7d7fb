"""A report as one table, a figure a line, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from pepsite.compliance.measures.seen import Apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.reports.report import Entry, Number, Report, ReportFigure

_COLUMNS = (
    "report",
    "as_of",
    "group",
    "measure",
    "title",
    "by",
    "row",
    "row_title",
    "line",
    "line_title",
    "counted",
    "of",
    "per_cent",
    "withheld",
    "before_counted",
    "before_of",
    "before_per_cent",
    "before_withheld",
    "change",
    "for_the_better",
    "target_per_cent",
    "at_target",
    "unit",
    "from",
    "until",
    "before_from",
    "before_until",
    "source",
    "missing",
    *(str(why).replace("-", "_") for why in Apart),
)
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(report: Report) -> Iterator[str]:
    """Yield the report as lines of CSV, headings first."""
    yield _line(_COLUMNS)
    for group in report.groups:
        for figure in group.figures:
            before = (report.id, report.as_of, group.title, figure.id, figure.title)
            for by, entry in _entries(figure):
                yield _line((*before, by, *_values(figure, entry)))
            if not figure.whole:
                blank = ("",) * (len(_COLUMNS) - len(before) - 3 - len(Apart))
                yield _line(
                    (*before, "", *blank, figure.source, figure.missing, *("",) * len(Apart))
                )


def _entries(figure: ReportFigure) -> Iterator[tuple[str, Entry]]:
    for entry in figure.whole:
        yield "", entry
    for table in figure.tables:
        for entry in table.entries:
            yield table.by, entry


def _values(figure: ReportFigure, entry: Entry) -> Iterable[object]:
    now, before = figure.now, figure.before
    apart = dict(entry.now.apart)
    return (
        entry.row,
        entry.row_title,
        entry.line,
        entry.line_title,
        *_number(entry.now),
        *_number(entry.before),
        entry.change,
        entry.good,
        figure.target_per_cent,
        entry.at_target,
        figure.unit,
        now.from_on if now else None,
        now.until_on if now else None,
        before.from_on if before else None,
        before.until_on if before else None,
        figure.source,
        figure.before_missing,
        *(apart.get(why) for why in Apart),
    )


def _number(number: Number | None) -> tuple[object, ...]:
    if number is None:
        return (None, None, None, None)
    return (number.counted, number.of, number.per_cent, number.withheld)


def _line(values: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(map(_safe, values))
    return text.getvalue()


def _safe(value: object) -> object:
    """Return a value that no spreadsheet takes for a formula: names and titles are text."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return f"'{value}"
    return value
