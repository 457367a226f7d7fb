"""A workspace full of what should not be there, through the real command, in every format.

The command runs in a process of its own that is ended if it takes more time or memory than
docs/limits.md allows it, so a file that makes it wait or swell fails the test.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest

from benchmarks.hostile_input import FAMILIES
from pepsite.records.ids import ALPHABET, check_character
from pepsite.render import FORMATS
from pepsite.store.listing import Listing, list_records
from pepsite.store.tree import MAX_BYTES
from tests.cli.running import pepsite
from tests.usecases.examples import AUTHORITY, BASE, OLDER, PRIMARY, SECONDARY, TEACHER, lay_out

# Far more than is needed even on a busy computer, and far less than a bomb takes.
SECONDS = 60
BYTES = 1 << 30
MADE_UP = "Quillfeather"
Found = list[tuple[str, int, int, str]]
COMMAND = (sys.executable, "-c", "from pepsite.cli.main import main; main()", "validate")


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def validated(workspace: Path, form: str, *more: str) -> str:
    """Run the real command, which must end with findings and say nothing else."""
    # Its own source is found where this test found it.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    result = subprocess.run(
        [*COMMAND, "-C", str(workspace), "--format", form, *more],
        check=False,
        capture_output=True,
        env=environment,
        preexec_fn=_limit,  # no threads here that could be in its way
    )
    assert result.stderr == b""
    assert result.returncode == 1
    output = result.stdout.decode()
    assert MADE_UP not in output
    return output


def findings_of(output: str) -> Found:
    report = json.loads(output)
    return [(one["path"], one["line"], one["column"], one["code"]) for one in report["findings"]]


def assert_whole(output: str, form: str) -> None:
    """Each format must still be what its readers take it for, whatever the files are called."""
    assert (
        re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", output)
        is None
    )
    lines = output.splitlines()
    if form == "json":
        assert json.loads(output)["errors"] > 0
    elif form == "sarif":
        [run] = json.loads(output)["runs"]
        for one in run["results"]:
            uri = one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
            assert unquote_to_bytes(uri).startswith(b"records")
    elif form == "junit":
        assert int(ET.fromstring(output).attrib["failures"]) > 0  # noqa: S314  # ours
    elif form == "github":
        command = re.compile(r"::(error|warning) file=[^,:]+,line=\d+,col=\d+,title=[a-z0-9-]+::.+")
        assert all(command.fullmatch(line) for line in lines)
    else:
        codes = [line for line in lines if re.search(r": (error|warning): .*\[[a-z0-9-]+\]$", line)]
        assert len(codes) == len([line for line in lines if line.startswith("records")])


def numbered(prefix: str, number: int) -> str:
    """Return an id that is well formed, another for each number."""
    body = "".join(ALPHABET[number >> 5 * place & 31] for place in range(12))
    return f"{prefix}-{body}{check_character(body)}"


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with a file of each family of the benchmark among its records."""
    root = lay_out(BASE, tmp_path_factory.mktemp("families") / "workspace")
    for number, make in enumerate(FAMILIES.values()):
        path = root / "records" / "schools" / f"{numbered('sc', number)}.yaml"
        path.write_bytes(make(MAX_BYTES // 64))
    return root


@pytest.mark.parametrize("form", FORMATS)
def test_every_family_of_hostile_text_is_refused_at_its_place(families: Path, form: str) -> None:
    output = validated(families, form)

    assert_whole(output, form)
    if form == "json":
        found = findings_of(output)
        schools = {f"records/schools/{numbered('sc', n)}.yaml" for n in range(len(FAMILIES))}
        assert {one[0] for one in found} == schools


# What takes the slow reader longest, or fills the most memory, when it is as long as allowed.
WORST = (
    "fields with comments",
    "fields that no record has",
    "a flow list as deep as allowed",
    "opening braces",
    "items of the wrong type",
    "empty lines",
    "words",
    "backslashes",
)


@pytest.mark.parametrize("family", WORST)
def test_the_worst_files_are_judged_within_bounds(tmp_path: Path, family: str) -> None:
    (tmp_path / SECONDARY).parent.mkdir(parents=True)
    (tmp_path / SECONDARY).write_bytes(FAMILIES[family](MAX_BYTES))

    found = findings_of(validated(tmp_path, "json"))

    assert {one[0] for one in found} == {SECONDARY, "records/authority.yaml"}


@pytest.mark.parametrize(
    ("line", "times"), [("k{}: {}\n", 9_000), ("#{1}\n", 80_000)], ids=["fields", "comments"]
)
def test_versions_with_nothing_in_common_are_merged_within_bounds(
    workspace: Path, line: str, times: int
) -> None:
    head = (workspace / OLDER).read_bytes()
    (workspace / "base").write_bytes(head)
    for name in ("ours", "theirs"):
        lines = "".join(line.format(number, name[0]) for number in range(times))
        (workspace / name).write_bytes(head + lines.encode())

    result = subprocess.run(
        [*COMMAND[:-1], "merge-driver", "base", "ours", "theirs", OLDER],
        check=False,
        capture_output=True,
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        preexec_fn=_limit,  # as above
    )

    assert (result.returncode, result.stderr.startswith(OLDER.encode())) == (1, True)
    assert (workspace / "ours").read_bytes().count(b"t\n") >= times


@pytest.mark.parametrize("filler", [" ", '"', "*"])
def test_a_long_line_beside_a_heading_of_births_is_looked_through_within_bounds(
    workspace: Path, filler: str
) -> None:
    said = f"Dates\n\nDOB,name\n{filler * 60_000}x,b\n{filler}3/4/2012{filler},a\n"
    (workspace / "message").write_text(said, encoding="utf-8")

    result = subprocess.run(
        [*COMMAND[:-1], "hooks", "message", "message"],
        check=False,
        capture_output=True,
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        preexec_fn=_limit,  # as above
    )

    assert (result.returncode, b"[identifies-a-child]" in result.stdout) == (1, True)


def test_fifty_megabytes_are_not_read(workspace: Path) -> None:
    with (workspace / SECONDARY).open("wb") as file:
        file.write(b"name: Quillfeather\n" * (50 * 1024 * 1024 // 19))
    with (workspace / PRIMARY).open("wb") as file:
        file.truncate(1 << 40)  # a file of nothing, a terabyte long

    found = findings_of(validated(workspace, "json"))

    assert found == [(PRIMARY, 1, 1, "too-large"), (SECONDARY, 1, 1, "too-large")]


ODD_NAMES = (
    b"a\nb", b"\x1b[31mred\x1b]8;;", b"\xff\xfe", "\u202egnp".encode(), b"::error::b",
    b"%0A::error::b", b"<x>&\"'", b"sc-gnjvj28cdf62x\n", b"\xed\xa0\x80", b"\xef\xbf\xbf",
    "\uff53c-gnjvj28cdf62x".encode(), b"con", b"~", b"-C", b"--help", "\u2028".encode(),
    b"SC-GNJVJ28CDF62X", b"Sc-gnjvj28cdf62x", b"x" * 240, b"sc-gnjvj28cdf62x.yaml ",
    b"sc-gnjvj28cdf62x\\..\\x", b"a b,c:d;e", b"\x7f\x85", "na\u0301\u200bme".encode(),
)  # fmt: skip


@pytest.fixture(scope="module")
def odd_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with names of files and folders that nobody should give."""
    root = lay_out(BASE, tmp_path_factory.mktemp("odd") / "workspace")
    shutil.copytree(root / "records" / "people", root / "records" / "People")
    schools = os.fsencode(root) + b"/records/schools/"
    for name in ODD_NAMES:
        folder = os.fsencode(root) + b"/records/children/" + name
        os.mkdir(folder)  # noqa: PTH102  # bytes
        for path in (folder + b"/child.yaml", schools + name + b".yaml"):
            with open(path, "wb") as file:  # noqa: PTH123  # bytes
                file.write(b"name: Quillfeather\n")
    return root


@pytest.mark.parametrize("form", FORMATS)
def test_no_name_of_a_file_breaks_a_format(odd_names: Path, form: str) -> None:
    output = validated(odd_names, form)

    assert_whole(output, form)
    assert "sc-gnjvj28cdf62x\\" not in output
    if form == "json":
        found = findings_of(output)
        assert {one[3] for one in found} == {"misplaced-file"}
        assert len(found) == 2 * len(ODD_NAMES) + len(
            list((odd_names / "records/People").iterdir())
        )


def _no_plain_files(root: Path, elsewhere: Path) -> Found:
    """Put what is no plain file in the place of records, and return what should be said of it."""
    records = [
        path for path in sorted(root.glob("records/**/*.yaml")) if "children" not in path.parts
    ]
    (elsewhere / MADE_UP).mkdir(parents=True)
    outside = elsewhere / MADE_UP / "outside.yaml"
    outside.write_text(f"name: {MADE_UP}\n")
    inside = root / "kept.yaml"
    inside.symlink_to("kept.yaml")

    def bind(path: Path) -> None:
        with socket.socket(socket.AF_UNIX) as waiting:
            here = Path.cwd()
            os.chdir(path.parent)  # the name of a socket may not be long
            waiting.bind(path.name)
            os.chdir(here)

    put: list[tuple[str, Callable[[Path], object]]] = [
        ("not-readable", lambda path: path.mkdir()),
        ("not-readable", os.mkfifo),
        ("not-readable", bind),
        ("not-readable", lambda path: path.symlink_to(path.name)),
        ("not-readable", lambda path: path.symlink_to(root / "kept.yaml")),
        ("not-readable", lambda path: path.symlink_to("gone.yaml")),
        ("leads-outside", lambda path: path.symlink_to(outside)),
        ("leads-outside", lambda path: path.symlink_to("/dev/zero")),
        ("hard-linked", lambda path: os.link(outside, path)),
    ]
    expected = []
    for path, (code, place) in zip(records, put, strict=False):
        path.unlink()
        place(path)
        expected.append((path.relative_to(root).as_posix(), 1, 1, code))
    assert len(expected) == len(put)
    return expected


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_no_plain_file_is_a_finding(workspace: Path, tmp_path: Path, form: str) -> None:
    expected = _no_plain_files(workspace, tmp_path / "elsewhere")

    output = validated(workspace, form)

    assert_whole(output, form)
    if form == "json":
        found = findings_of(output)
        assert [one for one in found if one[3] in {row[3] for row in expected}] == sorted(expected)


def test_a_hard_link_to_another_record_is_refused_under_both_names(workspace: Path) -> None:
    (workspace / SECONDARY).unlink()
    os.link(workspace / PRIMARY, workspace / SECONDARY)

    found = findings_of(validated(workspace, "json"))

    hard = [one for one in found if one[3] == "hard-linked"]
    assert hard == [(PRIMARY, 1, 1, "hard-linked"), (SECONDARY, 1, 1, "hard-linked")]


@pytest.mark.parametrize("path", ["records/children", "records/children/ch-pkxc1mjxwh83g"])
def test_a_file_where_a_folder_should_be_is_a_finding(workspace: Path, path: str) -> None:
    shutil.rmtree(workspace / path)
    (workspace / path).write_text(f"name: {MADE_UP}\n")

    assert (path, 1, 1, "misplaced-file") in findings_of(validated(workspace, "json"))


@pytest.mark.parametrize("link", ["records/loop", "records/children/ch-pkxc1mjxwh83g/audits"])
def test_folders_do_not_go_round_in_a_ring(workspace: Path, link: str) -> None:
    (workspace / link).symlink_to("..")

    codes = [one[3] for one in findings_of(validated(workspace, "json"))]

    assert codes == ["leads-outside"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(b"\n", b"\r\n", ("not-canonical", 1), id="Windows line ends"),
        pytest.param(b"name", b"name\r", ("control-character", 3), id="an old line end"),
        pytest.param(b"name", b"\xef\xbb\xbfname", ("control-character", 3), id="a mark inside"),
    ],
)
def test_line_ends_are_told_apart(
    workspace: Path, old: bytes, new: bytes, expected: tuple[str, int]
) -> None:
    content = (workspace / SECONDARY).read_bytes().partition(b"\n")[2]
    (workspace / SECONDARY).write_bytes(content.replace(old, new))

    found = findings_of(validated(workspace, "json", "--fail-on", "warning"))

    assert [(one[3], one[1]) for one in found if one[0] == SECONDARY] == [expected]


# --- What somebody names on the command line --------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["x" * 5_000, "x/" * 3_000, "records/" + "y" * 300, "a\nb", "\x1b[31m", "\udcff", "gone.yaml"],
    ids=lambda name: ascii(name[:12]),
)
@pytest.mark.parametrize("form", FORMATS)
def test_a_path_that_is_not_there_is_a_finding(workspace: Path, name: str, form: str) -> None:
    result = pepsite("validate", "-C", workspace, "--format", form, "--", name)

    assert result.exit_code == 1
    assert result.stderr == ""
    assert "no-records" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("option", ["--workspace", "--summary", "--identities"])
@pytest.mark.parametrize("name", ["x" * 5_000, "gone/" * 1_000], ids=lambda name: name[:4])
def test_a_name_too_long_for_an_option_is_wrong_usage(
    workspace: Path, option: str, name: str
) -> None:
    where = () if option == "--workspace" else ("-C", workspace)

    result = pepsite("validate", *where, option, name)

    assert result.exit_code in (2, 17)
    assert result.stdout == "" or option == "--summary"


# --- What changes while it is looked at, and what may not be looked at ---------------------------


def test_a_file_that_vanishes_after_the_listing_is_a_finding(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def list_then_delete(root: Path, within: Iterable[str]) -> Listing:
        listing = list_records(root, within)
        (root / SECONDARY).unlink()
        shutil.rmtree((root / OLDER).parent)
        return listing

    monkeypatch.setattr("pepsite.usecases.validate_records.list_records", list_then_delete)
    result = pepsite("validate", "-C", workspace, "--format", "json")

    assert result.exit_code == 1
    gone = [one for one in findings_of(result.stdout) if one[3] == "not-readable"]
    assert (SECONDARY, 1, 1, "not-readable") in gone
    assert (OLDER, 1, 1, "not-readable") in gone


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be somebody who may not read everything, where the tests are run by who may."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_workspace() -> Iterator[Path]:
    """Return a small workspace that everybody may read; the folders of pytest nobody else may."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = lay_out(BASE, Path(folder, "workspace"))
        for path in (Path(folder), workspace, *workspace.rglob("*")):
            path.chmod(0o755)
        yield workspace


def as_seen_by_nobody(workspace: Path, closed: str, mode: int = 0) -> Found:
    """Return what is found by somebody who may not do all with this folder or file."""
    pepsite("validate", "-C", workspace)  # everything is loaded while it still may be
    (workspace / closed).chmod(mode)
    try:
        with as_nobody():
            result = pepsite("validate", "--format", "json", "-C", workspace)
    finally:
        (workspace / closed).chmod(0o755)
    assert result.exit_code == 1
    return findings_of(result.stdout)


@pytest.mark.parametrize("closed", [SECONDARY, "records/schools", "records"])
def test_what_may_not_be_read_is_a_finding(open_workspace: Path, closed: str) -> None:
    found = as_seen_by_nobody(open_workspace, closed)

    assert (closed, 1, 1, "not-readable") in found


def test_a_policy_nobody_may_look_into_is_a_finding(open_workspace: Path) -> None:
    authority = open_workspace / AUTHORITY
    own = authority.read_text("utf-8").replace("policy: walsall", "policy: ours")
    authority.write_text(own, "utf-8")
    (open_workspace / "policy" / "ours").mkdir(parents=True)

    found = as_seen_by_nobody(open_workspace, "policy")

    assert [(path, code) for path, _, _, code in found] == [(AUTHORITY, "policy-unknown")]


@pytest.mark.parametrize(
    ("closed", "told"),
    [
        ("records", "records/children"),
        ("records/children", "records/children/ch-pkxc1mjxwh83g"),
    ],
)
def test_names_that_may_be_listed_but_not_opened_are_findings(
    open_workspace: Path, closed: str, told: str
) -> None:
    found = as_seen_by_nobody(open_workspace, closed, 0o444)

    assert (told, 1, 1, "not-readable") in found


def test_a_link_into_a_place_nobody_may_look_into_is_a_finding(open_workspace: Path) -> None:
    (open_workspace / "closed" / "inner").mkdir(parents=True)
    (open_workspace / SECONDARY).unlink()
    (open_workspace / SECONDARY).symlink_to("../../closed/inner")

    found = as_seen_by_nobody(open_workspace, "closed")

    assert (SECONDARY, 1, 1, "not-readable") in found


def test_a_link_to_a_name_too_long_to_be_one_is_a_finding(workspace: Path) -> None:
    (workspace / SECONDARY).unlink()
    (workspace / SECONDARY).symlink_to("x" * 4_000)

    assert (SECONDARY, 1, 1, "not-readable") in findings_of(validated(workspace, "json"))


def test_folders_deeper_than_a_path_may_be_long_are_a_finding(workspace: Path) -> None:
    here = os.open(workspace / "records", os.O_RDONLY)
    for _ in range(2_500):
        os.mkdir(MADE_UP[:2], dir_fd=here)  # one by one: the path is too long
        below = os.open(MADE_UP[:2], os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    try:
        output = validated(workspace, "json")
    finally:
        subprocess.run(["rm", "-r", str(workspace)], check=True)  # Python does not go so deep

    assert [one[3] for one in findings_of(output)] == ["not-readable"]


def test_a_second_name_is_told_of_a_person_as_of_anything(workspace: Path, tmp_path: Path) -> None:
    os.link(workspace / TEACHER, tmp_path / MADE_UP)

    assert (TEACHER, 1, 1, "hard-linked") in findings_of(validated(workspace, "json"))
