"""Figures: tallies put in order, with words for every line and row. Nothing is withheld here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from pepsite.compliance.judging.moderation import RATING
from pepsite.compliance.measures.children import NOT_ON_RECORD
from pepsite.compliance.measures.cuts import NO_SCHOOL
from pepsite.compliance.measures.judgements import concern_from
from pepsite.compliance.measures.kinds import KINDS, Kind
from pepsite.compliance.measures.seen import Apart, Window
from pepsite.compliance.measures.tallies import WHOLE, Place, Plan, Tally
from pepsite.policy.calendars import Unknown
from pepsite.records.codes import Phase, SenProvision, YearGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pepsite.compliance.results import Setting
    from pepsite.policy.questions import QuestionsEdition
    from pepsite.policy.reports import By, Measure

_CONCERN = Unknown("how many PEPs below standard make a school one of concern, in the policy")


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: numerator, denominator (an amount has none), and what stands apart.

    `behind` is how many children it comes from; figures about schools and actions have none.
    """

    counted: int
    of: int | None
    behind: int = 0
    apart: tuple[tuple[Apart, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a figure counts, where a measure has several."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the whole, or those of one school, phase or team; a pair of cells for each line.

    The second of a pair is of the period before, or None where nobody can tell it.
    """

    id: str
    title: str
    cells: tuple[tuple[Cell, Cell | None], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one way of telling a figure apart. `adds_up`: each thing is in one row only."""

    by: str
    rows: tuple[Row, ...]
    adds_up: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its numbers.

    `missing` says what would have to be known, where the measure cannot be told at all;
    `before_missing` says it of the period before. `opened` are ids of what is not met.
    """

    measure: Measure
    kind: Kind
    now: Window | None
    before: Window | None
    lines: tuple[Line, ...] = ()
    whole: Row | None = None
    tables: tuple[Table, ...] = ()
    opened: tuple[tuple[str, str], ...] = ()
    missing: str = ""
    before_missing: str = ""


def figures_of(tally: Tally, plan: Plan, setting: Setting) -> tuple[Figure, ...]:
    """Return the figure of every measure that was counted, or could not be."""
    numbers: dict[tuple[str, str], list[tuple[Place, int]]] = defaultdict(list)
    for place, number in tally.numbers.items():
        numbers[place.measure, place.by].append((place, number))
    before_missing = {measure.id: unknown.missing for measure, unknown in plan.without_before}
    found: dict[str, Figure] = {}
    for measure, both, checks in plan.measures:
        maker = _Maker(measure, both, checks, numbers, setting)
        found[measure.id] = maker.figure(tally, before_missing.get(measure.id, ""))
    for measure, unknown in plan.unknown:
        kind = KINDS[measure.counts]
        found[measure.id] = Figure(measure, kind, None, None, missing=unknown.missing)
    return tuple(found.values())


class _Maker:
    """Makes one figure of the numbers of its measure."""

    def __init__(
        self,
        measure: Measure,
        both: tuple[Window, ...],
        checks: frozenset[str],
        numbers: Mapping[tuple[str, str], list[tuple[Place, int]]],
        setting: Setting,
    ) -> None:
        self._measure, self._kind, self._setting = measure, KINDS[measure.counts], setting
        self._both = both
        self._numbers = numbers
        self._cells: dict[tuple[str, bool, str, str, str], int] = {
            (place.by, place.is_now, place.row, place.line, place.what): number
            for by in (WHOLE, "school", *measure.by)
            for place, number in numbers.get((measure.id, by), ())
        }
        self._lines = self._lines_of(checks)

    def figure(self, tally: Tally, before_missing: str) -> Figure:
        measure = self._measure
        now, before = self._both[0], self._both[1] if len(self._both) > 1 else None
        figure = Figure(
            measure,
            self._kind,
            now,
            before,
            self._lines,
            self._row(WHOLE, WHOLE, "all"),
            tuple(self._table(by) for by in measure.by),
            tuple(
                sorted((one.line, one.record) for one in tally.opened if one.measure == measure.id)
            ),
            before_missing=before_missing,
        )
        return self._of_concern(figure) if measure.counts == "schools-causing-concern" else figure

    def _lines_of(self, checks: frozenset[str]) -> tuple[Line, ...]:
        """Return the lines: those a kind or measure always has, then those of the records."""
        seen = {line for (_, _, _, line, _) in self._cells if line}
        titles = self._titles(checks)
        known = [line for line in titles if self._always(line) or line in seen]
        others = sorted(seen - set(known))
        if not known and not others:
            return (Line("", ""),)
        return tuple(
            Line(line, titles.get(line, line.replace("-", " "))) for line in (*known, *others)
        )

    def _always(self, line: str) -> bool:
        return line not in (NOT_ON_RECORD, "not-done")

    def _titles(self, checks: frozenset[str]) -> dict[str, str]:
        measure, policy = self._measure, self._setting.policy
        match measure.counts:
            case "checks-met" | "checks-done":
                return {check: title for check, title in policy.titles().items() if check in checks}
            case "came-to-meetings" | "staff-trained":
                return {str(role): str(role).replace("-", " ") for role in measure.roles}
            case "sdq-bands":
                bands = sorted(measure.bands, key=lambda band: band.at_least)
                return {band.title: band.title for band in bands} | dict(self._kind.lines)
            case "ratings":
                return dict(self._of_editions(_scale))
            case "answers" | "points" | "moderation-agreed":
                return self._items()
            case _:
                return dict(self._kind.lines)

    def _items(self) -> dict[str, str]:
        """Return the text of each question and part that was judged, in their order."""
        seen = {line for (_, _, _, line, _) in self._cells}
        agreed = self._measure.counts == "moderation-agreed"
        own = {RATING: "rating of the whole"} if agreed else {}
        asked = dict(self._of_every(_questions)) | dict(self._of_every(_parts))
        return own | {item: title for item, title in asked.items() if item in seen}

    def _of_editions(
        self, words: Callable[[QuestionsEdition], Iterator[tuple[str, str]]]
    ) -> Iterator[tuple[str, str]]:
        """Yield what the editions of the templates that count say, in their order."""
        policy, named = self._setting.policy, self._measure.templates
        for checklist in policy.checklists:
            if not named or checklist.id in named:
                for edition in checklist.editions:
                    yield from words(edition)
        for template in policy.audits:
            if template.id in named:
                for edition in template.editions:
                    yield from words(edition)

    def _of_every(
        self, words: Callable[[QuestionsEdition], Iterator[tuple[str, str]]]
    ) -> Iterator[tuple[str, str]]:
        policy = self._setting.policy
        editions = chain(
            *(one.editions for one in policy.checklists), *(one.editions for one in policy.audits)
        )
        for edition in editions:
            yield from words(edition)

    def _table(self, by: By) -> Table:
        rows = {row for (cut, _, row, _, _) in self._cells if cut == by}
        titles = self._row_titles(by, rows)
        return Table(
            by,
            tuple(self._row(by, row, title) for row, title in titles.items()),
            adds_up=by != "theme",
        )

    def _row_titles(self, by: By, rows: set[str]) -> dict[str, str]:
        """Return the title of each row, in the order in which they are shown."""
        register, policy = self._setting.register, self._setting.policy
        last = {
            NO_SCHOOL: "no school place on record",
            NOT_ON_RECORD: "not on record",
        }
        shown = {row: last[row] for row in last if row in rows}
        match by:
            case "phase":
                own = {str(phase): _PHASES[phase] for phase in Phase}
            case "sen":
                own = {str(one): KINDS["sen"].lines[one] for one in SenProvision}
            case "in-or-out-of-area":
                own = {"in-area": "in our area", "out-of-area": "out of our area"}
            case "year-group":
                own = {str(one): _year_group(one) for one in YearGroup if one in rows}
            case "school":
                own = _by_title(
                    {one: register.schools[one].name for one in rows & set(register.schools)}
                )
            case "officer":
                people = {one: register.people[one] for one in rows & set(register.people)}
                own = _by_title({one: person.name or one for one, person in people.items()})
            case "theme":
                own = {one.id: one.title for one in policy.themes if one.id in self._measure.themes}
            case _:  # a team, or a district
                own = _by_title({row: row for row in rows if row not in last})
        known = own | shown
        return known | {row: row for row in sorted(rows - set(known))}

    def _row(self, by: str, row: str, title: str) -> Row:
        return Row(row, title, tuple(self._pair(by, row, line.id) for line in self._lines))

    def _pair(self, by: str, row: str, line: str) -> tuple[Cell, Cell | None]:
        before = self._cell(by, row, line, is_now=False) if len(self._both) > 1 else None
        return self._cell(by, row, line, is_now=True), before

    def _cell(self, by: str, row: str, line: str, *, is_now: bool) -> Cell:
        def number(what: str, of_line: str = line) -> int:
            return self._cells.get((by, is_now, row, of_line, what), 0)

        kind = self._kind
        amount = kind.shape == "amount" or line in kind.amounts
        of = None if amount else number("of", "" if kind.shape == "spread" else line)
        apart = tuple((why, times) for why in Apart if (times := number(str(why))))
        return Cell(number("counted"), of, number("behind"), apart)

    def _of_concern(self, figure: Figure) -> Figure:
        """Return the figure with schools in the place of PEPs; each is named among the opened."""
        least = concern_from(self._setting, figure.now) if figure.now else None
        if least is None:
            return replace(figure, lines=(), whole=None, tables=(), missing=_CONCERN.missing)
        pairs: list[Cell] = []
        named: list[tuple[str, str]] = []
        for window in self._both:
            rows = {
                row
                for (by, now, row, _, _) in self._cells
                if by == "school" and now == window.is_now
            } - {NO_SCHOOL}
            below = {
                row: self._cells.get(("school", window.is_now, row, "", "counted"), 0)
                for row in rows
            }
            concerned = [row for row, times in below.items() if times >= least]
            pairs.append(Cell(len(concerned), len(rows)))
            if window.is_now:
                named = [(f"{below[row]} PEPs below standard", row) for row in concerned]
        before = pairs[1] if len(pairs) > 1 else None
        return replace(
            figure,
            lines=(Line("", ""),),
            whole=Row(WHOLE, "all", ((pairs[0], before),)),
            tables=(),
            opened=tuple(sorted(named)),
        )


_PHASES = {Phase.EYFS: "early years", Phase.STATUTORY: "Years 1 to 11", Phase.POST_16: "post-16"}
"""As most authorities mean them; which year groups make up each is policy."""


def _year_group(one: YearGroup) -> str:
    match one:
        case YearGroup.BEFORE_NURSERY:
            return "before nursery"
        case YearGroup.N1 | YearGroup.N2:
            return f"Nursery {one[1:]}"
        case YearGroup.R:
            return "Reception"
        case _:
            return f"Year {one[1:]}"


def _by_title(titles: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(titles.items(), key=lambda item: (item[1].casefold(), item[0])))


def _scale(edition: QuestionsEdition) -> Iterator[tuple[str, str]]:
    return ((value.id, value.title) for value in edition.scale)


def _questions(edition: QuestionsEdition) -> Iterator[tuple[str, str]]:
    return ((question.id, question.text) for question in edition.questions)


def _parts(edition: QuestionsEdition) -> Iterator[tuple[str, str]]:
    return ((part.id, part.title) for part in edition.parts)
