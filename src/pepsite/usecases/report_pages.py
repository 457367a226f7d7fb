"""A report as a page of the site: the words that every form of a report has, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pepsite.privacy import published_report as published
from pepsite.privacy.withholding import Rule
from pepsite.privacy.wording import period_words
from pepsite.render.report_words import (
    BY_WORDS,
    LEFT_OUT_WORDS,
    change_words,
    days_words,
    let_past_words,
    notes_of,
    number_words,
    per_cent_words,
    rule_sentences,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.reports.report import Entry, Number, Report, ReportFigure, Told

_RULE_NAMES: Final = {
    Rule.SMALL_NUMBER: "few children",
    Rule.FEW: "rests on few",
    Rule.BESIDE: "protects another figure",
}
_KEPT_BACK: Final = {
    "gives-a-figure-away": "a withheld figure could be worked out from it",
    "for-staff-only": "it names single schools or members of staff",
}
_UNKNOWN: Final = published.ReportNumber("not known")


def report_page(report: Report) -> published.ReportPage:
    """Return a report as the site shows it."""
    sentences = rule_sentences(report) if report.attributes_below is not None else {}
    return published.ReportPage(
        id=report.id,
        title=report.title,
        about=report.about,
        recipients=report.recipients,
        now=days_words(report.now) if report.now else "",
        before=days_words(report.before) if report.before else "",
        missing=report.missing,
        groups=tuple(
            published.ReportGroup(
                group.title, tuple(_figure(figure, report) for figure in group.figures)
            )
            for group in report.groups
        ),
        rules=tuple(
            published.WithholdingRule(_RULE_NAMES[rule], sentence)
            for rule, sentence in sentences.items()
        ),
        let_past=let_past_words(report),
        unreadable=report.unreadable,
        in_full=report.in_full,
    )


def _figure(figure: ReportFigure, report: Report) -> published.ReportFigure:
    if figure.missing:
        return published.ReportFigure(figure.title, (), missing=figure.missing)
    return published.ReportFigure(
        figure.title,
        tuple(_line(entry.line_title or "All", entry, figure) for entry in figure.whole),
        tuple(_table(table, figure) for table in figure.tables),
        tuple(notes_of(figure, report, earlier=False)),
        periods=tuple(_periods(figure)),
    )


def _periods(figure: ReportFigure) -> Iterator[published.ReportPeriod]:
    """Yield what a figure of one line was over the periods, the first first."""
    if len(figure.whole) != 1 or not figure.whole[0].earlier:
        return
    (entry,) = figure.whole
    known = [(one.days, one.number) for one in reversed(entry.earlier)]
    for days, number in (*known, (figure.before, entry.before), (figure.now, entry.now)):
        if days is not None and number is not None:
            so_far = ", so far" if days.so_far else ""
            yield published.ReportPeriod(
                f"{period_words(days.name)}{so_far}", _number(number, figure)
            )


def _table(table: Told, figure: ReportFigure) -> published.ReportTable:
    by = BY_WORDS[table.by]
    if table.left_out:
        return published.ReportTable(by, left_out=LEFT_OUT_WORDS[table.left_out])
    rules = {number.withheld for entry in table.entries for number in _numbers(entry)}
    if len(rules) == 1 and None not in rules:
        (rule,) = rules
        name = _RULE_NAMES[rule] if rule else ""
        return published.ReportTable(by, left_out=f"every figure is withheld: {name}")
    return published.ReportTable(
        by,
        tuple(
            _line(": ".join(filter(None, (one.row_title, one.line_title))), one, figure)
            for one in table.entries
        ),
        kept_back=_KEPT_BACK[table.kept_back] if table.kept_back else "",
    )


def _numbers(entry: Entry) -> tuple[Number, ...]:
    return tuple(one for one in (entry.now, entry.before) if one is not None)


def _line(label: str, entry: Entry, figure: ReportFigure) -> published.ReportLine:
    return published.ReportLine(
        label,
        _number(entry.now, figure),
        _number(entry.before, figure),
        change_words(entry).partition(",")[0],
        entry.good,
    )


def _number(number: Number | None, figure: ReportFigure) -> published.ReportNumber:
    if number is None:
        return _UNKNOWN
    if number.withheld is not None:
        return published.ReportNumber("", _RULE_NAMES[number.withheld])
    words = (number_words(number, figure.unit), per_cent_words(number))
    text = ", ".join(filter(None, words))
    kept_back = _RULE_NAMES[number.kept_back] if number.kept_back else ""
    if number.per_cent is None:
        return published.ReportNumber(text, kept_back=kept_back)
    part, whole = number.counted or 0, number.of or 0
    return published.ReportNumber(text, part=part, whole=whole, kept_back=kept_back)
