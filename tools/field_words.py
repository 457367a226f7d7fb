"""What a field of a record may hold, in words, from its type.

A type that has no words yet is refused: whoever adds one says here what people should read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from pepsite.policy.base import Names
from pepsite.policy.ratings import Condition
from pepsite.records import authority, base, calendar, id_types, review, school
from pepsite.records.answers import OrNoAnswer
from pepsite.records.authority import RepositoryName, WebAddress
from pepsite.records.field_titles import code_title, part_title
from pepsite.records.id_types import Refers
from pepsite.records.ids import PREFIXES

NAMED: tuple[tuple[object, str], ...] = (
    (base.Day, "a day"),
    (Condition, "a [condition](#conditions)"),
    (base.Month, "a month"),
    (base.TimeOfDay, "a time of day"),
    (base.Prose, "prose"),
    (base.Line, "a line of text"),
    (base.Fingerprint, "a fingerprint"),
    (base.Pence, "whole pence"),
    (base.Count, "a whole number, 0 or more"),
    (base.Hours, "hours, more than 0 and at most 168"),
    (id_types.ItemId, "the id of an item"),
    (review.PolicyWord, "an id that the policy pack gives"),
    (review.Commit, "the id of a Git commit"),
    (authority.PolicyName, "the name of a policy pack"),
    (calendar.AcademicYear, "the year in which it begins: 2025 for 2025/26"),
    (school.Urn, "six or seven digits"),
    (school.Ukprn, "eight digits, the first of them 1"),
)
"""Types that have a name of their own, and the words for each."""

_PATTERNS = {
    r"^[0-9]{3}$": "three digits",
    r"^[A-Z][A-Z0-9-]{1,39}$": "the id of a source",
    r"^[a-z0-9][a-z0-9.-]{0,59}$": "an id, in small letters",
    r"^[a-z][a-z0-9-]{0,39}$": "the name of a pack",
    str(get_args(RepositoryName)[1].pattern): "owner and name, `council/records`",
    str(get_args(WebAddress)[1].pattern): "an address, `https://git.council.example`",
    r"^[a-z_0-9]+(\.[a-z_0-9]+)*$": "a field, with dots: `voice.views`",
}
_PLAIN = {bool: "`true` or `false`", str: "text", int: "a whole number", float: "a number"}
_OWN_ID = {f"^{prefix}-": kind for kind, prefix in PREFIXES.items()}


def anchor(title: str) -> str:
    """Return the anchor that GitHub and MkDocs give a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def in_words(annotation: Any, metadata: tuple[object, ...] = ()) -> str:  # noqa: ANN401  # any type
    """Return what a field of this type holds.

    Raises:
        LookupError: there are no words for this type yet.
    """
    named = [words for alias, words in NAMED if alias == annotation]
    origin = get_origin(annotation)
    if named:
        words = named[0]
    elif origin is Annotated:
        words = _annotated(annotation)
    elif origin in (Union, UnionType):
        parts = [part for part in get_args(annotation) if part is not NoneType]
        words = " or ".join(in_words(part) for part in parts)
    elif origin is Literal:
        words = _literal([f"`{value}`" for value in get_args(annotation)])
    elif origin is tuple:
        words = f"a list of {_several(get_args(annotation)[0])}{_at_least(metadata)}"
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel | Enum):
        words = _link(annotation)
    elif annotation in _PLAIN:
        words = _PLAIN[annotation] + _limits(metadata)
    else:
        message = f"say in tools/field_words.py what {annotation!r} is"
        raise LookupError(message)
    return words


def _literal(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"one of {', '.join(values)}"


def _link(part: type) -> str:
    title = part_title(part)
    link = f"[{title}](#{anchor(title)})"
    return f"one of {link}" if issubclass(part, Enum) else link


def parts_in(annotation: Any) -> Iterator[type]:  # noqa: ANN401  # any type
    """Yield the models and code lists that a type is made of, as they come."""
    if get_origin(annotation) is Annotated and (honest := _answer_in(annotation)) is not None:
        yield from parts_in(honest)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel | Enum):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from parts_in(part)


_NAMED_PARTS = {
    "field of a PEP": "a field of a PEP, with dots: `voice.views`",
    "field of an item": "a field of each item",
}


def _annotated(annotation: Any) -> str:  # noqa: ANN401  # any type
    metadata = annotation.__metadata__
    honest = _answer_in(annotation)
    if honest is not None:
        return f"{in_words(honest)}, or an honest answer"
    refers = [mark.kind for mark in metadata if isinstance(mark, Refers)]
    if refers:
        return f"the id of {_a(code_title(refers[0]))}"
    names = [mark.kind for mark in metadata if isinstance(mark, Names)]
    if names:
        return _NAMED_PARTS.get(names[0], f"the id of {_a(names[0])}")
    for mark in metadata:
        if isinstance(mark, StringConstraints):
            return _of_pattern(str(mark.pattern))
        if isinstance(mark, FieldInfo) and mark.discriminator:
            models = in_words(annotation.__origin__)
            return f"{models}, as `{mark.discriminator}` in it says"
    limits = tuple(
        limit for mark in metadata if isinstance(mark, FieldInfo) for limit in mark.metadata
    )
    return in_words(annotation.__origin__, limits)


def _answer_in(annotation: Any) -> Any:  # noqa: ANN401  # any type
    """Return the X of an `Honest[X]`, or None for any other type."""
    honest = any(isinstance(mark, OrNoAnswer) for mark in annotation.__metadata__)
    return get_args(annotation.__origin__)[0] if honest else None


def _of_pattern(pattern: str) -> str:
    if pattern in _PATTERNS:
        return _PATTERNS[pattern]
    for begin, kind in _OWN_ID.items():
        if pattern.startswith(begin):
            return f"the id of this {code_title(kind)}, `{begin[1:]}…`"
    message = f"say in tools/field_words.py what {pattern} is"
    raise LookupError(message)


def _several(annotation: Any) -> str:  # noqa: ANN401  # any type
    """Return the words for the items of a list."""
    words = in_words(annotation)
    for one, many in (
        ("the id of an item", "ids of items"),
        ("the id of a ", "ids, each of a "),
        ("the id of an ", "ids, each of an "),
        ("one of ", ""),
        ("a line of text", "lines of text"),
        ("an id ", "ids "),
    ):
        if words.startswith(one):
            return many + words.removeprefix(one)
    return words


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _at_least(metadata: tuple[object, ...]) -> str:
    least = [mark.min_length for mark in metadata if isinstance(mark, annotated_types.MinLen)]
    return f", at least {least[0]}" if least else ""


def _limits(metadata: tuple[object, ...]) -> str:
    low = high = ""
    for mark in metadata:
        match mark:
            case annotated_types.Ge(ge=limit):
                low = f"{limit}"
            case annotated_types.Gt(gt=limit):
                low = f"more than {limit}"
            case annotated_types.Le(le=limit) | annotated_types.Lt(lt=limit):
                high = f"{limit}"
            case _:
                pass
    if low and high:
        joined = "at most" if low.startswith("more") else "to"
        return f", {low}{',' if joined == 'at most' else ''} {joined} {high}"
    return f", {low} or more" if low else ""
