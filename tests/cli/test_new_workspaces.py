"""`pepsite init` and `pepsite schema`: what a workspace has besides its records."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.store.schemas import schema_files
from tests.cli.running import pepsite
from tests.usecases.examples import AUTHORITY

INIT = ("--policy", "walsall", "--begin-on", "2025-09-01")


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_new_workspace_conforms_at_once(tmp_path: Path) -> None:
    new = tmp_path / "new"
    outcome = pepsite("init", new, *INIT)
    assert (outcome.exit_code, outcome.stdout) == (0, "")
    assert (
        outcome.stderr
        == f"{len(files_in(new))} files in {new}. Next, in that folder: pepsite validate\n"
    )
    for words in (
        ("validate", "--fail-on", "warning"),
        ("format", "--check"),
        ("schema", "--check"),
        ("compliance", "--as-of", "2026-05-15"),
        ("due", "--as-of", "2026-05-15"),
    ):
        assert pepsite(*words, "-C", new).exit_code == 0, words
    assert "records_begin_on: 2025-09-01\n" in (new / AUTHORITY).read_text("utf-8")
    assert ".github/workflows/check.yml" in files_in(new)


def test_the_same_options_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        pepsite("init", tmp_path / name, *INIT)
    assert files_in(tmp_path / "one") == files_in(tmp_path / "two")


def test_a_second_time_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    pepsite("init", tmp_path, *INIT)
    (tmp_path / AUTHORITY).write_text("mine\n")
    before = files_in(tmp_path)
    outcome = pepsite("init", tmp_path, *INIT)
    assert (outcome.exit_code, outcome.stdout) == (10, "")
    assert files_in(tmp_path) == before


def test_a_folder_with_a_file_in_the_way_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    outcome = pepsite("init", tmp_path, *INIT)
    assert (outcome.exit_code, outcome.stdout) == (10, "")
    assert ".gitignore" in outcome.stderr
    assert files_in(tmp_path) == {".gitignore": b"mine\n"}


def test_schemas_are_written_once_and_then_up_to_date(workspace: Path) -> None:
    outcome = pepsite("schema", "-C", workspace)
    assert outcome.exit_code == 0
    assert outcome.stdout.splitlines() == list(schema_files())
    assert files_in(workspace / "schemas") == {
        path.removeprefix("schemas/"): text.encode() for path, text in schema_files().items()
    }
    assert pepsite("schema", "-C", workspace).stdout == ""
    assert pepsite("schema", "-C", workspace, "--check").exit_code == 0


@pytest.mark.parametrize("how", ["changed", "missing", "line ends"])
def test_check_names_the_schema_that_has_drifted(workspace: Path, how: str) -> None:
    pepsite("schema", "-C", workspace)
    drifted = workspace / "schemas" / "pep.json"
    match how:
        case "changed":
            drifted.write_text(drifted.read_text("utf-8").replace('"status"', '"state"'), "utf-8")
        case "missing":
            drifted.unlink()
        case _:
            drifted.write_bytes(drifted.read_bytes().replace(b"\n", b"\r\n"))
    before = files_in(workspace)
    outcome = pepsite("schema", "-C", workspace, "--check")
    assert (outcome.exit_code, outcome.stdout) == (1, "schemas/pep.json\n")
    assert files_in(workspace) == before
    assert pepsite("schema", "-C", workspace).stdout == "schemas/pep.json\n"
    assert pepsite("schema", "-C", workspace, "--check").exit_code == 0
