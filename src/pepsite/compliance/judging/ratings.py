"""The rating that answers give by the policy's rule.

Three answers are possible to whether a condition holds: yes, no, and that it cannot be told.
It cannot be told while a question is open, and where a condition looks into a PEP that has
changed since it was judged. A rating is known where every way in which the open points could
turn out gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pepsite.compliance.fields import is_answered, value_at
from pepsite.policy.base import ALWAYS
from pepsite.policy.completeness import way
from pepsite.policy.ratings import (
    AllAnswers,
    AnyAnswer,
    AtLeast,
    AtMost,
    Best,
    Either,
    Every,
    EvidenceAttached,
    Filled,
    ItemIs,
    NoAnswer,
    Not,
    Share,
    Things,
    Worst,
)

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pepsite.policy.base import When
    from pepsite.policy.questions import AnswerChoice, Question, QuestionsEdition
    from pepsite.policy.ratings import Condition, RatingRule
    from pepsite.records.pep import Pep

Truth: TypeAlias = "bool | None"
"""Whether something holds; None where it cannot be told."""


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of one edition as they were answered, about these PEPs.

    `answers` has the answer by question, `parts` the rating by part. `peps` are those that
    were looked at, in order; the last is the one that conditions look into. `as_judged` says
    whether that one still is what it was then. `left_out` names questions that are not asked
    although they are for such a PEP: those of a section that does not apply.
    """

    edition: QuestionsEdition
    answers: Mapping[str, str]
    parts: Mapping[str, str] = field(default_factory=dict)
    peps: tuple[Pep, ...] = ()
    as_judged: bool = False
    left_out: frozenset[str] = frozenset()

    def asks(self, question: Question) -> bool:
        """Say whether this question is asked: no section leaves it out, and it is for such PEPs.

        Where no PEP is known, nobody can say that it is not.
        """
        return question.id not in self.left_out and _is_for(question.when, self.peps) is not False


def rating_of(edition: QuestionsEdition, answers: Mapping[str, str]) -> str | None:
    """Return the one rating that these answers can give by the rule, or None.

    `answers` holds the answer to each question by question id. None means undetermined, or
    that it cannot be told yet; `possible_ratings` tells the two apart.
    """
    found = possible_ratings(Form(edition, answers))
    return found[0] if len(found) == 1 else None


def possible_ratings(form: Form) -> tuple[str | None, ...]:
    """Return every rating that can come of the form by the rule, in the order of the rules.

    The first rule whose condition holds decides. None among them stands for undetermined: no
    rule holds. More than one says that it cannot be told yet which.
    """
    items = _Items(form)
    found: dict[str | None, None] = {}
    for rule in form.edition.rating:
        holds = _rule_holds(rule, items)
        if holds is not False:
            found[rule.rating] = None
        if holds:
            return tuple(found)
    return (*found, None)


def may_be_entered(form: Form, rating: str) -> Truth:
    """Say whether what must hold before an auditor enters this rating does hold.

    Every rule for the rating is a precondition of it, where it is for such a PEP.
    """
    items = _Items(form)
    return _all(
        _holds(rule.when, items)
        for rule in form.edition.rating
        if rule.rating == rating and _is_for(rule.for_peps, form.peps[-1:]) is not False
    )


def looks_into_the_pep(edition: QuestionsEdition) -> bool:
    """Say whether any rule of this edition asks the PEP itself, and not the answers alone."""
    return any(_looks_inside(rule.when) for rule in edition.rating)


def _looks_inside(condition: Condition) -> bool:
    match condition:
        case Every() | Either():
            return any(map(_looks_inside, condition.of))
        case Not():
            return _looks_inside(condition.of)
        case _:
            return isinstance(condition, EvidenceAttached | Filled | Things)


def _rule_holds(rule: RatingRule, items: _Items) -> Truth:
    if rule.for_peps == ALWAYS:
        return _holds(rule.when, items)
    return _all((_is_for(rule.for_peps, items.form.peps[-1:]), _holds(rule.when, items)))


def _is_for(when: When, peps: tuple[Pep, ...]) -> Truth:
    """Say whether this is for one of these PEPs; None where there is none to ask."""
    if when == ALWAYS:
        return True
    if not peps:
        return None
    return any(when.holds(pep.phase, pep.type, pep.year_group) for pep in peps)


# --- What conditions count


class _Item(NamedTuple):
    """One question or part: what was answered, and the places of answers that count, best first."""

    answer: str | None
    places: Mapping[str, int]


class _Items:
    """The items of a form, by id, and those that count where a condition names none."""

    def __init__(self, form: Form) -> None:
        edition = form.edition
        self.form = form
        usual = _places(edition.answers)
        scale = {value.id: place for place, value in enumerate(edition.scale)}
        self._items: dict[str, _Item] = {}
        self._inside: dict[str, list[str]] = {section.id: [] for section in edition.sections}
        graded: list[str] = []
        for question in edition.questions:
            if not form.asks(question):
                continue
            places = _places(question.answers) if question.answers else usual
            self._items[question.id] = _Item(form.answers.get(question.id), places)
            if question.graded:
                graded.append(question.id)
                self._inside.get(question.section or "", []).append(question.id)
        for part in edition.parts:
            self._items[part.id] = _Item(form.parts.get(part.id), scale)
        self._graded = graded if edition.questions else [part.id for part in edition.parts]

    def one(self, item: str) -> _Item | None:
        """Return one item, or None where it is not asked."""
        return self._items.get(item)

    def counted(self, named: tuple[str, ...]) -> list[_Item]:
        """Return the items that count: those named, or every graded question asked.

        A section stands for its graded questions. Where there are no questions at all, the
        parts count. An answer that is not scored leaves its item out.
        """
        ids = self._graded
        if named:
            ids = [one for each in named for one in self._inside.get(each, [each])]
        found = (self._items.get(one) for one in dict.fromkeys(ids))
        return [
            item
            for item in found
            if item is not None and (item.answer is None or item.answer in item.places)
        ]


