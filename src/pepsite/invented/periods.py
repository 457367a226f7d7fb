"""When a child was in care, and in what sort of home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.cases import Case, Plot
from pepsite.invented.terms import AS_OF, WORKING_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pepsite.invented.dice import Dice

_HOMES = (("foster", 62), ("family", 16), ("home", 12), ("foster", 10))


@dataclass(slots=True)
class Period:
    """One period of care, with the homes in it: from which day, of which sort."""

    id: str
    entered_on: date
    ended_on: date | None
    emergency: bool
    category: str
    reason_ended: str | None
    homes: list[tuple[date, str]]
    first_review_on: date | None = None

    def home_on(self, day: date) -> str:
        """Return the sort of home on this day."""
        begun = [sort for from_on, sort in self.homes if from_on <= day]
        return begun[-1] if begun else self.homes[0][1]


def periods(dice: Dice, kin: Dice, plot: Plot, born_on: date, *, together: bool) -> list[Period]:
    """Return the periods of care of a child born on this day; a family comes `together`."""
    if plot.entered_on:
        entered_on = date.fromisoformat(plot.entered_on)
    else:
        entered_on = _entered(kin, born_on, together=together)
    entered_on = max(entered_on, WORKING_DAYS.on_or_after(born_on + timedelta(days=90)))
    period = _period(dice, plot, entered_on, None)
    if plot.case is Case.CAME_BACK:
        first = _period(dice, plot, date(2021, 5, 18), date(2024, 12, 13))
        first.reason_ended, first.homes = "E4A", [(first.entered_on, "foster")]
        return [first, period]
    if plot.case is Case.LEFT_CARE:
        period.ended_on, period.reason_ended = date(2026, 2, 6), "E11"
    elif plot.case is Case.NONE and entered_on < date(2025, 6, 1) and kin.likely(0.06):
        period.ended_on, period.reason_ended = date(2026, 1, 30), "E45"
    return [period]


def _entered(kin: Dice, born_on: date, *, together: bool) -> date:
    if kin.likely(0.5) and not together:
        first = max(born_on + timedelta(days=200), date(2018, 1, 1))
        days = max(1, (date(2024, 8, 1) - first).days)
        return WORKING_DAYS.on_or_after(first + timedelta(days=kin.between(0, days)))
    return WORKING_DAYS.on_or_after(date(2024, 9, 9) + timedelta(days=kin.between(0, 580)))


def _period(dice: Dice, plot: Plot, entered_on: date, ended_on: date | None) -> Period:
    homes = [(entered_on, _first_home(dice, plot))]
    moved_on = WORKING_DAYS.after(entered_on, dice.between(60, 300))
    if homes[0][1] in ("foster", "home") and dice.likely(0.3) and moved_on < AS_OF:
        homes.append((moved_on, "foster"))
    if plot.case is Case.IN_CUSTODY:
        homes = [(entered_on, "home"), (date(2026, 1, 19), "secure")]
    elif plot.case is Case.ADOPTION:
        homes = [(entered_on, "foster"), (date(2026, 2, 23), "adoption")]
    elif plot.case is Case.LEAVING_CARE:
        homes = [(entered_on, "foster"), (date(2025, 9, 8), "supported")]
    period = Period(
        dice.item_id(),
        entered_on,
        ended_on,
        plot.case in (Case.EMERGENCY, Case.INITIAL_LATE) or dice.likely(0.2),
        "N8" if plot.case is Case.UNACCOMPANIED else dice.weighted(_CATEGORIES),
        None,
        homes,
    )
    review_on = WORKING_DAYS.after(entered_on, dice.between(18, 20))
    period.first_review_on = review_on if review_on <= AS_OF else None
    return period


_CATEGORIES: Sequence[tuple[str, int]] = (
    ("N1", 70), ("N2", 4), ("N3", 4), ("N4", 8), ("N5", 11), ("N6", 3),
)  # fmt: skip


def _first_home(dice: Dice, plot: Plot) -> str:
    if plot.case is Case.UNACCOMPANIED:
        return "supported"
    return dice.weighted(_HOMES)
