"""Results of checks as text, JSON or CSV, from rows that are sorted elsewhere.

The results of a whole country do not fit in memory. So each becomes rows of text on its own,
where it was computed, and a report is put together from all of them in the order of their places.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple

from pepsite.compliance.results import Status, in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
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


class Row(NamedTuple):
    """A piece of a report. Rows are sorted by `place`; equal ones stay as they came.

    `reason` is what a result cannot be told without. A row without text only counts its reason.
    """

    place: str
    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a report is about: the day, the policy, and the title of each of its checks."""

    as_of: date
    policy: str
    titles: Mapping[str, str]


@dataclass(slots=True)
class Figures:
    """What was counted on the way: how often each check had each status, and unreadable records."""

    counts: Counter[tuple[str, Status]] = field(default_factory=Counter)
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A form of report: the rows of a result, and the whole, piece by piece, of sorted rows."""

    rows: Callable[[Heading, CheckResult], Iterator[Row]]
    report: Callable[[Heading, Iterable[Row], Figures], Iterator[str]]


_BEFORE_ANY = "\0"


def _place(*parts: str) -> str:
    """Return what sorts as the parts do, one after the other."""
    return _BEFORE_ANY.join(parts)


def _part_of(row: Row) -> str:
    """Return the part of the report that a row is in: the first part of its place."""
    return row.place.partition(_BEFORE_ANY)[0]


def _blocks(blocks: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of each block, with an empty one between blocks."""
    for number, block in enumerate(blocks):
        if number:
            yield "\n"
        for line in block:
            yield f"{line}\n"


# --- JSON and CSV


def _json_rows(heading: Heading, result: CheckResult) -> Iterator[Row]:
    del heading
    explanation = result.explanation
    before = {
        "check": result.check,
        "status": result.status,
        "subject": result.subject,
        "part": result.part,
        "due_on": _iso(result.due_on),
        "met_on": _iso(result.met_on),
        "source": result.source,
        "statutory": result.statutory,
    }
    after = {
        "child": result.child,
        "school": result.school,
        "doer": result.doer,
        "owner": result.owner,
    }
    explained = {
        "rule": explanation.rule,
        "because": explanation.because,
        "in_force_from": _iso(explanation.in_force_from),
        "counted_from": _iso(explanation.counted_from),
        "counted_from_what": explanation.counted_from_what,
        "counted_in": explanation.counted_in,
        "days_of": explanation.days_of,
        "reading": explanation.reading,
    }
    evidence = f"[{_inside(result.evidence)}{_IN_ITEM}]" if result.evidence else "[]"
    fields = (
        _inside(before, _IN_ITEM),
        f'{_IN_ITEM}"evidence": {evidence}',
        _inside(after, _IN_ITEM),
        f'{_IN_ITEM}"explanation": {{{_inside(explained)}{_IN_ITEM}}}',
    )
    yield Row(_place(*result.order), f"\n    {{{','.join(fields)}\n    }}")


_IN_ITEM = "\n      "


def _inside(values: object, margin: str = f"{_IN_ITEM}  ") -> str:
    """Return what stands between the brackets of values none of which holds others.

    The `indent` of `json.dumps` gives the same, and takes ten times as long.
    """
    return margin + json.dumps(values, separators=(f",{margin}", ": "))[1:-1]


def _json_report(heading: Heading, rows: Iterable[Row], figures: Figures) -> Iterator[str]:
    """Yield the results as the JSON that docs/cli/compliance.md describes."""
    head = {
        "as_of": heading.as_of.isoformat(),
        "policy": heading.policy,
        "unreadable": figures.unreadable,
    }
    yield json.dumps(head, indent=2).removesuffix("\n}") + ',\n  "results": ['
    number = 0
    for number, row in enumerate(rows, start=1):
        yield f",{row.text}" if number > 1 else row.text
    yield "\n  ]\n}\n" if number else "]\n}\n"


def _csv_rows(heading: Heading, result: CheckResult) -> Iterator[Row]:
    del heading
    values = (
        result.check,
        result.status,
        result.subject,
        result.part,
        _iso(result.due_on),
        _iso(result.met_on),
        result.source,
        result.statutory,
        result.child,
        result.school,
        result.doer,
        result.owner,
        result.explanation.because,
    )
    yield Row(_place(*result.order), _csv_line(values))


def _csv_report(heading: Heading, rows: Iterable[Row], figures: Figures) -> Iterator[str]:
    """Yield the results as a table, one a line, with a line of headings."""
    del heading, figures
    yield _csv_line(_COLUMNS)
    for row in rows:
        yield row.text


