"""The rating that answers give by the policy's rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.policy.ratings import AllAnswers, AnyAnswer, AtLeast

if TYPE_CHECKING:
    from pepsite.policy.questions import QuestionsEdition
    from pepsite.policy.ratings import Condition


def rating_of(edition: QuestionsEdition, answers: dict[str, str]) -> str | None:
    """Return the rating these answers give by the rule, or None while it is undetermined.

    `answers` holds the answer to each question by question id. The first rule whose
    condition holds decides.
    """
    given = [answers.get(question.id) for question in edition.questions]
    return next((rule.rating for rule in edition.rating if _holds(rule.when, given)), None)


def _holds(condition: Condition, given: list[str | None]) -> bool:
    match condition:
        case AllAnswers():
            return sum(answer in condition.answers for answer in given) == len(given)
        case AnyAnswer():
            return sum(answer in condition.answers for answer in given) > 0
        case AtLeast():
            return sum(answer in condition.answers for answer in given) >= condition.number
        case _:
            raise NotImplementedError
