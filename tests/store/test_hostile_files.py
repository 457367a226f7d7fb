"""Files that are wrong in every way we know: the code, the line and the column of each."""

import pytest

from pepsite.findings import CATALOGUE
from pepsite.store.diagnosis import read_document
from pepsite.store.fast import read_if_sure
from pepsite.store.reading import parse
from pepsite.store.tree import MAX_BYTES, MAX_DEPTH, MAX_LINES, MAX_VALUES, Document

SLOW = {"200,000 empty lines, and a list", "200,000 empty lines", "60,000 items", "too many fields"}
HOSTILE: list[tuple[str, bytes, list[tuple[str, int, int]]]] = [
    ("empty", b"", [("empty-file", 1, 1)]),
    ("only a comment", b"# nothing\n\n", [("empty-file", 1, 1)]),
    ("only a marker", b"---\n", [("not-a-mapping", 2, 1)]),
    ("UTF-8 with a byte order mark", b"\xef\xbb\xbfa: 1\n", [("not-utf-8", 1, 1)]),
    ("UTF-16", "a: 1\n".encode("utf-16"), [("not-utf-8", 1, 1)]),
    ("UTF-16 without a mark", "a: 1\n".encode("utf-16-le"), [("control-character", 1, 2)]),
    ("Latin-1", b"a: 1\nb: caf\xe9\n", [("not-utf-8", 2, 7)]),
    ("a zero byte", b"a: 1\nb: x\0y\n", [("control-character", 2, 5)]),
    ("an escape character", b"a: \x1b[31m\n", [("control-character", 1, 4)]),
    ("a line separator", "a: x\u2028y\n".encode(), [("control-character", 1, 5)]),
    ("a next line", "a: x\x85y\n".encode(), [("control-character", 1, 5)]),
    ("an old line end", b"a: 1\rb: 2\n", [("control-character", 1, 5)]),
    ("half a pair", b'a: "\\ud800"\n', [("control-character", 1, 4)]),
    ("a tab for indent", b"a:\n\tb: 1\n", [("tab-used", 2, 1)]),
    ("a tab after spaces", b"a:\n  b: 1\n \tc: 2\n", [("tab-used", 3, 2)]),
    ("a tab before a key", b"a: [b,\n\t- c]\n", [("tab-used", 2, 1)]),
    ("equal keys", b"a: 1\nb: 2\na: 3\n", [("equal-keys", 3, 1)]),
    ("equal keys below", b"a:\n  - b: 1\n    c: 2\n    b: 3\n", [("equal-keys", 4, 5)]),
    ("equal keys, one in quotes", b'a: 1\n"a": 2\n', [("equal-keys", 2, 1)]),
    ("an anchor", b"a: &x 1\n", [("alias-used", 1, 4)]),
    ("an alias", b"a: &x 1\nb: *x\n", [("alias-used", 1, 4), ("alias-used", 2, 4)]),
    ("an alias of nothing", b"b: *x\n", [("alias-used", 1, 4)]),
    ("a merge", b"a:\n  <<: {b: 1}\n", [("alias-used", 2, 3)]),
    ("a tag", b"a: !x 1\n", [("tag-used", 1, 4)]),
    ("a Python tag", b"a: !!python/object:os.system [x]\n", [("tag-used", 1, 4)]),
    ("a tag on fields", b"a: !!map\n  b: 1\n", [("tag-used", 1, 4)]),
    ("a directive", b"# x\n%YAML 1.1\n---\na: no\n", [("directive-used", 2, 1)]),
    ("a second document", b"a: 1\n---\nb: 2\n", [("several-documents", 2, 1)]),
    ("a list", b"- a\n- b\n", [("not-a-mapping", 1, 1)]),
    ("a word", b"\nhello\n", [("not-a-mapping", 2, 1)]),
    ("a number for a key", b"a: 1\n12: x\n", [("key-not-text", 2, 1)]),
    ("true for a key", b"true: x\n", [("key-not-text", 1, 1)]),
    ("no key", b": x\n", [("key-not-text", 1, 1)]),
    ("a list for a key", b"? [a, {b: c}]\n: x\nd: 1\n", [("key-not-text", 1, 3)]),
    ("not a number", b"a: .nan\nb: -.INF\n", [("not-a-number", 1, 4), ("not-a-number", 2, 4)]),
    ("too large a number", b"a: 1e999\n", [("not-a-number", 1, 4)]),
    ("an open double quote", b'a: 1\nb: "x\nc: 2\n', [("not-yaml", 2, 4)]),
    ("an open single quote", b"a: 'x\n\n\nc: 2\n", [("not-yaml", 1, 4)]),
    ("two colons", b"a: b: c\n", [("not-yaml", 1, 5)]),
    ("no colon", b"a: 1\nb\nc: 2\n", [("not-yaml", 2, 1)]),
    ("a wrong indent", b"a:\n  b: 1\n c: 2\n", [("not-yaml", 3, 2)]),
    ("an open bracket", b"a: [1,\nb: 2\n", [("not-yaml", 3, 1)]),
    ("a wrong escape", b'a: "\\q"\n', [("not-yaml", 1, 6)]),
    ("an escape too far", b'a: "\\UFFFFFFFF"\n', [("not-yaml", 1, 1)]),
    ("a sign alone", b"a: @x\n", [("not-yaml", 1, 4)]),
    ("too long a number", b"a: " + b"9" * 309 + b"\n", [("not-a-number", 1, 4)]),
    ("too long a number below zero", b"a: -" + b"9" * 5_000 + b"\n", [("not-a-number", 1, 4)]),
    ("too long a number to a base", b"a: 0x" + b"f" * 5_000 + b"\n", [("not-a-number", 1, 4)]),
    ("old line ends among others", b"a: 1\r\nb: 2\rc: 3\n", [("control-character", 2, 5)]),
    ("200,000 empty lines", b"\n" * 200_000, [("empty-file", 1, 1)]),
    (
        "200,000 empty lines, and a list",
        b"\n" * 200_000 + b"- a\n",
        [("not-a-mapping", 200_001, 1)],
    ),
    ("only quotes", b"'" * MAX_BYTES, [("not-a-mapping", 1, 1)]),
    ("only open quotes", b'"' * (MAX_BYTES - 1), [("not-yaml", 1, 3)]),
    ("only colons", b":" * MAX_BYTES, [("not-yaml", 1, MAX_BYTES)]),
    ("one long line", b"a" * MAX_BYTES, [("not-a-mapping", 1, 1)]),
    ("a name too long for a name", b"a" * 1_025 + b": b\n", [("not-yaml", 1, 1026)]),
    ("60,000 items", b"a:\n" + b"- b\n" * 60_000, [("too-many-values", MAX_VALUES + 1, 1)]),
    (
        "60,000 items on a line",
        b"a: [" + b"1," * 60_000 + b"]\n",
        [("too-many-values", 1, 2 * MAX_VALUES + 3)],
    ),
    (
        "too many fields",
        b"".join(b"f%d: 1\n" % number for number in range(MAX_VALUES + 1)),
        [("too-many-values", MAX_VALUES + 1, 1)],
    ),
    (
        "a merge in Git half done",
        b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n",
        [("merge-conflict", 2, 1)],
    ),
    ("10,000 brackets", b"a: " + b"[" * 10_000, [("too-deep", 1, 3 + MAX_DEPTH)]),
    ("10,000 dashes", b"- " * 10_000, [("too-deep", 1, 2 * MAX_DEPTH + 1)]),
    ("too large", b"#" * (MAX_BYTES + 1), [("too-large", 1, 1)]),
]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(*row, id=name, marks=pytest.mark.uncounted if name in SLOW else ())
        for name, *row in HOSTILE
    ],
)
def test_a_hostile_file_is_refused_at_its_place(
    content: bytes, expected: list[tuple[str, int, int]]
) -> None:
    findings = parse(content, "records/x.yaml")

    assert isinstance(findings, tuple)
    assert [(one.code, one.line, one.column) for one in findings] == expected
    assert {one.path for one in findings} == {"records/x.yaml"}


