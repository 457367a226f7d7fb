"""JSON Schema and pepsite's own reader say the same, save for the rules a schema cannot say."""

from __future__ import annotations

import copy
import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from pepsite.findings import CATALOGUE, Finding
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.paths import place_of
from pepsite.store.reading import parse
from pepsite.store.schemas import BEYOND_JSON_SCHEMA, editor_line, schema_files
from pepsite.store.tree import JSON
from pepsite.store.typed import type_record
from tests.usecases.examples import BASE, INVALID, VALID, expected_of, lay_out

ROOT = Path(__file__).parents[2]
SCHEMAS = schema_files()
# About files and folders rather than about what one of them says.
NO_ONE_FILE = {"authority-missing", "child-missing"}


def _pattern(_validator: object, pattern: str, instance: object, _schema: object) -> Iterator[Any]:
    # JSON Schema means the regular expressions of ECMA-262, where `$` is the end. Python's
    # lets a newline follow, so the validator written in Python would accept "2025-09-01\n".
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield ValidationError("does not match")


_Validator = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]  # jsonschema has none


@cache
def validator(kind: str) -> Any:  # jsonschema's own type has no name
    return _Validator(json.loads(SCHEMAS[f"schemas/{kind}.json"]), format_checker=FormatChecker())


def ours(kind: str, values: Mapping[str, JSON]) -> tuple[Finding, ...]:
    outcome = type_record(values, "records/some.yaml", {f"{kind}/1": BY_SCHEMA[f"{kind}/1"]})
    return outcome if isinstance(outcome, tuple) else ()


# --- the files -------------------------------------------------------------------------------


@pytest.mark.uncounted
@pytest.mark.parametrize("path", SCHEMAS)
def test_a_schema_is_one_of_the_2020_12_draft(path: str) -> None:
    schema = json.loads(SCHEMAS[path])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_schema_in_the_repository_is_what_the_models_say(path: str) -> None:
    assert (ROOT / path).read_bytes() == SCHEMAS[path].encode(), "run `pepsite schema`"


def test_the_repository_has_no_other_schema() -> None:
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "schemas").iterdir()}
    assert kept == set(SCHEMAS)


def record_files() -> list[tuple[Path, str]]:
    """Return the records that stand in this repository: each workspace and a path in it."""
    workspaces = [BASE, *VALID, ROOT]
    return [
        (root, path.relative_to(root).as_posix())
        for root in workspaces
        for path in sorted(root.glob("records/**/*.yaml"))
    ]


def test_the_first_line_of_a_record_leads_editors_to_its_schema() -> None:
    for root, path in record_files():
        first = (root / path).read_text(encoding="utf-8").partition("\n")[0]
        place = place_of(path)
        assert place is not None
        assert first == editor_line(path, place.kind)
        written = first.partition("$schema=")[2]
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
        assert found == f"schemas/{place.kind}.json"
        assert found in SCHEMAS


# --- the same verdict ------------------------------------------------------------------------


@cache
def valid_records() -> tuple[tuple[str, dict[str, JSON]], ...]:
    records = []
    for root, path in record_files():
        values = parse((root / path).read_bytes(), path)
        place = place_of(path)
        assert isinstance(values, dict)
        assert place is not None
        records.append((place.kind, values))
    # Enough of the repository's own invented records, and all of the examples.
    return tuple(records[:150])


@pytest.mark.uncounted
def test_both_accept_every_valid_record() -> None:
    for kind, values in valid_records():
        assert ours(kind, values) == ()
        assert list(validator(kind).iter_errors(values)) == []


def places_in(values: JSON) -> Iterator[tuple[Any, Any]]:
    """Yield each place at which something stands: what holds it, and under which key."""
    if isinstance(values, dict | list):
        for key in values if isinstance(values, dict) else range(len(values)):
            yield values, key
            yield from places_in(values[key])  # type: ignore[index]  # a key of its own


JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.0, 3.0, 1.5, 10**9, 10**30, 1e300, "", "x", "y z", "\n", "\t"),
    *("2025-09-01", "2025-09-01\n", "2025-02-30", "20250901", "2025-W36-1", "0000-01-01"),
    *("2012-03", "14:30", "24:00", "yes", "5", "statutory", "child/1", "pep/1", "1", "Y9", "a\x07"),
    *("abcdef", "ch-pkxc1mjxwh83g", "ch-0000000000000", "sc-gnjvj28cdf62x", "é" * 300, "é" * 301),
    [],
    {},
    [[]],
    ["x"],
    [None],
    [{}],
    {"x": 1},
    {"phase": "eyfs"},
    {"no_answer": "nonsense", "why": "x"},
    {"no_answer": "does-not-apply"},
    {"no_answer": "does-not-apply", "why": "It is so."},
    {"no_answer": "not-known-yet", "ask": "them", "by": "2025-09-22"},
    {"no_answer": "asked-declined", "declined_on": "2025-09-22"},
    {"no_answer": "asked-declined", "declined_on": "2025-09-22", "why": "x"},
)


