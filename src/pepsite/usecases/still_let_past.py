"""What the head of the virtual school let past once, and for how long that holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pepsite.findings import MAY_BE_LET_PAST, Finding, LetPast, Severity, ValidationReport
from pepsite.git.proposed import changed_by, let_past_before
from pepsite.records.paths import place_of
from pepsite.store.files import read_file
from pepsite.store.listing import unit_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from pathlib import Path

    from pepsite.git.proposed import Commit
    from pepsite.store.files import Source


def may_be_let_past(report: ValidationReport) -> tuple[Finding, ...]:
    """Return what of a report the head of the virtual school may let past, in order."""
    return tuple(
        one
        for one in report.in_order
        if one.severity is Severity.ERROR and one.code in MAY_BE_LET_PAST
    )


def beside(report: ValidationReport, passed: Mapping[Finding, LetPast]) -> ValidationReport:
    """Return a report with what was let past beside its findings, and not among them."""
    return replace(
        report,
        findings=tuple(one for one in report.findings if one not in passed),
        let_past=tuple(passed[one] for one in report.in_order if one in passed),
    )


def commits_letting_past(
    folder: Path, head: str, still: tuple[Finding, ...], now: Source
) -> Iterator[Commit]:
    """Yield the commits up to this one that may have let past some of what is still found.

    What was taken in once was let past by whoever might; here it is only still as it was.
    """
    before = let_past_before(folder, head)
    changed = changed_by(folder, before)
    # What a commit lacks is let past by what brings it, and never afterwards.
    asked = {one.path: _content(now, one.path) or b"" for one in still if place_of(one.path)}
    yield from (one for one in before if _may_concern(changed[one.id], asked))


def _may_concern(changed: Iterable[str], asked: Mapping[str, bytes]) -> bool:
    """Say whether what a commit changed may be why something is wrong at one of these paths.

    Of a record that is of one child, nothing is asked but by others of that child, and by those
    that name it.
    """
    for path in changed:
        place = place_of(path)
        if place is None or place.child is None or place.id is None or path in asked:
            return True
        mark, unit = place.id.encode(), unit_of(path)
        if any(unit == unit_of(one) or mark in content for one, content in asked.items()):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Refused:
    """What was wrong with a change that was let past: the paths it changed, and what came of it."""

    findings: tuple[Finding, ...]
    changed: Container[str]
    after: Source


def still_let_past(asked: Iterable[Finding], now: Source, refused: Refused) -> Iterator[Finding]:
    """Yield what of these findings was let past with a change.

    That holds while the record where it is wrong stays as it was then. Where the change did not
    touch that record, because it is wrong about another, it holds while the line stays that is
    wrong.
    """
    then = refused.after
    marks = {_mark(one) for one in refused.findings}
    lines = Counter(
        _at_its_line(one, then) for one in refused.findings if one.path not in refused.changed
    )
    for one in asked:
        if _content(then, one.path) == _content(now, one.path):
            is_let_past = _mark(one) in marks
        else:
            line = _at_its_line(one, now)
            is_let_past = lines[line] > 0
            lines[line] -= 1
        if is_let_past:
            yield one


def _mark(one: Finding) -> tuple[str, str, int, int]:
    return one.code, one.path, one.line, one.column


def _at_its_line(one: Finding, source: Source) -> tuple[str, str, str, bytes]:
    """Return what is wrong and what stands there, wherever in the record that has moved to."""
    lines = (_content(source, one.path) or b"").splitlines()
    said = lines[one.line - 1].strip() if one.line <= len(lines) else b""
    return one.code, one.path, one.message, said


def _content(source: Source, path: str) -> bytes | None:
    content = read_file(source, path)
    return content if isinstance(content, bytes) else None
