"""Files that are wrong in every way we know, through the command: its lines, its exit code.

The records beside them are judged all the same, and nothing is ever quoted.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pepsite.store.tree import MAX_BYTES, MAX_DEPTH
from tests.cli.running import pepsite
from tests.usecases.examples import AUTHORITY, PRIMARY, SECONDARY, TEACHER, YOUNGER_PEP

pytestmark = pytest.mark.uncounted

MADE_UP = "Zebedee"
SCHOOL = b"""\
schema: school/1
id: sc-gnjvj28cdf62x
name: Zebedee Lane
"""

HOSTILE: dict[str, tuple[bytes, list[tuple[int, int, str]]]] = {
    "nothing": (b"", [(1, 1, "empty-file")]),
    "only comments": (b"# Zebedee\n# to do\n", [(1, 1, "empty-file")]),
    "only spaces": (b"  \n \n", [(1, 1, "empty-file")]),
    "equal keys": (SCHOOL + b"name: Zebedee Road\n", [(4, 1, "equal-keys")]),
    "an alias": (SCHOOL + b"a: &z Zebedee\nb: *z\n", [(4, 4, "alias-used"), (5, 4, "alias-used")]),
    "a billion laughs": (
        b"a: &a [Zebedee, Zebedee]\n"
        + b"".join(b"%c: &%c [*%c, *%c]\n" % (n, n, n - 1, n - 1) for n in range(98, 113)),
        [(1, 4, "alias-used")] + [(n, c, "alias-used") for n in range(2, 17) for c in (4, 8, 12)],
    ),
    "a tag": (SCHOOL + b"urn: !Zebedee 1\n", [(4, 6, "tag-used")]),
    "a tag that runs code": (
        b"a: !!python/object/apply:os.system ['touch Zebedee']\n",
        [(1, 4, "tag-used")],
    ),
    "two documents": (SCHOOL + b"---\n" + SCHOOL, [(4, 1, "several-documents")]),
    "UTF-16": (SCHOOL.decode().encode("utf-16"), [(1, 1, "not-utf-8")]),
    "Latin-1": ("name: Zébédée\n".encode("latin-1"), [(1, 8, "not-utf-8")]),
    "a byte order mark": (b"\xef\xbb\xbf" + SCHOOL, [(1, 1, "not-utf-8")]),
    "NUL": (SCHOOL + b"type: Zebedee\0\n", [(4, 14, "control-character")]),
    "only NUL": (b"\0" * 100, [(1, 1, "control-character")]),
    "10,000 brackets": (b"Zebedee: " + b"[" * 10_000, [(1, 9 + MAX_DEPTH, "too-deep")]),
    "10,000 levels": (
        b"".join(b" " * n + b"a:\n" for n in range(600)) + b" " * 600 + b"a: Zebedee\n",
        [(MAX_DEPTH + 1, MAX_DEPTH + 1, "too-deep")],
    ),
    "too many bytes": (b"name: " + b"Zebedee " * (MAX_BYTES // 8), [(1, 1, "too-large")]),
    "a list": (b"- Zebedee\n", [(1, 1, "not-a-mapping")]),
    "a word": (b"Zebedee\n", [(1, 1, "not-a-mapping")]),
    "an open bracket": (b"name: [Zebedee,\n", [(2, 1, "not-yaml")]),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nZebedee", [(2, 2, "not-utf-8")]),
    "a picture": (b"\x89PNG\r\n\x1a\n", [(1, 1, "not-utf-8")]),
    "a zip": (b"PK\x03\x04Zebedee", [(1, 3, "control-character")]),
}


def findings_in(workspace: Path, *more: str) -> tuple[int, list[tuple[str, int, int, str]]]:
    result = pepsite("validate", "-C", workspace, "--format", "json", *more)
    assert MADE_UP not in result.output
    assert result.stderr == ""
    report = json.loads(result.stdout)
    found = [(one["path"], one["line"], one["column"], one["code"]) for one in report["findings"]]
    return result.exit_code, found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_finding_and_hides_no_other(workspace: Path, name: str) -> None:
    content, expected = HOSTILE[name]
    (workspace / SECONDARY).write_bytes(content)
    broken = (workspace / YOUNGER_PEP).read_text("utf-8").replace("Y4", "Zebedee")
    (workspace / YOUNGER_PEP).write_text(broken, "utf-8")

    code, found = findings_in(workspace)

    of_file = [(SECONDARY, *place) for place in expected]
    assert (code, found) == (1, [(YOUNGER_PEP, 8, 13, "not-in-list"), *of_file])


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["text", "github", "sarif", "junit"])
def test_no_format_chokes_on_it_or_quotes_it(workspace: Path, name: str, form: str) -> None:
    (workspace / SECONDARY).write_bytes(HOSTILE[name][0])

    result = pepsite("validate", "-C", workspace, "--format", form)

    assert result.exit_code == 1
    assert SECONDARY in result.stdout
    assert MADE_UP not in result.output


@pytest.mark.parametrize("name", HOSTILE)
def test_the_other_commands_go_on_and_count_it(workspace: Path, name: str) -> None:
    content, _ = HOSTILE[name]
    (workspace / SECONDARY).write_bytes(content)

    for command in ("compliance", "due"):
        result = pepsite(command, "-C", workspace, "--as-of", "2026-05-15")
        assert result.exit_code == 0
        assert "1 record could not be read" in result.stdout
        assert MADE_UP not in result.output

    formatted = pepsite("format", "-C", workspace)
    assert formatted.exit_code == 1
    assert MADE_UP not in formatted.output
    assert (workspace / SECONDARY).read_bytes() == content


def test_windows_line_ends_are_a_warning_and_mended_by_format(workspace: Path) -> None:
    before = (workspace / SECONDARY).read_bytes()
    (workspace / SECONDARY).write_bytes(before.replace(b"\n", b"\r\n"))

    assert findings_in(workspace) == (0, [(SECONDARY, 1, 1, "not-canonical")])
    assert pepsite("format", "-C", workspace).exit_code == 0
    assert (workspace / SECONDARY).read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_is_no_plain_file_is_not_waited_for(workspace: Path) -> None:
    for path in (SECONDARY, PRIMARY, TEACHER):
        (workspace / path).unlink()
    os.mkfifo(workspace / SECONDARY)
    (workspace / PRIMARY).mkdir()
    (workspace / PRIMARY / f"{MADE_UP}.yaml").write_text("a: 1\n")
    (workspace / TEACHER).symlink_to("gone.yaml")

    code, found = findings_in(workspace)

    assert code == 1
    assert [one for one in found if one[3] == "not-readable"] == [
        (TEACHER, 1, 1, "not-readable"),
        (PRIMARY, 1, 1, "not-readable"),
        (SECONDARY, 1, 1, "not-readable"),
    ]


def test_links_are_not_followed_wherever_they_lead(workspace: Path, tmp_path: Path) -> None:
    outside = tmp_path / MADE_UP
    outside.mkdir()
    (outside / "school.yaml").write_bytes((workspace / SECONDARY).read_bytes())
    (workspace / SECONDARY).unlink()
    (workspace / SECONDARY).symlink_to(outside / "school.yaml")
    (workspace / "records" / "samples").symlink_to(outside)
    (workspace / "kept.yaml").write_bytes((workspace / PRIMARY).read_bytes())
    (workspace / PRIMARY).unlink()
    (workspace / PRIMARY).symlink_to("../../kept.yaml")

    code, found = findings_in(workspace)

    assert code == 1
    assert found == [
        ("records/samples", 1, 1, "leads-outside"),
        (PRIMARY, 1, 1, "leads-outside"),
        (SECONDARY, 1, 1, "leads-outside"),
    ]


def test_records_may_not_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "records").write_text(MADE_UP)
    code, found = findings_in(tmp_path)
    assert code == 1
    assert found == [
        ("records", 1, 1, "no-records"),
        ("records", 1, 1, "not-readable"),
        (AUTHORITY, 1, 1, "authority-missing"),
    ]


def test_a_name_somebody_made_up_is_not_shown(workspace: Path) -> None:
    """People call documents by a child's name. What is ours, and kinds of file, are shown."""
    records = workspace / "records"
    for path in (
        f"schools/{MADE_UP} Q.docx",
        f"schools/{MADE_UP}.quillfeather",
        f"{MADE_UP}/child.yaml",
        f"children/ch-pkxc1mjxwh83g/{MADE_UP}/peps/pep-hc4dvy5m8nb0v.yaml",
        "children/ch-pkxc1mjxwh83g/peps/pep-zebedeeq.pdf",
        "children/ch-pkxc1mjxwh83g/peps/pep-hc4dvy5m8nb0v.pdf",
        f"people/{MADE_UP}\n::error::x.yaml",
    ):
        (records / path).parent.mkdir(parents=True, exist_ok=True)
        (records / path).write_text("a: 1\n")

    code, found = findings_in(workspace)

    assert code == 1
    assert found == [
        (f"records/{path}", 1, 1, "misplaced-file")
        for path in (
            "children/ch-pkxc1mjxwh83g/peps/pep-hc4dvy5m8nb0v.pdf",
            "children/ch-pkxc1mjxwh83g/peps/….pdf",
            "children/ch-pkxc1mjxwh83g/…/peps/pep-hc4dvy5m8nb0v.yaml",
            "people/….yaml",
            "schools/…",
            "schools/….docx",
            "…/child.yaml",
        )
    ]
    assert findings_in(workspace, str(records / "schools" / f"{MADE_UP} Q.docx"))[1] == [
        ("records/schools/….docx", 1, 1, "misplaced-file")
    ]
