"""What was found before, so that records that have not changed need not be judged again.

A verdict is remembered under the hash of all it came from: the files that were judged
together, what was asked of others and of the policy, and pepsite's own code. It is a list
of findings, which say nothing of what a record says. The file may be deleted, damaged or
copied at any moment: a row without this computer's seal is as if it were not there, and
then the files are judged again. docs/decisions/2026-11-remembered-verdicts.md says why.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from hashlib import blake2b, sha1
from hmac import compare_digest
from stat import S_ISREG
from typing import TYPE_CHECKING

from pepsite.findings import Finding, Severity
from pepsite.store.files import read_file
from pepsite.store.memory_folder import FOLDER, make_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    _Row: TypeAlias = tuple[str, bytes, bytes, bytes, bytes, str, bytes]

_KEY_BYTES = 32
_SEAL_BYTES = 16
_BUSY_SECONDS = 2.0
_BESIDE = ("", "-journal", "-wal", "-shm")
"""Endings of the file itself, and of what SQLite keeps beside one."""
# What SQLite says of a damaged file quotes it, and may be no text.
_UNUSABLE = (sqlite3.Error, OSError, ValueError)
_TABLES = (
    """CREATE TABLE IF NOT EXISTS verdicts (
        unit TEXT PRIMARY KEY, own BLOB, around BLOB, answers BLOB, policy BLOB,
        told TEXT, seal BLOB
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS holders (
        id TEXT PRIMARY KEY, units TEXT, seal BLOB
    ) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS whole (tree TEXT, apart TEXT, seal BLOB)",
)


