"""A change written into a repository as Git keeps it; no file of the working tree is touched.

Nothing is there for anyone until a ref names it, and a ref is made or moved in one step, only
from where it was last seen: of two who move it at once, one is told so.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.command import git
from pepsite.git.trees import prefix_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

FORMS_NAME, FORMS_EMAIL = "pepsite forms", "forms@pepsite.invalid"
"""Who commits what forms send. No mail goes to an address that ends so."""

_SURE = ("-c", "core.fsync=committed,reference")
"""What was said to be sent is on the disk, should the power go in the next moment."""
_PATIENT = ("-c", "core.filesRefLockTimeout=3000", "-c", "core.packedRefsTimeout=3000")
"""Milliseconds for which Git waits while another process moves the same branch: on a slow disk
that takes longer than the tenth of a second that it waits of itself, and is no fault."""
_FILE = "100644"
_LONG_DEAD = 15
"""Seconds after which nobody holds a lock any more: Git needs one for some thousandths."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a commit says of itself: who wrote it, when, and its message."""

    name: str
    email: str
    at: datetime
    message: str
    committer: tuple[str, str] = (FORMS_NAME, FORMS_EMAIL)


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref to be made, moved or taken away; `old` and `new` are None where there is none."""

    name: str
    old: str | None
    new: str | None


def write_blob(folder: Path, content: bytes) -> str:
    """Write the content of a file, and return its id.

    Raises:
        GitError: Git cannot write it: the disk may be full.
    """
    written = git(folder, *_SURE, "hash-object", "-w", "--stdin", given=content)
    return written.decode().strip()


def read_blob(folder: Path, blob: str) -> bytes | None:
    """Return the content of a file by its id, or None where this repository does not have it.

    Raises:
        GitError: git is not installed.
    """
    try:
        return git(folder, "cat-file", "blob", blob)
    except GitError:
        return None


def blob_at(folder: Path, commit: str, path: str) -> str | None:
    """Return the id of a file's content in a commit, or None where it has no such file.

    Raises:
        GitError: no repository is here.
    """
    listed = git(
        folder, "ls-tree", "-z", "--full-tree", commit, "--", f":(literal){prefix_of(folder)}{path}"
    )
    about, _, _ = listed.partition(b"\t")
    words = about.decode().split()
    return words[2] if words and words[1] == "blob" else None


def write_tree(folder: Path, commit: str, files: Mapping[str, str | None]) -> str:
    """Write the tree of a commit with other contents at these paths, and return its id.

    A path without a content is taken out. The index of whoever works here stays as it is.

    Raises:
        GitError: Git cannot write it.
    """
    prefix = prefix_of(folder)
    nothing = "0" * len(commit)
    lines = [
        f"{_FILE if blob else '0'} {blob or nothing}\t{prefix}{path}\0"
        for path, blob in sorted(files.items())
    ]
    with TemporaryDirectory(prefix="pepsite-") as place:
        own = {"GIT_INDEX_FILE": str(Path(place, "index"))}
        plainly = ("-c", "core.splitIndex=false", "-c", "index.sparse=false")
        git(folder, *plainly, "read-tree", commit, settings=own)
        git(
            folder, *plainly, "update-index", "-z", "--index-info",
            given="".join(lines).encode(), settings=own,
        )  # fmt: skip
        return git(folder, *plainly, *_SURE, "write-tree", settings=own).decode().strip()


def write_commit(
    folder: Path, tree: str, parents: Iterable[str], written: Written, key: Path | None = None
) -> str:
    """Write a commit, signed where an SSH key is given, and return its id. No ref names it yet.

    The hook `commit-msg` of the repository is asked first, and may add to the message.

    Raises:
        GitError: Git cannot write or sign it, or the hook says no.
    """
    message = _let_through(folder, written.message)
    when = f"@{max(0, int(written.at.timestamp()))} {written.at.strftime('%z') or '+0000'}"
    name, email = written.committer
    who = {
        "GIT_AUTHOR_NAME": written.name,
        "GIT_AUTHOR_EMAIL": written.email,
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": email,
        "GIT_COMMITTER_DATE": when,
    }
    parts = [word for parent in parents for word in ("-p", parent)]
    made = git(
        folder, *_SURE, *_signing(key), "commit-tree", *(["-S"] if key else ["--no-gpg-sign"]),
        *parts, "-F", "-", tree, given=message, settings=who,
    )  # fmt: skip
    return made.decode().strip()


def _let_through(folder: Path, message: str) -> bytes:
    """Return a message as the hook `commit-msg` leaves it, where this repository has one."""
    # Asked for with hooks on: the repository may keep them in a place of its own.
    asked = git(folder, "rev-parse", "--git-path", "hooks/commit-msg", hooks=True)
    if not Path(folder, asked.decode().strip("\n")).exists():
        return message.encode()
    with TemporaryDirectory() as own:
        file = Path(own, "COMMIT_EDITMSG")
        file.write_text(message, encoding="utf-8", newline="\n")
        try:
            # What may not be run is passed over, as Git itself does before a commit.
            asked_of = ("hook", "run", "--ignore-missing", "commit-msg", "--", str(file))
            git(folder, *asked_of, hooks=True)
        except GitError:
            raise GitError(_MESSAGE_REFUSED) from None
        return file.read_bytes()


_MESSAGE_REFUSED = (
    "the hook commit-msg of this repository says no to the message; whoever looks after the "
    "repository can say why"
)


def _signing(key: Path | None) -> Iterable[str]:
    settings = {"i18n.commitEncoding": "UTF-8"}
    if key is not None:
        settings |= {
            "gpg.format": "ssh",
            "gpg.ssh.program": "ssh-keygen",
            "user.signingKey": str(key.expanduser()),
        }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def move_refs(folder: Path, refs: Iterable[Ref]) -> bool:
    """Make, move or take away these refs, all or none; false where one is not as it is said to be.

    Raises:
        GitError: all are, and Git cannot write them: the disk may be full.
    """
    wanted = tuple(refs)
    for one in wanted:
        _break_dead_lock(folder, one.name)
    lines = [_line(one) for one in wanted]
    try:
        git(folder, *_SURE, *_PATIENT, "update-ref", "--stdin", "-z", given="".join(lines).encode())
    except GitError:
        if all(ref_at(folder, one.name) == one.old for one in wanted):
            message = "a branch cannot be written in this repository; is there room on the disk?"
            raise GitError(message) from None
        return False
    return True


def _line(ref: Ref) -> str:
    if ref.new is None:
        return f"delete {ref.name}\0{ref.old or ''}\0"
    if ref.old is None:
        return f"create {ref.name}\0{ref.new}\0"
    return f"update {ref.name}\0{ref.new}\0{ref.old}\0"


def ref_at(folder: Path, name: str) -> str | None:
    """Return the object that a ref names, or None where there is no such ref.

    Raises:
        GitError: git is not installed, or no repository is here.
    """
    listed = git(folder, "for-each-ref", "--format=%(objectname) %(refname)", name).decode()
    lines = (line.partition(" ") for line in listed.splitlines())
    return next((found for found, _, named in lines if named == name), None)


def _break_dead_lock(folder: Path, name: str) -> None:
    """Take away the lock that a process left when it was ended in the midst of its work."""
    place = Path(folder, git(folder, "rev-parse", "--git-common-dir").decode().strip("\n"))
    for lock in (place / f"{name}.lock", place / "packed-refs.lock"):
        with suppress(OSError):  # there is none, which is how it should be
            since = lock.stat().st_mtime
            # By the clock of the disk, which may be another computer's.
            with NamedTemporaryFile(dir=place, prefix="pepsite-") as now:
                held = Path(now.name).stat().st_mtime - since
            if held > _LONG_DEAD:
                lock.unlink()
