"""Trailers and signatures that a workspace asks for, and the one way past, in bare repositories.

Keys are made by `ssh-keygen`, and what is pushed is judged by the hook where it is said so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pepsite.compliance.evidence import ShownBy
from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan
from pepsite.records.ids import new_id
from pepsite.usecases.check_change import Proposal, check_change
from pepsite.usecases.list_let_past import list_let_past
from tests.cli.running import pepsite
from tests.git.repositories import commit, git, repository
from tests.git.signing import commit_signed, make_key, merge_signed, signer_line
from tests.usecases.examples import (
    AUTHORITY,
    BASE,
    OFFICER,
    OLDER,
    OLDER_PEP,
    OLDER_REVIEW,
    SECONDARY,
    TEACHER,
    YOUNGER_PEP,
    lay_out,
)

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="keys are made by it")

_letters = iter("0123456789abcdefghjkmnpqrstvwxyz" * 9)
HEAD = new_id("person", lambda _: next(_letters))
OFFICER_ID, TEACHER_ID = OFFICER[-21:-5], TEACHER[-21:-5]
REASON = "Zebedee's school closed, and nobody there can sign"
PASSED = f"A change\n\nLet-past: {HEAD}\nReason: {REASON}"
ASKS_TRAILERS = "gate:\n  trailers:\n    - Submitted-by\n"
ASKS_KEYS = "gate:\n  signatures: required\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    return {name: make_key(folder, name) for name in ("head", "officer", "stranger")}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a head of the virtual school, in a bare repository and a clone of it."""
    folder = tmp_path_factory.mktemp("start")
    made = lay_out(BASE, folder / "made")
    officer = (made / OFFICER).read_text("utf-8")
    head = officer.replace(OFFICER_ID, HEAD).replace(
        "virtual-school-officer", "virtual-school-head"
    )
    (made / OFFICER).with_name(f"{HEAD}.yaml").write_text(head, "utf-8")
    repository(made)
    git(folder, "clone", "--quiet", "--bare", str(made), str(folder / "bare.git"))
    git(folder, "clone", "--quiet", str(folder / "bare.git"), str(folder / "work"))
    shutil.rmtree(made)
    return folder


@pytest.fixture
def work(start: Path, tmp_path: Path) -> Path:
    for name in ("bare.git", "work"):
        shutil.copytree(start / name, tmp_path / name)
    work = tmp_path / "work"
    git(work, "remote", "set-url", "origin", str(tmp_path / "bare.git"))
    git(work, "switch", "--quiet", "--create", "branch")
    return work


def asks(work: Path, what: str, *signers: str) -> None:
    """Have the main branch ask this of commits, and know these keys."""
    git(work, "switch", "--quiet", "main")
    with (work / AUTHORITY).open("a", encoding="utf-8") as file:
        file.write(what)
    if signers:
        (work / "allowed_signers").write_text("# Who may sign\n" + "".join(signers), "utf-8")
    commit(work, "What is asked")
    git(work, "push", "--quiet", "origin", "main")
    git(work, "switch", "--quiet", "branch")
    git(work, "reset", "--quiet", "--hard", "main")


def change(
    work: Path, path: str = SECONDARY, old: str = "Mill Lane", new: str = "Long Lane"
) -> None:
    text = (work / path).read_text("utf-8")
    assert old in text
    (work / path).write_text(text.replace(old, new, 1), "utf-8")


