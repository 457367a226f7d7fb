"""Every exit code that a person can meet, by a real cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.cli import policy_command
from pepsite.cli.main import COMMANDS
from tests.cli.running import pepsite
from tests.usecases.examples import AUTHORITY, SECONDARY

MADE_UP = "Zebedee Quillfeather"


def test_0_nothing_found(workspace: Path) -> None:
    assert pepsite("validate", "-C", workspace).exit_code == 0


def test_1_findings(workspace: Path) -> None:
    (workspace / SECONDARY).write_text(f"name: {MADE_UP}\n")
    assert pepsite("validate", "-C", workspace).exit_code == 1
    assert pepsite("format", "-C", workspace, "--check").exit_code == 0
    assert pepsite("schema", "-C", workspace, "--check").exit_code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("vallidate",),
        ("validate", "--formatt", "json"),
        ("validate", "--format", "xml"),
        ("validate", "--fail-on", "info"),
        ("validate", "--changed-since", "main", "records"),
        ("compliance", "--as-of", "15/05/2026"),
        ("compliance", "--as-of", "2026-02-30"),
        ("compliance", "-C", "there-is-no-such-folder"),
        ("build",),
        ("build", "--audience", "public"),
        ("import", "csv"),
        ("import", "ssda903", "--header", "no-such-file.csv", "--episodes", "no-such-file.csv"),
        ("init",),
    ],
    ids=" ".join,
)
def test_2_wrong_usage(workspace: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.chdir(workspace)
    outcome = pepsite(*words)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "Usage: " in outcome.stderr


@pytest.mark.parametrize("command", ["compliance", "due"])
def test_10_stopped_where_there_is_no_workspace(tmp_path: Path, command: str) -> None:
    outcome = pepsite(command, "-C", tmp_path)
    assert (outcome.exit_code, outcome.stdout) == (10, "")
    assert "pepsite validate" in outcome.stderr


@pytest.mark.parametrize("command", ["compliance", "due"])
def test_11_there_is_no_such_policy_pack(workspace: Path, command: str) -> None:
    text = (workspace / AUTHORITY).read_text("utf-8")
    (workspace / AUTHORITY).write_text(text.replace("walsall", "zebedee"), "utf-8")
    outcome = pepsite(command, "-C", workspace)
    assert (outcome.exit_code, outcome.stdout) == (11, "")
    assert "zebedee" not in outcome.stderr


@pytest.mark.parametrize("command", ["validate", "compliance", "due"])
def test_11_the_workspaces_own_pack_has_a_fault(workspace: Path, command: str) -> None:
    text = (workspace / AUTHORITY).read_text("utf-8")
    (workspace / AUTHORITY).write_text(text.replace("walsall", "own"), "utf-8")
    (workspace / "policy" / "own").mkdir(parents=True)
    (workspace / "policy" / "own" / "pack.yaml").write_text(f"name: {MADE_UP}\n", "utf-8")
    outcome = pepsite(command, "-C", workspace)
    assert (outcome.exit_code, outcome.stdout) == (11, "")
    assert "own/pack.yaml:1:1: " in outcome.stderr
    assert MADE_UP not in outcome.stderr


def test_11_no_workspace_begins_with_a_pack_that_is_not_there(tmp_path: Path) -> None:
    outcome = pepsite("init", tmp_path / "new", "--policy", "nowhere")
    assert outcome.exit_code == 11
    assert not (tmp_path / "new").exists()


def test_14_no_git_repository(workspace: Path) -> None:
    outcome = pepsite("validate", "-C", workspace, "--changed-since", "main")
    assert (outcome.exit_code, outcome.stdout) == (14, "")


def test_14_no_git_at_all(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(workspace))
    outcome = pepsite("validate", "-C", workspace, "--changed-since", "main")
    assert (outcome.exit_code, outcome.stdout) == (14, "")
    assert "git cannot be started" in outcome.stderr


def test_16_a_table_that_is_none(workspace: Path, tmp_path: Path) -> None:
    table = tmp_path / "schools.csv"
    table.write_text(f"{MADE_UP}\n{MADE_UP}\n", "utf-8")
    outcome = pepsite("import", "csv", "-C", workspace, "--schools", table)
    assert (outcome.exit_code, outcome.stdout) == (16, "")
    assert "Zebedee" not in outcome.stderr


def test_16_people_without_an_identity_store(workspace: Path, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("staff_id,name,role,active\n1,,social-worker,yes\n", "utf-8")
    outcome = pepsite("import", "csv", "-C", workspace, "--people", table)
    assert (outcome.exit_code, outcome.stdout) == (16, "")


def test_17_an_identity_store_that_is_not_there(workspace: Path, tmp_path: Path) -> None:
    outcome = pepsite("validate", "-C", workspace, "--identities", tmp_path / "none.age")
    assert (outcome.exit_code, outcome.stdout) == (17, "")


def test_17_an_identity_store_among_the_records(workspace: Path) -> None:
    (workspace / "identities.age").write_bytes(b"x")
    outcome = pepsite("validate", "-C", workspace, "--identities", workspace / "identities.age")
    assert (outcome.exit_code, outcome.stdout) == (17, "")


def test_70_a_fault_is_told_by_type_and_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ValueError(MADE_UP)

    monkeypatch.setattr(policy_command, "shipped_packs", fail)
    outcome = pepsite("policy", "list")
    assert (outcome.exit_code, outcome.stdout) == (70, "")
    assert "ValueError at pepsite/cli/policy_command.py:" in outcome.stderr
    assert "Zebedee" not in outcome.stderr


@pytest.mark.parametrize("command", [*COMMANDS])
def test_each_command_says_what_it_is_for(command: str) -> None:
    outcome = pepsite(command, "--help")
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith(f"Usage: main {command} ")
    assert "--help" in outcome.stdout


def test_the_list_of_commands_is_shown_in_the_order_people_meet_them() -> None:
    shown = pepsite("--help").stdout
    places = [shown.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)


@pytest.mark.parametrize("audience", ["public", "staff"])
def test_10_no_site_where_there_is_no_workspace(tmp_path: Path, audience: str) -> None:
    words = ("build", "--audience", audience, "--markdown", tmp_path / "markdown")
    outcome = pepsite(*words, "-C", tmp_path)
    assert (outcome.exit_code, outcome.stdout) == (10, "")
    assert not (tmp_path / "markdown").exists()
