"""May this change be taken in? Asked of commits, of which nothing is checked out.

What is judged, and by what, are apart: the records are those of the head, while the policy, and
what may be changed, are those of the base. So no change can weaken the rule that judges it.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pepsite.compliance.conformity.changes import (
    CHANGE_RULES,
    Change,
    moved,
    records_keep_their_ids,
    settled_peps_stay,
    taken_from_auditors,
)
from pepsite.errors import GitError, PolicyPackError
from pepsite.findings import Finding, LetPast, ValidationReport, finding
from pepsite.git.proposed import (
    Version,
    being_merged,
    commits_between,
    differing,
    holding,
    left_at,
    object_of,
    said_by_tag,
    staged,
    written_by,
)
from pepsite.git.signatures import SIGNERS_PATH
from pepsite.git.trees import GitTree
from pepsite.git.unshown import unshown_in
from pepsite.privacy.identifying import identifying
from pepsite.records.paths import AUTHORITY_PATH, RECORDS_FOLDER, children_in, place_of
from pepsite.records.person import Person
from pepsite.records.review import Audit, QaReview, Sample
from pepsite.store.diagnosis import with_lines
from pepsite.store.files import read_file
from pepsite.store.listing import (
    CALENDARS,
    Places,
    list_records,
    paths_with_id,
    shown_path,
    unit_of,
)
from pepsite.store.workspace import Reading, read_one
from pepsite.usecases.check_commits import (
    CommitsBrought,
    named_head,
    place_of_commit,
    without_keys,
)
from pepsite.usecases.check_fingerprints import EverThere, fingerprints_are_of_the_pep
from pepsite.usecases.check_identity import identifying_texts, identifying_versions
from pepsite.usecases.judging import Judge
from pepsite.usecases.selection import EVERYTHING, Selection
from pepsite.usecases.still_let_past import (
    Refused,
    beside,
    commits_letting_past,
    may_be_let_past,
    still_let_past,
)
from pepsite.usecases.validate_records import PLAINLY, How, validate_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pepsite.git.proposed import Commit
    from pepsite.privacy.names import NameScan
    from pepsite.records.kinds import Record
    from pepsite.records.paths import Place
    from pepsite.store.files import Source

_NO_COMMIT = re.compile("0{40}|0{64}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be taken in, where, and under which name of a branch.

    `request` is what it is proposed with: the title and the text of a pull or merge request.
    `base` is None where nothing is there yet; nothing but zeros, as Git says it, is the same.
    `head` is a commit, or the tree of what is to become one. What is staged is given by the ids
    themselves, which Git need not be asked for again.
    """

    base: str | None
    head: str
    branch: str = ""
    request: str = ""
    is_staged: bool = False


def check_change(
    folder: Path, proposal: Proposal, names: NameScan | None = None, how: How = PLAINLY
) -> ValidationReport:
    """Return what is wrong with a change, and with every record that refers to what it changes.

    `folder` is a repository, bare or not, or the workspace within one. What the head of the
    virtual school let pass is not among what is wrong; it stands beside it.

    Raises:
        GitError: there is no such revision, or no repository.
        PolicyPackError: the policy of the base, or that of the head, has a fault.
    """
    with ExitStack() as opened:
        check = _Check(folder, proposal, names, how, opened)
        return check.less_let_past(check.report())


def check_staged(
    folder: Path, names: NameScan | None = None, how: How = PLAINLY
) -> ValidationReport:
    """Return what is wrong with what is staged, judged by what was committed last.

    In a merge, what is merged in has a history of its own: what was let past there stays so.

    Raises:
        GitError: no repository is here, or a merge is not settled yet.
        PolicyPackError: the policy of either has a fault.
    """
    try:
        base = object_of(folder, "HEAD")
    except GitError:  # before the first commit
        base = None
    return check_change(folder, Proposal(base, staged(folder), is_staged=True), names, how)


def refused_in(folder: Path, proposal: Proposal, how: How = PLAINLY) -> tuple[Finding, ...]:
    """Return what a change was refused for that somebody may have let pass, in order.

    Raises:
        GitError: there is no such revision, or no repository.
        PolicyPackError: the policy of the base, or that of the head, has a fault.
    """
    with ExitStack() as opened:
        report = _Check(folder, proposal, None, how, opened).report()
    return may_be_let_past(report)


