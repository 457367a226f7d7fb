"""May a record be changed in this way? Asked of two versions of it, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pepsite.findings import finding
from pepsite.records.base import Item, Model
from pepsite.records.child import Child, CorrectedField
from pepsite.records.kinds import kind_of
from pepsite.records.pep import Concern, Pep, PepStatus
from pepsite.records.review import Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pepsite.findings import FieldPath, Finding
    from pepsite.records.kinds import Record


@dataclass(frozen=True, slots=True)
class Change:
    """A record as it was and as it is to be, and the path it is kept at."""

    path: str
    before: Record
    after: Record


ChangeRule: TypeAlias = "Callable[[Change], Iterator[Finding]]"

# Where a change makes several moves at once, each of them is one that the workflow has.
_MOVES: dict[PepStatus, tuple[PepStatus, ...]] = {
    PepStatus.DRAFT: (
        PepStatus.SUBMITTED,
        PepStatus.RETURNED,
        PepStatus.COMPLETE,
        PepStatus.CLOSED,
    ),
    PepStatus.SUBMITTED: (PepStatus.RETURNED, PepStatus.COMPLETE, PepStatus.CLOSED),
    PepStatus.RETURNED: (PepStatus.SUBMITTED, PepStatus.COMPLETE, PepStatus.CLOSED),
    # A later look may send it back. It is then an edit of a complete PEP, which says why.
    PepStatus.COMPLETE: (PepStatus.RETURNED, PepStatus.CLOSED),
    PepStatus.CLOSED: (),
}
_GROWING = ("events", "distribution")
"""What may be added to a complete PEP: what became of it, and who got a copy.

