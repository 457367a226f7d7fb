"""Was a day entered as soon after it as the policy asks? What was entered when is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pepsite.compliance.results import sources_of
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.policy.calendars import Calendars
    from pepsite.policy.timescales import EnteredDay, EntryLimit


@dataclass(frozen=True, slots=True)
class EntryJudged:
    """What a limit comes to: the last day on which it could be entered, and whether it was.

    `too_late` is None where nobody can tell, for what is `missing`. `limit` is the id of the
    limit; `from_on` is the day from which it is in force so, `source` where it is written down.
    """

    limit: str
    number: int
    unit: str
    from_on: date
    source: str
    last_on: date | None
    too_late: bool | None
    reading: str = ""
    missing: str = ""


def judge_entry(
    limits: Iterable[EntryLimit],
    of: EnteredDay,
    claimed: date,
    entered_on: date,
    calendars: Calendars,
) -> EntryJudged | None:
    """Return what the strictest limit on this day comes to, or None where there is none.

    Which limit is in force is asked of the day that is claimed. One that cannot be told does
    not hide another that was kept to or not: late by one limit is late.
    """
    judged = [
        one
        for limit in limits
        if limit.of is of and (one := _by_one(limit, claimed, entered_on, calendars)) is not None
    ]
    return min(judged, key=_strictness, default=None)


def _by_one(
    limit: EntryLimit, claimed: date, entered_on: date, calendars: Calendars
) -> EntryJudged | None:
    version = in_force(limit.versions, claimed)
    if version is None:
        return None
    last_on = calendars.add(claimed, version.within.span, None)
    return EntryJudged(
        limit.id,
        version.within.number,
        version.within.unit,
        version.from_on,
        sources_of(version),
        None if isinstance(last_on, Unknown) else last_on,
        None if isinstance(last_on, Unknown) else entered_on > last_on,
        version.reading or "",
        last_on.missing if isinstance(last_on, Unknown) else "",
    )


def _strictness(one: EntryJudged) -> tuple[int, date]:
    """Sort key: what is late first, then what cannot be told, then by the last day."""
    order = {True: 0, None: 1, False: 2}[one.too_late]
    return (order, one.last_on or date.max)
