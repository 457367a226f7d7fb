"""`pepsite init` and `pepsite schema`: what a workspace has besides its records."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pepsite.cli.main import main
from pepsite.store.schemas import schema_files
from tests.cli.running import pepsite
from tests.usecases.examples import AUTHORITY

PINNED = ("--install-from", "pepsite @ https://example.org/pepsite.whl#sha256=00")
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
    assert not [path for path in files_in(new) if path.startswith((".github", ".gitlab"))]


def test_the_checks_for_github_run_on_a_computer_of_ones_own(tmp_path: Path) -> None:
    outcome = pepsite("init", tmp_path / "new", *INIT, "--forge", "github", *PINNED)
    assert outcome.exit_code == 0
    assert "If GitHub supplies\nit, GitHub processes them for you" in outcome.stderr
    files = {path: text.decode() for path, text in files_in(tmp_path / "new").items()}
    assert files[".github/pepsite.txt"].endswith(f"\n{PINNED[1]}\n")
    assert "requirements.txt" in files
    for name in ("check", "publish"):
        runners = re.findall(r"runs-on: (.*)", files[f".github/workflows/{name}.yml"])
        assert runners == ["[self-hosted, linux]"] * 2


def test_or_on_the_suppliers_where_that_is_said(tmp_path: Path) -> None:
    new = tmp_path / "new"
    outcome = pepsite("init", new, *INIT, "--forge", "github", "--runner", "supplier")
    assert (outcome.exit_code, "GitHub" in outcome.stderr) == (0, False)
    assert b"runs-on: ubuntu-24.04\n" in files_in(new)[".github/workflows/check.yml"]


def test_the_jobs_for_gitlab_go_into_a_folder_of_their_own(tmp_path: Path) -> None:
    outcome = pepsite("init", tmp_path / "new", *INIT, "--forge", "gitlab", *PINNED)
    assert outcome.exit_code == 0
    assert "The jobs are in new-gate, to be a project of its own\n" in outcome.stderr
    assert ".gitlab/pepsite.txt" in files_in(tmp_path / "new")
    assert not [path for path in files_in(tmp_path / "new") if path.endswith(".yml")]
    gate = files_in(tmp_path / "new-gate")
    assert list(gate) == ["README.md", "pepsite.yml"]
    assert b"\n  tags: [pepsite] " in gate["pepsite.yml"]

    again = pepsite("init", tmp_path / "new", *INIT, "--forge", "gitlab")
    assert (again.exit_code, files_in(tmp_path / "new-gate")) == (10, gate)

    words = ("init", tmp_path / "other", *INIT, "--forge", "gitlab", "--runner", "supplier")
    assert pepsite(*words).exit_code == 0
    assert b"tags:" not in files_in(tmp_path / "other-gate")["pepsite.yml"]


@pytest.mark.parametrize(("answer", "own"), [("\n", True), ("n\n", False)])
def test_on_a_terminal_it_asks_whose_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, own: bool
) -> None:
    monkeypatch.setattr("pepsite.cli.init_command.is_terminal", lambda: True)
    words = ["init", str(tmp_path / "new"), *INIT, "--forge", "github"]
    outcome = CliRunner().invoke(main, words, input=answer)
    assert outcome.exit_code == 0
    assert "Will they run on a computer of your own? [Y/n]" in outcome.stderr
    laid_down = files_in(tmp_path / "new")[".github/workflows/check.yml"]
    assert (b"self-hosted" in laid_down) is own


@pytest.mark.parametrize(
    "option", [("--runner", "own"), ("--install-from", "x"), ("--repository", "a/b")]
)
def test_what_says_more_about_a_forge_wants_one(tmp_path: Path, option: tuple[str, str]) -> None:
    assert pepsite("init", tmp_path / "new", *INIT, *option).exit_code == 2
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_the_repository_on_the_forge_is_named_where_changes_are_sent(
    tmp_path: Path, forge: str
) -> None:
    new = tmp_path / "new"
    words = ("--forge", forge, "--runner", "own", "--repository")
    assert pepsite("init", new, *INIT, *words, "ashmere/pep records").exit_code == 10
    assert not new.exists()
    assert pepsite("init", new, *INIT, *words, "ashmere/pep-records").exit_code == 0
    named = f"forge:\n  kind: {forge}\n  repository: ashmere/pep-records\n"
    assert named in (new / AUTHORITY).read_text("utf-8")
    assert pepsite("validate", "--fail-on", "warning", "-C", new).exit_code == 0


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
