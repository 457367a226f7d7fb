"""Does a review follow the checklist it names, and its rating the rule?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.ratings import rating_of
from pepsite.findings import Finding, finding
from pepsite.records.answers import given
from pepsite.records.kinds import path_of
from pepsite.records.pep import PepStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.compliance.workspace import ChecklistUsed, Workspace
    from pepsite.policy.questions import QuestionsEdition
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.review import QaReview


def reviews_follow_their_checklist(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield where a review does not fit the checklist it names, or its rating the rule."""
    for review in casefile.qa_reviews:
        used = workspace.checklist(review.checklist.name, review.checklist.edition)
        if used is None:
            allowed = ", ".join(workspace.checklist_editions()) or "none"
            yield finding("checklist-unknown", path_of(review), ("checklist",), allowed=allowed)
            continue
        yield from _reviewer(review, used, workspace)
        yield from _answers(review, used.edition)
        yield from _rating(review, used.edition)


def _reviewer(review: QaReview, used: ChecklistUsed, workspace: Workspace) -> Iterator[Finding]:
    reviewer = workspace.person(review.reviewer)
    if reviewer is not None and reviewer.role_on(review.reviewed_on) not in used.reviewers:
        allowed = ", ".join(used.reviewers)
        source = used.edition.source
        path = path_of(review)
        yield finding("role-not-allowed", path, ("reviewer",), source=source, allowed=allowed)


def _answers(review: QaReview, edition: QuestionsEdition) -> Iterator[Finding]:
    questions = {question.id: question for question in edition.questions}
    choices = {choice.id: choice for choice in edition.answers}
    for index, answer in enumerate(review.answers):
        place = ("answers", index)
        if answer.question not in questions:
            allowed = ", ".join(questions)
            field = (*place, "question")
            yield finding("question-unknown", path_of(review), field, allowed=allowed)
        choice = given(answer.answer)
        if choice is None:
            continue
        if choice not in choices:
            allowed = ", ".join(choices)
            field = (*place, "answer")
            yield finding("answer-unknown", path_of(review), field, allowed=allowed)
        elif choices[choice].explanation_required and answer.explanation is None:
            source = edition.source
            yield finding("explanation-missing", path_of(review), place, source=source)


def _rating(review: QaReview, edition: QuestionsEdition) -> Iterator[Finding]:
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


def complete_after_review(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield PEPs whose status says more than is on record: accepted, or sent back."""
    for pep in casefile.peps:
        if pep.status is PepStatus.RETURNED and not pep.returned:
            yield finding("returned-without-entry", path_of(pep), ("returned",))
        if pep.status is PepStatus.COMPLETE:
            yield from _accepted(pep, casefile, workspace)


def _accepted(pep: Pep, casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield a complete PEP that no review accepted, if the policy of its day asks for one."""
    if pep.completed_on is None:  # pragma: no cover  # no complete PEP is without
        return
    accepting = workspace.accepting(pep.completed_on)
    names = {one.checklist for one in accepting}
    reviewed = any(
        review.pep == pep.id and review.rating and review.checklist.name in names
        for review in casefile.qa_reviews
    )
    if accepting and not reviewed:
        source = "; ".join(dict.fromkeys(one.source for one in accepting))
        allowed = ", ".join(one.checklist for one in accepting)
        yield finding(
            "complete-not-reviewed", path_of(pep), ("status",), source=source, allowed=allowed
        )
