"""What differs between two states of the records, and what that does to compliance."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from pepsite.errors import PepsiteError
from pepsite.findings import Finding
from pepsite.git.changes import changed_from
from pepsite.git.proposed import differing, object_of
from pepsite.git.trees import GitTree
from pepsite.records.paths import AUTHORITY_PATH, RECORDS_FOLDER, Place, place_of
from pepsite.store.files import read_file
from pepsite.store.memory_folder import FOLDER as MEMORIES
from pepsite.store.reading import parse
from pepsite.usecases.compute_compliance import child_results
from pepsite.usecases.judged_in_words import JUDGED_BY, judged_in_words, without_mark
from pepsite.usecases.workspace import open_workspace, read_child
from pepsite.versions.differences import differences
from pepsite.versions.notices import notice_of_file, notices
from pepsite.versions.states import ComplianceDiff, OtherDiff, RecordDiff, RecordsDiff, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from pepsite.compliance.results import CheckResult
    from pepsite.store.files import Source
    from pepsite.store.tree import JSON
    from pepsite.usecases.workspace import Opened
    from pepsite.versions.merging import Values

WORKING_TREE = "the working tree"
Shown: TypeAlias = "Callable[[str, Values, Values], tuple[Values, ...]]"
"""Of a kind of record and two versions of one, what of them may be told."""


def as_it_is(kind: str, before: Values, after: Values) -> tuple[Values, ...]:
    """Return both versions whole: for who may read the files themselves."""
    del kind
    return before, after


def diff_records(
    root: Path, before: str, after: str | None, as_of: date, shown: Shown = as_it_is
) -> RecordsDiff:
    """Return what differs between two revisions, or between one and the working tree.

    Nothing is checked out, and nothing is written anywhere: committed records are read as Git
    has them, and compared as they are `shown` to whoever is told. Compliance is that of the
    children whose records differ, on one day in both states.

    Raises:
        GitError: there is no such revision, or no repository here.
    """
    first = object_of(root, before)
    second = None if after is None else object_of(root, after)
    changed = changed_from(root, first) if second is None else differing(root, first, second)
    with ExitStack() as opened:
        old = opened.enter_context(GitTree(root, first))
        new: Source = root if second is None else opened.enter_context(GitTree(root, second))
        states = _State(old), _State(new)
        records = tuple(_records(old, new, changed, _in_words(states, shown)))
        others = tuple(_others(old, new, changed))
        children = frozenset(one.child for one in records if one.child)
        names = first[:_SHORT], WORKING_TREE if second is None else second[:_SHORT]
        shared = any(_is_shared(path) for path in changed)
        try:
            old_duties, new_duties = (_duties(one, children, as_of) for one in states)
        except PepsiteError as cannot:
            return RecordsDiff(
                *names, as_of, records, (), shared, untold=str(cannot), others=others
            )
        unread = old_duties.unread | new_duties.unread
        compliance = tuple(_compliance(old_duties, new_duties, unread))
        unread_in_order = tuple(sorted(unread))
        return RecordsDiff(
            *names, as_of, records, compliance, shared, unread_in_order, others=others
        )


@dataclass(slots=True)
class _State:
    """The records in one state. What all children share is opened once, and only if needed."""

    source: Source
    _opened: Opened | None = None

    @property
    def workspace(self) -> Opened:
        """What all children share in it.

        Raises:
            PepsiteError: there is no workspace in it, or its policy cannot be used.
        """
        if self._opened is None:
            self._opened = open_workspace(self.source, leave_out=("action", "sample"))
        return self._opened

    def in_words(self, kind: str, values: Values) -> Values:
        """Return a version of a record in the words of its policy, where that can be used."""
        if kind not in JUDGED_BY:
            return values
        with suppress(PepsiteError):
            return judged_in_words(kind, values, self.workspace.policy)
        return values


_SHORT = 10
"""Characters of a commit's id that tell it from others for people."""


def _is_shared(path: str) -> bool:
    return path == AUTHORITY_PATH or path.startswith(("policy/", f"{RECORDS_FOLDER}/calendars/"))


# --- records


def _in_words(states: tuple[_State, _State], shown: Shown) -> Shown:
    """Return what may be told of two versions of a record, in the words of the policy of each."""

    def told(kind: str, before: Values, after: Values) -> tuple[Values, ...]:
        pair = zip(states, shown(kind, before, after), strict=True)
        found = tuple(state.in_words(kind, one) for state, one in pair)
        # What a review says of a plan as a number tells something only beside another number.
        return found if before and after else tuple(map(without_mark, found))

    return told


