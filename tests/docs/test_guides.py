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

import click
import pytest

from pepsite.cli.main import main
from pepsite.usecases.start_workspace import Gate, template_files
from tests.docs.pages import ROOT, Block, Terminal, blocks, commands, parts, without_blocks
from tests.forms.opened import OFFICER_ID, workspace_in_git
from tests.git.repositories import commit, git

GUIDES = ROOT / "docs" / "guides"
PROGRAMS = ("git", "pepsite", "ssh-keygen", "echo", "sh", "cp", "mv", "rm")
WALKED = {
    "github": ("github", "first-pep", "keeping"),
    "gitlab": ("gitlab", "first-pep", "keeping"),
    "own-server": ("own-server", "first-pep", "keeping", "readers", "something-personal"),
}
CALLED = {"github": "GitHub", "gitlab": "GitLab", "own-server": "a server or a share"}
"""How headings name each way: what stands below one that begins with `On` is for that one."""
FORMS_OPEN = "pepsite forms --as ps-…"
NAME = "Rosalind Farthingale"

needs_a_shell = pytest.mark.skipif(
    os.name == "nt" or not all(map(shutil.which, ("bash", "ssh-keygen"))),
    reason="the commands are those of a shell, with ssh-keygen",
)


def terminal(folder: Path) -> Terminal:
    """Return a terminal in which the addresses of forges lead to bare repositories.

    The head of the virtual school sits at another computer than the officer.
    """
    private, home, heads, work = (folder / name for name in ("private", "home", "heads", "work"))
    for each in (private, home / ".ssh", heads / ".ssh", work):
        each.mkdir(parents=True)
    for forge in ("github.com", "gitlab.com"):
        for name in ("pep-records", "pep-records-gate"):
            bare = folder / forge / f"{name}.git"
            git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
            git(bare, "config", "receive.advertisePushOptions", str(forge == "gitlab.com"))
        address = f"git@{forge}:ashmere-example/"
        for each in (home, heads):
            file = ("--file", str(each / ".gitconfig"))
            git(folder, "config", *file, f"url.{folder / forge}/.insteadOf", address)
    return Terminal(work, private, PROGRAMS, home, {"copy-of-the-head": heads})


def walk(done: Terminal, way: str) -> Terminal:
    """Do what the guides say to those who go this way, and on a forge press its buttons."""
    forge = done.folder.parent / f"{way}.com" / "pep-records.git"
    for name in WALKED[way]:
        passed_over = False
        for part in parts(GUIDES / f"{name}.md"):
            if isinstance(part, str):
                is_for_one_way = part.startswith("On ")
                passed_over = is_for_one_way and CALLED[way] not in part
                if is_for_one_way and not passed_over and forge.exists():
                    press_merge(forge)
            elif not passed_over:
                done.do(part)
    return done


def press_merge(bare: Path) -> None:
    """Do what the one button of a forge does: merge the branch that waits, and delete it."""
    (branch,) = set(git(bare, "branch", "--format=%(refname:short)").split()) - {"main"}
    copy = bare.parent / "merging"
    git(bare.parent, "clone", "--quiet", str(bare), str(copy))
    git(copy, "merge", "--quiet", "--no-ff", f"origin/{branch}", "-m", f"Merge branch '{branch}'")
    git(copy, "push", "--quiet", "origin", "main", f":{branch}")
    shutil.rmtree(copy)


def everything_in(repository: Path) -> bytes:
    """Return all objects of a repository, reached or not."""
    words = ("git", "cat-file", "--batch", "--batch-all-objects")
    return subprocess.run(words, cwd=repository, capture_output=True, check=True).stdout


@needs_a_shell
@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_from_an_empty_project_on_a_forge_to_the_first_accepted_pep(
    forge: str, tmp_path: Path
) -> None:
    done = walk(terminal(tmp_path), forge)

    assert done.wrong == []
    bare = tmp_path / f"{forge}.com" / "pep-records.git"
    assert "/peps/" in git(bare, "ls-tree", "-r", "--name-only", "main")
    assert git(bare, "branch", "--list").split() == ["*", "main"]
    gate = tmp_path / "gitlab.com" / "pep-records-gate.git"
    kept = git(gate, "ls-tree", "--name-only", "main").split() if forge == "gitlab" else []
    assert kept == (["README.md", "pepsite.yml"] if forge == "gitlab" else [])


@needs_a_shell
def test_on_a_server_it_is_accepted_kept_read_and_cleaned(tmp_path: Path) -> None:
    done = walk(terminal(tmp_path), "own-server")

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


