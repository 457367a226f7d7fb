"""A report as text, for a screen of eighty columns and for a printer."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from pepsite.privacy.wording import long_date
from pepsite.render.legible import legible
from pepsite.render.report_words import (
    BY_WORDS,
    LEFT_OUT_WORDS,
    LET_PAST_TITLE,
    RULE_MARKS,
    all_withheld,
    apart_words,
    change_words,
    counted_words,
    days_words,
    earlier_words,
    let_past_words,
    number_words,
    per_cent_words,
    rule_sentences,
    target_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.reports.report import Entry, Number, Report, ReportFigure, ReportGroup, Told

_WIDTH = 80
_LABEL, _NUMBER, _SHARE = 27, 14, 6
_RULE = "-" * _WIDTH
_MOST_LINES = 2


def as_text(report: Report) -> Iterator[str]:
    """Yield the report line by line."""
    for line in _lines(report):
        yield f"{legible(line).rstrip()}\n"


def _lines(report: Report) -> Iterator[str]:
    yield from _heading(report)
    for number, group in enumerate(report.groups, start=1):
        yield from _group(number, group, report)
    if passed := let_past_words(report):
        yield from ("", "", f"{len(report.groups) + 1}. {LET_PAST_TITLE}", _RULE)
        for line in passed:
            yield from wrap(line, _WIDTH, subsequent_indent="  ")
    yield from _foot(report)


def _heading(report: Report) -> Iterator[str]:
    if report.marking:
        yield report.marking
        yield ""
    yield report.title
    yield "=" * min(len(report.title), _WIDTH)
    if report.school:
        yield report.school[1]
    yield f"{report.virtual_school}, {report.authority}"
    yield ""
    yield from _wrapped(report.about)
    yield ""
    yield from _hanging("As of", long_date(report.as_of))
    if report.now:
        yield from _hanging("Now", days_words(report.now))
    if report.before:
        yield from _hanging("Before", days_words(report.before))
    if report.missing:
        yield from _hanging("Now", f"cannot be told without {report.missing}")
    yield from _hanging("For", "; ".join(report.recipients))


def _hanging(label: str, words: str) -> Iterator[str]:
    lines = wrap(words, _WIDTH - 8)
    for place, line in enumerate(lines):
        yield f"{label if not place else '':<8}{line}"


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    for paragraph in text.splitlines():
        yield from wrap(paragraph, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _group(number: int, group: ReportGroup, report: Report) -> Iterator[str]:
    title = f"{number}. {group.title}"
    yield ""
    yield ""
    if len(title) >= _LABEL + _NUMBER - len("Now"):
        yield title
        title = ""
    now = f"{'Now':>{_LABEL + _NUMBER - len(title)}}"
    yield f"{title}{now}{'':{_SHARE}}{'Before':>{_NUMBER}}{'':{_SHARE}} Change"
    yield _RULE
    for place, figure in enumerate(group.figures):
        if place:
            yield ""
        yield from _figure(figure, report)


def _figure(figure: ReportFigure, report: Report) -> Iterator[str]:
    if figure.missing:
        yield from _wrapped(figure.title)
        yield from _wrapped(f"Cannot be told without {figure.missing}.", "  ")
        return
    if _is_empty(figure):
        yield from _wrapped(figure.title)
        yield from _wrapped("The policy asks nothing of this, or nothing is on record.", "  ")
        return
    if len(figure.whole) == 1:
        yield from _row(figure.title, figure.whole[0], figure, "")
    else:
        yield from _wrapped(figure.title)
        for entry in figure.whole:
            yield from _row(entry.line_title, entry, figure, "  ")
    for table in figure.tables:
        yield from _told(table, figure)
    yield from _notes(figure, report)


def _told(table: Told, figure: ReportFigure) -> Iterator[str]:
    marks = all_withheld(table)
    if table.left_out:
        yield f"  {BY_WORDS[table.by]}: {LEFT_OUT_WORDS[table.left_out]}"
    elif marks:
        yield f"  {BY_WORDS[table.by]}: all withheld {marks}"
    else:
        yield f"  {BY_WORDS[table.by]}"
        yield from _table(table.entries, figure)


def _is_empty(figure: ReportFigure) -> bool:
    """Say whether there is nothing at all, now or before, that a measure could count."""
    return all(_blank(entry.now) and _blank(entry.before) for entry in figure.whole)


def _blank(number: Number | None) -> bool:
    return number is None or not (
        number.withheld or number.counted or number.of or number.apart or number.of is None
    )


def _table(entries: Iterable[Entry], figure: ReportFigure) -> Iterator[str]:
    row = None
    for entry in entries:
        if len(figure.whole) == 1:
            yield from _row(entry.row_title, entry, figure, "    ")
            continue
        if entry.row != row:
            row = entry.row
            yield f"    {entry.row_title}"
        yield from _row(entry.line_title, entry, figure, "      ")


def _row(label: str, entry: Entry, figure: ReportFigure, indent: str) -> Iterator[str]:
    hanging = f"{indent}  "
    labels = wrap(label, _LABEL - 1, initial_indent=indent, subsequent_indent=hanging)
    if len(labels) > _MOST_LINES:
        labels = [*wrap(label, _WIDTH, initial_indent=indent, subsequent_indent=hanging), ""]
    yield from labels[:-1]
    now, before = (_number(one, figure.unit) for one in (entry.now, entry.before))
    yield f"{labels[-1]:<{_LABEL}}{now}{before} {change_words(entry)}"


def _number(number: Number | None, unit: str) -> str:
    words = number_words(number, unit) if number else "not known"
    if len(words) >= _NUMBER:  # as wide as its column, it would run into the one before
        words = words.replace(" of ", "/")
    if len(words) >= _NUMBER:
        words = words.replace(",", "")
    share = per_cent_words(number) if number else ""
    return f"{words:>{_NUMBER}}{share:>{_SHARE}}"


def _notes(figure: ReportFigure, report: Report) -> Iterator[str]:
    yield from _not_counted(figure)
    if figure.before_missing:
        yield from _wrapped(f"Before: cannot be told without {figure.before_missing}.", "  ")
    for days, own, label in (
        (figure.now, report.now, "Now"),
        (figure.before, report.before, "Before"),
    ):
        if days is not None and days != own:
            yield from _wrapped(f"{label}: {days_words(days)}.", "  ")
    yield from _wrapped(earlier_words(figure), "  ")
    words = [target_words(figure), counted_words(figure), f"Source: {figure.source}."]
    yield from _wrapped(" ".join(one for one in words if one), "  ")
    if figure.named:
        yield from _wrapped("Not met, or named:", "  ")
        for named in figure.named:
            title = f" {named.title}" if named.title else ""
            line = f" ({named.line})" if named.line else ""
            yield from _wrapped(f"{named.record}{title}{line}", "    ")


def _not_counted(figure: ReportFigure) -> Iterator[str]:
    """Yield what stands apart, lines of which it is the same told as one."""
    alike: dict[str, list[str]] = {}
    for entry in figure.whole:
        words = _apart(entry)
        if words:
            alike.setdefault(words, []).append(entry.line_title)
    for words, titles in alike.items():
        which = titles[0] if len(titles) == 1 else f"in each of {len(titles)} lines"
        said = f"Not counted, {which}: {words}." if which else f"Not counted: {words}."
        yield from _wrapped(said, "  ")


def _apart(entry: Entry) -> str:
    now = apart_words(entry.now)
    before = apart_words(entry.before) if entry.before else ""
    said = [f"now {now}" if now else "", f"before {before}" if before else ""]
    return "; ".join(one for one in said if one)


def _foot(report: Report) -> Iterator[str]:
    yield ""
    yield ""
    yield _RULE
    if report.attributes_below is not None:
        used = {
            number.withheld
            for number in _numbers(report)
            if number is not None and number.withheld is not None
        }
        for rule, sentence in rule_sentences(report).items():
            if rule in used:
                yield from _wrapped(f"withheld {RULE_MARKS[rule]}: {sentence}.")
        if not used:
            yield "Nothing had to be withheld."
    if report.unreadable == 1:
        yield from _wrapped("1 record could not be read, and nothing is said of it here.")
    elif report.unreadable:
        yield from _wrapped(
            f"{report.unreadable} records could not be read, and nothing is said of them here."
        )
    yield from _wrapped(f"Policy: {report.policy}. Computed from records; nothing is estimated.")


def _numbers(report: Report) -> Iterator[Number | None]:
    for group in report.groups:
        for figure in group.figures:
            for entry in (
                *figure.whole,
                *(one for table in figure.tables for one in table.entries),
            ):
                yield entry.now
                yield entry.before
                yield from (one.number for one in entry.earlier)
