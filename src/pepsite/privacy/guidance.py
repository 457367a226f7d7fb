"""What everyone may read: made from the pack, the settings and the calendars alone.

No record of a child or a school comes in here, so none can come out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final

from pepsite.errors import PepsiteError
from pepsite.policy.base import ALWAYS, Dated, in_force
from pepsite.policy.faults import models_in
from pepsite.policy.pack import SAID
from pepsite.policy.timescales import NotStated
from pepsite.privacy import published_policy as published
from pepsite.privacy import wording
from pepsite.privacy.checklists import audit_templates, checklists
from pepsite.privacy.duties import duties, step_of
from pepsite.privacy.policy_page import policy_page
from pepsite.privacy.published import PublishedSite
from pepsite.privacy.published_guidance import Guidance, OwnWord
from pepsite.privacy.role_parts import role_parts
from pepsite.privacy.situations import situations, what_is_asked
from pepsite.privacy.sources import source_of
from pepsite.privacy.topics import topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pepsite.policy.calendars import Calendars
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.timescales import Clock, ClockVersion
    from pepsite.records.authority import Authority
    from pepsite.records.authority import Contact as AuthorityContact
    from pepsite.records.calendar import Calendar

_GROUPS: Final = {
    "initial-pep": "The first PEP",
    "review-pep": "Reviews",
    "every-pep": "Every PEP",
    "new-provision-pep": "When a new place of education begins",
    "leaving-care-pep": "When care ends",
}
_ONE_DAY = timedelta(days=1)


def public_site(
    policy: PolicyPack, authority: Authority | None, calendars: Calendars, as_of: date
) -> PublishedSite:
    """Return the site that everyone may see; without an authority, that of what holds for all.

    Raises:
        PepsiteError: the policy pack has not begun on this day, so nothing is in force.
    """
    if as_of < policy.first_edition_on:
        message = (
            f"policy pack {policy.name} begins on {policy.first_edition_on}; "
            f"there is nothing to publish as of {as_of}"
        )
        raise PepsiteError(message)
    return PublishedSite(
        settings=_settings(policy, authority, as_of),
        guidance=Guidance(
            clocks=tuple(_clocks(policy, as_of)),
            duties=tuple(duties(policy, as_of)),
            checklists=tuple(checklists(policy, as_of)),
            audits=tuple(audit_templates(policy, as_of)),
            term_dates=tuple(_term_dates(calendars, as_of)),
            policy=policy_page(policy, as_of),
            situations=tuple(situations(policy, as_of)),
            roles=tuple(role_parts(policy, as_of)),
            topics=tuple(topics(policy, as_of)),
            words=tuple(
                OwnWord(one.ours, one.theirs) for file in policy.expectations for one in file.words
            ),
        ),
    )


# --- Whose site it is


def _settings(policy: PolicyPack, authority: Authority | None, as_of: date) -> published.Settings:
    # What holds for all is called after the country, and then what it is there.
    place, _, what = policy.title.partition(", ")
    settings = published.Settings(
        virtual_school=f"PEPs in {place}: the {what}",
        authority="",
        policy=f"the {what} in {place}"
        if policy.is_floor and what
        else f"the PEP policy of {policy.title}",
        policy_in_force_since=_in_force_since(policy, as_of),
        as_of=as_of,
        policy_review_due_on=policy.review_due_on,
    )
    if authority is None:
        return settings
    return replace(
        settings,
        virtual_school=authority.virtual_school,
        authority=authority.name,
        contacts=tuple(chain.from_iterable(map(_contacts, authority.contacts))),
        accessibility=_accessibility(authority),
    )


def _in_force_since(policy: PolicyPack, as_of: date) -> date:
    """Return the day of the last change to the policy: since then it is as it is shown.

    A change is that something begins to hold, or no longer does.
    """
    values = (
        one
        for name in SAID
        for _, one in models_in(getattr(policy, name))
        if isinstance(one, Dated)
    )
    changes = (
        day
        for one in values
        for day in (one.from_on, one.until_on + _ONE_DAY if one.until_on else None)
        if day is not None and day <= as_of
    )
    return max(changes, default=policy.first_edition_on)


def _contacts(contact: AuthorityContact) -> Iterator[published.Contact]:
    if contact.email:
        yield published.Contact(f"{contact.what_for}, by email", contact.email)
    if contact.telephone:
        yield published.Contact(f"{contact.what_for}, by telephone", contact.telephone)
    if contact.address:
        yield published.Contact(f"{contact.what_for}, by post", ", ".join(contact.address))


def _accessibility(authority: Authority) -> published.Accessibility:
    contacts, statement = _accessibility_contacts(authority), authority.accessibility
    if statement is None:
        return published.Accessibility(contacts)
    return published.Accessibility(
        contacts,
        complies=statement.complies.value,
        prepared_on=statement.prepared_on,
        reviewed_on=statement.reviewed_on,
        reply_within=statement.reply_within or "",
        tested_on=statement.tested_on,
        tested_how=statement.tested_how or "",
        known_problems=tuple(
            published.KnownProblem(one.what, one.put_right_by) for one in statement.known_problems
        ),
    )


def _accessibility_contacts(authority: Authority) -> tuple[published.Contact, ...]:
    contact = authority.accessibility_contact
    if contact is None:
        return ()
    return (published.Contact("By email" if "@" in contact else "Contact", contact),)


# --- Timescales


def _clocks(policy: PolicyPack, as_of: date) -> Iterator[published.Clock]:
    clocks = [
        (clock, version)
        for clock in policy.clocks
        for version in [in_force(clock.versions, as_of)]
        if version is not None
    ]
    yield from _who_has_one(policy, as_of)
    steps = list(published.Step)
    for group, title in _GROUPS.items():
        rows = [_clock_row(*one, clocks, policy) for one in clocks if one[0].of == group]
        if rows:
            rows.sort(key=lambda row: steps.index(row.step))
            yield published.Clock(group, title, tuple(rows))


def _who_has_one(policy: PolicyPack, as_of: date) -> Iterator[published.Clock]:
    """Yield who has a PEP at all: every other timescale begins with that."""
    rule = policy.eligibility_on(as_of)
    if rule is not None:
        row = published.ClockRow(
            step=published.Step.START,
            milestone="A child in care has a PEP",
            by=wording.has_a_pep(rule),
            counted_from="the day the child comes into care, or later becomes old enough",
            when="every child",
            since=rule.from_on,
            source=source_of((rule.source, *rule.also), policy),
            on_home=True,
            reading=rule.reading or "",
        )
        yield published.Clock("eligibility", "Who has a PEP", (row,))


def _clock_row(
    clock: Clock,
    version: ClockVersion,
    clocks: Iterable[tuple[Clock, ClockVersion]],
    policy: PolicyPack,
) -> published.ClockRow:
    return published.ClockRow(
        step=step_of(clock, version),
        milestone=clock.title,
        by="" if isinstance(version.by, NotStated) else wording.by_when(version.by),
        counted_from=wording.counted_from(version.by),
        counted_besides=wording.counted_besides(version.by),
        when=_for_whom(clock),
        since=version.from_on,
        source=source_of((version.source, *version.also), policy),
        statutory=clock.statutory,
        on_home=_is_on_home(clock, version, clocks),
        reading=version.reading or "",
    )


def _for_whom(clock: Clock) -> str:
    """Return for which children, or which PEPs, a timescale is."""
    whose = wording.whose(clock.only_when)
    if clock.of == "every-pep":
        whose = f"every PEP of {whose}" if clock.only_when else "every PEP"
    return whose + wording.for_which(clock.when)


def _is_on_home(
    clock: Clock, version: ClockVersion, clocks: Iterable[tuple[Clock, ClockVersion]]
) -> bool:
    """Say whether a timescale is for every child, has a time, and is not said there already.

    Where the authority asks the same as the law, its own words are the ones shown; where it
    asks something else, both are.
    """
    if clock.only_when or clock.when != ALWAYS or isinstance(version.by, NotStated):
        return False
    return not clock.statutory or not any(
        not other.statutory and what_is_asked(other, its) == what_is_asked(clock, version)
        for other, its in clocks
    )


# --- Term dates


def _term_dates(calendars: Calendars, as_of: date) -> Iterator[published.TermDates]:
    """Yield the calendars that several schools keep, of this academic year and later ones.

    A calendar that only one school keeps is left out: its name is in a record of its own.
    """
    year = calendars.academic_year_of(as_of, None)
    shared = [one for one in calendars.calendars if one.school is None]
    shared.sort(key=lambda one: (not one.ours, one.authority, one.academic_year))
    for calendar in shared:
        if calendar.academic_year >= year:
            yield term_dates(calendar, calendar.authority)


def term_dates(calendar: Calendar, title: str) -> published.TermDates:
    """Return one calendar under this title."""
    return published.TermDates(
        id=calendar.id,
        title=title,
        academic_year=wording.academic_year(calendar.academic_year),
        terms=tuple(
            published.Term(
                dates.term.capitalize(),
                dates.starts_on,
                dates.ends_on,
                dates.half_term.starts_on,
                dates.half_term.ends_on,
            )
            for dates in calendar.terms
        ),
        closures=tuple(_closures(calendar)),
    )


def _closures(calendar: Calendar) -> Iterator[published.Closure]:
    """Yield the days on which schools are closed; those that follow each other as one stretch.

    Which schools, where it is not all of them, is not said: only that it is some.
    """
    closed = sorted(
        (f"{one.reason} (some schools)" if one.schools else one.reason, one.closed_on)
        for one in calendar.closures
    )
    stretches: list[published.Closure] = []
    for reason, day in closed:
        last = stretches[-1] if stretches else None
        if last is not None and last.reason == reason and day - last.last <= _ONE_DAY:
            stretches[-1] = published.Closure(last.first, day, reason)
        else:
            stretches.append(published.Closure(day, day, reason))
    yield from sorted(stretches, key=lambda one: (one.first, one.reason))
