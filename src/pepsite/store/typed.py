"""From plain values to a typed record, and from pydantic's errors to our findings.

`CODES` is the whole of the translation. pydantic's own sentences, and the parts of its
places that somebody typed, are never used: they quote the record. What pydantic says of
the model (a limit, the values allowed) is ours and may be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import to_json

from pepsite.findings import CATALOGUE, FieldPath, Finding, finding
from pepsite.records.answers import ANSWER, NO_ANSWER
from pepsite.records.base import Line, Model, Prose, TimeOfDay
from pepsite.records.id_types import ItemId
from pepsite.records.ids import PREFIXES

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from pepsite.store.tree import JSON

M = TypeVar("M", bound=Model)

_MOST = 100
_VERSION = re.compile(r"[1-9][0-9]{0,5}")

CODES: dict[str, str] = {
    "missing": "missing-field",
    "union_tag_not_found": "missing-field",
    "extra_forbidden": "unknown-field",
    "string_type": "not-text",
    "int_type": "not-a-whole-number",
    "float_type": "not-a-number",
    "bool_type": "not-yes-or-no",
    "tuple_type": "not-a-list",
    "dict_type": "not-fields",
    "model_type": "not-fields",
    "literal_error": "not-in-list",
    "enum": "not-in-list",
    "union_tag_invalid": "not-in-list",
    "string_too_long": "too-long",
    "too_long": "too-long",
    "string_too_short": "too-short",
    "too_short": "too-short",
    "greater_than": "out-of-range",
    "greater_than_equal": "out-of-range",
    "less_than": "out-of-range",
    "less_than_equal": "out-of-range",
    "string_pattern_mismatch": "wrong-form",
}
"""pydantic's types of error, and our codes for them. Any other type is `wrong-form`."""

_LIMITS: dict[str, tuple[str, str]] = {
    "string_too_long": ("max_length", "the {} characters"),
    "string_too_short": ("min_length", "the {} characters"),
    "too_long": ("max_length", "the {} items"),
    "too_short": ("min_length", "the {} items"),
    "greater_than": ("gt", "the range allowed (more than {})"),
    "greater_than_equal": ("ge", "the range allowed ({} or more)"),
    "less_than": ("lt", "the range allowed (less than {})"),
    "less_than_equal": ("le", "the range allowed ({} or less)"),
}
_ALLOWED = {
    "literal_error": "expected",
    "enum": "expected",
    "union_tag_invalid": "expected_tags",
}


def _pattern_of(form: Any) -> str:  # noqa: ANN401  # what `Annotated[str, ...]` is has no type
    return str(form.__metadata__[0].pattern)


_TIME = _pattern_of(TimeOfDay)
_READ = {
    _pattern_of(Prose): re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*"),
    _pattern_of(Line): re.compile(r"[^\x00-\x1f\x7f]*"),
}
"""Text that people read: its pattern, and what of that is about characters it cannot hold."""
_IDS = (_pattern_of(ItemId), *(f"^{prefix}-" for prefix in PREFIXES.values()))


def type_record(
    values: Mapping[str, JSON], path: str, models: Mapping[str, type[M]]
) -> M | tuple[Finding, ...]:
    """Return the record these plain values make, or what is wrong with them, by field.

    `models` are keyed by what stands under `schema`: "child/1".
    """
    record = as_record(values, path, models)
    return without_typed_names(record, models) if isinstance(record, tuple) else record


def as_record(
    values: Mapping[str, JSON], path: str, models: Mapping[str, type[M]]
) -> M | tuple[Finding, ...]:
    """Do as `type_record`, but keep every name in the findings' fields.

    That is for finding their lines; no such finding may be shown.
    """
    schema = values.get("schema")
    model = models.get(schema) if isinstance(schema, str) else None
    if model is None:
        return (_schema_finding(schema, path, models),)
    try:
        return model.model_validate_json(to_json(values))
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
    told = [
        error
        for error in errors
        if _is_of_what_was_meant(error, values) and not _only_seems_short(error, values)
    ][:_MOST]
    return tuple(dict.fromkeys(_finding(error, values, path) for error in told))


def _is_of_what_was_meant(error: ErrorDetails, values: Mapping[str, JSON]) -> bool:
    """Say whether an error is of an answer where an answer was meant, of none where none was.

    Of what stands in the place of an `Honest` answer, pydantic has the errors of both.
    """
    # The last part of the place of an unknown field is its name, which somebody made up.
    loc = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
    for place, part in enumerate(loc):
        if part in (ANSWER, NO_ANSWER):
            written = _written(_walk(loc[:place], values), values)
            if (part == NO_ANSWER) != (isinstance(written, dict) and "no_answer" in written):
                return False
    return True


def _written(field: FieldPath, values: Mapping[str, JSON]) -> Any:  # noqa: ANN401  # any value
    written: Any = values
    for part in field:
        written = written[part]
    return written


