"""What staff see: a page for each school, made of the rows its children leave.

The children stream by (`child_facts`); the pages are put together at the end. A child
without a school place is on a page of its own kind, so that nobody is forgotten.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from pepsite.compliance.results import TO_DO, Setting, Status
from pepsite.errors import PublicationRefusedError
from pepsite.policy.base import in_force
from pepsite.privacy import published, wording
from pepsite.privacy.children import (
    ChildFacts,
    child_facts,
    days_between,
    is_of_now,
    shown_status,
    since_when,
)
from pepsite.privacy.groups import Groups
from pepsite.privacy.guidance import public_site, term_dates
from pepsite.privacy.judged import first_looks
from pepsite.privacy.piles import Pile, how_they_stand, with_rows
from pepsite.privacy.practice import in_order
from pepsite.privacy.quality import concerns, quality
from pepsite.privacy.term_board import term_board
from pepsite.privacy.terms import last_terms, term_now, this_year
from pepsite.privacy.visits import to_judge, to_raise
from pepsite.records.authority import Audience
from pepsite.records.codes import Phase
from pepsite.records.paths import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pepsite.compliance.results import CheckResult
    from pepsite.privacy.practice import Points, Rated
    from pepsite.privacy.published_practice import TermBoard
    from pepsite.records.school import School

__all__ = ["NO_SCHOOL", "ChildFacts", "child_facts", "staff_site"]

NO_SCHOOL: Final = "no-school-place"
"""Stands in the place of a school's id on the page of those who have no school place."""
_NO_SCHOOL_NAME: Final = "No school place on record"
_TERMS: Final = 6
"""Ratings are shown for so many terms: two years, so that a change can be seen."""

_WORST_FIRST: Final = (
    published.Status.MISSED,
    published.Status.OVERDUE,
    published.Status.CANNOT_TELL,
    published.Status.DUE,
    published.Status.MET_LATE,
    published.Status.MET,
)


def staff_site(
    facts: Iterable[ChildFacts],
    shared_results: Iterable[CheckResult],
    setting: Setting,
    unreadable: int = 0,
    to_audit: Sequence[CheckResult] = (),
) -> published.PublishedSite:
    """Return the site for staff: what everyone sees, and a page for each school.

    `shared_results` are those about schools and about actions, which belong to no one child;
    those about sampling plans are of no school's page. `to_audit` are the PEPs of samples that
    somebody still has to audit.
    `unreadable` counts the records that could not be read, of which nothing is said.

    Raises:
        PepsiteError: the policy pack has not begun on this day.
        PublicationRefusedError: the settings give staff pages no protective marking.
    """
    site = _with_own_calendars(
        public_site(setting.policy, setting.register.authority, setting.calendars, setting.as_of),
        setting,
    )
    marking = _marking(setting)
    desk = _Desk(setting, to_audit)
    for one in facts:
        desk.take_child(one)
    for result in shared_results:
        desk.take_shared(result)
    return replace(site, staff=desk.pages(marking, unreadable))


def _marking(setting: Setting) -> str:
    marking = setting.register.authority.marking_for(Audience.STAFF)
    if marking is None:
        message = (
            "pages for staff need a protective marking; "
            "give the audience staff one in records/authority.yaml"
        )
        raise PublicationRefusedError(message)
    return marking


def _with_own_calendars(site: published.PublishedSite, setting: Setting) -> published.PublishedSite:
    """Return the site with the calendars that one school keeps, under that school's name."""
    own = [
        term_dates(calendar, school.name)
        for calendar in setting.calendars.calendars
        for school in [setting.register.schools.get(calendar.school or "")]
        if school is not None
        and calendar.academic_year >= setting.calendars.academic_year_of(setting.as_of, school)
    ]
    own.sort(key=lambda dates: (dates.title, dates.academic_year))
    guidance = replace(site.guidance, term_dates=(*site.guidance.term_dates, *own))
    return replace(site, guidance=guidance)


@dataclass(slots=True)
class _AtSchool(Pile):
    """What has come in for one school so far."""

    children: list[published.ChildRow] = field(default_factory=list)
    coverage: list[published.Coverage] = field(default_factory=list)


