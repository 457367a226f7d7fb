"""Is there a PEP in the term in which care ends?"""

from __future__ import annotations

from datetime import timedelta
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
from pepsite.policy.base import in_force
from pepsite.policy.calendars import TermSpan, Unknown, last_term_begun
from pepsite.policy.timescales import InTermOfLeaving
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.timescales import Clock
    from pepsite.records.casefile import Casefile

_ONE_DAY = timedelta(days=1)


def leaving_care_pep_in_time(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield, for each period of care that ends or is about to, whether its term has a PEP."""
    clocks = tuple(clocks_on(setting, "leaving-care-pep"))
    for presence in presences(casefile.child, setting) if clocks else ():
        ends_on = _end_of_care(presence, setting.as_of)
        for clock in clocks:
            result = _leaving(casefile, setting, presence, clock, ends_on)
            if result is not None:
                yield result


def _end_of_care(presence: Presence, as_of: date) -> date:
    """Return the day care ended, is expected to, or will at the latest: the last day of a PEP."""
    expected = presence.period.expected_end_on
    if expected is None or presence.ends_on <= as_of:
        return presence.ends_on
    return min(expected, presence.ends_on)


def _leaving(
    casefile: Casefile, setting: Setting, presence: Presence, clock: Clock, ends_on: date
) -> CheckResult | None:
    as_of, calendars = setting.as_of, setting.calendars
    school = school_on(casefile.child, setting, min(ends_on, as_of))
    ends_in, now = (calendars.academic_year_of(day, school) for day in (ends_on, as_of))
    if ends_in > now:
        return None  # the term has not begun, and its days need not be known yet
    term = last_term_begun(calendars, school, ends_on)
    begins = ends_on if isinstance(term, Unknown) else term.dates.starts_on
    version = in_force(clock.versions, begins)
    if version is None or not isinstance(version.by, InTermOfLeaving):
        return None
    due_on = term if isinstance(term, Unknown) else min(ends_on, term.dates.ends_on)
    if not isinstance(term, Unknown) and (
        begins > as_of or term.dates.ends_on < presence.starts_on
    ):
        return None
    made = _made_in(term, casefile, clock, presence, as_of)
    kept_in = path_of(casefile.child) if isinstance(term, Unknown) else term.kept_in
    count = Count(
        began=Began(begins, "the term in which care ends began", kept_in),
        due_on=due_on,
        met_on=made.on if made else None,
        over_on=presence.over_by(as_of),
        days=days_counted(version, school, setting, begins),
        applies=applies(clock, casefile, setting, max(begins, presence.starts_on)),
        part=presence.period.id,
        evidence=(made.path,) if made else (),
    )
    return settled(blank_result(casefile, setting, clock), version, count, setting)


def _made_in(
    term: TermSpan | Unknown, casefile: Casefile, clock: Clock, presence: Presence, as_of: date
) -> Reached | None:
    """Return the first PEP of this term that came before care ended: of whatever type."""
    if isinstance(term, Unknown):
        return None
    first = max(term.dates.starts_on, presence.starts_on)
    last = min(term.next_starts_on - _ONE_DAY, presence.ends_on, as_of)
    return next(iter(reached_between(casefile, clock, first, last)), None)
