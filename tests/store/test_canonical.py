import io
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from ruamel.yaml import YAML

from pepsite.store.canonical import canonical_text, check_layout, emit
from pepsite.store.comments import comments_of
from pepsite.store.diagnosis import read_document
from pepsite.store.fast import LaidOut, read_if_sure
from pepsite.store.prose import one_sentence_a_line, settle
from pepsite.store.reading import parse
from pepsite.store.tree import Document
from tests.store.generated import AWKWARD, files, records
from tests.store.mutated import texts_of_records
from tests.store.readers import as_text, assert_one_meaning

LINE = "# yaml-language-server: $schema=../schemas/child.json"

ALL_OF_IT = {
    "schema": "child/1",
    "id": "ch-0123456789abc",
    "born": "2009-03",
    "seen": True,
    "share": 87.5,
    "small": 1e-7,
    "large": 1e22,
    "count": 12,
    "nothing": None,
    "none": [],
    "no_fields": {},
    "begins_on": date(2025, 9, 1),
    "not_a_day": "2025-02-30",
    "at": "14:30",
    "wants": "{child} wants to draw",
    "answer": "no",
    "on": "2025-09-01",
    "targets": [
        {"id": "abcdefg", "what": "Reads aloud. Every day.\nAt home too.", "tags": ["a", "b"]},
        {"id": "bcdefgh", "what": "Counts."},
        "x",
        [1, [2, {"a": "b"}], []],
        {},
    ],
    "nested": {"a": {"b": ["c\nd"]}},
    "long": "a word " * 12 + "at the end",
    "ends": "One.\nTwo.\n",
    "tab": "a\tb",
    "turned": "a\u202eb",
}

ALL_WRITTEN = """\
# yaml-language-server: $schema=../schemas/child.json
schema: child/1
id: ch-0123456789abc
born: 2009-03
seen: true
share: 87.5
small: 0.0000001
large: 10000000000000000000000.0
count: 12
nothing: null
none: []
no_fields: {}
begins_on: 2025-09-01
not_a_day: "2025-02-30"
at: "14:30"
wants: "{child} wants to draw"
answer: "no"
"on": 2025-09-01
targets:
  - id: abcdefg
    what: |-
      Reads aloud.
      Every day.
      At home too.
    tags:
      - a
      - b
  - id: bcdefgh
    what: Counts.
  - x
  - - 1
    - - 2
      - a: b
    - []
  - {}
nested:
  a:
    b:
      - |-
        c
        d
long: |-
  a word a word a word a word a word a word a word a word a word a word a word a word at the end
ends: |
  One.
  Two.
tab: "a\\tb"
turned: "a\\u202eb"
"""


def test_a_record_with_everything_is_written_like_this() -> None:
    assert emit(ALL_OF_IT, LINE) == ALL_WRITTEN
    assert canonical_text(ALL_WRITTEN.encode()) == ALL_WRITTEN


def test_a_file_of_nothing_is_still_a_mapping() -> None:
    assert emit({}) == "{}\n"
    assert canonical_text(b"# x\n{ }\n") == "{}\n# x\n"


def settled(value: object) -> object:
    if isinstance(value, dict):
        return {name: settled(one) for name, one in value.items()}
    if isinstance(value, list):
        return [settled(one) for one in value]
    return settle(value) if isinstance(value, str) else value


@pytest.mark.uncounted
@given(records)
@settings(max_examples=100)
@example({text: text for text in AWKWARD})
@example({"a": [[[]], [{}], [{"b": [[1]]}]]})
def test_what_was_written_is_read_back_and_stays_as_it_is(record: dict[str, object]) -> None:
    text = emit(record)

    assert repr(parse(text.encode(), "x")) == repr(settled(record))
    assert canonical_text(text.encode()) == text
    assert check_layout(text.encode(), "x", record) == ()


@pytest.mark.uncounted
@given(records)
@settings(max_examples=100)
@example({text: text for text in AWKWARD})
def test_every_other_reader_reads_the_same(record: dict[str, object]) -> None:
    text = emit(record)
    expected = repr(settled(record))

    assert repr(as_text(YAML(typ="safe", pure=True).load(io.StringIO(text)))) == expected
    assert repr(as_text(yaml.safe_load(text))) == expected
    assert read_if_sure(text.encode()) is None or repr(read_if_sure(text.encode())) == expected


