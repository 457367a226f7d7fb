"""Can every rating be reached? Found by trying all answers that make a difference.

Questions that every condition treats alike are interchangeable: of those only how many have
which answer is tried, not which of them. Where even that is more than `MOST_FORMS`, nothing is
claimed. Conditions that look into a PEP may hold or not, so a rule that rests on one is only
called unreachable where it is so either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations, combinations_with_replacement, product
from math import comb
from typing import TYPE_CHECKING, Final

from pepsite.compliance.judging.ratings import Form, possible_ratings
from pepsite.policy.base import ALWAYS, Circumstance
from pepsite.policy.faults import edition_items, models_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.policy.base import When
    from pepsite.policy.questions import Question, QuestionsEdition
    from pepsite.policy.ratings import RatingRule
    from pepsite.records.codes import Phase, YearGroup
    from pepsite.records.pep import PepType

    PepKind = tuple[Phase, PepType, YearGroup]

MOST_FORMS: Final = 50_000
"""So many ways to fill in a form are tried at most, for all kinds of PEP together."""

EXCLUDING: Final = (
    frozenset({Circumstance.EMERGENCY, Circumstance.PLANNED}),
    frozenset({Circumstance.NEW_INTO_CARE, Circumstance.NOT_NEW_INTO_CARE}),
)
"""Circumstances of which no child is in both on one day."""


def can_all_hold(circumstances: Iterable[Circumstance]) -> bool:
    """Say whether a child can be in all of these circumstances on one day."""
    found = set(circumstances)
    return not any(pair <= found for pair in EXCLUDING)


@dataclass(frozen=True, slots=True)
class Reached:
    """The rules of an edition, by their place, that some answers come to.

    `deciding` are those that are the first to hold for some answers; `holding` those that hold
    for some, were they asked alone.
    """

    deciding: frozenset[int]
    holding: frozenset[int]


def reached(edition: QuestionsEdition, kinds: tuple[PepKind, ...]) -> Reached | None:
    """Return which rules some answers come to, or None where there are too many to try.

    `kinds` are the kinds of PEP there are.
    """
    # Each rule gives a rating of its own here, so that one is told from another.
    rules = tuple(
        rule.model_copy(update={"rating": str(place)}) for place, rule in enumerate(edition.rating)
    )
    forms = set(_forms_asked(edition, rules, kinds))
    plans = [(one, _alike(edition, one)) for one in forms]
    if sum(_size(classes) for _, classes in plans) * max(len(rules), 1) > MOST_FORMS:
        return None
    deciding: set[int] = set()
    holding: set[int] = set()
    for asked, classes in plans:
        of_form = edition.model_copy(update={"rating": tuple(rules[one] for one in asked.rules)})
        for answers in _fillings(classes):
            if len(deciding) == len(rules) == len(holding):
                break
            deciding |= _ratings(of_form, answers, asked.left_out)
            for place in set(asked.rules) - holding:
                alone = edition.model_copy(update={"rating": (rules[place],)})
                holding |= _ratings(alone, answers, asked.left_out)
    return Reached(frozenset(deciding), frozenset(holding))


def _ratings(
    edition: QuestionsEdition, answers: dict[str, str], left_out: frozenset[str]
) -> set[int]:
    parts = {one.id: answers[one.id] for one in edition.parts if one.id in answers}
    found = possible_ratings(Form(edition, answers, parts, left_out=left_out))
    return {int(one) for one in found if one is not None}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One shape the form can take: the questions left out of it, and the rules that are for it."""

    left_out: frozenset[str]
    rules: tuple[int, ...]


def _forms_asked(
    edition: QuestionsEdition, rules: tuple[RatingRule, ...], kinds: tuple[PepKind, ...]
) -> Iterator[_Asked]:
    """Yield each shape of the form: by kind of PEP, and by which sections do not apply."""
    for kind in kinds:
        not_for = {one.id for one in edition.questions if not is_for(one.when, kind)}
        its_rules = tuple(place for place, one in enumerate(rules) if is_for(one.for_peps, kind))
        for sections in _left_out(edition):
            inside = {one.id for one in edition.questions if one.section in sections}
            yield _Asked(frozenset(not_for | inside), its_rules)