def blob_id(content: bytes) -> str:
    """Return the id Git gives a file with this content."""
    head = b"blob %d\0" % len(content)
    return sha1(head + content, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in files judged together, and what of the rest that rests on.

    `asked` are the questions about other records, and `asked_policy` those to the policy, as
    `compliance/workspace.py` words them. `holds` are the ids that stand anywhere in the files.
    `parsed` counts the files that were whole records.
    """

    findings: tuple[Finding, ...]
    parsed: int
    asked: tuple[str, ...] = ()
    asked_policy: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()

    def as_text(self) -> str:
        """Return the verdict as it is kept. A finding's field is not: no report shows it."""
        found = [(*astuple(one)[:6], one.line, one.column) for one in self.findings]
        told = [found, self.parsed, self.asked, self.asked_policy, self.holds]
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Verdict:
        """Return the verdict that was kept."""
        found, parsed, asked, asked_policy, holds = json.loads(text)
        findings = tuple(
            Finding(code, Severity(severity), path, message, hint, source, line=line, column=column)
            for code, severity, path, message, hint, source, line, column in found
        )
        return cls(findings, parsed, tuple(asked), tuple(asked_policy), tuple(holds))


@dataclass(frozen=True, slots=True)
class Remembered:
    """A verdict under what it came from, each as a hash.

    `own` are the files judged, `around` what was asked of other records, `answers` what the
    policy answered, and `policy` the files of the policy that did.
    """

    own: bytes
    around: bytes
    answers: bytes
    policy: bytes
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Whole:
    """Which units hold which ids, as they were when everything was looked at.

    `tree` is the Git tree that was committed then, and `apart` are the files that were not as
    they are in it: of those nothing is known.
    """

    tree: str
    apart: frozenset[str]


class Memory:
    """What is remembered of one workspace on this computer.

    Nothing here raises: what cannot be read is not remembered, and what cannot be written
    will be judged again.
    """

    def __init__(self, file: Path, key: bytes) -> None:
        self._file = file
        self._key = key

    @classmethod
    def of(cls, root: Path, key: bytes | None) -> Memory | None:
        """Return the memory of the workspace here, or None where there can be none.

        Its name is made with the key, so that no file that came with the records is opened.
        """
        folder = root / FOLDER
        if key is None or folder.is_symlink():
            return None
        name = blake2b(str(root.resolve()).encode(errors="replace"), key=key, digest_size=10)
        return cls(folder / f"memory-{name.hexdigest()}.sqlite3", key)

    def hash_of(self, *parts: bytes) -> bytes:
        """Return one hash of these parts, which only this computer can make."""
        hashed = blake2b(key=self._key, digest_size=_SEAL_BYTES)
        for part in parts:
            hashed.update(b"%d:" % len(part))
            hashed.update(part)
        return hashed.digest()

    def recall(self, units: Iterable[str]) -> dict[str, Remembered]:
        """Return what is remembered of these units."""
        rows: list[_Row] = []
        with suppress(*_UNUSABLE), closing(self._opened()) as store:
            for unit in units:
                rows += store.execute("SELECT * FROM verdicts WHERE unit = ?", (unit,))
        return dict(self._trusted(rows))

    def _trusted(self, rows: Iterable[_Row]) -> Iterator[tuple[str, Remembered]]:
        for row in rows:
            # A damaged row may hold anything at all.
            with suppress(TypeError, ValueError, AttributeError, KeyError):
                unit, own, around, answers, policy, told, seal = row
                if compare_digest(self._seal(unit, own, around, answers, policy, told), seal):
                    verdict = Verdict.from_text(told)
                    yield unit, Remembered(own, around, answers, policy, verdict)

    def _seal(self, *parts: str | bytes) -> bytes:
        return self.hash_of(*(part.encode() if isinstance(part, str) else part for part in parts))

    def forget_all_but(self, units: Container[str]) -> None:
        """Forget what was remembered of all other units: they are gone."""
        names: list[str] = []
        with suppress(*_UNUSABLE), closing(self._opened()) as store:
            names = [unit for (unit,) in store.execute("SELECT unit FROM verdicts")]
        gone = [(unit,) for unit in names if unit not in units]

        def change(store: sqlite3.Connection) -> None:
            store.executemany("DELETE FROM verdicts WHERE unit = ?", gone)

        if gone:
            self._change(change)

    def keep(self, found: Sequence[tuple[str, Remembered]]) -> None:
        """Remember these verdicts in place of older ones."""

        def change(store: sqlite3.Connection) -> None:
            for unit, one in found:
                parts = (unit, one.own, one.around, one.answers, one.policy, one.verdict.as_text())
                row = (*parts, self._seal(*parts))
                store.execute("REPLACE INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?)", row)

        if found:
            self._change(change)

    def holders(self, whole: Whole, record_ids: Iterable[str]) -> frozenset[str] | None:
        """Return the units that held one of these ids; None where that is not known of one."""
        units: set[str] = set()
        try:
            with closing(self._opened()) as store:
                for one in record_ids:
                    [(told, seal)] = store.execute(
                        "SELECT units, seal FROM holders WHERE id = ?", (one,)
                    )
                    if not compare_digest(self._seal("holders", whole.tree, one, told), seal):
                        return None
                    units.update(json.loads(told))
        except (*_UNUSABLE, TypeError, AttributeError):
            return None
        return frozenset(units)

    def recall_whole(self) -> Whole | None:
        """Return what was known when everything was last looked at."""
        rows: list[tuple[str, str, bytes]] = []
        with suppress(*_UNUSABLE), closing(self._opened()) as store:
            rows = store.execute("SELECT tree, apart, seal FROM whole").fetchall()
        with suppress(TypeError, ValueError, AttributeError):
            [(tree, apart, seal)] = rows
            if compare_digest(self._seal("whole", tree, apart), seal):
                return Whole(tree, frozenset(json.loads(apart)))
        return None

    def keep_whole(self, whole: Whole, holders: Mapping[str, Iterable[str]]) -> None:
        """Remember which units hold which ids, all of it or none."""

        def rows() -> Iterator[tuple[str, str, bytes]]:
            for record_id, units in holders.items():
                told = json.dumps(sorted(units))
                yield record_id, told, self._seal("holders", whole.tree, record_id, told)

        def change(store: sqlite3.Connection) -> None:
            store.execute("DELETE FROM whole")
            store.execute("DELETE FROM holders")
            store.executemany("INSERT INTO holders VALUES (?, ?, ?)", rows())
            apart = json.dumps(sorted(whole.apart))
            seal = self._seal("whole", whole.tree, apart)
            store.execute("INSERT INTO whole VALUES (?, ?, ?)", (whole.tree, apart, seal))

        self._change(change)

    def _opened(self) -> sqlite3.Connection:
        if not self._file.is_file():
            raise FileNotFoundError
        return self._connected()

    def _connected(self) -> sqlite3.Connection:
        # SQLite opens what stands in these places, follows a link and waits for a pipe.
        for ending in _BESIDE:
            file = f"{self._file}{ending}"
            if os.path.lexists(file) and not S_ISREG(os.lstat(file).st_mode):
                raise FileExistsError
        return sqlite3.connect(self._file, timeout=_BUSY_SECONDS)

    def _change(self, change: Callable[[sqlite3.Connection], None]) -> None:
        try:
            make_folder(self._file.parent)
            with closing(self._connected()) as store, store:
                store.execute("PRAGMA synchronous = OFF")
                for table in _TABLES:
                    store.execute(table)
                change(store)
        except _UNUSABLE as refusal:
            # Otherwise somebody else is writing, or nobody may: what is not kept is judged again.
            if _is_of_damage(refusal):
                with suppress(OSError):
                    self._file.unlink()  # begun anew next time


def _is_of_damage(refusal: Exception) -> bool:
    if isinstance(refusal, sqlite3.OperationalError):
        # Tables or columns are not those that were made here.
        return refusal.sqlite_errorcode == sqlite3.SQLITE_ERROR
    return not isinstance(refusal, OSError)


def own_key(place: Path, root: Path) -> bytes | None:
    """Return the key kept here, made if there is none yet; None where that cannot be done.

    A key within the workspace would be anybody's who can write there, so there is none.
    """
    with suppress(OSError, ValueError):
        if place.resolve().is_relative_to(root.resolve()):
            return None
        known = _key_in(place)
        if known is not None:
            return known
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = place.with_name(f"{place.name}.{os.getpid()}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(made, flags, 0o600), "w") as file:
            file.write(os.urandom(_KEY_BYTES).hex())
        made.replace(place)
        return _key_in(place)
    return None


def _key_in(place: Path) -> bytes | None:
    """Return the key in this file, or None where there is none that can be used."""
    content = read_file(place.parent, place.name)
    with suppress(ValueError, TypeError):
        key = bytes.fromhex(content.decode("ascii")) if isinstance(content, bytes) else b""
        return key if len(key) == _KEY_BYTES else None
    return None
