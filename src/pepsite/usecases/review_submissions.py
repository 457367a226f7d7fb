"""What waits to be reviewed: listed, shown in words, accepted, or sent back with a reason.

Works in a bare repository or on a council's share, and in a clone of one. Accepting is the merge of
records, judged as a whole before the main branch moves, and moves it only from where it was seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from pepsite.compliance.evidence import Staff
from pepsite.errors import GitError, PepsiteError, RecordChangedError
from pepsite.findings import Finding
from pepsite.git.main_line import main_line
from pepsite.git.proposed import FEWEST_WORDS, LET_PAST, REASON, left_at, says_why
from pepsite.git.publishing import publish
from pepsite.git.submissions import (
    Branch,
    FileChange,
    Sent,
    changed_files,
    sent_on,
    waiting_branches,
)
from pepsite.git.trees import GitTree
from pepsite.git.writing import (
    Ref,
    Written,
    blob_at,
    read_blob,
    write_blob,
    write_commit,
    write_tree,
)
from pepsite.privacy.permission import About, Action, may
from pepsite.records.ids import new_item_id
from pepsite.records.paths import kind_of, place_of
from pepsite.store.merging import merge_files
from pepsite.store.reading import said_in
from pepsite.store.rewriting import rewritten
from pepsite.usecases.clashing import Versions, clash_of
from pepsite.usecases.diff_records import diff_records
from pepsite.usecases.propose_record import author
from pepsite.usecases.submission import BRANCHES
from pepsite.usecases.submission_message import (
    FORM,
    IDENTITY_METHOD,
    SUBMISSION_ID,
    SUBMITTED_BY,
    Touched,
    message,
    touched,
)
from pepsite.usecases.workspace import open_people

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from pathlib import Path

    from pepsite.findings import ValidationReport
    from pepsite.git.main_line import MainLine
    from pepsite.privacy.names import NameScan
    from pepsite.records.person import Person
    from pepsite.usecases.diff_records import Shown
    from pepsite.usecases.submission import Clash
    from pepsite.versions.states import RecordsDiff

REVIEWED_BY, RETURNED_BY = "Reviewed-by", "Returned-by"
"""Trailers that say who accepted a submission, and who sent it back."""
Verdict: TypeAlias = Literal["conforms", "does-not-conform", "collides", "cannot-tell"]
_TRIES = 20


# --- What waits ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SentBack:
    """A submission was returned: when, by whom, and why where that is no record's to keep."""

    on: date
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A branch that waits: what it touches, who sent it and when, and how it stands.

    `by` is a person's id, or how the history shows whoever wrote it. `verdict` is the gate's, as
    things are now: `collides` where it cannot be brought together with what was accepted since.
    `form` is the name of the form that was filled in, where it was one.
    """

    id: str
    branch: str
    commit: str
    touched: tuple[Touched, ...]
    by: str
    sent_on: date
    waiting_days: int
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    clashes: tuple[Clash, ...] = ()
    returned: SentBack | None = None
    form: str = ""


Known: TypeAlias = "dict[tuple[str, Branch], Submitted]"
"""How branches stood beside a main branch, by its commit and theirs: that does not change."""


def list_submissions(
    folder: Path, as_of: date, names: NameScan | None = None, known: Known | None = None
) -> tuple[Submitted, ...]:
    """Return what was sent for review and is not accepted, the longest waiting first.

    What stands in `known` already is not judged again; the rest comes into it, and what is past
    goes out of it.

    Raises:
        GitError: no repository is here, or nothing was accepted yet.
        PepsiteError: there is no workspace in it.
    """
    line = main_line(folder)
    before = dict(known or {})
    found: Known = {}
    reviewing: _Reviewing | None = None
    for branch in waiting_branches(folder, line, BRANCHES):
        key = line.commit, branch
        if key in before:
            days = max(0, (as_of - before[key].sent_on).days)
            found[key] = replace(before[key], waiting_days=days)
        else:
            reviewing = reviewing or _Reviewing(folder, line, names)
            found[key] = reviewing.submitted(branch, as_of)
    if known is not None:
        known.clear()
        known.update(found)
    in_order = sorted(
        found.values(), key=lambda one: (one.returned is not None, one.sent_on, one.id)
    )
    return tuple(in_order)


@dataclass(frozen=True, slots=True)
class Showing:
    """A submission, and what accepting it would change, in words, with compliance."""

    submitted: Submitted
    diff: RecordsDiff


def show_submission(
    folder: Path,
    submission: str,
    as_of: date,
    names: NameScan | None,
    shown: Shown,
) -> Showing:
    """Return what a submission changes. It quotes the records, as far as they are `shown`.

    Raises:
        GitError: no repository is here.
        PepsiteError: nothing of this id waits.
    """
    line = main_line(folder)
    branch = _branch(folder, line, submission)
    submitted = _Reviewing(folder, line, names).submitted(branch, as_of)
    base = left_at(folder, line.commit, branch.commit)
    return Showing(submitted, diff_records(folder, base, branch.commit, as_of, shown))


def on_record(folder: Path, person: str) -> Person | None:
    """Return somebody as the main branch has them, or None where they are not on record.

    Raises:
        GitError: no repository is here, or nothing was accepted yet.
        PepsiteError: there is no workspace in it.
    """
    with GitTree(folder, main_line(folder).commit) as tree:
        return open_people(tree)[1].get(person)


# --- What becomes of it ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who reviews, when, and the SSH key that what they do is signed with.

    `let_past` is why the head of the virtual school lets pass what is refused, if they do. `seen`
    is the commit that was looked at: where it is given, nothing becomes of what came after it.
    """

    person: str
    at: datetime
    key: Path | None = None
    method: str = "loopback"
    let_past: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """It is on the main branch. `own`: whoever accepted it had sent it too, as history shows."""

    commit: str
    touched: tuple[Touched, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """It stays where it is, and why: what does not conform, or what collides."""

    findings: tuple[Finding, ...] = ()
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """It was sent back. `in_record`: the reason stands in the PEP, for its readers alone."""

    commit: str
    in_record: bool


def accept_submission(
    folder: Path,
    submission: str,
    reviewer: Reviewer,
    names: NameScan | None = None,
    *,
    own: bool = False,
) -> Accepted | NotAccepted:
    """Take a submission into the main branch.

    Whoever sent it may not accept it, unless `own` says that nobody else can: the history
    shows that it was so.

    Raises:
        RecordChangedError: it was sent anew since it was looked at.
        PepsiteError: nothing of this id waits, this person may not accept it, or hardly says why
            they let it past.
        GitError: the main branch cannot be moved.
    """
    if reviewer.let_past and not says_why(reviewer.let_past):
        raise PepsiteError(_SAY_WHY)
    for _ in range(_TRIES):
        line = main_line(folder)
        branch = _branch(folder, line, submission)
        _refuse_unseen(branch, reviewer, _SENT_ANEW)
        done = _Reviewing(folder, line, names).accept(branch, reviewer, own=own)
        if done is not None:
            return done
    message_ = "others are accepting at the same time; nothing was changed, try again"
    raise GitError(message_)


def return_submission(
    folder: Path,
    submission: str,
    reviewer: Reviewer,
    reason: str,
    names: NameScan | None = None,
) -> Returned | NotAccepted:
    """Send a submission back to whoever sent it.

    The reason goes into the PEP that it is about. Where it is about none, it stands with the
    commit, and may then say nothing of who a child is.

    Raises:
        RecordChangedError: it was sent anew since it was looked at.
        PepsiteError: nothing of this id waits, or this person may not review, or gives no reason.
        GitError: the branch cannot be written.
    """
    if not reason.strip():
        wrong = "say why it goes back: whoever sent it has nothing else to go by"
        raise PepsiteError(wrong)
    line = main_line(folder)
    branch = _branch(folder, line, submission)
    _refuse_unseen(branch, reviewer, _SENT_AGAIN)
    return _Reviewing(folder, line, names).give_back(branch, reviewer, reason.strip())


def _branch(folder: Path, line: MainLine, submission: str) -> Branch:
    wanted = submission.removeprefix(BRANCHES)
    for one in waiting_branches(folder, line, BRANCHES):
        if one.name == f"{BRANCHES}{wanted}":
            return one
    wrong = "nothing of this id waits to be reviewed; `pepsite review list` says what does"
    raise PepsiteError(wrong)


def _refuse_unseen(branch: Branch, reviewer: Reviewer, why: str) -> None:
    if reviewer.seen and branch.commit != reviewer.seen:
        raise RecordChangedError(why)


class _Reviewing:
    """A main branch as it is, and what is asked of the branches that wait for it."""

    def __init__(self, folder: Path, line: MainLine, names: NameScan | None) -> None:
        self._folder, self._line, self._names = folder, line, names
        with GitTree(folder, line.commit) as tree:
            self._authority, self._people = open_people(tree)
        self._staff = Staff(self._people, self._authority.disclosure)

    def submitted(self, branch: Branch, as_of: date) -> Submitted:
        """Return how a branch stands."""
        folder, line = self._folder, self._line
        try:
            base = left_at(folder, line.commit, branch.commit)
        except GitError:  # it is of another history: of one that was cleaned since, perhaps
            base = None
        commits = sent_on(folder, base, branch.commit)
        sent = next((one for one in commits if RETURNED_BY not in one.trailers), commits[0])
        back = commits[0] if RETURNED_BY in commits[0].trailers else None
        about: tuple[Touched, ...] = ()
        findings: tuple[Finding, ...] = ()
        clashes: tuple[Clash, ...] = ()
        verdict: Verdict = "conforms"
        try:
            changes = changed_files(folder, base or line.commit, branch.commit)
            about = self._touched(changes)
            _, clashes = self._merged(changes)
            report = self._checked(line.commit, branch.commit, branch.name)
            findings = report.errors_first if report.errors else ()
        except PepsiteError:
            verdict = "cannot-tell"
        else:
            verdict = "collides" if clashes else "does-not-conform" if findings else "conforms"
        return Submitted(
            branch.name.removeprefix(BRANCHES),
            branch.name,
            branch.commit,
            about,
            self._who(sent),
            sent.at.date(),
            max(0, (as_of - sent.at.date()).days),
            verdict,
            findings,
            clashes,
            None if back is None else self._sent_back(back),
            next((one.trailers[FORM] for one in commits if FORM in one.trailers), "").partition(
                "@"
            )[0],
        )

    def _checked(self, before: str, after: str, branch: str) -> ValidationReport:
        """Return what the check says that every change has to pass."""
        # All rules come with it: whoever only fills in forms does without.
        from pepsite.usecases.check_change import Proposal, check_change  # noqa: PLC0415  # as said

        return check_change(self._folder, Proposal(before, after, branch), self._names)

    def _sent_back(self, commit: Sent) -> SentBack:
        return SentBack(commit.at.date(), self._who(commit), commit.trailers.get(REASON, ""))

    def _who(self, sent: Sent) -> str:
        told = sent.trailers.get(RETURNED_BY) or sent.trailers.get(SUBMITTED_BY, "")
        return told if told in self._people else self._staff.label(sent.name, sent.email)

    def _touched(self, changes: Iterable[FileChange]) -> tuple[Touched, ...]:
        return tuple(
            touched(one.path, *(said_in(self._content(blob)) for blob in (one.before, one.after)))
            for one in changes
            if place_of(one.path) is not None
        )

    def _content(self, blob: str | None) -> bytes:
        return (read_blob(self._folder, blob) or b"") if blob else b""

    # --- The merge of records

    def _merged(
        self, changes: Iterable[FileChange]
    ) -> tuple[dict[str, bytes | str | None], tuple[Clash, ...]]:
        """Return what each file comes to, its content or the id of it, and what collides."""
        files: dict[str, bytes | str | None] = {}
        clashes: list[Clash] = []
        for one in changes:
            now = blob_at(self._folder, self._line.commit, one.path)
            if now == one.after:
                continue
            if now == one.before:
                files[one.path] = one.after
                continue
            base, mine, theirs = map(self._content, (one.before, one.after, now))
            merged = (
                merge_files(base, theirs, mine, one.path, accepted="ours")
                if mine and theirs
                else None
            )
            if merged is not None and merged.clean:
                files[one.path] = merged.text
            else:
                clashes.append(clash_of(Versions(one.path, base, mine, theirs, now)))
        return files, tuple(clashes)

    # --- Accepting

    def accept(
        self, branch: Branch, reviewer: Reviewer, *, own: bool
    ) -> Accepted | NotAccepted | None:
        """Take a branch in; None where the main branch moved meanwhile."""
        folder, line = self._folder, self._line
        base = left_at(folder, line.commit, branch.commit)
        commits = sent_on(folder, base, branch.commit)
        self._refuse_reviewer(reviewer)
        is_own = self._is_own(commits, reviewer.person)
        if is_own and not own:
            raise PepsiteError(_OWN)
        if RETURNED_BY in commits[0].trailers:
            raise PepsiteError(_WAS_RETURNED)
        changes = changed_files(folder, base, branch.commit)
        files, clashes = self._merged(changes)
        if clashes:
            return NotAccepted(clashes=clashes)
        blobs = {
            path: write_blob(folder, one) if isinstance(one, bytes) else one
            for path, one in files.items()
        }
        tree = write_tree(folder, line.commit, blobs)
        about = self._touched(changes)
        written = self._written(
            reviewer,
            message(
                about,
                (
                    *self._as_asked(branch, reviewer, commits),
                    (REVIEWED_BY, reviewer.person),
                    (LET_PAST, reviewer.person if reviewer.let_past else ""),
                ),
                said="Accepted: ",
            ),
        )
        commit = write_commit(folder, tree, [line.commit, branch.commit], written, reviewer.key)
        report = self._checked(line.commit, commit, line.branch)
        if report.errors:
            return NotAccepted(report.errors_first)
        moved = publish(folder, line, [Ref(line.branch, line.commit, commit)])
        return Accepted(commit, about, own=is_own) if moved else None

    @staticmethod
    def _as_asked(
        branch: Branch, reviewer: Reviewer, commits: Iterable[Sent]
    ) -> tuple[tuple[str, str], ...]:
        """Return the trailers that a workspace may ask of a commit, some as the submission has."""
        told = next((one.trailers for one in commits if FORM in one.trailers), {})
        why = next((one.trailers[REASON] for one in commits if REASON in one.trailers), "")
        # Why something is let past stands with the merge; other reasons, with the commits it has.
        why = reviewer.let_past or why
        return (
            (SUBMITTED_BY, reviewer.person),
            (IDENTITY_METHOD, reviewer.method),
            (SUBMISSION_ID, branch.name.removeprefix(BRANCHES)),
            (FORM, told.get(FORM, "")),
            (REASON, why),
        )

    def _is_own(self, commits: Iterable[Sent], person: str) -> bool:
        return any(
            person in (one.trailers.get(SUBMITTED_BY), self._staff.person(one.name, one.email))
            for one in commits
            if RETURNED_BY not in one.trailers
        )

    def _refuse_reviewer(self, reviewer: Reviewer) -> Person:
        person = self._people.get(reviewer.person)
        about = About("pep", reviewer.at.date())
        if person is None or not may(person, Action.REVIEW, about):
            raise PepsiteError(_MAY_NOT)
        return person

    def _written(self, reviewer: Reviewer, text: str) -> Written:
        name, email = author(self._folder, self._line.commit, reviewer.person)
        return Written(name, email, reviewer.at, text)

    # --- Sending back

    def give_back(self, branch: Branch, reviewer: Reviewer, reason: str) -> Returned | NotAccepted:
        """Close a branch with a commit that says who sent it back, and why."""
        folder, line = self._folder, self._line
        self._refuse_reviewer(reviewer)
        changes = changed_files(folder, left_at(folder, line.commit, branch.commit), branch.commit)
        report = None
        for files in (self._with_reason(changes, reviewer, reason), {}):
            in_record = bool(files)
            tree = write_tree(folder, branch.commit, files)
            text = message(
                self._touched(changes),
                (
                    *(one for one in self._as_asked(branch, reviewer, ()) if one[0] != REASON),
                    (REASON, "" if in_record else reason),
                    (RETURNED_BY, reviewer.person),
                ),
                said="Returned: ",
            )
            commit = write_commit(
                folder, tree, [branch.commit], self._written(reviewer, text), reviewer.key
            )
            report = self._checked(branch.commit, commit, branch.name)
            if not report.errors:
                if publish(folder, line, [Ref(branch.name, branch.commit, commit)]):
                    return Returned(commit, in_record)
                raise GitError(_SENT_AGAIN)
            if in_record and any(one.code in _OF_THE_REASON for one in report.findings):
                break  # nor may it say so anywhere else
        return NotAccepted(report.errors_first if report else ())

    def _with_reason(
        self, changes: Iterable[FileChange], reviewer: Reviewer, reason: str
    ) -> dict[str, str | None]:
        """Return the one PEP that is changed, with the reason under `returned`, if it is one."""
        peps = [one for one in changes if one.after and kind_of(one.path) == "pep"]
        if len(peps) != 1 or peps[0].after is None:
            return {}
        path, content = peps[0].path, self._content(peps[0].after)
        values = said_in(content)
        if not values:
            return {}
        item = {
            "id": new_item_id(),
            "returned_on": reviewer.at.date().isoformat(),
            "by": reviewer.person,
            "why": reason,
        }
        before = values.get("returned")
        items = [*before, item] if isinstance(before, list) else [item]
        text = rewritten(content, {**values, "returned": items}, path)
        return {} if isinstance(text, tuple) else {path: write_blob(self._folder, text)}


_OWN = "whoever sent this cannot accept it: somebody else has to look at it (or say --own)"
_SAY_WHY = (
    f"say in {FEWEST_WORDS} words or more why this is let past: it is kept, and the board is told"
)
_WAS_RETURNED = "this was sent back; whoever sent it has to send it again first"
_MAY_NOT = "this person may not review: that is for the virtual school's own staff on record"
_SENT_AGAIN = "this was sent anew while you looked at it; look again before you send it back"
_SENT_ANEW = "this was sent anew while you looked at it; look again before you accept it"
_OF_THE_REASON = frozenset({"identifies-a-child", "name-in-record"})
