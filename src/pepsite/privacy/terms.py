"""The terms of our own calendar, by the names people give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.policy.calendars import Unknown, last_term_begun, terms_of_year
from pepsite.privacy import wording
from pepsite.privacy.published_practice import Stretch

if TYPE_CHECKING:
    from datetime import date

    from pepsite.compliance.results import Setting
    from pepsite.policy.calendars import TermSpan


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A term, what it is called, and the first day of the one after it."""

    name: str
    starts_on: date
    ends_on: date
    next_starts_on: date

    def holds(self, day: date) -> bool:
        """Say whether a day belongs to this term; the holidays after it do."""
        return self.starts_on <= day < self.next_starts_on


def term_now(setting: Setting) -> NamedTerm | Unknown:
    """Return the term that runs, in the holidays the one before, or what is missing."""
    found = last_term_begun(setting.calendars, None, setting.as_of)
    return found if isinstance(found, Unknown) else _named(found)


def last_terms(setting: Setting, number: int) -> tuple[NamedTerm, ...]:
    """Return the last terms that had begun by the day asked about, those whose dates are known."""
    year = setting.calendars.academic_year_of(setting.as_of, None)
    found: list[NamedTerm] = []
    for one in range(year - number // 3, year + 1):
        terms = terms_of_year(setting.calendars, None, one)
        if not isinstance(terms, Unknown):
            found += map(_named, terms)
    return tuple(one for one in found if one.starts_on <= setting.as_of)[-number:]


def this_year(setting: Setting) -> tuple[Stretch, ...]:
    """Return the terms of the academic year; none where no calendar has it."""
    year = setting.calendars.academic_year_of(setting.as_of, None)
    terms = terms_of_year(setting.calendars, None, year)
    if isinstance(terms, Unknown):
        return ()
    return tuple(
        Stretch(str(one.dates.term).capitalize(), one.dates.starts_on, one.dates.ends_on)
        for one in terms
    )


def _named(term: TermSpan) -> NamedTerm:
    dates = term.dates
    name = f"{str(dates.term).capitalize()} {wording.academic_year(term.year)}"
    return NamedTerm(name, dates.starts_on, dates.ends_on, term.next_starts_on)
