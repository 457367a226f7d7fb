"""A policy as a page: for a terminal, or in Markdown."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.privacy.published_policy import PolicyEntry, PolicyPage

_WIDTH: Final = 100


def page_as_text(page: PolicyPage) -> Iterator[str]:
    """Yield the page in plain text, broken at the width of a page of paper."""
    yield f"{page.title}\n{'=' * len(page.title)}\n\n"
    yield f"{_wrapped(page.about)}\n\nAs it stands on {page.as_of}.\n"
    for chapter in page.chapters:
        yield f"\n\n{chapter.title}\n{'-' * len(chapter.title)}\n"
        if chapter.about:
            yield f"\n{_wrapped(chapter.about)}\n"
        for entry in chapter.entries:
            yield "".join(_entry_as_text(entry))
    yield f"\n\nSources\n{'-' * len('Sources')}\n\n"
    for source in page.sources:
        yield (
            _wrapped(f"{source.id}: {source.document}, {source.where}. {source.says}", "  ") + "\n"
        )


def _entry_as_text(entry: PolicyEntry) -> Iterator[str]:
    law = " (statutory)" if entry.statutory else ""
    yield f"\n{_wrapped(f'{entry.title}{law} [{entry.id}]')}\n"
    for said in entry.says:
        yield _wrapped(said, "  ", "  ") + "\n"
    for item in entry.items:
        yield _wrapped(f"- {_item(item.label, item.text, item.source)}", "    ", "  ") + "\n"
    for line in _footing(entry):
        yield _wrapped(line, "  ", "  ") + "\n"


def _item(label: str, text: str, source: str) -> str:
    said = ": ".join(filter(None, (label, text)))
    return f"{said} ({source})" if source else said


def _footing(entry: PolicyEntry) -> Iterator[str]:
    if entry.reading:
        yield f"How we read it: {entry.reading}"
    since = [f"In force since {entry.since}"] if entry.since else []
    cited = [f"source {', '.join(entry.sources)}"] if entry.sources else []
    if since or cited:
        line = "; ".join(since + cited)
        yield f"{line[0].upper()}{line[1:]}."


def _wrapped(text: str, further: str = "", first: str = "") -> str:
    return fill(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def page_as_markdown(page: PolicyPage) -> Iterator[str]:
    """Yield the page in Markdown."""
    yield f"# {page.title}\n\n{page.about}\n\nAs it stands on {page.as_of}.\n"
    for chapter in page.chapters:
        yield f"\n## {chapter.title}\n"
        if chapter.about:
            yield f"\n{chapter.about}\n"
        for entry in chapter.entries:
            yield "".join(_entry_as_markdown(entry))
    yield "\n## Sources\n\n| id | document | where | what it says |\n| --- | --- | --- | --- |\n"
    for source in page.sources:
        cells = (source.id, source.document, source.where, source.says)
        yield f"| {' | '.join(map(_cell, cells))} |\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _entry_as_markdown(entry: PolicyEntry) -> Iterator[str]:
    law = " (statutory)" if entry.statutory else ""
    yield f"\n### {entry.title}{law}\n\n"
    if entry.says:
        yield f"{' '.join(entry.says)}\n\n"
    for item in entry.items:
        label = f"**{item.label}**" if item.label else ""
        yield f"- {_item(label, item.text, item.source)}\n"
    footing = [*_footing(entry), f"Id: `{entry.id}`."]
    yield f"{chr(10) if entry.items else ''}<small>{' '.join(footing)}</small>\n"
