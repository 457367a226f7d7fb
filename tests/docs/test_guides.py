"""What the guides for keepers show is what Git and pepsite answer, on bare repositories.

Each way to begin is walked, and from there the first PEP. A repository on a forge has an
address there; Git is told to take a folder in its place. What can only be done on a page of
the forge is prose.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import pepsite
from tests.docs.pages import ROOT, Block, Terminal, blocks, commands, without_blocks
from tests.git.repositories import commit, git

GUIDES = ROOT / "docs" / "guides"
PROGRAMS = ("git", "pepsite", "ssh-keygen", "echo", "sh", "mv", "rm")
WALKED = {
    "github": ("github", "first-pep"),
    "gitlab": ("gitlab", "first-pep"),
    "own-server": ("own-server", "first-pep", "keeping", "readers", "something-personal"),
}
NAME = "Rosalind Farthingale"

needs_a_shell = pytest.mark.skipif(
    os.name == "nt" or not all(map(shutil.which, ("bash", "ssh-keygen"))),
    reason="the commands are those of a shell, with ssh-keygen",
)


def terminal(folder: Path) -> Terminal:
    """Return a terminal in which the addresses of forges lead to bare repositories."""
    private, home, work = (folder / name for name in ("private", "home", "work"))
    for each in (private, home / ".ssh", work):
        each.mkdir(parents=True)
    for forge in ("github.com", "gitlab.com"):
        for name in ("pep-records", "pep-records-gate"):
            bare = folder / forge / f"{name}.git"
            git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
        address = f"git@{forge}:ashmere-example/"
        told = ("--file", str(home / ".gitconfig"), f"url.{folder / forge}/.insteadOf", address)
        git(folder, "config", *told)
    return Terminal(work, private, PROGRAMS, home)


def walk(done: Terminal, *names: str) -> Terminal:
    for name in names:
        for block in blocks(GUIDES / f"{name}.md"):
            done.do(block)
    return done


def everything_in(repository: Path) -> bytes:
    """Return all objects of a repository, reached or not."""
    words = ("git", "cat-file", "--batch", "--batch-all-objects")
    return subprocess.run(words, cwd=repository, capture_output=True, check=True).stdout


@needs_a_shell
@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_from_an_empty_project_on_a_forge_to_the_first_accepted_pep(
    forge: str, tmp_path: Path
) -> None:
    done = walk(terminal(tmp_path), *WALKED[forge])

    assert done.wrong == []
    bare = tmp_path / f"{forge}.com" / "pep-records.git"
    assert "/peps/" in git(bare, "ls-tree", "-r", "--name-only", "main")
    assert git(bare, "branch", "--list").split() == ["*", "main"]
    gate = tmp_path / "gitlab.com" / "pep-records-gate.git"
    kept = git(gate, "ls-tree", "--name-only", "main").split() if forge == "gitlab" else []
    assert kept == (["README.md", "pepsite.yml"] if forge == "gitlab" else [])


@needs_a_shell
def test_on_a_server_it_is_accepted_kept_read_and_cleaned(tmp_path: Path) -> None:
    done = walk(terminal(tmp_path), *WALKED["own-server"])

    assert done.wrong == []
    work = tmp_path / "work"
    assert (work / "public-site" / "index.html").is_file()
    assert (work / "staff-site" / "index.html").is_file()
    assert NAME.encode() in everything_in(work / "sealed-pep-records.git")
    for cleaned in ("share/pep-records.git", "pep-records"):
        assert b"(taken out)" in everything_in(work / cleaned)
        assert NAME.encode() not in everything_in(work / cleaned)


def test_every_guide_with_commands_is_walked() -> None:
    with_commands = {
        page.stem
        for page in GUIDES.rglob("*.md")
        if any(block.language == "console" for block in blocks(page))
    }
    assert with_commands == {
        "first-workspace",
        *(name for each in WALKED.values() for name in each),
    }


def _of(page: str, *, title: str = "", starts: str = "") -> str:
    (found,) = [
        block.text
        for block in blocks(GUIDES / f"{page}.md")
        if (block.title.endswith(title) if title else block.text.startswith(starts))
    ]
    return found


def test_no_command_hides_in_a_block_that_is_not_looked_at() -> None:
    """One that is indented, under an item of a list, is no block for whoever walks the page."""
    assert not [
        page
        for page in GUIDES.rglob("*.md")
        if re.search(r"^ +```", page.read_text("utf-8"), re.MULTILINE)
    ]


def told_in_passing() -> set[str]:
    """Return the commands that stand in a sentence, or in a block that shows no answer."""
    found: set[str] = set()
    for page in GUIDES.rglob("*.md"):
        told = without_blocks(page.read_text("utf-8"))
        found.update(re.findall(r"`((?:git|pip|pepsite) [^`]+)`", told))
        found.update(
            line
            for block in blocks(page)
            if block.language == "text"
            for line in block.text.splitlines()
            if line.startswith(("git ", "pip ", "pepsite "))
        )
    return found


@pytest.mark.parametrize(
    "told", sorted(one for one in told_in_passing() if one.startswith("pepsite "))
)
def test_what_is_told_in_passing_is_a_command_with_these_options(told: str) -> None:
    assert pepsite(*shlex.split(told)[1:], "--help").exit_code == 0


@needs_a_shell
def test_what_is_told_in_passing_of_other_programs_runs(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "begun")
    (tmp_path / "begun" / "FILE").write_text(NAME, "utf-8")
    commit(tmp_path / "begun", "Begin")
    git(tmp_path, "clone", "--quiet", "--mirror", "begun", "cleaned.git")
    git(tmp_path, "init", "--quiet", "--bare", "new.git")
    work = tmp_path / "cleaned.git"
    git(work, "remote", "set-url", "origin", "../new.git")
    (work / "FILE").write_text("words that are nowhere", "utf-8")
    others = {one for one in told_in_passing() if not one.startswith("pepsite ")}
    paths = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    told = {
        one: subprocess.run(
            ["bash", "-c", one], cwd=work, env={**os.environ, "PATH": paths},
            stdout=subprocess.PIPE, check=True, encoding="utf-8",
        ).stdout
        for one in sorted(others)
    }  # fmt: skip
    assert told["pip hash FILE"].splitlines()[-1].startswith("--hash=sha256:")
    assert told['git log --all -S "$(cat FILE)"'] == ""
    assert "git gc --prune=now" in told
    assert "git push --mirror" in told
    assert git(tmp_path / "new.git", "for-each-ref") == git(work, "for-each-ref")


def test_what_windows_runs_each_night_is_what_was_tried_here() -> None:
    def run(text: str) -> list[str]:
        lines = text.replace("\\", "/").splitlines()
        return [line for line in lines if line.startswith(("git ", "pepsite "))]

    tried = run(_of("readers", title="nightly.sh"))
    assert len(tried) == 2
    assert run(_of("readers", title="nightly.ps1")) == tried


def test_every_timer_starts_that_script() -> None:
    cron = _of("readers", starts="15 2")
    assert re.fullmatch(r'15 2 \* \* 1-5  sh "\$HOME/pepsite/nightly\.sh"\n', cron)
    assert "\nExecStart=sh /srv/pepsite/nightly.sh\n" in _of(
        "readers", starts="[Unit]\nDescription=The staff site of"
    )
    assert "\nOnCalendar=Mon..Fri 02:15\n" in _of(
        "readers", starts="[Unit]\nDescription=The staff site, each"
    )
    assert "nightly.ps1" in _of("readers", starts="schtasks /Create ")


def test_a_guide_never_has_a_name_typed_where_a_shell_keeps_it() -> None:
    """But for the file it is written into, which is the one way there is."""
    console = [
        command.line
        for block in blocks(GUIDES / "something-personal.md")
        if block.language == "console"
        for command in commands(Block("console", "", block.text))
    ]
    assert all(line.startswith("echo ") for line in console if NAME in line)