What was there stays. What is open may be settled too.
"""
_SETTLED = (PepStatus.COMPLETE, PepStatus.CLOSED)
_CLOSING = frozenset(["status", "closed"])


def status_moves_forward(change: Change) -> Iterator[Finding]:
    """A PEP goes from one status to another as the workflow does."""
    if isinstance(change.before, Pep) and isinstance(change.after, Pep):
        before, after = change.before.status, change.after.status
        if after not in (before, *_MOVES[before]):
            allowed = " or ".join(_MOVES[before]) or "nothing else"
            yield finding("status-not-next", change.path, ("status",), was=before, allowed=allowed)


def complete_peps_stay(change: Change) -> Iterator[Finding]:
    """A PEP that was complete is changed by a new revision alone, which says who and why.

    A closed one as well: it may have been complete, and nobody goes on with it.
    """
    before, after = change.before, change.after
    if isinstance(before, Pep) and isinstance(after, Pep) and before.status in _SETTLED:
        if not _only_longer(before.revisions, after.revisions):
            yield finding("complete-changed", change.path, ("revisions",))
        elif len(after.revisions) == len(before.revisions):
            changed = set(_differing(before, after))
            if after.status is not before.status and PepStatus.CLOSED in (
                before.status,
                after.status,
            ):
                changed -= _CLOSING  # from closed to another status is told of as a move
            grown = {
                name
                for name in changed.intersection(_GROWING)
                if all(one in getattr(after, name) for one in getattr(before, name))
            }
            if _are_settled(before.concerns, after.concerns):
                grown.add("concerns")
            for name in sorted(changed - grown):
                yield finding("complete-changed", change.path, (name,))


def settled_peps_stay(change: Change, now: Record) -> Iterator[Finding]:
    """A PEP that was completed or closed beside a change stays as well.

    `now` is the record as it was accepted since, which the change does not know of: merged into
    it, the change would be one of a complete PEP.
    """
    before, after = change.before, change.after
    if not (isinstance(now, Pep) and isinstance(before, Pep) and isinstance(after, Pep)):
        return
    if now.status in _SETTLED and before.status not in _SETTLED:
        was, to_be = (one.model_copy(update={"status": now.status}) for one in (before, after))
        yield from complete_peps_stay(Change(change.path, was, to_be))


def samples_stay(change: Change) -> Iterator[Finding]:
    """A sample stays as it was drawn. Its PEPs may be given to other auditors, with a reason."""
    before, after = change.before, change.after
    if isinstance(before, Sample) and isinstance(after, Sample):
        for name in _differing(_without_auditors(before), _without_auditors(after)):
            yield finding("sample-changed", change.path, (name,))


def taken_from_auditors(change: Change) -> Iterator[FieldPath]:
    """Yield the field of each auditor in a sample from whom a PEP was taken.

    Why stands in no field of a sample: whoever commits it says so.
    """
    before, after = change.before, change.after
    if isinstance(before, Sample) and isinstance(after, Sample):
        was = {one.pep: one for one in before.drawn}
        for at, one in enumerate(after.drawn):
            for name in ("auditor", "second_auditor"):
                old = getattr(was.get(one.pep), name, None)
                if old is not None and old != getattr(one, name):
                    yield ("drawn", at, name)


def corrected_dates_say_why(change: Change) -> Iterator[Finding]:
    """A date that clocks count from is put right with an entry that says who and why."""
    before, after = change.before, change.after
    if isinstance(before, Child) and isinstance(after, Child):
        if not _only_longer(before.corrections, after.corrections):
            yield finding("correction-missing", change.path, ("corrections",))
        new = after.corrections[len(before.corrections) :]
        for corrected, item, field in _dates_changed(before, after):
            if not any(one.field is corrected and one.item in (None, item) for one in new):
                yield finding("correction-missing", change.path, field)


def items_keep_their_ids(change: Change) -> Iterator[Finding]:
    """An item of a list that says what another said before has its id as well."""
    for name in type(change.after).model_fields:
        before, after = _items(change.before, name), _items(change.after, name)
        if not before or not after:
            continue
        gone = [_without_id(one) for key, one in before.items() if key not in after]
        for at, (key, one) in enumerate(after.items()):
            if key not in before and _without_id(one) in gone:
                yield finding("id-changed", change.path, (name, at, "id"))


CHANGE_RULES: tuple[ChangeRule, ...] = (
    status_moves_forward,
    complete_peps_stay,
    samples_stay,
    corrected_dates_say_why,
    items_keep_their_ids,
)


def moved(gone: Iterable[Record], new: Iterable[tuple[str, Record]]) -> Iterator[Change]:
    """Yield each PEP that went from one child to another, and may say something else there."""
    was = {one.id: one for one in gone if isinstance(one, Pep)}
    for path, one in new:
        if isinstance(one, Pep) and one.id in was:
            yield Change(path, was[one.id], one)


def records_keep_their_ids(
    gone: Iterable[Record], new: Iterable[tuple[str, Record]]
) -> Iterator[Finding]:
    """No new record says what one said that has gone, under another id."""
    was = list(gone)
    ids = {getattr(one, "id", None) for one in was}
    said = [(kind_of(one), _without_id(one)) for one in was]
    for path, one in new:
        is_new = getattr(one, "id", None) not in ids
        if said and is_new and (kind_of(one), _without_id(one)) in said:
            yield finding("id-changed", path, ("id",))


def _only_longer(before: tuple[Item, ...], after: tuple[Item, ...]) -> bool:
    return after[: len(before)] == before


def _are_settled(before: tuple[Concern, ...], after: tuple[Concern, ...]) -> bool:
    """Say whether nothing differs but that something which was open is settled now."""
    return len(before) == len(after) and all(
        was == now or (was.settled_on is None and was == _as_open(now))
        for was, now in zip(before, after, strict=True)
    )


def _as_open(concern: Concern) -> Concern:
    return concern.model_copy(update={"settled_on": None, "how_settled": None})


def _differing(before: Model, after: Model) -> list[str]:
    return [
        name for name in type(before).model_fields if getattr(before, name) != getattr(after, name)
    ]


def _without_auditors(sample: Sample) -> Sample:
    drawn = tuple(
        one.model_copy(update={"auditor": None, "second_auditor": None}) for one in sample.drawn
    )
    short = tuple(one for one in sample.shortfalls if one.why != "no-auditor")
    return sample.model_copy(update={"drawn": drawn, "shortfalls": short})


def _items(record: Model, name: str) -> dict[str, Item]:
    value = getattr(record, name, None)
    items = value if isinstance(value, tuple) else ()
    return {one.id: one for one in items if isinstance(one, Item)}


def _without_id(record: Model) -> dict[str, object]:
    return {name: getattr(record, name) for name in type(record).model_fields if name != "id"}


def _dates_changed(
    before: Child, after: Child
) -> Iterator[tuple[CorrectedField, str | None, FieldPath]]:
    """Yield each date that is another than it was: what it is of, the item, and its field.

    A day that had not been known is no correction, nor is a new item.
    """
    if before.born != after.born:
        yield CorrectedField.BORN, None, ("born",)
    for name, corrected, fixed in _DATED_LISTS:
        items = list(_items(after, name).values())
        for was in _items(before, name).values():
            at = next((at for at, one in enumerate(items) if one.id == was.id), None)
            old = getattr(was, fixed)
            if at is None:
                if old is not None:
                    yield corrected, None, (name,)
            elif old not in (None, getattr(items[at], fixed)):
                yield corrected, was.id, (name, at, fixed)


_DATED_LISTS = (
    ("care", CorrectedField.ENTERED_ON, "entered_on"),
    ("care", CorrectedField.ENDED_ON, "ended_on"),
    ("education", CorrectedField.PLACE_OF_EDUCATION, "from_on"),
    ("education", CorrectedField.PLACE_OF_EDUCATION, "until_on"),
    ("year_groups", CorrectedField.YEAR_GROUP, "from_on"),
    ("year_groups", CorrectedField.YEAR_GROUP, "year_group"),
)
