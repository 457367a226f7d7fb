"""Is each PEP in time? One check for first PEPs, one for reviews.

The clocks are the policy's (`policy/packs/*/timescales.yaml`); this says what each kind of
clock means. A local clock and the statutory one are judged side by side, never merged.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.compliance.clocks import (
    Began,
    blank_result,
    clocks_on,
    days_counted,
    judged,
    reached_on,
)
from pepsite.compliance.presence import Presence, presences, school_on
from pepsite.compliance.results import (
    CheckResult,
    Setting,
    Status,
    cannot_tell,
    sources_of,
    status_of,
)
from pepsite.policy.base import Circumstance, in_force
from pepsite.policy.calendars import TermSpan, Unknown, terms_of_year
from pepsite.policy.timescales import (
    BeforeFirstReview,
    Clock,
    ClockVersion,
    EachTerm,
    Milestone,
    NotStated,
    SinceLast,
    Within,
)
from pepsite.records.answers import given
from pepsite.records.kinds import path_of
from pepsite.records.pep import PepType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.records.casefile import Casefile
    from pepsite.records.child import CarePeriod
    from pepsite.records.school import School

_ONE_DAY = timedelta(days=1)
_BEFORE_THE_PACK = Unknown("an edition of the policy for the day counting began")
_NOT_SAID = Unknown("knowing whether the child came into care in an emergency")
_NO_FIRST_DAY = Unknown("the day on which this period of care began")


def initial_pep_in_time(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield how the first PEP of each period of care stands with every clock on it."""
    for presence in presences(casefile.child, setting):
        for clock in clocks_on(setting, "initial-pep"):
            result = _initial(casefile, setting, presence, clock)
            if result is not None:
                yield result


