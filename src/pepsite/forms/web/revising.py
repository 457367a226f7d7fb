"""A record that is changed: what differs from what it said, and in which sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import ACCEPTED, text
from pepsite.forms.questions.asking import candidate, places
from pepsite.forms.questions.wording import form as form_named
from pepsite.forms.web.as_asked import as_asked
from pepsite.forms.web.differing import naming_of
from pepsite.forms.web.filling import is_theirs
from pepsite.records.paths import path_to
from pepsite.usecases.propose_record import values_in
from pepsite.versions.differences import differences
from pepsite.versions.ways import meet

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from pepsite.forms.questions.summary import Row
    from pepsite.forms.web.differing import ShownDifference
    from pepsite.forms.web.filling import Filling
    from pepsite.versions.differences import Difference
    from pepsite.versions.merging import Values, Way

NOTHING_CHANGED = (
    "Nothing in the plan differs from what it said. Change what has to be put right in its "
    "sections, or delete what you have begun"
)


def ways_changed(filling: Filling) -> tuple[Way, ...]:
    """Return where the record differs from what was opened, but for why it is changed."""
    found = _differences(filling, *_versions(filling))
    return tuple(one.way for one in found if one.way[0] not in _OWN)


def sections_changed(filling: Filling) -> frozenset[str]:
    """Return the ids of the sections in which something was changed."""
    found = set()
    asking, changed = filling.asking, ways_changed(filling)
    for place in places(asking, filling.whole):
        page = place.page
        names = [page.list_.field] if page.list_ else [one.field for one in page.fields]
        keys = [tuple(place.key(name).split("/")) for name in names]
        if any(meet(key, way) for key in keys for way in changed):
            found.add(place.section)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from what a record said: in words, and the ids of the sections it lies in."""

    shown: tuple[ShownDifference, ...]
    sections: frozenset[str]


def changes(filling: Filling, listed: Iterable[Row], kept: Container[str]) -> Changes:
    """Return what differs, as far as this person may see it, with the pages to change it again.

    `listed` are the answers that are shown, and `kept` the keys of those that are not this
    person's to see.
    """
    here, draft = filling.desk, filling.draft
    before, after = here.shown(filling.spec.record, *_versions(filling))
    naming = naming_of(here.label_of, here.known_as(draft.child) if draft.child else "")
    found = [one for one in _differences(filling, before, after) if one.way[0] not in _OWN]
    asked = as_asked(filling.asking, (one for one in listed if one.key not in kept))

    def address(row: Row) -> str:
        return filling.to("page", address=row.address) if _may_change(filling, row) else ""

    return Changes(tuple(asked.shown(found, naming, address)), sections_changed(filling))


def _may_change(filling: Filling, row: Row) -> bool:
    return any(one.id == row.section and is_theirs(filling, one) for one in filling.spec.sections)


def own_sections(filling: Filling) -> frozenset[str]:
    """Return the ids of the sections of a form that are not those of the record it changes."""
    if filling.spec.changes is None:
        return frozenset()
    of_record = {one.id for one in form_named(filling.spec.changes).sections}
    return frozenset({one.id for one in filling.spec.sections} - of_record)


_OWN = frozenset({"revisions"})
"""What the form asks itself, beside the sections of the record."""


def _differences(filling: Filling, before: Values, after: Values) -> Iterable[Difference]:
    return differences(filling.spec.record, before, after)


def _versions(filling: Filling) -> tuple[Values, Values]:
    draft = filling.draft
    path = path_to(filling.spec.record, draft.record, draft.child or "")
    # What came back has its own file for a base: it is held against what was accepted.
    opened = text(filling.whole, ACCEPTED) or draft.base
    before = values_in(filling.desk.root, path, opened) if opened else None
    return before or {}, candidate(filling.asking, filling.whole)
