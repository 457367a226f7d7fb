"""Which figures of reports are held back, so that none of them can be worked out from the rest.

Numbers of children with an attribute are withheld where they are small; figures about practice
where they rest on few. Then, as long as sums and totals in any of the reports would give a withheld
figure away, another is withheld with it. The figure for a whole authority's practice is always
shown: where a table cannot be kept safe beside it, the table is left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pepsite.compliance.measures.tallies import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pepsite.compliance.measures.figures import Cell, Figure, Row
    from pepsite.policy.reports import Measure


class Rule(StrEnum):
    """By which rule a figure is withheld."""

    SMALL_NUMBER = "small-number"
    FEW = "rests-on-few"
    BESIDE = "would-give-another-away"


@dataclass(frozen=True, slots=True)
class Limits:
    """Below which numbers of children are withheld, and on how many practice has to rest."""

    attributes_below: int
    process_at_least: int


class Key(NamedTuple):
    """Where a figure stands: measure, way of telling apart, row, line, period, and report."""

    measure: str
    by: str
    row: str
    line: str
    is_now: bool
    report: str = ""


class TableKey(NamedTuple):
    """A table of a measure, in a report."""

    measure: str
    by: str
    report: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is held back: figures with the rule, and tables left out altogether."""

    figures: dict[Key, Rule] = field(default_factory=dict)
    tables: frozenset[TableKey] = frozenset()


NOTHING = Withheld()

_Var: TypeAlias = tuple[object, ...]
"""A number that the reports show, perhaps in several places."""

_Equation: TypeAlias = "dict[_Var, int | Fraction]"
"""So many times each number come to nothing together."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """The parts add up to the whole."""

    whole: _Var
    parts: tuple[_Var, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A figure as it would be shown: its numbers, and what they say."""

    key: Key
    cell: Cell
    numerator: _Var
    denominator: _Var | None
    apart: _Var | None
    together: _Var | None
    is_attribute: bool
    is_share: bool

    @property
    def size(self) -> int:
        """How much is lost if it is withheld."""
        return self.cell.counted if self.is_attribute else self.cell.of or self.cell.behind

    @property
    def is_headline(self) -> bool:
        """Whether it says how the whole authority works."""
        return self.key.by == WHOLE and not self.is_attribute


def withheld(reports: Mapping[str, Sequence[Figure]], limits: Limits) -> Withheld:
    """Return what has to be held back of the figures of these reports, read side by side.

    The same number may stand in several of them: it is shown in all, or in none.
    """
    return _Office(reports, limits).settle()


