"""Differences between records as text, Markdown, HTML or JSON.

All but `ids_only` quote records: they are for the screen of someone who may read them.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from pepsite.compliance.results import in_words
from pepsite.records.field_titles import code_title
from pepsite.render.legible import legible
from pepsite.versions.differences import counts_by_section, placed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pepsite.versions.differences import Difference, Said
    from pepsite.versions.states import ComplianceDiff, RecordDiff, RecordsDiff, Standing

Kind: TypeAlias = Literal["title", "heading", "note", "item", "below"]


class Run(NamedTuple):
    """A piece of a line: plain, quoted from a record, or words that are gone or new."""

    how: Literal["plain", "quoted", "removed", "added"]
    text: str


class Line(NamedTuple):
    """A line of a report: what it is, and its pieces."""

    kind: Kind
    runs: tuple[Run, ...]


def _plain(kind: Kind, text: str) -> Line:
    return Line(kind, (Run("plain", text),))


def formatted(diff: RecordsDiff, form: str, *, ids_only: bool = False) -> str:
    """Return a diff in one of `FORMATS`; with ids only, what may be told on a forge."""
    if form == "json":
        return ids_as_json(diff) if ids_only else as_json(diff)
    return _FOR_PEOPLE[form](lines_of_ids(diff) if ids_only else lines_of(diff))


# --- what is said


def lines_of(diff: RecordsDiff) -> Iterator[Line]:
    """Yield the lines of a report, record by record, then compliance."""
    yield _plain("title", f"From {diff.before} to {diff.after}")
    yield _plain("note", _so_many(len(diff.records), "record differs", "records differ") + ".")
    for record in diff.records:
        yield from lines_of_record(record)
    yield from _of_others(diff)
    yield from _of_compliance(diff)


def lines_of_record(record: RecordDiff) -> Iterator[Line]:
    """Yield the lines of one record alone."""
    yield _plain("heading", _named(record))
    yield from _of_record(record)


def _of_others(diff: RecordsDiff) -> Iterator[Line]:
    if not diff.others:
        return
    yield _plain("heading", f"Files that are no records: {len(diff.others)}")
    for one in diff.others:
        look = (Run("plain", f". Look at this: {one.notice}"),) if one.notice else ()
        yield Line("item", (Run("quoted", one.path), Run("plain", f" {one.how}"), *look))


def lines_of_ids(diff: RecordsDiff) -> Iterator[Line]:
    """Yield ids, sections, counts and fixed sentences alone: what may be told on a forge."""
    yield _plain("title", f"From {diff.before} to {diff.after}")
    yield _plain("note", _so_many(len(diff.records), "record differs", "records differ") + ".")
    for record in diff.records:
        yield _plain("heading", _named(record))
        for notice in _in_general(record):
            yield _plain("note", f"Look at this: {notice}")
        for section, count in counts_by_section(record.differences).items():
            yield _plain("item", f"{section}: {count}")
    if diff.others:
        yield _plain("heading", f"Files that are no records: {len(diff.others)}")
        yield _plain(
            "note",
            "The policy or what the checks are made of may be among them: a keeper looks at them.",
        )
        for notice in _of_files(diff):
            yield _plain("note", f"Look at this: {notice}")


def _in_general(record: RecordDiff) -> tuple[str, ...]:
    """Return what to look at in a record, with nothing that it says."""
    return tuple(dict.fromkeys(one.in_general for one in record.notices))


def _of_files(diff: RecordsDiff) -> tuple[str, ...]:
    """Return what to look at in files that are no records, with none of their names."""
    return tuple(dict.fromkeys(one.notice for one in diff.others if one.notice))


def _so_many(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _named(record: RecordDiff) -> str:
    kind = code_title(record.kind)
    name = f"{kind[0].upper()}{kind[1:]} {record.id}".strip()
    of_child = f" of {record.child}" if record.child not in ("", record.id) else ""
    return f"{name}{of_child}: {record.how}"


def _of_record(record: RecordDiff) -> Iterator[Line]:
    if record.unreadable:
        yield _plain("note", f"It cannot be compared: {', '.join(record.unreadable)}.")
    elif record.how == "changed" and not record.differences:
        yield _plain("note", "Only its layout or its comments differ.")
    for notice in record.notices:
        yield _plain("note", f"Look at this: {notice.text}")
    for one in record.differences:
        yield from _of_difference(one)


def _of_difference(one: Difference) -> Iterator[Line]:
    place = Run("plain", placed(one.place))
    before, after = (said[0].text if _is_short(said) else None for said in (one.before, one.after))
    if one.how == "moved":
        yield Line("item", (place, Run("plain", f" moved from place {before} to place {after}")))
    elif one.words:
        yield Line("item", (place, Run("plain", " changed")))
        yield Line("below", tuple(_spaced(one)))
    elif before is not None and after is not None:
        runs = (Run("plain", " from "), Run("quoted", before), Run("plain", " to "))
        yield Line("item", (place, *runs, Run("quoted", after)))
    elif before is not None or after is not None:
        said = Run("added", after) if before is None and after else Run("removed", before or "")
        yield Line("item", (place, Run("plain", f" {one.how}: "), said))
    else:
        yield from _of_whole(place, one)


def _of_whole(place: Run, one: Difference) -> Iterator[Line]:
    """Yield what was there, and what is there now, field by field."""
    how = {"added": " added", "removed": " removed"}.get(one.how, " changed")
    yield Line("item", (place, Run("plain", how)))
    sides: tuple[tuple[Literal["removed", "added"], tuple[Said, ...]], ...]
    sides = (("removed", one.before), ("added", one.after))
    for mark, said in sides:
        for field in said:
            title = (Run("plain", f"{field.title}: "),) if field.title else ()
            yield Line("below", (*title, Run(mark, field.text)))


def _is_short(said: tuple[Said, ...]) -> bool:
    return len(said) == 1 and not said[0].title and len(said[0].text) <= _ON_ONE_LINE


_ON_ONE_LINE = 80
"""Characters up to which what a field holds stands on the line of its name."""


def _spaced(one: Difference) -> Iterator[Run]:
    for number, words in enumerate(one.words):
        if number:
            yield Run("plain", " ")
        yield Run("plain" if words.how == "same" else words.how, words.text)


def _of_compliance(diff: RecordsDiff) -> Iterator[Line]:
    yield _plain("heading", f"Compliance as of {in_words(diff.as_of)}")
    if diff.untold:
        yield _plain("note", f"Nothing can be said of it: {diff.untold}.")
    elif not diff.compliance and not diff.unread:
        yield _plain("note", "For the children whose records differ, every duty stands as before.")
    if diff.unread:
        children = ", ".join(diff.unread)
        yield _plain("note", f"Nothing can be said of {children}: a record cannot be read.")
    if diff.shared_changed:
        yield _plain(
            "note", "What all children share differs too: other children's duties are not shown."
        )
    for one in diff.compliance:
        yield Line("item", tuple(_duty(one)))


def _duty(one: ComplianceDiff) -> Iterator[Run]:
    part = f" ({one.part})" if one.part else ""
    yield Run("plain", f"{one.title}, {one.subject}{part}: from ")
    yield Run("quoted", _standing(one.before))
    yield Run("plain", " to ")
    yield Run("quoted", _standing(one.after))


def _standing(standing: Standing | None) -> str:
    if standing is None:
        return "no duty"
    due = f", due {standing.due_on}" if standing.due_on else ""
    met = f", done {standing.met_on}" if standing.met_on else ""
    return f"{code_title(standing.status)}{due}{met}"


# --- how it is written


def _one_line(text: str) -> str:
    return legible(re.sub(r"\s+", " ", text))


def as_text(lines: Iterable[Line]) -> str:
    """Return a report for a terminal: words that are gone as `[-so-]`, new ones as `{+so+}`."""
    marks = {"plain": "{}", "quoted": "*{}*", "removed": "[-{}-]", "added": "{{+{}+}}"}
    begins = {"title": "", "heading": "\n", "note": "  ", "item": "  ", "below": "      "}
    return _laid_out(lines, marks, lambda kind, text: f"{begins[kind]}{text}\n", _one_line)


def as_markdown(lines: Iterable[Line]) -> str:
    """Return a report as Markdown. Nothing a record says is read as Markdown or as HTML."""
    marks = {"plain": "{}", "quoted": "*{}*", "removed": "~~{}~~", "added": "**{}**"}
    begins = {"title": "# ", "heading": "\n## ", "note": "\n", "item": "- ", "below": "    - "}
    return _laid_out(lines, marks, _paragraphs(begins), _no_markdown)


def _paragraphs(begins: Mapping[str, str]) -> Callable[[Kind, str], str]:
    last: list[Kind] = []

    def written(kind: Kind, text: str) -> str:
        gap = "\n" if kind == "item" and last and last[-1] not in ("item", "below") else ""
        last.append(kind)
        return f"{gap}{begins[kind]}{text}\n"

    return written


_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>()#!|~&@]|:(?=/)|^\s*(?:[-+]|[0-9]+[.)])|(?<=www)\.")


def _no_markdown(text: str) -> str:
    return _MARKDOWN.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", _one_line(text))


def as_html(lines: Iterable[Line]) -> str:
    """Return a report as one page of HTML that loads nothing."""
    marks = {
        "plain": "{}",
        "quoted": "<q>{}</q>",
        "removed": "<del>{}</del>",
        "added": "<ins>{}</ins>",
    }
    tags = {"title": "h1", "heading": "h2", "note": "p", "item": "p", "below": "p"}

    def written(kind: Kind, text: str) -> str:
        return f'<{tags[kind]} class="{kind}">{text}</{tags[kind]}>\n'

    body = _laid_out(lines, marks, written, lambda text: html.escape(_one_line(text)))
    return f"{_PAGE_BEGINS}{body}</main>\n</body>\n</html>\n"


_PAGE_BEGINS = """\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>What differs</title>
<style>
body { font: 1rem/1.5 sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem; }
.below { margin-left: 2rem; }
ins { background: #d8f5dd; text-decoration: underline; }
del { background: #fbdcdc; text-decoration: line-through; }
</style>
</head>
<body>
<main>
"""


def _laid_out(
    lines: Iterable[Line],
    marks: Mapping[str, str],
    written: Callable[[Kind, str], str],
    escaped: Callable[[str], str],
) -> str:
    return "".join(
        written(line.kind, "".join(_marked(marks[run.how], escaped(run.text)) for run in line.runs))
        for line in lines
    )


def _marked(mark: str, text: str) -> str:
    # Signs around words that begin or end with a space are no signs in Markdown.
    return text if mark == "{}" else mark.format(text.strip())


def as_json(diff: RecordsDiff) -> str:
    """Return all of a diff for programs. It quotes records."""
    return json.dumps({"schema": "diff/1", **asdict(diff)}, default=str, indent=2) + "\n"


def ids_as_json(diff: RecordsDiff) -> str:
    """Return ids, sections and counts for programs: what may be told on a forge."""
    records = [
        {
            "kind": one.kind,
            "id": one.id,
            "child": one.child,
            "how": one.how,
            "sections": counts_by_section(one.differences),
            "look_at": _in_general(one),
        }
        for one in diff.records
    ]
    told = {
        "schema": "diff-ids/1",
        "before": diff.before,
        "after": diff.after,
        "records": records,
        "other_files": len(diff.others),
        "look_at": _of_files(diff),
    }
    return json.dumps(told, indent=2) + "\n"


_FOR_PEOPLE: Mapping[str, Callable[[Iterable[Line]], str]] = {
    "text": as_text,
    "md": as_markdown,
    "html": as_html,
}
FORMATS = (*_FOR_PEOPLE, "json")
"""For a terminal, for pages, for programs."""
