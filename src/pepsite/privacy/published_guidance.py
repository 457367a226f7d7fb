"""What guidance shows of a policy: what is asked of a situation, of a role, on a topic.

Neighbours of `published.py`, and under the same rule: what is no field here is on no page.
Every text comes from the policy pack, or is made of its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Situation:
    """What is asked when something happens to a child: by when, in order, and what besides."""

    id: str
    timeline: tuple[Asked, ...]
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
