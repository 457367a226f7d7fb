"""A validation report as a short page of ids and counts, for a job summary on a forge."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pepsite.render.legible import legible
from pepsite.render.text import summary

if TYPE_CHECKING:
    from pepsite.findings import ValidationReport

_MOST = 200


def as_summary(report: ValidationReport) -> str:
    """Return Markdown: the verdict, how often each code came up, and where.

    A path of a record is its id, so the page holds ids, codes and counts and nothing more.
    """
    lines = ["## Records checked", "", f"{summary(report)[:1].upper()}{summary(report)[1:]}.", ""]
    if report.findings:
        counts = Counter((one.severity, one.code) for one in report.findings)
        lines += ["| code | severity | times |", "| --- | --- | ---: |"]
        lines += [
            f"| {code} | {severity} | {times} |"
            for (severity, code), times in sorted(counts.items())
        ]
        lines += ["", "| place | code |", "| --- | --- |"]
        shown = report.errors_first[:_MOST]
        lines += [f"| `{_cell(one.path)}:{one.line}` | {one.code} |" for one in shown]
        left_out = len(report.findings) - len(shown)
        lines += ["", f"{left_out} more are not listed here."] if left_out else [""]
    if report.let_past:
        lines += ["", "Let past by the head of the virtual school:", ""]
        lines += ["| place | code | commit |", "| --- | --- | --- |"]
        lines += [
            f"| `{_cell(one.finding.path)}` | {one.finding.code} | `{one.commit[:12]}` |"
            for one in report.let_past
        ]
    return "\n".join(lines).rstrip() + "\n"


def _cell(path: str) -> str:
    """Return a path that cannot break out of its cell or of the code it is shown as."""
    return legible(path).replace("`", "'").replace("|", "/")