def _changed_text(text: str, how: int) -> str:
    changes = [f"{text}\n", f" {text}", f"{text} ", text.upper(), text[:-1], text * 40, f"{text}\0"]
    return [*changes, text[::-1], text.swapcase(), f"{text}x"][how % 10]


def mutate(draw: st.DrawFn, values: dict[str, JSON]) -> None:
    """Change one thing somewhere in the values."""
    places = list(places_in(values))
    held, key = draw(st.sampled_from(places))
    value = held[key]
    options = ["drop", "junk", "swap"]
    options += ["add"] if isinstance(held, dict) else []
    options += ["empty", "again", "turn round"] if isinstance(value, list) and value else []
    options += ["text", "text"] if isinstance(value, str) else []
    options += ["number"] if type(value) in (int, float) else []
    match draw(st.sampled_from(options)):
        case "drop":
            del held[key]
        case "junk":
            held[key] = copy.deepcopy(draw(st.sampled_from(JUNK)))
        case "swap":
            other, other_key = draw(st.sampled_from(places))
            first, second = copy.deepcopy(value), copy.deepcopy(other[other_key])
            other[other_key] = first
            held[key] = second
        case "add":
            name = draw(st.sampled_from(["", "x", "id", "by", "why", "no_answer", "Zz", "schema_"]))
            held[name] = copy.deepcopy(draw(st.sampled_from(JUNK)))
        case "empty":
            value.clear()
        case "again":
            value.append(copy.deepcopy(draw(st.sampled_from(value))))
        case "turn round":
            value.reverse()
        case "text":
            held[key] = _changed_text(value, draw(st.integers(0, 9)))
        case _:
            held[key] = value + draw(st.sampled_from([1, -1, 0.5, 1000, -1000]))


@st.composite
def changed_records(draw: st.DrawFn) -> tuple[str, dict[str, JSON]]:
    kind, values = draw(st.sampled_from(valid_records()))
    changed = copy.deepcopy(values)
    for _ in range(draw(st.integers(1, 2))):
        if changed:
            mutate(draw, changed)
    return kind, changed


@pytest.mark.uncounted
@settings(max_examples=600)
@given(changed_records())
def test_they_agree_but_for_the_rules_that_are_named(changed: tuple[str, dict[str, JSON]]) -> None:
    kind, values = changed
    findings = ours(kind, values)
    if validator(kind).is_valid(values):
        assert {one.code for one in findings} <= set(BEYOND_JSON_SCHEMA)
        for one in findings:
            if one.code == "not-a-whole-number":
                # JSON Schema takes 3.0 for a whole number. Only that is excused.
                assert isinstance(_at(values, one), float)
    else:
        assert findings


def _at(values: JSON, one: Finding) -> JSON:
    for part in one.field:
        values = values[part]  # type: ignore[index]  # the finding's own place
    return values


# --- the list of rules -----------------------------------------------------------------------


def test_the_list_names_codes_of_the_catalogue_in_a_sentence_each() -> None:
    assert set(BEYOND_JSON_SCHEMA) <= set(CATALOGUE)
    for sentence in BEYOND_JSON_SCHEMA.values():
        assert re.fullmatch(r"[A-Z].*\.", sentence)


@pytest.mark.uncounted
def test_each_example_is_accepted_or_refused_by_its_schema_as_the_list_says(
    tmp_path: Path,
) -> None:
    """And for each rule of the list there is a record that only pepsite refuses."""
    shown: set[str] = set()
    for example in INVALID:
        root = lay_out(example, tmp_path / example.name)
        told: dict[str, set[str]] = {}
        for line in expected_of(example):
            place, _, code = line.rpartition(" ")
            told.setdefault(place.split(":")[0], set()).add(code)
        for path, codes in told.items():
            content = (root / path).read_bytes() if (root / path).is_file() else b""
            values, place_ = parse(content, path), place_of(path)
            if place_ is None or not isinstance(values, dict):
                continue
            is_beyond = codes <= {*BEYOND_JSON_SCHEMA, "not-canonical"}
            if codes == {"not-a-whole-number"}:  # "2025" is refused by both, 2025.0 by one
                is_beyond = isinstance(values["academic_year"], float)
            if codes == {"wrong-id"}:  # a wrong form is refused by both, a wrong check by one
                is_beyond = "check-character" in example.name
            assert validator(place_.kind).is_valid(values) is is_beyond, example.name
            shown |= codes if is_beyond else set()
    assert shown - {"not-canonical"} == set(BEYOND_JSON_SCHEMA) - NO_ONE_FILE
