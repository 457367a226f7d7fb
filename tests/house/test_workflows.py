"""The workflows have no secrets, few rights, fixed parts, and options that exist."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
import yaml

from pepsite.usecases.start_workspace import Gate, template_files
from tests.house.commands import commands_in, make_commands_in, run_texts, unknown_words

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FOR_WORKSPACES = {"check.yml", "publish.yml"}

# All that a job may be given, and which job. Anything more is a decision, made here.
RIGHTS = {
    "ci.yml": {"lint": {"contents": "read"}, "test": {"contents": "read"}}
    | {"elsewhere": {"contents": "read"}, "package": {"contents": "read"}},
    "check.yml": {"records": {"contents": "read"}, "comment": {"pull-requests": "write"}},
    "publish.yml": {
        "build": {"contents": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    },
}
# What a `run` text may fill in from GitHub. Nothing that a person typed is on the list.
_FILLED_IN = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)

by_name = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def _read(path: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def _steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in _read(path)["jobs"].values():
        yield from job["steps"]


def _cli() -> click.Group:
    """Return the group that all commands are in, whatever its module calls it."""
    module = importlib.import_module("pepsite.cli.main")
    groups = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, click.Group) and thing.get_command(click.Context(thing), "validate")
    ]
    assert groups, "pepsite.cli.main has no click group with a `validate` command"
    return groups[0]


def test_all_workflows_are_looked_at() -> None:
    assert set(RIGHTS) == {path.name for path in WORKFLOWS}


@by_name
def test_every_action_is_pinned_by_its_commit(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]

    assert lines
    for line in lines:
        assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_one_action_has_one_commit_everywhere() -> None:
    used: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for action, rest in re.findall(r"uses: ([^@]+)@(.+)", path.read_text(encoding="utf-8")):
            used.setdefault(action, set()).add(rest)

    assert dict.fromkeys(used, 1) == {action: len(pins) for action, pins in used.items()}


@by_name
def test_a_job_has_the_rights_listed_here_and_no_others(path: Path) -> None:
    workflow = _read(path)

    assert workflow["permissions"] == {}
    rights = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert RIGHTS[path.name] == rights


@by_name
def test_only_a_change_that_is_judged_and_never_run_may_start_with_the_rights_of_main(
    path: Path,
) -> None:
    # `pull_request_target` and `workflow_run` give a stranger's change the rights of main, as
    # soon as anything of the change is checked out.
    triggers = _read(path)[True]  # PyYAML reads YAML 1.1, where `on` is true
    checkouts = [step for step in _steps(path) if "checkout@" in step.get("uses", "")]

    if path.name == "check.yml":
        assert set(triggers) == {"pull_request_target", "push"}
        assert checkouts
        assert not [step for step in checkouts if {"ref", "repository"} & set(step["with"])]
    else:
        assert set(triggers) <= {"pull_request", "push", "workflow_dispatch"}


@by_name
def test_there_are_no_secrets(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "secrets." not in text
    # The one job that may write a comment has the token of the run, and no other.
    given = {
        name
        for name, job in _read(path)["jobs"].items()
        if "github.token" in str(job) or "GITHUB_TOKEN" in str(job)
    }
    assert given == ({"comment"} if path.name == "check.yml" else set())


@pytest.mark.skipif(shutil.which("bash") is None, reason="GitHub and GitLab run it with bash")
@pytest.mark.parametrize("name", [*sorted(FOR_WORKSPACES), "gitlab"])
def test_no_file_beside_the_records_is_taken_for_a_part_of_python(
    name: str, tmp_path: Path
) -> None:
    path = GITLAB if name == "gitlab" else ROOT / ".github" / "workflows" / name
    lines = [one.strip() for one in path.read_text("utf-8").splitlines() if " -m " in one]
    assert ["-m venv" in one for one in lines] == [True, False, False]
    (tmp_path / ".gate").mkdir()
    for module in ("venv", "ensurepip", "pip"):
        (tmp_path / f"{module}.py").write_text("open('taken', 'w')\n", "utf-8")
    for line in lines:
        program, installs, _ = line.partition(" install ")  # which needs a network
        asked = f"{program} --version" if installs else line
        given = {**os.environ, "RUNNER_TEMP": str(tmp_path / "temporary")}
        subprocess.run(["bash", "-e", "-c", asked], cwd=tmp_path, env=given, check=True)
    assert not (tmp_path / "taken").exists()


def test_what_may_write_has_nothing_of_the_change_but_the_page() -> None:
    (step,) = _read(ROOT / ".github" / "workflows" / "check.yml")["jobs"]["comment"]["steps"]

    assert "uses" not in step
    assert set(step["env"]) == {"PAGE", "NUMBER", "TOKEN"}
    assert not re.search(r"subprocess|system|exec|eval|git ", step["run"])


@by_name
def test_the_checkout_leaves_no_credentials(path: Path) -> None:
    for step in _steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@by_name
def test_nothing_is_filled_into_a_shell_text(path: Path) -> None:
    # A title, a body or a branch name can hold shell commands. Values go by `env` instead.
    for text in run_texts(_read(path)):
        assert not _FILLED_IN.search(text), text


SCHEMAS = ROOT / "tests" / "schemas_of_others"
GITLAB = ROOT / "src" / "pepsite" / "template" / "gitlab" / "pepsite.yml"


def _faults(schema: str, content: object) -> list[str]:
    published = json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(published)
    return [error.json_path for error in validator.iter_errors(content)]


@by_name
@pytest.mark.parametrize("own_runner", [True, False], ids=["own runner", "supplied runner"])
def test_github_would_take_it(path: Path, own_runner: bool) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name in FOR_WORKSPACES:
        text = dict(template_files(Gate("github", own_runner)))[f".github/workflows/{path.name}"]
    workflow = yaml.safe_load(text)
    workflow["on"] = workflow.pop(True)

    assert _faults("github-workflow.json", workflow) == []
    del next(iter(workflow["jobs"].values()))["runs-on"]
    assert _faults("github-workflow.json", workflow) != []


def test_gitlab_would_take_it() -> None:
    jobs = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))

    assert _faults("gitlab-ci.json", jobs) == []
    jobs["records"]["artifacts"]["when"] = "sometimes"
    assert _faults("gitlab-ci.json", jobs) != []


def test_every_pepsite_command_of_gitlabs_jobs_exists() -> None:
    jobs = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    texts = [text for job in jobs.values() for text in job.get("script", ())]
    commands = [words for text in texts for words in commands_in(text)]

    assert [words[0] for words in commands] == ["validate", "diff", "validate", "build"]
    for words in commands:
        assert not unknown_words(words, _cli()), words


@by_name
def test_only_identifiers_come_from_the_event(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert set(re.findall(r"github\.event\.[\w.]+", text)) <= {
        "github.event.pull_request.head.sha",
        "github.event.pull_request.number",
    }
    # What is given to a step stands in the log. The runner's own GITHUB_HEAD_REF does not.
    assert "head_ref" not in text
    assert "head.ref" not in text


@by_name
def test_only_the_public_site_is_kept(path: Path) -> None:
    kept = [
        step for step in _steps(path) if re.search("upload|cache|artifact", step.get("uses", ""))
    ]
    cached = [step for step in _steps(path) if "cache" in step.get("with", {})]

    assert not cached
    assert len(kept) == (1 if path.name == "publish.yml" else 0)
    for step in kept:
        assert step["uses"].startswith("actions/upload-pages-artifact@")
        assert step["with"]["path"] == "site"
        assert ["build", "--audience", "public", "--out", "site"] in _commands(path)


def _commands(path: Path) -> list[list[str]]:
    return [words for text in run_texts(_read(path)) for words in commands_in(text)]


@by_name
def test_every_pepsite_command_exists(path: Path) -> None:
    for words in _commands(path):
        assert not unknown_words(words, _cli()), words


def test_every_pepsite_command_of_the_makefile_exists() -> None:
    commands = list(make_commands_in((ROOT / "Makefile").read_text(encoding="utf-8")))

    assert commands
    for words in commands:
        assert not unknown_words(words, _cli()), words


@pytest.mark.parametrize("name", sorted(FOR_WORKSPACES))
def test_a_workspace_can_use_it(name: str) -> None:
    """It names nothing that only this repository has: make, src, tests."""
    workflow = _read(ROOT / ".github" / "workflows" / name)

    text = "\n".join(run_texts(workflow))
    assert not re.search(r"\b(make|src|tests|\.ci)\b", text)
