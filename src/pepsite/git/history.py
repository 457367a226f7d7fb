"""What happened to the files of a repository: one pass over its log, and the contents asked for.

Subjects and messages of commits are not read: people write words into them.
"""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Self

from pepsite.errors import GitError
from pepsite.git.command import ALL_THAT_DIFFERS, git, safely
from pepsite.git.trees import prefix_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import IO


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: who wrote it and when, without a word of its message.

    `signature` is what Git's own verification says (`%G?`), or empty where it was not asked.
    `reviewers` are the e-mail addresses, or names, of its `Reviewed-by` lines. `lets_past`: it
    has a `Let-past` line.
    """

    id: str
    parents: tuple[str, ...]
    author: str
    email: str
    written: str
    signature: str = ""
    reviewers: tuple[str, ...] = ()
    lets_past: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A commit changed a file: the ids of its content before and after. None: no such file."""

    commit: Commit
    before: str | None
    after: str | None


@dataclass(slots=True)
class Log:
    """The commits that led to here, newest first, and what each did to files, newest first."""

    commits: list[Commit] = field(default_factory=list)
    changes: dict[str, list[Change]] = field(default_factory=lambda: defaultdict(list))


def read_log(folder: Path, wanted: Callable[[str], bool], *, signatures: bool = False) -> Log:
    """Return the log of all that led to here, with the changes of the files that are wanted.

    Paths are relative to this folder. Of a merge, only what no branch of it had counts as its
    own change. `signatures` has Git verify each signed commit, which takes it a while each.
    A long history is read in two halves at the same time.

    Raises:
        GitError: nothing is committed, the clone is not whole, or no repository is here.
    """
    prefix = prefix_of(folder)
    if git(folder, "rev-parse", "--is-shallow-repository").strip() != b"false":
        raise GitError(_NOT_WHOLE)
    verified = b"%G?" if signatures else b""
    command = safely(
        *(_own_verifiers(folder) if signatures else ()),
        "log",
        "--raw",
        "-z",
        "-c",
        "--topo-order",
        *ALL_THAT_DIFFERS,
        "--no-abbrev",
        "--no-show-signature",
        "--root",
        f"--format={_FORMAT}{verified.decode()}",
    )
    log = Log()
    with ExitStack() as stack:
        halves = [
            stack.enter_context(_Running(folder, (*command, *half))) for half in _halves(folder)
        ]
        for half in halves:
            _take(half.tokens(), prefix.encode(), wanted, log)
    if any(half.failed for half in halves):
        raise GitError(_NO_LOG)
    return log