def asked(
    work: Path, base: str = "main", head: str = "branch"
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Push the branch, ask the bare repository; return what was found and what was let past."""
    bare = work.parent / "bare.git"
    git(work, "push", "--quiet", "--force", str(bare), "branch:refs/heads/branch")
    outcome = pepsite("validate", "-C", bare, "--base", base, "--head", head, "--format", "json")
    assert "Zebedee" not in outcome.output
    told = json.loads(outcome.stdout)
    assert outcome.exit_code == (1 if told["errors"] else 0)
    return (
        [(one["path"], one["code"]) for one in told["findings"]],
        [(one["path"], one["code"]) for one in told["let_past"]],
    )


def commit_by_head(work: Path, message: str = PASSED, *more: str, known_as: str = HEAD) -> str:
    """Commit everything as Git does where the head told it who they are; it is not signed."""
    author = f"--author={known_as} <head@example.invalid>"
    return commit_signed(work, message, None, author, *more)


def named(made: str) -> str:
    return f"commit {made[:12]}"


# --- Trailers


def test_a_commit_that_changes_records_ends_with_the_trailers_asked_for(work: Path) -> None:
    asks(work, ASKS_TRAILERS)
    (work / "notes.txt").write_text("Nothing about records\n")
    commit(work, "Notes")
    change(work)
    without = commit(work, "A school moves\n\nSubmitted-by:")
    assert asked(work) == ([(named(without), "trailer-missing")], [])
    git(work, "commit", "--quiet", "--amend", "-m", f"A school moves\n\nsubmitted-by: {OFFICER_ID}")
    assert asked(work) == ([], [])
    change(work, OFFICER, "Secondary", "Primary")
    commit(work, f"Returned\n\nReturned-by: {OFFICER_ID}")
    assert asked(work) == ([], [])


def test_what_a_change_asks_for_is_not_asked_of_it_nor_taken_from_the_next(work: Path) -> None:
    asks(work, ASKS_TRAILERS)
    change(work, AUTHORITY, ASKS_TRAILERS, "")
    milder = commit(work, "Nothing is asked any more")
    assert asked(work) == ([(named(milder), "trailer-missing")], [])


# --- Signatures


def test_only_keys_of_the_base_count(work: Path, keys: dict[str, Path]) -> None:
    asks(work, ASKS_KEYS, signer_line(OFFICER_ID, keys["officer"]))
    change(work)
    by_nobody = commit_signed(work, "Not signed", None)
    assert asked(work) == ([(named(by_nobody), "not-signed")], [])
    signer = signer_line("ps-anybody", keys["stranger"])
    (work / "allowed_signers").write_text(signer, "utf-8")
    by_a_stranger = commit_signed(work, "Their own key comes along", keys["stranger"], "--amend")
    assert asked(work) == ([(named(by_a_stranger), "not-signed")], [])
    commit_signed(work, "By the officer", keys["officer"], "--amend")
    assert asked(work) == ([], [])


def test_a_signature_is_of_what_was_signed(work: Path, keys: dict[str, Path]) -> None:
    asks(work, ASKS_KEYS, signer_line(OFFICER_ID, keys["officer"]))
    change(work)
    signed = commit_signed(work, "By the officer", keys["officer"])
    text = git(work, "cat-file", "commit", signed)
    (work.parent / "forged").write_text(text.replace("By the officer", "By another") + "\n")
    forged = git(work, "hash-object", "-t", "commit", "-w", str(work.parent / "forged"))
    git(work, "reset", "--quiet", "--hard", forged)
    assert asked(work) == ([(named(forged), "not-signed")], [])


def test_a_program_that_a_repository_names_is_not_asked(work: Path, keys: dict[str, Path]) -> None:
    asks(work, ASKS_KEYS, signer_line(OFFICER_ID, keys["officer"]))
    bare, ran = work.parent / "bare.git", work.parent / "ran"
    program = work.parent / "program"
    program.write_text(f"#!/bin/sh\ntouch {ran}\nexit 0\n")
    program.chmod(0o755)
    for name in ("gpg.ssh.program", "gpg.program", "merge.pepsite.driver"):
        git(bare, "config", name, str(program))
    git(bare, "config", "gpg.ssh.allowedSignersFile", str(work.parent / "others"))
    change(work)
    commit_signed(work, "By a stranger", keys["stranger"])
    assert [code for _, code in asked(work)[0]] == ["not-signed"]
    assert not ran.exists()


def test_a_merge_that_git_makes_by_itself_needs_neither(work: Path, keys: dict[str, Path]) -> None:
    """A forge's button makes such merges, with a key of its own or none."""
    both = ASKS_TRAILERS + "  signatures: required\n"
    asks(work, both, signer_line(OFFICER_ID, keys["officer"]))
    change(work)
    commit_signed(work, f"A change\n\nSubmitted-by: {OFFICER_ID}", keys["officer"])
    git(work, "switch", "--quiet", "main")
    change(work, YOUNGER_PEP, "Y4", "Y5")
    commit(work, "Main moves on")
    git(work, "push", "--quiet", "origin", "main")
    git(work, "switch", "--quiet", "branch")
    merge_signed(work, "main", "Bring the branch up to date", None)
    assert asked(work) == ([], [])
    change(work, OFFICER, "Secondary", "Primary")
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "--amend", "--no-edit")
    by_hand = git(work, "rev-parse", "HEAD")
    found = asked(work)[0]
    assert sorted(found) == [(named(by_hand), "not-signed"), (named(by_hand), "trailer-missing")]


def test_signatures_are_not_asked_for_before_there_is_a_key(
    work: Path, keys: dict[str, Path]
) -> None:
    with (work / AUTHORITY).open("a", encoding="utf-8") as file:
        file.write(ASKS_KEYS)
    (work / "allowed_signers").write_text("# nobody yet\n")
    commit(work, "Keys are wanted")
    assert asked(work) == ([(AUTHORITY, "signers-missing")], [])
    (work / "allowed_signers").write_text(signer_line(OFFICER_ID, keys["officer"]))
    commit(work, "The first key")
    assert asked(work) == ([], [])


# --- The one way past


