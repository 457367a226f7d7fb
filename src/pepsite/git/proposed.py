"""What one commit has beyond another: files that differ, messages, who refers to what."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pepsite.errors import GitError
from pepsite.git.command import ALL_THAT_DIFFERS, NO_DAY, git
from pepsite.git.trees import prefix_of
from pepsite.records.paths import RECORDS_FOLDER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

REASON = "Reason"
"""The trailer of a commit message that says why a record was moved or deleted."""
LET_PAST = "Let-past"
"""The trailer that says by whom a change is let past: the head of the virtual school, by id."""


FEWEST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]{2,}")


def says_why(reason: str) -> bool:
    """Say whether a reason has words: one alone, or a sign, is none."""
    return len(_WORD.findall(reason)) >= FEWEST_WORDS


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, those before it, when and by whom it was made, all that it says."""

    id: str
    parents: tuple[str, ...]
    on: date
    people: str
    """The names and addresses of its author and of its committer, a line each."""
    message: str
    trailers: Mapping[str, str]
    """By name in small letters; of several with one name, the first that says anything."""

    def says(self, trailer: str) -> str:
        """Return what the message says in the trailer of this name, or nothing."""
        return self.trailers.get(trailer.lower(), "")


def object_of(folder: Path, revision: str, kind: str = "commit") -> str:
    """Return the id of the commit, or of the tree, that a revision names.

    Raises:
        GitError: there is none here.
    """
    try:
        named = f"{revision}^{{{kind}}}"
        found = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", named)
    except GitError as none:
        message = "there is no such revision in this repository; fetch it first, in full depth"
        raise GitError(message) from none
    return found.decode().strip()


def staged(folder: Path) -> str:
    """Return the tree of what is staged.

    Raises:
        GitError: a merge is not settled yet, or no repository is here.
    """
    try:
        return git(folder, "write-tree").decode().strip()
    except GitError as unsettled:
        message = "what is staged cannot be read; settle what collides in a merge first"
        raise GitError(message) from unsettled


def being_merged(folder: Path) -> tuple[str, ...]:
    """Return the commits which are being merged into what is checked out here.

    Git names them in a file only once its hook has been asked, and until then in variables.
    """
    told = [name.removeprefix(_MERGED) for name in os.environ if name.startswith(_MERGED)]
    found: list[str] = []
    for one in [*sorted(told), "MERGE_HEAD"]:
        with suppress(GitError):
            found.append(object_of(folder, one))
    return tuple(dict.fromkeys(found))


_MERGED = "GITHEAD_"


def left_at(folder: Path, base: str, head: str) -> str:
    """Return the commit at which one commit left the history of another.

    Raises:
        GitError: they share no history.
    """
    try:
        return git(folder, "merge-base", base, head).decode().strip()
    except GitError as apart:
        message = "base and head share no history; fetch both in full depth"
        raise GitError(message) from apart


def differing(folder: Path, before: str, after: str) -> frozenset[str]:
    """Return the paths below a folder that two commits or trees do not have alike.

    Raises:
        GitError: one of them does not have the folder.
    """
    prefix = prefix_of(folder)
    listed = git(
        folder, "diff-tree", "-r", "-z", *ALL_THAT_DIFFERS, "--name-only",
        f"{before}:{prefix}", f"{after}:{prefix}",
    )  # fmt: skip
    return _paths(listed)


def holding(folder: Path, tree: str, texts: Collection[str]) -> frozenset[str]:
    """Return the paths of records in a tree that hold one of these texts.

    Raises:
        GitError: Git cannot read the tree.
    """
    if not texts:
        return frozenset()
    tree = git(folder, "rev-parse", "--verify", f"{tree}:{prefix_of(folder)}").decode().strip()
    patterns = "".join(f"{text}\n" for text in sorted(texts)).encode()
    try:
        found = git(
            folder, "grep", "--no-recurse-submodules", "--text", "--fixed-strings",
            "--files-with-matches", "--null", "--no-color", "--full-name", "-f", "-", tree, "--",
            f":(top){RECORDS_FOLDER}", given=patterns,
        )  # fmt: skip
    except GitError:
        return frozenset()  # so it also ends where it finds nothing
    return frozenset(path.partition(":")[2] for path in _paths(found))


