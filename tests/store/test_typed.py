"""From plain values to records: each of pydantic's errors as one of our findings."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import (
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError, to_json
from pydantic_core._pydantic_core import list_all_errors

from pepsite.findings import CATALOGUE, Finding, finding
from pepsite.policy.pack import part_models
from pepsite.records.answers import Honest
from pepsite.records.base import (
    Day,
    Item,
    Line,
    Model,
    Prose,
    TimeOfDay,
    refuse_equal_ids,
    refuse_unordered,
)
from pepsite.records.id_types import ChildId, OwnChildId
from pepsite.records.kinds import BY_SCHEMA
from pepsite.store.reading import parse, read_record
from pepsite.store.tree import JSON
from pepsite.store.typed import CODES, type_record, without_typed_names


class Early(Model):
    phase: Literal["early-years"]
    steps: Prose


class Later(Model):
    phase: Literal["post-16"]
    course: Line


class Target(Item):
    what: Prose
    due_on: Honest[Day] | None = None


class Period(Model):
    begins_on: Day
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _ordered(self) -> "Period":
        refuse_unordered(self, "begins_on", "ends_on")
        return self


class Plain(Model):
    value: str


def _which(value: object) -> str:
    return "neither" if isinstance(value, str) else "one"


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class Thing(Model):
    schema_: Literal["thing/2"] = Field(alias="schema")
    id: OwnChildId | None = None
    child: ChildId | None = None
    targets: Annotated[tuple[Target, ...], Field(max_length=2)] = ()
    content: Annotated[Early | Later, Field(discriminator="phase")] | None = None
    period: Period | None = None
    share: Annotated[float, Field(ge=0, le=100)] | None = None
    above: Annotated[int, Field(gt=0, lt=10)] | None = None
    seen: bool | None = None
    at: TimeOfDay | None = None
    size: Literal["small", "large"] | None = None
    side: Side | None = None
    pair: Annotated[tuple[Line, ...], Field(min_length=2)] | None = None
    title: Line | None = None
    counts: dict[str, int] | None = None
    reason: Honest[Plain] | None = None
    either: int | bool | None = None
    code: Annotated[str, StringConstraints(pattern="^[A-Z]$")] | None = None
    odd: int | None = None
    chosen: (
        Annotated[
            Annotated[Plain, Tag("one")] | Annotated[Target, Tag("two")], Discriminator(_which)
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _unequal(self) -> "Thing":
        refuse_equal_ids(self, "targets")
        if self.odd == 1:
            raise ValueError
        if self.odd == 2:  # a validator that names no field
            code = "wrong-id"
            raise PydanticCustomError(code, "x")
        return self


class Other(Model):
    schema_: Literal["other/1"] = Field(alias="schema")


MODELS: Mapping[str, type[Model]] = {"thing/2": Thing, "other/1": Other}

WRONG: list[tuple[str, str, tuple[str | int, ...], str]] = [
    ("title: 5", "not-text", ("title",), ""),
    ("title: ''", "too-short", ("title",), "shorter than the one character"),
    ('title: "-"', "nothing-to-read", ("title",), "something that can be read"),
    ('title: "- \\x07"', "wrong-form", ("title",), ""),
    ('targets: [{id: abcdef, what: "?"}]', "nothing-to-read", ("targets", 0, "what"), ""),
    (f"title: {'x' * 301}", "too-long", ("title",), "longer than the 300 characters"),
    ('title: "a\\nb"', "wrong-form", ("title",), ""),
    ("share: x", "not-a-number", ("share",), ""),
    ("share: 101", "out-of-range", ("share",), "(100.0 or less)"),
    ("share: -1", "out-of-range", ("share",), "(0.0 or more)"),
    ("above: 0", "out-of-range", ("above",), "(more than 0)"),
    ("above: 10", "out-of-range", ("above",), "(less than 10)"),
    ("above: 1.5", "not-a-whole-number", ("above",), ""),
    ("above: 100000000000000000000000", "out-of-range", ("above",), ""),
    ("seen: no", "not-yes-or-no", ("seen",), ""),
    ("at: 9 o'clock", "not-a-time", ("at",), ""),
    ("at: 14", "not-text", ("at",), ""),
    ("size: tiny", "not-in-list", ("size",), "use one of: small or large"),
    ("side: up", "not-in-list", ("side",), "use one of: left or right"),
    ("pair: [x]", "too-short", ("pair",), "shorter than the 2 items"),
    ("code: ab", "wrong-form", ("code",), ""),
    ("child: ch-x", "wrong-id", ("child",), ""),
    ("id: ch-0123456789abz", "wrong-id", ("id",), ""),
    ("targets: x", "not-a-list", ("targets",), ""),
    ("targets: [x]", "not-fields", ("targets", 0), ""),
    ("targets: [{id: x, what: y}]", "wrong-id", ("targets", 0, "id"), ""),
    ("targets: [{id: abcdef}]", "missing-field", ("targets", 0, "what"), "`what` is missing"),
    (
        "targets: [{id: abcde0, what: x}, {id: abcde1, what: x}, {id: abcde2, what: x}]",
        "too-long",
        ("targets",),
        "longer than the 2 items",
    ),
    (
        "targets: [{id: abcdef, what: y}, {id: abcdef, what: z}]",
        "id-used-twice",
        ("targets",),
        "",
    ),
    (
        "targets: [{id: abcdef, what: y, due_on: 2025-02-30}]",
        "not-a-date",
        ("targets", 0, "due_on"),
        "",
    ),
    (
        "targets: [{id: abcdef, what: y, due_on: {no_answer: not-known-yet, ask: x}}]",
        "missing-field",
        ("targets", 0, "due_on", "by"),
        "",
    ),
    (
        "targets: [{id: abcdef, what: y, due_on: {no_answer: not-known-yet, ask: x, by: soon}}]",
        "not-a-date",
        ("targets", 0, "due_on", "by"),
        "",
    ),
    ("content: {phase: ks3}", "not-in-list", ("content", "phase"), "use one of: early-years, post"),
    ("content: {steps: x}", "missing-field", ("content", "phase"), "`phase` is missing"),
    ("content: {phase: post-16}", "missing-field", ("content", "course"), "`course`"),
    ("content: 5", "not-fields", ("content",), ""),
    (
        "period: {begins_on: 2025-09-02, ends_on: 2025-09-01}",
        "dates-out-of-order",
        ("period", "ends_on"),
        "`ends_on` is before `begins_on`",
    ),
    ("period: {begins_on: 1756684800}", "not-a-date", ("period", "begins_on"), ""),
    ("reason: {}", "missing-field", ("reason", "value"), ""),
    (
        "reason: {no_answer: no-idea}",
        "not-in-list",
        ("reason", "no_answer"),
        "not-known-yet, does-not-apply, asked-declined",
    ),
    ("reason: {no_answer: 5}", "not-in-list", ("reason", "no_answer"), "asked-declined"),
    ("reason: {no_answer: answer}", "not-in-list", ("reason", "no_answer"), "asked-declined"),
    ("reason: {no_answer: does-not-apply}", "missing-field", ("reason", "why"), ""),
    ("reason: {value: x, an answer: 1}", "unknown-field", ("reason",), ""),
    ("reason: {value: x, no answer: 1}", "unknown-field", ("reason",), ""),
    ("no answer: 1", "unknown-field", (), ""),
    ("either: x", "not-a-whole-number", ("either",), ""),
    ("chosen: x", "wrong-form", ("chosen",), ""),
    ("odd: 1", "wrong-form", (), ""),
    ("odd: 2", "wrong-id", (), ""),
    ("extra: 1", "unknown-field", (), ""),
    ("period: {begins_on: 2025-09-01, extra: 1}", "unknown-field", ("period",), ""),
    ("counts: {made up: x}", "not-a-whole-number", ("counts",), ""),
]


@pytest.mark.parametrize(
    ("text", "code", "field", "words"), WRONG, ids=[row[0][:40] for row in WRONG]
)
def test_a_wrong_value_is_told_by_its_code(
    text: str, code: str, field: tuple[str | int, ...], words: str
) -> None:
    found = read_record(f"schema: thing/2\n{text}\n".encode(), "records/x.yaml", MODELS)

    assert isinstance(found, tuple)
    assert (found[0].code, found[0].field) == (code, field)
    assert words in found[0].message + found[0].hint
    assert found[0].path == "records/x.yaml"


@pytest.mark.parametrize(
    ("schema", "code", "expected"),
    [
        ("thing/1", "schema-old", ""),
        ("thing/3", "schema-new", ""),
        ("thing", "schema-unknown", "thing/2"),
        ("thing/02", "schema-unknown", "thing/2"),
        ("thing/x", "schema-unknown", "thing/2"),
        ("things/1", "schema-unknown", "KIND/VERSION"),
        (5, "schema-unknown", "KIND/VERSION"),
        (None, "schema-unknown", "KIND/VERSION"),
        ([], "schema-unknown", "KIND/VERSION"),
    ],
)
def test_the_version_is_looked_at_before_anything_else(
    schema: JSON, code: str, expected: str
) -> None:
    found = type_record({"schema": schema, "extra": 1}, "x", MODELS)

    assert isinstance(found, tuple)
    assert [(one.code, one.field) for one in found] == [(code, ("schema",))]
    assert expected in found[0].hint


def test_a_good_record_is_typed() -> None:
    thing = read_record(b"schema: thing/2\nseen: true\nabove: 5\n", "x", MODELS)

    assert isinstance(thing, Thing)
    assert (thing.seen, thing.above) == (True, 5)
    assert isinstance(type_record({"schema": "other/1"}, "x", MODELS), Other)


def test_a_file_that_cannot_be_read_is_not_typed() -> None:
    found = read_record(b"schema: [\n", "x", MODELS)

    assert isinstance(found, tuple)
    assert [one.code for one in found] == ["not-yaml"]


PLACES = """\
schema: thing/2
title:
targets:
  - id: abcdef
    what: 5
    extra: 1
  - id: bcdefg
