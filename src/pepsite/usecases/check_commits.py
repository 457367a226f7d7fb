"""What the commits of a change have to bring with them: trailers, signatures, and who lets past.

What is asked, which keys count and who is who come from the base: none of it can be brought along.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pepsite.compliance.evidence import ShownBy
from pepsite.findings import Finding, finding
from pepsite.git.proposed import (
    FEWEST_WORDS,
    LET_PAST,
    REASON,
    Commit,
    changed_by,
    merged_by_git_alone,
    says_why,
)
from pepsite.git.signatures import SIGNERS_PATH, has_key_of, names_a_key, signers_of
from pepsite.git.trees import GitTree
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


def head_in(base: Source, commit: Commit) -> Person | None:
    """Return whom a commit names as letting something past, if the base knows them as the head."""
    named = named_head(commit)
    person = read_one(base, path_to("person", named), Reading()) if named else None
    if isinstance(person, Person) and may(person, Action.LET_PAST):
        return person
    return None


def shown_by(commit: Commit, person: Person, signer: str) -> ShownBy:
    """Return what shows that a commit is of a person: the key that signed it, or a name in it.

    `signer` is who signed it by the keys of the base, or nothing. The name is that of its author
    or its committer: the id of the person, as name or before the `@`, or their name on record.
    """
    if person.id in signer.split(","):
        return ShownBy.SIGNATURE
    names = {person.id.casefold(), (person.name or person.id).casefold()}
    for one in commit.people.split("\n"):
        name, _, address = one.rpartition(" <")
        if name.casefold() in names or address.partition("@")[0] == person.id:
            return ShownBy.NAME
    return ShownBy.NOTHING


class CommitsBrought:
    """The commits of a change, newest first, and what the base asks of them.

    `base` is None where nothing is there yet: then nothing is asked of commits, and who may let
    something past stands in what each such commit was made upon.
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

    def changed_with_reason(self) -> Mapping[str, bool]:
        """Return the paths changed by a commit that says why, and whether one deletes them."""
        told: dict[str, bool] = {}
        for one in self.commits:
            if says_why(one.says(REASON)):
                for path, is_gone in self.changed[one.id].items():
                    told[path] = told.get(path, False) or is_gone
        return told

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
        return signers_of(self._folder, [one.id for one in self.commits], self._keys)

    @cached_property
    def _keys(self) -> bytes:
        return (None if self._base is None else read_signers(self._base)) or b""

    def _why_not(self, commit: Commit) -> str | None:
        """Return why a commit may let nothing past, or None where it may."""
        if self._base is not None:
            return self._why_not_by(self._base, commit)
        if not commit.parents:
            return _NOBODY
        with GitTree(self._folder, commit.parents[0]) as before:
            return self._why_not_by(before, commit)

    def _why_not_by(self, base: Source, commit: Commit) -> str | None:
        head = head_in(base, commit)
        if head is None:
            return _NOBODY
        if not says_why(commit.says(REASON)):
            return f"no line `{REASON}:` says why, in {FEWEST_WORDS} words or more"
        keys = read_signers(base) or b""
        signers = signers_of(self._folder, [commit.id], keys)
        shown = shown_by(commit, head, signers.get(commit.id, ""))
        asks_key = gate_of(base).signatures == "required" or has_key_of(keys, head.id)
        if asks_key and shown is not ShownBy.SIGNATURE:
            return "it is not signed with the head's own key"
        if shown is ShownBy.NOTHING:
            return "neither its author nor its committer is the head"
        return None


_NOBODY = "the records of the base know nobody by this id as head of the virtual school"


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
