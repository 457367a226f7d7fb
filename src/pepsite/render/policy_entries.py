"""One entry of a policy, or what differs between two policies, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.privacy.policy_diff import Difference
    from pepsite.privacy.policy_entries import Explained, SaidSince

_MOST_EXAMPLES = 12


def explained_as_text(entries: tuple[Explained, ...]) -> Iterator[str]:
    """Yield what entries of a pack say, one after the other."""
    for number, entry in enumerate(entries):
        yield "\n" * bool(number) + f"{entry.id}: {entry.title}\n  at {entry.place}\n"
        for version in entry.versions:
            yield "".join(_version(version))
        for heading, lines in (("cited by", entry.cited_by), ("shown by", entry.examples)):
            if lines:
                yield f"  {heading}\n"
                yield from (f"    {line}\n" for line in lines[:_MOST_EXAMPLES])
                if len(lines) > _MOST_EXAMPLES:
                    yield f"    and {len(lines) - _MOST_EXAMPLES} more\n"


def _version(version: SaidSince) -> Iterator[str]:
    if version.from_on is not None:
        until = f" until {version.until_on}" if version.until_on else ""
        yield f"  from {version.from_on}{until}{'' if version.in_force else ' (not in force)'}\n"
    yield from (f"    {line}\n" for line in version.says)
    if version.reading:
        yield f"    How we read it: {version.reading}\n"
    for source in version.sources:
        says = _one_line(source.says)
        yield f"    Source {source.id}: {source.document}, {source.where}. {says}\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def diff_as_text(differences: tuple[Difference, ...]) -> Iterator[str]:
    """Yield what differs, entry by entry: what it said, and what it says."""
    chapter = ""
    for one in differences:
        if one.chapter != chapter:
            yield "\n" * bool(chapter) + f"{one.chapter}\n"
            chapter = one.chapter
        yield f"  {one.how}: {one.title} [{one.id}]\n"
        for field in one.fields:
            if one.how == "changed":
                yield f"    {field.field}\n"
                yield f"      - {_one_line(field.before) or 'nothing'}\n"
                yield f"      + {_one_line(field.after) or 'nothing'}\n"
            elif field.field != "title":
                yield f"    {field.field}: {_one_line(field.after or field.before)}\n"
    if not differences:
        yield "nothing differs\n"


def diff_as_json(
    before: tuple[str, date], after: tuple[str, date], differences: tuple[Difference, ...]
) -> str:
    """Return what differs as one JSON object, in ASCII."""
    return (
        json.dumps(
            {
                "schema": "policy-diff/1",
                "before": {"pack": before[0], "as_of": str(before[1])},
                "after": {"pack": after[0], "as_of": str(after[1])},
                "differences": [
                    {
                        "how": one.how,
                        "chapter": one.chapter,
                        "id": one.id,
                        "title": one.title,
                        "fields": [
                            {"field": it.field, "before": it.before, "after": it.after}
                            for it in one.fields
                        ],
                    }
                    for one in differences
                ],
            },
            indent=2,
        )
        + "\n"
    )