class _Check:
    def __init__(
        self, folder: Path, proposal: Proposal, names: NameScan | None, how: How, opened: ExitStack
    ) -> None:
        self._folder = folder
        self._names = names
        self._how = how
        self._is_staged = proposal.is_staged
        self._branch = proposal.branch
        self._request = proposal.request
        self._head, self._is_commit = _head(folder, proposal)
        is_itself = proposal.head == self._head
        self._of_tag = () if is_itself else said_by_tag(folder, proposal.head)
        self._base = _base(folder, proposal)
        self.after = opened.enter_context(GitTree(folder, self._head))
        self._left = self._base
        if self._base is not None and self._is_commit:
            self._left = left_at(folder, self._base, self._head)
        self._before = self._tree_of(self._left, opened)
        is_up_to_date = self._left == self._base
        self._now = self._before if is_up_to_date else self._tree_of(self._base, opened)
        # Before there is a workspace, there is no policy to judge its beginning by.
        has_policy = self._now is not None and self._now.kind(AUTHORITY_PATH) == "file"
        self._policy_from = self._now if has_policy else None

    def _tree_of(self, commit: str | None, opened: ExitStack) -> GitTree | None:
        return None if commit is None else opened.enter_context(GitTree(self._folder, commit))

    def report(self) -> ValidationReport:
        """Return all that is wrong, whoever let it pass."""
        changed = self.changed
        report = validate_records(
            self.after, self._touched(changed), self._names, self._how, self._policy_from
        )
        found = [
            *self._of_policy(changed),
            *self._of_changes(changed),
            *self._of_commits(changed),
            *identifying_versions(self._versions(changed), self._before, self.after, self._names),
            *self._of_what_it_is_proposed_with(),
        ]
        shown = [replace(one, path=shown_path(one.path)) for one in with_lines(self.after, found)]
        return replace(report, findings=tuple(dict.fromkeys((*report.findings, *shown))))

    @cached_property
    def changed(self) -> frozenset[str]:
        """The paths that differ from what was there, or all there are."""
        if self._left is None:
            return frozenset(list_records(self.after).paths)
        return differing(self._folder, self._left, self._head)

    def _touched(self, changed: frozenset[str]) -> Selection:
        """Return which records are judged: those changed, and all that refer to them."""
        if self._left is None or not changed.isdisjoint((RECORDS_FOLDER, "policy")):
            return EVERYTHING
        records = {path for path in changed if path.startswith(f"{RECORDS_FOLDER}/")}
        places = {path: place for path in records if (place := place_of(path))}
        # What is missed when a record goes is missed where it lay.
        also = {unit_of(path) for path in records if self._is_gone(path)}
        also |= set(self._beside(places))
        also |= holding(self._folder, self._head, set(self._asked_about(places)))
        for path, place in places.items():
            if place.id is not None and self._is_new(path):
                also.update(paths_with_id(self.after, place.id))
        if any(place.kind == "calendar" for place in places.values()):
            # Two calendars of one year do not name each other.
            also.update(list_records(self.after, [CALENDARS]).paths)
        return Selection(frozenset(records | also))

    def _beside(self, places: Mapping[str, Place]) -> Iterator[str]:
        """Yield the records of the same children that name one of these."""
        ids = [place.id.encode() for place in places.values() if place.id]
        folders = {unit_of(path) for path, place in places.items() if place.child}
        for path in list_records(self.after, folders).paths:
            content = read_file(self.after, path)
            if isinstance(content, bytes) and any(one in content for one in ids):
                yield path

    def _asked_about(self, places: Mapping[str, Place]) -> Iterator[str]:
        """Yield the ids of records of which rules, asking elsewhere, are now told otherwise.

        Of what is in another folder they ask whether it is there, and in which role somebody
        was. Nobody may have asked about a record that is new.
        """
        for path, place in places.items():
            if place.id is None or self._is_new(path):
                continue
            if self._is_gone(path) or (place.kind == "person" and self._has_other_roles(path)):
                yield place.id

    def _has_other_roles(self, path: str) -> bool:
        before, after = self._read(self._before, path), self._read(self.after, path)
        return _roles(before) != _roles(after)

    def _of_policy(self, changed: frozenset[str]) -> Iterator[Finding]:
        """Yield why the next change could not be judged, where this one changes the policy."""
        if AUTHORITY_PATH in changed or any(path.startswith("policy/") for path in changed):
            places = Places(self.after, list_records(self.after, ()), is_whole=False)
            trouble = Judge(self.after, places, None, None).trouble
            if trouble is not None:
                yield trouble
        if not changed.isdisjoint((AUTHORITY_PATH, SIGNERS_PATH)):
            yield from without_keys(self.after)

    def _of_changes(self, changed: frozenset[str]) -> Iterator[Finding]:
        gone: list[Record] = []
        new: list[tuple[str, Record]] = []
        changes: list[Change] = []
        for path in sorted(changed):
            if place_of(path) is None:
                continue
            before = self._read(self._before, path)
            after = self._read(self.after, path)
            if after is not None:
                yield from identifying_texts(path, before, after)
                yield from self._of_fingerprints(path, before, after)
            if before is not None and after is not None:
                change = Change(path, before, after)
                changes.append(change)
                if self._now is not self._before and (now := self._read(self._now, path)):
                    yield from settled_peps_stay(change, now)
            elif before is not None:
                gone.append(before)
            elif after is not None and self._before is not None:
                new.append((path, after))
        for change in (*changes, *moved(gone, new)):
            for rule in CHANGE_RULES:
                yield from rule(change)
        yield from records_keep_their_ids(gone, new)
        yield from self._of_samples(new)

    def _of_samples(self, new: Iterable[tuple[str, Record]]) -> Iterator[Finding]:
        drawn = [(path, one) for path, one in new if isinstance(one, Sample)]
        if drawn:
            # A change rarely brings one, and all that it takes to draw is loaded then.
            from pepsite.usecases.check_draws import samples_as_drawn  # noqa: PLC0415

            yield from samples_as_drawn(
                self._folder, self.after, self._policy_from, drawn, self._how.jobs
            )

    def _of_fingerprints(
        self, path: str, before: Record | None, after: Record
    ) -> Iterator[Finding]:
        has_any = isinstance(after, QaReview | Audit)
        if self._base is None or self._before is None or not has_any:
            return
        commits = (self._base, self._head if self._is_commit else self._base, *self._merged)
        versions = EverThere(self._folder, (self.after, self._before), commits)
        yield from fingerprints_are_of_the_pep(versions, path, before, after)

    def _versions(self, changed: frozenset[str]) -> tuple[Version, ...]:
        """Return what the change writes: all of it, and not only what is left at its end."""
        commits = self._brought.commits if self._is_commit else ()
        if self._is_commit and (len(commits) > 1 or self._left is None):
            return written_by(self._folder, commits)
        paths = changed if self._left is not None else self.after.below("")
        commit = self._head if self._is_commit else ""
        found = ((path, self.after.kind(path)) for path in sorted(paths))
        return tuple(
            Version(commit, path, self.after.object_at(path) or "", kind != "other")
            for path, kind in found
            if kind in ("file", "link", "other")
        )

    @staticmethod
    def _read(tree: GitTree | None, path: str) -> Record | None:
        if tree is None or tree.kind(path) != "file":
            return None
        return read_one(tree, path, Reading())

    @cached_property
    def _brought(self) -> CommitsBrought:
        commits = commits_between(self._folder, self._base, self._head) if self._is_commit else ()
        return CommitsBrought(self._folder, commits, self._policy_from)

    def _of_commits(self, changed: frozenset[str]) -> Iterator[Finding]:
        """Yield what is wrong with the commits, and what none of them gives a reason for."""
        if not self._is_commit:
            return
        for one in self._brought.commits:
            place, unshown = place_of_commit(one), unshown_in(self.after.commit(one.id))
            yield from self._said(one.message, place)
            yield from self._said(unshown.message, place)
            yield from self._said(unshown.head, place)
            yield from identifying(unshown.people, place)
        yield from self._brought.findings()
        unexplained = [*self._to_explain(changed)]
        if unexplained:
            explained = self._brought.changed_with_reason()
            for found in unexplained:
                is_gone = found.code == "removed-without-reason"
                if found.path not in explained or (is_gone and not explained[found.path]):
                    yield found

    def _to_explain(self, changed: frozenset[str]) -> Iterator[Finding]:
        """Yield what needs a reason in the message of a commit, as it has none in a record."""
        for path in sorted(changed):
            place = place_of(path)
            if self._is_gone(path):
                yield finding("removed-without-reason", path)
            elif place is not None and place.kind == "sample":
                before, after = self._read(self._before, path), self._read(self.after, path)
                if before is not None and after is not None:
                    for field in taken_from_auditors(Change(path, before, after)):
                        yield finding("auditor-without-reason", path, field)

    # --- What the head of the virtual school let pass

    def less_let_past(self, report: ValidationReport) -> ValidationReport:
        """Return the report with what was let past beside its findings, and not among them."""
        still = may_be_let_past(report)
        letting = self._letting_past(still)
        return beside(report, _passed(still, letting, self._folder, self._how, self.after))

    def _letting_past(self, still: tuple[Finding, ...]) -> Iterator[Commit]:
        """Yield the commits of the change that let something past, and then those before it."""
        if not still:
            return
        yield from self._brought.letting_past()
        for commit in self._merged:
            # Where it was taken in, it was judged already; where it is to be, it will be.
            merged = commits_between(self._folder, self._base, commit)
            yield from CommitsBrought(self._folder, merged, None).letting_past()
        if self._base is not None:
            yield from commits_letting_past(self._folder, self._base, still, self.after)

    @cached_property
    def _merged(self) -> tuple[str, ...]:
        """The commits that are merged into the base, where what is staged is to be a merge."""
        return being_merged(self._folder) if self._is_staged else ()

    def _is_gone(self, path: str) -> bool:
        return place_of(path) is not None and self.after.kind(path) is None

    def _is_new(self, path: str) -> bool:
        return self._before is None or self._before.kind(path) is None

    def _of_what_it_is_proposed_with(self) -> Iterator[Finding]:
        # In the name of a branch these signs may stand for spaces.
        names = {self._branch, re.sub("[-_]", " ", self._branch)}
        at = "branch name"
        found = [one for name in sorted(names) for one in self._said(name, at, is_name=True)]
        yield from dict.fromkeys(found)
        for said in self._of_tag:
            yield from self._said(said, "message of the tag")
        yield from self._said(self._request, "title and text of the request")

    def _said(self, text: str, path: str, *, is_name: bool = False) -> Iterator[Finding]:
        yield from identifying(text, path, but_for_digits=is_name)
        if self._names is not None:
            # What is said of a change is about the children whose records it changes.
            yield from self._names.findings(text, path, self._children)
            if is_name:
                yield from self._names.findings(text.title(), path, self._children)

    @cached_property
    def _children(self) -> frozenset[str]:
        return children_in(self.changed)


