"""Periods of care from a return, put into a record that is there already.

An import only ever adds: periods, legal statuses, placements, an end where there was none,
an earlier beginning where the record says that care began earlier. Whatever contradicts a
date that is recorded is for a person to correct, who can say why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from pepsite.exchange.episodes import Period, Stay
from pepsite.records.base import Model
from pepsite.records.child import CarePeriod, Child, LegalStatusFrom, Placement
from pepsite.records.codes import LegalStatus

NewItemId = Callable[[], str]


def with_periods(child: Child, periods: Sequence[Period], new_item: NewItemId) -> Child | None:
    """Return the child with what these periods add, or None where they contradict the record."""
    care = list(child.care)
    try:
        for period in periods:
            index = _index_of_same(care, period)
            if index is None:
                care.append(care_period(period, new_item))
            else:
                care[index] = _joined(care[index], period, new_item)
        care.sort(key=lambda each: (each.entered_on, each.ended_on or date.max))
        return changed(child, care=tuple(care))
    except (_ContradictsError, ValidationError):
        return None


Part = TypeVar("Part", bound=Model)


def changed(part: Part, **values: object) -> Part:
    """Return a copy with these values, checked like any other; itself where nothing differs.

    Raises:
        ValidationError: it may not be.
    """
    if all(getattr(part, name) == value for name, value in values.items()):
        return part
    kept = {
        info.alias or name: getattr(part, name)
        for name, info in type(part).model_fields.items()
        if name not in values
    }
    return type(part)(**kept, **values)


def care_period(period: Period, new_item: NewItemId) -> CarePeriod:
    """Return a period of the return as a new period of a record."""
    return CarePeriod(
        id=new_item(),
        entered_on=period.entered_on,
        began_earlier=period.began_earlier or None,
        ended_on=period.ended_on,
        reason_ended=period.reason_ended,
        category_of_need=period.need,
        unaccompanied=period.unaccompanied or None,
        legal_statuses=tuple(
            LegalStatusFrom(id=new_item(), from_on=from_on, status=status)
            for from_on, status in period.statuses
        ),
        placements=tuple(_placement(stay, new_item) for stay in period.stays),
    )


class _ContradictsError(Exception):
    """The return and the record cannot both be right."""


def _placement(stay: Stay, new_item: NewItemId) -> Placement:
    return Placement(
        id=new_item(),
        from_on=stay.from_on,
        until_on=stay.until_on,
        type=stay.type,
        provider=stay.provider,
    )


def _index_of_same(care: Sequence[CarePeriod], period: Period) -> int | None:
    """Return which recorded period this is, if it is one.

    Raises:
        _ContradictsError: it would be two of them.
    """
    days = (period.entered_on, period.ended_on or period.known_until)
    recorded = [(each.entered_on, each.ended_on) for each in care]
    if (period.entered_on, period.ended_on) in recorded:
        return recorded.index((period.entered_on, period.ended_on))
    same = [index for index, other in enumerate(recorded) if _share_days(days, other)]
    if len(same) > 1:
        raise _ContradictsError
    return same[0] if same else None


def _share_days(returned: tuple[date, date], recorded: tuple[date, date | None]) -> bool:
    """Say whether two stretches overlap. One that begins as the other ends does not."""
    return returned[0] == recorded[0] or (
        returned[0] < (recorded[1] or date.max) and recorded[0] < returned[1]
    )


def _joined(recorded: CarePeriod, period: Period, new_item: NewItemId) -> CarePeriod:
    entered_on, began_earlier = _beginning(recorded, period)
    return changed(
        recorded,
        entered_on=entered_on,
        began_earlier=began_earlier,
        ended_on=_ending(recorded, period),
        reason_ended=_agreed(recorded.reason_ended, period.reason_ended),
        category_of_need=recorded.category_of_need or period.need,
        unaccompanied=_agreed(recorded.unaccompanied, period.unaccompanied or None),
        legal_statuses=_statuses(recorded, period, new_item),
        placements=_placements(recorded, period, new_item),
    )


def _beginning(recorded: CarePeriod, period: Period) -> tuple[date, bool | None]:
    """Return when care began, and whether it is only the first day known.

    A day that is only a bound gives way to an earlier one; a day that is known does not move.
    """
    if period.entered_on > recorded.entered_on:
        if not period.began_earlier:
            raise _ContradictsError
        return recorded.entered_on, recorded.began_earlier
    if period.entered_on < recorded.entered_on:
        if not recorded.began_earlier:
            raise _ContradictsError
        return period.entered_on, period.began_earlier or None
    known = not (recorded.began_earlier and period.began_earlier)
    return recorded.entered_on, None if known else True


def _ending(recorded: CarePeriod, period: Period) -> date | None:
    ended_on = _until(recorded.ended_on, period.ended_on, period.known_until)
    begun = [
        *(entry.from_on for entry in recorded.legal_statuses),
        *(entry.from_on for entry in recorded.placements),
    ]
    if ended_on is not None and any(from_on > ended_on for from_on in begun):
        raise _ContradictsError
    return ended_on


def _until(recorded: date | None, returned: date | None, known_until: date) -> date | None:
    """Return when something ended. A return may be older than the record, and know less."""
    if returned is None and recorded is not None and recorded < known_until:
        raise _ContradictsError
    agreed: date | None = _agreed(recorded, returned)
    return agreed


def _statuses(
    recorded: CarePeriod, period: Period, new_item: NewItemId
) -> tuple[LegalStatusFrom, ...]:
    """Return the legal statuses of both. Where both know a day, they must agree on it."""
    known = [(entry.from_on, entry.status) for entry in recorded.legal_statuses]
    for from_on, status in known:
        if period.entered_on <= from_on <= period.known_until:
            _agreed(_in_force(period.statuses, from_on), status)
    added = []
    for from_on, status in period.statuses:
        before = _in_force(known, from_on)
        if before is status:
            continue
        if before is not None and from_on <= known[-1][0]:
            raise _ContradictsError
        added.append(LegalStatusFrom(id=new_item(), from_on=from_on, status=status))
    return tuple(sorted((*recorded.legal_statuses, *added), key=lambda entry: entry.from_on))


def _in_force(statuses: Sequence[tuple[date, LegalStatus]], day: date) -> LegalStatus | None:
    begun = [status for from_on, status in statuses if from_on <= day]
    return begun[-1] if begun else None


def _placements(recorded: CarePeriod, period: Period, new_item: NewItemId) -> tuple[Placement, ...]:
    found = list(recorded.placements)
    for stay in period.stays:
        days = (stay.from_on, stay.until_on or period.known_until)
        spans = [(each.from_on, each.until_on) for each in found]
        same = [index for index, span in enumerate(spans) if _share_days(days, span)]
        if (stay.from_on, stay.until_on) in spans:
            same = [spans.index((stay.from_on, stay.until_on))]
        if not same:
            found.append(_placement(stay, new_item))
        elif len(same) == 1:
            found[same[0]] = _same_placement(recorded, found[same[0]], stay, period.known_until)
        else:
            raise _ContradictsError
    return tuple(sorted(found, key=lambda each: (each.from_on, each.until_on or date.max)))


def _same_placement(
    recorded: CarePeriod, placement: Placement, stay: Stay, known_until: date
) -> Placement:
    """Return one placement that both tell of, from the day it is known to have begun."""
    first_known = bool(recorded.began_earlier) and placement.from_on == recorded.entered_on
    if (
        stay.type is not placement.type
        or (stay.from_on > placement.from_on and not stay.from_before)
        or (stay.from_on < placement.from_on and not first_known)
    ):
        raise _ContradictsError
    return changed(
        placement,
        from_on=min(stay.from_on, placement.from_on),
        until_on=_until(placement.until_on, stay.until_on, known_until),
        provider=_agreed(placement.provider, stay.provider),
    )


def _agreed(recorded: Any, returned: Any) -> Any:  # noqa: ANN401  # one value of any code list
    """Return the one that is known.

    Raises:
        _ContradictsError: both are, and differ.
    """
    if recorded is not None and returned is not None and recorded != returned:
        raise _ContradictsError
    return returned if recorded is None else recorded