def incomplete(work: Path) -> None:
    """Have a PEP claim to be submitted that is not complete."""
    change(work, YOUNGER_PEP, "status: draft", "status: submitted\ncompleted_on: 2025-10-01")


def test_the_head_lets_a_refused_change_pass_and_it_is_said(work: Path) -> None:
    incomplete(work)
    commit(work, "A change")
    found = asked(work)[0]
    assert {code for _, code in found} >= {"incomplete"}
    made = commit_by_head(work, PASSED, "--amend")
    still, passed = asked(work)
    assert {path for path, _ in passed} == {YOUNGER_PEP}
    assert sorted(passed + still) == sorted(found)
    assert "incomplete" not in {code for _, code in still}
    told = pepsite("validate", "-C", work, "--base", "main", "--head", "branch")
    assert told.exit_code == 0
    assert f"let past by the head of the virtual school, {HEAD}," in told.stdout
    assert f"in commit {made[:12]}:" in told.stdout
    assert f"    {YOUNGER_PEP}: incomplete" in told.stdout


@pytest.mark.parametrize(
    ("by", "reason", "why"),
    [
        pytest.param(OFFICER_ID, "So.", "head of the virtual school", id="an officer"),
        pytest.param(HEAD, "", "`Reason:`", id="without a reason"),
        pytest.param(HEAD, "-", "3 words or more", id="a sign for a reason"),
        pytest.param(HEAD, "Because.", "3 words or more", id="a word for a reason"),
        pytest.param(HEAD, "x 1 2 3 . , !", "3 words or more", id="no words for a reason"),
        pytest.param("Zebedee", "So.", "head of the virtual school", id="no id"),
    ],
)
def test_nobody_else_does_and_nobody_without_a_reason(
    work: Path, by: str, reason: str, why: str
) -> None:
    incomplete(work)
    made = commit_by_head(work, f"A change\n\nLet-past: {by}\nReason: {reason}")
    found, passed = asked(work)
    assert passed == []
    assert (named(made), "let-past-not-allowed") in found
    assert (YOUNGER_PEP, "incomplete") in found
    told = pepsite("validate", "-C", work, "--base", "main", "--head", "branch").stdout
    assert why in told.replace("\n", " ")


def test_who_is_head_is_what_the_base_says(work: Path) -> None:
    change(work, OFFICER, "virtual-school-officer", "virtual-school-head")
    incomplete(work)
    commit(work, f"A change\n\nLet-past: {OFFICER_ID}\nReason: The school closed.")
    assert "let-past-not-allowed" in {code for _, code in asked(work)[0]}


@pytest.mark.parametrize(
    ("author", "committer", "passes"),
    [
        (f"{HEAD} <jo@example.invalid>", "A Tester", True),
        (f"Jo <{HEAD}@pepsite.invalid>", "A Tester", True),
        ("A Tester <tester@example.invalid>", HEAD, True),
        ("A Tester <tester@example.invalid>", "A Tester", False),
        (f"{OFFICER_ID} <{OFFICER_ID}@pepsite.invalid>", "A Tester", False),
        (f"A Tester <x{HEAD}@pepsite.invalid>", f"not {HEAD}", False),
    ],
    ids=["by its author", "by the address", "by its committer", "by none", "officer", "longer"],
)
def test_where_nothing_is_signed_the_head_is_the_author_or_the_committer(
    work: Path, monkeypatch: pytest.MonkeyPatch, author: str, committer: str, *, passes: bool
) -> None:
    """The id of the head stands in the records, where anybody may read it."""
    monkeypatch.setenv("GIT_COMMITTER_NAME", committer)
    incomplete(work)
    made = commit_signed(work, PASSED, None, f"--author={author}")
    found, passed = asked(work)
    assert ((YOUNGER_PEP, "incomplete") in passed) is passes
    assert ((named(made), "let-past-not-allowed") in found) is not passes


def test_the_head_is_also_known_by_the_name_on_record(work: Path) -> None:
    git(work, "switch", "--quiet", "main")
    path = OFFICER.replace(OFFICER_ID, HEAD)
    change(work, path, "role:", "name: Jo Example\nrole:")
    commit(work, "A name")
    git(work, "push", "--quiet", "origin", "main")
    git(work, "switch", "--quiet", "branch")
    git(work, "reset", "--quiet", "--hard", "main")
    incomplete(work)
    commit_by_head(work, known_as="jo example")
    assert (YOUNGER_PEP, "incomplete") in asked(work)[1]


