"""What stands at the top of an audit, read from the records: nothing of it is copied into one.

Days, codes and ids only: what people wrote stays where they wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pepsite.compliance.circumstances import all_hold, period_on
from pepsite.compliance.conformity.forms import edition_of
from pepsite.compliance.judging.hints import hints_of
from pepsite.compliance.judging.judgements import judgements_of
from pepsite.compliance.judging.ratings import Form
from pepsite.compliance.presence import owner_of, school_on
from pepsite.policy.calendars import Unknown
from pepsite.policy.phases import year_group_on
from pepsite.records.answers import given
from pepsite.records.codes import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pepsite.compliance.child_journey import Entry
    from pepsite.compliance.judging.judgements import Judgement
    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.policy.questions import Question, QuestionsEdition, RatedPart, Section
    from pepsite.records.casefile import Casefile
    from pepsite.records.child import SenFrom
    from pepsite.records.codes import Ethnicity, Sex, YearGroup
    from pepsite.records.pep import Pep
    from pepsite.records.review import Audit
    from pepsite.records.sections import Attendance


@dataclass(frozen=True, slots=True)
class Header:
    """A child's facts on the day of an audit (WAL-84, WAL-85). None: not on record.

    `first_pep_on` and `last_pep_on` are of the period of care of that day, by the meeting,
    else by the day the PEP was submitted. `attendance` is what the last PEP has.
    """

    child: str
    born: str
    sex: Sex | None
    ethnicity: Ethnicity | None
    year_group: YearGroup
    sen: SenFrom | None
    school: str | None
    entered_care_on: date | None
    first_pep_on: date | None
    last_pep_on: date | None
    responsible: dict[Role, str | None]
    attendance: tuple[Attendance, ...]
    judgements: tuple[RatedOn, ...]


class RatedOn(NamedTuple):
    """A rating of one of the child's PEPs. None: a word that is not on the scale of the policy."""

    record: str
    on: date
    rating: str | None


_ROLES = (Role.DESIGNATED_TEACHER, Role.VIRTUAL_SCHOOL_OFFICER, Role.SOCIAL_WORKER)


def header_of(casefile: Casefile, setting: Setting) -> Header:
    """Return the facts about a child as they stand on the setting's day."""
    child, day = casefile.child, setting.as_of
    period, school = period_on(child, day), school_on(child, setting, day)
    peps = peps_between(casefile, date.min, day)
    ours = [pep_day(pep) for pep in peps if period is not None and pep.care_period == period.id]
    known = [entry for entry in child.sen if entry.from_on <= day]
    return Header(
        child=child.id,
        born=child.born,
        sex=child.sex,
        ethnicity=child.ethnicity,
        year_group=year_group_on(child, day),
        sen=max(known, key=lambda entry: entry.from_on, default=None),
        school=school.id if school else None,
        entered_care_on=period.entered_on if period else None,
        first_pep_on=min((on for on in ours if on), default=None),
        last_pep_on=max((on for on in ours if on), default=None),
        responsible={role: owner_of(role, child, school, setting) for role in _ROLES},
        attendance=(given(peps[-1].attendance) or ()) if peps else (),
        judgements=tuple(_rated(one, setting) for one in _judged_by(casefile, day)),
    )


def _judged_by(casefile: Casefile, day: date) -> list[Judgement]:
    found = (one for one in judgements_of(casefile) if one.on <= day)
    return sorted(found, key=lambda one: (one.on, one.record.id))


def _rated(one: Judgement, setting: Setting) -> RatedOn:
    edition = edition_of(one.record, setting.policy)
    known = edition is not None and edition.at_standard(one.rating) is not None
    return RatedOn(one.record.id, one.on, one.rating if known else None)


def pep_day(pep: Pep) -> date | None:
    """Return the day a PEP is known by: of its meeting, else the day it was submitted."""
    return pep.held_on or pep.completed_on


def peps_between(casefile: Casefile, first: date, last: date) -> tuple[Pep, ...]:
    """Return the PEPs of these days, both included, that count; in their order."""
    return tuple(
        pep
        for pep in casefile.peps
        if pep.counts and (on := pep_day(pep)) is not None and first <= on <= last
    )


def last_academic_year_begins_on(setting: Setting) -> date:
    """Return the first day of the academic year before the one of the setting's day (WAL-86)."""
    year = setting.calendars.academic_year_of(setting.as_of, None)
    return setting.calendars.year_starts_on(year - 1, None)


# --- The sheet an auditor fills in


@dataclass(frozen=True, slots=True)
class Asked:
    """A question or a part, with what was answered so far and the results beside it.

    An answer that the policy does not have is left out: it is a word that somebody wrote.
    """

    item: Question | RatedPart
    answer: str | None
    hints: tuple[CheckResult, ...]


@dataclass(frozen=True, slots=True)
class SectionAsked:
    """A section with its questions. `unknown` says what is missing to tell that it applies."""

    section: Section | None
    asked: tuple[Asked, ...]
    unknown: Unknown | None = None


def sheet_of(
    form: Form, casefile: Casefile, setting: Setting, results: Iterable[CheckResult]
) -> tuple[SectionAsked, ...]:
    """Return the questions asked in their sections, then the parts, with hints.

    Questions without a section come first, and the parts last; a section that does not apply
    is left out, and one without a question is kept for its title.
    """
    edition, hints = form.edition, hints_of(form, casefile, results)
    found = [_section(None, edition, form, hints, None)]
    for section in edition.sections:
        applies = all_hold(section.only_when, casefile, setting, setting.as_of)
        if applies is not False:
            unknown = applies if isinstance(applies, Unknown) else None
            found.append(_section(section, edition, form, hints, unknown))
    parts = tuple(
        Asked(
            part,
            _known(form.parts.get(part.id), (value.id for value in edition.scale)),
            hints.get(part.id, ()),
        )
        for part in edition.parts
    )
    found.append(SectionAsked(None, parts))
    return tuple(one for one in found if one.section is not None or one.asked)


def _known(word: str | None, words: Iterable[str]) -> str | None:
    return word if word in set(words) else None


def _section(
    section: Section | None,
    edition: QuestionsEdition,
    form: Form,
    hints: dict[str, tuple[CheckResult, ...]],
    unknown: Unknown | None,
) -> SectionAsked:
    name = section.id if section else None
    asked = tuple(
        Asked(
            one,
            _known(form.answers.get(one.id), (choice.id for choice in edition.choices(one))),
            hints.get(one.id, ()),
        )
        for one in edition.questions
        if one.section == name and form.asks(one)
    )
    return SectionAsked(section, asked, unknown)


@dataclass(frozen=True, slots=True)
class AuditSheet:
    """An audit with what stands above and beside its questions."""

    path: str
    audit: Audit
    title: str
    edition: QuestionsEdition
    header: Header
    peps: tuple[Pep, ...]
    sections: tuple[SectionAsked, ...]
    titles: Mapping[str, str]
    journey: tuple[Entry, ...] = ()
    """What happened in the days looked at, for a journey audit."""
