"""What stands in a commit where no log shows it is looked at all the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pepsite.errors import GitError
from pepsite.git.unshown import unshown_in
from pepsite.usecases.check_change import Proposal, check_change
from tests.git.repositories import commit, git, repository
from tests.git.signing import make_key
from tests.usecases.examples import BASE, lay_out

NUMBER = "UPN H801200001001"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(lay_out(BASE, tmp_path_factory.mktemp("work")))


def found_in(work: Path, head: str) -> list[tuple[str, str]]:
    report = check_change(work, Proposal("main", head))
    return [(one.path.partition(" ")[0], one.code) for one in report.findings]


def written(work: Path, head: bytes, message: bytes) -> str:
    """Write a commit by hand, as Git's own commands do not."""
    begins = git(work, "cat-file", "commit", "main").partition("\n\n")[0].encode()
    parent = git(work, "rev-parse", "main").encode()
    tree, _, people = begins.partition(b"\n")
    content = b"\n".join((tree, b"parent " + parent, people, *filter(None, [head]), b"", message))
    return (
        subprocess.run(
            ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
            cwd=work,
            input=content,
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .strip()
    )


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (b"note UPN H801200001001", b"A change\n"),
        (b"", b"A change\n\0UPN H801200001001\n"),
        (b"encoding UTF-16LE", NUMBER.encode("utf-16-le")),
        (b"encoding UTF-7", b"born +ADEANAAvADAAMwAvADIAMAAwADk-"),
        (b"encoding of-nobody", b"A change\n\n" + NUMBER.encode()),
        (b"encoding UTF-8", b"\xff A change\n\n" + NUMBER.encode()),
        (b"gpgsig -----BEGIN SSH SIGNATURE-----\n UPN H801200001001", b"A change\n"),
    ],
)
def test_what_no_log_shows_is_looked_at(work: Path, head: bytes, message: bytes) -> None:
    assert found_in(work, written(work, head, message)) == [("commit", "identifies-a-child")]
    assert found_in(work, written(work, head, b"A change\n")) == [
        ("commit", "identifies-a-child")
    ] * (b"UPN" in head)


@pytest.mark.parametrize("name", ["EBCDIC-US", "IBM-037", "IBM037"])
def test_what_only_git_could_read_is_refused(work: Path, name: str) -> None:
    message = f"A change\n\n{NUMBER}".encode("cp037")
    with pytest.raises(GitError, match="a commit"):
        found_in(work, written(work, f"encoding {name}".encode(), message))


def test_a_name_in_parts_is_looked_at_whole(work: Path) -> None:
    git(work, "switch", "--quiet", "--force-create", "branch", "main")
    (work / "notes.md").write_text("Nothing\n", "utf-8")
    git(work, "add", "--all")
    by = "officer \x1f H801200001001 <officer@ashmere.example>"
    git(work, "commit", "--quiet", "-m", "A change", "--author", by)
    assert found_in(work, "branch") == [("commit", "identifies-a-child")]


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="keys are made by it")
def test_the_message_of_a_signed_tag_goes_with_the_merge_of_it(work: Path, tmp_path: Path) -> None:
    key = make_key(tmp_path, "officer")
    signed = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}")
    for message, found in (
        ("What was sent", []),
        (f"Of {NUMBER}", [("commit", "identifies-a-child")]),
    ):
        git(work, "switch", "--quiet", "--force-create", "branch", "main")
        (work / "notes.md").write_text(f"{len(message)}\n", "utf-8")
        commit(work, "A change")
        git(work, *signed, "tag", "--force", "-s", "-m", message, "sent")
        git(work, "switch", "--quiet", "--force-create", "merging", "main")
        git(work, "merge", "--quiet", "--no-ff", "-m", "Merged", "sent")
        assert "mergetag" in git(work, "cat-file", "commit", "merging")
        assert found_in(work, "merging") == found


def test_what_git_puts_there_itself_is_passed_over() -> None:
    """Ten digits that say when are one time in eleven an NHS number; a signature is drawn."""
    oid = "9434765919" * 4
    when = "9434765919 +0000"
    mark = "-----BEGIN SSH SIGNATURE-----\n AB12CD/B12CD+\n -----END SSH SIGNATURE-----"
    pgp = mark.replace("SSH", "PGP").replace("-----\n ", "-----\n Version: GnuPG v2 (1.0)\n \n ", 1)
    head = (
        f"tree {oid}\nparent {oid}\nauthor A <a@b> {when}\ncommitter B <b@c> {when}\n"
        f"mergetag object {oid}\n type commit\n tag sent\n tagger C <c@d> {when}\n \n Sent\n {mark}\n"
        f"gpgsig {mark}\ngpgsig-sha256 {pgp}"
    )
    told = unshown_in(f"{head}\n\nA change\n".encode())
    assert (told.people, told.message) == ("A <a@b>\nB <b@c>", "")
    assert ("9434765919" in told.head, "AB12CD" in told.head) == (False, False)
    assert "Sent" in told.head