def test_where_the_head_has_a_key_it_is_asked_for_though_no_other_is(
    work: Path, keys: dict[str, Path]
) -> None:
    asks(work, "", "\n", signer_line(HEAD, keys["head"]))
    incomplete(work)
    made = commit_by_head(work)
    assert (named(made), "let-past-not-allowed") in asked(work)[0]
    commit_signed(work, PASSED, keys["head"], "--amend")
    assert (YOUNGER_PEP, "incomplete") in asked(work)[1]
    git(work, "switch", "--quiet", "main")
    git(work, "merge", "--quiet", "--ff-only", "branch")
    assert {one.shown_by for one in list_let_past(work)} == {ShownBy.SIGNATURE}


def test_where_signatures_are_asked_for_it_is_the_heads_own(
    work: Path, keys: dict[str, Path]
) -> None:
    lines = (signer_line(HEAD, keys["head"]), signer_line(OFFICER_ID, keys["officer"]))
    asks(work, ASKS_KEYS, *lines)
    incomplete(work)
    made = commit_signed(work, PASSED, keys["officer"])
    assert (named(made), "let-past-not-allowed") in asked(work)[0]
    commit_signed(work, PASSED, keys["head"], "--amend")
    assert {code for _, code in asked(work)[0]} <= {"incomplete-advised"}


def test_never_what_says_who_a_child_is_nor_what_cannot_be_read(work: Path) -> None:
    change(
        work, OLDER_PEP, "progress_summary: Steady since Year 7.", "progress_summary: At EX1 1AA."
    )
    change(work, YOUNGER_PEP, "Y4", "Y99")
    (work / "records" / "notes.txt").write_text("x\n")
    made = commit_by_head(work, PASSED.replace("A change", "Born on 14 March 2012"))
    found, passed = asked(work)
    assert sorted(found) == sorted(
        [
            (named(made), "identifies-a-child"),
            (OLDER_PEP, "identifies-a-child"),
            (YOUNGER_PEP, "not-in-list"),
            ("records/….txt", "misplaced-file"),
        ]
    )
    assert passed == [(OLDER_PEP, "complete-changed")]


def test_what_came_after_is_not_let_past_with_it(work: Path) -> None:
    incomplete(work)
    commit_by_head(work)
    change(work, YOUNGER_PEP, "Y4", "Y5")
    commit(work, "Another word")
    assert (YOUNGER_PEP, "incomplete") in asked(work)[0]


def test_what_was_let_past_stays_so_until_the_record_changes(work: Path) -> None:
    """Whatever is judged anew because of something else is not refused for it again."""
    incomplete(work)
    commit_by_head(work)
    git(work, "push", "--quiet", "origin", "branch:main")
    child = YOUNGER_PEP.partition("/peps/")[0] + "/child.yaml"
    change(work, child, "born: ", "# looked at again\nborn: ")
    commit(work, "The child's record")
    assert (YOUNGER_PEP, "incomplete") in asked(work)[1]
    assert (YOUNGER_PEP, "incomplete") in asked(work, base="0" * 40)[1]
    change(work, YOUNGER_PEP, "Y4", "Y5")
    commit(work, "The PEP itself")
    assert (YOUNGER_PEP, "incomplete") in asked(work)[0]


def test_what_was_let_past_is_no_error_of_the_folder_either(work: Path) -> None:
    """Else the run over everything, after a merge with which the head let it past, stays red."""
    incomplete(work)
    assert pepsite("validate", "-C", work).exit_code == 1
    made = commit_by_head(work)
    told = pepsite("validate", "-C", work)
    assert told.exit_code == 0
    assert f"in commit {made[:12]}:" in told.stdout
    assert f"{YOUNGER_PEP}: incomplete" in told.stdout
    change(work, OLDER_PEP, "schema: pep/1", "# As it was.\nschema: pep/1")
    assert pepsite("validate", "-C", work).exit_code == 0
    change(work, YOUNGER_PEP, "Y4", "Y5")
    assert pepsite("validate", "-C", work).exit_code == 1


def a_school_goes(work: Path) -> str:
    """Have the head let past that a school and a review go which other records need."""
    (work / SECONDARY).unlink()
    (work / OLDER_REVIEW).unlink()
    return commit_by_head(work)


NEEDED = {
    (OLDER, "points-nowhere"),
    (OLDER_PEP, "points-nowhere"),
    (OLDER_PEP, "complete-not-reviewed"),
}


def test_what_was_let_past_in_another_record_than_the_changed_one_stays_so(work: Path) -> None:
    a_school_goes(work)
    found, passed = asked(work)
    assert (found, set(passed) >= NEEDED) == ([], True)
    git(work, "push", "--quiet", "origin", "branch:main")
    told = json.loads(pepsite("validate", "-C", work, "--format", "json").stdout)
    assert told["errors"] == 0
    assert sorted((one["path"], one["code"]) for one in told["let_past"]) == sorted(passed)
    change(work, OLDER, "born: ", "# looked at again\nborn: ")
    commit(work, "The child's record")
    found, still_passed = asked(work)
    assert (found, NEEDED <= set(still_passed) <= set(passed)) == ([], True)
    assert pepsite("validate", "-C", work).exit_code == 0


