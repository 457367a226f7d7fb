"""A file takes other values: comments stay, and a line changes only where it says something else."""

from __future__ import annotations

from pepsite.store.reading import parse
from pepsite.store.rewriting import rewritten, settled

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
