"""Checklists, and the rule that makes a rating of their answers.

A rule is an ordered list of conditions from a closed set, never a formula; where none
holds the rating is undetermined, and no one may record one.
"""

from typing import Annotated, Literal

from pydantic import Field

from pepsite.policy.base import Dated, PolicyId, SourceCited
from pepsite.records.base import Line, Model, Prose
from pepsite.records.codes import Role


class AnswerChoice(Model):
    """One answer that may be given."""

    id: PolicyId
    title: Line
    explanation_required: bool = False


class Question(Model):
    """One question of a checklist."""

    id: PolicyId
    text: Prose
    guidance: Prose | None = None
    source: SourceCited


class RatingValue(Model):
    """One value of the scale, and whether a PEP so rated is at standard."""

    id: PolicyId
    title: Line
    at_standard: bool


class AllAnswers(Model):
    """Every question is answered with one of these."""

    test: Literal["all"]
    answers: tuple[PolicyId, ...]


class AnyAnswer(Model):
    """At least one question is answered with one of these."""

    test: Literal["any"]
    answers: tuple[PolicyId, ...]


class AtLeast(Model):
    """At least so many questions are answered with one of these."""

    test: Literal["at-least"]
    number: Annotated[int, Field(ge=1)]
    answers: tuple[PolicyId, ...]


Condition = Annotated[AllAnswers | AnyAnswer | AtLeast, Field(discriminator="test")]


class RatingRule(Model):
    """The rating that is given when the condition holds."""

    rating: PolicyId
    when: Condition
    source: SourceCited


class ChecklistEdition(Dated):
    """A checklist as it stands from a day on."""

    answers: tuple[AnswerChoice, ...] = Field(min_length=2)
    questions: tuple[Question, ...] = Field(min_length=1)
    scale: tuple[RatingValue, ...] = Field(min_length=2)
    rating: tuple[RatingRule, ...] = ()
    rating_in_words: Prose
    improvements_when_not_at_standard: SourceCited | None = None

    def at_standard(self, rating: str) -> bool | None:
        """Say whether a rating is at standard; None if the scale does not have it."""
        return next((value.at_standard for value in self.scale if value.id == rating), None)


class ByOwn(Dated):
    """A check that the reviewer is the child's own: who was responsible in this role that day."""

    id: PolicyId
    title: Line
    role: Role


class Checklist(Model):
    """What a PEP is judged by, and in which roles people may judge.

    With `by_own` the child's own person in a role is to judge. Another who may judge is
    accepted, and shown.
    """

    id: PolicyId
    title: Line
    tier: Annotated[int, Field(ge=1, le=3)]
    reviewers: tuple[Role, ...] = Field(min_length=1)
    accepts_completion: bool
    by_own: ByOwn | None = None
    editions: tuple[ChecklistEdition, ...] = Field(min_length=1)


class ChecklistsFile(Model):
    """`checklists.yaml`."""

    schema_: Literal["policy-checklists/1"] = Field(alias="schema")
    checklists: tuple[Checklist, ...] = ()


def rating_of(edition: ChecklistEdition, answers: dict[str, str]) -> str | None:
    """Return the rating these answers give by the rule, or None while it is undetermined.

    `answers` holds the answer to each question by question id. The first rule whose
    condition holds decides.
    """
    given = [answers.get(question.id) for question in edition.questions]
    return next((rule.rating for rule in edition.rating if _holds(rule.when, given)), None)


def _holds(condition: Condition, given: list[str | None]) -> bool:
    matching = sum(answer in condition.answers for answer in given)
    match condition:
        case AllAnswers():
            return matching == len(given)
        case AnyAnswer():
            return matching > 0
        case AtLeast():  # pragma: no branch  # there is no other
            return matching >= condition.number
