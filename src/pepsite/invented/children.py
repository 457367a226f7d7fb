"""One child, with everything in the child's folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pepsite.invented.assurance import Reviewed, assure, review_day
from pepsite.invented.cases import Case
from pepsite.invented.child_record import child_record
from pepsite.invented.dice import Dice
from pepsite.invented.identities import Identity, identity
from pepsite.invented.journeys import journey
from pepsite.invented.pep_record import page_for, pep_record
from pepsite.invented.schooling import send_to_school
from pepsite.invented.story import begin_story, family_of
from pepsite.invented.timeline import Cycle, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.invented.fields import Fields
    from pepsite.invented.page import Page
    from pepsite.invented.shared import Shared
    from pepsite.invented.story import Story


@dataclass(slots=True)
class InventedChild:
    """One child's folder, what its reviews raised, who the child would be, what samples need."""

    case: Case
    child: Fields
    identity: Identity
    peps: list[Fields] = field(default_factory=list)
    qa_reviews: list[Fields] = field(default_factory=list)
    audits: list[Fields] = field(default_factory=list)
    actions: list[Fields] = field(default_factory=list)
    reviewed: list[Reviewed] = field(default_factory=list)

    def records(self) -> Iterator[Fields]:
        """Yield the child, everything about the child, and the actions that raised."""
        yield self.child
        yield from self.peps
        yield from self.qa_reviews
        yield from self.audits
        yield from self.actions


def invent_child(shared: Shared, number: int) -> InventedChild:
    """Return the child of this number: the same, whichever others are invented, and where."""
    story = begin_story(shared.seed, number)
    if story.sibling and (number + 1 >= shared.children and family_of(number) == number):
        story.sibling = None  # the brother or sister would be one more child
    send_to_school(story, shared)
    cycles = timeline(story)
    invented = InventedChild(story.case, child_record(story, shared), _identity(story, shared))
    previous: str | None = None
    page: Page | None = None
    for place, cycle in enumerate(cycles):
        following = cycles[place + 1] if place + 1 < len(cycles) else None
        page = page_for(story, shared, cycle, following, place)
        pep_id = story.dice.record_id("pep")
        _write(invented, page, pep_id, previous)
        if cycle.closed is None:
            previous = pep_id
    if page is not None:
        audits, actions = journey(page, invented.reviewed, invented.peps, invented.child["care"])
        invented.audits += audits
        invented.actions += actions
    return invented


def _write(invented: InventedChild, page: Page, pep_id: str, previous: str | None) -> None:
    shared, cycle = page.shared, page.cycle
    reviewed_on = review_day(page, shared)
    pep = pep_record(page, pep_id, _status(cycle, reviewed_on), previous)
    if reviewed_on is None:
        invented.peps.append(pep)
        return
    assured = assure(page, pep, reviewed_on)
    invented.peps.append(assured.pep)
    invented.qa_reviews += assured.reviews
    invented.actions += assured.actions
    if assured.reviewed:
        invented.reviewed.append(assured.reviewed)


def _status(cycle: Cycle, reviewed_on: date | None) -> str:
    if cycle.closed:
        return "closed"
    if cycle.completed_on is None:
        return "draft"
    return "complete" if reviewed_on else "submitted"


def _identity(story: Story, shared: Shared) -> Identity:
    dice = Dice(shared.seed, "identity", story.number)
    from_abroad = story.case is Case.UNACCOMPANIED
    return identity(
        dice, story.id, story.number, family_of(story.number), story.born_on,
        from_abroad=from_abroad,
    )  # fmt: skip