def review_pep_in_time(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield how reviews stand: term by term, and from each meeting to the next."""
    clocks = tuple(clocks_on(setting, "review-pep"))
    for presence in presences(casefile.child, setting):
        terms = tuple(_terms(casefile, setting, presence))
        for clock in clocks:
            if _by_term(clock):
                yield from _each_term(casefile, setting, presence, clock, terms)
            yield from _since_last(casefile, setting, presence, clock)


# --- First PEPs


def _initial(
    casefile: Casefile, setting: Setting, presence: Presence, clock: Clock
) -> CheckResult | None:
    applies = _applies(clock, presence.period)
    if applies is False:
        return None
    begun = presence.starts_on
    blank = blank_result(casefile, setting, clock, part=presence.period.id)
    version = in_force(clock.versions, begun)
    school = school_on(casefile.child, setting, begun)
    due_on = _BEFORE_THE_PACK if version is None else _due(version, presence, school, setting)
    met_on, evidence = _first(casefile, clock.milestone, presence.period.id, setting.as_of)
    if isinstance(due_on, Unknown):
        return None if begun < setting.records_begin_on else cannot_tell(blank, due_on)
    if version is None or due_on < setting.records_begin_on:
        return None
    status = status_of(due_on, met_on, setting.as_of, presence.over_by(setting.as_of))
    if presence.period.began_earlier and not presence.late_start:
        return cannot_tell(blank, _NO_FIRST_DAY)
    if isinstance(applies, Unknown):
        # Done in time, it does not matter which it was.
        return None if status is Status.MET else cannot_tell(blank, applies)
    what = presence.began
    days = days_counted(version, school, setting, begun)
    began = Began(begun, f"the child {what}", path_of(casefile.child))
    return judged(blank, version, began, due_on, met_on, status, days, evidence=evidence)


def _applies(clock: Clock, period: CarePeriod) -> bool | Unknown:
    """Say whether a clock is for this period of care. Not asked is not "no"."""
    if not clock.only_when:
        return True
    emergency = given(period.emergency)
    if Circumstance.PLANNED in clock.only_when:
        return emergency is not True
    return _NOT_SAID if emergency is None else emergency


def _due(
    version: ClockVersion, presence: Presence, school: School | None, setting: Setting
) -> date | Unknown:
    match version.by:
        case Within(span=span):
            return setting.calendars.add(presence.starts_on, span, school)
        case BeforeFirstReview(review_due=span):
            latest = setting.calendars.add(presence.starts_on, span, school)
            reviewed = presence.period.first_statutory_review_on
            # A review held late gives the PEP no more time, and one held before the child was
            # old enough for a PEP could not wait for it.
            if reviewed is None or reviewed < presence.starts_on:
                return latest
            return reviewed if isinstance(latest, Unknown) else min(reviewed, latest)
        case EachTerm() | SinceLast() | NotStated():  # pragma: no branch  # there is no other
            return Unknown("a clock that fits a first PEP; this one is for reviews")


def _first(
    casefile: Casefile, milestone: Milestone, period: str, as_of: date
) -> tuple[date | None, tuple[str, ...]]:
    """Return the first day the milestone was reached in this period, and where it says so."""
    reached = [
        (day, path_of(pep))
        for pep in casefile.peps
        if pep.type is PepType.INITIAL and pep.care_period == period and pep.counts
        for day in [reached_on(pep, milestone, casefile)]
        if day is not None and day <= as_of
    ]
    if not reached:
        return None, ()
    day, path = min(reached)
    return day, (path,)


# --- Reviews


def _by_term(clock: Clock) -> bool:
    """Say whether any version of a clock counts by terms."""
    return any(isinstance(version.by, EachTerm) for version in clock.versions)


def _each_term(
    casefile: Casefile,
    setting: Setting,
    presence: Presence,
    clock: Clock,
    terms: Iterable[tuple[int, School | None, TermSpan | Unknown]],
) -> Iterator[CheckResult]:
    blank = blank_result(casefile, setting, clock)
    last = min(setting.as_of, presence.ends_on)
    reached = _reached(casefile, clock.milestone, presence.starts_on, last)
    for year, school, term in terms:
        begins = date(year, 9, 1) if isinstance(term, Unknown) else term.dates.starts_on
        version = in_force(clock.versions, begins)
        if version is None or not isinstance(version.by, EachTerm):
            continue
        if isinstance(term, Unknown):
            yield cannot_tell(replace(blank, part=term.missing, source=sources_of(version)), term)
        # A child who came or left during the term is looked after by the other clocks.
        elif presence.starts_on < begins and presence.ends_on >= term.dates.ends_on:
            days = days_counted(version, school, setting, begins)
            # Once the next term has begun, a meeting counts for that one; after the time in
            # care, for none.
            until = min(term.next_starts_on - _ONE_DAY, presence.ends_on)
            first = next((one for one in reached if begins <= one[0] <= until), None)
            yield _in_term(setting, version, term, until, first, blank, days)


def _terms(
    casefile: Casefile, setting: Setting, presence: Presence
) -> Iterator[tuple[int, School | None, TermSpan | Unknown]]:
    """Yield each term, its year, and the school the child had when it ended, whose days it has.

    So a move to a school with other terms leaves the terms before it as they were.
    """
    calendars = setting.calendars
    first = max(presence.starts_on, setting.records_begin_on)
    last = min(setting.as_of, presence.ends_on)
    now = school_on(casefile.child, setting, last)
    for year in calendars.years(first, last, now):
        school = school_on(casefile.child, setting, min(last, date(year + 1, 8, 31)))
        terms = terms_of_year(calendars, school, year)
        if isinstance(terms, Unknown):
            yield year, school, terms
            continue
        for place, term in enumerate(terms):
            then = school_on(casefile.child, setting, min(last, term.dates.ends_on))
            own = terms if then is school else terms_of_year(calendars, then, year)
            one = term if isinstance(own, Unknown) else own[place]
            if one.dates.ends_on >= first and one.dates.starts_on <= last:
                yield year, then, one


def _in_term(  # noqa: PLR0913, PLR0917  # one term of one clock for one child is this many things
    setting: Setting,
    version: ClockVersion,
    term: TermSpan,
    until: date,
    reached: tuple[date, str, str] | None,
    blank: CheckResult,
    days: str,
) -> CheckResult:
    starts, ends = term.dates.starts_on, term.dates.ends_on
    met_on, evidence = (reached[0], (reached[1],)) if reached else (None, ())
    over = until if until < setting.as_of else None
    status = status_of(ends, met_on, setting.as_of, over)
    name = f"{term.dates.term} term {term.year}/{(term.year + 1) % 100:02d}"
    part = f"{term.year}-{(term.year + 1) % 100:02d}-{term.dates.term}"
    began = Began(starts, f"the {name} began", term.kept_in)
    return judged(blank, version, began, ends, met_on, status, days, part=part, evidence=evidence)


def _since_last(
    casefile: Casefile, setting: Setting, presence: Presence, clock: Clock
) -> Iterator[CheckResult]:
    until = min(setting.as_of, presence.ends_on)
    held = _reached(casefile, clock.milestone, presence.starts_on, until)
    blank = blank_result(casefile, setting, clock)
    for last, following in zip(held, [*held[1:], None], strict=False):
        last_on, path, pep = last
        version = in_force(clock.versions, last_on)
        if version is None or not isinstance(version.by, SinceLast):
            continue
        evidence = (path, *((following[1],) if following else ()))
        school = school_on(casefile.child, setting, last_on)
        due_on = setting.calendars.add(last_on, version.by.span, school)
        if isinstance(due_on, Unknown):
            if last_on >= setting.records_begin_on:
                evidence = (*blank.evidence, *evidence)
                yield cannot_tell(replace(blank, part=pep, evidence=evidence), due_on)
            continue
        met_on = following[0] if following else None
        status = status_of(due_on, met_on, setting.as_of, presence.over_by(setting.as_of))
        if due_on >= setting.records_begin_on and status is not Status.NOT_APPLICABLE:
            days = days_counted(version, school, setting, last_on)
            meeting = "the last PEP meeting was held"
            what = meeting if clock.milestone is Milestone.HELD else "the last PEP came so far"
            began = Began(last_on, what, path)
            yield judged(
                blank, version, began, due_on, met_on, status, days, part=pep, evidence=evidence
            )


def _reached(
    casefile: Casefile, milestone: Milestone, first: date, last: date
) -> list[tuple[date, str, str]]:
    """Return the days between these on which PEPs came so far, with their paths and ids."""
    return sorted(
        (day, path_of(pep), pep.id)
        for pep in casefile.peps
        if pep.counts
        for day in [reached_on(pep, milestone, casefile)]
        if day and first <= day <= last
    )
