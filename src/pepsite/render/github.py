"""Workflow commands: what GitHub Actions turns into annotations on a pull request.

GitHub shows ten errors and ten warnings of a step and drops the rest, so all are printed,
errors first; the log keeps every one.
"""

from __future__ import annotations

from pepsite.findings import Finding, LetPast, ValidationReport
from pepsite.render.legible import legible


def as_github(report: ValidationReport) -> str:
    """Return one workflow command a line; nothing at all where there is nothing to say."""
    passed = (_let_past(each) for each in report.let_past)
    return "".join([*(_one(each) for each in report.errors_first), *passed])


def _let_past(passed: LetPast) -> str:
    one = passed.finding
    place = f"file={_property(one.path)},line={one.line},title={_property(one.code)}"
    return f"::notice {place}::let past by the head of the virtual school in {passed.commit[:12]}\n"


def _one(finding: Finding) -> str:
    properties = {
        "file": finding.path,
        "line": str(finding.line),
        "col": str(finding.column),
        "title": finding.code,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{finding.severity} {written}::{_data(_sentence(finding))}\n"


def _sentence(finding: Finding) -> str:
    source = f"\nsource: {finding.source}" if finding.source is not None else ""
    return f"{finding.message}\n{finding.hint}{source}"


def _data(text: str) -> str:
    # The runner undoes these three, so the per cent sign goes first.
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return legible(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
