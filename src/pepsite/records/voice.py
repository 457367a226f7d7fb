"""What people say, in their own words: the child first, then carer and parent.

Each contribution says whose words it is, how they came and who typed them; each of the
child's views says who may see it, as the child chose.
"""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from pepsite.records.answers import Honest
from pepsite.records.base import Day, Item, Line, Model, Prose, refuse, refuse_equal_ids
from pepsite.records.codes import Participation, Role
from pepsite.records.id_types import ItemId, PepId, PersonId


class How(StrEnum):
    """How someone's words reached the record."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    TELEPHONE = "telephone"
    PAPER = "paper"
    EMAIL = "email"
    FORM = "form"
    DRAWING = "drawing"
    SYMBOLS = "symbols"
    OBSERVATION = "observation"
    INTERPRETER = "interpreter"


class MaySee(StrEnum):
    """Whom the child lets see a view."""

    EVERYONE_AT_MEETING = "everyone-at-the-meeting"
    SCHOOL = "school"
    SOCIAL_WORKER = "social-worker"
    VIRTUAL_SCHOOL = "virtual-school"
    CARER = "carer"
    PARENT = "parent"
    INDEPENDENT_REVIEWING_OFFICER = "independent-reviewing-officer"
    PERSONAL_ADVISER = "personal-adviser"
    ONLY_WHO_TYPED_IT = "only-who-typed-it"


class Contribution(Model):
    """Whose words these are, how they came and when, who helped, and who typed them."""

    of: Role
    how: How
    said_on: Day
    typed_by: PersonId | None = None
    helped_by: Role | None = None
    read_back_on: Day | None = None


class Topic(StrEnum):
    """What a view of the child is about."""

    LIKES = "likes"
    GOOD_AT = "good-at"
    FRIENDS = "friends"
    GOING_WELL = "going-well"
    HARD = "hard"
    WHO_HELPS = "who-helps"
    WOULD_HELP = "would-help"
    HAPPY = "happy"
    SAD = "sad"
    WANTS_TO_BE = "wants-to-be"
    WANTS_ADULTS_TO_KNOW = "wants-adults-to-know"
    SCHOOL = "school"
    SUPPORT = "support"
    TARGETS = "targets"
    MEETING = "meeting"
    NO_MEETING = "no-meeting-wanted"
    NO_PART = "did-not-want-to-take-part"
    OTHER = "other"


class ActedOn(Model):
    """What was done about something the child said, and how anyone can tell."""

    done_on: Day
    what: Prose
    evidence: Prose | None = None


def _refuse_nobody_and_others(may_see: tuple[MaySee, ...]) -> None:
    if MaySee.ONLY_WHO_TYPED_IT in may_see and len(set(may_see)) > 1:
        raise refuse("nobody-and-others", "may_see")


class View(Item):
    """One thing the child said. "No meeting" and "did not want to take part" are views too."""

    topic: Topic
    words: Prose
    may_see: tuple[MaySee, ...] = Field(min_length=1)
    contribution: Contribution
    acted_on: Honest[ActedOn] | None = None

    @model_validator(mode="after")
    def _nobody_is_alone(self) -> Self:
        _refuse_nobody_and_others(self.may_see)
        return self


class Wish(Model):
    """What the child wants to come of it, now or later. It has its own readers too."""

    words: Prose
    may_see: tuple[MaySee, ...] = Field(min_length=1)
    contribution: Contribution

    @model_validator(mode="after")
    def _nobody_is_alone(self) -> Self:
        _refuse_nobody_and_others(self.may_see)
        return self


class ActedOnSinceLastTime(Item):
    """An answer to what the child said in an earlier PEP."""

    pep: PepId
    view: ItemId
    what: Prose
    done_on: Day


class Voice(Model):
    """The child's part. `participation` uses the codes of the national return."""

    participation: Honest[Participation] | None = None
    views: Honest[tuple[View, ...]] | None = None
    outcomes_wanted: Honest[Wish] | None = None
    aspirations: Honest[Wish] | None = None
    answered_from_last_time: tuple[ActedOnSinceLastTime, ...] = ()
    wants_to_talk_to_someone: Honest[bool] | None = None
    wants_a_copy: Honest[bool] | None = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_equal_ids(self, "views", "answered_from_last_time")
        return self


class AdultView(Item):
    """What one carer or one parent says."""

    words: Prose
    contribution: Contribution
    reading_at_home: Honest[Prose] | None = None
    homework: Honest[Prose] | None = None


class Disagreement(Item):
    """Someone does not agree with something in the plan. It stays with the PEP."""

    by: Role
    about: Line
    words: Prose
    recorded_on: Day