def _csv_line(values: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()


# --- Text: how everything stands


def _text_rows(heading: Heading, result: CheckResult, *, explain: bool) -> Iterator[Row]:
    if result.check not in heading.titles or not (explain or result.status in _SHOWN[:4]):
        return
    part = f"{list(heading.titles).index(result.check):04}"
    place = _place(part, _status_place(result.status), str(result.due_on), *result.order)
    text = "\n".join(_lines(result)) if explain else _line(result)
    yield from _told_once(part, place, text, result)


def _told_once(part: str, place: str, text: str, result: CheckResult) -> Iterator[Row]:
    """Yield the row of a result; of one that cannot be told, first a row that counts its reason.

    One missing calendar concerns every child: it is said once, not a thousand times.
    """
    if result.status is not Status.CANNOT_TELL:
        yield Row(place, text)
        return
    because = result.explanation.because
    yield Row(_place(part, "", *result.order), "", because)
    yield Row(place, text, because)


def _apart(rows: Iterable[Row]) -> Iterator[str]:
    """Yield what is told of each, then what many cannot be told without, a line each."""
    reasons: Counter[str] = Counter()
    for row in rows:
        if not row.text:
            reasons[row.reason] += 1
        elif reasons[row.reason] < _OFTEN:
            yield row.text
    yield from _untold(reasons)


def _untold(reasons: Counter[str]) -> Iterator[str]:
    for reason, times in reasons.items():
        if times >= _OFTEN:
            yield f"  {times} times: {reason}"


def _text_report(heading: Heading, rows: Iterable[Row], figures: Figures) -> Iterator[str]:
    """Yield the results for people: what is open or late first by name, then all in figures."""
    yield from _blocks(_text_blocks(heading, rows, figures))


def _text_blocks(
    heading: Heading, rows: Iterable[Row], figures: Figures
) -> Iterator[Iterable[str]]:
    day = in_words(heading.as_of)
    yield (f"Compliance under the policy of {heading.policy}, as of {day}",)
    titles = list(heading.titles.values())
    for part, of_check in groupby(rows, key=_part_of):
        yield chain((titles[int(part)],), _apart(of_check))
    yield _counted_all(heading.titles, figures.counts)
    yield from _unreadable(figures.unreadable)


def _status_place(status: Status) -> str:
    return str(_SHOWN.index(status) if status in _SHOWN else len(_SHOWN))


def _line(result: CheckResult) -> str:
    by = f"due {result.due_on}" if result.due_on else "no day known"
    met = f", done {result.met_on}" if result.met_on else ""
    part = f" ({result.part})" if result.part else ""
    return f"  {result.status:<14} {result.subject}{part}  {by}{met}  [{result.source}]"


def _lines(result: CheckResult) -> list[str]:
    """Return the line of a result, and why it is what it is."""
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
    return [_line(result), *(f"      {line}" for line in lines)]


def _counted_all(
    titles: Mapping[str, str], counts: Mapping[tuple[str, Status], int]
) -> Iterator[str]:
    of_all: Counter[Status] = Counter()
    of_each: dict[str, Counter[Status]] = {check: Counter() for check in titles}
    for (check, status), times in counts.items():
        of_all[status] += times
        of_each.setdefault(check, Counter())[status] += times
    yield f"In all: {_counted(of_all) or 'nothing to judge'}"
    for check, title in titles.items():
        if of_each[check].total():
            yield f"  {title}: {_counted(of_each[check])}"


def _counted(counts: Counter[Status]) -> str:
    """Return how many of each status there are: `31 met, 4 met late`."""
    return ", ".join(
        f"{counts[status]} {str(status).replace('-', ' ')}" for status in Status if counts[status]
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- Text: who has to do what next


def _due_rows(heading: Heading, result: CheckResult) -> Iterator[Row]:
    due_on, whose = result.due_on, _whose(result)
    when = "1" if due_on else "2"
    place = _place(whose, "0" if result.since else when, str(result.since or due_on), *result.order)
    text = f"  {_when(result, heading.as_of):<24} {result.subject}  {result.explanation.rule}"
    yield from _told_once(_FOR_WHOEVER, place, text, result)


_FOR_WHOEVER = ""
"""The part that comes first of what is due: what cannot be told for lack of something shared."""


def _due_report(heading: Heading, rows: Iterable[Row], figures: Figures) -> Iterator[str]:
    """Yield what is open, person by person: what is late first, then by day."""
    yield from _blocks(_due_blocks(heading, rows, figures))


def _due_blocks(heading: Heading, rows: Iterable[Row], figures: Figures) -> Iterator[Iterable[str]]:
    yield (f"What is due, as of {in_words(heading.as_of)}",)
    reasons: Counter[str] = Counter()
    nothing = True
    for whose, due in groupby(rows, key=_part_of):
        nothing = False
        if whose == _FOR_WHOEVER:
            reasons.update(row.reason for row in due)
            untold = list(_untold(reasons))
            if untold:
                yield ("for whoever looks after the workspace", *untold)
            continue
        told = (row.text for row in due if reasons[row.reason] < _OFTEN)
        first = next(told, None)
        if first is not None:
            yield chain((whose, first), told)
    if nothing:
        yield ("Nothing is open.",)
    yield from _unreadable(figures.unreadable)


def _unreadable(number: int) -> Iterator[Iterable[str]]:
    if number == 1:
        yield ("1 record could not be read, and nothing is said of it here.",)
    elif number:
        yield (f"{number} records could not be read, and nothing is said of them here.",)


def _whose(result: CheckResult) -> str:
    role = str(result.doer or "nobody named").replace("-", " ")
    return f"{result.owner}, {role}" if result.owner else f"{role}, nobody on record"


def _when(result: CheckResult, as_of: date) -> str:
    if result.since is not None:
        return f"since {result.since}"
    if result.due_on is None:
        return "no day known" if result.status is Status.CANNOT_TELL else "open, no day set"
    days = abs((as_of - result.due_on).days)
    word = "day" if days == 1 else "days"
    if result.status is Status.OVERDUE:
        return f"{result.due_on} {days} {word} late"
    return f"{result.due_on} in {days} {word}" if days else f"{result.due_on} today"


JSON = Form(_json_rows, _json_report)
CSV = Form(_csv_rows, _csv_report)
TEXT = Form(partial(_text_rows, explain=False), _text_report)
EXPLAINED = Form(partial(_text_rows, explain=True), _text_report)
DUE = Form(_due_rows, _due_report)
