"""What guidance shows of a policy: what is asked of a situation, of a role, on a topic.

Neighbours of `published.py`, and under the same rule: what is no field here is on no page.
Every text comes from the policy pack, or is made of its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pepsite.privacy.published_policy import (
        Checklist,
        Clock,
        Duty,
        PolicyPage,
        TermDates,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that the policy asks for.

    `who` is whose turn it is, `by` the time for it ("within 20 school days"), `counted_from` the
    day on which that begins, `whom` for which children or PEPs it is, `stage` when it is done.
    Each may be empty. `sources` are ids in the pack.
    """

    says: str
    who: str = ""
    by: str = ""
    counted_from: str = ""
    whom: str = ""
    stage: str = ""
    sources: tuple[str, ...] = ()
    statutory: bool = False


class Point(StrEnum):
    """Where on a timeline something stands: round the meeting that comes next, or later.

    What holds only for a child who came into care in one of two ways stands apart, at the end.
    """

    BEFORE = "before-the-meeting"
    MEETING = "the-meeting"
    AFTER = "after-the-meeting"
    LATER = "later"
    SOME = "only-for-some"


@dataclass(frozen=True, slots=True)
class Moment:
    """What is asked at one point of a timeline; each has its time."""

    point: Point
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What is asked when something happens to a child: by when, in order, and what besides.

    `besides` is what the policy sets no time for.
    """

    id: str
    timeline: tuple[Moment, ...]
    besides: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class RolePart:
    """What is asked of one role, in the order in which it is done."""

    id: str
    title: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked of every PEP on one thing: targets, the child's voice, attendance."""

    id: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class OwnWord:
    """The authority's own word for one of ours."""

    ours: str
    theirs: str


class Space(StrEnum):
    """How much room a question has on paper."""

    SHORT = "short"
    DAY = "day"
    LINE = "line"
    LINES = "lines"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class BlankQuestion:
    """One question of a form to fill in by hand. `needed`: a complete PEP has an answer."""

    text: str
    hint: str
    space: Space
    choices: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class BlankPart:
    """What is asked about one thing.

    `instead` are honest answers that may stand in the place of any other. Of a list the questions
    stand once, to be copied for each item; `inside` are lists inside an item of it.
    """

    title: str
    about: tuple[str, ...]
    questions: tuple[BlankQuestion, ...]
    instead: tuple[str, ...] = ()
    is_list: bool = False
    inside: tuple[BlankPart, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class BlankSection:
    """One section of a form, and who fills it in."""

    title: str
    about: str
    owner: str
    parts: tuple[BlankPart, ...]


@dataclass(frozen=True, slots=True)
class BlankPep:
    """A PEP of one phase with nothing in it yet, to print."""

    id: str
    title: str
    about: tuple[str, ...]
    sections: tuple[BlankSection, ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    """What everyone may read: from the pack, the settings and the calendars alone."""

    clocks: tuple[Clock, ...]
    duties: tuple[Duty, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    term_dates: tuple[TermDates, ...] = ()
    policy: PolicyPage | None = None
    audits: tuple[Checklist, ...] = ()
    situations: tuple[Situation, ...] = ()
    roles: tuple[RolePart, ...] = ()
    topics: tuple[Topic, ...] = ()
    words: tuple[OwnWord, ...] = ()
    blanks: tuple[BlankPep, ...] = ()
