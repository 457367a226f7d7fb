"""What the commits of a change have to bring with them: trailers, signatures, and who lets past.

What is asked, which keys count and who is who come from the base: none of it can be brought along.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pepsite.findings import Finding, finding
from pepsite.git.proposed import LET_PAST, REASON, Commit, changed_by, merged_by_git_alone
from pepsite.git.signatures import SIGNERS_PATH, names_a_key, signers_of
from pepsite.privacy.permission import Action, may
from pepsite.records.authority import Authority, Gate, TrailerAsked
from pepsite.records.paths import AUTHORITY_PATH, RECORDS_FOLDER, path_to, place_of
from pepsite.records.person import Person
from pepsite.store.files import read_file
from pepsite.store.workspace import Reading, read_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pepsite.store.files import Source


def place_of_commit(commit: Commit) -> str:
    """Return what stands where a finding on a commit has the path of a file."""
    return f"commit {commit.id[:12]}"


_OF_A_SUBMISSION = frozenset(
    [
        TrailerAsked.SUBMITTED_BY,
        TrailerAsked.IDENTITY_METHOD,
        TrailerAsked.SUBMISSION_ID,
        TrailerAsked.FORM,
    ]
)


def _of_review(commit: Commit) -> bool:
    """Say whether a commit accepts, or sends back, what somebody else submitted, and by whom."""
    return any(commit.says(name) for name in ("Reviewed-by", "Returned-by"))


def named_head(commit: Commit) -> str:
    """Return by whom a commit says something is let past, if that is an id, else nothing."""
    named = commit.says(LET_PAST)
    return named if place_of(path_to("person", named)) is not None else ""


class CommitsBrought:
    """The commits of a change, newest first, and what the base asks of them.

    `base` is None where nothing is there yet: then nothing is asked of commits.
    """

    def __init__(self, folder: Path, commits: tuple[Commit, ...], base: Source | None) -> None:
        self._folder = folder
        self.commits = commits
        self._base = base
        self._gate = Gate() if base is None else gate_of(base)

    @cached_property
    def changed(self) -> Mapping[str, Mapping[str, bool]]:
        """By commit, the paths that it changes, and whether it deletes them."""
        return changed_by(self._folder, self.commits)

    def deleted_with_reason(self) -> frozenset[str]:
        """Return the paths deleted by a commit that says why."""
        return frozenset(
            path
            for one in self.commits
            if one.says(REASON)
            for path, is_gone in self.changed[one.id].items()
            if is_gone
        )

    def findings(self) -> Iterator[Finding]:
        """Yield what a commit lacks that is asked of it, and who let past what they may not."""
        for one in self._written:
            place = place_of_commit(one)
            if any(path.startswith(f"{RECORDS_FOLDER}/") for path in self._changed_if_asked(one)):
                for name in self._gate.trailers:
                    if not one.says(name) and not (name in _OF_A_SUBMISSION and _of_review(one)):
                        yield finding("trailer-missing", place, name=str(name))
            if self._asks_signatures and one.id not in self._signers:
                yield finding("not-signed", place)
        for one in self.commits:
            if one.says(LET_PAST) and (why := self._why_not(one)) is not None:
                yield finding("let-past-not-allowed", place_of_commit(one), why=why)

    def letting_past(self) -> tuple[Commit, ...]:
        """Return the commits by which the head of the virtual school lets something past."""
        return tuple(
            one for one in self.commits if one.says(LET_PAST) and self._why_not(one) is None
        )

    @property
    def _asks_signatures(self) -> bool:
        return self._gate.signatures == "required"

    @cached_property
    def _written(self) -> tuple[Commit, ...]:
        """The commits that somebody wrote: all but merges that Git makes by itself."""
        if not self._gate.trailers and not self._asks_signatures:
            return ()
        by_git = merged_by_git_alone(self._folder, self.commits)
        return tuple(one for one in self.commits if one.id not in by_git)

    def _changed_if_asked(self, commit: Commit) -> Mapping[str, bool]:
        return self.changed[commit.id] if self._gate.trailers else {}

    @cached_property
    def _signers(self) -> Mapping[str, str]:
        keys = None if self._base is None else read_signers(self._base)
        return signers_of(self._folder, [one.id for one in self.commits], keys or b"")

    def _why_not(self, commit: Commit) -> str | None:
        """Return why a commit may let nothing past, or None where it may."""
        named = named_head(commit)
        if not named or not self._may_let_past(named):
            return "the records of the base know nobody by this id as head of the virtual school"
        if not commit.says(REASON):
            return f"no line `{REASON}:` says why"
        if self._asks_signatures and named not in self._signers.get(commit.id, "").split(","):
            return "it is not signed with the head's own key"
        return None

    def _may_let_past(self, person_id: str) -> bool:
        if self._base is None:
            return False
        person = read_one(self._base, path_to("person", person_id), Reading())
        return isinstance(person, Person) and may(person, Action.LET_PAST)


def gate_of(workspace: Source) -> Gate:
    """Return what a workspace asks of commits."""
    authority = read_one(workspace, AUTHORITY_PATH, Reading())
    settled = authority.gate if isinstance(authority, Authority) else None
    return settled or Gate()


def read_signers(workspace: Source) -> bytes | None:
    """Return the keys that a workspace knows, in the form that Git reads; None without any."""
    keys = read_file(workspace, SIGNERS_PATH)
    return None if isinstance(keys, Finding) else keys


def without_keys(workspace: Source) -> Iterator[Finding]:
    """Yield that signatures are asked for where no key is known: nothing could be taken in."""
    if gate_of(workspace).signatures == "required" and not names_a_key(
        read_signers(workspace) or b""
    ):
        yield finding("signers-missing", AUTHORITY_PATH, ("gate", "signatures"))