def is_for(when: When, kind: PepKind) -> bool:
    """Say whether something is for this kind of PEP."""
    return when == ALWAYS or when.holds(*kind)


def _left_out(edition: QuestionsEdition) -> Iterator[frozenset[str]]:
    """Yield every set of sections that can be left out together."""
    some = [one for one in edition.sections if one.only_when]
    for number in range(len(some) + 1):
        for there in combinations(some, number):
            if can_all_hold(chain.from_iterable(one.only_when for one in there)):
                yield frozenset(one.id for one in some if one not in there)


@dataclass(frozen=True, slots=True)
class _Alike:
    """Items that every condition treats alike, and what may be answered to each."""

    items: tuple[str, ...]
    choices: tuple[str, ...]


def _alike(edition: QuestionsEdition, asked: _Asked) -> tuple[_Alike, ...]:
    named = _named(edition, asked)
    groups: dict[tuple[object, ...], list[str]] = {}
    choices: dict[tuple[object, ...], tuple[str, ...]] = {}
    for question in edition.questions:
        if question.id in asked.left_out or not (question.graded or question.id in named):
            continue
        may = tuple((one.id, one.scored) for one in edition.choices(question))
        key: tuple[object, ...] = (may, question.graded, named.get(question.id))
        groups.setdefault(key, []).append(question.id)
        choices[key] = tuple(one for one, _ in may)
    scale = tuple(one.id for one in edition.scale)
    for part in edition.parts:
        key = ("part", named.get(part.id))
        groups.setdefault(key, []).append(part.id)
        choices[key] = scale
    return tuple(_Alike(tuple(items), choices[key]) for key, items in groups.items())


def _named(edition: QuestionsEdition, asked: _Asked) -> dict[str, tuple[object, ...]]:
    """Return, for each item that conditions name, in which of them and how."""
    found: dict[str, tuple[object, ...]] = {}
    for rule in asked.rules:
        for where, model in models_in(edition.rating[rule].when):
            single = getattr(model, "item", None)
            items = getattr(model, "items", ()) or (() if single is None else (single,))
            for item in items:
                for inner in edition_items(edition, item):
                    place = (rule, where, item == inner)
                    found[inner] = (*found.get(inner, ()), place)
    return found


def _size(classes: tuple[_Alike, ...]) -> int:
    size = 1
    for one in classes:
        size *= comb(len(one.items) + len(one.choices) - 1, len(one.items)) if one.choices else 1
    return size


def _fillings(classes: tuple[_Alike, ...]) -> Iterator[dict[str, str]]:
    """Yield the answers of every way to fill in a form that makes a difference."""
    each = [
        list(combinations_with_replacement(one.choices, len(one.items))) if one.choices else [()]
        for one in classes
    ]
    for way in product(*each):
        answers: dict[str, str] = {}
        for one, given in zip(classes, way, strict=True):
            answers.update(zip(one.items, given, strict=False))
        yield answers


def most_items(
    edition: QuestionsEdition, named: tuple[str, ...], kinds: tuple[PepKind, ...]
) -> int:
    """Return how many items a condition can count at most, in any form that is asked."""
    return max(
        (_counted(edition, named, asked) for asked in _forms_asked(edition, (), kinds)), default=0
    )


def _counted(edition: QuestionsEdition, named: tuple[str, ...], asked: _Asked) -> int:
    def counts(question: Question) -> bool:
        there = question.id not in asked.left_out
        return there and (
            question.id in named or (question.graded and (not named or question.section in named))
        )

    parts = [one for one in edition.parts if one.id in named]
    if not named and not edition.questions:
        parts = list(edition.parts)
    return sum(map(counts, edition.questions)) + len(parts)
