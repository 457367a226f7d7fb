"""What a reviewer or an auditor answers: questions in sections, parts to be rated, a scale."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import model_validator

from pepsite.policy.base import (
    ALWAYS,
    CheckNamed,
    Circumstances,
    Dated,
    PolicyId,
    SourceCited,
    When,
)
from pepsite.policy.ratings import RatingRule, RatingValue
from pepsite.records.base import Line, Model, Prose, refuse


class AnswerChoice(Model):
    """One answer that may be given. Best first, where the answers are grades.

    An answer that is not `scored` ("not applicable", "not scored": kept apart by their ids)
    leaves its question out of every count.
    """

    id: PolicyId
    title: Line
    explanation_required: bool = False
    scored: bool = True


class GuidanceTopic(StrEnum):
    """What a question is about, so that whoever did not meet it finds the guidance on it."""

    TIMESCALES = "timescales"
    CARE_INFORMATION = "care-information"
    TAKING_PART = "taking-part"
    VOICE = "voice"
    STRENGTHS_AND_NEEDS = "strengths-and-needs"
    TARGETS = "targets"
    PREMIUM = "premium"
    ATTENDANCE = "attendance"
    WELLBEING = "wellbeing"
    TRANSITION = "transition"
    PROGRESS = "progress"
    QUALITY = "quality"
    WRITING = "writing"


class Question(Model):
    """One question.

    `answers` are its own choices, where they differ from the edition's. A question that is not
    `graded` is answered and shown and counts for no rating. `explain` names answers to which
    this question wants an explanation. `hint` names checks whose results, with their evidence,
    stand beside the question; they never answer it. `section` is the part of the form it is in.
    `topic` is what it is about: pages that ask it, or show how often it was not met, lead to the
    guidance.
    """

    id: PolicyId
    text: Prose
    guidance: Prose | None = None
    section: PolicyId | None = None
    topic: GuidanceTopic | None = None
    answers: tuple[AnswerChoice, ...] = ()
    graded: bool = True
    explain: tuple[PolicyId, ...] = ()
    hint: tuple[CheckNamed, ...] = ()
    when: When = ALWAYS
    source: SourceCited


class Section(Model):
    """A part of the form. It is filled in only where all of `only_when` hold."""

    id: PolicyId
    title: Line
    only_when: Circumstances = ()
    source: SourceCited


class RatedPart(Model):
    """A point that is given a rating of its own, from the same scale.

    `topic` is what it is about, as with a question.
    """

    id: PolicyId
    title: Prose
    topic: GuidanceTopic | None = None
    comment_required: bool = False
    hint: tuple[CheckNamed, ...] = ()
    source: SourceCited


class QuestionsEdition(Dated):
    """A set of questions, and what rating comes of the answers, as it stands from a day on.

    `rated_by` says who makes the rating: the rule, the auditor (whose rating is held against
    the rules for it only as preconditions), or nobody, where the source has no overall rating.
    `to_supply` names what the source leaves out and the authority has to fill in: nothing is
    claimed of it, and what rests on it cannot be told.
    """

    answers: tuple[AnswerChoice, ...] = ()
    sections: tuple[Section, ...] = ()
    questions: tuple[Question, ...] = ()
    parts: tuple[RatedPart, ...] = ()
    scale: tuple[RatingValue, ...] = ()
    rated_by: Literal["rule", "auditor", "nobody"] = "rule"
    rating: tuple[RatingRule, ...] = ()
    rating_in_words: Prose
    improvements_when_not_at_standard: SourceCited | None = None
    to_supply: tuple[Literal["questions", "answers", "scale", "rating"], ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        items = [
            *(one.id for one in self.sections),
            *(one.id for one in self.questions),
            *(one.id for one in self.parts),
        ]
        for field, ids in (
            ("questions", items),
            ("answers", [one.id for one in self.answers]),
            ("scale", [one.id for one in self.scale]),
        ):
            if len(set(ids)) != len(ids):
                raise refuse("id-used-twice", field)
        return self

    def choices(self, question: Question) -> tuple[AnswerChoice, ...]:
        """Return the answers this question may be given."""
        return question.answers or self.answers

    def at_standard(self, rating: str) -> bool | None:
        """Say whether a rating is at standard; None if the scale does not have it."""
        return next((value.at_standard for value in self.scale if value.id == rating), None)
