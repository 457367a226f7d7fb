"""One child after another, each with everything in the child's folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pepsite.invented.assurance import Assured, assure
from pepsite.invented.cases import Case
from pepsite.invented.child_record import child_record
from pepsite.invented.dice import Dice
from pepsite.invented.identities import Identity, identity
from pepsite.invented.pep_record import page_for, pep_record
from pepsite.invented.schooling import send_to_school
from pepsite.invented.story import Story, begin_story, family_of
from pepsite.invented.terms import AS_OF
from pepsite.invented.timeline import Cycle, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.invented.fields import Fields
    from pepsite.invented.shared import Shared


class Reviewed(NamedTuple):
    """What the samples must know of a PEP that was quality assured, without the PEP itself."""

    child: str
    pep: str
    fingerprint: str
    phase: str
    reviewed_on: date
    school: str | None
    case: str


@dataclass(frozen=True, slots=True)
class InventedChild:
    """Everything in one child's folder, who the child would be, and what samples draw from."""

    child: Fields
    peps: tuple[Fields, ...]
    qa_reviews: tuple[Fields, ...]
    audits: tuple[Fields, ...]
    actions: tuple[Fields, ...]
    identity: Identity
    reviewed: tuple[Reviewed, ...]

    def records(self) -> Iterator[Fields]:
        """Yield every record in the child's folder."""
        yield self.child
        yield from self.peps
        yield from self.qa_reviews
        yield from self.audits