def _records(old: Source, new: Source, paths: Iterable[str], shown: Shown) -> Iterator[RecordDiff]:
    """Yield how each record differs, in the order of paths; one that moved at its new one."""
    read = {
        path: (_content(old, path), _content(new, path)) for path in sorted(paths) if place_of(path)
    }
    gone = {_known_by(path): path for path, (_, now) in read.items() if now is None}
    come = {_known_by(path) for path, (was, _) in read.items() if was is None}
    for path, (was, now) in read.items():
        place = place_of(path)
        if place is None or (was is None and now is None):
            continue
        key = _known_by(path)
        if now is None and key in come:
            continue
        from_path = gone.get(key) if was is None else None
        if from_path is not None:
            yield _record(path, place, "moved", (read[from_path][0], now), shown)
        else:
            how = "added" if was is None else "removed" if now is None else "changed"
            yield _record(path, place, how, (was, now), shown)  # type: ignore[arg-type]  # one of the three


def _known_by(path: str) -> tuple[str, str]:
    place = place_of(path)
    return ("", path) if place is None or place.id is None else (place.kind, place.id)


def _content(source: Source, path: str) -> bytes | Finding | None:
    """Return what a file holds, why it cannot be read, or None where there is none."""
    return read_file(source, path) if _is_there(source, path) else None


def _record(
    path: str,
    place: Place,
    how: Literal["added", "removed", "changed", "moved"],
    versions: tuple[bytes | Finding | None, bytes | Finding | None],
    shown: Shown,
) -> RecordDiff:
    old, new = (_values(one, path) for one in versions)
    about = (path, place.kind, place.id or "", place.child or "", how)
    if isinstance(old, tuple) or isinstance(new, tuple):
        codes = [one.code for side in (old, new) if isinstance(side, tuple) for one in side]
        return RecordDiff(*about, unreadable=tuple(dict.fromkeys(codes)))
    old, new = shown(place.kind, old, new)
    found = differences(place.kind, old, new)
    return RecordDiff(*about, found, notices(place.kind, old, new, found))


def _values(content: bytes | Finding | None, path: str) -> Mapping[str, JSON] | tuple[Finding, ...]:
    if content is None:
        return {}
    return (content,) if isinstance(content, Finding) else parse(content, path)


# --- other files


def _others(old: Source, new: Source, paths: Iterable[str]) -> Iterator[OtherDiff]:
    """Yield each file that is no record, in the order of paths."""
    for path in sorted(paths):
        was, now = (_is_there(one, path) for one in (old, new))
        is_ours = isinstance(new, Path) and path.startswith(f"{MEMORIES}/")
        if place_of(path) is None and not is_ours and (was or now):
            how = "added" if not was else "removed" if not now else "changed"
            yield OtherDiff(path, how, notice_of_file(path))  # type: ignore[arg-type]  # as above


def _is_there(source: Source, path: str) -> bool:
    return lexists(source / path) if isinstance(source, Path) else source.kind(path) is not None


# --- compliance


@dataclass(frozen=True, slots=True)
class _Duties:
    """The duties of some children in one state, with the titles of their checks."""

    results: Mapping[tuple[str, ...], CheckResult]
    titles: Mapping[str, str]
    unread: frozenset[str]


def _duties(state: _State, children: frozenset[str], as_of: date) -> _Duties:
    """Return how every duty of these children stands in one state.

    Raises:
        PepsiteError: there is no workspace in it, or its policy cannot be used.
    """
    workspace = state.workspace
    setting = workspace.setting(as_of)
    results: dict[tuple[str, ...], CheckResult] = {}
    times: Counter[tuple[str, ...]] = Counter()
    unread = set()
    for folder in workspace.folders():
        child = folder[0].rpartition("/")[2]
        if child not in children:
            continue
        casefile, not_read = read_child(state.source, folder)
        if casefile is None or not_read:
            unread.add(child)
            continue
        for one in child_results(casefile, setting):
            key = (one.check, one.child or "", one.subject, one.part, str(one.statutory), one.asks)
            results[*key, str(times[key])] = one
            times[key] += 1
    return _Duties(results, workspace.policy.titles(), frozenset(unread))


def _compliance(
    before: _Duties, after: _Duties, unread: frozenset[str]
) -> Iterator[ComplianceDiff]:
    """Yield each duty that stands otherwise; none of a child of whom a record cannot be read."""
    for key in sorted({*before.results, *after.results}):
        was, now = before.results.get(key), after.results.get(key)
        told = now or was
        pair = tuple(None if one is None else _standing(one) for one in (was, now))
        if told is None or told.child in unread or pair[0] == pair[1]:
            continue
        titles = before.titles if now is None else after.titles
        title = titles.get(told.check, told.check)
        yield ComplianceDiff(told.check, title, told.child or "", told.subject, told.part, *pair)


def _standing(result: CheckResult) -> Standing:
    return Standing(result.status.value, result.due_on, result.met_on)
