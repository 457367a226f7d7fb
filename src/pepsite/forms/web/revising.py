"""A complete record that is changed: what differs from what it said, and in which sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import ACCEPTED, text
from pepsite.forms.questions.asking import candidate, places
from pepsite.forms.web.differing import in_words, naming_of
from pepsite.records.paths import path_to
from pepsite.usecases.propose_record import values_in
from pepsite.versions.differences import differences

if TYPE_CHECKING:
    from pepsite.forms.web.differing import ShownDifference
    from pepsite.forms.web.filling import Filling
    from pepsite.versions.merging import Values, Way

NOTHING_CHANGED = (
    "Nothing in the plan differs from what it said. Change what has to be put right in its "
    "sections, or delete what you have begun"
)


def ways_changed(filling: Filling) -> tuple[Way, ...]:
    """Return where the record differs from what was opened, but for why it is changed."""
    before, after = _versions(filling)
    found = differences(filling.spec.record, before, after)
    return tuple(one.way for one in found if one.way[0] not in _OWN)


def sections_changed(filling: Filling) -> frozenset[str]:
    """Return the ids of the sections in which something was changed."""
    found = set()
    asking, changed = filling.asking, ways_changed(filling)
    for place in places(asking, filling.whole):
        page = place.page
        names = [page.list_.field] if page.list_ else [one.field for one in page.fields]
        keys = [tuple(place.key(name).split("/")) for name in names]
        if any(_same_way(key, way) for key in keys for way in changed):
            found.add(place.section)
    return frozenset(found)


def _same_way(one: Way, other: Way) -> bool:
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def shown_changes(filling: Filling) -> list[ShownDifference]:
    """Return what differs, in words, as far as this person may see it."""
    here, draft = filling.desk, filling.draft
    before, after = here.shown(filling.spec.record, *_versions(filling))
    naming = naming_of(here.label_of, here.known_as(draft.child) if draft.child else "")
    found = differences(filling.spec.record, before, after)
    return in_words((one for one in found if one.way[0] not in _OWN), naming)


_OWN = frozenset({"revisions"})
"""What the form asks itself, beside the sections of the record."""


def _versions(filling: Filling) -> tuple[Values, Values]:
    draft = filling.draft
    path = path_to(filling.spec.record, draft.record, draft.child or "")
    # What came back has its own file for a base: it is held against what was accepted.
    opened = text(filling.whole, ACCEPTED) or draft.base
    before = values_in(filling.desk.root, path, opened) if opened else None
    return before or {}, candidate(filling.asking, filling.whole)
