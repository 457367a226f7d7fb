"""Records gathered the way people think of them: a child's folder, and what all share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pepsite.records.authority import Authority
    from pepsite.records.calendar import Calendar
    from pepsite.records.child import Child
    from pepsite.records.kinds import Record
    from pepsite.records.pep import Pep
    from pepsite.records.person import Person
    from pepsite.records.review import Action, Audit, QaReview, Sample
    from pepsite.records.school import School


@dataclass(frozen=True, slots=True)
class Casefile:
    """One child with everything that lies in the child's folder.

    `peps` are in the order of their days (held, else completed, else planned), then of ids.
    """

    child: Child
    peps: tuple[Pep, ...] = ()
    qa_reviews: tuple[QaReview, ...] = ()
    audits: tuple[Audit, ...] = ()

    def pep(self, pep_id: str) -> Pep | None:
        """Return the plan of this id, or None."""
        return next((one for one in self.peps if one.id == pep_id), None)

    def records(self) -> Iterator[Record]:
        """Yield the child and everything about the child."""
        yield self.child
        yield from self.peps
        yield from self.qa_reviews
        yield from self.audits


@dataclass(frozen=True, slots=True)
class Register:
    """What the whole workspace shares, by id: small, and held while the children stream by."""

    authority: Authority
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    schools: Mapping[str, School] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    samples: Mapping[str, Sample] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
