"""Why a plan was sent back: the reviewer's words, the rating, and which questions were not met.

Whoever puts the plan right reads it where they work: at the top of the task list, and on the pages
of the sections that it is about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pepsite.compliance.conformity.forms import edition_of
from pepsite.forms.questions.answers import NOTE, text
from pepsite.forms.questions.beside import rating_title
from pepsite.records.answers import given
from pepsite.records.fingerprint import fingerprint
from pepsite.records.pep import PepStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.specification import Section
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.questions import GuidanceTopic, Question, QuestionsEdition
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.review import QaReview


@dataclass(frozen=True, slots=True)
class NotMet:
    """A question that was not given the best answer: the answer, and why the reviewer gave it."""

    question: str
    answer: str
    why: str
    topic: GuidanceTopic | None


@dataclass(frozen=True, slots=True)
class SentBack:
    """Something was sent back: when, by whom and why, and what a plan's review says, if any."""

    on: date
    by: str
    why: str
    rating: str = ""
    improvements: str = ""
    not_met: tuple[NotMet, ...] = ()

    def shown(self, by: str, ours: Callable[[str], str], theirs: Callable[[str], str]) -> SentBack:
        """Return it as a screen says it: who by, our words and those of the reviewer."""
        return replace(
            self,
            by=by,
            why=theirs(self.why),
            improvements=theirs(self.improvements),
            not_met=tuple(
                replace(one, question=ours(one.question), why=theirs(one.why))
                for one in self.not_met
            ),
        )

    def on_pages_of(self, section: Section, sections: Iterable[Section]) -> SentBack | None:
        """Return what of it is shown on the pages of a section; None where it is about others.

        What no section is said to be about is about all of them.
        """
        placed = {topic for one in sections for topic in one.topics}
        here = tuple(
            one for one in self.not_met if one.topic in section.topics or one.topic not in placed
        )
        return replace(self, not_met=here) if here or not self.not_met else None

    def is_about(self, section: Section) -> bool:
        """Say whether a question that was not met is about this section in particular."""
        return any(one.topic in section.topics for one in self.not_met)


def sent_back(casefile: Casefile, pep: Pep, policy: PolicyPack) -> SentBack | None:
    """Return why a plan waits to be put right, or None where it was not sent back."""
    if pep.status is not PepStatus.RETURNED or not pep.returned:
        return None
    last = pep.returned[-1]
    found = SentBack(last.returned_on, last.by, last.why)
    review = _review_of(casefile, pep, last.returned_on)
    edition = edition_of(review, policy) if review is not None else None
    if review is None or edition is None:
        return found
    improvements = review.improvements or ""
    return replace(
        found,
        rating=rating_title(policy, review),
        improvements="" if improvements.strip() == last.why.strip() else improvements,
        not_met=tuple(_not_met(review, edition)),
    )


def is_as_judged(casefile: Casefile, pep: Pep, now: Pep) -> bool:
    """Say whether a plan that was sent back still says now what its review judged.

    Without a review nobody can tell.
    """
    is_back = pep.status is PepStatus.RETURNED and pep.returned
    review = _review_of(casefile, pep, pep.returned[-1].returned_on) if is_back else None
    return review is not None and review.pep_fingerprint == fingerprint(now)


def noted_back(back: SentBack) -> dict[str, str]:
    """Return the notes of a draft that say why what somebody sent came back."""
    return {_ON: back.on.isoformat(), _BY: back.by, _WHY: back.why}


def back_in_notes(answers: Answers) -> SentBack | None:
    """Return why what somebody sent came back before it was accepted, where their draft says so."""
    on = text(answers, _ON)
    if not on:
        return None
    return SentBack(date.fromisoformat(on), text(answers, _BY), text(answers, _WHY))


_ON, _BY, _WHY = f"{NOTE}back-on", f"{NOTE}back-by", f"{NOTE}back-why"


def _review_of(casefile: Casefile, pep: Pep, returned_on: date) -> QaReview | None:
    """Return the last review of a plan since it was sent, up to the day it was sent back."""
    since = pep.sent_on or returned_on
    reviews = [
        one
        for one in casefile.qa_reviews
        if one.pep == pep.id and since <= one.reviewed_on <= returned_on
    ]
    # Of two of one day, the one that follows the other.
    followed = {one.follows for one in reviews}
    last = [one for one in reviews if one.id not in followed]
    return max(last, key=lambda one: (one.reviewed_on, one.id), default=None)


def _not_met(review: QaReview, edition: QuestionsEdition) -> Iterator[NotMet]:
    """Yield the questions that were not given the best of the answers that count, in order."""
    said = {one.question: one for one in review.answers}
    for question in edition.questions:
        answer = said.get(question.id)
        title = _less_than_best(edition, question, given(answer.answer)) if answer else ""
        if answer is not None and title:
            yield NotMet(question.text, title, answer.explanation or "", question.topic)


def _less_than_best(edition: QuestionsEdition, question: Question, answer: str | None) -> str:
    """Return what an answer is called that counts and is not the best; "" for any other."""
    counting = [one for one in edition.choices(question) if one.scored]
    return next((one.title for one in counting[1:] if one.id == answer), "")