class _Office:
    """Settles what is withheld, step by step; every step withholds more."""

    def __init__(self, reports: Mapping[str, Sequence[Figure]], limits: Limits) -> None:
        self._limits = limits
        self._shown: dict[Key, _Shown] = {}
        self._sums: dict[_Sum, set[TableKey]] = defaultdict(set)
        self._at: dict[_Var, set[Key]] = defaultdict(set)
        self._values: dict[_Var, int] = {}
        self._withheld: dict[Key, Rule] = {}
        self._left_out: set[TableKey] = set()
        for report, figures in reports.items():
            for figure in figures:
                self._take(figure, report)

    # --- What there is

    def _take(self, figure: Figure, report: str) -> None:
        if figure.whole is None:
            return
        self._take_row(figure, TableKey(figure.measure.id, WHOLE, report), figure.whole)
        for table in figure.tables:
            place = TableKey(figure.measure.id, table.by, report)
            for row in table.rows:
                self._take_row(figure, place, row)
            if table.adds_up:
                self._take_sums(figure, place, table.rows)

    def _take_row(self, figure: Figure, table: TableKey, row: Row) -> None:
        for place, line in enumerate(figure.lines):
            for is_now in (True, False):
                cell = row.cells[place][0 if is_now else 1]
                if cell is None:
                    continue
                key = _key(table, row.id, line.id, is_now=is_now)
                numerator, denominator = _numerator(figure, key), _denominator(figure, key, cell)
                apart = _apart(figure, key) if cell.apart else None
                attribute = figure.measure.kind == "attribute"
                share = figure.kind.shape == "share"
                together = _together(figure, key)
                self._shown[key] = _Shown(
                    key, cell, numerator, denominator, apart, together, attribute, share
                )
                self._note(numerator, cell.counted, key)
                if together is not None:
                    self._at[together].add(key)
                if apart is not None:
                    self._note(apart, sum(times for _, times in cell.apart), key)
                if denominator is not None and cell.of is not None:
                    self._note(denominator, cell.of, key)
                    if apart is not None and figure.kind.population:
                        one = _Sum(_population(figure, key), (denominator, apart))
                        self._sums[one].add(table)
        if figure.kind.shape == "spread":
            self._take_spread(figure, table, row)

    def _take_spread(self, figure: Figure, table: TableKey, row: Row) -> None:
        for is_now in (True, False):
            keys = [_key(table, row.id, line.id, is_now=is_now) for line in figure.lines]
            shown = [self._shown[key] for key in keys if key in self._shown]
            whole = shown[0].denominator if shown else None
            if whole is not None:
                one = _Sum(whole, tuple(each.numerator for each in shown))
                self._sums[one].add(table)

    def _note(self, var: _Var, value: int, key: Key) -> None:
        self._at[var].add(key)
        self._values[var] = value

    def _take_sums(self, figure: Figure, table: TableKey, rows: Iterable[Row]) -> None:
        ids = [row.id for row in rows]
        of_all = table._replace(by=WHOLE)
        for line in figure.lines:
            for is_now in (True, False):
                whole = self._shown.get(_key(of_all, WHOLE, line.id, is_now=is_now))
                if whole is None:
                    continue
                parts = [self._shown[_key(table, row, line.id, is_now=is_now)] for row in ids]
                for total, each in (
                    (whole.numerator, [part.numerator for part in parts]),
                    (whole.denominator, [part.denominator for part in parts]),
                    (whole.apart, [part.apart for part in parts]),
                ):
                    if total is not None:
                        one = _Sum(total, tuple(var for var in each if var is not None))
                        self._sums[one].add(table)

    # --- What is withheld

    def settle(self) -> Withheld:
        for key, shown in self._shown.items():
            rule = self._own_rule(shown)
            if rule is not None:
                self._withhold(key, rule)
        while self._one_more():
            pass
        return Withheld(
            {key: rule for key, rule in self._withheld.items() if self._has(key)},
            frozenset(self._left_out),
        )

    def _own_rule(self, shown: _Shown) -> Rule | None:
        cell, limits = shown.cell, self._limits
        if shown.is_attribute:
            numbers = [cell.counted, cell.behind]
            if cell.of is not None:
                numbers.append(cell.of)
            if shown.is_share and cell.of is not None:
                numbers.append(cell.of - cell.counted)
            small = any(0 < number < limits.attributes_below for number in numbers)
            return Rule.SMALL_NUMBER if small else None
        if shown.is_headline:
            return None
        rests_on = cell.behind if cell.of is None else cell.of
        return Rule.FEW if 0 < rests_on < limits.process_at_least else None

    def _withhold(self, key: Key, rule: Rule) -> None:
        """Withhold a figure, and every other that shows the same number."""
        waiting = [(key, rule)]
        while waiting:
            one, why = waiting.pop()
            if one in self._withheld or self._shown[one].is_headline:
                continue
            self._withheld[one] = why
            for var in self._secrets(self._shown[one]):
                waiting += [
                    (other, self._own_rule(self._shown[other]) or Rule.BESIDE)
                    for other in sorted(self._at[var])
                ]

    def _secrets(self, shown: _Shown) -> Iterator[_Var]:
        """Yield the numbers that must not be got at; a denominator is one where it is small."""
        yield shown.numerator
        of = shown.cell.of
        if shown.denominator is not None and of is not None:
            if 0 < of < self._limits.attributes_below:
                yield shown.denominator
            if shown.together is not None:
                yield shown.together

    def _has(self, key: Key) -> bool:
        return _table(key) not in self._left_out

    def _one_more(self) -> bool:
        """Withhold one more figure, or leave out a table, if anything is given away; say so."""
        shown = {key for key in self._shown if key not in self._withheld and self._has(key)}
        known = {var for var, keys in self._at.items() if not keys.isdisjoint(shown)}
        sums = [one for one, of in self._sums.items() if of - self._left_out]
        found = _determined(sums, known)
        with_part = defaultdict(list)
        for one in sums:
            for part in one.parts:
                with_part[part].append(one)
        for key in list(self._withheld):
            if not self._has(key):
                continue
            for var in self._secrets(self._shown[key]):
                if var in found and self._hide_with(key, var, sums, known):
                    return True
                told = None if var in known else self._tells_how_few(var, with_part[var], known)
                if told is not None:
                    self._withhold(self._candidates(told)[0].key, Rule.BESIDE)
                    return True
        return False

    def _tells_how_few(self, var: _Var, sums: Iterable[_Sum], known: set[_Var]) -> _Sum | None:
        """Return a sum that shows how few all that is withheld in it come to together.

        Or, of children, that it can come to so much in one way only. `sums` are those that the
        number is a part of.
        """
        shown = [self._shown[key] for key in self._at[var]]
        attribute = any(one.is_attribute for one in shown)
        if var[0] == "amount" or (var[0] == "numerator" and not attribute):
            return None
        limits = self._limits
        least = limits.attributes_below if attribute else limits.process_at_least
        for one in sums:
            if one.whole in known and self._candidates(one):
                hidden = [self._values.get(part, 0) for part in one.parts if part not in known]
                if 0 < sum(hidden) < least or (attribute and _pinned(hidden, least)):
                    return one
        return None

    def _candidates(self, one: _Sum) -> list[_Shown]:
        """Return the figures of a sum that can still be withheld, parts before the whole."""
        found = [
            self._shown[key]
            for var in one.parts
            for key in self._at[var]
            if key not in self._withheld and self._has(key) and not self._shown[key].is_headline
        ]
        return sorted(found, key=lambda shown: (shown.size == 0, shown.size, shown.key))

    def _hide_with(self, key: Key, var: _Var, sums: Iterable[_Sum], known: set[_Var]) -> bool:
        """Withhold what a number follows from: a part beside it, or the table. Say if any was."""

        def still_unknown(one: _Sum) -> int:
            return sum(part not in known for part in (*one.parts, one.whole))

        mine = sorted(
            (one for one in sums if var in one.parts or var == one.whole), key=still_unknown
        )
        for one in mine:
            candidates = self._candidates(one)
            if candidates:
                self._withhold(candidates[0].key, Rule.BESIDE)
                return True
        tables = {_table(key), *(of for one in mine for of in self._sums[one])}
        told_apart = {table for table in tables if table.by != WHOLE} - self._left_out
        self._left_out |= told_apart
        return bool(told_apart)


