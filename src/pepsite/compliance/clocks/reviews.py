"""Are reviews in time: term by term, from each to the next, and by the day that was set?

What each rule means is said beside its model in `policy/timescales.py`. Any PEP counts as the
review of its term: the first, one at a new place and one made as care ends are reviews too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.compliance.clocks.clock import (
    Began,
    Count,
    applies,
    blank_result,
    clocks_on,
    days_counted,
    settled,
)
from pepsite.compliance.clocks.milestones import Reached, reached_between
from pepsite.compliance.presence import Presence, presences, school_on
from pepsite.compliance.results import Status, cannot_tell, sources_of
from pepsite.policy.base import in_force
from pepsite.policy.calendars import TermSpan, Unknown, terms_of_year
from pepsite.policy.phases import year_group_on
from pepsite.policy.timescales import (
    ByDateSet,
    ByTermDeadline,
    EachTerm,
    Milestone,
    OnceIn,
    SinceLast,
)
from pepsite.records.answers import DoesNotApply, given
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.timescales import Clock, ClockRule
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.school import School

_ONE_DAY = timedelta(days=1)
_NO_DAY_SET = Unknown("the day that was set for the next meeting")


def review_pep_in_time(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield how reviews stand with every clock on them."""
    clocks = tuple(clocks_on(setting, "review-pep"))
    often = tuple(one for one in clocks_on(setting, "every-pep") if _has(one, OnceIn))
    for presence in presences(casefile.child, setting):
        terms = tuple(_terms(casefile, setting, presence))
        for clock in (*clocks, *often):
            if _has(clock, EachTerm, ByTermDeadline):
                yield from _each_term(casefile, setting, presence, clock, terms)
            if _has(clock, SinceLast):
                yield from _since_last(casefile, setting, presence, clock)
            if _has(clock, OnceIn):
                yield from _once_in(casefile, setting, presence, clock)
            if _has(clock, ByDateSet):
                yield from _by_date_set(casefile, setting, presence, clock)


def _has(clock: Clock, *rules: type[ClockRule]) -> bool:
    """Say whether any version of a clock is one of these rules."""
    return any(isinstance(version.by, rules) for version in clock.versions)


# --- Term by term


def _each_term(
    casefile: Casefile,
    setting: Setting,
    presence: Presence,
    clock: Clock,
    terms: Iterable[tuple[int, School | None, TermSpan | Unknown]],
) -> Iterator[CheckResult]:
    blank = blank_result(casefile, setting, clock)
    last = min(setting.as_of, presence.ends_on)
    reached = reached_between(casefile, clock, presence.starts_on, last)
    for year, school, term in terms:
        begins = date(year, 9, 1) if isinstance(term, Unknown) else term.dates.starts_on
        version = in_force(clock.versions, begins)
        if version is None or not isinstance(version.by, EachTerm | ByTermDeadline):
            continue
        if isinstance(term, Unknown):
            yield cannot_tell(replace(blank, part=term.missing, source=sources_of(version)), term)
            continue
        due_on = _due_in(term, version.by, casefile)
        # A child who came during the term, or left before it was due, is looked after by the
        # other clocks.
        latest = term.dates.ends_on if isinstance(due_on, Unknown) else due_on
        if not (presence.starts_on < begins and presence.ends_on >= latest):
            continue
        # Once the next term has begun, a meeting counts for that one; after the time in
        # care, for none.
        until = min(term.next_starts_on - _ONE_DAY, presence.ends_on)
        first = next((one for one in reached if begins <= one.on <= until), None)
        count = Count(
            began=Began(begins, f"the {_name(term)} began", term.kept_in),
            due_on=due_on,
            met_on=first.on if first else None,
            over_on=until if until < setting.as_of else None,
            days=days_counted(version, school, setting, begins),
            applies=applies(clock, casefile, setting, begins),
            part=f"{term.year}-{(term.year + 1) % 100:02d}-{term.dates.term}",
            evidence=(first.path,) if first else (),
        )
        result = settled(blank, version, count, setting)
        if result is not None:
            yield result


def _name(term: TermSpan) -> str:
    return f"{term.dates.term} term {term.year}/{(term.year + 1) % 100:02d}"


def _due_in(term: TermSpan, rule: EachTerm | ByTermDeadline, casefile: Casefile) -> date | Unknown:
    """Return the last day for a review in this term, or that the authority listed none."""
    if isinstance(rule, EachTerm):
        half = rule.part == "first-half"
        return term.dates.first_half_ends_on if half else term.dates.ends_on
    for deadline in rule.deadlines:
        if (deadline.academic_year, deadline.term) == (term.year, term.dates.term):
            year_group = year_group_on(casefile.child, term.dates.starts_on)
            others = (one.by for one in deadline.except_for if year_group in one.year_groups)
            return next(others, deadline.by)
    return Unknown(f"the authority's deadline for the {_name(term)}")


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