def less_let_past(folder: Path, report: ValidationReport) -> ValidationReport:
    """Return a report on a folder with what was let past beside its findings.

    That is what was let past in all that led to what is committed here, and is still as it was
    then. Without a history, nothing was.
    """
    still = may_be_let_past(report)
    try:
        letting = tuple(commits_letting_past(folder, "HEAD", still, folder)) if still else ()
    except GitError:
        return report
    return beside(report, _passed(still, letting, folder, PLAINLY, folder))


def _passed(
    still: tuple[Finding, ...],
    letting: Iterable[Commit],
    folder: Path,
    how: How,
    now: Source,
) -> dict[Finding, LetPast]:
    """Return what these commits let past of what is still found, the newest commit first.

    A commit lets past what is wrong with its own change, a merge what is wrong with all
    that it brings in, for as long as `still_let_past` says.
    """
    passed: dict[Finding, LetPast] = {}
    for commit in letting:
        if len(passed) == len(still):
            break
        if not commit.parents:
            continue
        with ExitStack() as opened:
            then = _Check(folder, Proposal(commit.parents[0], commit.id), None, how, opened)
            try:
                refused = Refused(then.report().findings, then.changed, then.after)
            except PolicyPackError:  # the policy of that day, which is no longer read
                continue
            asked = [one for one in still if one not in passed]
            for one in still_let_past(asked, now, refused):
                passed[one] = LetPast(one, commit.id, named_head(commit))
    return passed


def _roles(record: Record | None) -> object:
    return (record.role, record.earlier_roles) if isinstance(record, Person) else None


def _head(folder: Path, proposal: Proposal) -> tuple[str, bool]:
    """Return the id of the head, and whether it is a commit; else it is a tree."""
    if proposal.is_staged:
        return proposal.head, False
    try:
        return object_of(folder, proposal.head), True
    except GitError:
        return object_of(folder, proposal.head, "tree"), False


def _base(folder: Path, proposal: Proposal) -> str | None:
    base = proposal.base
    if base is None or _NO_COMMIT.fullmatch(base):
        return None
    return base if proposal.is_staged else object_of(folder, base)