def _key(table: TableKey, row: str, line: str, *, is_now: bool) -> Key:
    return Key(table.measure, table.by, row, line, is_now, table.report)


def _table(key: Key) -> TableKey:
    return TableKey(key.measure, key.by, key.report)


def _numerator(figure: Figure, key: Key) -> _Var:
    kind, measure = figure.kind, figure.measure
    period = _period(figure, key)
    if measure.counts == "children":
        return _population(figure, key)
    if kind.lines_are and key.by == WHOLE:
        return ("population", kind.population, (), period, kind.lines_are, key.line)
    amount = kind.shape == "amount" or key.line in kind.amounts
    counted = "amount" if amount else "numerator"
    return (counted, _counted(measure), period, key.by, key.row, key.line)


def _denominator(figure: Figure, key: Key, cell: Cell) -> _Var | None:
    if cell.of is None:
        return None
    if figure.kind.population and not cell.apart:
        return _population(figure, key)
    line = "" if figure.kind.shape == "spread" else key.line
    return ("denominator", _counted(figure.measure), _period(figure, key), key.by, key.row, line)


@cache
def _counted(measure: Measure) -> str:
    """Name what a measure counts; two that count the same have one name.

    Which checks are counted is told by the line, which has the id of one.
    """
    return measure.model_dump_json(exclude=_SAID_OF_IT)


_SAID_OF_IT = {
    *("id", "title", "kind", "by", "checks", "checks_on", "period", "target_per_cent", "better"),
    *("name_open", "source"),
}
"""What a measure says that does not change what it counts in a period."""


def _apart(figure: Figure, key: Key) -> _Var:
    return ("apart", _counted(figure.measure), _period(figure, key), key.by, key.row, key.line)


def _population(figure: Figure, key: Key) -> _Var:
    """Name all those whom a row is about, the same for every measure that counts the same."""
    period, measure = _period(figure, key), figure.measure
    return ("population", figure.kind.population, measure.templates, period, key.by, key.row)


def _together(figure: Figure, key: Key) -> _Var | None:
    """Name what is withheld together in a row: ratings say how many are at standard."""
    if not figure.kind.together:
        return None
    templates = figure.measure.templates
    return ("together", figure.kind.together, templates, _period(figure, key), key.by, key.row)


def _period(figure: Figure, key: Key) -> str:
    window = figure.now if key.is_now else figure.before
    return window.name if window else ""


def _pinned(hidden: Sequence[int], below: int) -> bool:
    """Say whether numbers follow from their sum, by what is known of why each was withheld.

    A small one is at least 1 and less than `below`, one withheld beside it no less than that:
    so 10 in two small ones is 5 and 5, and 7 in a small and a larger one is 1 and 6.
    """
    small = sum(0 < number < below for number in hidden)
    larger = len(hidden) - small
    total = sum(hidden)
    return total == small + larger * below or (not larger and total == small * (below - 1))


def _determined(sums: Iterable[_Sum], known: set[_Var]) -> set[_Var]:
    """Return the numbers that are not shown and follow from those that are."""
    solved: dict[_Var, _Equation] = {}
    for one in sums:
        row: _Equation = defaultdict(int)
        for part in one.parts:
            row[part] += 1
        row[one.whole] -= 1
        row = {var: factor for var, factor in row.items() if factor and var not in known}
        for var in [var for var in row if var in solved]:
            _subtract(row, solved[var], row[var])
        if not row:
            continue
        # What follows is the same for any of them: by one that stands alone, numbers stay whole.
        pivot = next((var for var, factor in row.items() if abs(factor) == 1), next(iter(row)))
        times = 1 / Fraction(row[pivot]) if abs(row[pivot]) != 1 else row[pivot]
        row = {var: factor * times for var, factor in row.items()}
        for other in solved.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        solved[pivot] = row
    return {var for var, row in solved.items() if len(row) == 1}


def _subtract(row: _Equation, other: _Equation, times: int | Fraction) -> None:
    """Take a multiple of another row from this one."""
    for var, factor in other.items():
        value = row.get(var, 0) - times * factor
        if value:
            row[var] = value
        else:
            row.pop(var, None)
