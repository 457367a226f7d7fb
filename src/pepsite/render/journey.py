"""A child's journey as text or JSON: days, codes in our words, ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pepsite.compliance.results import in_words
from pepsite.privacy.journeys import journey_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pepsite.compliance.child_journey import Entry


def as_text(child: str, entries: Iterable[Entry], as_of: date) -> str:
    """Return the journey of a child for people to read."""
    return "\n".join(
        [f"{child}: the journey up to {in_words(as_of)}", "", *journey_lines(entries), ""]
    )


def journey_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a line for each thing that happened."""
    for entry in entries:
        row = journey_row(entry)
        told = f"{row.what}: {row.how}" if row.how else row.what
        about = "".join(f" {one}" for one in entry.about)
        until = "" if row.until is None else f" {row.until_how} {row.until}"
        yield f"  {row.on}  {told}{about}{until}  [{row.record}]"


def as_json(child: str, entries: Iterable[Entry], as_of: date) -> str:
    """Return the journey of a child for programs."""
    values = {
        "schema": "journey/1",
        "child": child,
        "as_of": str(as_of),
        "journey": journey_values(entries),
    }
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def journey_values(entries: Iterable[Entry]) -> list[dict[str, object]]:
    """Return each entry as plain values."""
    return [
        {
            "on": str(one.on),
            "happened": one.happened,
            "codes": list(one.codes),
            "rated": one.rated or None,
            "about": list(one.about),
            "until": None if one.until is None else str(one.until),
            "record": one.record,
            "item": one.item or None,
            "path": one.path,
        }
        for one in entries
    ]