class _Desk:
    """Sorts what comes in by school, and makes the pages of it."""

    def __init__(self, setting: Setting, to_audit: Sequence[CheckResult]) -> None:
        self._setting, self._to_audit = setting, to_audit
        self._plans = frozenset(plan.id for plan in setting.policy.plans)
        self._piles: dict[str | None, _AtSchool] = defaultdict(_AtSchool)
        self._counts: Counter[published.Status] = Counter()
        self._school_of: dict[str, str | None] = {}
        self._children: list[published.ChildPage] = []
        self._groups = Groups()
        self._moderated: list[Points] = []
        self._plan_results: list[CheckResult] = []
        self._terms = last_terms(setting, _TERMS)
        self._missing_term = ""

    def take_child(self, facts: ChildFacts) -> None:
        self._school_of |= {facts.child.id: facts.school, **dict(facts.raised_at)}
        self._take_practice(facts)
        if facts.here:
            self._groups.take(facts)
            self._piles[facts.school].children.append(facts.child)
            self._children.append(
                published.ChildPage(
                    facts.child.id,
                    facts.child.year_group,
                    facts.school or NO_SCHOOL,
                    facts.journey,
                    tuple(sorted((line for _, line in facts.practice.lines), key=in_order)),
                    facts.responsible,
                )
            )
        for school, row in facts.rows:
            self._piles[school].take(row)
        for status, count in facts.counts:
            self._counts[shown_status(status)] += count

    def _take_practice(self, facts: ChildFacts) -> None:
        """Take in what a child's records say of practice, each row at the school it is about."""
        practice, today = facts.practice, self._piles[facts.school]
        for school, line in practice.lines:
            self._piles[school].lines.append(line)
        for rated in practice.rated:
            self._piles[rated.school].rated.append(rated)
        for school, premium in practice.premium:
            self._piles[school].premium.append(premium)
        for school, training in practice.training:
            self._piles[school].training.append(training)
        if practice.learning:
            today.learning.append(practice.learning)
        if practice.board:
            today.board.append(practice.board)
        for school, waiting in practice.waiting:
            self._piles[school].waiting_before.append(waiting)
        self._missing_term = self._missing_term or practice.missing_term
        self._moderated += practice.moderated

    def take_shared(self, result: CheckResult) -> None:
        if result.check in self._plans:
            self._plan_results.append(result)
            return  # of no one school
        school = self._setting.register.schools.get(result.subject)
        if school is None:
            self._take_action(result)
        else:
            self._take_coverage(result, school)

    def _take_coverage(self, result: CheckResult, school: School) -> None:
        """Take in how a school stands with the duties to have PEPs quality assured, this year's.

        A duty to each term is shown for every term of the year that has begun.
        """
        setting = self._setting
        year = setting.calendars.academic_year_of(setting.as_of, school)
        if result.academic_year != year:
            return
        _, _, term = result.part.partition("-")
        pile = self._piles[school.id]
        evidence = {place.id for path in result.evidence if (place := place_of(path))}
        pile.coverage.append(
            published.Coverage(
                time=wording.time_covered(year, term.rpartition("-")[2]),
                quality_assured=len(result.evidence),
                required=_required(result, setting),
                by=result.due_on,
                status=shown_status(result.status),
                source=result.source,
                evidence=first_looks(row for row in pile.judged if row.record in evidence),
            )
        )
        if result.status is Status.CANNOT_TELL:
            pile.waiting[year] += 1
        self._counts[shown_status(result.status)] += 1

    def _take_action(self, result: CheckResult) -> None:
        """Take in an action; one that names neither school nor child has no school's page."""
        school = result.school or (self._owed_at(result) if result.child else None)
        if school not in self._setting.register.schools:
            school = None
        if is_of_now(result, since_when(self._setting, school)):
            self._counts[shown_status(result.status)] += 1
        if result.status in TO_DO:
            row = published.ActionRow(
                id=result.subject,
                owner=wording.role(result.doer),
                status=shown_status(result.status),
                due_on=result.due_on,
                days=days_between(result, self._setting.as_of),
                child=result.child or "",
            )
            self._piles[school].actions.append(row)
            self._groups.take_action(result.child, row)

    def _owed_at(self, result: CheckResult) -> str | None:
        """Return the school whose PEP led to an action about a child, else the child's today."""
        raised_by = self._setting.register.actions[result.subject].raised_by
        look = raised_by.qa_review or raised_by.audit or ""
        return self._school_of.get(look, self._school_of.get(result.child or ""))

    def pages(self, marking: str, unreadable: int) -> published.StaffPages:
        schools = self._setting.register.schools
        pages = [
            self._page(schools.get(school) if school else None, pile)
            for school, pile in sorted(self._piles.items(), key=self._place)
        ]
        return published.StaffPages(
            marking=marking,
            counts=tuple(
                published.StatusCount(status, self._counts[status]) for status in published.Status
            ),
            schools=tuple(pages),
            children=tuple(sorted(self._children, key=lambda child: child.id)),
            missing_calendars=_summed(pages),
            unreadable=unreadable,
            year=this_year(self._setting),
            board=self._board(),
            groups=self._groups.pages(self._by_school(pages), self._terms),
            quality=quality(self._plan_results, self._to_audit, self._moderated, self._setting),
            concerns=concerns(self._rated_by_school(), self._setting),
        )

    def _board(self) -> TermBoard:
        piles = self._piles.values()
        return term_board(
            (row for pile in piles for row in pile.board),
            (row for pile in piles for row in pile.waiting_before),
            term_now(self._setting),
            self._missing_term,
        )

    def _rated_by_school(self) -> dict[str, list[Rated]]:
        return {school: pile.rated for school, pile in self._piles.items() if school}

    def _by_school(
        self, pages: Iterable[published.SchoolPage]
    ) -> dict[str | None, published.SchoolPage]:
        found = {page.summary.id: page for page in pages}
        return {school: found[school or NO_SCHOOL] for school in self._piles}

    def _place(self, item: tuple[str | None, _AtSchool]) -> tuple[object, ...]:
        """Sort key: those without a school first, then by phase, then by name."""
        school = self._setting.register.schools.get(item[0] or "")
        if school is None:
            return ((), "", "")
        order = tuple(Phase)
        phases = tuple(1 + order.index(phase) for phase in _in_order(school))
        return (phases, school.name.casefold(), school.id)

    def _page(self, school: School | None, pile: _AtSchool) -> published.SchoolPage:
        page = published.SchoolPage(
            summary=_summary(school, pile),
            coverage=tuple(pile.coverage),
            children=tuple(sorted(pile.children, key=lambda row: row.id)),
            missing_calendars=tuple(
                published.MissingCalendar(
                    self._whose_calendar(school), wording.academic_year(year), results
                )
                for year, results in sorted(pile.waiting.items())
            ),
        )
        page = with_rows(page, pile, self._terms)
        # What a plan of another school lacks is not for this one to answer.
        own = replace(page, learning=tuple(row for row in page.learning if not row.made_elsewhere))
        return replace(page, to_raise=to_raise(own, pile, to_judge(page.coverage)))

    def _whose_calendar(self, school: School | None) -> str:
        """Name the authority whose term dates a school keeps, as settings or calendars do."""
        ours = self._setting.register.authority.name
        if school is None:
            return ours
        known = {ours, *(one.authority for one in self._setting.calendars.calendars)}
        return school.authority if school.authority in known else f"the authority of {school.name}"


