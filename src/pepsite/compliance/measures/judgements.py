"""What is counted of judgements: PEPs at standard, ratings, answers, and what moderation agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.compliance.judging.moderation import RATING, moderations, second_audits
from pepsite.compliance.measures.seen import Apart, Seen
from pepsite.policy.base import in_force
from pepsite.records.answers import given, is_no_answer
from pepsite.records.review import Audit, QaReview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.compliance.judging.moderation import Moderated
    from pepsite.compliance.measures.seen import OfChild, Window
    from pepsite.compliance.results import Setting
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.questions import QuestionsEdition
    from pepsite.policy.reports import Measure
    from pepsite.records.pep import Pep
    from pepsite.records.review import Answer


NOT_IN_THE_POLICY = "not-in-the-policy"
"""The line of what a record judges and its template does not have: its own word is not shown."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    """One finished judgement of one PEP, under the edition it names."""

    pep: Pep
    on: date
    record: QaReview | Audit
    edition: QuestionsEdition | None


def peps_at_standard(one: OfChild, measure: Measure, window: Window) -> Iterator[Seen]:
    """Yield each PEP judged in the period, by its last judgement in it: is it at standard?"""
    for judged in _last_of_each_pep(one, measure, window):
        edition, rating = judged.edition, judged.record.rating
        good = edition.at_standard(rating) if edition and rating else None
        if good is None:
            yield Seen(judged.on, of=0, apart=Apart.CANNOT_TELL, pep=judged.pep)
        else:
            is_open = "" if good else judged.pep.id
            yield Seen(judged.on, counted=int(good), pep=judged.pep, is_open=is_open)


def ratings(one: OfChild, measure: Measure, window: Window) -> Iterator[Seen]:
    """Yield each PEP judged in the period, by the rating of its last judgement in it."""
    for judged in _last_of_each_pep(one, measure, window):
        rating = judged.record.rating
        scale = {one.id for one in judged.edition.scale} if judged.edition else set()
        if rating not in scale:
            yield Seen(judged.on, of=0, apart=Apart.CANNOT_TELL, pep=judged.pep)
        else:
            yield Seen(judged.on, rating or "", counted=1, pep=judged.pep)


def answers(one: OfChild, measure: Measure, window: Window) -> Iterator[Seen]:
    """Yield each scored answer of those judgements: is it the best that its question takes?"""
    for judged in _last_of_each_pep(one, measure, window):
        by_question = {answer.question: answer for answer in judged.record.answers}
        for question in judged.edition.questions if judged.edition and by_question else ():
            if question.graded and question.id in by_question:
                choices = judged.edition.choices(question) if judged.edition else ()
                scored = [choice.id for choice in choices if choice.scored]
                yield _answered(judged, by_question[question.id], scored)


def _answered(judged: _Judgement, answer: Answer, scored: list[str]) -> Seen:
    said = given(answer.answer)
    if is_no_answer(answer.answer) or said not in scored:
        return Seen(judged.on, answer.question, of=0, apart=Apart.NOT_APPLICABLE, pep=judged.pep)
    best = said == scored[0]
    is_open = "" if best else judged.pep.id
    return Seen(judged.on, answer.question, counted=int(best), pep=judged.pep, is_open=is_open)


def points(one: OfChild, measure: Measure, window: Window) -> Iterator[Seen]:
    """Yield each point that those judgements rate apart: is it at standard?"""
    for judged in _last_of_each_pep(one, measure, window):
        for part in judged.record.part_ratings if isinstance(judged.record, Audit) else ():
            good = judged.edition.at_standard(part.rating) if judged.edition else None
            line = part.part if part.part in _items(judged.edition) else NOT_IN_THE_POLICY
            if good is None:
                yield Seen(judged.on, line, of=0, apart=Apart.CANNOT_TELL, pep=judged.pep)
            else:
                is_open = "" if good else judged.pep.id
                yield Seen(judged.on, line, counted=int(good), pep=judged.pep, is_open=is_open)


def below_standard(one: OfChild, measure: Measure, window: Window) -> Iterator[Seen]:
    """Yield each PEP judged in the period: is its last judgement in it below standard?"""
    for judged in _last_of_each_pep(one, measure, window):
        edition, rating = judged.edition, judged.record.rating
        good = edition.at_standard(rating) if edition and rating else None
        if good is None:
            yield Seen(judged.on, of=0, apart=Apart.CANNOT_TELL, pep=judged.pep)
        else:
            yield Seen(judged.on, counted=int(not good), pep=judged.pep)


def _last_of_each_pep(one: OfChild, measure: Measure, window: Window) -> Iterator[_Judgement]:
    counts = {pep.id: pep for pep in one.peps()}
    last: dict[str, _Judgement] = {}
    for judged in sorted(
        _judgements(one, measure, window, counts), key=lambda each: (each.on, each.record.id)
    ):
        last[judged.pep.id] = judged
    yield from last.values()


def _judgements(
    one: OfChild, measure: Measure, window: Window, peps: dict[str, Pep]
) -> Iterator[_Judgement]:
    policy = one.setting.policy
    for review in one.casefile.qa_reviews:
        named = not measure.templates or review.checklist.name in measure.templates
        if named and review.rating and review.pep in peps and window.holds(review.reviewed_on):
            found = policy.checklist(review.checklist.name, review.checklist.edition)
            edition = found[1] if found else None
            yield _Judgement(peps[review.pep], review.reviewed_on, review, edition)
    for audit in one.casefile.audits if measure.templates else ():
        named = audit.template.name in measure.templates
        # Some forms have no rating of the whole.
        finished = audit.rating is not None or bool(audit.answers or audit.part_ratings)
        if named and finished and window.holds(audit.audited_on):
            edition = template_edition(policy, audit.template.name, audit.template.edition)
            for judged in audit.peps:
                if judged.pep in peps:
                    yield _Judgement(peps[judged.pep], audit.audited_on, audit, edition)


def template_edition(policy: PolicyPack, name: str, edition: date) -> QuestionsEdition | None:
    """Return the questions of an audit template in the edition that began on this day."""
    for template in policy.audits:
        if template.id == name and template.same_questions_as is not None:
            found = policy.checklist(template.same_questions_as, edition)
            return found[1] if found else None
        if template.id == name:
            return next((one for one in template.editions if one.from_on == edition), None)
    return None


def moderation_agreed(one: OfChild, measure: Measure, window: Window) -> Iterator[Seen]:
    """Yield each point judged twice, by when it was looked at again: did both say the same?

    The overall rating has a line, and so has each question and each part that both judged.
    """
    peps = {pep.id: pep for pep in one.peps()}
    for moderated in (*moderations(one.casefile), *second_audits(one.casefile)):
        second = moderated.second
        named = second.template.name in measure.templates or not measure.templates
        if not named or not window.holds(moderated.on):
            continue
        pep = next((peps[judged.pep] for judged in second.peps if judged.pep in peps), None)
        if moderated.rating_agrees is None:
            yield Seen(moderated.on, RATING, of=0, apart=Apart.CANNOT_TELL, pep=pep)
        known = {RATING, *_items_of_both(moderated, one.setting.policy)}
        for point in moderated.compared:
            is_open = "" if point.agrees else second.id
            line = point.item if point.item in known else NOT_IN_THE_POLICY
            yield Seen(moderated.on, line, counted=int(point.agrees), pep=pep, is_open=is_open)


def _items_of_both(moderated: Moderated, policy: PolicyPack) -> frozenset[str]:
    first, second = moderated.first, moderated.second.template
    if isinstance(first, QaReview):
        found = policy.checklist(first.checklist.name, first.checklist.edition)
        edition = found[1] if found else None
    else:
        edition = template_edition(policy, first.template.name, first.template.edition)
    return _items(edition) | _items(template_edition(policy, second.name, second.edition))


def _items(edition: QuestionsEdition | None) -> frozenset[str]:
    """Return the ids of all that an edition judges; what else a record names is told to nobody."""
    if edition is None:
        return frozenset()
    return frozenset((*(one.id for one in edition.questions), *(one.id for one in edition.parts)))


def concern_from(setting: Setting, window: Window) -> int | None:
    """Return how many PEPs below standard make a school one of concern, or None: not settled."""
    version = in_force(setting.policy.schools_causing_concern, window.from_on)
    return version.at_least if version else None
