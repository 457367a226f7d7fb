"""Episodes of a return joined into periods of care.

The return has a row for every change of legal status or placement. What belongs together
is told by three things: the reason the episode began (`S` starts care, all others go on
from one before), the reason it ended (`X1` and care goes on, all others end it), and that
the next one begins on the day this one ended. Where these contradict each other nobody can
tell which is wrong, and the child is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pepsite.records.codes import (
    CategoryOfNeed,
    LegalStatus,
    PlacementProvider,
    PlacementType,
    ReasonCareEnded,
)

CARE_STARTS = "S"
ONLY_STATUS_CHANGES = "L"
CARE_GOES_ON = "X1"
REASONS_FOR_NEW_EPISODE = (CARE_STARTS, ONLY_STATUS_CHANGES, "P", "T", "B", "U")


@dataclass(frozen=True, slots=True)
class Episode:
    """One row of the return, with values that are known to be good."""

    line: int
    began_on: date
    began_because: str
    status: LegalStatus
    need: CategoryOfNeed | None = None
    placement: PlacementType | None = None
    provider: PlacementProvider | None = None
    ended_on: date | None = None
    ended_because: ReasonCareEnded | None = None
    goes_on: bool = False

    @property
    def starts_care(self) -> bool:
        """Whether care starts with this episode."""
        return self.began_because == CARE_STARTS


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement over some days. `from_before`: it may have begun earlier than the return."""

    from_on: date
    until_on: date | None
    type: PlacementType
    provider: PlacementProvider | None
    from_before: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A period of care as the return tells it.

    `began_earlier`: care began before `entered_on`, the first day the return knows.
    `known_until` is the last day the return says anything about: where care goes on, the day
    the return was made.
    """

    entered_on: date
    began_earlier: bool
    ended_on: date | None
    reason_ended: ReasonCareEnded | None
    need: CategoryOfNeed | None
    statuses: tuple[tuple[date, LegalStatus], ...]
    stays: tuple[Stay, ...]
    known_until: date
    unaccompanied: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """The periods of one child, in order, and what is to be told of which lines."""

    periods: tuple[Period, ...]
    told: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The episodes cannot all be right: the line where this shows, and the code."""

    line: int
    code: str


def join(episodes: Sequence[Episode], as_of: date) -> Joined | Contradiction:
    """Return the periods of care that these episodes of one child make up.

    `as_of` is the day the return was made: what has no end was going on then.
    """
    groups: list[list[Episode]] = []
    told: list[tuple[int, str]] = []
    for episode in sorted(episodes, key=lambda each: (each.began_on, each.ended_on or date.max)):
        before = groups[-1][-1] if groups else None
        if before is not None and before.ended_on is None and _follows_on(before, episode):
            told.append((before.line, "end-from-next"))
            before = replace(before, ended_on=episode.began_on, goes_on=True)
            groups[-1][-1] = before
        if before is not None and (code := _contradiction(before, episode)):
            return Contradiction(episode.line, code)
        if before is not None and before.ended_because is None:
            groups[-1].append(episode)
            continue
        groups.append([episode])
        if not episode.starts_care:
            told.append((episode.line, "start-not-given"))
    if groups and (code := _open_end(groups[-1][-1])):
        told.append((groups[-1][-1].line, code))
    return Joined(tuple(_period(group, as_of) for group in groups), tuple(told))


def _follows_on(before: Episode, episode: Episode) -> bool:
    """Say whether an episode without an end goes over into this one by what both rows say."""
    return (
        before.ended_because is None
        and not episode.starts_care
        and before.began_on < episode.began_on
    )


def _contradiction(before: Episode, episode: Episode) -> str | None:
    """Return the code of what keeps one episode from coming after the other, if anything does."""
    if before.ended_on is None:
        return "episodes-overlap" if episode.began_on == before.began_on else "no-end-day"
    if episode.began_on < before.ended_on:
        return "episodes-overlap"
    meets = episode.began_on == before.ended_on
    match (before.ended_because is not None, episode.starts_care):
        case (False, True):
            return "started-again"
        case (False, False):
            return None if meets else "care-gap"
        case (True, False):
            return "ended-and-went-on" if meets else None
        case _:
            return None


def _open_end(last: Episode) -> str | None:
    """Return what is to be told of the child's last episode, if anything is."""
    if last.ended_on is None:
        return "end-day-missing" if last.ended_because else None
    if last.ended_because:
        return None
    return "next-episode-missing" if last.goes_on else "reason-not-given"


def _period(episodes: list[Episode], as_of: date) -> Period:
    first, last = episodes[0], episodes[-1]
    ended_on = last.ended_on if last.ended_because else None
    return Period(
        entered_on=first.began_on,
        began_earlier=not first.starts_care,
        ended_on=ended_on,
        reason_ended=last.ended_because if ended_on else None,
        need=next((each.need for each in episodes if each.need), None),
        statuses=_statuses(episodes),
        stays=_stays(episodes),
        known_until=last.ended_on or (last.began_on if last.ended_because else as_of),
    )


def _statuses(episodes: list[Episode]) -> tuple[tuple[date, LegalStatus], ...]:
    found: list[tuple[date, LegalStatus]] = []
    for episode in episodes:
        if found and found[-1][0] == episode.began_on:
            found.pop()  # it was in force for no day
        if not found or found[-1][1] is not episode.status:
            found.append((episode.began_on, episode.status))
    return tuple(found)


def _stays(episodes: list[Episode]) -> tuple[Stay, ...]:
    """Return the placements; one that lasts while only the legal status changes is one."""
    found: list[Stay] = []
    for episode in episodes:
        only_status = episode.began_because == ONLY_STATUS_CHANGES
        if episode.placement is None:
            continue
        last = found[-1] if found else None
        if (
            last is not None
            and only_status
            and (last.until_on, last.type, last.provider)
            == (episode.began_on, episode.placement, episode.provider)
        ):
            found[-1] = replace(last, until_on=episode.ended_on)
            continue
        found.append(
            Stay(
                episode.began_on,
                episode.ended_on,
                episode.placement,
                episode.provider,
                from_before=only_status and episode is episodes[0],
            )
        )
    return tuple(found)
