"""Children added up by phase, team and officer: what a school's page has, together."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from pepsite.privacy import published, wording
from pepsite.privacy.judged import first_looks
from pepsite.privacy.piles import Pile, how_they_stand, with_rows
from pepsite.privacy.published_practice import (
    CalledOff,
    DutySum,
    GroupChild,
    GroupKind,
    GroupPage,
    GroupSchool,
    GroupSummary,
    PremiumSum,
    Voice,
)
from pepsite.privacy.term_board import stages
from pepsite.privacy.visits import to_judge, to_raise
from pepsite.records.codes import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pepsite.privacy.children import ChildFacts
    from pepsite.privacy.published_practice import PepLine, PremiumRow
    from pepsite.privacy.terms import NamedTerm

_MOST_ONE_BY_ONE: Final = 120
"""A page lists so many children row by row: of more it would be slow to open, and nobody reads it.

Of those it adds up; their rows are on the pages of their officers and schools.
"""
_ONLY_IN_THE_RECORD: Final = "only the record says why"
_NO_ONE: Final = "none-on-record"
_NOT_ON_RECORD: Final = {
    GroupKind.PHASE: "No phase on record",
    GroupKind.TEAM: "No team on record",
    GroupKind.OFFICER: "No officer on record",
}


@dataclass(slots=True)
class _OfGroup(Pile):
    """What has come in for one group so far."""

    children: list[ChildFacts] = field(default_factory=list)

    def take_child(self, facts: ChildFacts) -> None:
        """Take in everything that one child leaves, at whichever school it was."""
        practice = facts.practice
        self.children.append(facts)
        for _, row in facts.rows:
            self.take(row)
        self.lines += (line for _, line in practice.lines)
        self.rated += practice.rated
        self.premium += (row for _, row in practice.premium)
        self.training += (row for _, row in practice.training)
        self.learning += filter(None, [practice.learning])
        self.board += filter(None, [practice.board])
        self.waiting_before += (row for _, row in practice.waiting)


class Groups:
    """Sorts children by phase, team and officer, and makes the pages of them."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._piles: dict[tuple[GroupKind, str], _OfGroup] = defaultdict(_OfGroup)
        self._of_child: dict[str, tuple[tuple[GroupKind, str], ...]] = {}

    def take(self, facts: ChildFacts) -> None:
        """Take in a child who is here."""
        practice = facts.practice
        keys = (
            (GroupKind.PHASE, str(practice.phase or "")),
            (GroupKind.TEAM, practice.team),
            (GroupKind.OFFICER, practice.officer),
        )
        self._of_child[facts.child.id] = keys
        for key in keys:
            self._piles[key].take_child(facts)

    def take_action(self, child: str | None, row: published.ActionRow) -> None:
        """Take in an open action about a child."""
        for key in self._of_child.get(child or "", ()):
            self._piles[key].actions.append(row)

    def pages(
        self, schools: Mapping[str | None, published.SchoolPage], terms: tuple[NamedTerm, ...]
    ) -> tuple[GroupPage, ...]:
        """Return a page for each group: phases first, then teams, then officers."""
        order = {str(phase): place for place, phase in enumerate(Phase)}
        found = sorted(
            self._piles.items(),
            key=lambda item: (
                list(GroupKind).index(item[0][0]),
                not item[0][1],
                order.get(item[0][1], 0),
                item[0][1],
            ),
        )
        teams = [name for (kind, name), _ in found if kind is GroupKind.TEAM and name]
        return tuple(
            _page(kind, _page_id(kind, name, teams), _title(kind, name), pile, schools, terms)
            for (kind, name), pile in found
        )


def _page(  # noqa: PLR0913, PLR0917  # a page is made of this much
    kind: GroupKind,
    page_id: str,
    title: str,
    pile: _OfGroup,
    schools: Mapping[str | None, published.SchoolPage],
    terms: tuple[NamedTerm, ...],
) -> GroupPage:
    facts = sorted(pile.children, key=lambda one: one.child.id)
    looks = first_looks(row for row in pile.judged if row.counts)
    page = GroupPage(
        summary=_summary(kind, page_id, title, pile, len(looks)),
        stages=stages(pile.board),
        schools=tuple(_schools(facts, schools)),
        called_off=tuple(_called_off(pile.meetings)),
        caseload=tuple(_caseload(facts, schools)),
    )
    page = with_rows(page, pile, terms)
    still_to_judge = sum(to_judge(schools[one].coverage) for one in {each.school for each in facts})
    page = replace(page, to_raise=to_raise(page, pile, still_to_judge))
    if len(facts) <= _MOST_ONE_BY_ONE:
        return replace(page, lines=tuple(_last_of_each(page.lines)), judged=looks)
    return replace(
        page,
        one_by_one=False,
        duties=tuple(_duties(page.due)),
        premium_for=tuple(_premium_for(page.premium)),
        due=(),
        meetings=(),
        judged=(),
        lines=(),
        learning=(),
        premium=(),
        training=(),
    )