# --- From one to the next


def _since_last(
    casefile: Casefile, setting: Setting, presence: Presence, clock: Clock
) -> Iterator[CheckResult]:
    """Yield, for each PEP that came so far, whether the next did within the span."""
    until = min(setting.as_of, presence.ends_on)
    reached = reached_between(casefile, clock, presence.starts_on, until)
    held = clock.milestone is Milestone.HELD
    what = "the last PEP meeting was held" if held else "the last PEP came so far"
    for last, following in zip(reached, (*reached[1:], None), strict=False):
        began = Began(last.on, what, last.path)
        yield from _next(casefile, setting, presence, clock, began, following, last)


def _once_in(
    casefile: Casefile, setting: Setting, presence: Presence, clock: Clock
) -> Iterator[CheckResult]:
    """Yield, for the first day and each time it was done, whether it was done again in time."""
    begins_on = min(one.from_on for one in clock.versions if isinstance(one.by, OnceIn))
    first = max(presence.starts_on, setting.records_begin_on, begins_on)
    until = min(setting.as_of, presence.ends_on)
    if first > until:
        return
    reached = reached_between(casefile, clock, first, until)
    if first == presence.starts_on:
        began = Began(first, f"the child {presence.began}", path_of(casefile.child))
    else:
        what = "our records begin" if first == setting.records_begin_on else "the rule began"
        began = Began(first, f"{what} while the child was in care", path_of(casefile.child))
    first_time = reached[0] if reached else None
    yield from _next(casefile, setting, presence, clock, began, first_time, None)
    for last, following in zip(reached, (*reached[1:], None), strict=False):
        began = Began(last.on, "this was last done", last.path)
        yield from _next(casefile, setting, presence, clock, began, following, last)


def _next(  # noqa: PLR0913, PLR0917  # what a step from one PEP to the next rests on
    casefile: Casefile,
    setting: Setting,
    presence: Presence,
    clock: Clock,
    began: Began,
    following: Reached | None,
    last: Reached | None,
) -> Iterator[CheckResult]:
    version = in_force(clock.versions, began.on)
    if version is None or not isinstance(version.by, SinceLast | OnceIn):
        return
    school = school_on(casefile.child, setting, began.on)
    count = Count(
        began=began,
        due_on=setting.calendars.add(began.on, version.by.span, school),
        met_on=following.on if following else None,
        over_on=presence.over_by(setting.as_of),
        days=days_counted(version, school, setting, began.on),
        applies=applies(clock, casefile, setting, began.on),
        part=last.pep if last else presence.period.id,
        evidence=tuple(one.path for one in (last, following) if one),
    )
    result = settled(blank_result(casefile, setting, clock), version, count, setting)
    # What did not come due before care ended has nothing to say beside the other steps.
    if result is not None and result.status is not Status.NOT_APPLICABLE:
        yield result


# --- By the day that was set


def _by_date_set(
    casefile: Casefile, setting: Setting, presence: Presence, clock: Clock
) -> Iterator[CheckResult]:
    """Yield, for each PEP meeting held, whether the next was by the day set at it.

    That there is to be no next meeting is an answer; that none was set is not.
    """
    until = min(setting.as_of, presence.ends_on)
    reached = reached_between(casefile, clock, presence.starts_on, until)
    peps = {pep.id: pep for pep in casefile.peps}
    for last, following in zip(reached, (*reached[1:], None), strict=False):
        version = in_force(clock.versions, last.on)
        if version is None or not isinstance(version.by, ByDateSet):
            continue
        due_on = _day_set(peps[last.pep])
        over_on = presence.over_by(setting.as_of)
        # After care has ended nobody need find out when a meeting was to be.
        if due_on is None or (over_on and following is None and isinstance(due_on, Unknown)):
            continue
        school = school_on(casefile.child, setting, last.on)
        count = Count(
            began=Began(last.on, "the last PEP meeting was held", last.path),
            due_on=due_on,
            met_on=following.on if following else None,
            over_on=over_on,
            days=days_counted(version, school, setting, last.on),
            applies=applies(clock, casefile, setting, last.on),
            part=last.pep,
            evidence=tuple(one.path for one in (last, following) if one),
        )
        result = settled(blank_result(casefile, setting, clock), version, count, setting)
        if result is not None and result.status is not Status.NOT_APPLICABLE:
            yield result


def _day_set(pep: Pep) -> date | Unknown | None:
    """Return the day set for the next meeting; None where the PEP says there is to be none."""
    if isinstance(pep.next_meeting_on, DoesNotApply):
        return None
    return given(pep.next_meeting_on) or _NO_DAY_SET
