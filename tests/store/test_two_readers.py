"""What the fast reader accepts, the slow one and ruamel.yaml itself read as the same values."""

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pepsite.store.canonical import emit
from pepsite.store.core_schema import resolve
from pepsite.store.fast import read_if_sure
from pepsite.store.tree import MAX_BYTES, MAX_DEPTH
from tests.store.generated import AWKWARD, LINES, files, records
from tests.store.mutated import DIFFERING, mutants, texts_of_records
from tests.store.readers import assert_one_meaning


@pytest.mark.uncounted
@given(files)
@settings(max_examples=200)
@example("a: b\n  - c\n")
@example("a: |\n  x\n # y\n  z\n")
@example("a: b\n\n\n  - c\n")
def test_they_agree_on_lines_thrown_together(text: str) -> None:
    assert_one_meaning(text.encode())


@pytest.mark.uncounted
@given(records, st.data())
@settings(max_examples=200)
def test_they_agree_on_records_that_were_tampered_with(
    record: dict[str, object], data: st.DataObject
) -> None:
    text = emit(record)
    assert_one_meaning(text.encode())
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 3))
    instead = data.draw(st.text("\n -:#'\"|[]{}&*!%@`,?~01e_.\\xé", max_size=3))
    assert_one_meaning((text[:at] + instead + text[at + length :]).encode())


@pytest.mark.uncounted
@given(
    st.binary(max_size=40) | st.text("\n -:#'\"|[]{}&*!%@\tab\x85é", max_size=40).map(str.encode)
)
def test_they_agree_on_anything_at_all(content: bytes) -> None:
    assert_one_meaning(content)


@pytest.mark.uncounted
@pytest.mark.parametrize("seed", range(2))
def test_they_agree_on_records_that_something_happened_to(seed: int, repository: Path) -> None:
    texts = list(texts_of_records(repository))
    seen = Counter(assert_one_meaning(content) for content in mutants(texts, seed, 1_000))

    # Otherwise the promises were not put to the test.
    assert min(seen["slow"], seen["sure"], seen["laid out"]) > 20


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_they_agree_for_as_long_as_anyone_waits(seed: int, repository: Path) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test that can be run again, not a secret
    for _ in range(5_000):
        lines = chance.choices([*LINES, *AWKWARD], k=chance.randint(1, 8))
        text = "".join(f"{' ' * chance.choice([0, 0, 2, 4, 3])}{line}\n" for line in lines)
        assert_one_meaning(text.encode())
    texts = list(texts_of_records(repository))
    for content in mutants(texts, 1_000 + seed, 5_000, longest=40):
        assert_one_meaning(content)


@pytest.mark.parametrize("text", [*DIFFERING, *AWKWARD])
def test_they_agree_on_every_awkward_value(text: str) -> None:
    for place in ("a: {}\n", "a:\n  - {}\n", "a:\n  - b: {}\n    c: d\n", "{}: a\n", 'a: "{}"\n'):
        assert_one_meaning(place.format(text).encode())


