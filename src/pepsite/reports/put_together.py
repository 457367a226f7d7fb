"""Puts a report together: figures in their groups, and what has to be withheld taken out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pepsite.compliance.measures.figures import Cell, Figure, Line, Row, Table
from pepsite.compliance.measures.seen import Window
from pepsite.compliance.measures.tallies import WHOLE
from pepsite.compliance.measures.windows import windows
from pepsite.errors import PublicationRefusedError
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown
from pepsite.privacy.withholding import (
    NOTHING,
    Key,
    Limits,
    TableKey,
    Withheld,
    withheld,
)
from pepsite.records.authority import Audience
from pepsite.reports.report import (
    Change,
    Days,
    Earlier,
    Entry,
    Named,
    Number,
    Report,
    ReportFigure,
    ReportGroup,
    Told,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pepsite.compliance.evidence import Passed
    from pepsite.compliance.results import Setting
    from pepsite.policy import reports as policy
    from pepsite.records.school import School
    from pepsite.reports.report import LeftOut

FOR_MANY = (Audience.BOARD, Audience.PUBLIC)
"""Who has numbers withheld: staff see the records, and a school its own children."""
_NAMING = ("school", "officer")
"""Told apart like this, figures are about single schools or people: for staff only."""
_NOT_SETTLED = "the policy does not settle what is withheld on this day; see `withholding`"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report is asked for, in the version of the day, and for which school."""

    report: policy.Report
    version: policy.ReportVersion
    school: School | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of a report that is asked for.

    `earlier` has the same of the periods before, of which the whole is shown.
    """

    asked: Asked
    figures: tuple[Figure, ...]
    earlier: tuple[Figure, ...] = ()


def put_together(
    counted: Iterable[Counted], setting: Setting, unreadable: int, *, in_full: bool = False
) -> tuple[Report, ...]:
    """Return the reports with their figures, less what their audience may not see.

    What is withheld from one is settled with a view to all: whoever reads one may read another.
    `in_full` they are for staff, who see the records: then what would have been withheld is
    there, and marked.
    """
    all_of_it = tuple(counted)
    shown = tuple(_for_audience(one) for one in all_of_it)
    limits = [limits_of(one.asked, setting) for one in shown]
    for_many = [(one, limit) for one, limit in zip(shown, limits, strict=True) if limit is not None]
    held_back = NOTHING
    if for_many:
        side_by_side = {one.asked.report.id: one.figures for one, _ in for_many}
        side_by_side |= {_earlier(one.asked.report.id): one.earlier for one, _ in for_many}
        held_back = withheld(
            side_by_side,
            Limits(
                max(limit.attributes_below for _, limit in for_many),
                max(limit.process_at_least for _, limit in for_many),
            ),
        )
    return tuple(
        _report(one, limit, held_back, setting, unreadable, in_full=in_full)
        for one, limit in zip(all_of_it if in_full else shown, limits, strict=True)
    )


def _for_audience(counted: Counted) -> Counted:
    audience = counted.asked.report.audience
    return Counted(
        counted.asked,
        tuple(_for(audience, one) for one in counted.figures),
        tuple(_for(audience, one) for one in counted.earlier),
    )


def _earlier(report: str) -> str:
    """Name the periods before those of a report, whose figures stand in it too."""
    return f"{report}, earlier"


def _report(  # noqa: PLR0913  # a report is made of this much
    counted: Counted,
    limits: Limits | None,
    held_back: Withheld,
    setting: Setting,
    unreadable: int,
    *,
    in_full: bool,
) -> Report:
    report, version, school = counted.asked.report, counted.asked.version, counted.asked.school
    by_id = {one.measure.id: one for one in counted.figures}
    earlier = {one.measure.id: one for one in counted.earlier}
    desk = _Desk(setting, held_back, report, earlier, in_full=in_full)
    both = windows(version.period, setting.as_of, setting.calendars)
    now, before = (None, None) if isinstance(both, Unknown) else both
    authority = setting.register.authority
    return Report(
        id=report.id,
        title=report.title,
        about=report.about,
        authority=authority.name,
        virtual_school=authority.virtual_school,
        policy=setting.policy.name,
        audience=str(report.audience),
        marking=authority.marking_for(report.audience),
        as_of=setting.as_of,
        source=version.source,
        recipients=tuple(recipient.who for recipient in version.recipients),
        school=(school.id, school.name) if school else None,
        now=_days(now),
        before=None if isinstance(before, Unknown) else _days(before),
        missing=both.missing if isinstance(both, Unknown) else "",
        groups=tuple(
            ReportGroup(group.title, tuple(desk.figure(by_id[one]) for one in group.measures))
            for group in version.groups
        ),
        attributes_below=limits.attributes_below if limits else None,
        process_at_least=limits.process_at_least if limits else None,
        unreadable=unreadable,
        in_full=in_full,
    )


def with_let_past(report: Report, passed: tuple[Passed, ...] | None) -> Report:
    """Return a report with what was let past in its period, or None where nobody can tell."""
    if passed is not None:
        first = date.min if report.now is None else report.now.from_on
        passed = tuple(one for one in passed if first <= one.on <= report.as_of)
    return replace(report, let_past=passed)


def _for(audience: Audience, figure: Figure) -> Figure:
    """Return a figure with the tables that an audience may see.

    Those that name single schools or members of staff are for staff, and the few children of
    one school are not told apart further.
    """
    match audience:
        case Audience.STAFF:
            return figure
        case Audience.SCHOOL:
            return replace(figure, tables=())
        case Audience.BOARD | Audience.PUBLIC:
            tables = tuple(table for table in figure.tables if table.by not in _NAMING)
            return replace(figure, tables=tables)


def limits_of(asked: Asked, setting: Setting) -> Limits | None:
    """Return the numbers a report withholds by, or None where it withholds nothing.

    Of several numbers for attributes the largest counts: nobody's setting is undercut.

    Raises:
        PublicationRefusedError: the policy settles nothing for this day.
    """
    if asked.report.audience not in FOR_MANY:
        return None
    rule = in_force(setting.policy.withholding, setting.as_of)
    own = (asked.version.withhold_below, setting.register.authority.disclosure.withhold_below)
    below = max([number for number in own if number], default=0)
    if rule is None:
        raise PublicationRefusedError(_NOT_SETTLED)
    return Limits(max(below, rule.attributes_below), rule.process_at_least)


class _Desk:
    """Turns figures into what is shown of them."""

    def __init__(
        self,
        setting: Setting,
        held_back: Withheld,
        report: policy.Report,
        earlier: Mapping[str, Figure],
        *,
        in_full: bool,
    ) -> None:
        self._setting, self._held_back, self._earlier = setting, held_back, earlier
        self._report, self._audience, self._in_full = report.id, report.audience, in_full

    def figure(self, figure: Figure) -> ReportFigure:
        measure, kind = figure.measure, figure.kind
        source = self._setting.policy.sources[measure.source]
        return ReportFigure(
            id=measure.id,
            title=measure.title,
            kind=measure.kind,
            counted=kind.counted,
            of=kind.of,
            unit=kind.unit,
            target_per_cent=measure.target_per_cent,
            better=measure.better,
            source=measure.source,
            source_document=f"{source.document}, {source.where}",
            now=_days(figure.now),
            before=_days(figure.before),
            whole=self._entries(figure, WHOLE, figure.whole) if figure.whole else (),
            tables=tuple(self._tables(figure)),
            named=tuple(self._named(figure)) if self._audience is Audience.STAFF else (),
            missing=figure.missing,
            before_missing=figure.before_missing,
        )

    def _tables(self, figure: Figure) -> Iterator[Told]:
        by_way = {table.by: table for table in figure.tables}
        for by in figure.measure.by if figure.whole else ():
            table = by_way.get(by)
            if table is not None:
                yield self._told(figure, table)
            elif self._audience in FOR_MANY and by in _NAMING:
                yield Told(by, (), left_out="for-staff-only")

    def _told(self, figure: Figure, table: Table) -> Told:
        kept_back: LeftOut | None = None
        if TableKey(figure.measure.id, table.by, self._report) in self._held_back.tables:
            kept_back = "gives-a-figure-away"
        elif self._audience in FOR_MANY and table.by in _NAMING:
            kept_back = "for-staff-only"
        if kept_back and not self._in_full:
            return Told(table.by, (), left_out=kept_back)
        return Told(
            table.by,
            tuple(entry for row in table.rows for entry in self._entries(figure, table.by, row)),
            kept_back=kept_back,
        )

    def _entries(self, figure: Figure, by: str, row: Row) -> tuple[Entry, ...]:
        return tuple(
            self._entry(figure, by, row, line, pair)
            for line, pair in zip(figure.lines, row.cells, strict=True)
        )

    def _entry(
        self, figure: Figure, by: str, row: Row, line: Line, pair: tuple[Cell, Cell | None]
    ) -> Entry:
        def number(cell: Cell, *, is_now: bool) -> Number:
            return self._number(
                cell, Key(figure.measure.id, by, row.id, line.id, is_now, self._report)
            )

        now = number(pair[0], is_now=True)
        before = number(pair[1], is_now=False) if pair[1] is not None else None
        running = figure.now is not None and figure.now.until_on < figure.now.ends_on
        change = _change(now, before, so_far=running and figure.kind.grows)
        return Entry(
            row.id,
            row.title,
            line.id,
            line.title,
            now,
            before,
            change,
            _for_the_better(change, figure.measure.better),
            _at_target(now, figure.measure),
            tuple(self._before_that(figure.measure.id, line)) if by == WHOLE else (),
        )

    def _before_that(self, measure: str, line: Line) -> Iterator[Earlier]:
        """Yield what the whole of a measure was in the periods before the one before."""
        figure = self._earlier.get(measure)
        if figure is None or figure.whole is None or line not in figure.lines:
            return
        pair = figure.whole.cells[figure.lines.index(line)]
        for window, cell, is_now in (
            (figure.now, pair[0], True),
            (figure.before, pair[1], False),
        ):
            days = _days(window)
            if days is not None and cell is not None:
                key = Key(measure, WHOLE, WHOLE, line.id, is_now, _earlier(self._report))
                yield Earlier(days, self._number(cell, key))

    def _number(self, cell: Cell, key: Key) -> Number:
        rule = self._held_back.figures.get(key)
        if rule is not None and not self._in_full:
            return Number(None, withheld=rule)
        return Number(cell.counted, cell.of, apart=cell.apart, kept_back=rule)

    def _named(self, figure: Figure) -> Iterable[Named]:
        titles = {line.id: line.title for line in figure.lines}
        schools = self._setting.register.schools
        for line, record in figure.opened:
            school = schools.get(record)
            yield Named(record, school.name if school else "", titles.get(line, line))


def _days(window: Window | None) -> Days | None:
    if window is None:
        return None
    so_far = window.until_on < window.ends_on
    return Days(window.name, window.from_on, window.until_on, so_far)


def _change(now: Number, before: Number | None, *, so_far: bool) -> Change | None:
    """Return how the shares compare as they are shown, or the numbers where there is no share."""
    if before is None:
        return None
    first, second = _shown(now), _shown(before)
    if first is None or second is None:
        return None
    if so_far:
        return Change.SO_FAR
    if first == second:
        return Change.SAME
    return Change.UP if first > second else Change.DOWN


def _shown(number: Number) -> float | None:
    return number.counted if number.of is None else number.per_cent


def _for_the_better(change: Change | None, better: str) -> bool | None:
    if change in (None, Change.SAME, Change.SO_FAR) or better == "neither":
        return None
    return (change is Change.UP) == (better == "higher")


def _at_target(now: Number, measure: policy.Measure) -> bool | None:
    if measure.target_per_cent is None or now.counted is None or not now.of:
        return None
    share, target = 100 * now.counted, measure.target_per_cent * now.of
    return share <= target if measure.better == "lower" else share >= target
