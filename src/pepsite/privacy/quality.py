"""How quality assurance itself goes: samples, second looks, schools of concern."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pepsite.compliance.results import Status
from pepsite.policy.base import in_force
from pepsite.privacy import published, wording
from pepsite.privacy.published_practice import (
    Concern,
    Concerns,
    Disagreement,
    Quality,
    SampleRow,
    ToAudit,
)
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.privacy.practice import Points, Rated

_NOT_SETTLED = "how many PEPs below standard make a school one of concern, in the policy"


# Samples and second looks


def quality(
    plans: Sequence[CheckResult],
    to_audit: Sequence[CheckResult],
    moderated: Iterable[Points],
    setting: Setting,
) -> Quality:
    """Return how samples and second looks stand; `to_audit` are the PEPs nobody audited yet."""
    year = setting.calendars.academic_year_of(setting.as_of, None)
    begins = setting.calendars.year_starts_on(year, None)
    looks = sorted(moderated, key=lambda one: (one.row.on, one.row.second))
    return Quality(
        samples=tuple(
            _sample_row(one, to_audit, setting)
            for one in sorted(plans, key=lambda one: (one.check, str(one.due_on)))
            if one.status is not Status.NOT_APPLICABLE
            and (one.due_on is None or one.due_on >= begins)
        ),
        to_audit=tuple(
            ToAudit(
                plan=_title(one, setting),
                pep=one.subject,
                auditor=one.owner or "",
                by=one.due_on,
                status=published.Status(one.status),
            )
            for one in sorted(to_audit, key=lambda one: (str(one.due_on), one.subject))
            if one.due_on is None or one.due_on >= begins
        ),
        moderations=tuple(one.row for one in looks),
        disagreements=tuple(_disagreements(looks)),
    )


def _title(result: CheckResult, setting: Setting) -> str:
    return next((one.title for one in setting.policy.plans if one.id == result.check), "")


def _sample_row(
    result: CheckResult, to_audit: Sequence[CheckResult], setting: Setting
) -> SampleRow:
    samples = [one for one in setting.register.samples.values() if path_of(one) in result.evidence]
    left = {
        (one.subject, one.evidence)
        for one in to_audit
        if one.check == result.check and set(one.evidence) <= set(result.evidence)
    }
    drawn = sum(len(one.drawn) for one in samples)
    return SampleRow(
        plan=_title(result, setting),
        period=wording.period_words(result.part),
        by=result.due_on,
        status=published.Status(result.status),
        samples=tuple(sorted(one.id for one in samples)),
        drawn=drawn,
        audited=drawn - len(left),
        source=result.source,
        missing=result.missing,
    )


def _disagreements(looks: Iterable[Points]) -> Iterator[Disagreement]:
    """Yield each question that was judged twice, that with most disagreement first."""
    answers = Counter(point for one in looks for point in one.questions)
    questions = dict.fromkeys(question for question, _ in answers)
    for question in sorted(questions, key=lambda one: -answers[one, False]):
        differ = answers[question, False]
        yield Disagreement(question, differ, differ + answers[question, True])


# Schools causing concern


def concerns(rated: Mapping[str, Sequence[Rated]], setting: Setting) -> Concerns:
    """Return the schools of concern in the academic year, by the last review of each PEP in it."""
    year = setting.calendars.academic_year_of(setting.as_of, None)
    begins = setting.calendars.year_starts_on(year, None)
    name = wording.academic_year(year)
    version = in_force(setting.policy.schools_causing_concern, begins)
    at_least = version.at_least if version else None
    found: list[Concern] = []
    for school, of_school in rated.items():
        last = {
            one.pep: one.at_standard
            for one in sorted(of_school, key=lambda each: each.on)
            if one.on >= begins
        }
        below = sum(good is False for good in last.values())
        if below >= (at_least or 1):
            title = setting.register.schools[school].name
            found.append(Concern(school, title, below, len(last)))
    found.sort(key=lambda one: (-one.below, one.name))
    source, missing = (version.source, "") if version else ("", _NOT_SETTLED)
    return Concerns(name, at_least, tuple(found), source, missing)
