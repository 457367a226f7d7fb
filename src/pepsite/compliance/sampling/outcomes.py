"""What plans, draws and checks of samples come to, for whoever shows them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pepsite.compliance.sampling.draw import Draw
    from pepsite.compliance.sampling.population import Drawing
    from pepsite.policy.calendars import Unknown
    from pepsite.policy.periods import Period


@dataclass(frozen=True, slots=True)
class PlanNow:
    """A sampling plan as it stands on a day.

    `period` is the one that runs, or what would have to be known to tell it; None where the
    plan is not in force. `asks` are sentences; `drawn` are the ids of the samples of the
    period, of which the plan wants `draws`.
    """

    id: str
    title: str
    source: str
    period: Period | Unknown | None
    asks: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    draws: int = 1


@dataclass(frozen=True, slots=True)
class SampleDrawn:
    """A sample that has been drawn and saved.

    `places` tells where each PEP that was drawn is kept.
    """

    id: str
    path: str
    drawing: Drawing
    draw: Draw
    population: int
    cannot_tell: int
    seed: str
    commit: str | None
    places: Mapping[str, str]


class Verdict(StrEnum):
    """What drawing a sample again shows."""

    AS_DRAWN = "as-drawn"
    NOT_AS_DRAWN = "not-as-drawn"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class SampleChecked:
    """One sample, drawn again.

    `faults` are sentences on what is not as it should be, `missing` what would have to be
    known where nobody can tell. `from_commit`: its population was gathered again from its
    commit. `other_auditors` counts the PEPs that were given to others since, and `changed`
    are the PEPs of the population that say something else today, or are gone.
    """

    id: str
    plan: str
    from_commit: bool
    faults: tuple[str, ...] = ()
    missing: str = ""
    population: int = 0
    other_auditors: int = 0
    changed: tuple[str, ...] = ()
    drawn_changed: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What drawing it again shows."""
        if self.faults:
            return Verdict.NOT_AS_DRAWN
        return Verdict.CANNOT_TELL if self.missing else Verdict.AS_DRAWN