@given(files)
@settings(max_examples=200)
@example("a:\n  - b: 1\n    # c\n  # d\n# e\nf: [g, # h\n  i] # j\n")
@example("a:\n    b: |- # c\n      d\n    # e\n  # f\n")
@example("a: |- # comment")
@example("a:\n- b: |- # comment\n    x\n- [{ # comment\n  c: 1}]\n")
@example("a:\n- ? b\n- [] # c\n")
@example("{a: [1, # b\n # c\n 2], # d\n e: {f: g}} # h\n# i\n")
def test_layout_is_settled_at_once_and_keeps_values_and_comments(text: str) -> None:
    document = read_document(text.encode(), "x")
    if not isinstance(document, Document):
        return
    laid_out = canonical_text(text.encode())

    assert isinstance(laid_out, str)
    assert canonical_text(laid_out.encode()) == laid_out
    before, after = parse(text.encode(), "x"), parse(laid_out.encode(), "x")
    assert repr(after) == repr(settled(before))
    assert comment_letters(laid_out) == comment_letters(text)


def comment_letters(text: str) -> str:
    document = read_document(text.encode(), "x")
    assert isinstance(document, Document)
    return "".join(comment.text for comment in comments_of(document)).replace(" ", "")


UNTIDY = b"""\
# first
---
schema:   child/1  # the kind
# about the list
list:
- a: 1   # one
  b: '2'
  # under b

  # and again
- {c: [1, 2, # in flow
    3] }   # out
# before prose
prose: > # at the head
  Folded text. With e.g. this
  and that. And Mr. Shaw said. Year 9. "So." Next.
empty: # nothing here
deep:
    deeper:
        - x
        # under x
    # under deeper
# last
"""
TIDY = """\
# first
schema: child/1  # the kind
# about the list
list:
  - a: 1  # one
    b: "2"
    # under b
    # and again
  - c:
      - 1
      - 2  # in flow
      - 3  # out
# before prose
# at the head
prose: |
  Folded text.
  With e.g. this and that.
  And Mr. Shaw said.
  Year 9. "So."
  Next.
empty: null  # nothing here
deep:
  deeper:
    - x
    # under x
  # under deeper
# last
"""


def test_comments_stay_where_they_belong() -> None:
    assert canonical_text(UNTIDY) == TIDY
    assert canonical_text(TIDY.encode()) == TIDY
    assert canonical_text(UNTIDY.replace(b"\n", b"\r\n")) == TIDY


def test_a_comment_beside_what_is_empty_stays_beside_it() -> None:
    text = b"a:\n- b: null\n- [] # c\n- { }   # d\n- x\n"
    assert canonical_text(text) == "a:\n  - b: null\n  - []  # c\n  - {}  # d\n  - x\n"


def test_what_cannot_be_read_is_not_laid_out() -> None:
    findings = canonical_text(b"a: [\n", "records/x.yaml")

    assert isinstance(findings, tuple)
    assert [one.path for one in findings] == ["records/x.yaml"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a: 'b'\n", 1),
        ("a: b\nc:\n- d\n", 3),
        ("# x\na: b\n\n# y\nc: d\n", 3),
        ("a: b\n\n", 2),
        ("a: b", 1),
        ("a: b\r\n", 1),
    ],
)
def test_the_first_line_out_of_layout_is_shown(content: str, line: int) -> None:
    values = parse(content.encode(), "x")
    assert isinstance(values, dict)

    assert [(one.code, one.line) for one in check_layout(content.encode(), "x", values)] == [
        ("not-canonical", line)
    ]


@pytest.mark.parametrize(
    "content",
    [
        f"{LINE}\nschema: child/1\n",
        'a: b:c, d#e [f] {g} "h"\nno_of: Nobody\nnote: nullify\n',
        "a: true\nb: false\nc: null\nd: []\ne: {}\n",
        "a: 0\nb: -1\nc: 87.5\nd: 0.0\ne: -0.5\nf: 9999999999999999\ng: 0.0000001\n",
        "a: 2025-12-31\nb: 2024-02-29\nc: 2025-09\n",
        'a: ""\nb: "no"\nc: "{child} drew \\"x\\""\nd: "14:30"\ne: "On time: yes"\nf: "so:"\ng: "a #1"\n',
        f'a: {"x" * 80}\nb: "{"{" * 80}"\n',
        "a:\n  - b: c\n    d:\n      - e\n      - f: 1\n  - g\nh:\n  i:\n    j: k\nl: m\n",
        f"a: |-\n  {'x. Y ' * 17}z\nb: |\n  c\nd:\n  - |-\n    e.\n\n\n      f: #g\n  - h: |-\n      i\n      j\n",
        f"a: |-\n  {'x, y ' * 70}z\n",
        'a: Élan\nb: Été\nc: "“So.”"\nd: |-\n  “So.”\n  – and 4.5 is 4½\n',
    ],
)
def test_what_is_written_in_only_one_way_is_known_at_sight(content: str) -> None:
    values = read_if_sure(content.encode())

    assert isinstance(values, LaidOut)
    assert check_layout(content.encode(), "x", values) == ()
    assert assert_one_meaning(content.encode()) == "laid out"


