"""JUnit's XML, which nearly every CI shows as a list of tests: here one test is one file."""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree as ET

from pepsite.findings import Finding, Severity, ValidationReport
from pepsite.render.legible import legible

_SUITE = "pepsite validate"


def as_junit(report: ValidationReport) -> str:
    """Return the report as JUnit XML, in the form of the schema Jenkins publishes.

    A file with an error is a failed test, with everything found in it as the text: most
    readers show only the first failure of a test. Warnings alone do not fail a test; they
    are its output. A finding where no checked file is, such as a missing record, is a
    test of its own.
    """
    found = {
        path: tuple(findings)
        for path, findings in groupby(report.in_order, key=lambda each: each.path)
    }
    paths = sorted({*report.checked_paths, *found})
    failed = sum(_fails(findings) for findings in found.values())
    counts = {"tests": str(len(paths)), "failures": str(failed), "errors": "0"}
    top = ET.Element("testsuites", {"name": _SUITE, **counts})
    suite = ET.SubElement(top, "testsuite", {"name": _SUITE, **counts, "skipped": "0"})
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(report).items():
        ET.SubElement(properties, "property", {"name": name, "value": value})
    for path in paths:
        _testcase(suite, path, found.get(path, ()))
    ET.indent(top)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(top, encoding="unicode")}\n'


def _properties(report: ValidationReport) -> dict[str, str]:
    return {
        "found": str(report.found),
        "parsed": str(report.parsed),
        "remembered": str(report.remembered),
        "names_checked": "true" if report.names_checked else "false",
    }


def _testcase(suite: ET.Element, path: str, findings: tuple[Finding, ...]) -> None:
    folder, _, _ = path.rpartition("/")
    case = ET.SubElement(
        suite, "testcase", {"name": legible(path), "classname": legible(folder) or "."}
    )
    text = "\n".join(_line(each) for each in findings)
    if _fails(findings):
        first = next(each for each in findings if each.severity is Severity.ERROR)
        failure = ET.SubElement(
            case, "failure", {"type": first.code, "message": legible(first.message)}
        )
        failure.text = text
    elif findings:
        ET.SubElement(case, "system-out").text = text


def _fails(findings: tuple[Finding, ...]) -> bool:
    return any(each.severity is Severity.ERROR for each in findings)


def _line(finding: Finding) -> str:
    source = f" (source: {finding.source})" if finding.source is not None else ""
    return legible(
        f"{finding.path}:{finding.line}:{finding.column}: {finding.severity}: "
        f"{finding.message} [{finding.code}]: {finding.hint}{source}"
    )
