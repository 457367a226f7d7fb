"""A file takes other values: comments stay, and a line changes only where it says something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.store.canonical import canonical_text
from pepsite.store.reading import parse
from pepsite.store.rewriting import rewritten, settled
from tests.usecases.examples import VALID

PATH = "records/people/ps-1rg6nhntkpqjd.yaml"
FILE = b"""\
# yaml-language-server: $schema=../../schemas/person.json
schema: person/1
id: ps-1rg6nhntkpqjd
# since Easter
role: virtual-school-officer
active: true  # covers for two
trained:
  # the long one
  - id: k3m9xa
    trained_on: 2025-10-02
    what: Attachment  # online
  - id: k3m9xb
    trained_on: 2025-11-02
    what: Safeguarding
# the end
"""


def test_one_answer_is_one_line() -> None:
    values = parse(FILE, PATH)
    assert isinstance(values, dict)
    other = dict(reversed(list(values.items()))) | {"active": False, "team": None}
    assert rewritten(FILE, other, PATH) == FILE.replace(b"active: true", b"active: false")
    assert rewritten(FILE, values, PATH) == FILE


def test_comments_go_with_what_they_stand_at() -> None:
    values = parse(FILE, PATH)
    assert isinstance(values, dict)
    left = {**values, "trained": values["trained"][1:]}  # type: ignore[index]
    first = FILE.index(b"  # the long one")
    second = FILE.index(b"  - id: k3m9xb")
    assert rewritten(FILE, left, PATH) == FILE[:first] + FILE[second:]


def test_what_cannot_be_read_is_not_written_over() -> None:
    found = rewritten(b"a: [", {"a": 1}, PATH)
    assert isinstance(found, tuple)
    assert [one.path for one in found] == [PATH]
    assert rewritten(b"\n", {"a": 1}, PATH) == ()
    assert settled(b"", PATH) is None


@pytest.mark.parametrize(
    "example",
    [one for one in VALID if one.name.startswith(("every-field", "comments"))],
    ids=lambda one: one.name,
)
def test_what_a_record_says_already_is_written_as_it_stands(example: Path) -> None:
    files = sorted(example.rglob("*.yaml"))
    assert files
    for file in files:
        content = canonical_text(file.read_bytes())
        assert isinstance(content, str)
        values = parse(content.encode(), PATH)
        assert isinstance(values, dict)
        turned = dict(sorted(values.items(), key=lambda one: one[0][::-1]))
        assert rewritten(content.encode(), turned, PATH) == content.encode(), file.name