def test_more_of_the_same_was_not_let_past(work: Path) -> None:
    """It is what stood there then, and not all that anybody writes there afterwards."""
    a_school_goes(work)
    git(work, "push", "--quiet", "origin", "branch:main")
    school = f"school: {SECONDARY[-21:-5]}"
    more = (
        f"education:\n  - id: zz11zz\n    {school}\n    part: subsidiary\n    from_on: 2025-09-01\n"
    )
    change(work, OLDER, "education:\n", more)
    commit(work, "Another place at the school that is gone")
    assert [one for one in asked(work)[0] if one[1] == "points-nowhere"] == [
        (OLDER, "points-nowhere")
    ]
    git(work, "reset", "--quiet", "--hard", "main~0")
    change(work, OLDER_PEP, "status: complete", "# As it was.\nstatus: complete")
    commit(work, "A comment")
    assert asked(work)[0] == []


# --- Without a base: the first push, and a restore


@pytest.fixture
def at_path(monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    monkeypatch.setenv("PATH", path)


@pytest.mark.skipif(os.name == "nt", reason="the hook is a script of a shell")
@pytest.mark.usefixtures("at_path")
@pytest.mark.parametrize("by_key", [False, True], ids=["by name", "by key"])
def test_a_restore_takes_in_a_history_in_which_something_was_let_past(
    work: Path, keys: dict[str, Path], *, by_key: bool
) -> None:
    """Bundle, clone, and push into a new empty repository with the hook."""
    if by_key:
        asks(work, ASKS_KEYS, signer_line(HEAD, keys["head"]))
    incomplete(work)
    (work / OLDER_REVIEW).unlink()
    commit_signed(work, PASSED, keys["head"] if by_key else None, f"--author={HEAD} <h@x.invalid>")
    git(work, "push", "--quiet", "origin", "branch:main")
    folder = work.parent
    git(folder / "bare.git", "bundle", "create", "--quiet", str(folder / "kept.bundle"), "--all")
    git(folder, "clone", "--quiet", "--branch=main", str(folder / "kept.bundle"), "drill")
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "new.git")
    assert pepsite("hooks", "install", "-C", folder / "new.git").exit_code == 0
    assert pepsite("hooks", "install", "-C", folder / "drill").exit_code == 0
    drill = folder / "drill"
    git(drill, "remote", "add", "new", str(folder / "new.git"))
    done = subprocess.run(
        ["git", "push", "new", "main"], cwd=drill, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "let past by the head of the virtual school" in done.stderr
    assert git(folder / "new.git", "rev-parse", "main") == git(work, "rev-parse", "branch")
    told = json.loads(pepsite("validate", "-C", drill, "--head", "main", "--format", "json").stdout)
    assert told["errors"] == 0
    passed = {(one["path"], one["code"]) for one in told["let_past"]}
    assert passed >= {(YOUNGER_PEP, "incomplete"), (OLDER_PEP, "complete-not-reviewed")}


def test_without_a_base_too_only_the_head_of_that_day_lets_past(
    work: Path, keys: dict[str, Path]
) -> None:
    incomplete(work)
    change(work, OFFICER, "virtual-school-officer", "virtual-school-head")
    made = commit(work, PASSED.replace(HEAD, OFFICER_ID))
    found, passed = asked(work, base="0" * 40)
    assert (passed, (named(made), "let-past-not-allowed") in found) == ([], True)
    git(work, "reset", "--quiet", "--hard", "main")
    asks(work, ASKS_KEYS, signer_line(HEAD, keys["head"]))
    incomplete(work)
    made = commit_by_head(work)
    found, passed = asked(work, base="0" * 40)
    assert (passed, (named(made), "let-past-not-allowed") in found) == ([], True)


def test_nothing_came_before_the_first_commit_that_could_let_it_past(work: Path) -> None:
    incomplete(work)
    git(work, "checkout", "--quiet", "--orphan", "afresh")
    made = commit_by_head(work)
    git(work, "branch", "--force", "branch", "afresh")
    found, passed = asked(work, base="0" * 40)
    assert (passed, (named(made), "let-past-not-allowed") in found) == ([], True)


def test_without_a_history_nothing_was_let_past(work: Path, tmp_path: Path) -> None:
    incomplete(work)
    commit_by_head(work)
    copy = tmp_path / "copy"
    shutil.copytree(work, copy, ignore=shutil.ignore_patterns(".git"))
    assert pepsite("validate", "-C", copy).exit_code == 1


@pytest.mark.skipif(os.name == "nt", reason="the hook is a script of a shell")
@pytest.mark.usefixtures("at_path")
def test_a_push_is_refused_without_and_taken_in_with_the_heads_merge(
    work: Path, keys: dict[str, Path]
) -> None:
    bare = work.parent / "bare.git"
    lines = (signer_line(HEAD, keys["head"]), signer_line(OFFICER_ID, keys["officer"]))
    asks(work, ASKS_KEYS + "  trailers:\n    - Submitted-by\n", *lines)
    assert pepsite("hooks", "install", "-C", bare).exit_code == 0
    incomplete(work)
    change(work, OLDER, "born: 2012-03", "born: 2012-04")
    commit_signed(work, f"A PEP\n\nSubmitted-by: {OFFICER_ID}", keys["officer"])
    code, told = pushed(work, "branch:main")
    assert (code, "[incomplete]" in told, "[correction-missing]" in told) == (1, True, True)
    git(work, "switch", "--quiet", "main")
    message = f"{PASSED}\nReviewed-by: {HEAD}"
    made = merge_signed(work, "branch", message, keys["officer"])
    code, told = pushed(work, "main")
    assert (code, "[let-past-not-allowed]" in told) == (1, True)
    git(work, "reset", "--quiet", "--hard", "HEAD~1")
    made = merge_signed(work, "branch", message, keys["head"])
    code, told = pushed(work, "main")
    assert (code, "let past by the head" in told, "Zebedee" in told) == (0, True, False)
    assert f"{YOUNGER_PEP}: incomplete" in told
    assert f"{OLDER}: correction-missing" in told
    assert git(bare, "rev-parse", "main") == made


# --- What says who a child is

BORN = "2012-03-14"
NAME = "Zebedee Quillfeather"
MEETING = """\
meetings:
  - id: mt1234
    planned_for: 2025-10-01
    mode: in-person
    place: {}
    outcome: planned
"""
NUMBERS = "NHS 943 476 5919, UPN H801200001001"


@pytest.fixture
def guarded(work: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone of a bare repository that asks before it takes anything in."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    monkeypatch.setenv("PATH", path)
    assert pepsite("hooks", "install", "-C", work.parent / "bare.git").exit_code == 0
    return work


@pytest.mark.skipif(os.name == "nt", reason="the hook is a script of a shell")
@pytest.mark.parametrize("born", [BORN, f'"{BORN}"', "14 March 2012"], ids=str)
def test_a_day_of_birth_that_a_later_commit_mends_is_not_taken_in(guarded: Path, born: str) -> None:
    before = (guarded / OLDER).read_text("utf-8")
    change(guarded, OLDER, "born: 2012-03", f"born: {born}")
    made = commit(guarded, "A change")
    (guarded / OLDER).write_text(before, "utf-8")
    change(guarded, OLDER, "born: 2012-03", "# Looked at again\nborn: 2012-03")
    commit(guarded, "Mended")
    code, told = pushed(guarded, "branch:main")
    assert (code, "[identifies-a-child]" in told) == (1, True)
    assert f"{named(made)}: {OLDER}" in told.replace("\nremote: ", " ")
    assert not [one for one in (BORN, "14 March") if one in told]


@pytest.mark.skipif(os.name == "nt", reason="the hook is a script of a shell")
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("notes.md", f"born: 14 March 2012, {NUMBERS}\n"),
        ("notes.md", f"born: {NUMBERS}\n"),
        ("policy/own/examples.yaml", f"- {{born: {BORN}, care: []}}\n"),
        ("policy/own/examples.yaml", f"- {{born: 2012-03, care: []}} # {NUMBERS}\n"),
    ],
)
def test_nothing_is_hidden_behind_a_month_of_birth(guarded: Path, path: str, text: str) -> None:
    (guarded / path).parent.mkdir(parents=True, exist_ok=True)
    (guarded / path).write_text("- {born: 2012-03, care: []}\nborn: 2012-03\n", "utf-8")
    commit(guarded, "A month says nothing")
    assert pushed(guarded, "branch:main")[0] == 0
    (guarded / path).write_text(text, "utf-8")
    commit(guarded, "A change")
    code, told = pushed(guarded, "branch:main")
    assert (code, "[identifies-a-child]" in told, "remote:" in told) == (1, True, True)


