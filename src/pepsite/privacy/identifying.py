"""Does a text say who a child is, by its form alone? Asked where no name is known too.

What is looked for can be told from all else: a number whose check digit holds, a postcode, a
full date that is introduced as one of birth. Where it stands is told, never what it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, get_args

from pepsite.findings import finding
from pepsite.records.base import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.findings import FieldPath, Finding

_DAY = (
    r"(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{8}(?![0-9])"
    r"|[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{2}){1,2}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)?(?: of)? [A-Za-z]{3,9},? [0-9]{4}"
    r"|[A-Za-z]{3,9} [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4})"
)
_BORN = re.compile(
    r"(?<!\w)(?:born|birthday|birth date|date of birth|d\.?o\.?b\b\.?)"
    rf"(?:[\s:=(\"'-]|is\b|was\b|on\b|the\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?)*{_DAY}",
    re.IGNORECASE,
)
_UPN = re.compile(r"(?<![\w-])[A-Z][0-9]{11}[0-9A-Z](?![\w-])", re.IGNORECASE)
_NHS = re.compile(r"(?<![\w-])[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}(?![\w-])")
_POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}(?!\w)")
_OF_BIRTH = ("born", "birth", "dob", "d.o")
_DIGITS = re.compile(r"[0-9](?:[A-Z]? ?[0-9][A-Z]{2}|[0-9]{10}|[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{4})")
"""What each of the others has in it: most texts have none, and are soon told apart."""

POSTCODE = "a postcode"


def identifying(
    text: str, path: str, field: FieldPath = (), *, but_for: str = ""
) -> Iterator[Finding]:
    """Yield a finding for each thing in a text that says who somebody is, without the thing.

    Without a field, the finding has the line in the text. `but_for` is what may stand there:
    the postcode of a school says who no child is.
    """
    for what, start, _ in sorted(things_in(text), key=lambda one: one[1]):
        if what == but_for:
            continue
        line = 1 if field else text.count("\n", 0, start) + 1
        yield finding("identifies-a-child", path, field, line=line, what=what)


def things_in(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield each thing that says who somebody is: what it is, where it begins, and itself."""
    lower = text.lower()
    if any(word in lower for word in _OF_BIRTH):
        for one in _BORN.finditer(text):
            yield "a date of birth", one.start(), one[0]
    if not _DIGITS.search(text):
        return
    for one in _POSTCODE.finditer(text):
        yield POSTCODE, one.start(), one[0]
    for one in _UPN.finditer(text):
        from stdnum.gb import upn  # noqa: PLC0415  # nearly no text has one, and it is large

        number = one[0].upper()
        if upn.calc_check_digit(number[1:]) == number[0]:
            yield "a unique pupil number", one.start(), one[0]
    for one in _NHS.finditer(text):
        from stdnum.gb import nhs  # noqa: PLC0415  # as above

        if nhs.is_valid(one[0]):
            yield "an NHS number", one.start(), one[0]


def prose_in(value: object, way: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """Yield each text in a record that people wrote as sentences, with the way to it."""
    if isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from prose_in(one, (*way, at))
    elif isinstance(value, Model):
        prose = _prose_fields(type(value))
        for name in value.model_fields_set:
            inside = getattr(value, name)
            if name in prose and isinstance(inside, str):
                yield (*way, name), inside
            else:
                yield from prose_in(inside, (*way, name))


@cache
def _prose_fields(model: type[Model]) -> frozenset[str]:
    """Return the names of the fields whose text is prose, alone or as one of several answers."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if info.json_schema_extra == _MARK or _is_prose(info.annotation)
    )


def _is_prose(annotation: object) -> bool:
    marks = getattr(annotation, "__metadata__", ())
    return any(getattr(mark, "json_schema_extra", None) == _MARK for mark in marks) or any(
        _is_prose(part) for part in get_args(annotation)
    )


_MARK = {"x-pepsite": "prose"}