def _required(result: CheckResult, setting: Setting) -> int:
    """Return how many the policy asks for: what was in force when the duty began."""
    began = result.explanation.counted_from or setting.as_of
    versions = [
        in_force(duty.versions, began)
        for duty in setting.policy.coverage
        if duty.id == result.check
    ]
    return max((version.at_least for version in versions if version is not None), default=0)


def _summary(school: School | None, pile: _AtSchool) -> published.SchoolSummary:
    looked_at = first_looks(row for row in pile.judged if row.counts)
    done = max((one.quality_assured for one in pile.coverage), default=len(looked_at))
    worst = min((_WORST_FIRST.index(one.status) for one in pile.coverage), default=None)
    return published.SchoolSummary(
        id=school.id if school else NO_SCHOOL,
        name=school.name if school else _NO_SCHOOL_NAME,
        phase=wording.phases(_in_order(school)) if school else _NO_SCHOOL_NAME,
        children=len(pile.children),
        **how_they_stand((*pile.due, *pile.actions)),
        quality_assured=done,
        coverage=published.Status.NOT_APPLICABLE if worst is None else _WORST_FIRST[worst],
        is_school=school is not None,
    )


def _in_order(school: School) -> tuple[Phase, ...]:
    return tuple(phase for phase in Phase if phase in school.phases)


def _summed(pages: Iterable[published.SchoolPage]) -> tuple[published.MissingCalendar, ...]:
    results: Counter[tuple[str, str]] = Counter()
    for page in pages:
        for one in page.missing_calendars:
            results[one.calendar, one.academic_year] += one.results
    return tuple(
        published.MissingCalendar(calendar, year, count)
        for (calendar, year), count in sorted(results.items())
    )
