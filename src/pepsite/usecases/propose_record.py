"""What somebody filled in becomes a commit on a branch of its own, checked as CI will check it.

Neither the working tree nor the index is touched. Sent twice, with the same id of the submission,
it is one commit on one branch. What somebody else did to the record meanwhile is brought together
with it; where both cannot be had, nothing is written, and whoever asks is told what collides.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pepsite.errors import PepsiteError, RecordChangedError, RecordNotOpenedError
from pepsite.findings import Finding, Severity, finding
from pepsite.git.main_line import REMOTE, main_line
from pepsite.git.proposed import REASON, left_at, trailers_of
from pepsite.git.submissions import changed_files
from pepsite.git.trees import GitTree
from pepsite.git.writing import (
    Ref,
    Written,
    blob_at,
    move_refs,
    read_blob,
    ref_at,
    write_blob,
    write_commit,
    write_tree,
)
from pepsite.records.authority import StaffLabel
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.paths import kind_of, place_of
from pepsite.store.canonical import emit
from pepsite.store.merging import merge_files
from pepsite.store.reading import parse, read_record, said_in
from pepsite.store.rewriting import rewritten
from pepsite.store.schemas import editor_line
from pepsite.usecases.check_identity import identifying_texts
from pepsite.usecases.clashing import GONE, Versions, clash_at, clash_of
from pepsite.usecases.submission import (
    BLOB,
    Changed,
    Clash,
    Combined,
    Edit,
    Outcome,
    Proposed,
    Refused,
    Submission,
    Unchanged,
    check_submission,
)
from pepsite.usecases.submission_message import (
    BASE_BLOB,
    FORM,
    IDENTITY_METHOD,
    SUBMISSION_ID,
    SUBMITTED_BY,
    Touched,
    message,
    touched,
)
from pepsite.usecases.workspace import open_people
from pepsite.versions.differences import differences
from pepsite.versions.ways import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pepsite.git.main_line import MainLine
    from pepsite.privacy.names import NameScan
    from pepsite.versions.merging import Values

UNSENT = "refs/pepsite/unsent/"
"""Refs to what still has to be sent: made in one step with the branch, gone when it is sent."""
_TRIES = 5
"""How often two who use one submission's id at once are sorted out before we give up."""


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record as it was accepted last: its values, and the id of its file for the `Edit`."""

    path: str
    values: Values
    content: bytes
    blob: str
    commit: str


def open_record(folder: Path, path: str, branch: str = "") -> OpenedRecord | None:
    """Return a record as it was accepted last, or as it is on a branch; None if there is none.

    Raises:
        GitError: no repository is here, or nothing was accepted yet.
        RecordNotOpenedError: its file cannot be read.
    """
    commit = _tip(folder, branch) if branch else main_line(folder).commit
    blob = None if commit is None or place_of(path) is None else blob_at(folder, commit, path)
    content = None if blob is None else read_blob(folder, blob)
    if commit is None or blob is None or content is None:
        return None
    values = parse(content, path)
    if isinstance(values, tuple):
        raise RecordNotOpenedError(_UNREADABLE)
    return OpenedRecord(path, values, content, blob, commit)


def values_in(folder: Path, path: str, blob: str) -> Values | None:
    """Return what a record said in a file that was opened once, or None where it is not here.

    Raises:
        GitError: git is not installed.
    """
    content = read_blob(folder, blob)
    values = () if content is None else parse(content, path)
    return None if isinstance(values, tuple) else values


_UNREADABLE = "this record cannot be read as it is; `pepsite validate` says why"


def propose_record(
    folder: Path, submission: Submission, names: NameScan | None = None, key: Path | None = None
) -> Outcome:
    """Put a submission on a branch of its own, if it conforms and undoes nobody's work.

    `folder` is the workspace in a clone, whatever its working tree is like, or a bare
    repository. `key` is the SSH key that the service signs with.

    Raises:
        RecordChangedError: a submission of this id says something else, and was accepted.
        PepsiteError: the submission is not one, or whoever sends it is not on record.
        GitError: Git cannot write it; nothing is there then, and it can be sent again.
    """
    check_submission(submission)
    for _ in range(_TRIES):
        done = _Proposing(folder, submission, names, key).outcome()
        if done is not None:
            return done
    message_ = "this submission is being sent somewhere else at the same time; look there first"
    raise RecordChangedError(message_)


@dataclass(frozen=True, slots=True)
class _Result:
    """What one record comes to: the content before and after, and whose changes came with it."""

    path: str
    before: bytes
    after: bytes | None
    combined: Combined | None = None


@dataclass(frozen=True, slots=True)
class _Results:
    results: tuple[_Result, ...] = ()
    clashes: tuple[Clash, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Proposing:
    """One try. It comes to nothing where somebody else moved the branch meanwhile."""

    folder: Path
    submission: Submission
    names: NameScan | None
    key: Path | None
    line: MainLine = field(init=False)
    own: str | None = field(init=False)
    tip: str | None = field(init=False)

    def __post_init__(self) -> None:
        self.line = main_line(self.folder)
        self.own = ref_at(self.folder, f"refs/heads/{self.submission.branch}")
        self.tip = _tip(self.folder, self.submission.branch)

    def outcome(self) -> Outcome | None:
        main = self.line.commit
        if self.tip is None:
            return self._proposed([main], self._worked_out(main))
        # What it came to when it was sent before, whatever was accepted since.
        left = left_at(self.folder, main, self.tip)
        worked = self._worked_out(left)
        if not worked.findings and not worked.clashes and self._is_on(self.tip, worked):
            unsent = ref_at(self.folder, UNSENT + self.submission.id) is not None
            told = tuple(map(_touched, worked.results))
            return Proposed(self.submission.branch, self.tip, told, again=True, unsent=unsent)
        if left == self.tip:
            raise RecordChangedError(_ACCEPTED)
        # Whoever chose between the branch and what was accepted since has seen both.
        if self._has_seen_accepted(left, self.tip):
            return self._proposed([self.tip, main], self._worked_out(main))
        # Whoever sends another version of what is on the branch means that one. What somebody
        # else put there, they have to have seen.
        if self._opened(self.tip) or not self._is_own(self.tip):
            worked = self._worked_out(self.tip)
            if not worked.findings and not worked.clashes:
                worked = replace(worked, clashes=tuple(self._with_accepted(left, worked.results)))
        return self._proposed([self.tip], worked)

    def _proposed(self, parents: list[str], worked: _Results) -> Outcome | None:
        if worked.findings:
            return Refused(worked.findings)
        if worked.clashes:
            return Changed(worked.clashes)
        return self._write(parents, worked.results)

    def _with_accepted(self, left: str, results: Iterable[_Result]) -> Iterator[Clash]:
        """Yield what collides with what was accepted since the branch left the main one."""
        for one in results:
            blob = blob_at(self.folder, self.line.commit, one.path)
            base, theirs = (self._content(commit, one.path) for commit in (left, self.line.commit))
            if theirs == base or not (theirs and one.after):
                continue
            if not merge_files(base, one.after, theirs, one.path, accepted="theirs").clean:
                yield clash_of(Versions(one.path, base, one.after, theirs, blob))

    # --- What was sent before

    def _is_on(self, tip: str, worked: _Results) -> bool:
        return all(self._content(tip, one.path) == (one.after or b"") for one in worked.results)

    def _opened(self, tip: str) -> bool:
        """Say whether the branch itself was opened to write this."""
        return any(
            one.base_blob is not None and one.base_blob == blob_at(self.folder, tip, one.path)
            for one in self.submission.edits
        )

    def _has_seen_accepted(self, left: str, tip: str) -> bool:
        """Say whether all that the branch changed was opened again as it is accepted now."""
        bases = {one.path: one.base_blob for one in self.submission.edits}
        main = {path: blob_at(self.folder, self.line.commit, path) for path in bases}
        return (
            bases == main
            and any(blob != blob_at(self.folder, left, path) for path, blob in main.items())
            and all(one.path in bases for one in changed_files(self.folder, left, tip))
        )

    def _is_own(self, tip: str) -> bool:
        """Say whether what stands last on the branch was sent by the same person."""
        return trailers_of(self.folder, tip).get(SUBMITTED_BY) == [self.submission.person]

    # --- What each record comes to

    def _worked_out(self, onto: str) -> _Results:
        results: list[_Result] = []
        clashes: list[Clash] = []
        findings: list[Finding] = []
        for edit in self.submission.edits:
            if place_of(edit.path) is None:
                findings.append(finding("misplaced-file", edit.path))
                continue
            one = self._worked_out_one(edit, onto)
            if isinstance(one, _Result):
                results.append(one)
            elif isinstance(one, Clash):
                clashes.append(one)
            else:
                findings.extend(one)
        if not findings:
            # Told with the others, though they ask nothing.
            clashes += [] if self.submission.combine else self._to_be_shown(results, onto)
        return _Results(tuple(results), tuple(clashes), tuple(findings))

    def _to_be_shown(self, results: Iterable[_Result], onto: str) -> Iterator[Clash]:
        edits = {one.path: one for one in self.submission.edits}
        for one in results:
            if one.combined is not None:
                edit = edits[one.path]
                base = self._base(edit)
                mine = self._mine(edit, base)
                if isinstance(mine, bytes):
                    blob = blob_at(self.folder, onto, one.path)
                    yield clash_at(Versions(one.path, base, mine, one.before, blob), ())

    def _worked_out_one(self, edit: Edit, onto: str) -> _Result | Clash | tuple[Finding, ...]:
        theirs_blob = blob_at(self.folder, onto, edit.path)
        theirs = b"" if theirs_blob is None else read_blob(self.folder, theirs_blob) or b""
        base = self._base(edit)
        mine = self._mine(edit, base)
        if isinstance(mine, tuple):
            return mine
        if theirs_blob == edit.base_blob or mine == (theirs or None):
            return _Result(edit.path, theirs, mine)
        versions = Versions(edit.path, base, mine or b"", theirs, theirs_blob)
        if mine is None or not theirs:
            return clash_at(versions, GONE)
        merged = merge_files(base, mine, theirs, edit.path, accepted="theirs")
        if merged.clean:
            kind = kind_of(edit.path)
            did = differences(kind, said_in(base), said_in(theirs))
            return _Result(edit.path, theirs, merged.text, Combined(edit.path, did))
        if merged.collisions:
            return clash_at(versions, merged.collisions)
        return merged.findings or (finding("not-yaml", edit.path),)

    def _base(self, edit: Edit) -> bytes:
        """Return what was opened. Nothing, where it is not known here: then all is compared."""
        blob = edit.base_blob
        if blob is None or not BLOB.fullmatch(blob):
            return b""
        return read_blob(self.folder, blob) or b""

    @staticmethod
    def _mine(edit: Edit, base: bytes) -> bytes | tuple[Finding, ...] | None:
        if edit.content is None or isinstance(edit.content, bytes):
            return edit.content
        if base.strip():
            return rewritten(base, edit.content, edit.path)
        return emit(kept({}, edit.content), editor_line(edit.path, kind_of(edit.path))).encode()

    def _content(self, commit: str, path: str) -> bytes:
        blob = blob_at(self.folder, commit, path)
        return b"" if blob is None else read_blob(self.folder, blob) or b""

    # --- Writing it

    def _write(self, parents: list[str], results: tuple[_Result, ...]) -> Outcome | None:
        results = tuple(one for one in results if one.after != (one.before or None))
        if not results:
            return Unchanged()
        found = tuple(self._said(results))
        if found:
            # Not even an object is written of what says who a child is.
            return Refused(found)
        told = tuple(map(_touched, results))
        written = self._written(told)
        files = {
            one.path: None if one.after is None else write_blob(self.folder, one.after)
            for one in results
        }
        tree = write_tree(self.folder, parents[-1], files)
        commit = write_commit(self.folder, tree, parents, written, self.key)
        branch = self.submission.branch
        # All rules come with it: whoever only fills in forms does without.
        from pepsite.usecases.check_change import Proposal, check_change  # noqa: PLC0415  # as said

        report = check_change(self.folder, Proposal(self.line.commit, commit, branch), self.names)
        if report.errors:
            return Refused(report.errors_first)
        # From where it was when this try began: else there is another one.
        refs = [Ref(f"refs/heads/{branch}", self.own, commit)]
        if self.line.shared:
            name = UNSENT + self.submission.id
            refs.append(Ref(name, ref_at(self.folder, name), commit))
        if not move_refs(self.folder, refs):
            return None
        combined = tuple(one.combined for one in results if one.combined is not None)
        return Proposed(
            branch, commit, told, combined, report.errors_first, unsent=self.line.shared
        )

    def _said(self, results: Iterable[_Result]) -> Iterator[Finding]:
        """Yield what says who a child is, or is no record, before any of it is written."""
        for one in results:
            if one.after is None:
                continue
            record = read_record(one.after, one.path, BY_SCHEMA)
            if isinstance(record, tuple):
                yield from record
                continue
            before = read_record(one.before, one.path, BY_SCHEMA) if one.before else ()
            was = None if isinstance(before, tuple) else before
            found = list(identifying_texts(one.path, was, record))
            if self.names is not None:
                found += self.names.findings(one.after.decode(), one.path)
            yield from (each for each in found if each.severity is Severity.ERROR)

    def _written(self, told: tuple[Touched, ...]) -> Written:
        submission = self.submission
        blobs = [
            (BASE_BLOB, one.base_blob)
            for one in submission.edits
            if one.base_blob and BLOB.fullmatch(one.base_blob)
        ]
        text = message(
            told,
            (
                (SUBMITTED_BY, submission.person),
                (IDENTITY_METHOD, submission.method),
                (SUBMISSION_ID, submission.id),
                (FORM, submission.form),
                *blobs,
                (REASON, submission.reason),
            ),
        )
        name, email = author(self.folder, self.line.commit, submission.person)
        return Written(name, email, submission.at, text)


_ACCEPTED = "this was accepted meanwhile; open the record anew to change it again"


def author(folder: Path, commit: str, person: str) -> tuple[str, str]:
    """Return the name and address by which the history knows a person, as the authority sets.

    Raises:
        PepsiteError: nobody of this id is on record, or there is no workspace.
    """
    with GitTree(folder, commit) as tree:
        authority, people = open_people(tree)
    known = people.get(person)
    if known is None:
        wrong = (
            "whoever sends this is not on record: their own record under records/people comes first"
        )
        raise PepsiteError(wrong)
    named = authority.disclosure.staff_shown_in_history_as is StaffLabel.NAME
    return (known.name or person) if named else person, f"{person}@pepsite.invalid"


def _tip(folder: Path, branch: str) -> str | None:
    """Return the last commit of a branch: here, or where all share it if it went on there."""
    own = ref_at(folder, f"refs/heads/{branch}")
    theirs = ref_at(folder, f"refs/remotes/{REMOTE}/{branch}")
    if own is None or theirs is None or own == theirs:
        return own or theirs
    return theirs if left_at(folder, own, theirs) == own else own


def _touched(result: _Result) -> Touched:
    return touched(result.path, said_in(result.before), said_in(result.after or b""))