def commits_between(folder: Path, base: str | None, head: str) -> tuple[Commit, ...]:
    """Return what came after one commit up to another; without the one, all of it.

    Raises:
        GitError: Git cannot read the history.
    """
    return tuple(_logged(git(folder, *_LOG, *_range(base, head), "--")))


def trailers_of(folder: Path, commit: str) -> dict[str, list[str]]:
    """Return what the trailers of a commit's message say, by their names.

    Raises:
        GitError: there is no such commit.
    """
    logged = git(
        folder, "log", "-1", "--no-show-signature", "--encoding=UTF-8",
        "--format=%(trailers:only,unfold)", commit, "--",
    )  # fmt: skip
    told: dict[str, list[str]] = {}
    for line in logged.decode(errors="replace").split("\n"):
        name, colon, value = line.partition(": ")
        if colon:
            told.setdefault(name, []).append(value)
    return told


def commits_named(folder: Path, ids: Collection[str]) -> tuple[Commit, ...]:
    """Return these commits with their messages.

    Raises:
        GitError: one of them is not here.
    """
    if not ids:
        return ()
    given = "".join(f"{one}\n" for one in ids).encode()
    return tuple(_logged(git(folder, *_LOG, "--no-walk", "--stdin", given=given)))


def let_past_before(folder: Path, head: str) -> tuple[Commit, ...]:
    """Return the commits up to this one that say they let something past, newest first.

    Raises:
        GitError: Git cannot read the history.
    """
    found = git(
        folder,
        *_LOG,
        "--extended-regexp",
        f"--grep=^{LET_PAST}[[:space:]]*:",
        "--regexp-ignore-case",
        head,
        "--",
    )
    return tuple(one for one in _logged(found) if one.says(LET_PAST))


_LOG = (
    "log", "-z", "--no-show-signature", "--encoding=UTF-8",
    "--format=%H%x00%P%x00%cs%x00%an <%ae>%n%cn <%ce>%x00%(trailers:only,unfold)%x00%B",
)  # fmt: skip
_FIELDS = 6


def _logged(log: bytes) -> Iterator[Commit]:
    # No name and no message has the zero byte in it that stands between them.
    fields = iter(log.decode(errors="replace").split("\0")[:-1])
    for one, parents, day, people, trailers, message in zip(*[fields] * _FIELDS, strict=True):
        try:
            on = date.fromisoformat(day)
        except ValueError as no_day:
            raise GitError(NO_DAY) from no_day
        yield Commit(one, tuple(parents.split()), on, people, message, _trailers(trailers))


