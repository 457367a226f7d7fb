"""A report as JSON, in the form that docs/cli/report.schema.json describes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pepsite.reports.report import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.reports.report import Days, Entry, Number, Report, ReportFigure


def as_json(report: Report) -> Iterator[str]:
    """Yield the report as JSON."""
    yield json.dumps(_report(report), indent=2, ensure_ascii=False)
    yield "\n"


def _report(report: Report) -> dict[str, Any]:
    withholding = None
    if report.attributes_below is not None:
        withholding = {
            "attributes_below": report.attributes_below,
            "process_at_least": report.process_at_least,
        }
    return {
        "schema": SCHEMA,
        "report": report.id,
        "title": report.title,
        "about": report.about,
        "authority": report.authority,
        "virtual_school": report.virtual_school,
        "policy": report.policy,
        "audience": report.audience,
        "marking": report.marking,
        "as_of": report.as_of.isoformat(),
        "source": report.source,
        "recipients": list(report.recipients),
        "school": {"id": report.school[0], "name": report.school[1]} if report.school else None,
        "now": _days(report.now),
        "before": _days(report.before),
        "missing": report.missing or None,
        "withholding": withholding,
        "unreadable": report.unreadable,
        "let_past": None
        if report.let_past is None
        else [
            {
                "on": one.on.isoformat(),
                "kind": one.kind,
                "record": one.record,
                "codes": list(one.codes),
                "shown_by": str(one.shown_by),
            }
            for one in report.let_past
        ],
        "groups": [
            {"title": group.title, "figures": [_figure(one) for one in group.figures]}
            for group in report.groups
        ],
    }


def _figure(figure: ReportFigure) -> dict[str, Any]:
    return {
        "measure": figure.id,
        "title": figure.title,
        "kind": figure.kind,
        "counted": figure.counted,
        "of": figure.of or None,
        "unit": figure.unit,
        "target_per_cent": figure.target_per_cent,
        "better": figure.better,
        "source": figure.source,
        "source_document": figure.source_document,
        "now": _days(figure.now),
        "before": _days(figure.before),
        "missing": figure.missing or None,
        "before_missing": figure.before_missing or None,
        "whole": [_entry(entry) for entry in figure.whole],
        "tables": [
            {
                "by": table.by,
                "left_out": table.left_out,
                "rows": [_entry(entry) for entry in table.entries],
            }
            for table in figure.tables
        ],
        "named": [
            {"record": named.record, "title": named.title or None, "line": named.line or None}
            for named in figure.named
        ],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "row": entry.row or None,
        "row_title": entry.row_title,
        "line": entry.line or None,
        "line_title": entry.line_title or None,
        "now": _number(entry.now),
        "before": _number(entry.before) if entry.before else None,
        "change": entry.change,
        "for_the_better": entry.good,
        "at_target": entry.at_target,
        "earlier": [
            {"period": _days(one.days), "number": _number(one.number)} for one in entry.earlier
        ],
    }


def _number(number: Number) -> dict[str, Any]:
    return {
        "counted": number.counted,
        "of": number.of,
        "per_cent": number.per_cent,
        "withheld": number.withheld,
        "apart": {str(why): times for why, times in number.apart},
    }


def _days(days: Days | None) -> dict[str, Any] | None:
    if days is None:
        return None
    return {
        "name": days.name,
        "from": days.from_on.isoformat(),
        "until": days.until_on.isoformat(),
        "so_far": days.so_far,
    }
