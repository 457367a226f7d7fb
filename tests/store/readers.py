"""What must hold of any bytes at all: one meaning, one layout, and a place for each fault."""

from datetime import date

from ruamel.yaml import YAML

from pepsite.findings import Finding
from pepsite.store.canonical import canonical_text
from pepsite.store.diagnosis import read_document
from pepsite.store.fast import LaidOut, read_if_sure
from pepsite.store.tree import Document, plain_mapping


def as_text(value: object) -> object:
    """Return values with days as text again, which some readers make days."""
    if isinstance(value, dict):
        return {name: as_text(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def assert_one_meaning(content: bytes, *, slowly: bool = True) -> str:
    """Read the bytes in every way, and return how far they came: slow, sure or laid out.

    Without `slowly`, what only the slow reader reads is not read.
    """
    sure = read_if_sure(content)
    if sure is None and not slowly:
        return "slow"
    document = read_document(content, "records/x.yaml")
    if not isinstance(document, Document):
        assert sure is None, "read fast, and refused by the slow reader"
        assert_inside(document, content)
        return "slow"
    if sure is None:
        return "slow"
    # repr, because 1 == 1.0 == True, and 0.0 == -0.0
    values = repr(sure)
    assert values == repr(plain_mapping(document.root)), "the slow reader reads other values"
    theirs = YAML(typ="safe", pure=True).load(content.decode())
    assert values == repr(as_text(theirs)), "ruamel.yaml reads other values"
    if not isinstance(sure, LaidOut):
        return "sure"
    assert canonical_text(content) == content.decode(), "surely laid out, and is not"
    return "laid out"


def assert_inside(findings: tuple[Finding, ...], content: bytes) -> None:
    """Assert that there are findings, each at a line and column that an editor can show."""
    assert findings
    lines = content.decode(errors="replace").split("\n")
    for one in findings:
        assert one.line is not None
        assert one.column is not None
        assert 1 <= one.line <= len(lines)
        assert 1 <= one.column <= len(lines[one.line - 1]) + 1