def test_a_known_name_behind_a_month_of_birth_is_found(work: Path) -> None:
    names = NameScan([Identity(child=new_id("child", lambda _: next(_letters)), full_name=NAME)])
    (work / "notes.md").write_text(f"born: 2012-03, {NAME}\n", "utf-8")
    commit(work, "A change")
    report = check_change(work, Proposal("main", "branch"), names)
    assert [(one.path, one.line, one.code) for one in report.findings] == [
        ("….md", 1, "name-in-record")
    ]


@pytest.mark.parametrize(
    ("path", "before", "after", "line"),
    [
        ("plan.csv", "id,date of birth\n", f"id,date of birth\n1,{BORN}\n", 2),
        ("notes.md", "# Date of birth\n\nNot known\n", f"# Date of birth\n\n{BORN}\n", 1),
        (YOUNGER_PEP, "# DOB\n# not known\n", f"# DOB:\n# {BORN}\n", None),
    ],
)
def test_what_is_new_is_read_with_what_leads_to_it(
    work: Path, path: str, before: str, after: str, line: int | None
) -> None:
    old = (work / path).read_text("utf-8") if line is None else ""
    (work / path).write_text(old + before, "utf-8")
    commit(work, "What leads to it")
    git(work, "push", "--quiet", "origin", "branch:main")
    (work / path).write_text(old + after, "utf-8")
    commit(work, "A day")
    report = check_change(work, Proposal("branch^", "branch"))
    at = line or old.count("\n") + 1
    assert [(one.path, one.code, one.line) for one in report.findings] == [
        (path, "identifies-a-child", at)
    ]
    (work / path).write_text(f"{old}{after}# And more\n", "utf-8")
    commit(work, "A line more")
    assert check_change(work, Proposal("branch^", "branch")).findings == ()


