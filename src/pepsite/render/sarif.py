"""SARIF 2.1.0: what code scanning reads. No snippet, no file content, no hash of either.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

from pepsite.findings import CATALOGUE, Finding, ValidationReport

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "pepsiteFinding/v1"
MOST_RESULTS: Final = 5_000
"""GitHub keeps this many results of a run, the gravest first, and drops the rest."""

_Object = dict[str, Any]


def as_sarif(report: ValidationReport) -> str:
    """Return the report as a SARIF log with one run, in ASCII.

    Errors come first. Where there are more than `MOST_RESULTS`, the rest are left out and
    a notification says how many.
    """
    rules = list(CATALOGUE)
    results = list(_results(report.errors_first, {code: at for at, code in enumerate(rules)}))
    run = {
        "tool": {
            "driver": {
                "name": "pepsite",
                "rules": [_rule(code) for code in rules],
                "notifications": list(_NOTIFICATIONS.values()),
            }
        },
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The folder of the workspace, which holds records/."}}
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": list(_notes(report, len(results) - MOST_RESULTS)),
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": results[:MOST_RESULTS],
        "properties": {
            "records": len(report.checked_paths),
            "found": report.found,
            "parsed": report.parsed,
            "remembered": report.remembered,
            "namesChecked": report.names_checked,
        },
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str) -> _Object:
    kind = CATALOGUE[code]
    page = f"docs/findings/{code}.md"
    return {
        "id": code,
        "shortDescription": {"text": _sentence(kind.message)},
        "fullDescription": {"text": f"{_sentence(kind.message)} {_sentence(kind.hint)}"},
        "help": {
            "text": f"{_sentence(kind.hint)} See {page} in the source of pepsite.",
            "markdown": f"{_sentence(kind.hint)}\n\nSee `{page}` in the source of pepsite.",
        },
        "defaultConfiguration": {"level": str(kind.severity)},
    }


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


def _results(findings: tuple[Finding, ...], index: dict[str, int]) -> Iterator[_Object]:
    seen: Counter[tuple[str, str]] = Counter()
    for each in findings:
        seen[each.code, each.path] += 1
        yield {
            "ruleId": each.code,
            "ruleIndex": index[each.code],
            "level": str(each.severity),
            "message": {"text": _message(each)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(each.path), "uriBaseId": _ROOT},
                        "region": {"startLine": each.line, "startColumn": each.column},
                    }
                }
            ],
            "partialFingerprints": {_FINGERPRINT: _fingerprint(each, seen[each.code, each.path])},
        }


def _message(finding: Finding) -> str:
    source = f" Source: {finding.source}." if finding.source is not None else ""
    return f"{_sentence(finding.message)} {_sentence(finding.hint)}{source}"


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


def _fingerprint(finding: Finding, occurrence: int) -> str:
    # Not the line, so that an edit above does not make an old finding new; and not the
    # field, which may hold a key somebody typed. `primaryLocationLineHash` stays GitHub's
    # own: its upload step logs a warning for each value that is not the one it reckons.
    told = "\0".join((finding.code, finding.path, str(occurrence)))
    return sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:32]


_NOTIFICATIONS: Final[dict[str, _Object]] = {
    "results-left-out": {
        "id": "results-left-out",
        "shortDescription": {"text": "There were more findings than code scanning keeps."},
    },
    "names-not-checked": {
        "id": "names-not-checked",
        "shortDescription": {
            "text": "No identity store was at hand, so no record was searched for names."
        },
    },
}


def _notes(report: ValidationReport, left_out: int) -> Iterator[_Object]:
    if left_out > 0:
        yield _note(
            "results-left-out",
            "warning",
            f"Left out here, the number of findings: {left_out:,}; `--format json` lists all.",
        )
    if report.of == "record" and not report.names_checked:
        yield _note("names-not-checked", "note", "Names were not checked.")


def _note(identity: str, level: str, text: str) -> _Object:
    return {
        "descriptor": {"id": identity, "index": list(_NOTIFICATIONS).index(identity)},
        "level": level,
        "message": {"text": text},
    }