def _trailers(lines: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines.split("\n"):  # other ends of lines are none of Git's
        name, _, said = line.partition(":")
        if said.strip():
            found.setdefault(name.strip().lower(), said.strip())
    return found


def changed_by(folder: Path, commits: Collection[Commit]) -> dict[str, dict[str, bool]]:
    """Return by commit which paths below a folder it changes, and whether it deletes them.

    A merge changes whatever differs from any one of the commits it merges.

    Raises:
        GitError: Git cannot read a commit.
    """
    if not commits:
        return {}
    prefix = prefix_of(folder)
    given = "".join(f"{one.id}\n" for one in commits).encode()
    listed = git(
        folder, "diff-tree", "--stdin", "-r", "-m", "-z", *ALL_THAT_DIFFERS, "--root", "--raw",
        given=given,
    )  # fmt: skip
    changed: dict[str, dict[str, bool]] = {one.id: {} for one in commits}
    for commit, how, path in _by_commit(listed):
        if path.startswith(prefix):
            paths, name = changed[commit], path.removeprefix(prefix)
            paths[name] = paths.get(name, False) or how.endswith(" D")
    return changed


def _by_commit(listed: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield each line of `diff-tree --stdin -z --raw`: the commit, what it says, and the path."""
    commit = ""
    tokens = iter(listed.decode(errors="surrogateescape").split("\0"))
    for token in filter(None, tokens):
        if token.startswith(":"):
            yield commit, token, next(tokens)
        else:
            commit = token.split(" ")[0]


def objects_of(folder: Path, commits: Iterable[str], path: str) -> frozenset[str]:
    """Return the ids of all that a file below a folder ever was, in what led to these commits.

    Raises:
        GitError: Git cannot read the history.
    """
    logged = git(
        folder, "log", "--full-history", "-m", "--raw", *ALL_THAT_DIFFERS, "--no-abbrev", "--root",
        "--no-show-signature", "--format=", *commits, "--",
        f":(top,literal){prefix_of(folder)}{path}",
    )  # fmt: skip
    return frozenset(one for one in _NEW_OBJECT.findall(logged.decode(errors="replace")))


_NEW_OBJECT = re.compile(r"^:[0-7]+ 100[0-7]+ [0-9a-f]+ ([0-9a-f]+) ", re.MULTILINE)


class Version(NamedTuple):
    """A file as one commit has it: the commit, the path below a folder, and the object's id.

    A repository within this one has no content here.
    """

    commit: str
    path: str
    blob: str
    has_content: bool = True


def written_by(folder: Path, commits: Collection[Commit]) -> tuple[Version, ...]:
    """Return every version of every file below a folder that these commits brought.

    Of a merge, it is what stands so in none of the commits it merges.

    Raises:
        GitError: Git cannot read a commit.
    """
    if not commits:
        return ()
    prefix = prefix_of(folder)
    given = "".join(f"{one.id}\n" for one in commits).encode()
    listed = git(
        folder, "diff-tree", "--stdin", "-r", "-c", "-z", *ALL_THAT_DIFFERS, "--root", "--raw",
        "--no-abbrev", given=given,
    )  # fmt: skip
    versions: list[Version] = []
    for commit, how, path in _by_commit(listed):
        # Modes and ids of all commits that are merged, then of the one that merges them.
        parents = len(how) - len(how.lstrip(":"))
        fields = how.lstrip(":").split(" ")
        mode, blob = fields[parents], fields[2 * parents + 1]
        if path.startswith(prefix) and mode[:2] in _THERE:
            has_content = mode[:2] != _REPOSITORY
            versions.append(Version(commit, path.removeprefix(prefix), blob, has_content))
    return tuple(versions)


_REPOSITORY = "16"
_THERE = ("10", "12", _REPOSITORY)
"""Modes of files, of links and of repositories within this one, by their beginning."""


def said_by_tag(folder: Path, revision: str) -> tuple[str, ...]:
    """Return what the tag that a revision names says, and the tags that it is a tag of.

    That is the message of each, the name that it holds, and who made it. For what is no tag, it
    is nothing.
    """
    said: list[str] = []
    try:
        found = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", revision)
        named = found.decode().strip()
        while True:
            tag = git(folder, "cat-file", "tag", named).decode(errors="replace")
            head, _, message = tag.partition("\n\n")
            of = dict(line.partition(" ")[::2] for line in head.splitlines())
            people = of.get("tagger", "").rpartition(">")[0]  # and then when, in ten digits
            said += (message, of.get("tag", ""), people)
            if of.get("type") != "tag":
                return tuple(said)
            named = of["object"]
    except GitError:
        return tuple(said)  # so it ends for whatever is no tag


def merged_by_git_alone(folder: Path, commits: Collection[Commit]) -> frozenset[str]:
    """Return the merges that hold what Git itself makes of the two commits they merge.

    Nobody put anything into such a merge: a forge's button makes these. Where Git is too old
    to tell (before 2.35), none is returned.
    """
    merges = [one for one in commits if len(one.parents) == _TWO]
    if not merges:
        return frozenset()
    try:
        told = git(
            folder, *_no_drivers(folder), "log", "--stdin", "--no-walk=unsorted", "-z",
            "--remerge-diff", "--raw", *ALL_THAT_DIFFERS, "--no-show-signature", "--format=%x01%H",
            given="".join(f"{one.id}\n" for one in merges).encode(),
        )  # fmt: skip
    except GitError:
        return frozenset()
    parts = (part.strip("\0\n") for part in told.decode(errors="replace").split("\x01"))
    return frozenset(part for part in parts if _ID.fullmatch(part))


_TWO = 2
_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


def _no_drivers(folder: Path) -> Iterator[str]:
    """Yield settings by which no program of a repository's own takes part in a merge."""
    try:
        listed = git(folder, "config", "--name-only", "--get-regexp", r"^merge\..*\.driver$")
    except GitError:
        return  # so it also ends where there is none
    for name in listed.decode(errors="replace").splitlines():
        yield "-c"
        yield f"{name}=false"


def _range(base: str | None, head: str) -> tuple[str, ...]:
    return (head,) if base is None else (head, f"^{base}")


def _paths(listed: bytes) -> frozenset[str]:
    return frozenset(filter(None, listed.decode(errors="surrogateescape").split("\0")))