def _only_seems_short(error: ErrorDetails, values: Mapping[str, JSON]) -> bool:
    """Say whether a list has its items, and pydantic counted only those that are right."""
    if error["type"] != "too_short":
        return False
    here = _written(_walk(error["loc"], values), values)
    return isinstance(here, list) and len(here) >= error["ctx"]["min_length"]


def without_typed_names(
    findings: Iterable[Finding], models: Mapping[str, type[Model]]
) -> tuple[Finding, ...]:
    """Return the findings with their fields cut before the first name that is not ours."""
    names = frozenset[str]().union(*map(_field_names, models.values()))

    def ours(part: str | int) -> bool:
        return isinstance(part, int) or part in names

    return tuple(replace(one, field=tuple(takewhile(ours, one.field))) for one in findings)


@cache
def _field_names(model: type[Model]) -> frozenset[str]:
    """Return the names that fields have in the files of this model, however deep."""
    return frozenset(
        field.alias or name
        for one in _models_in(model, set())
        for name, field in one.model_fields.items()
    )


def _models_in(kind: Any, found: set[type[Model]]) -> set[type[Model]]:  # noqa: ANN401  # any type
    """Add to `found` the models that a type is made of: itself, those of its fields, of theirs."""
    if isinstance(kind, type) and issubclass(kind, Model) and kind not in found:
        found.add(kind)
        for field in kind.model_fields.values():
            _models_in(field.annotation, found)
    for part in get_args(kind):
        _models_in(part, found)
    return found


def _schema_finding(schema: object, path: str, models: Iterable[str]) -> Finding:
    kind, _, version = schema.partition("/") if isinstance(schema, str) else ("", "", "")
    known = [int(name.partition("/")[2]) for name in models if name.partition("/")[0] == kind]
    if known and _VERSION.fullmatch(version):
        code = "schema-old" if int(version) < max(known) else "schema-new"
        return finding(code, path, ("schema",), expected=f"{kind}/{max(known)}")
    expected = f"{kind}/{max(known)}" if known else "KIND/VERSION"
    return finding("schema-unknown", path, ("schema",), expected=expected)


def _finding(error: ErrorDetails, values: Mapping[str, JSON], path: str) -> Finding:
    kind, context = error["type"], error.get("ctx", {})
    if kind in CATALOGUE:
        return _refused(kind, dict(context), _walk(error["loc"], values), path)
    if kind in ("missing", "extra_forbidden"):
        *way, name = error["loc"]
        field = (*_walk(way, values), name)
        # The name of an unknown field is somebody's own; that sentence has no `name` in it.
        return finding(CODES[kind], path, field, name=str(name))
    field = _walk(error["loc"], values)
    if kind.startswith("union_tag_"):
        return _tag_finding(kind, context, field, path)
    return finding(_code(kind, context, values, field), path, field, **_words(kind, context))


def _refused(code: str, words: dict[str, Any], field: FieldPath, path: str) -> Finding:
    """Return the finding one of our own validators asked for with `refuse`."""
    inside = words.pop("field", ())
    way = (inside,) if isinstance(inside, str) else inside
    return finding(code, path, (*field, *way), **words)


def _walk(loc: Iterable[str | int], values: Mapping[str, JSON]) -> FieldPath:
    """Return a place of pydantic's without the tags of unions, which no document holds."""
    way: list[str | int] = []
    here: Any = values
    for part in loc:
        if part in (ANSWER, NO_ANSWER):
            continue
        in_fields = isinstance(here, Mapping) and part in here
        in_list = isinstance(here, list) and isinstance(part, int) and part < len(here)
        if in_fields or in_list:
            way.append(part)
            here = here[part]
    return tuple(way)


def _tag_finding(kind: str, context: Mapping[str, Any], field: FieldPath, path: str) -> Finding:
    name = str(context["discriminator"]).strip("'")
    if not name.isidentifier():  # not the name of a field, but a function that chooses
        return finding("wrong-form", path, field)
    return finding(CODES[kind], path, (*field, name), name=name, **_words(kind, context))


def _code(
    kind: str, context: Mapping[str, Any], values: Mapping[str, JSON], field: FieldPath
) -> str:
    pattern = context.get("pattern")
    if pattern in _READ:
        readable = _READ[pattern].fullmatch(_written(field, values))
        return "nothing-to-read" if readable else "wrong-form"
    if isinstance(pattern, str) and pattern.startswith(_IDS):
        return "wrong-id"
    return "not-a-time" if pattern == _TIME else CODES.get(kind, "wrong-form")


def _words(kind: str, context: Mapping[str, Any]) -> dict[str, Any]:
    if kind in _LIMITS:
        name, words = _LIMITS[kind]
        limit = context[name]
        return {"limit": words.format(limit).replace("the 1 characters", "the one character")}
    if kind in _ALLOWED:
        return {"allowed": str(context[_ALLOWED[kind]]).replace("'", "")}
    return {}
