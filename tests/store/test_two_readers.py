"""What the fast reader accepts, the slow one reads as the same values."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pepsite.store.canonical import emit
from pepsite.store.core_schema import resolve
from pepsite.store.diagnosis import read_document
from pepsite.store.fast import read_if_sure
from pepsite.store.tree import JSON, MAX_BYTES, Document, plain_mapping
from tests.store.generated import AWKWARD, LINES, files, records


def slowly(content: bytes) -> dict[str, JSON] | None:
    document = read_document(content, "x.yaml")
    return plain_mapping(document.root) if isinstance(document, Document) else None


def assert_agree(content: bytes) -> None:
    sure = read_if_sure(content)
    # repr, because 1 == 1.0 == True, and 0.0 == -0.0
    assert sure is None or repr(sure) == repr(slowly(content))


@given(files)
@settings(max_examples=400)
@example("a: b\n  - c\n")
@example("a: |\n  x\n # y\n  z\n")
@example("a: b\n\n\n  - c\n")
def test_they_agree_on_lines_thrown_together(text: str) -> None:
    assert_agree(text.encode())


@given(records, st.data())
@settings(max_examples=400)
def test_they_agree_on_records_that_were_tampered_with(
    record: dict[str, object], data: st.DataObject
) -> None:
    text = emit(record)
    assert_agree(text.encode())
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 3))
    instead = data.draw(st.text("\n -:#'\"|[]{}&*!%@`,?~01e_.\\xé", max_size=3))
    assert_agree((text[:at] + instead + text[at + length :]).encode())


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_they_agree_for_as_long_as_anyone_waits(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test that can be run again, not a secret
    for _ in range(5_000):
        lines = chance.choices([*LINES, *AWKWARD], k=chance.randint(1, 8))
        text = "".join(f"{' ' * chance.choice([0, 0, 2, 4, 3])}{line}\n" for line in lines)
        assert_agree(text.encode())


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


@pytest.mark.parametrize("text", ["._", "0x_", "0b_", "9" * 5_000, "="])
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
    ],
)
def test_the_plainest_files_are_read_fast(content: bytes) -> None:
    assert read_if_sure(content) is not None
    assert_agree(content)


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
        b"a" * MAX_BYTES + b": b\n",
    ],
)  # fmt: skip
def test_the_fast_reader_leaves_to_the_slow_one_what_is_doubtful(content: bytes) -> None:
    assert read_if_sure(content) is None
