"""The hooks that `pepsite hooks install` lays down, run by Git itself."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pepsite.privacy.identity import Identity
from pepsite.store.identities import IdentityStore
from pepsite.store.user_files import KEY_VARIABLE
from tests.cli.running import pepsite
from tests.git.repositories import commit, git, repository
from tests.usecases.examples import (
    BASE,
    OFFICER,
    OLDER,
    SECONDARY,
    YOUNGER_PEP,
    lay_out,
)

MANIFEST = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the hooks are scripts of a shell")


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a bare repository with the base on `main`, and the hook in it."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    monkeypatch.setenv("PATH", path)
    start = repository(lay_out(BASE, tmp_path / "start"))
    git(tmp_path, "clone", "--quiet", "--bare", str(start), str(tmp_path / "bare.git"))
    done = pepsite("hooks", "install", "-C", tmp_path / "bare.git")
    assert (done.exit_code, done.stdout) == (0, "pre-receive\n")
    return tmp_path / "bare.git"


@pytest.fixture
def work(bare: Path) -> Path:
    git(bare.parent, "clone", "--quiet", str(bare), str(bare.parent / "work"))
    return bare.parent / "work"


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def tried(folder: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        ["git", *words], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_what_conforms_is_taken_in(bare: Path, work: Path) -> None:
    change(work, SECONDARY, "Mill Lane", "Long Lane")
    made = commit(work, "A school has another name")
    assert tried(work, "push", "origin", "HEAD:main")[0] == 0
    assert git(bare, "rev-parse", "main") == made


def test_what_does_not_is_refused_at_its_line_and_leaves_nothing(bare: Path, work: Path) -> None:
    before = git(bare, "rev-parse", "main")
    change(work, YOUNGER_PEP, "Y4", "Zebedee")
    change(work, OLDER, "entered_on: 2025-09-08", "entered_on: 2025-09-05")
    made = commit(work, "A change")
    for name in ("main", "branch"):
        code, told = tried(work, "push", "origin", f"HEAD:{name}")
        assert code == 1
        assert f"{YOUNGER_PEP}:8:13: error:" in told
        assert f"{OLDER}:7:" in told
        assert "Zebedee" not in told
    assert git(bare, "branch", "--list").split() == ["*", "main"]
    assert git(bare, "rev-parse", "main") == before
    assert tried(bare, "cat-file", "-e", made)[0] != 0


def test_one_bad_branch_of_several_keeps_all_out(bare: Path, work: Path) -> None:
    git(work, "branch", "good")
    change(work, YOUNGER_PEP, "Y4", "Y99")
    commit(work, "A change")
    assert tried(work, "push", "origin", "good", "HEAD:bad")[0] == 1
    assert git(bare, "branch", "--list").split() == ["*", "main"]


def test_what_was_accepted_stays(bare: Path, work: Path) -> None:
    git(work, "commit", "--quiet", "--amend", "-m", "Another beginning")
    code, told = tried(work, "push", "--force", "origin", "HEAD:main")
    assert (code, "what was accepted stays" in told) == (1, True)
    git(bare, "config", "receive.denyDeleteCurrent", "ignore")
    code, told = tried(work, "push", "origin", ":main")
    assert (code, "cannot be deleted" in told) == (1, True)
    code, told = tried(work, "push", "origin", "HEAD:refs/replace/" + "1" * 40)
    assert (code, "only branches and tags" in told) == (1, True)


def test_nothing_else_is_called_as_the_main_branch_is(bare: Path, work: Path) -> None:
    """A tag of its name would be read for it, and on a share MAIN may be the same file."""
    commit(work, "Nothing much")
    for ref in ("refs/heads/MAIN", "refs/heads/Main", "refs/tags/main"):
        code, told = tried(work, "push", "origin", f"HEAD:{ref}")
        assert (code, "only the main branch is called that" in told) == (1, True), ref
    assert tried(work, "push", "origin", "HEAD:refs/heads/mine")[0] == 0
    git(bare, "update-ref", "refs/tags/main", "main")
    assert tried(work, "push", "origin", ":refs/tags/main")[0] == 0
    assert tried(work, "push", "origin", "HEAD:refs/heads/main")[0] == 0


def test_a_tag_is_asked_about_as_a_branch_is(bare: Path, work: Path) -> None:
    git(work, "tag", "--annotate", "--message", "What was sent to the board", "board-2026")
    assert tried(work, "push", "origin", "board-2026")[0] == 0
    git(work, "tag", "--annotate", "--message", "For H801200001001", "a")
    git(work, "tag", "H801200001001")
    change(work, YOUNGER_PEP, "Y4", "Y99")
    commit(work, "A change")
    git(work, "tag", "b")
    codes = {"a": "identifies-a-child", "H801200001001": "identifies-a-child", "b": "not-in-list"}
    for tag, code in codes.items():
        refused, told = tried(work, "push", "origin", f"refs/tags/{tag}")
        assert (refused, f"[{code}]" in told) == (1, True), tag
    assert git(bare, "tag") == "board-2026"
    assert tried(work, "push", "origin", ":refs/tags/board-2026")[0] == 0


def test_the_first_push_makes_the_main_branch(tmp_path: Path, bare: Path, work: Path) -> None:
    empty = tmp_path / "empty.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(empty))
    assert pepsite("hooks", "install", "-C", empty).exit_code == 0
    assert tried(work, "push", str(empty), "main")[0] == 0
    assert git(empty, "rev-parse", "main") == git(bare, "rev-parse", "main")


def test_without_pepsite_nothing_is_taken_in(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "bin"
    plain.mkdir()
    for program in ("git", "sh", "git-receive-pack"):
        found = next(
            Path(folder) / program
            for folder in os.environ["PATH"].split(os.pathsep)
            if (Path(folder) / program).exists()
        )
        (plain / program).symlink_to(found)
    change(work, SECONDARY, "Mill Lane", "Long Lane")
    commit(work, "A change")
    monkeypatch.setenv("PATH", str(plain))
    assert tried(work, "push", "origin", "HEAD:main")[0] == 1


def test_what_is_staged_is_asked_about_and_not_what_lies_there(work: Path) -> None:
    done = pepsite("hooks", "install", "-C", work)
    assert (done.exit_code, done.stdout) == (
        0,
        "pre-commit\npre-merge-commit\ncommit-msg\npre-push\n",
    )
    change(work, YOUNGER_PEP, "Y4", "Y99")
    git(work, "add", "--all")
    change(work, YOUNGER_PEP, "Y99", "Y4")
    code, told = tried(work, "commit", "-m", "A change")
    assert (code, f"{YOUNGER_PEP}:8:13: error:" in told) == (1, True)
    change(work, SECONDARY, "Mill Lane", "Long Lane")
    git(work, "add", "--all")
    assert tried(work, "commit", "-m", "A change")[0] == 0


def two_sides(work: Path, here: tuple[str, str, str], there: tuple[str, str, str]) -> None:
    """Commit a change on `main`, and another on the branch `there`."""
    git(work, "switch", "--quiet", "--create", "there")
    change(work, *there)
    commit(work, "There")
    git(work, "switch", "--quiet", "main")
    change(work, *here)
    commit(work, "Here")
    assert pepsite("hooks", "install", "-C", work).exit_code == 0


def test_a_merge_that_git_makes_by_itself_is_asked_about_too(work: Path) -> None:
    two_sides(work, (SECONDARY, "Mill Lane", "Long Lane"), (YOUNGER_PEP, "Y4", "Y99"))
    before = git(work, "rev-parse", "HEAD")
    code, told = tried(work, "merge", "--no-edit", "there")
    assert (code, f"{YOUNGER_PEP}:8:13: error:" in told) == (1, True)
    assert git(work, "rev-parse", "HEAD") == before
    git(work, "merge", "--abort")
    git(work, "switch", "--quiet", "there")
    change(work, YOUNGER_PEP, "Y99", "Y4")
    commit(work, "Put right")
    git(work, "switch", "--quiet", "main")
    assert tried(work, "merge", "--no-edit", "there")[0] == 0


def test_a_merge_of_what_was_let_past_is_not_refused_for_it(work: Path) -> None:
    """Nor is one that somebody commits, once what collided is settled."""
    head = OFFICER.replace("1rg6nhntkpqjd", "ea3v2nknz08ax")
    text = (work / OFFICER).read_text("utf-8").replace("1rg6nhntkpqjd", "ea3v2nknz08ax")
    (work / head).write_text(text.replace("virtual-school-officer", "virtual-school-head"), "utf-8")
    commit(work, "There is a head")
    two_sides(
        work,
        (SECONDARY, "Mill Lane", "Long Lane"),
        (YOUNGER_PEP, "status: draft", "status: submitted\ncompleted_on: 2025-10-01"),
    )
    git(work, "switch", "--quiet", "there")
    who, why = "ps-ea3v2nknz08ax", "The school closed, and nobody can be asked."
    message = f"It passes\n\nLet-past: {who}\nReason: {why}"
    words = ("commit", "--quiet", "--no-verify", "--amend", "-m", message)
    git(work, *words, f"--author={who} <{who}@example.invalid>")
    git(work, "switch", "--quiet", "main")
    code, told = tried(work, "merge", "--no-commit", "there")
    assert code == 0, told
    code, told = tried(work, "commit", "-m", "Merged")
    assert (code, "incomplete" in told) == (0, True), told
    git(work, "reset", "--quiet", "--hard", "HEAD~1")
    code, told = tried(work, "merge", "--no-edit", "there")
    assert (code, "incomplete" in told) == (0, True), told


def test_a_message_that_says_who_a_child_is_is_refused_before_the_commit(work: Path) -> None:
    assert pepsite("hooks", "install", "-C", work).exit_code == 0
    change(work, SECONDARY, "Mill Lane", "Long Lane")
    git(work, "add", "--all")
    before = git(work, "rev-parse", "HEAD")
    code, told = tried(work, "commit", "-m", "A school moves", "-m", "Near EX1 1AA.")
    assert (code, "commit message:3:6: error:" in told, "EX1" in told) == (1, True, False)
    assert git(work, "rev-parse", "HEAD") == before
    assert tried(work, "commit", "-m", "A school moves")[0] == 0


def test_a_name_in_a_message_is_refused_where_names_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identities, key = tmp_path / "identities.age", tmp_path / "key.txt"
    monkeypatch.setenv(KEY_VARIABLE, str(key))
    store = IdentityStore.create(identities, key)
    store.add(Identity(child=OLDER.split("/")[2], full_name="Zebedee Quillfeather"))
    store.save()
    (tmp_path / "work").mkdir()
    message = tmp_path / "work" / "COMMIT_EDITMSG"
    message.write_text("Zebedee Quillfeather has moved\n", "utf-8")
    words = ("hooks", "message", "-C", message.parent)
    assert pepsite(*words, message).exit_code == 0
    told = pepsite(*words, "--identities", identities, message)
    assert (told.exit_code, "[name-in-record]" in told.stdout) == (1, True)
    assert "Zebedee" not in told.output
    # What Git shows below its scissors is no message.
    message.write_text(f"A move\n# {'-' * 24} >8 {'-' * 24}\n+Zebedee Quillfeather\n", "utf-8")
    assert pepsite(*words, "--identities", identities, message).exit_code == 0
    assert pepsite(*words, tmp_path / "nothing").exit_code == 10


def test_a_message_is_about_the_children_whose_records_are_staged(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identities, key = tmp_path / "identities.age", tmp_path / "key.txt"
    monkeypatch.setenv(KEY_VARIABLE, str(key))
    store = IdentityStore.create(identities, key)
    child = YOUNGER_PEP.split("/")[2]
    store.add(Identity(child=child, full_name="Zebedee Quillfeather", known_as="Zebbie"))
    store.save()
    message = tmp_path / "message"
    message.write_text("Zebbie moved up\n", "utf-8")
    words = ("hooks", "message", "-C", work, "--identities", identities, message)
    assert pepsite(*words).exit_code == 0
    change(work, YOUNGER_PEP, "content:", "# A note\ncontent:")
    git(work, "add", "--all")
    assert pepsite(*words).exit_code == 1


def test_the_hooks_for_pre_commit_run_and_refuse(work: Path) -> None:
    """The entries of the manifest, run as pre-commit runs them: at the top, with what it hands in."""
    hooks = {one["id"]: one for one in yaml.safe_load(MANIFEST.read_text("utf-8"))}
    assert set(hooks) == {"pepsite-validate", "pepsite-message"}
    validate = shlex.split(hooks["pepsite-validate"]["entry"])
    assert hooks["pepsite-validate"]["stages"] == ["pre-commit", "pre-merge-commit"]
    assert (hooks["pepsite-validate"]["pass_filenames"], ran(work, validate)) == (False, 0)
    change(work, YOUNGER_PEP, "Y4", "Y99")
    git(work, "add", "--all")
    assert ran(work, validate) == 1
    message = shlex.split(hooks["pepsite-message"]["entry"])
    (work / ".git" / "COMMIT_EDITMSG").write_text("Moved to EX1 1AA\n")
    assert ran(work, [*message, ".git/COMMIT_EDITMSG"]) == 1
    (work / ".git" / "COMMIT_EDITMSG").write_text("Moved\n")
    assert ran(work, [*message, ".git/COMMIT_EDITMSG"]) == 0


def ran(folder: Path, words: list[str]) -> int:
    return subprocess.run(words, cwd=folder, capture_output=True, check=False).returncode


def test_what_is_sent_is_asked_about_with_its_messages(work: Path) -> None:
    assert pepsite("hooks", "install", "-C", work).exit_code == 0
    change(work, SECONDARY, "Mill Lane", "Long Lane")
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "--no-verify", "-m", "Moved to EX1 1AA")
    code, told = tried(work, "push", "origin", "HEAD:refs/heads/branch")
    assert (code, "[identifies-a-child]" in told, "remote:" in told) == (1, True, False)
    git(work, "commit", "--quiet", "--amend", "-m", "Moved")
    assert tried(work, "push", "origin", "HEAD:refs/heads/branch")[0] == 0


def test_a_workspace_may_be_a_folder_of_a_repository(bare: Path, tmp_path: Path) -> None:
    root = lay_out(BASE, tmp_path / "repository" / "our records")
    repository(root.parent)
    assert pepsite("hooks", "install", "-C", root).exit_code == 0
    change(root, YOUNGER_PEP, "Y4", "Y99")
    git(root, "add", "--all")
    code, told = tried(root.parent, "commit", "-m", "A change")
    assert (code, f"{YOUNGER_PEP}:8:13: error:" in told) == (1, True)


def test_installing_again_changes_nothing_and_other_hooks_stay(work: Path) -> None:
    assert pepsite("hooks", "install", "-C", work).exit_code == 0
    assert pepsite("hooks", "install", "-C", work).exit_code == 0
    hook = work / ".git" / "hooks" / "pre-push"
    hook.write_text("#!/bin/sh\n")
    done = pepsite("hooks", "install", "-C", work)
    assert (done.exit_code, hook.read_text()) == (14, "#!/bin/sh\n")
    assert "a hook pre-push here already" in done.stderr
    git(work, "config", "core.hooksPath", "elsewhere")
    assert "unset core.hooksPath" in pepsite("hooks", "install", "-C", work).stderr


def test_git_is_told_how_records_are_merged_unless_somebody_did(work: Path, bare: Path) -> None:
    assert pepsite("hooks", "install", "-C", work).exit_code == 0
    assert git(work, "config", "merge.pepsite.driver") == "pepsite merge-driver %O %A %B %P"
    assert git(work, "config", "merge.pepsite.recursive") == "binary"
    git(work, "config", "merge.pepsite.driver", "our-own %O %A %B %P")
    assert pepsite("hooks", "install", "-C", work).exit_code == 0
    assert git(work, "config", "merge.pepsite.driver") == "our-own %O %A %B %P"
    assert pepsite("hooks", "install", "-C", bare).exit_code == 0
    assert "merge.pepsite" not in git(bare, "config", "--local", "--list")


def test_without_a_repository_it_says_so(tmp_path: Path) -> None:
    assert pepsite("hooks", "install", "-C", tmp_path).exit_code == 14
