"""The report for programs. Its shape is promised in `docs/report.schema.json`."""

from __future__ import annotations

import json

from pepsite.findings import Finding, ValidationReport
from pepsite.render.legible import legible

SCHEMA = "report/1"


def as_json(report: ValidationReport) -> str:
    """Return the report as one JSON object, in a stable order, in ASCII.

    The `field` of a finding stays out: it may hold a key somebody typed into a record.
    """
    return (
        json.dumps(
            {
                "schema": SCHEMA,
                "findings": [_one(each) for each in report.in_order],
                "errors": report.errors,
                "warnings": report.warnings,
                "records": len(report.checked_paths),
                "found": report.found,
                "parsed": report.parsed,
                "remembered": report.remembered,
                "names_checked": report.names_checked,
                "let_past": [
                    {**_one(each.finding), "commit": each.commit, "by": each.by or None}
                    for each in report.let_past
                ],
            },
            indent=2,
        )
        + "\n"
    )


def _one(finding: Finding) -> dict[str, str | int | None]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "path": legible(finding.path),
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "hint": finding.hint,
        "source": finding.source,
    }