def test_each_file_is_named_in_the_text_above_it() -> None:
    """A forge shows the page without the titles of its blocks."""
    unnamed = [
        f"{page.name}: {title}"
        for page in sorted(GUIDES.rglob("*.md"))
        for above, title in re.findall(
            r'([^\n]+)\n+```[a-z]+ title="([^",]+)', page.read_text("utf-8")
        )
        if f"`{title}`" not in above
    ]
    assert unnamed == []


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
        found.update(re.findall(r"`((?:git|pip|pepsite|ssh-keygen|sudo|systemctl) [^`]+)`", told))
        found.update(
            line
            for block in blocks(page)
            if block.language == "text"
            for line in block.text.splitlines()
            if line.startswith(("git ", "pip ", "pepsite "))
        )
    return found


def words_beyond_the_name(told: str) -> list[str]:
    """Return what a command of pepsite has besides its name."""
    words = shlex.split(told)[1:]
    named: click.Command = main
    while words and isinstance(named, click.Group):
        below = named.get_command(click.Context(named), words[0])
        if below is None:
            break
        named, words = below, words[1:]
    assert named is not main, told
    return words


def test_what_is_told_in_passing_is_the_name_of_a_command_or_run_where_it_is_shown() -> None:
    """With options or other words it is one that these pages show with its answer, or a test."""
    shown = {
        command.line
        for page in GUIDES.rglob("*.md")
        for block in blocks(page)
        if block.language == "console"
        for command in commands(block)
    }
    own = [one for one in told_in_passing() if one.startswith("pepsite ")]
    assert "pepsite review" in own
    assert {one for one in own if words_beyond_the_name(one)} - shown == {FORMS_OPEN}


@needs_a_shell
def test_the_forms_open_by_the_command_of_their_guide(tmp_path: Path) -> None:
    line = FORMS_OPEN.replace("ps-…", OFFICER_ID)
    paths = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    with subprocess.Popen(
        ["bash", "-c", f"exec {line}"],
        cwd=workspace_in_git(tmp_path / "workspace"),
        env={**os.environ, "PATH": paths, "HOME": str(tmp_path), "BROWSER": "true"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        said = running.stdout.readline()
        running.terminate()
    assert said.startswith("The forms are at http://127.0.0.1:")


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
    """Git for Windows brings a shell: its scheduler is told of the same file, in words."""
    assert "pepsite build --audience staff" in _of("readers", title="nightly.sh")
    told = (GUIDES / "readers.md").read_text("utf-8")
    assert "| Program/script | press *Browse*, and choose `sh.exe`" in told
    assert "| Add arguments | `nightly.sh` |" in told
    assert not re.search("schtasks|powershell|crontab", told, re.IGNORECASE)


@pytest.mark.skipif(
    not all(map(shutil.which, ("systemctl", "systemd-analyze"))), reason="systemd is not here"
)
def test_systemd_takes_the_timer_and_starts_that_file_each_working_night(tmp_path: Path) -> None:
    units = tmp_path / "etc" / "systemd" / "system"
    units.mkdir(parents=True)
    for name in ("pep-site.service", "pep-site.timer"):
        (units / name).write_text(_of("readers", title=name), "utf-8")
    paths = map(str, sorted(units.iterdir()))

    checked = subprocess.run(
        ["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=True
    )
    assert checked.stdout + checked.stderr == ""
    service = (units / "pep-site.service").read_text("utf-8")
    assert "\nExecStart=/bin/sh /srv/pepsite/nightly.sh\n" in service
    timer = (units / "pep-site.timer").read_text("utf-8")
    when = re.search("^OnCalendar=(.+)$", timer, re.MULTILINE)
    assert when is not None
    nights = subprocess.run(
        ["systemd-analyze", "calendar", "--base-time=2026-05-15 12:00", "--iterations=2", when[1]],
        capture_output=True, text=True, check=True, env={**os.environ, "TZ": "UTC", "LC_ALL": "C"},
    ).stdout  # fmt: skip
    assert re.findall("(?:elapse|#2): (.+)", nights) == [
        "Mon 2026-05-18 02:15:00 UTC",
        "Tue 2026-05-19 02:15:00 UTC",
    ]

    program, *words = shlex.split(_of("readers", starts="systemctl "))
    subprocess.run([program, f"--root={tmp_path}", *words], capture_output=True, check=True)
    assert (units / "timers.target.wants" / "pep-site.timer").is_symlink()


def test_each_workflow_that_waits_for_ones_own_runner_is_let_onto_it() -> None:
    gate = Gate(forge="github", own_runner=True)
    waits = {path for path, text in template_files(gate) if "runs-on: [self-hosted" in text}
    guide = (GUIDES / "github.md").read_text("utf-8")
    named = re.findall(r"`ashmere-example/pep-records/(\S+)@refs/heads/main`", guide)
    assert waits
    assert sorted(named) == sorted(waits)


def test_a_guide_never_has_a_name_typed_where_a_shell_keeps_it() -> None:
    """But for the file it is written into, which is the one way there is."""
    console = [
        command.line
        for block in blocks(GUIDES / "something-personal.md")
        if block.language == "console"
        for command in commands(Block("console", "", block.text))
    ]
    assert all(line.startswith("echo ") for line in console if NAME in line)