def test_an_alias_bomb_is_not_set_off() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )

    findings = parse(bomb.encode(), "x.yaml")

    assert isinstance(findings, tuple)
    assert {one.code for one in findings} == {"alias-used"}


def test_a_file_with_everything_wrong_gives_a_bounded_number_of_findings() -> None:
    findings = parse(b"a: [" + b"*x , " * 20_000 + b"]", "x.yaml")

    assert isinstance(findings, tuple)
    assert len(findings) == 50


FULL = b"a:\n" + b"- b\n" * (MAX_VALUES - 1)
LONGEST = b"a:\n" + b"  - b: c\n" * (MAX_LINES - 1)


@pytest.mark.uncounted
def test_a_file_with_as_many_values_as_allowed_is_read() -> None:
    assert isinstance(read_document(FULL, "x"), Document)
    assert isinstance(read_document(FULL + b"- b\n", "x"), tuple)


def test_the_fast_reader_takes_only_what_cannot_have_too_many_values() -> None:
    assert read_if_sure(LONGEST) is not None
    assert isinstance(read_document(LONGEST, "x"), Document)
    assert read_if_sure(LONGEST + b"  - b: c\n") is None


DEEPEST = "".join(f"{'  ' * n}a:\n" for n in range(19)) + "  " * 19 + "a: x\n"


def test_a_file_as_deep_as_allowed_is_read() -> None:
    at_limit = b"a: " + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1)

    assert isinstance(parse(at_limit, "x"), dict)
    assert isinstance(parse(DEEPEST.encode(), "x"), dict)


CANARY = "Zyxwvut"

PLANTS = [
    "{0}: 1\n{0}: 2\n",
    "a: {0}: {0}\n",
    "{0}:\n\t{0}: x\n",
    "a: &{0} 1\n",
    "a: *{0}\n",
    "a: !{0} {0}\n",
    "a: !{0}!{0} {0}\n",
    "%{0} {0}\n---\na: 1\n",
    "%TAG ! tag:{0}:\n---\na: 1\n",
    'a: "{0}\n',
    "a: '{0}\nb: {0}\n",
    "a: [{0}\nb: {0}\n",
    "- {0}\n",
    "{0}\n",
    "{0}\n{0}: 1\n",
    "a: {0}\n--- {0}\nb: {0}\n",
    "? [{0}]\n: {0}\n",
    "? {{{0}: {0}}}\n: {0}\n",
    "1: {0}\n",
    "a: {0}\0\n",
    "a: @{0}\n",
    'a: "\\{0}"\n',
    'a: "{0}\\ud800"\n',
    "a: |{0}\n  {0}\n",
    "<<<<<<< {0}\na: {0}\n=======\n>>>>>>> {0}\n",
    "a: {0}\n  b: {0}\n",
]


@pytest.mark.parametrize("plant", PLANTS)
def test_a_name_in_a_broken_file_never_comes_back(plant: str) -> None:
    findings = parse(plant.format(CANARY).encode(), "records/x.yaml")

    assert isinstance(findings, tuple)
    assert findings
    assert CANARY not in repr(findings)


def test_every_code_in_the_table_is_in_the_catalogue() -> None:
    assert {code for row in HOSTILE for code, _, _ in row[2]} <= CATALOGUE.keys()
