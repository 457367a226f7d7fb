"""The report for people: one place a line, what to do about it below, a summary last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Protocol

from pepsite.findings import Finding, Severity, ValidationReport
from pepsite.render.legible import legible

_INDENT = "    "
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


class Style(Protocol):
    """Makes a piece of text stand out; `click.style` is one."""

    def __call__(self, text: str, /, *, fg: str | None = None, bold: bool | None = None) -> str:
        """Return the text with whatever makes it stand out."""
        ...


def plain(text: str, /, *, fg: str | None = None, bold: bool | None = None) -> str:  # noqa: ARG001  # what a Style takes
    """Leave the text as it is: the style for files, pipes and CI logs."""
    return text


def as_text(report: ValidationReport, *, style: Style = plain, width: int | None = None) -> str:
    """Return the report for people.

    With a `width` (of a terminal) lines are broken at spaces to fit it. Without one each
    finding stays on one line, which is what `grep` and editors want.
    """
    blocks = [
        "".join(_one_file(tuple(findings), style, width))
        for _, findings in groupby(report.in_order, key=lambda each: each.path)
    ]
    if report.let_past:
        blocks.append("".join(f"{_fit(line, width)}\n" for line in let_past_lines(report)))
    return "\n".join([*blocks, _fit(summary(report), width) + "\n"])


def let_past_lines(report: ValidationReport) -> Iterator[str]:
    """Yield what the head of the virtual school let past: by whom, in which commit, what."""
    for (by, commit), alike in groupby(report.let_past, key=lambda each: (each.by, each.commit)):
        who = f"the head of the virtual school, {by}," if by else "the head of the virtual school"
        yield f"let past by {who} with a reason, in commit {commit[:12]}:"
        for path, found in groupby(alike, key=lambda each: each.finding.path):
            codes = ", ".join(dict.fromkeys(each.finding.code for each in found))
            yield f"{_INDENT}{legible(path)}: {codes}"


def summary(report: ValidationReport) -> str:
    """Return the sentence that ends the report."""
    checked = set(report.checked_paths)
    paths = {each.path for each in report.findings}
    of_records = _count(len(checked), report.of)
    inside, outside = len(paths & checked), len(paths - checked)
    if not paths:
        places = [of_records]
    else:
        places = [f"{inside} of {of_records}"] if inside else []
        places += [_count(outside, "other place" if inside else "place")] if outside else []
    said = f"{_verdict(report)} in {' and '.join(places)}"
    if report.of != "record":
        return said
    names = "names checked" if report.names_checked else "names not checked"
    passed = f"; {len(report.let_past):,} let past" if report.let_past else ""
    return (
        f"{said}; {_count(report.found, 'file')} found, "
        f"{report.parsed:,} read, {report.remembered:,} remembered; {names}{passed}"
    )


def _verdict(report: ValidationReport) -> str:
    parts = []
    if report.errors:
        parts.append(_count(report.errors, "error"))
    if report.warnings:
        parts.append(_count(report.warnings, "warning"))
    return " and ".join(parts) or "nothing wrong"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _one_file(findings: Sequence[Finding], style: Style, width: int | None) -> Iterator[str]:
    # Neighbours with the same thing to do share one hint: thirty misspelt fields, one line.
    for (hint, source), alike in groupby(findings, key=lambda each: (each.hint, each.source)):
        for each in alike:
            yield _headline(each, style, width) + "\n"
        yield _fit(_INDENT + legible(hint), width) + "\n"
        if source is not None:
            yield _fit(f"{_INDENT}source: {legible(source)}", width) + "\n"


def _headline(finding: Finding, style: Style, width: int | None) -> str:
    place = f"{legible(finding.path)}:{finding.line}:{finding.column}:"
    severity = f"{finding.severity}:"
    # A space in a path is no place to break a line, and after `legible` no NUL is in it.
    unbroken = place.replace(" ", "\0")
    line = _fit(f"{unbroken} {severity} {legible(finding.message)} [{finding.code}]", width)
    # Styled last: what colours a terminal takes no room on it.
    space, severity_found, message = line.removeprefix(unbroken).partition(severity)
    return (
        style(place, bold=True)
        + space
        + style(severity_found, fg=_COLOURS[finding.severity], bold=True)
        + message
    )


def _fit(line: str, width: int | None) -> str:
    if width is None:
        return line
    indent = line[: len(line) - len(line.lstrip(" "))]
    lines = wrap(
        line.strip(" "),
        width,
        initial_indent=indent,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)