def test_a_name_that_goes_on_in_a_new_line_is_found(work: Path) -> None:
    names = NameScan([Identity(child=new_id("child", lambda _: next(_letters)), full_name=NAME)])
    for text, found in (
        ("Then Zebedee\n", []),
        ("Then Zebedee\nQuillfeather\n", [1]),
        ("Then Zebedee\nQuillfeather\nEnd\n", []),
        ("Now\x0bthen\nThen Zebedee\nQuillfeather\nEnd, Zebedee Quillfeather\n", [5]),
    ):
        (work / "notes.md").write_text(text, "utf-8")
        commit(work, "A change")
        report = check_change(work, Proposal("branch^", "branch"), names)
        assert [one.line for one in report.findings] == found


def test_the_name_a_child_is_known_by_is_found_in_what_is_about_that_child(work: Path) -> None:
    child = YOUNGER_PEP.split("/")[2]
    names = NameScan([Identity(child=child, full_name=NAME, known_as="Zebbie")])
    change(work, YOUNGER_PEP, "content:", "# Of Zebbie\ncontent:")
    made = commit(work, "What Zebbie said")
    report = check_change(work, Proposal("main", "branch", "pep/zebbie-autumn"), names)
    assert [(one.path, one.code) for one in report.in_order] == [
        ("branch name", "name-in-record"),
        (named(made), "name-in-record"),
        (YOUNGER_PEP, "name-in-record"),
    ]
    change(work, YOUNGER_PEP, "# Of Zebbie\n", "")
    commit(work, "Mended")
    before = check_change(work, Proposal("main", "branch"), names)
    assert (f"{named(made)}: {YOUNGER_PEP}", "name-in-record") in [
        (one.path, one.code) for one in before.findings
    ]
    (work / "notes.md").write_text("Zebbie Road\n", "utf-8")
    commit(work, "Signs for Zebbie Road")
    alone = check_change(work, Proposal("branch^", "branch", "zebbie"), names)
    assert alone.findings == ()


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Flat 2, WS1 1TP", ["identifies-a-child"]),
        ("Room of a child with DOB 1/5/12", ["identifies-a-child"]),
        ("Room 9434765919", []),
        ("The library", []),
    ],
)
def test_the_place_of_a_meeting_is_looked_at_too(work: Path, place: str, found: list[str]) -> None:
    meeting = MEETING.format(place)
    change(work, YOUNGER_PEP, "content:", f"{meeting}content:")
    made = commit(work, "A change")
    assert asked(work)[0] == [(YOUNGER_PEP, code) for code in found]
    change(work, YOUNGER_PEP, meeting, "")
    commit(work, "Mended")
    assert asked(work)[0] == [(f"{named(made)}: {YOUNGER_PEP}", code) for code in found]


@pytest.mark.skipif(os.name == "nt", reason="the hook is a script of a shell")
def test_the_tags_in_a_tag_are_all_looked_at(guarded: Path) -> None:
    git(guarded, "tag", "-a", "-m", "What was sent", "quiet")
    git(guarded, "tag", "-a", "-m", "Sent again", "outer", "quiet")
    assert pushed(guarded, "refs/tags/outer")[0] == 0
    git(guarded, "tag", "-a", "-m", f"Of {NUMBERS}", "inner")
    git(guarded, "tag", "-a", "-m", "Quiet again", "twice", "inner")
    git(guarded, "tag", "-a", "-m", "And again", "thrice", "twice")
    git(guarded, "tag", "-a", "-m", "Quiet", "H801200001001")
    git(guarded, "tag", "-a", "-m", "Quiet", "named", "H801200001001")
    for tag in ("twice", "thrice", "named"):
        code, told = pushed(guarded, f"refs/tags/{tag}")
        assert (code, "message of the tag" in told) == (1, True), tag
        assert "H801200001001" not in told


