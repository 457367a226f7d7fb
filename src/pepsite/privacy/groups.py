"""Children added up by phase, team and officer: the same that a school's page has, together."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypedDict

from pepsite.privacy import published, wording
from pepsite.privacy.children import Asked
from pepsite.privacy.published_practice import (
    CalledOff,
    GroupChild,
    GroupKind,
    GroupPage,
    GroupSchool,
    TermRatings,
    Voice,
)
from pepsite.privacy.term_board import stages
from pepsite.records.codes import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pepsite.privacy.children import ChildFacts
    from pepsite.privacy.practice import Rated
    from pepsite.privacy.published_practice import LearningRow
    from pepsite.privacy.terms import NamedTerm

_ONLY_IN_THE_RECORD: Final = "only the record says why"
_NO_ONE: Final = "none-on-record"
_NOT_ON_RECORD: Final = {
    GroupKind.PHASE: "No phase on record",
    GroupKind.TEAM: "No team on record",
    GroupKind.OFFICER: "No officer on record",
}


class HowTheyStand(TypedDict):
    """How many duties and actions are late, due, and cannot be told."""

    late: int
    due: int
    cannot_tell: int


def how_they_stand(rows: Iterable[published.DueRow | published.ActionRow]) -> HowTheyStand:
    """Return how many duties and actions are late, due, and cannot be told."""
    statuses = Counter(row.status for row in rows)
    return {
        "late": sum(statuses[one] for one in published.LATE),
        "due": statuses[published.Status.DUE],
        "cannot_tell": statuses[published.Status.CANNOT_TELL],
    }


def ratings_by_term(rated: Iterable[Rated], terms: Iterable[NamedTerm]) -> tuple[TermRatings, ...]:
    """Return how the PEPs judged in each term came out, each by its last rating in that term."""
    last: dict[tuple[str, str], Rated] = {}
    known = tuple(terms)
    for one in sorted(rated, key=lambda each: (each.on, each.pep)):
        term = next((term.name for term in known if term.holds(one.on)), None)
        if term is not None:
            last[term, one.pep] = one
    counts = Counter((term, one.at_standard) for (term, _), one in last.items())
    return tuple(
        TermRatings(term.name, *(counts[term.name, good] for good in (True, False, None)))
        for term in known
    )


def failed_items(asked: Counter[Asked]) -> tuple[published.FailedItem, ...]:
    """Return the questions that were not met, those that were not met most often first."""
    failed = [(-count, one) for one, count in asked.items() if one.failed]
    failed.sort(key=lambda item: (item[0], item[1].checklist, item[1].edition, item[1].number))
    return tuple(
        published.FailedItem(
            str(one.number),
            one.text,
            asked[one],
            asked[one] + asked[replace(one, failed=False)],
            one.topic,
        )
        for _, one in failed
    )


@dataclass(slots=True)
class _Pile:
    """What has come in for one group so far."""

    children: list[ChildFacts] = field(default_factory=list)
    actions: list[published.ActionRow] = field(default_factory=list)


class Groups:
    """Sorts children by phase, team and officer, and makes the pages of them."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._piles: dict[tuple[GroupKind, str], _Pile] = defaultdict(_Pile)
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
            self._piles[key].children.append(facts)

    def take_action(self, child: str | None, row: published.ActionRow) -> None:
        """Take in an open action about a child."""
        for key in self._of_child.get(child or "", ()):
            self._piles[key].actions.append(row)

    def pages(
        self, schools: Mapping[str | None, published.SchoolSummary], terms: tuple[NamedTerm, ...]
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
            self._page(kind, name, pile, teams, schools, terms) for (kind, name), pile in found
        )

    def _page(  # noqa: PLR0913, PLR0917  # a page is made of this much
        self,
        kind: GroupKind,
        name: str,
        pile: _Pile,
        teams: list[str],
        schools: Mapping[str | None, published.SchoolSummary],
        terms: tuple[NamedTerm, ...],
    ) -> GroupPage:
        facts = sorted(pile.children, key=lambda one: one.child.id)
        rows = [row for one in facts for row in _due(one)]
        asked = Counter(row for one in facts for _, row in one.rows if isinstance(row, Asked))
        board = [one.practice.board for one in facts if one.practice.board]
        learning = [one.practice.learning for one in facts if one.practice.learning]
        whole = kind is GroupKind.OFFICER
        return GroupPage(
            kind=kind,
            id=_page_id(kind, name, teams),
            title=_title(kind, name),
            children=len(facts),
            **how_they_stand((*rows, *pile.actions)),
            **_of_learning(learning),
            stages=stages(board),
            ratings=ratings_by_term((one for each in facts for one in each.practice.rated), terms),
            failed_items=failed_items(asked),
            schools=tuple(_schools(facts, schools)),
            called_off=tuple(_called_off(facts)),
            caseload=() if kind is GroupKind.PHASE else tuple(_caseload(facts, schools)),
            late_rows=tuple(_late(rows)) if whole else (),
            actions=tuple(sorted(pile.actions, key=lambda row: (str(row.due_on), row.id))),
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


def _due(facts: ChildFacts) -> Iterator[published.DueRow]:
    return (row for _, row in facts.rows if isinstance(row, published.DueRow))


def _of_learning(rows: list[LearningRow]) -> dict[str, int]:
    asked = [row for row in rows if row.voice in (Voice.IN_THE_PLAN, Voice.MISSING)]
    return {
        "attended": sum(row.attended for row in rows),
        "possible": sum(row.possible for row in rows),
        "plans": len(asked),
        "voiced": sum(row.voice is Voice.IN_THE_PLAN for row in asked),
    }


def _called_off(facts: Iterable[ChildFacts]) -> Iterator[CalledOff]:
    """Yield why meetings were called off, what happened most often first."""
    rows = [row for one in facts for _, row in one.rows if isinstance(row, published.MeetingRow)]
    counts = Counter(row.because or _ONLY_IN_THE_RECORD for row in rows if row.called_off)
    for because, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield CalledOff(because, count)


def _late(rows: Iterable[published.DueRow]) -> Iterator[published.DueRow]:
    late = (row for row in rows if row.status in published.LATE)
    return iter(sorted(late, key=lambda row: (str(row.due_on), row.child, row.what)))


def _schools(
    facts: Iterable[ChildFacts], schools: Mapping[str | None, published.SchoolSummary]
) -> Iterator[GroupSchool]:
    at: dict[str | None, list[ChildFacts]] = defaultdict(list)
    for one in facts:
        at[one.school].append(one)
    for school, of_school in sorted(at.items(), key=lambda item: schools[item[0]].name):
        summary = schools[school]
        statuses = Counter(row.status for one in of_school for row in _due(one))
        yield GroupSchool(
            id=summary.id,
            name=summary.name,
            children=len(of_school),
            late=sum(statuses[one] for one in published.LATE),
            due=statuses[published.Status.DUE],
            coverage=summary.coverage,
        )


def _caseload(
    facts: Iterable[ChildFacts], schools: Mapping[str | None, published.SchoolSummary]
) -> Iterator[GroupChild]:
    for one in facts:
        statuses = Counter(row.status for row in _due(one))
        summary = schools[one.school]
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
