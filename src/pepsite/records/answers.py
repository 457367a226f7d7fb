"""Honest answers: what may be said where the thing asked for cannot be given.

Three of them are complete answers unless the policy forbids one. A field left out
altogether was not asked, which is none of the three and never counts as "no".
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import Discriminator, Tag

from pepsite.records.base import Day, Line, Model, Prose

T = TypeVar("T")


class NotKnownYet(Model):
    """It has been asked for: of whom, and by when it should be known."""

    no_answer: Literal["not-known-yet"]
    ask: Line
    by: Day


class DoesNotApply(Model):
    """It is not a question for this child, and why."""

    no_answer: Literal["does-not-apply"]
    why: Prose


class AskedDeclined(Model):
    """The person asked chose not to say, on that day."""

    no_answer: Literal["asked-declined"]
    declined_on: Day


NoAnswer = NotKnownYet | DoesNotApply | AskedDeclined


HONEST_ANSWERS = ("not-known-yet", "does-not-apply", "asked-declined")
"""The words that may stand under `no_answer`."""


def honest_answer(value: Any) -> str:  # noqa: ANN401  # pydantic hands over whatever was written
    """Return which of the honest answers this is meant for; "answer" if for none of them."""
    if isinstance(value, dict):
        if "no_answer" not in value:
            return "answer"
        # A word of its own is refused without being handed on: pydantic would quote it.
        kind = value["no_answer"]
        return kind if kind in HONEST_ANSWERS else "unknown"
    return getattr(value, "no_answer", "answer")


Honest = Annotated[
    Annotated[T, Tag("answer")]
    | Annotated[NotKnownYet, Tag("not-known-yet")]
    | Annotated[DoesNotApply, Tag("does-not-apply")]
    | Annotated[AskedDeclined, Tag("asked-declined")],
    Discriminator(honest_answer),
]
"""`Honest[X]` is an X, or one of the three honest answers in its place."""


def given(value: T | NoAnswer | None) -> T | None:
    """Return the answer itself, or None where there is only an honest answer or nothing."""
    return None if isinstance(value, NotKnownYet | DoesNotApply | AskedDeclined) else value
