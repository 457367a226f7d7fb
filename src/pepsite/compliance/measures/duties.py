"""What is counted of duties: the results of checks, as they fall in a period."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pepsite.compliance.measures.seen import Apart, Seen
from pepsite.compliance.results import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from pepsite.compliance.measures.seen import OfChild, Window
    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.calendars import Calendars
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.reports import Measure

_APART: Mapping[Status, Apart] = {
    Status.CANNOT_TELL: Apart.CANNOT_TELL,
    Status.NOT_APPLICABLE: Apart.NOT_APPLICABLE,
    Status.DUE: Apart.NOT_YET_DUE,
}
_DONE = (Status.MET, Status.MET_LATE)
_ONE_DAY: Final = timedelta(days=1)


def checks_of(measure: Measure, policy: PolicyPack) -> tuple[str, ...]:
    """Return the ids of the checks a measure counts: those named, and all of the sorts named."""
    families = _families(policy)
    found = [*measure.checks, *(one for sort in measure.checks_on for one in families[sort])]
    return tuple(dict.fromkeys(found))


def _families(policy: PolicyPack) -> dict[str, list[str]]:
    clocks = ("initial-pep", "review-pep", "every-pep", "leaving-care-pep", "new-provision-pep")
    followed = ("returned-pep", "not-at-standard", "action")
    own = [one.by_own for one in policy.checklists if one.by_own is not None]
    return {
        **{sort: [one.id for one in policy.clocks if one.of == sort] for sort in clocks},
        **{sort: [one.id for one in policy.follow_up if one.of == sort] for sort in followed},
        "participants": [one.id for one in policy.participants],
        "chair": [one.id for one in policy.chairs],
        "content": [one.id for one in policy.content],
        "own-reviewer": [one.id for one in own],
        "consequences": [one.id for one in policy.consequences],
        "coverage-of-schools": [one.id for one in policy.coverage if one.of == "school"],
        "coverage-of-children": [one.id for one in policy.coverage if one.of == "child"],
        "samples": [one.id for one in policy.plans],
    }


def met_in_time(
    results: Iterable[CheckResult], checks: frozenset[str], window: Window, setting: Setting
) -> Iterator[Seen]:
    """Yield the duties whose day was in the period: were they met in time?"""
    return _seen(results, checks, window, setting, apart=_APART, counted=(Status.MET,))


def done(
    results: Iterable[CheckResult], checks: frozenset[str], window: Window, setting: Setting
) -> Iterator[Seen]:
    """Yield the duties of the period, whether or not their last day has come: are they done?"""
    apart: dict[Status, Apart] = {
        status: why for status, why in _APART.items() if status != Status.DUE
    }
    return _seen(results, checks, window, setting, apart=apart, counted=_DONE)


def _seen(  # noqa: PLR0913  # what is asked of, about when, and how it counts
    results: Iterable[CheckResult],
    checks: frozenset[str],
    window: Window,
    setting: Setting,
    *,
    apart: Mapping[Status, Apart],
    counted: tuple[Status, ...],
) -> Iterator[Seen]:
    for result in results:
        if result.check not in checks:
            continue
        day = _day_of(result, setting.calendars)
        # Of a duty whose day nobody can tell, nobody can tell the period: it is shown in this one.
        if not (window.is_now if day is None else window.falls_in(day)):
            continue
        on = min(day or setting.as_of, setting.as_of)
        why = apart.get(result.status)
        if why is not None:
            yield Seen(on, result.check, of=0, apart=why)
            continue
        is_open = "" if result.status in counted else result.subject
        yield Seen(on, result.check, counted=int(not is_open), is_open=is_open)


def _day_of(result: CheckResult, calendars: Calendars) -> date | None:
    """Return the day a duty belongs to: its last, else when it was done, else when it began.

    A duty of an academic year stays in that year of our own, though its last day be in the
    first days of our next: at a school whose year ends later than ours.
    """
    day = result.due_on or result.met_on or result.explanation.counted_from
    year = result.academic_year
    if day is None or year is None:
        return day
    last = calendars.year_starts_on(year + 1, None) - _ONE_DAY
    return min(max(day, calendars.year_starts_on(year, None)), last)


def up_to_date(one: OfChild, checks: frozenset[str], window: Window) -> Iterator[Seen]:
    """Yield the child, if in care with a PEP on the last day: is the PEP up to date?

    It is where the last of these duties whose day had passed was done by then, or something
    was done after that day. Before the first such day nothing is asked yet.
    """
    day, child = window.until_on, one.casefile.child.id
    begun = [each.starts_on for each in one.presences if each.starts_on <= day <= each.ends_on]
    if not begun:
        return
    mine = [
        result
        for result in one.results
        if result.check in checks and result.status is not Status.NOT_APPLICABLE
    ]
    # What was asked in an earlier time in care says nothing of this one.
    due = [result for result in mine if result.due_on and begun[-1] <= result.due_on < day]
    if not due:
        unknown = any(result.status is Status.CANNOT_TELL for result in mine)
        why = Apart.CANNOT_TELL if unknown or not mine else Apart.NOT_YET_DUE
        yield Seen(day, of=0, apart=why)
        return
    last_on = max(result.due_on for result in due if result.due_on is not None)
    last = [result for result in due if result.due_on == last_on]
    done_by = all(_done_by(result, day) for result in last)
    since = any(result.met_on is not None and last_on < result.met_on <= day for result in mine)
    good = done_by or since
    yield Seen(day, counted=int(good), is_open="" if good else child)


def _done_by(result: CheckResult, day: date) -> bool:
    return result.met_on is not None and result.met_on <= day
