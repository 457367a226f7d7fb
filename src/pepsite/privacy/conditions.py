"""The conditions of a rating rule as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, assert_never

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
from pepsite.privacy import wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.policy.questions import QuestionsEdition
    from pepsite.policy.ratings import Condition

    _OfAnswers: TypeAlias = (
        AllAnswers | AnyAnswer | NoAnswer | AtLeast | AtMost | Share | Worst | Best
    )


def when(condition: Condition, edition: QuestionsEdition) -> str:
    """Return when a condition holds: every answer is “Yes”.

    A question is named by its number in this edition, a section or a part by its title.
    """
    return _Words(edition).of(condition)


class _Words:
    """What the ids of one edition are called."""

    def __init__(self, edition: QuestionsEdition) -> None:
        self._answers = {one.id: one.title for one in edition.scale}
        for question in edition.questions:
            self._answers |= {one.id: one.title for one in question.answers}
        self._answers |= {one.id: one.title for one in edition.answers}
        self._items = {
            one.id: f"question {number}" for number, one in enumerate(edition.questions, start=1)
        }
        self._items |= {one.id: f"“{one.title}”" for one in edition.sections}
        self._items |= {one.id: f"“{one.title}”" for one in edition.parts}

    def of(self, condition: Condition) -> str:  # noqa: PLR0911  # one for each kind
        match condition:
            case ItemIs():
                return f"the answer to {self._item(condition.item)} is {self._answer(condition)}"
            case EvidenceAttached():
                kinds = wording.either(str(one).replace("-", " ") for one in condition.kinds)
                return f"a document is attached to the PEP: {kinds}"
            case Filled():
                return f"the PEP says something of its own under {_fields(condition.fields)}"
            case Things():
                return _things(condition)
            case Every():
                return " and ".join(self._inside(one) for one in condition.of)
            case Either():
                return " or ".join(self._inside(one) for one in condition.of)
            case Not():
                return f"it is not so that {self._inside(condition.of)}"
            case _:
                return self._counted(condition)

    def _counted(  # noqa: PLR0911  # one for each kind
        self,
        condition: _OfAnswers,
    ) -> str:
        to, answers = self._to(condition.items), self._answer(condition)
        match condition:
            case AllAnswers():
                return f"every answer{to} is {answers}"
            case AnyAnswer():
                return f"any answer{to} is {answers}"
            case NoAnswer() | AtMost(number=0):
                return f"no answer{to} is {answers}"
            case AtLeast():
                return f"at least {_count(condition.number, to)} {answers}"
            case AtMost():
                return f"at most {_count(condition.number, to)} {answers}"
            case Share():
                return f"at least {condition.per_cent}% of the scored answers{to} are {answers}"
            case Worst():
                return f"the worst answer{to} is {answers}"
            case Best():
                return f"the best answer{to} is {answers}"
            case _:
                assert_never(condition)

    def _inside(self, condition: Condition) -> str:
        said = self.of(condition)
        return f"({said})" if isinstance(condition, Every | Either) else said

    def _item(self, item: str) -> str:
        return self._items.get(item, item)

    def _to(self, items: tuple[str, ...]) -> str:
        return f" to {wording.both(map(self._item, items))}" if items else ""

    def _answer(self, condition: ItemIs | _OfAnswers) -> str:
        return wording.either(f"“{self._answers.get(one, one)}”" for one in condition.answers)


def _count(number: int, to: str) -> str:
    return f"1 answer{to} is" if number == 1 else f"{number} answers{to} are"


def _things(condition: Things) -> str:
    many = "every one" if condition.number is None else f"at least {condition.number}"
    properties = wording.both(wording.field(one) for one in condition.properties)
    gives = "gives" if condition.number in (None, 1) else "give"
    least = condition.each_has_at_least
    if least >= len(condition.properties):
        has = f"{gives} {properties}"
    else:
        has = f"{gives} at least {least} of these: {properties}"
    return f"{many} of the {wording.field(condition.field)} {has}"


def _fields(names: Iterable[str]) -> str:
    return wording.both(wording.field(one) for one in names)