def _summary(
    kind: GroupKind, page_id: str, title: str, pile: _OfGroup, quality_assured: int
) -> GroupSummary:
    learning = pile.learning
    asked = [row for row in learning if row.voice in (Voice.IN_THE_PLAN, Voice.MISSING)]
    return GroupSummary(
        kind=kind,
        id=page_id,
        title=title,
        children=len(pile.children),
        **how_they_stand((*pile.due, *pile.actions)),
        attended=sum(row.attended for row in learning),
        possible=sum(row.possible for row in learning),
        plans=len(asked),
        voiced=sum(row.voice is Voice.IN_THE_PLAN for row in asked),
        quality_assured=quality_assured,
        offered=len(pile.training),
        taken_up=sum(row.taken_up_on is not None for row in pile.training),
    )


def _page_id(kind: GroupKind, name: str, teams: list[str]) -> str:
    """Return the name of a group's page: a team's has none of its words."""
    if not name:
        return _NO_ONE
    return f"team-{teams.index(name) + 1}" if kind is GroupKind.TEAM else name


def _title(kind: GroupKind, name: str) -> str:
    if not name:
        return _NOT_ON_RECORD[kind]
    return wording.PHASE_WORDS[Phase(name)] if kind is GroupKind.PHASE else name


def _last_of_each(lines: Iterable[PepLine]) -> Iterator[PepLine]:
    """Yield the last PEP of each child; they come in the order of children and of days."""
    yield from {line.child: line for line in lines}.values()


def _duties(rows: Iterable[published.DueRow]) -> Iterator[DutySum]:
    """Yield how often each thing is late and due, what is late most often first."""
    found: dict[tuple[str, str], list[published.DueRow]] = defaultdict(list)
    for row in rows:
        found[row.what, row.who].append(row)
    sums = [_duty(what, who, of) for (what, who), of in found.items()]
    yield from sorted(sums, key=lambda one: (-one.late, -one.due, one.what, one.who))


def _duty(what: str, who: str, rows: Sequence[published.DueRow]) -> DutySum:
    late = [row for row in rows if row.status in published.LATE]
    due = [row for row in rows if row.status is published.Status.DUE]
    return DutySum(
        what,
        who,
        len(late),
        max((row.days for row in late if row.days is not None), default=None),
        len(due),
        min((row.due_on for row in due if row.due_on), default=None),
        sum(row.status is published.Status.CANNOT_TELL for row in rows),
    )


def _premium_for(rows: Iterable[PremiumRow]) -> Iterator[PremiumSum]:
    """Yield what the premium was used for, most often first; a use counts for each target."""
    uses: Counter[str] = Counter()
    with_impact: Counter[str] = Counter()
    for row in rows:
        for target in row.targets or ("",):
            uses[target] += 1
            with_impact[target] += row.impact_recorded
    for target, count in sorted(uses.items(), key=lambda item: (-item[1], item[0])):
        yield PremiumSum(target, count, with_impact[target])


def _due(facts: ChildFacts) -> Iterator[tuple[str | None, published.DueRow]]:
    return ((school, row) for school, row in facts.rows if isinstance(row, published.DueRow))


def _called_off(meetings: Iterable[published.MeetingRow]) -> Iterator[CalledOff]:
    """Yield why meetings were called off, what happened most often first."""
    counts = Counter(row.because or _ONLY_IN_THE_RECORD for row in meetings if row.called_off)
    for because, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield CalledOff(because, count)


def _schools(
    facts: Iterable[ChildFacts], schools: Mapping[str | None, published.SchoolPage]
) -> Iterator[GroupSchool]:
    """Yield the schools that the children are at, and those that still owe something for them."""
    children: Counter[str | None] = Counter()
    owed: dict[str | None, Counter[published.Status]] = defaultdict(Counter)
    for one in facts:
        children[one.school] += 1
        for school, row in _due(one):
            owed[school][row.status] += 1
    found = [(schools[one].summary, one) for one in {*children, *owed}]
    for summary, school in sorted(found, key=lambda item: (item[0].name, item[0].id)):
        statuses = owed[school]
        yield GroupSchool(
            id=summary.id,
            name=summary.name,
            children=children[school],
            late=sum(statuses[one] for one in published.LATE),
            due=statuses[published.Status.DUE],
            quality_assured=summary.quality_assured,
            coverage=summary.coverage,
        )


def _caseload(
    facts: Iterable[ChildFacts], schools: Mapping[str | None, published.SchoolPage]
) -> Iterator[GroupChild]:
    for one in facts:
        statuses = Counter(row.status for _, row in _due(one))
        summary = schools[one.school].summary
        yield GroupChild(
            id=one.child.id,
            year_group=one.child.year_group,
            school=summary.id,
            school_name=summary.name,
            late=sum(statuses[each] for each in published.LATE),
            due=statuses[published.Status.DUE],
            next_due=one.child.next_due,
            next_due_on=one.child.next_due_on,
        )
