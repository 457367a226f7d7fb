"""Reports as text: one file for each format, each a pure function of a report.

Nothing is shown but what a `Finding` holds, and of that never its `field`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pepsite.findings import ValidationReport

FORMATS = {
    "text": "text",
    "json": "json_report",
    "github": "github",
    "sarif": "sarif",
    "junit": "junit",
}
"""The formats of `pepsite validate --format`, and the module that writes each of them."""


def formatted(report: ValidationReport, form: str) -> str:
    """Return the report in a format, loading the module that writes it."""
    module = import_module(f"pepsite.render.{FORMATS[form]}")
    text: str = getattr(module, f"as_{form}")(report)
    return text
