"""Does a review follow the checklist it names, and its rating the rule?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.findings import Finding, finding
from pepsite.policy.checklists import rating_of
from pepsite.records.answers import given
from pepsite.records.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.compliance.consistency import Workspace
    from pepsite.policy.checklists import Checklist, ChecklistEdition
    from pepsite.records.casefile import Casefile
    from pepsite.records.review import QaReview


def reviews_follow_their_checklist(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield where a review does not fit the checklist it names, or its rating the rule."""
    for review in casefile.qa_reviews:
        found = workspace.policy.checklist(review.checklist.name, review.checklist.edition)
        if found is None:
            editions = ", ".join(
                f"{checklist.id} of {edition.from_on}"
                for checklist in workspace.policy.checklists
                for edition in checklist.editions
            )
            yield finding(
                "checklist-unknown", path_of(review), ("checklist",), allowed=editions or "none"
            )
            continue
        checklist, edition = found
        yield from _reviewer(review, checklist, workspace)
        yield from _answers(review, edition)
        yield from _rating(review, edition)


def _reviewer(review: QaReview, checklist: Checklist, workspace: Workspace) -> Iterator[Finding]:
    reviewer = workspace.register.people.get(review.reviewer)
    if reviewer is not None and reviewer.role not in checklist.reviewers:
        allowed = ", ".join(checklist.reviewers)
        source = checklist.editions[-1].source
        path = path_of(review)
        yield finding("role-not-allowed", path, ("reviewer",), source=source, allowed=allowed)


def _answers(review: QaReview, edition: ChecklistEdition) -> Iterator[Finding]:
    path = path_of(review)
    questions = {question.id for question in edition.questions}
    choices = {choice.id: choice for choice in edition.answers}
    for index, answer in enumerate(review.answers):
        if answer.question not in questions:
            allowed = ", ".join(question.id for question in edition.questions)
            yield finding("question-unknown", path, ("answers", index, "question"), allowed=allowed)
        choice = given(answer.answer)
        if choice is None:
            continue
        if choice not in choices:
            allowed = ", ".join(choices)
            yield finding("answer-unknown", path, ("answers", index, "answer"), allowed=allowed)
        elif choices[choice].explanation_required and answer.explanation is None:
            source = edition.source
            yield finding("explanation-missing", path, ("answers", index), source=source)


def _rating(review: QaReview, edition: ChecklistEdition) -> Iterator[Finding]:
    if review.rating is None:
        return
    path = path_of(review)
    answers = {one.question: answer for one in review.answers if (answer := given(one.answer))}
    for question in edition.questions:
        if question.id not in answers:
            source = question.source
            yield finding("question-open", path, ("answers",), source=source, item=question.id)
    expected = rating_of(edition, answers)
    if edition.rating and review.rating != expected:
        source = edition.rating[0].source
        rating = expected or "undetermined"
        yield finding("rating-not-by-rule", path, ("rating",), source=source, rating=rating)
    elif edition.at_standard(review.rating) is None:
        allowed = ", ".join(value.id for value in edition.scale)
        yield finding("answer-unknown", path, ("rating",), allowed=allowed)
    below = edition.at_standard(review.rating) is False
    if below and edition.improvements_when_not_at_standard and review.improvements is None:
        source = edition.improvements_when_not_at_standard
        yield finding("improvement-missing", path, ("improvements",), source=source)
