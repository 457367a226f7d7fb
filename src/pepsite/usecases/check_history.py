"""What the history of all records shows that their dates alone do not, in one pass over it."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pepsite.compliance.entry import judge_entry
from pepsite.compliance.evidence import SIGNATURES, Shown, Sign, Staff
from pepsite.git.history import Change, Commit, read_blobs, read_log
from pepsite.policy.calendars import Calendars
from pepsite.policy.timescales import EnteredDay
from pepsite.records.fingerprint import NOT_JUDGED, fingerprint
from pepsite.records.kinds import MODELS
from pepsite.records.paths import RECORDS_FOLDER, place_of
from pepsite.records.pep import PepStatus
from pepsite.store.bank_holidays import bank_holidays
from pepsite.store.outline import Outline, fields_that_differ, fields_that_seem_to_differ
from pepsite.store.reading import read_record
from pepsite.usecases.list_let_past import let_past_by
from pepsite.usecases.tell_history import Telling, day_of
from pepsite.usecases.workspace import open_people, policy_of
from pepsite.versions.differences import section_title
from pepsite.versions.shapes import shapes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pepsite.compliance.entry import EntryJudged
    from pepsite.git.history import Log
    from pepsite.policy.pack import PolicyPack
    from pepsite.records.paths import Place


@dataclass(frozen=True, slots=True)
class Checked:
    """What the history shows, in order; and whether the policy limits how late a day is entered."""

    found: tuple[Shown, ...]
    entry_limited: bool


def check_history(root: Path, *, at_least: int = 1, signatures: bool = False) -> Checked:
    """Return what the history shows; entered later from so many days on.

    What was entered later than the policy of the workspace allows is shown always.
    Days before the workspace's records begin are left out: what was done on them was kept in
    another system, and entered here when this one began.

    Raises:
        GitError: nothing is committed, the clone is not whole, or no repository is here.
        PepsiteError: there is no workspace here.
        PolicyPackError: the policy pack that the authority names cannot be used.
    """
    authority, people = open_people(root)
    policy = policy_of(authority, root)
    log = read_log(root, lambda path: path.startswith(_RECORDS), signatures=signatures)
    staff = Staff(people, authority.disclosure)
    told = Telling(log, staff)
    looked = _Looked(root, log, told, _Entries(policy, authority.records_begin_on, at_least))
    found = [*looked.commits(), *looked.records()]
    found += looked.changed_since_judged()
    found += (
        Shown(Sign.LET_PAST, one.commit, one.on, one.by, one.record, codes=one.codes)
        for one in let_past_by(root, [one.id for one in log.commits if one.lets_past], staff)
    )
    found.sort(key=lambda one: one.order)
    return Checked(tuple(found), entry_limited=bool(policy.entry_limits))


_RECORDS = f"{RECORDS_FOLDER}/"
_OF_KIND: Mapping[str, tuple[tuple[str, str], ...]] = {
    "pep": (
        ("requested_on", ""),
        ("initiated_on", ""),
        ("arranged_on", ""),
        ("meetings", "held_on"),
        ("completed_on", ""),
    ),
    "qa-review": (("reviewed_on", ""),),
    "audit": (("audited_on", ""),),
    "child": (("care", "entered_on"), ("care", "ended_on")),
    "action": (("raised_on", ""),),
    "sample": (("drawn_on", ""),),
}
"""The days that say when something was done: the field, and the field of its items."""
_MEANT = {
    ("pep", "requested_on"): EnteredDay.REQUESTED,
    ("pep", "initiated_on"): EnteredDay.INITIATED,
    ("pep", "arranged_on"): EnteredDay.ARRANGED,
    ("pep", "held_on"): EnteredDay.HELD,
    ("pep", "completed_on"): EnteredDay.COMPLETED,
    ("qa-review", "reviewed_on"): EnteredDay.QUALITY_ASSURED,
    ("audit", "audited_on"): EnteredDay.AUDITED,
    ("child", "entered_on"): EnteredDay.ENTERED_CARE,
    ("child", "ended_on"): EnteredDay.LEFT_CARE,
}
"""What a policy calls those of them that it can set a limit for."""
_OF_ITEMS = {
    name: re.compile(
        rb"^  (?:- |  )%s: ([0-9]{4}-[0-9]{2}-[0-9]{2})$" % name.encode(), re.MULTILINE
    )
    for name in ("held_on", "entered_on", "ended_on")
}
_JUDGED = re.compile(
    rb"^  (?:- |  )pep: +[\"']?(pep-[0-9a-z]{13})\b.*\n(?:    .*\n)*?"
    rb"    fingerprint: +[\"']?(sha256:[0-9a-f]{64})",
    re.MULTILINE,
)
_NOT_OF_THE_JUDGED = NOT_JUDGED | {"schema"}
_NOT_A_CHANGE = frozenset({"events", "status", "schema"})
"""What may be added to a complete PEP, and what says how far it has come."""


_NEVER = (sys.maxsize, 0)
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Mark:
    """A review or an audit, from a commit on, judged a PEP that said this."""

    judgement: str
    pep: str
    fingerprint: str
    turn: tuple[int, int]


class _Versions:
    """The versions of one file, oldest change first, with their outlines."""

    def __init__(self, path: str, place: Place, changes: list[Change]) -> None:
        self.path, self.place, self.changes = path, place, changes
        self.blobs = tuple(
            dict.fromkeys(
                blob for one in changes for blob in (one.before, one.after) if blob is not None
            )
        )
        self.outlines: dict[str, Outline] = {}

    def outline(self, blob: str | None) -> Outline:
        """Return the fields that stood in the file, none where there was no file."""
        return Outline() if blob is None else self.outlines[blob]


class _Entries:
    """How late entries are looked at: from which day and how many days on, by which limits."""

    def __init__(self, policy: PolicyPack, begin_on: date, at_least: int) -> None:
        self._limits = policy.entry_limits
        self._known_until = policy.bank_holidays_known_until
        self._begin_on, self._at_least = begin_on, at_least

    @cached_property
    def _calendars(self) -> Calendars:
        return Calendars((), bank_holidays(self._known_until))

    def judged(
        self, kind: str, field: str, claimed: date, on: date
    ) -> tuple[Sign, EntryJudged | None] | None:
        """Return how an entry is shown, and what the limit on it comes to; None if it is not."""
        if claimed < self._begin_on or claimed >= on:
            return None
        of = _MEANT.get((kind, field))
        limit = (
            judge_entry(self._limits, of, claimed, on, self._calendars)
            if self._limits and of
            else None
        )
        if limit is not None and limit.too_late:
            return Sign.ENTERED_TOO_LATE, limit
        return (Sign.ENTERED_LATER, limit) if (on - claimed).days >= self._at_least else None


class _Looked:
    """A log that is being looked through."""

    def __init__(self, root: Path, log: Log, told: Telling, entries: _Entries) -> None:
        self._root, self._log, self._told, self._entries = root, log, told, entries
        self._turn = {one.id: turn for turn, one in enumerate(reversed(log.commits))}
        self._marks: dict[tuple[str, str], _Mark] = {}
        # Of each PEP: when it was first judged, when that changed since, and what it says now.
        self._changed: dict[str, list[tuple[tuple[int, int], Commit, frozenset[str]]]] = (
            defaultdict(list)
        )
        self._judged: dict[str, tuple[int, int]] = {}
        self._now: dict[str, tuple[str, str]] = {}

    def _arrived(self, commit: Commit) -> tuple[int, int]:
        """Return the turn at which a commit came into the line, and its own among those with it."""
        merge = self._told.merge_of(commit)
        own = self._turn[commit.id]
        return (own if merge is None else self._turn[merge.id], own)

    # --- Commits

    def commits(self) -> Iterator[Shown]:
        """Yield each commit that changed records and was seen by nobody else, or is not signed."""
        changed: dict[str, list[str]] = defaultdict(list)
        for path, changes in self._log.changes.items():
            for one in changes:
                changed[one.commit.id].append(path)
        for commit in self._log.commits:
            paths = changed.get(commit.id)
            if not paths:
                continue
            accepted = self._told.accepted(commit)
            if accepted is None or accepted.by_its_author:
                yield self._of_commit(Sign.ACCEPTED_BY_ITS_AUTHOR, commit, paths)
            if (sign := SIGNATURES.get(commit.signature)) is not None:
                yield self._of_commit(sign, commit, paths)

    def _of_commit(self, sign: Sign, commit: Commit, paths: list[str]) -> Shown:
        place = place_of(paths[0]) if len(paths) == 1 else None
        record = (place.id or place.kind) if place else None
        return Shown(
            sign, commit.id, day_of(commit), self._told.who(commit), record, records=len(paths)
        )

    # --- Records

    def records(self) -> Iterator[Shown]:
        """Yield what the versions of each record show."""
        files = [
            _Versions(path, place, changes[::-1])
            for path, changes in self._log.changes.items()
            if (place := place_of(path)) is not None and place.kind in _OF_KIND
        ]
        # When a PEP was judged is known before its own changes are looked at.
        files.sort(key=lambda file: file.place.kind == "pep")
        contents = read_blobs(self._root, (blob for file in files for blob in file.blobs))
        for file in files:
            file.outlines = {blob: Outline(next(contents)) for blob in file.blobs}
            yield from self._versions(file)
            file.outlines = {}

    def _versions(self, file: _Versions) -> Iterator[Shown]:
        seen: set[tuple[str, date]] = set()
        for change in file.changes:
            after = file.outline(change.after)
            if change.after is not None:
                for field, day in _days(after, file.place.kind):
                    if (field, day) not in seen:
                        seen.add((field, day))
                        yield from self._entered(file, change.commit, field, day)
                self._note_marks(file, change, after)
            if file.place.kind == "pep":
                yield from self._of_pep(file, change, file.outline(change.before), after)

    def _entered(self, file: _Versions, commit: Commit, field: str, day: date) -> Iterator[Shown]:
        on = day_of(commit)
        judged = self._entries.judged(file.place.kind, field, day, on)
        if judged is not None:
            sign, limit = judged
            yield Shown(
                sign,
                commit.id,
                on,
                self._told.who(commit),
                file.place.id,
                field=field,
                claims=day,
                days=(on - day).days,
                limit=limit,
            )

    def _of_pep(
        self, file: _Versions, change: Change, before: Outline, after: Outline
    ) -> Iterator[Shown]:
        pep, commit = str(file.place.id), change.commit
        if change.after is not None:
            self._now[pep] = (file.path, change.after)
        if change.before is None:
            return
        was_judged = self._arrived(commit) > self._judged.get(pep, _NEVER)
        was_complete = before.word("status") == PepStatus.COMPLETE
        seems = fields_that_seem_to_differ(before, after) if was_judged or was_complete else _NONE
        if was_judged and seems - _NOT_OF_THE_JUDGED:
            self._changed[pep].append((self._arrived(commit), commit, seems))
        if not was_complete or not seems - _NOT_A_CHANGE:
            return
        fields = fields_that_differ(before, after) - _NOT_A_CHANGE if change.after else frozenset()
        if fields or change.after is None:
            yield Shown(
                Sign.CHANGED_AFTER_COMPLETION,
                commit.id,
                day_of(commit),
                self._told.who(commit),
                pep,
                sections=_sections(fields - {"revisions"}),
                explained="revisions" in fields,
            )

    def _note_marks(self, file: _Versions, change: Change, content: Outline) -> None:
        """Note what a review or an audit says of which PEP it judged, from the first time on."""
        judgement = str(file.place.id)
        for pep, mark in _marks(content, file.place.kind):
            known = self._marks.get((judgement, pep))
            if known is None or known.fingerprint != mark:
                turn = self._arrived(change.commit)
                self._marks[judgement, pep] = _Mark(judgement, pep, mark, turn)
                self._judged[pep] = min(turn, self._judged.get(pep, turn))

    # --- Judgements

    def changed_since_judged(self) -> Iterator[Shown]:
        """Yield each change of a PEP that came after it was judged, if it now says otherwise."""
        later = {
            key: [one for one in self._changed[mark.pep] if one[0] > mark.turn]
            for key, mark in self._marks.items()
            if mark.pep in self._changed and mark.pep in self._now
        }
        asked = dict.fromkeys(
            self._now[self._marks[key].pep] for key, changes in later.items() if changes
        )
        contents = read_blobs(self._root, (blob for _, blob in asked))
        now = {
            path: _fingerprint(content, path)
            for (path, _), content in zip(asked, contents, strict=True)
        }
        for key, changes in later.items():
            mark = self._marks[key]
            path, _ = self._now[mark.pep]
            if changes and now[path] not in (None, mark.fingerprint):
                for _, commit, fields in changes:
                    yield Shown(
                        Sign.CHANGED_SINCE_JUDGED,
                        commit.id,
                        day_of(commit),
                        self._told.who(commit),
                        mark.pep,
                        sections=_sections(fields - _NOT_OF_THE_JUDGED),
                        judgement=mark.judgement,
                    )


def _sections(names: Iterable[str]) -> tuple[str, ...]:
    """Return the titles of fields of a PEP, in its order; one that is not ours is not told."""
    order = tuple(shapes_of(MODELS["pep"]))
    told = sorted(names, key=lambda name: order.index(name) if name in order else len(order))
    return tuple(dict.fromkeys(section_title("pep", name) for name in told))


def _fingerprint(content: bytes, path: str) -> str | None:
    record = read_record(content, path, {"pep/1": MODELS["pep"]})
    return None if isinstance(record, tuple) else fingerprint(record)


def _days(version: Outline, kind: str) -> Iterator[tuple[str, date]]:
    for field, of_items in _OF_KIND[kind]:
        if of_items:
            for found in _OF_ITEMS[of_items].finditer(version.field(field)):
                yield from _as_day(of_items, found[1].decode())
        elif word := version.word(field):
            yield from _as_day(field, word)


def _as_day(field: str, text: str) -> Iterator[tuple[str, date]]:
    try:
        yield field, date.fromisoformat(text)
    except ValueError:
        return  # the 31st of February: `validate` says so


def _marks(fields: Outline, kind: str) -> Iterable[tuple[str, str]]:
    if kind not in ("qa-review", "audit"):
        return ()
    if kind == "qa-review":
        pep, mark = fields.word("pep"), fields.word("pep_fingerprint")
        return ((pep, mark),) if pep and mark else ()
    return tuple(
        (pep.decode(), mark.decode()) for pep, mark in _JUDGED.findall(fields.field("peps"))
    )