period:
  ends_on: 2025-09-01
reason: {}
made_up: x
share: "x"
"""


def test_each_finding_points_into_the_file() -> None:
    found = read_record(PLACES.encode(), "x", MODELS)

    assert isinstance(found, tuple)
    assert [(one.code, one.line, one.column) for one in found] == [
        ("not-text", 5, 11),
        ("unknown-field", 6, 5),
        ("missing-field", 7, 3),
        ("missing-field", 8, 1),
        ("not-a-number", 12, 8),
        ("missing-field", 10, 1),
        ("unknown-field", 11, 1),
    ]


def test_findings_are_bounded() -> None:
    found = type_record(
        {"schema": "thing/2", "counts": {str(n): "x" for n in range(500)}}, "x", MODELS
    )

    assert isinstance(found, tuple)
    assert len(found) <= 100


CANARY = "Zyxwvut"


def planted(value: JSON) -> list[JSON]:
    """Return a value with the canary in each of its places, one at a time, and as a new key."""
    if isinstance(value, dict):
        more: list[JSON] = [{**value, CANARY: CANARY}, CANARY]
        for key, one in value.items():
            more += [{**value, key: changed} for changed in planted(one)]
            more.append({CANARY if name == key else name: each for name, each in value.items()})
        return more
    if isinstance(value, list):
        changes = [
            [*value[:n], changed, *value[n + 1 :]]
            for n, one in enumerate(value)
            for changed in planted(one)
        ]
        return [CANARY, [*value, CANARY], *changes]
    return [CANARY, [CANARY], {CANARY: CANARY}, {"no_answer": CANARY}]


FULL: JSON = {
    "schema": "thing/2",
    "id": "ch-0123456789abc",
    "child": "ch-0123456789abc",
    "targets": [
        {
            "id": "abcdef",
            "what": "x",
            "due_on": {"no_answer": "not-known-yet", "ask": "x", "by": "2025-09-01"},
        }
    ],
    "content": {"phase": "post-16", "course": "x"},
    "period": {"begins_on": "2025-09-01"},
    "share": 1.5,
    "seen": True,
    "at": "14:30",
    "size": "small",
    "side": "left",
    "pair": ["x", "y"],
    "title": "x",
    "counts": {"a": 1},
    "reason": {"value": "x"},
    "either": 1,
    "code": "A",
    "odd": 3,
}


def test_a_name_planted_anywhere_never_comes_back() -> None:
    found: list[Finding] = []
    for record in planted(FULL):
        assert isinstance(record, dict | str)
        outcome = type_record(record, "x", MODELS) if isinstance(record, dict) else ()
        found += outcome if isinstance(outcome, tuple) else ()

    assert len(found) > 50
    assert CANARY not in repr(found)


def types_of_error(text: str) -> set[str]:
    values = parse(f"schema: thing/2\n{text}\n".encode(), "records/x.yaml")
    with pytest.raises(ValidationError) as invalid:
        Thing.model_validate_json(to_json(values))
    return {error["type"] for error in invalid.value.errors(include_url=False)}


@pytest.mark.parametrize("kind", [*BY_SCHEMA, *part_models()])
def test_of_a_place_the_names_are_kept_that_json_schema_has_and_no_others(kind: str) -> None:
    model: type[Model] = {**BY_SCHEMA, **part_models()}[kind]
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    ours = sorted({name for part in parts for name in part.get("properties", {})})
    found = [finding("unknown-field", "x", (*ours, 1, "made_up", ours[0]))]

    assert [one.field for one in without_typed_names(found, {kind: model})] == [(*ours, 1)]


def test_every_row_of_the_table_can_arise() -> None:
    assert CODES.keys() <= set().union(*(types_of_error(row[0]) for row in WRONG))


# What no model of ours can raise, as values are JSON's and taken strictly; or what has no
# better words.
KNOWINGLY_WRONG_FORM = [
    "bool_parsing", "dataclass_type", "date_from_datetime_inexact", "date_from_datetime_parsing",
    "date_parsing", "date_type", "finite_number", "float_parsing", "frozen_set_type",
    "int_from_float", "int_parsing", "int_parsing_size", "iterable_type", "list_type",
    "mapping_type", "model_attributes_type", "set_type", "time_parsing", "time_type",
    "no_such_attribute", "json_invalid", "json_type", "needs_python_object", "recursion_loop",
    "frozen_field", "frozen_instance", "invalid_key", "get_attribute_error", "none_required",
    "multiple_of", "iteration_error", "string_unicode", "string_not_ascii", "bytes_type",
    "bytes_too_short", "bytes_too_long", "bytes_invalid_encoding", "value_error",
    "assertion_error", "date_past", "date_future", "time_delta_type", "time_delta_parsing",
    "datetime_type", "datetime_parsing", "datetime_object_invalid", "datetime_from_date_parsing",
    "datetime_past", "datetime_future", "timezone_naive", "timezone_aware", "timezone_offset",
    "set_item_not_hashable", "is_instance_of", "is_subclass_of", "callable_type",
    "dataclass_exact_type", "missing_argument", "unexpected_keyword_argument",
    "missing_keyword_only_argument", "unexpected_positional_argument",
    "missing_positional_only_argument", "multiple_argument_values", "missing_sentinel_error",
    "arguments_type", "url_type", "url_parsing", "url_syntax_violation", "url_too_long",
    "url_scheme", "uuid_type", "uuid_parsing", "uuid_version", "decimal_type", "decimal_parsing",
    "decimal_max_digits", "decimal_max_places", "decimal_whole_digits", "complex_type",
    "complex_str_parsing", "default_factory_not_called", "counter_type", "deque_type",
    "ellipsis_error", "fraction_parsing", "fraction_type", "frozen_dict_type",
    "named_tuple_type", "ordered_dict_type", "recursion_depth_exceeded",
]  # fmt: skip


def test_every_error_pydantic_knows_has_its_sentence() -> None:
    known = {error["type"] for error in list_all_errors()}

    assert CODES.keys() <= known
    assert set(CODES.values()) <= CATALOGUE.keys()
    assert known - CODES.keys() - set(KNOWINGLY_WRONG_FORM) == set()
