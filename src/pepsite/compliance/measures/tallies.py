"""Children counted one by one: each leaves a small tally, and tallies add up.

Both periods, every measure and every way of telling figures apart are counted in one pass.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pepsite.compliance.checks import CHECKS
from pepsite.compliance.measures import duties
from pepsite.compliance.measures.children import NOT_ON_RECORD
from pepsite.compliance.measures.cuts import (
    NO_SCHOOL,
    district_of,
    in_or_out_of,
    row_of,
    school_id,
)
from pepsite.compliance.measures.kinds import KINDS
from pepsite.compliance.measures.seen import Apart, OfChild, Seen, Window
from pepsite.compliance.measures.windows import earlier_windows, windows
from pepsite.compliance.presence import presences
from pepsite.compliance.themes import theme_holds
from pepsite.policy.calendars import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.reports import By, Measure, ReportVersion
    from pepsite.records.casefile import Casefile

WHOLE = ""
"""Stands in the place of what figures are told apart by: for all together."""
OF_CHECKS = ("checks-met", "checks-done")


class Place(NamedTuple):
    """Where a number belongs: measure, this period or the one before, row, line, and what it is.

    `what` is `counted`, `of`, `behind` (children in it), or a reason why things stand apart.
    """

    measure: str
    is_now: bool
    by: str
    row: str
    line: str
    what: str


class Open(NamedTuple):
    """A record that is not met in the period, by measure and line."""

    measure: str
    line: str
    record: str


@dataclass(slots=True)
class Tally:
    """What children come to, altogether or one."""

    numbers: Counter[Place] = field(default_factory=Counter)
    opened: set[Open] = field(default_factory=set)

    def add(self, other: Tally) -> None:
        """Add what another one counted."""
        self.numbers.update(other.numbers)
        self.opened |= other.opened


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be counted: each measure with its two periods, and which checks it rests on.

    `unknown` has the measures of which not even the period can be told, and what is missing.
    `school` keeps everything to one school.
    """

    measures: tuple[tuple[Measure, tuple[Window, ...], frozenset[str]], ...]
    unknown: tuple[tuple[Measure, Unknown], ...]
    without_before: tuple[tuple[Measure, Unknown], ...]
    school: str | None = None

    def asks_checks(self) -> bool:
        """Say whether any measure rests on checks."""
        return any(checks for _, _, checks in self.measures)


def plan_of(
    version: ReportVersion, measures: Iterable[Measure], setting: Setting, school: str | None
) -> Plan:
    """Return what a report has to count on the day of the setting."""
    found: list[tuple[Measure, tuple[Window, ...], frozenset[str]]] = []
    unknown: list[tuple[Measure, Unknown]] = []
    without_before: list[tuple[Measure, Unknown]] = []
    for measure in measures:
        both = windows(measure.period or version.period, setting.as_of, setting.calendars)
        if isinstance(both, Unknown):
            unknown.append((measure, both))
            continue
        now, before = both
        checks = frozenset(duties.checks_of(measure, setting.policy))
        if isinstance(before, Unknown):
            without_before.append((measure, before))
            found.append((measure, (now,), checks))
        else:
            found.append((measure, (now, before), checks))
    return Plan(tuple(found), tuple(unknown), tuple(without_before), school)


def plan_of_earlier(version: ReportVersion, measures: Iterable[Measure], setting: Setting) -> Plan:
    """Return what has to be counted of the two periods before those of a report."""
    found = [
        (measure, both, frozenset(duties.checks_of(measure, setting.policy)))
        for measure in measures
        if (
            both := earlier_windows(
                measure.period or version.period,
                setting.as_of,
                setting.calendars,
                setting.records_begin_on,
            )
        )
    ]
    return Plan(tuple(found), (), ())


def results_for(casefile: Casefile, setting: Setting, *plans: Plan) -> tuple[CheckResult, ...]:
    """Return how every duty of one child stands, where anything to be counted rests on that."""
    if not any(plan.asks_checks() for plan in plans):
        return ()
    return tuple(result for check in CHECKS for result in check(casefile, setting))


def tally_child(
    casefile: Casefile,
    setting: Setting,
    plan: Plan,
    results: tuple[CheckResult, ...] | None = None,
) -> Tally:
    """Return what one child adds to every measure, in both periods."""
    if results is None:
        results = results_for(casefile, setting, plan)
    one = OfChild(casefile, setting, tuple(presences(casefile.child, setting)), results)
    tally = Tally()
    behind: set[Place] = set()
    for measure, both, checks in plan.measures:
        for window in both:
            for seen in _seen(one, measure, window, checks):
                if plan.school is None or school_id(one, seen) == plan.school:
                    _take(tally, behind, measure, window, seen, list(_rows(one, measure, seen)))
                    _note_unknown_themes(tally, one, measure, window, seen)
    tally.numbers.update(behind)
    return tally


