"""Reports as text: one file for each format, each a pure function of a report.

Nothing is shown but what a `Finding` holds, and of that never its `field`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pepsite.findings import ValidationReport
from pepsite.render.github import as_github
from pepsite.render.json_report import as_json
from pepsite.render.junit import as_junit
from pepsite.render.sarif import as_sarif
from pepsite.render.text import Style, as_text, plain, summary

__all__ = ["FORMATS", "Style", "as_text", "plain", "summary"]

FORMATS: Mapping[str, Callable[[ValidationReport], str]] = MappingProxyType(
    {
        "text": as_text,
        "json": as_json,
        "github": as_github,
        "sarif": as_sarif,
        "junit": as_junit,
    }
)
"""The formats of `pepsite validate --format`, and what writes each of them."""
