"""Who is to be told of what: the prompts of the policy, for the facts that call for them.

Ids, days and the policy's own titles; nothing that somebody wrote into a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, assert_never

from pepsite.compliance.judging.outcomes import all_rated
from pepsite.compliance.presence import owner_of, presences, school_on
from pepsite.compliance.results import Status
from pepsite.policy.base import in_force
from pepsite.policy.phases import year_group_on
from pepsite.records.child import Part
from pepsite.records.pep import PepStatus
from pepsite.records.review import QaReview
from pepsite.records.sections import SignedSection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pepsite.compliance.judging.outcomes import Rated
    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.expectations import Prompt
    from pepsite.records.casefile import Casefile
    from pepsite.records.codes import Role, YearGroup


class Reader(NamedTuple):
    """Someone to be told, by role; None where no record says who it is."""

    role: Role
    person: str | None


@dataclass(frozen=True, slots=True)
class Prompted:
    """A prompt that is due for one fact. `fact` is made of ids, and the same for ever.

    `on` is the day it is about: the last day for what is due, else the day it happened.
    `what` is the title of the duty, where there is one, and `pep` the PEP it is about.
    """

    prompt: str
    title: str
    source: str
    fact: str
    child: str
    school: str | None
    year_group: YearGroup
    on: date
    is_due: bool
    to: tuple[Reader, ...]
    copy_to: tuple[Reader, ...]
    what: str = ""
    pep: str | None = None


class _Fact(NamedTuple):
    """Something that happened, or falls due; `ids` name it among those of its kind."""

    ids: str
    on: date
    what: str = ""
    pep: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """What is told of: due by `soon`, or happened on or after `since`."""

    since: date
    soon: date


def prompts_for(
    casefile: Casefile, setting: Setting, results: Iterable[CheckResult], window: Window
) -> Iterator[Prompted]:
    """Yield each prompt of the policy that is due for this child on the setting's day.

    `results` are those of the child. What stands open (new into care, a new place, due,
    overdue) is told of while it is open; what happened once, if it was not before the window.
    """
    told = tuple(results)
    for file in setting.policy.expectations:
        for prompt in file.prompts:
            for fact in _facts(prompt, casefile, setting, told, window):
                day = setting.as_of if prompt.when in _STANDING else fact.on
                if in_force((prompt,), day) is not None:
                    yield _prompted(prompt, fact, casefile, setting)


_STANDING = ("due-soon", "overdue")


def _facts(
    prompt: Prompt,
    casefile: Casefile,
    setting: Setting,
    results: tuple[CheckResult, ...],
    window: Window,
) -> Iterator[_Fact]:
    match prompt.when:
        case "new-into-care":
            yield from _into_care(casefile, setting)
        case "new-provision":
            yield from _new_place(casefile, setting)
        case "due-soon":
            yield from _clocks(results, setting, Status.DUE, window.soon)
        case "overdue":
            yield from _clocks(results, setting, Status.OVERDUE, setting.as_of)
        case "meeting-held" | "returned" | "signed-off" | "not-at-standard" as when:
            happened = {
                "meeting-held": _held,
                "returned": _returned,
                "signed-off": _signed_off,
                "not-at-standard": _below,
            }[when](casefile, setting)
            yield from (one for one in happened if window.since <= one.on <= setting.as_of)
        case other:
            assert_never(other)


def _into_care(casefile: Casefile, setting: Setting) -> Iterator[_Fact]:
    """Yield each period of care the child is in that no PEP has been met about or made for."""
    for presence in presences(casefile.child, setting):
        period = presence.period
        met = [
            pep
            for pep in casefile.peps
            if pep.counts and pep.care_period == period.id and _done_by(pep.held_on, setting)
        ]
        judged = period.entered_on >= setting.records_begin_on
        if judged and not met and presence.ends_on >= setting.as_of:
            yield _Fact(period.id, presence.starts_on)


def _new_place(casefile: Casefile, setting: Setting) -> Iterator[_Fact]:
    """Yield each place of education begun in care that no PEP has been met about since."""
    child = casefile.child
    for place in child.education:
        begun = place.from_on
        in_care = any(
            one.starts_on < begun and one.ends_on >= setting.as_of
            for one in presences(child, setting)
        )
        met = any(
            pep.counts and pep.held_on and begun <= pep.held_on <= setting.as_of
            for pep in casefile.peps
        )
        new = place.part is Part.MAIN and setting.records_begin_on <= begun <= setting.as_of
        if new and in_care and not met and place.covers(setting.as_of):
            yield _Fact(place.id, begun)


def _done_by(day: date | None, setting: Setting) -> bool:
    return day is not None and day <= setting.as_of


def _clocks(
    results: tuple[CheckResult, ...], setting: Setting, status: Status, until: date
) -> Iterator[_Fact]:
    titles = {clock.id: clock.title for clock in setting.policy.clocks}
    # A statutory clock that asks for the same by the same day is told of once.
    own = {(one.asks, one.subject, one.part, one.due_on) for one in results if not one.statutory}
    for one in results:
        if one.status is not status or one.check not in titles or one.due_on is None:
            continue
        same = (one.asks, one.subject, one.part, one.due_on)
        if one.due_on <= until and not (one.statutory and same in own):
            ids = " ".join(filter(None, (one.check, one.subject, one.part, str(one.due_on))))
            yield _Fact(ids, one.due_on, titles[one.check])


def _held(casefile: Casefile, setting: Setting) -> Iterator[_Fact]:
    del setting
    for pep in casefile.peps:
        for meeting in pep.meetings if pep.counts else ():
            if meeting.held_on:
                yield _Fact(f"{pep.id} {meeting.id}", meeting.held_on, pep=pep.id)


def _returned(casefile: Casefile, setting: Setting) -> Iterator[_Fact]:
    del setting
    for pep in casefile.peps:
        if pep.status is PepStatus.RETURNED:
            for one in pep.returned:
                yield _Fact(f"{pep.id} {one.id}", one.returned_on, pep=pep.id)


def _signed_off(casefile: Casefile, setting: Setting) -> Iterator[_Fact]:
    """Yield each PEP that was signed as a whole; where no such signature is, that is complete."""
    del setting
    for pep in casefile.peps:
        if not pep.claims_to_be_complete:
            continue
        signed = [one.signed_on for one in pep.sign_offs if one.section is SignedSection.WHOLE]
        on = max(signed, default=pep.completed_on if pep.status is PepStatus.COMPLETE else None)
        if on is not None:
            yield _Fact(pep.id, on, pep=pep.id)


def _below(casefile: Casefile, setting: Setting) -> Iterator[_Fact]:
    for one in all_rated(casefile, setting):
        if _is_below(one, setting):
            yield _Fact(f"{one.pep.id} {one.id}", one.on, pep=one.pep.id)


def _is_below(one: Rated, setting: Setting) -> bool:
    record, policy = one.record, setting.policy
    if isinstance(record, QaReview):
        checklist = policy.checklist(record.checklist.name, record.checklist.edition)
        edition = checklist[1] if checklist else None
    else:
        template = policy.template(record.template.name, record.template.edition)
        edition = template[1] if template else None
    return bool(edition and one.rating and edition.at_standard(one.rating) is False)


def _prompted(prompt: Prompt, fact: _Fact, casefile: Casefile, setting: Setting) -> Prompted:
    child = casefile.child
    school = school_on(child, setting, setting.as_of)

    def readers(roles: Iterable[Role]) -> tuple[Reader, ...]:
        return tuple(Reader(role, owner_of(role, child, school, setting)) for role in roles)

    return Prompted(
        prompt.id,
        prompt.title,
        prompt.source,
        f"{prompt.id} {child.id} {fact.ids}",
        child.id,
        school.id if school else None,
        year_group_on(child, setting.as_of),
        fact.on,
        prompt.when in _STANDING,
        readers(prompt.to),
        readers(prompt.copy_to),
        fact.what,
        fact.pep,
    )