def _rows(one: OfChild, measure: Measure, seen: Seen) -> Iterator[tuple[str, str]]:
    """Yield the rows a thing belongs to: one of each way of telling apart, or every theme."""
    for by in _by(measure):
        if by == "theme":
            held = (theme for theme, holds in _themes(one, measure, seen) if holds is True)
            yield from ((by, theme) for theme in held)
        else:
            yield by, row_of(by, one, seen)


def _themes(one: OfChild, measure: Measure, seen: Seen) -> Iterator[tuple[str, bool | Unknown]]:
    for theme in one.setting.policy.themes:
        if theme.id in measure.themes:
            yield theme.id, theme_holds(theme, one.casefile, one.setting, seen.on, seen.pep)


def _note_unknown_themes(
    tally: Tally, one: OfChild, measure: Measure, window: Window, seen: Seen
) -> None:
    """Show of how many nobody can tell whether they belong to a theme."""
    if "theme" in measure.by and seen.apart is None:
        for theme, holds in _themes(one, measure, seen):
            if isinstance(holds, Unknown):
                place = Place(
                    measure.id, window.is_now, "theme", theme, seen.line, str(Apart.CANNOT_TELL)
                )
                tally.numbers[place] += 1


def _by(measure: Measure) -> tuple[By, ...]:
    # Whether a school is of concern can only be told of each school apart.
    return ("school",) if measure.counts == "schools-causing-concern" else measure.by


def _seen(one: OfChild, measure: Measure, window: Window, checks: frozenset[str]) -> Iterator[Seen]:
    setting = one.setting
    match measure.counts:
        case "checks-met":
            return duties.met_in_time(one.results, checks, window, setting)
        case "checks-done":
            return duties.done(one.results, checks, window, setting)
        case "peps-up-to-date":
            return duties.up_to_date(one, checks, window)
        case _:
            counting = KINDS[measure.counts].counting
            return counting(one, measure, window) if counting else iter(())


def tally_shared(results: Iterable[CheckResult], setting: Setting, plan: Plan) -> Tally:
    """Return what results about schools, actions and samples add, which are no one child's."""
    found = tuple(
        result for result in results if plan.school is None or result.school == plan.school
    )
    tally = Tally()
    for measure, both, checks in plan.measures:
        if measure.counts not in OF_CHECKS:
            continue
        count = duties.met_in_time if measure.counts == "checks-met" else duties.done
        for window in both:
            for result in found:
                rows = [(by, _shared_row(by, result, setting)) for by in measure.by]
                for seen in count((result,), checks, window, setting):
                    _take(tally, set(), measure, window, seen, rows)
    return tally


def tally_staff(setting: Setting, plan: Plan) -> Tally:
    """Return what people at work add: who of a role had training, of one school or of all."""
    tally = Tally()
    for measure, both, _ in plan.measures:
        if measure.counts != "staff-trained":
            continue
        for window in both:
            for person in setting.register.people.values():
                role = person.role_on(window.until_on)
                here = plan.school is None or plan.school in person.schools
                if role in measure.roles and here and person.is_at_work_on(window.until_on):
                    trained = any(window.holds(one.trained_on) for one in person.trained)
                    is_open = "" if trained else person.id
                    seen = Seen(window.until_on, str(role), int(trained), is_open=is_open)
                    _take(tally, set(), measure, window, seen, ())
    return tally


def _shared_row(by: By, result: CheckResult, setting: Setting) -> str:
    school = setting.register.schools.get(result.school or "")
    match by:
        case "school":
            return school.id if school else NO_SCHOOL
        case "district":
            return district_of(school)
        case "in-or-out-of-area":
            return in_or_out_of(school)
        case "team":
            person = setting.register.people.get(result.owner or "")
            return (person.team if person else None) or NOT_ON_RECORD
        case "officer":
            return result.owner or NOT_ON_RECORD
        case _:
            return NOT_ON_RECORD


def _take(  # noqa: PLR0913, PLR0917  # one thing seen, and everywhere that it counts
    tally: Tally,
    behind: set[Place],
    measure: Measure,
    window: Window,
    seen: Seen,
    rows: Iterable[tuple[str, str]],
) -> None:
    spread = KINDS[measure.counts].shape == "spread"
    for by, row in ((WHOLE, WHOLE), *rows):

        def place(line: str, what: str, by: str = by, row: str = row) -> Place:
            return Place(measure.id, window.is_now, by, row, line, what)

        if seen.apart is not None:
            tally.numbers[place(seen.line, str(seen.apart))] += 1
            continue
        tally.numbers[place(seen.line, "counted")] += seen.counted
        tally.numbers[place("" if spread else seen.line, "of")] += seen.of
        if seen.counted or seen.of:
            behind.add(place(seen.line, "behind"))
    if seen.is_open and measure.name_open and window.is_now:
        tally.opened.add(Open(measure.id, seen.line, seen.is_open))
