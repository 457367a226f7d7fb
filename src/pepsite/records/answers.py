"""Honest answers: what may be said where the thing asked for cannot be given.

Three of them are complete answers unless the policy forbids one. A field left out
altogether was not asked, which is none of the three and never counts as "no".
"""

from typing import Annotated, Literal, TypeGuard, TypeVar, cast, get_args

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

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
_BY_THEIR_WORD = Annotated[NoAnswer, Field(discriminator="no_answer")]

ANSWER, NO_ANSWER = "an answer", "no answer"
"""What an error's place says of `Honest`: which of the two it was read as."""


class OrNoAnswer:
    """Marks a type as an answer or, in its place, one of the honest answers.

    An answer is tried first, so that most of them are read once. Whatever is wrong has
    errors of both: only `store/typed.py` knows which was meant.
    """

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return how an answer is read, inside pydantic's compiled code."""
        answer = handler.generate_schema(get_args(source)[0])
        no_answer = handler.generate_schema(_BY_THEIR_WORD)
        return core_schema.union_schema(
            [(answer, ANSWER), (no_answer, NO_ANSWER)], mode="left_to_right"
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return what JSON Schema says of it: no two of the four can hold together."""
        answer, no_answer = handler(schema)["anyOf"]
        return {"oneOf": [answer, *no_answer["oneOf"]]}


Honest = Annotated[T | NotKnownYet | DoesNotApply | AskedDeclined, OrNoAnswer()]
"""`Honest[X]` is an X, or one of the three honest answers in its place."""

_NO_ANSWERS = frozenset(get_args(NoAnswer))


def is_no_answer(value: object) -> TypeGuard[NoAnswer]:
    """Say whether this is one of the honest answers."""
    return type(value) in _NO_ANSWERS


def given(value: T | NoAnswer | None) -> T | None:
    """Return the answer itself, or None where there is only an honest answer or nothing."""
    return None if is_no_answer(value) else cast("T | None", value)
