"""Who a child of the demo is: when born, when in care, what at school is easy and what is hard."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.cases import PLOTS, YEAR_GROUPS, Case, Plot
from pepsite.invented.dice import Dice
from pepsite.invented.periods import Period, periods
from pepsite.invented.phrases import Words, gaps_for
from pepsite.invented.terms import WORKING_DAYS, academic_year_of

if TYPE_CHECKING:
    from pepsite.invented.fields import Fields
    from pepsite.invented.phrases import Thread

YEARS = (
    "before-nursery", "N1", "N2", "R", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "Y8", "Y9",
    "Y10", "Y11", "Y12", "Y13", "Y14",
)  # fmt: skip
_AGE_AT_FIRST = 1
_OURS_NOW = 2025
_ETHNICITIES = (
    ("WBRI", 62), ("WIRI", 1), ("WOTH", 5), ("WROM", 1), ("MWBC", 6), ("MWBA", 2), ("MWAS", 3),
    ("MOTH", 3), ("APKN", 5), ("AIND", 2), ("ABAN", 2), ("BCRB", 3), ("BAFR", 4), ("OOTH", 2),
    ("NOBT", 1),
)  # fmt: skip
_FROM_ABROAD = (("AOTH", "Pashto"), ("BAFR", "Tigrinya"), ("OOTH", "Kurdish Sorani"))
_ATTENDANCE = ((0.975, 40), (0.945, 30), (0.9, 16), (0.82, 9), (0.66, 5))
_ATTENDANCE_OF = {Case.LOW_ATTENDANCE: 0.6, Case.UNACCOMPANIED: 0.96}
_HELD_BACK = {"MLD": ("english", "maths", "other"), "SPLD": ("english",)}
_NEEDS = ("SPLD", "MLD", "SEMH", "SEMH", "SLCN", "ASD")


@dataclass(slots=True)
class Stay:
    """A place of education from a day on."""

    school: Fields
    part: str
    from_on: date
    until_on: date | None = None
    more: Fields = field(default_factory=dict)
    why_left: str | None = None

    def covers(self, day: date) -> bool:
        """Say whether the child is there on this day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(slots=True)
class Strand:
    """How far a child has come along a thread, and the target that is open."""

    thread: Thread
    need_id: str
    stage: int
    target: Fields | None = None
    intervention_id: str = ""
    began_at: float = 0.0
    """The share of sessions attended when the target was set."""


@dataclass(slots=True)
class Story:
    """Everything about a child that the records are written from."""

    number: int
    id: str
    case: Case
    dice: Dice
    born_on: date
    sex: str
    ethnicity: str
    language: str
    periods: list[Period]
    sen: str
    sen_need: str
    attendance: float
    ability: dict[str, float]
    sibling: str | None
    stays: list[Stay] = field(default_factory=list)
    statuses: list[tuple[date, str]] = field(default_factory=list)
    events: list[Fields] = field(default_factory=list)
    strands: list[Strand] = field(default_factory=list)
    finished: set[str] = field(default_factory=set)
    said: list[tuple[str, str, str]] = field(default_factory=list)
    _gaps: dict[str, dict[str, str]] = field(default_factory=dict)

    def year_group_on(self, day: date) -> str:
        """Return the year group by age on the 31 August before the day."""
        return year_group(self.born_on, academic_year_of(day))

    def band_on(self, day: date) -> str:
        """Return which set of words suits the child's age."""
        if self.case is Case.UNACCOMPANIED:
            return "newcomer"
        return _BANDS[YEARS.index(self.year_group_on(day))]

    def words_on(self, day: date) -> Words:
        """Return the words for this child on this day."""
        band = self.band_on(day)
        if band not in self._gaps:
            before = next(reversed(self._gaps.values()), {})
            self._gaps[band] = gaps_for(self.dice, band, before.get("likes"), self._easy)
        return Words(self.dice, band, self._gaps[band])

    @property
    def _easy(self) -> set[str]:
        """What the child would never call hard."""
        easy = {name for name, known in self.ability.items() if known > 0.7}  # noqa: PLR2004
        return {subject for name in easy for subject in _SUBJECTS_OF[name]}

    def main_stay_on(self, day: date) -> Stay | None:
        """Return the main place of education on this day, if there is one."""
        return next(
            (stay for stay in reversed(self.stays) if stay.part == "main" and stay.covers(day)),
            None,
        )

    def status_on(self, day: date) -> str:
        """Return where the child stands with education on this day."""
        begun = [status for from_on, status in self.statuses if from_on <= day]
        return begun[-1] if begun else "on-roll"


