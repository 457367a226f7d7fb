"""Results of checks as text, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING

from pepsite.compliance.results import Status, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pepsite.compliance.results import CheckResult

_SHOWN = (Status.OVERDUE, Status.MISSED, Status.MET_LATE, Status.CANNOT_TELL, Status.DUE)
_OFTEN = 5
_COLUMNS = (
    "check",
    "status",
    "subject",
    "part",
    "due_on",
    "met_on",
    "source",
    "statutory",
    "child",
    "school",
    "doer",
    "owner",
    "because",
)


def as_json(
    as_of: date, policy: str, results: Sequence[CheckResult], *, unreadable: int = 0
) -> str:
    """Return the results as the JSON that docs/cli/compliance.md describes."""
    report = {
        "as_of": as_of.isoformat(),
        "policy": policy,
        "unreadable": unreadable,
        "results": [_as_object(result) for result in results],
    }
    return json.dumps(report, indent=2) + "\n"


def _as_object(result: CheckResult) -> dict[str, object]:
    explanation = result.explanation
    return {
        "check": result.check,
        "status": result.status,
        "subject": result.subject,
        "part": result.part,
        "due_on": _iso(result.due_on),
        "met_on": _iso(result.met_on),
        "source": result.source,
        "statutory": result.statutory,
        "evidence": list(result.evidence),
        "child": result.child,
        "school": result.school,
        "doer": result.doer,
        "owner": result.owner,
        "explanation": {
            "rule": explanation.rule,
            "because": explanation.because,
            "in_force_from": _iso(explanation.in_force_from),
            "counted_from": _iso(explanation.counted_from),
            "counted_from_what": explanation.counted_from_what,
            "counted_in": explanation.counted_in,
            "days_of": explanation.days_of,
            "reading": explanation.reading,
        },
    }


def as_csv(results: Sequence[CheckResult]) -> str:
    """Return the results as a table, one a line, with a line of headings."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    for result in results:
        values = _as_object(result) | {"because": result.explanation.because}
        table.writerow(["" if values[name] is None else values[name] for name in _COLUMNS])
    return text.getvalue()


def as_text(  # noqa: PLR0913  # what a person is shown
    as_of: date,
    policy: str,
    titles: Mapping[str, str],
    results: Sequence[CheckResult],
    *,
    explain: bool,
    unreadable: int = 0,
) -> str:
    """Return the results for people: what is open or late first by name, then all in figures."""
    shown = [one for one in results if explain or one.status in _SHOWN[:4]]
    lines = [f"Compliance under the policy of {policy}, as of {in_words(as_of)}", ""]
    for check, title in titles.items():
        of_check = [one for one in shown if one.check == check]
        if of_check:
            lines += [title, *_lines(of_check, explain=explain), ""]
    lines += _figures(titles, results)
    if unreadable:
        lines += ["", _unreadable(unreadable)]
    return "\n".join(lines) + "\n"


def _lines(results: Sequence[CheckResult], *, explain: bool) -> list[str]:
    untold, told = _apart(results)
    ordered = sorted(told, key=lambda one: (_place(one.status), str(one.due_on), one.order))
    lines = []
    for one in ordered:
        lines.append(_line(one))
        if explain:
            lines += _explained(one)
    return [*lines, *untold]


def _apart(results: Sequence[CheckResult]) -> tuple[list[str], list[CheckResult]]:
    """Return what many results cannot be told without, a line each, and the other results.

    One missing calendar concerns every child: it is said once, not a thousand times.
    """
    reasons = Counter(
        one.explanation.because for one in results if one.status is Status.CANNOT_TELL
    )
    often = {reason for reason, times in reasons.items() if times >= _OFTEN}
    lines = [f"  {times} times: {reason}" for reason, times in reasons.items() if reason in often]
    return lines, [one for one in results if one.explanation.because not in often]


def _place(status: Status) -> int:
    return _SHOWN.index(status) if status in _SHOWN else len(_SHOWN)


def _line(result: CheckResult) -> str:
    by = f"due {result.due_on}" if result.due_on else "no day known"
    met = f", done {result.met_on}" if result.met_on else ""
    part = f" ({result.part})" if result.part else ""
    return f"  {result.status:<14} {result.subject}{part}  {by}{met}  [{result.source}]"


def _explained(result: CheckResult) -> list[str]:
    explanation = result.explanation
    lines = [explanation.because]
    if explanation.counted_from:
        what = explanation.counted_from_what or "counting began"
        where = f", in {explanation.counted_in}" if explanation.counted_in else ""
        lines.append(f"Counted from {in_words(explanation.counted_from)}, when {what}{where}.")
    if explanation.days_of:
        lines.append(f"Counted: {explanation.days_of}.")
    if explanation.in_force_from:
        lines.append(f"The rule is in force since {in_words(explanation.in_force_from)}.")
    if explanation.reading:
        lines.append(f"How the source is read: {explanation.reading}")
    return [f"      {line}" for line in lines]


def _figures(titles: Mapping[str, str], results: Sequence[CheckResult]) -> list[str]:
    counts = Counter((one.check, one.status) for one in results)
    lines = [f"In all: {_counted(Counter(one.status for one in results)) or 'nothing to judge'}"]
    for check, title in titles.items():
        of_check = Counter({status: counts[check, status] for status in Status})
        if of_check.total():
            lines.append(f"  {title}: {_counted(of_check)}")
    return lines


def _counted(counts: Counter[Status]) -> str:
    """Return how many of each status there are: `31 met, 4 met late`."""
    return ", ".join(
        f"{counts[status]} {str(status).replace('-', ' ')}" for status in Status if counts[status]
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def due_as_text(
    as_of: date, results: Sequence[CheckResult], titles: Mapping[str, str], unreadable: int = 0
) -> str:
    """Return what is open, person by person: what is late first, then by day."""
    lines = [f"What is due, as of {in_words(as_of)}", ""]
    untold, told = _apart(results)
    if untold:
        lines += ["for whoever looks after the workspace", *untold, ""]
    by_whom: dict[str, list[CheckResult]] = {}
    for one in told:
        by_whom.setdefault(_whose(one), []).append(one)
    for whose in sorted(by_whom):
        lines.append(whose)
        lines += [
            f"  {_when(one, as_of):<24} {one.subject}  {titles.get(one.check, one.check)}"
            for one in sorted(by_whom[whose], key=_urgency)
        ]
        lines.append("")
    if not results:
        lines += ["Nothing is open.", ""]
    if unreadable:
        lines += [_unreadable(unreadable)]
    return "\n".join(lines).rstrip() + "\n"


def _unreadable(number: int) -> str:
    if number == 1:
        return "1 record could not be read, and nothing is said of it here."
    return f"{number} records could not be read, and nothing is said of them here."


def _whose(result: CheckResult) -> str:
    role = str(result.doer or "nobody named").replace("-", " ")
    return f"{result.owner}, {role}" if result.owner else f"{role}, nobody on record"


def _urgency(result: CheckResult) -> tuple[bool, str, tuple[str, str, str, str]]:
    return (result.due_on is None, str(result.due_on), result.order)


def _when(result: CheckResult, as_of: date) -> str:
    if result.due_on is None:
        return "no day known" if result.status is Status.CANNOT_TELL else "open, no day set"
    days = abs((as_of - result.due_on).days)
    word = "day" if days == 1 else "days"
    if result.status is Status.OVERDUE:
        return f"{result.due_on} {days} {word} late"
    return f"{result.due_on} in {days} {word}" if days else f"{result.due_on} today"