def test_ten_digits_drawn_for_the_name_of_a_branch_are_no_number_of_anybody(work: Path) -> None:
    for branch, code in (("t-9434765919", 0), ("NHS-9434765919", 1), ("t-943-476-5919", 1)):
        told = pepsite(
            "validate", "-C", work, "--base", "main", "--head", "HEAD", "--branch", branch
        )
        assert (branch, told.exit_code) == (branch, code)


# --- Told afterwards


def test_what_was_let_past_stands_in_the_history_and_in_the_report_to_the_board(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    incomplete(work)
    commit(work, "A change")
    git(work, "switch", "--quiet", "main")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-02-10T10:00:00Z")
    monkeypatch.setenv("GIT_COMMITTER_NAME", HEAD)
    made = merge_signed(work, "branch", PASSED, None)
    head = {
        "by": HEAD,
        "shown_by": ShownBy.NAME,
        "record": YOUNGER_PEP[-22:-5],
        "codes": ("incomplete",),
    }
    [passed] = list_let_past(work)
    assert {name: getattr(passed, name) for name in head} == head
    assert (passed.kind, passed.commit) == ("pep", made)
    told = pepsite("history", "check", "-C", work)
    assert f"{made[:12]}  {passed.on}  {HEAD}: {passed.record}: incomplete" in told.stdout
    about = f"pep {passed.record}: incomplete"
    words = ("report", "board", "-C", work, "--as-of", "2026-03-02", "--format")
    for form in ("text", "md", "json"):
        report = pepsite(*words, form)
        assert report.exit_code == 0
        assert "Zebedee" not in report.output
        if form == "json":
            [one] = json.loads(report.stdout)["let_past"]
            assert (one["record"], one["codes"]) == (passed.record, ["incomplete"])
            assert one["shown_by"] == "name"
        else:
            assert about in report.stdout
            assert "which proves nothing: it was not signed" in " ".join(report.stdout.split())
    for another_term in ("2025-12-01", "2026-05-15"):
        report = pepsite(*words[:5], another_term, "--format", "json")
        assert json.loads(report.stdout)["let_past"] == []
    assert "Nothing that was refused was let past." in pepsite(*words[:5], another_term).stdout


def test_what_nothing_shows_to_be_of_the_head_is_told_so(work: Path) -> None:
    """It came in where no gate was asked."""
    incomplete(work)
    commit(work, PASSED)
    assert [one.shown_by for one in list_let_past(work)] == [ShownBy.NOTHING]
    commit(work, PASSED.replace(HEAD, OFFICER_ID))
    change(work, YOUNGER_PEP, "Y4", "Y5")
    commit(work, PASSED.replace(HEAD, OFFICER_ID))
    assert {one.shown_by for one in list_let_past(work)} == {ShownBy.NOTHING}


def test_where_there_is_no_history_nobody_says_that_nothing_was_let_past(
    work: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(work, copy, ignore=shutil.ignore_patterns(".git"))
    words = ("report", "board", "-C", copy, "--as-of", "2026-05-15")
    assert json.loads(pepsite(*words, "--format", "json").stdout)["let_past"] is None
    assert "no history of the records" in pepsite(*words).stdout.replace("\n  ", " ")


def pushed(work: Path, what: str) -> tuple[int, str]:
    done = subprocess.run(
        ["git", "push", "origin", what],
        cwd=work,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("message", "author"),
    [
        pytest.param(PASSED.replace("Let-past:", "Let-past :"), HEAD, id="a space"),
        pytest.param(PASSED.replace("Let-past:", "let-past\t:"), HEAD, id="a tab"),
        pytest.param(
            f"A change\n\nReason: The school closed then.\u2028Let-past: {HEAD}",
            HEAD,
            id="another end of line",
        ),
        pytest.param(
            "A change",
            f"{HEAD}\x1fLet-past: {HEAD}\u2028Reason: The school closed.\x1f",
            id="in the name of its author",
        ),
    ],
)
def test_what_is_let_past_is_told_to_the_board_however_it_is_written(
    work: Path, monkeypatch: pytest.MonkeyPatch, message: str, author: str
) -> None:
    incomplete(work)
    monkeypatch.setenv("GIT_COMMITTER_NAME", author)
    commit(work, message)
    _, passed = asked(work)
    told = list_let_past(work)
    assert [one.record for one in told] == [YOUNGER_PEP[-22:-5]] * bool(passed)
    assert bool(passed) == message.lower().startswith("a change\n\nlet-past")
