"""The workflow that a virtual school uses, run as GitHub runs it, on a branch of a real repository.

Only what fetches and installs is left out: the commands that call pepsite are the file's own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.git.repositories import commit, git, repository
from tests.house.commands import commands_in
from tests.usecases.examples import BASE, OLDER_PEP, SECONDARY, YOUNGER, YOUNGER_PEP, lay_out

WORKFLOW = Path(__file__).parents[2] / ".github" / "workflows" / "check.yml"
MADE_UP = ("Zebedee", "Quillfeather", "zebedee")

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None, reason="GitHub runs the steps with bash"
)


@dataclass(frozen=True)
class Ran:
    """What the steps of one run came to."""

    code: int
    log: str
    summary: str


@dataclass(frozen=True)
class Forge:
    """A bare repository with `main` in it, and a clone to work in."""

    bare: Path
    work: Path

    def propose(self, name: str, changes: dict[str, bytes | None]) -> str:
        """Push a branch with these changes, and return its commit."""
        git(self.work, "switch", "--quiet", "--create", name, "origin/main")
        for path, content in changes.items():
            if content is None:
                (self.work / path).unlink()
            else:
                (self.work / path).parent.mkdir(parents=True, exist_ok=True)
                (self.work / path).write_bytes(content)
        made = commit(self.work, "A change")
        git(self.work, "push", "--quiet", "origin", name)
        return made

    def check_out(self, name: str, folder: Path) -> Path:
        """Clone afresh, at what `main` would be with the branch in it, as GitHub does."""
        git(self.bare, "clone", "--quiet", str(self.bare), str(folder))
        git(folder, "switch", "--quiet", "--detach", "origin/main")
        git(folder, "merge", "--quiet", "--no-ff", "-m", "As it would be", f"origin/{name}")
        return folder


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """Return a forge that holds the base, and a fault of long ago in none of it."""
    start = repository(lay_out(BASE, tmp_path / "start"))
    bare, work = tmp_path / "bare.git", tmp_path / "work"
    git(tmp_path, "clone", "--quiet", "--bare", str(start), str(bare))
    git(tmp_path, "clone", "--quiet", str(bare), str(work))
    return Forge(bare, work)


def pepsite_steps(event: str) -> Iterator[dict[str, Any]]:
    """Yield the steps that call pepsite on this event."""
    workflow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if any(True for _ in commands_in(step.get("run", ""))):
                condition = step.get("if", "true")
                assert re.fullmatch(r"true|github\.event_name == '\w+'", condition), condition
                if condition == "true" or f"'{event}'" in condition:
                    yield step


def run_workflow(event: str, folder: Path, values: dict[str, str], summary: Path) -> Ran:
    """Run those steps in this folder, until one fails, with the settings the file gives."""
    summary.touch()
    log = ""
    for step in pepsite_steps(event):
        given = {
            name: re.sub(r"\$\{\{ *(.*?) *\}\}", lambda found: values[found[1]], str(value))
            for name, value in step.get("env", {}).items()
        }
        assert "${{" not in step["run"]
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=folder,
            env={**os.environ, **given, "PATH": path, "GITHUB_STEP_SUMMARY": str(summary)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        log += done.stdout + done.stderr
        if done.returncode:
            return Ran(done.returncode, log, summary.read_text("utf-8"))
    return Ran(0, log, summary.read_text("utf-8"))


def pull_request(forge: Forge, tmp_path: Path, changes: dict[str, bytes | None]) -> Ran:
    base = git(forge.bare, "rev-parse", "main")
    forge.propose("branch", changes)
    folder = forge.check_out("branch", tmp_path / "runner")
    values = {"github.event.pull_request.base.sha": base}
    return run_workflow("pull_request", folder, values, tmp_path / "summary.md")


def test_each_event_has_one_step_that_validates() -> None:
    for event in ("pull_request", "push"):
        runs = [words for step in pepsite_steps(event) for words in commands_in(step["run"])]
        assert [words[0] for words in runs] == ["validate"]


def test_a_branch_that_conforms_passes(forge: Forge, tmp_path: Path) -> None:
    school = (BASE / SECONDARY).read_bytes()
    ran = pull_request(
        forge, tmp_path, {SECONDARY: school.replace(b"Mill Lane", b"Zebedee Quillfeather")}
    )
    assert (ran.code, ran.log) == (0, "")
    assert ran.summary.startswith("## Records checked\n\nNothing wrong in ")
    assert not [part for part in MADE_UP if part in ran.summary]


def test_a_branch_that_does_not_is_refused_at_its_lines(forge: Forge, tmp_path: Path) -> None:
    pep = (BASE / YOUNGER_PEP).read_bytes()
    child = (BASE / YOUNGER).read_bytes()
    ran = pull_request(
        forge,
        tmp_path,
        {
            YOUNGER_PEP: pep.replace(b"Y4", b"Zebedee") + b"quillfeather: Zebedee Quillfeather\n",
            YOUNGER: child.replace(b"born: 2016-11", b"born: Zebedee Quillfeather"),
            OLDER_PEP: (BASE / OLDER_PEP).read_bytes().replace(b"status: complete", b"'Zebedee"),
            "records/Zebedee Quillfeather.docx": b"Zebedee Quillfeather",
        },
    )
    assert ran.code == 1
    annotations = re.findall(
        r"^::(\w+) file=(.*?),line=(\d+),col=\d+,title=([\w-]+)::", ran.log, re.MULTILINE
    )
    assert len(annotations) == len(ran.log.splitlines())
    assert annotations == [
        ("error", OLDER_PEP, "6", "not-yaml"),
        ("error", YOUNGER, "4", "wrong-form"),
        ("error", YOUNGER_PEP, "8", "not-in-list"),
        ("error", YOUNGER_PEP, "11", "unknown-field"),
        ("error", "records/….docx", "1", "misplaced-file"),
    ]
    assert "| not-in-list | error | 1 |" in ran.summary
    assert f"| `{YOUNGER_PEP}:8` | not-in-list |" in ran.summary
    for part in MADE_UP:
        assert part not in ran.log
        assert part not in ran.summary


def test_a_deleted_school_is_refused_where_it_is_missed(forge: Forge, tmp_path: Path) -> None:
    ran = pull_request(forge, tmp_path, {SECONDARY: None})
    assert ran.code == 1
    assert f"file={OLDER_PEP},line=8," in ran.log


def test_a_fault_of_main_does_not_stop_another_branch(forge: Forge, tmp_path: Path) -> None:
    forge.propose("faulty", {YOUNGER_PEP: b"Zebedee\n"})
    git(forge.bare, "update-ref", "refs/heads/main", "refs/heads/faulty")
    git(forge.work, "fetch", "--quiet")
    ran = pull_request(forge, tmp_path, {SECONDARY: (BASE / SECONDARY).read_bytes() + b"# x\n"})
    assert (ran.code, ran.log) == (0, "")


def test_main_is_asked_about_everything(forge: Forge, tmp_path: Path) -> None:
    """Two branches can each be right and not fit together."""
    git(forge.bare, "clone", "--quiet", str(forge.bare), str(tmp_path / "good"))
    good = run_workflow("push", tmp_path / "good", {}, tmp_path / "good.md")
    assert (good.code, good.log) == (0, "")

    forge.propose("bad", {YOUNGER_PEP: b"name: Zebedee\n"})
    git(forge.bare, "clone", "--quiet", "--branch=bad", str(forge.bare), str(tmp_path / "bad"))
    bad = run_workflow("push", tmp_path / "bad", {}, tmp_path / "bad.md")
    assert bad.code == 1
    assert f"::error file={YOUNGER_PEP},line=1,col=1,title=schema-unknown::" in bad.log
    assert not [part for part in MADE_UP if part in bad.log + bad.summary]


def test_a_crash_is_never_taken_for_findings(forge: Forge, tmp_path: Path) -> None:
    forge.propose("branch", {})
    folder = forge.check_out("branch", tmp_path / "runner")
    values = {"github.event.pull_request.base.sha": "0" * 40}
    ran = run_workflow("pull_request", folder, values, tmp_path / "summary.md")
    assert ran.code == 14
    assert ran.summary == ""