NUMBERS = [
    "0", "-0", "7", "-7", "9007199254740993", "9223372036854775807", "-9223372036854775808",
    "9223372036854775808", "18446744073709551616", "9999999999999999", "0.0", "-0.0", "1.0", "1.50", "0.1",
    "0.30000000000000004", "123456789.123456789", "0.000000000000001", "9999999999999999.999999999999999",
    "179769313486231570000.0", "1e400", "1.7976931348623157e308", "4.9e-324",
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_they_agree_on_numbers_in_value_and_type(text: str) -> None:
    assert_one_meaning(f"a: {text}\nb:\n  - {text}\n".encode())


@pytest.mark.parametrize("depth", range(18))
def test_equal_names_are_never_read_fast(depth: int) -> None:
    above = "".join(f"{'  ' * level}a:\n" for level in range(depth))
    indent = "  " * depth
    for first, second in [("b", "b"), ("b", '"b"'), ("due_on", "due_on")]:
        content = f"{above}{indent}{first}: 1\n{indent}c: x\n{indent}{second}: 2\n".encode()

        assert read_if_sure(content) is None
        assert assert_one_meaning(content) == "slow"


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("inside", ["a:", "- a:"])
def test_what_is_read_fast_is_no_deeper_than_may_be(step: int, inside: str) -> None:
    for depth in range(1, MAX_DEPTH + 2):
        lines = [f"{' ' * step * level}{'a:' if level % 2 else inside}\n" for level in range(depth)]
        text = f"x:\n{''.join(f' {line}' for line in lines)}{' ' * (step * depth + 3)}b: 1\n"
        assert_one_meaning(text.encode())


PLAIN = [
    "", "~", "null", "Null", "NULL", "nUll", "true", "True", "TRUE", "tRue", "false", "yes",
    "No", "on", "y", "0", "-0", "+1", "007", "010", "08", "1_000", "_1", "1__0_", "0o7", "0o8",
    "0x1F", "-0x1f", "0xg", "0b101", "0b2", "1.5", "1.", ".5", "-.5", "+.5e+3", ".5e3", "1e3",
    "1E-3", "1.5e3", "-1_0.5_0", "12:30", "1:2:3.5", "2025-09-01", "2025-09-01T10:00:00Z",
    "2025-09-01 10:00:00", "1,000", "1-2", "0.0", "-0.0", "99999999999999999999999", "0o", "0x",
    "1e", "e1", ".", "..", "-", "+", "--1", "½", "\u0661",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_a_word_is_what_ruamel_says_but_a_day_is_text(text: str) -> None:
    theirs = YAML(typ="safe", pure=True).load(f"a: {text}\n")["a"] if text != "-" else "-"
    if type(theirs).__module__ == "datetime":
        theirs = text

    assert repr(resolve(text)) == repr(theirs)


@pytest.mark.parametrize("text", ["._", "0x_", "0b_", "="])
def test_what_ruamel_cannot_read_is_text(text: str) -> None:
    assert resolve(text) == text


SURE = b"""\
# yaml-language-server: $schema=../schemas/child.json
schema: child/1
id: ch-0123456789abc
born: 2009-03
"on": 2025-09-01  # a day
share: 87.5
seen: true
nothing: null
none: []

targets:
  - id: abcdefg
    what: |-
      Reads aloud.

        Every day: 10 minutes.
    by: "14:30"
  - |-
    One.
    Two.
"""


@pytest.mark.parametrize(
    "content",
    [
        SURE,
        SURE.replace(b"\n\n", b"\n"),
        b"a: b:c d#e, [f] {g}\n",
        b"a: true story\n",
        b"a: 'it''s'\n",
        b'a: "x\\n\\"\\\\\\u00e9"\n',
        b"a: 2024-02-29\nb: 2025-12-31  # c\n",
    ],
)
def test_the_plainest_files_are_read_fast(content: bytes) -> None:
    assert read_if_sure(content) is not None
    assert_one_meaning(content)


@pytest.mark.parametrize(
    "content",
    [
        b"a: b", b"a:  b\n", b"a: &x b\n", b"a: *x\n", b"a: !x b\n", b"a:\t1\n",
        b"%YAML 1.2\n---\na: b\n", b"a: b\r\n", b"\xef\xbb\xbfa: b\n", b"a: \xff\n", b"1: b\n",
        b"true: b\n", b"<<: b\n", b"a: 1_000\n", b"a: 007\n", b"a: 0x1f\n", b"a: 0o7\n",
        b"a: +1\n", b"a: .5\n", b"a: 1.\n", b"a: 1e3\n", b"a: =\n", b"a: 1:30\n", b"a: .inf\n",
        b"a: True\n", b"a: NULL\n", b"a: ~\n", b"a: 99999999999999999999\n", b"---\na: b\n",
        b"a: b\n...\n", b"a: b\na: c\n", b"- a\n", b"a: |+\n  x\n", b"a: >\n  x\n",
        b"a: [b, c]\n", b"a: |-\n", b"", b"#\n", b"a: @\n", b"a: b\n  c\n", b"a: 'b\n  c'\n",
        b"a: 2025-02-30\n", b"a: 2023-02-29\n", b"a: 0000-01-01\n", b"a: 2025-09-01T10:00\n",
        b"a" * MAX_BYTES + b": b\n",
    ],
)  # fmt: skip
def test_the_fast_reader_leaves_to_the_slow_one_what_is_doubtful(content: bytes) -> None:
    assert read_if_sure(content) is None