@pytest.mark.parametrize(
    "content",
    [
        " a: b\n", "a:  b\n", "a: b\n\n", "\na: b\n", "a: 'b'\n", 'a: "b"\n', 'a: "2025-09"\n', 'a: "a:b"\n',
        "a: b  # c\n", "# c\na: b\n", "a: b\n# c\n", "a:\n- b\n", "a:\n    b: c\n", "a:\n   - b\n", "a: True\n",
        "a: yes\n", "a: No\n", "a: y\n", "yes: a\n", '"a": b\n', "a: 1.50\n", "a: -0\n", "a: 1.\n", "a: 2025-02-30\n",
        "a: 2023-02-29\n", "a: 0000-01\n", f"a: {'x' * 81}\n", f"a: {'x:' * 41}x\n", "a: |-\n  x\n", "a: |-\n   x\n   y\n",
        "a: |\n  x. Y\n", "a: |-\n  x.\n  Y) (z. A\n", "a: |-\n  x\n  y\n\n", "a: |-\n  x \n  y\n", "a: x\n  - b\n",
        f"a: |-\n  {'x. Y ' * 70}z\n", 'a: "a\\nb"\n', 'a: "\\u00e9"\n', "a: x\u200by\n", "- a: b\n", "a: x\u00ady\n",
        f'a: "{"{" * 81}"\n', "a:\n  - b: c\n     d: e\n", "a:\n  - b:\n    - c\n",
    ],
)  # fmt: skip
def test_what_may_be_written_in_another_way_is_not(content: str) -> None:
    assert not isinstance(read_if_sure(content.encode()), LaidOut)


@pytest.mark.parametrize(
    "content",
    [ALL_WRITTEN, "{}\n", "a: |-\n  Mr. Shaw and\n  e.g. This\n", "a:\n  - - b\n", '"on": b\n'],
)
def test_where_it_is_not_known_at_sight_it_is_found_out(content: str) -> None:
    values = parse(content.encode(), "x")

    assert isinstance(values, dict)
    assert not isinstance(values, LaidOut)
    assert check_layout(content.encode(), "x", values) == ()


def test_every_record_we_write_is_known_at_sight(repository: Path) -> None:
    for text in texts_of_records(repository):
        assert isinstance(read_if_sure(text.encode()), LaidOut)


def test_comments_are_no_fault() -> None:
    values = parse(TIDY.encode(), "x")
    assert isinstance(values, dict)
    assert check_layout(TIDY.encode(), "x", values) == ()


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_a_number_that_is_none_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        emit({"a": value})


def test_a_thing_that_records_are_not_made_of_is_not_written() -> None:
    with pytest.raises(TypeError):
        emit({"a": {1, 2}})


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ('He said "No." She left.', ['He said "No."', "She left."]),
        ("Stop.) (Go on.", ["Stop.)", "(Go on."]),
        ("He rose. {child} sat. 3 came.", ["He rose.", "{child} sat.", "3 came."]),
        ("Élan. Été.", ["Élan.", "Été."]),
        ("wait... Then on", ["wait...", "Then on"]),
        ("e.g. This, i.e. That, U.K. Law", ["e.g. This, i.e. That, U.K. Law"]),
        ("Mr. Shaw and Dr. (J. S.) Bach", ["Mr. Shaw and Dr. (J. S.) Bach"]),
        ("Year 9. Maths is 4.5. Good", ["Year 9. Maths is 4.5.", "Good"]),
        ("one. two", ["one. two"]),
        ("One.  Two", ["One.  Two"]),
        ("One.\nTwo. Three", ["One.", "Two.", "Three"]),
        ("." * 400 + " A", ["." * 400, "A"]),
    ],
)
def test_a_sentence_ends_only_where_that_is_plain(text: str, lines: list[str]) -> None:
    assert one_sentence_a_line(text).split("\n") == lines
    assert one_sentence_a_line("\n".join(lines)) == "\n".join(lines)


def test_a_text_of_one_line_is_left_alone() -> None:
    assert settle("Read. Write. Count.") == "Read. Write. Count."
    assert settle("Read. " * 51) == "Read.\n" * 50 + "Read. "