def _places(choices: Iterable[AnswerChoice]) -> dict[str, int]:
    """Return the place of each answer that is scored, the best first."""
    scored = (one.id for one in choices if one.scored)
    return {answer: place for place, answer in enumerate(scored)}


class _Count(NamedTuple):
    """Of the items that count: how many have one of the answers, have another, are open."""

    hits: int
    others: int
    open: int


def _count(condition: _Counting, items: _Items) -> _Count:
    answers = [item.answer for item in items.counted(condition.items)]
    hits = sum(answer in condition.answers for answer in answers)
    still_open = sum(answer is None for answer in answers)
    return _Count(hits, len(answers) - hits - still_open, still_open)


_Counting: TypeAlias = AllAnswers | AnyAnswer | NoAnswer | AtLeast | AtMost | Share


# --- Conditions


def _holds(condition: Condition, items: _Items) -> Truth:  # noqa: C901, PLR0911, PLR0912  # one line for each
    match condition:
        case AllAnswers():
            return _all_are(_count(condition, items))
        case AnyAnswer():
            return _at_least(1, _count(condition, items))
        case NoAnswer():
            return _at_most(0, _count(condition, items))
        case AtLeast():
            return _at_least(condition.number, _count(condition, items))
        case AtMost():
            return _at_most(condition.number, _count(condition, items))
        case Share():
            return _share(condition.per_cent, _count(condition, items))
        case Worst():
            return _outermost(condition, items, worst=True)
        case Best():
            return _outermost(condition, items, worst=False)
        case ItemIs():
            item = items.one(condition.item)
            return item is not None and (
                None if item.answer is None else item.answer in condition.answers
            )
        case EvidenceAttached():
            return _in_pep(items, lambda pep: _is_attached(condition, pep))
        case Filled():
            return _in_pep(items, lambda pep: _is_filled(condition, pep))
        case Things():
            return _in_pep(items, lambda pep: _things(condition, pep))
        case Every():
            return _all(_holds(one, items) for one in condition.of)
        case Either():
            return _not(_all(_not(_holds(one, items)) for one in condition.of))
        case Not():  # pragma: no branch  # there is no other
            return _not(_holds(condition.of, items))


def _all(truths: Iterable[Truth]) -> Truth:
    """Return whether all hold: one that does not decides, whatever cannot be told."""
    told: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            told = None
    return told


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _all_are(count: _Count) -> Truth:
    # Of nothing scored, nothing is claimed: a form of "not applicable" is no good PEP.
    if count.others or not (count.hits or count.open):
        return False
    return None if count.open else True


def _at_least(number: int, count: _Count) -> Truth:
    if count.hits >= number:
        return True
    return None if count.hits + count.open >= number else False


def _at_most(number: int, count: _Count) -> Truth:
    return _not(_at_least(number + 1, count))


def _share(per_cent: int, count: _Count) -> Truth:
    scored = count.hits + count.others + count.open
    if 100 * (count.hits + count.open) < per_cent * scored or not scored:
        return False
    if count.hits and 100 * count.hits >= per_cent * scored:
        return True
    return None


def _outermost(condition: Worst | Best, items: _Items, *, worst: bool) -> Truth:
    """Say whether the worst, or the best, of the answers is one of these."""
    outermost = max if worst else min
    counted = items.counted(condition.items)
    given = [(item.places[item.answer], item.answer) for item in counted if item.answer is not None]
    place = outermost((at for at, _ in given), default=None)
    holds_now = bool(given) and all(
        answer in condition.answers for at, answer in given if at == place
    )
    # What is still open may be as far out, or further; or not scored at all.
    might_be = {
        answer in condition.answers
        for item in counted
        if item.answer is None
        for answer, at in item.places.items()
        if place is None or outermost(at, place) == at
    }
    return holds_now if might_be <= {holds_now} else None


def _in_pep(items: _Items, holds: Callable[[Pep], bool]) -> Truth:
    """Ask the PEP that was judged; where it has changed since, nobody can tell."""
    form = items.form
    return holds(form.peps[-1]) if form.as_judged and form.peps else None


def _is_attached(condition: EvidenceAttached, pep: Pep) -> bool:
    return any(one.kind in condition.kinds for one in pep.attachments)


def _is_filled(condition: Filled, pep: Pep) -> bool:
    return all(is_answered(value_at(pep, way(name))) for name in condition.fields)


def _things(condition: Things, pep: Pep) -> bool:
    listed = value_at(pep, way(condition.field))
    things = listed if isinstance(listed, tuple) else ()
    good = sum(
        sum(_properties(condition, thing)) >= condition.each_has_at_least for thing in things
    )
    return good >= (len(things) or 1 if condition.number is None else condition.number)


def _properties(condition: Things, thing: BaseModel) -> Iterator[bool]:
    return (is_answered(value_at(thing, way(name))) for name in condition.properties)