_SUBJECTS_OF = {
    "english": ("writing", "spelling", "English", "English literature"),
    "maths": ("maths",),
    "other": ("science", "chemistry"),
}
_BANDS = (
    ("early",) * 4
    + ("infant",) * 2
    + ("junior",) * 4
    + ("lower",) * 3
    + ("upper",) * 2
    + ("later",) * 3
)


def year_group(born_on: date, academic_year: int) -> str:
    """Return the year group in this academic year of someone born on this day."""
    age = academic_year - born_on.year - ((born_on.month, born_on.day) > (8, 31))
    return YEARS[min(max(age - _AGE_AT_FIRST, 0), len(YEARS) - 1)]


def child_id(seed: int, number: int) -> str:
    """Return the id of the child of this number: known before the child is invented."""
    return Dice(seed, "child-id", number).record_id("child")


def begin_story(seed: int, number: int) -> Story:
    """Return the story of the child of this number, before school comes into it."""
    dice = Dice(seed, "child", number)
    plot = _plot(dice, number)
    family = family_of(number)
    kin = Dice(seed, "family", family)
    born_on = _born_on(dice, plot)
    from_abroad = plot.case is Case.UNACCOMPANIED
    ethnicity, language = kin.weighted(_ETHNICITIES), "English"
    if from_abroad:
        ethnicity, language = dice.one_of(_FROM_ABROAD)
    elif ethnicity in ("APKN", "WOTH", "ABAN") and kin.likely(0.4):
        language = {"APKN": "Urdu", "WOTH": "Polish", "ABAN": "Bengali"}[ethnicity]
    level = dice.between(0, 10) / 10
    sen = "N" if from_abroad else _sen(dice, plot)
    sen_need = dice.one_of(_NEEDS)
    held_back = _HELD_BACK.get(sen_need, ()) if sen != "N" else ()
    ability = {
        name: (0.0 if name in held_back else level) + dice.between(-3, 3) / 10
        for name in ("english", "maths", "other")
    }
    return Story(
        number=number,
        id=child_id(seed, number),
        case=plot.case,
        dice=dice,
        born_on=born_on,
        sex=dice.one_of("112212"),
        ethnicity=ethnicity,
        language=language,
        periods=periods(dice, kin, plot, born_on, together=_sibling(seed, number) is not None),
        sen=sen,
        sen_need=sen_need,
        attendance=_ATTENDANCE_OF.get(plot.case) or dice.weighted(_ATTENDANCE),
        ability=ability,
        sibling=_sibling(seed, number),
    )


def family_of(number: int) -> int:
    """Return the number that a family shares: every tenth child has a brother or sister in care."""
    return number - 1 if number % 10 == 5 and number > 30 else number  # noqa: PLR2004


def _sibling(seed: int, number: int) -> str | None:
    if family_of(number) != number:
        return child_id(seed, number - 1)
    if family_of(number + 1) == number:
        return child_id(seed, number + 1)
    return None


def _plot(dice: Dice, number: int) -> Plot:
    if number < len(PLOTS):
        return PLOTS[number]
    if number % 10 not in (4, 5) and dice.likely(0.3):
        plot = dice.one_of(PLOTS[:34])
        if plot.case in (Case.NEW_NOW, Case.INITIAL_MISSED, Case.NOT_KNOWN_YET):
            return plot
        earlier = date.fromisoformat(plot.entered_on) - timedelta(days=dice.between(0, 40))
        return plot._replace(entered_on=WORKING_DAYS.on_or_before(earlier).isoformat())
    return Plot(Case.NONE, dice.weighted(YEAR_GROUPS))


def _born_on(dice: Dice, plot: Plot) -> date:
    born_after = _OURS_NOW - YEARS.index(plot.year_group) - _AGE_AT_FIRST - 1
    # In Year 13, only those who are not yet 18 are still in care.
    month = dice.between(6, 8) if plot.year_group == "Y13" else dice.between(1, 12)
    year = born_after + (month < 9)  # noqa: PLR2004  # a school year begins in September
    return date(year, month, dice.between(1, 28))


def _sen(dice: Dice, plot: Plot) -> str:
    if plot.case is Case.SPECIAL_SCHOOL:
        return "E"
    return dice.weighted((("N", 48), ("K", 32), ("E", 20)))