def _halves(folder: Path) -> tuple[tuple[str, ...], ...]:
    """Return the revisions to ask for, the newer half first; all at once where they are few.

    What led to a commit in the middle of the line is the older half. No commit of it follows
    one of the newer half, so that one after the other they are in order.
    """
    if (os.cpu_count() or 1) == 1:
        return (("HEAD", "--"),)
    try:
        line = git(folder, "rev-list", "--first-parent", "HEAD", "--").split()
    except GitError as none:
        raise GitError(_NO_LOG) from none
    if len(line) < _MANY:
        return (("HEAD", "--"),)
    middle = line[len(line) // 2].decode()
    return ((line[0].decode(), f"^{middle}", "--"), (middle, "--"))


_MANY = 2_000
"""From how many commits on a second process is worth its start."""


class _Running:
    """A log that Git is writing, kept as it comes until it is looked at."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._running = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._pieces: SimpleQueue[bytes] = SimpleQueue()
        self._reading = Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._running.__enter__()
        self._reading.start()
        return self

    def __exit__(self, *_: object) -> None:
        # Over already, unless something else stopped us.
        self._running.kill()
        self._reading.join()
        self._running.__exit__(None, None, None)

    def _read(self) -> None:
        if self._running.stdout is not None:  # pragma: no branch  # it was asked for
            while piece := self._running.stdout.read(_PIECE):
                self._pieces.put(piece)
        self._pieces.put(b"")

    @property
    def failed(self) -> bool:
        """Whether Git could not write all of it."""
        return self._running.returncode != 0

    def tokens(self) -> Iterator[bytes]:
        """Yield what stands between the NULs, while Git is still writing."""
        rest = b""
        while piece := self._pieces.get():
            *whole, rest = (rest + piece).split(b"\0")
            yield from whole
        yield rest
        self._running.wait()


_NO_LOG = "the history cannot be read; is anything committed in this repository?"
# Who wrote a commit stands in it; a `.mailmap` beside the records would name another.
_FORMAT = (
    "%x01%H %P%x00%an%x00%ae%x00%aI%x00"
    "%(trailers:key=Reviewed-by,key=Let-past,unfold,separator=%x1f)%x00"
)
_FIELDS = 6
_PIECE = 1 << 20


def _own_verifiers(folder: Path) -> Iterator[str]:
    """Yield settings that have signatures verified by the user's programs, not a repository's."""
    for name, usual in _VERIFIERS.items():
        try:
            own = git(folder, "config", "--global", "--get", name).decode().strip()
        except GitError:
            own = ""
        yield "-c"
        yield f"{name}={own or usual}"


_VERIFIERS = {
    "gpg.program": "gpg",
    "gpg.openpgp.program": "gpg",
    "gpg.x509.program": "gpgsm",
    "gpg.ssh.program": "ssh-keygen",
}


def _take(tokens: Iterator[bytes], prefix: bytes, wanted: Callable[[str], bool], log: Log) -> None:
    commit: Commit | None = None
    for token in tokens:
        if token.startswith(b"\x01"):
            commit = _commit(token, *(next(tokens, b"") for _ in range(_FIELDS - 1)))
            log.commits.append(commit)
            continue
        line = token.lstrip(b"\n")
        if not line.startswith(b":"):
            continue
        path = next(tokens, b"")
        if commit is None or not path.startswith(prefix):
            continue
        name = path[len(prefix) :].decode(errors="replace")
        if wanted(name):
            before, after = _blobs(line)
            log.changes[name].append(Change(commit, before, after))


def _commit(ids: bytes, *words: bytes) -> Commit:
    first, *parents = ids[1:].decode().split()
    author, email, written, trailers, signature = (one.decode(errors="replace") for one in words)
    if not trailers:
        return Commit(first, tuple(parents), author, email, written, signature)
    said = [one.partition(":")[::2] for one in trailers.split("\x1f")]
    reviewers = (_address(value) for name, value in said if name.lower() == "reviewed-by")
    return Commit(
        first,
        tuple(parents),
        author,
        email,
        written,
        signature,
        tuple(filter(None, reviewers)),
        lets_past=any(name.lower() == "let-past" for name, _ in said),
    )


def _address(reviewer: str) -> str:
    """Return the address in `Name <address>`, or all of it where there is none."""
    name, _, address = reviewer.partition("<")
    return address.partition(">")[0].strip() or name.strip()


def _blobs(line: bytes) -> tuple[str | None, str | None]:
    """Return the ids before and after from Git's raw line.

    `:mode mode id id M`, or for a merge `::` with a mode and an id for each parent first.
    """
    parts = line.lstrip(b":").split()
    parents = len(line) - len(line.lstrip(b":"))
    before, after = parts[parents + 1], parts[2 * parents + 1]
    return _existing(before), _existing(after)


def _existing(blob: bytes) -> str | None:
    return blob.decode() if blob.strip(b"0") else None


def accepted_by(commits: list[Commit]) -> dict[str, Commit]:
    """Return the merge that brought each commit into the line of what is here, by commit.

    That line follows the first parent of each commit back from the newest. What was put on it
    directly has no merge, and neither has a merge on the line: it is one.
    """
    known = {one.id: one for one in commits}
    line: list[Commit] = []
    at = commits[0] if commits else None
    while at is not None:
        line.append(at)
        at = known.get(at.parents[0]) if at.parents else None
    accepted: dict[str, Commit] = {}
    seen = {one.id for one in line}
    for merge in reversed(line):
        waiting = list(merge.parents[1:])
        while waiting:
            one = known.get(waiting.pop())
            if one is not None and one.id not in seen:
                seen.add(one.id)
                accepted[one.id] = merge
                waiting.extend(one.parents)
    return accepted


def read_blobs(folder: Path, blobs: Iterable[str]) -> Iterator[bytes]:
    """Yield the content of each of these, in their order.

    Raises:
        GitError: one is not in this repository: the clone is not whole.
    """
    with subprocess.Popen(
        safely("cat-file", "--batch"),
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        if running.stdin is None or running.stdout is None:  # pragma: no cover  # asked for
            raise GitError(_NOT_WHOLE)
        asking = Thread(target=_ask, args=(running.stdin, blobs), daemon=True)
        asking.start()
        try:
            yield from _contents(running.stdout)
        finally:
            running.kill()  # nobody waits for the rest
            asking.join()


_NOT_WHOLE = "this repository does not hold all of its history; fetch it in full depth first"


def _ask(stdin: IO[bytes], blobs: Iterable[str]) -> None:
    try:
        with stdin:
            stdin.writelines(f"{blob}\n".encode() for blob in blobs)
    except OSError:
        return  # whoever read the answers has enough


def _contents(stdout: IO[bytes]) -> Iterator[bytes]:
    while head := stdout.readline():
        if not head.rstrip().rpartition(b" ")[2].isdigit():
            raise GitError(_NOT_WHOLE)
        size = int(head.rpartition(b" ")[2])
        yield stdout.read(size)
        stdout.read(1)
