"""What differs between two pages of policy, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.privacy.published_policy import PolicyEntry, PolicyPage


@dataclass(frozen=True, slots=True)
class ChangedField:
    """What one part of an entry said before, and says after. Empty where it was not there."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that came, went or changed: `how` it did, and what it says field by field."""

    how: str
    chapter: str
    id: str
    title: str
    fields: tuple[ChangedField, ...]


def differences(before: PolicyPage, after: PolicyPage) -> Iterator[Difference]:
    """Yield what differs, in the order of the pages.

    Entries are the same where the packs give them the same id, under the same heading.
    """
    old, new = _entries(before), _entries(after)
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        title, entry = now or was  # type: ignore[misc]  # one of them has the key
        how = "changed" if was and now else "added" if now else "removed"
        fields = tuple(_changed(was[1] if was else None, now[1] if now else None))
        if fields:
            yield Difference(how, title, entry.id, entry.title, fields)


def _entries(page: PolicyPage) -> dict[tuple[str, str], tuple[str, PolicyEntry]]:
    return {
        (chapter.id, entry.id): (chapter.title, entry)
        for chapter in page.chapters
        for entry in chapter.entries
    }


def _changed(was: PolicyEntry | None, now: PolicyEntry | None) -> Iterator[ChangedField]:
    before, after = (_fields(one) if one is not None else {} for one in (was, now))
    for name in dict.fromkeys((*before, *after)):
        pair = before.get(name, ""), after.get(name, "")
        if pair[0] != pair[1]:
            yield ChangedField(name, *pair)


def _fields(entry: PolicyEntry) -> dict[str, str]:
    """Return what an entry says by the names of its parts; a list by what begins each line."""
    said = {
        "title": entry.title,
        "says": " ".join(entry.says),
        "how it is read": entry.reading,
        "in force since": str(entry.since or ""),
        "source": ", ".join(entry.sources),
        "statutory": "yes" if entry.statutory else "",
    }
    for item in entry.items:
        name = item.label or item.text
        while name in said:
            name += " (again)"
        said[name] = f"{item.text} ({item.source})" if item.source else item.text or "listed"
    return {name: text for name, text in said.items() if text}
