"""A report as Markdown: a table for each group, and what each figure counts below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pepsite.privacy.wording import long_date
from pepsite.render.legible import legible
from pepsite.render.report_words import (
    BY_WORDS,
    LEFT_OUT_WORDS,
    LET_PAST_TITLE,
    RULE_MARKS,
    all_withheld,
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

    from pepsite.reports.report import Entry, Number, Report, ReportFigure, ReportGroup, Told

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


def as_markdown(report: Report) -> Iterator[str]:
    """Yield the report line by line."""
    for line in _lines(report):
        yield f"{legible(line).rstrip()}\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {_text(report.title)}"
    yield ""
    if report.marking:
        yield f"**{_text(report.marking)}**"
        yield ""
    whose = f"{report.virtual_school}, {report.authority}"
    yield _text(f"{report.school[1]}. {whose}" if report.school else whose)
    yield ""
    yield from (_text(line) for line in report.about.splitlines())
    yield ""
    yield f"- As of {long_date(report.as_of)}"
    if report.now:
        yield f"- Now: {_text(days_words(report.now))}"
    if report.before:
        yield f"- Before: {_text(days_words(report.before))}"
    if report.missing:
        yield f"- Now: cannot be told without {_text(report.missing)}"
    yield f"- For: {_text('; '.join(report.recipients))}"
    for group in report.groups:
        yield from _group(group, report)
    if passed := let_past_words(report):
        yield from ("", f"## {LET_PAST_TITLE}", "")
        yield from (f"- {_text(line)}" for line in passed)
    yield from _foot(report)


def _group(group: ReportGroup, report: Report) -> Iterator[str]:
    yield ""
    yield f"## {_text(group.title)}"
    for figure in group.figures:
        yield ""
        yield f"### {_text(figure.title)}"
        yield ""
        if figure.missing:
            yield f"Cannot be told without {_text(figure.missing)}."
            continue
        yield "| | Now | | Before | | Change |"
        yield "| --- | ---: | ---: | ---: | ---: | --- |"
        for entry in figure.whole:
            yield _row(entry.line_title or "All", entry, figure)
        for table in figure.tables:
            yield from _table(table, figure)
        yield ""
        yield from _notes(figure, report)


def _table(table: Told, figure: ReportFigure) -> Iterator[str]:
    marks = all_withheld(table)
    if table.left_out:
        yield f"| *{BY_WORDS[table.by]}* | {LEFT_OUT_WORDS[table.left_out]} | | | | |"
    elif marks:
        yield f"| *{BY_WORDS[table.by]}* | all withheld {marks} | | | | |"
    else:
        yield f"| *{BY_WORDS[table.by]}* | | | | | |"
        for entry in table.entries:
            title = entry.row_title
            yield _row(f"{title}: {entry.line_title}" if entry.line_title else title, entry, figure)


def _row(label: str, entry: Entry, figure: ReportFigure) -> str:
    now, before = (_cells(one, figure) for one in (entry.now, entry.before))
    return f"| {_text(label)} | {now} | {before} | {change_words(entry)} |"


def _cells(number: Number | None, figure: ReportFigure) -> str:
    if number is None:
        return "not known |"
    return f"{number_words(number, figure.unit)} | {per_cent_words(number)}"


def _notes(figure: ReportFigure, report: Report) -> Iterator[str]:
    yield from (_text(note) for note in notes_of(figure, report))
    if figure.named:
        yield ""
        yield "Not met, or named:"
        yield ""
        for named in figure.named:
            title = " ".join(one for one in (named.title, named.line) if one)
            yield f"- `{named.record}` {_text(title)}"


def _foot(report: Report) -> Iterator[str]:
    yield ""
    yield "---"
    yield ""
    if report.attributes_below is not None:
        for rule, sentence in rule_sentences(report).items():
            yield f"- withheld {RULE_MARKS[rule]}: {sentence}"
        yield ""
    if report.unreadable:
        yield f"Records that could not be read, of which nothing is said here: {report.unreadable}."
        yield ""
    yield f"Policy: {_text(report.policy)}. Computed from records; nothing is estimated."


def _text(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", text)
