"""What the authority tells people: who is to do what, when to come, whom to ask, its own words.

None of this is computed. It stands on the pages, each sentence with its source.
"""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from pepsite.policy.base import ALWAYS, Dated, PolicyId, SourceCited, When
from pepsite.records.base import Day, Line, Model, Prose
from pepsite.records.codes import Role


class Stage(StrEnum):
    """When something is to be done."""

    ALWAYS = "always"
    BEFORE = "before-the-meeting"
    DURING = "during-the-meeting"
    AFTER = "after-the-meeting"
    MOVING = "when-the-child-moves"
    LEAVING = "when-care-ends"
    NO_SCHOOL = "without-a-school-place"
    ASSURING = "when-quality-assuring"


class Expectation(Dated):
    """One thing a role is expected to do, in our words."""

    id: PolicyId
    role: Role
    stage: Stage
    says: Prose
    when: When = ALWAYS


class Principle(Dated):
    """One thing the authority says of PEPs, in our words: what they are for, what is good."""

    id: PolicyId
    says: Prose


class Event(Model):
    """Something to come to: a training, a network meeting."""

    id: PolicyId
    title: Line
    held_on: Day
    at: Line | None = None
    place: Line | None = None
    source: SourceCited


class ContactPoint(Model):
    """Whom to ask, as the source has it: a job, never a person's name."""

    id: PolicyId
    what_for: Line
    who: Line
    source: SourceCited


class OwnWord(Model):
    """The authority's own word for one of ours. With `in_forms` the forms say theirs instead."""

    ours: Line
    theirs: Line
    in_forms: bool = False
    source: SourceCited


class Prompt(Dated):
    """A message that is due: to whom, with whom in copy, when."""

    id: PolicyId
    title: Line
    when: Literal[
        "new-into-care",
        "new-provision",
        "due-soon",
        "overdue",
        "meeting-held",
        "returned",
        "signed-off",
        "not-at-standard",
    ]
    to: tuple[Role, ...] = Field(min_length=1)
    copy_to: tuple[Role, ...] = ()


class ExpectationsFile(Model):
    """`expectations.yaml`."""

    schema_: Literal["policy-expectations/1"] = Field(alias="schema")
    principles: tuple[Principle, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    events: tuple[Event, ...] = ()
    contacts: tuple[ContactPoint, ...] = ()
    words: tuple[OwnWord, ...] = ()
    conflicts: "tuple[Settled, ...]" = ()


class Settled(Model):
    """A conflict or a gap in the sources, and how this pack settles it."""

    id: PolicyId
    conflict: Line
    settled: Prose
    source: SourceCited


ExpectationsFile.model_rebuild()
