"""Is a form filled in as its questions ask: answers, explanations, parts, the rating?

A form is what a review has of its checklist, or an audit of its template. What the authority
still has to supply (`to_supply`) is held against nobody: where it owes the questions, any
question may be answered; where it owes answers or the scale, any word stands; and while it
owes anything at all, no rule can say which rating comes of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.circumstances import all_hold
from pepsite.compliance.judging.ratings import (
    Form,
    looks_into_the_pep,
    may_be_entered,
    possible_ratings,
)
from pepsite.findings import Finding, finding
from pepsite.records.answers import given
from pepsite.records.fingerprint import fingerprint
from pepsite.records.kinds import path_of
from pepsite.records.review import Audit, QaReview

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from pepsite.findings import FieldPath
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.questions import AnswerChoice, Question, QuestionsEdition
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.review import Answer, PartRating

UNDETERMINED = "undetermined"
"""What stands for the rating where no rule gives one."""
CANNOT_TELL = "cannot-tell"
"""What stands for it where an open point, or what the authority owes, could still decide."""


def form_of(record: QaReview | Audit, edition: QuestionsEdition, casefile: Casefile) -> Form:
    """Return what a review or an audit says in answer to this edition.

    The PEPs are those of the child's folder that were looked at, in their order there.
    """
    if isinstance(record, QaReview):
        marks, day = {record.pep: record.pep_fingerprint}, record.reviewed_on
    else:
        marks, day = {one.pep: one.fingerprint for one in record.peps}, record.audited_on
    peps = tuple(pep for pep in casefile.peps if pep.id in marks)
    return Form(
        edition,
        {one.question: answer for one in record.answers if (answer := given(one.answer))},
        parts={one.part: one.rating for one in parts_of(record)},
        peps=peps,
        as_judged=looks_into_the_pep(edition) and _unchanged(peps, marks),
        left_out=_left_out(edition, casefile, day),
    )


def edition_of(record: QaReview | Audit, policy: PolicyPack) -> QuestionsEdition | None:
    """Return the questions that a review or an audit answers, or None where it names no such."""
    if isinstance(record, QaReview):
        checklist = policy.checklist(record.checklist.name, record.checklist.edition)
        return checklist[1] if checklist else None
    template = policy.template(record.template.name, record.template.edition)
    return template[1] if template else None


def rating_in_words(form: Form) -> str:
    """Return the rating a form comes to: `undetermined`, `cannot-tell`, or an id of the scale.

    Where the auditor makes the rating, it is those that may be entered; `none` where nobody does.
    """
    edition = form.edition
    if edition.rated_by == "nobody":
        return "none"
    if edition.to_supply:
        return CANNOT_TELL
    if edition.rated_by == "auditor":
        allowed = (one.id for one in edition.scale if may_be_entered(form, one.id) is not False)
        return " or ".join(allowed) or UNDETERMINED
    possible = possible_ratings(form)
    return CANNOT_TELL if len(possible) > 1 else possible[0] or UNDETERMINED


def parts_of(record: QaReview | Audit) -> tuple[PartRating, ...]:
    """Return the ratings of parts, which only audits have."""
    return record.part_ratings if isinstance(record, Audit) else ()


def _unchanged(peps: tuple[Pep, ...], marks: Mapping[str, str]) -> bool:
    return bool(peps) and fingerprint(peps[-1]) == marks[peps[-1].id]


def _left_out(edition: QuestionsEdition, casefile: Casefile, day: date) -> frozenset[str]:
    """Return the questions of sections that surely do not apply to the child on this day."""
    closed = {
        section.id
        for section in edition.sections
        if section.only_when and all_hold(section.only_when, casefile, None, day) is False
    }
    return frozenset(one.id for one in edition.questions if one.section in closed)


def is_finished(record: QaReview | Audit, form: Form) -> bool:
    """Say whether nothing is left to do: a rating, or where nobody gives one, every answer.

    Where it is known of no rating that the form gives it, nobody can be told to go on: whether
    there is one is for the authority to supply.
    """
    if form.edition.rated_by != "nobody":
        return record.rating is not None or not form.edition.scale
    return not any(_open(form))


def audit_is_finished(audit: Audit, casefile: Casefile, policy: PolicyPack) -> bool:
    """Say whether an audit counts as done: one that was only begun does not.

    By a template that the policy does not have, a rating is what tells.
    """
    edition = edition_of(audit, policy)
    if edition is None or audit.rating is not None:
        return audit.rating is not None
    return is_finished(audit, form_of(audit, edition, casefile))


def _open(form: Form) -> Iterator[tuple[str, FieldPath, str]]:
    """Yield each question and part that waits for an answer: its id, its place, its source."""
    for question in form.edition.questions:
        if question.id not in form.answers and form.asks(question):
            yield question.id, ("answers",), question.source
    for part in form.edition.parts:
        if part.id not in form.parts:
            yield part.id, ("part_ratings",), part.source


def form_findings(record: QaReview | Audit, form: Form) -> Iterator[Finding]:
    """Yield where a form does not fit its edition, or its rating what the edition says of it."""
    yield from _answers(record, form)
    yield from _parts(record, form.edition)
    if record.rating is not None:
        for item, place, source in _open(form):
            yield finding("question-open", path_of(record), place, source=source, item=item)
        yield from _rating(record, record.rating, form)
    yield from _improvements(record, form.edition)


def _answers(record: QaReview | Audit, form: Form) -> Iterator[Finding]:
    edition, path = form.edition, path_of(record)
    questions = {question.id: question for question in edition.questions}
    for index, answer in enumerate(record.answers):
        question, place = questions.get(answer.question), ("answers", index)
        if question is None and "questions" not in edition.to_supply:
            allowed = ", ".join(questions)
            yield finding("question-unknown", path, (*place, "question"), allowed=allowed)
        elif question is not None and not form.asks(question):
            source = question.source
            yield finding("question-not-asked", path, (*place, "question"), source=source)
        yield from _answer(answer, question, edition, path, place)


def _answer(
    answer: Answer,
    question: Question | None,
    edition: QuestionsEdition,
    path: str,
    place: FieldPath,
) -> Iterator[Finding]:
    choice = given(answer.answer)
    if choice is None:
        return
    choices = _by_id(edition.answers if question is None else edition.choices(question))
    if choice not in choices:
        if "answers" not in edition.to_supply:
            allowed = ", ".join(choices)
            yield finding("answer-unknown", path, (*place, "answer"), allowed=allowed)
        return
    asked_why = question is not None and choice in question.explain
    if answer.explanation is None and (asked_why or choices[choice].explanation_required):
        source = question.source if question is not None and asked_why else edition.source
        yield finding("explanation-missing", path, place, source=source)


def _by_id(choices: tuple[AnswerChoice, ...]) -> dict[str, AnswerChoice]:
    return {choice.id: choice for choice in choices}


def _parts(record: QaReview | Audit, edition: QuestionsEdition) -> Iterator[Finding]:
    parts, path = {part.id: part for part in edition.parts}, path_of(record)
    for index, rated in enumerate(parts_of(record)):
        part, place = parts.get(rated.part), ("part_ratings", index)
        if part is None and "questions" not in edition.to_supply:
            allowed = ", ".join(parts) or "none"
            yield finding("part-unknown", path, (*place, "part"), allowed=allowed)
        yield from _on_scale(rated.rating, edition, path, (*place, "rating"))
        if part is not None and part.comment_required and rated.comment is None:
            yield finding("comment-missing", path, place, source=part.source)


def _on_scale(
    rating: str, edition: QuestionsEdition, path: str, place: FieldPath
) -> Iterator[Finding]:
    if edition.at_standard(rating) is None and "scale" not in edition.to_supply:
        allowed = ", ".join(value.id for value in edition.scale)
        yield finding("answer-unknown", path, place, allowed=allowed)


def _rating(record: QaReview | Audit, rating: str, form: Form) -> Iterator[Finding]:
    edition, path = form.edition, path_of(record)
    if edition.rated_by == "nobody":
        yield finding("rating-not-asked", path, ("rating",), source=edition.source)
        return
    yield from _on_scale(rating, edition, path, ("rating",))
    if edition.at_standard(rating) is None or edition.to_supply:
        return
    source = next((rule.source for rule in edition.rating), edition.source)
    if edition.rated_by == "auditor":
        if may_be_entered(form, rating) is False:
            source = next(rule.source for rule in edition.rating if rule.rating == rating)
            yield finding("rating-too-early", path, ("rating",), source=source)
        return
    possible = possible_ratings(form)
    if rating not in possible:
        words = " or ".join(one or UNDETERMINED for one in possible)
        yield finding("rating-not-by-rule", path, ("rating",), source=source, rating=words)


def _improvements(record: QaReview | Audit, edition: QuestionsEdition) -> Iterator[Finding]:
    """Yield that nobody says what would bring a PEP to standard, where that is asked for."""
    source = edition.improvements_when_not_at_standard
    ratings = (record.rating, *(part.rating for part in parts_of(record)))
    below = any(edition.at_standard(one) is False for one in ratings if one)
    if source is None or not below:
        return
    if isinstance(record, Audit):
        name, said = "recommendations", bool(record.recommendations)
    else:
        name, said = "improvements", record.improvements is not None
    if not said:
        yield finding("improvement-missing", path_of(record), (name,), source=source, name=name)
