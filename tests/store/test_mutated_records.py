"""Valid records made wrong by the thousand: each fault is told at its line, and nothing leaks."""

from __future__ import annotations

from random import Random

import pytest

from pepsite.findings import Finding, ValidationReport
from pepsite.records.kinds import BY_SCHEMA
from pepsite.render import FORMATS, formatted
from pepsite.render.summary import as_summary
from pepsite.store.canonical import check_layout
from pepsite.store.reading import parse, type_or_locate
from tests.store.mutations import FAULTS, MADE_UP, Mutated, Text, valid_records

pytestmark = pytest.mark.uncounted

RECORDS = valid_records()
PATH = "records/x.yaml"
TIMES = 1
"""How often each fault is put into each record: the soak tries many more places."""


def judged(content: bytes) -> tuple[Finding, ...]:
    """Return what is said of one file by itself."""
    values = parse(content, PATH)
    if isinstance(values, tuple):
        return values
    record = type_or_locate(values, content, PATH, BY_SCHEMA)
    return record if isinstance(record, tuple) else check_layout(content, PATH, values)


def assert_told(mutated: Mutated, found: tuple[Finding, ...]) -> None:
    places = [(one.code, one.line, one.column) for one in found]
    fitting = [
        (line, column)
        for code, line, column in places
        if code in mutated.codes and line == mutated.line
    ]
    assert fitting, (mutated.codes, mutated.line, places)
    if mutated.column is not None:
        assert mutated.column in [column for _, column in fitting]
    if mutated.alone:
        assert len(found) == 1, places


def assert_silent(findings: list[Finding]) -> None:
    """No format may give back a word of what was planted, whatever its case."""
    report = ValidationReport(tuple(findings), (PATH,), 1, 0, 0, names_checked=False)
    written = [*(formatted(report, form) for form in FORMATS), as_summary(report), repr(findings)]
    assert [text for text in written if MADE_UP.lower() in text.lower()] == []


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.split("/examples/")[-1])
def test_the_records_are_valid_before_they_are_made_wrong(path: str) -> None:
    assert judged("\n".join([*RECORDS[path].lines, ""]).encode()) == ()


def assert_each_is_told(name: str, chance: Random, times: int) -> None:
    findings: list[Finding] = []
    tried = 0
    for text in RECORDS.values():
        for _ in range(times):
            mutated = FAULTS[name](text, chance)
            if mutated is None:
                continue
            tried += 1
            found = judged(mutated.content)
            assert_told(mutated, found)
            findings += found
    assert tried >= times
    assert_silent(findings)


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_at_its_line(name: str) -> None:
    assert_each_is_told(name, Random(name), TIMES)  # noqa: S311  # can be run again


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_for_as_long_as_anyone_waits(name: str, seed: int) -> None:
    assert_each_is_told(name, Random(seed), 10)  # noqa: S311  # can be run again


def several(text: Text, chance: Random) -> bytes:
    """Return a record with two to four faults, put in one after the other."""
    content = "\n".join([*text.lines, ""]).encode()
    for name in chance.sample(list(FAULTS), k=chance.randint(2, 4)):
        mutated = FAULTS[name](Text(content.decode(errors="replace")), chance)
        content = content if mutated is None else mutated.content
    return content


@pytest.mark.parametrize("seed", range(2))
def test_several_faults_at_once_give_nothing_back(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # can be run again
    findings: list[Finding] = []
    for text in RECORDS.values():
        for _ in range(TIMES):
            found = judged(several(text, chance))
            assert len(found) <= 150
            findings += found
    assert len(findings) > TIMES * len(RECORDS)
    assert_silent(findings)


def test_thousands_of_records_are_made_wrong() -> None:
    chance = Random(0)  # noqa: S311  # can be run again
    made = [fault(text, chance) for fault in FAULTS.values() for text in RECORDS.values()]

    assert TIMES * sum(one is not None for one in made) > 1_500
