"""Does a change bring anything that says who a child is, in whichever commit and file?

What one commit wrote and the next took out again stays in the history for good, as does what lies
beside the records. Of each version of each file only what was not there before is told of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pepsite.findings import finding
from pepsite.privacy.identifying import (
    POSTCODE,
    identifying,
    identifying_in_new_lines,
    lines_in,
    prose_in,
)
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.paths import RECORDS_FOLDER, place_of
from pepsite.store.listing import is_named_as_record, is_of_workspace, unnamed_path
from pepsite.store.reading import read_record
from pepsite.store.tree import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pepsite.findings import Finding
    from pepsite.git.proposed import Version
    from pepsite.git.trees import GitTree
    from pepsite.privacy.names import NameScan
    from pepsite.records.kinds import Record
    from pepsite.records.paths import Place

_OF_A_CHILD = ("child", "pep", "qa-review", "audit", "action", "sample")
"""The kinds of record in whose texts a postcode can only be somebody's."""


def identifying_texts(path: str, before: Record | None, after: Record) -> Iterator[Finding]:
    """Yield what says who a child is in the texts that are new in a record.

    Short texts are looked at where they are about a child.
    """
    return _new_texts(path, place_of(path), before, after)


def _new_texts(
    at: str, place: Place | None, before: Record | None, after: Record
) -> Iterator[Finding]:
    may_hold = _may_hold(place)
    known = {text for _, text in prose_in(before)}
    for field, text in prose_in(after):
        if text not in known:
            yield from identifying(text, at, field, but_for=may_hold)
    if may_hold:
        return
    known = {text for _, text in lines_in(before)}
    for field, text in lines_in(after):
        if text not in known:
            yield from identifying(text, at, field, but_for_digits=True)


def identifying_versions(
    versions: Iterable[Version], before: GitTree | None, after: GitTree, names: NameScan | None
) -> Iterator[Finding]:
    """Yield what says who a child is in versions of files that a change brings.

    Left out is what other checks of a change look at: the values of records that it leaves. What
    nobody can look into is refused, as it may say anything.

    Raises:
        GitError: the object of a version cannot be read.
    """
    seen: set[tuple[str, str]] = set()
    for one in versions:
        was = None if before is None else before.object_at(one.path)
        if one.blob == was or (one.path, one.blob) in seen:
            continue
        seen.add((one.path, one.blob))
        yield from _Looked(one, before, after, names).findings()


class _Looked:
    """One version of one file, and what it says that was not there before."""

    def __init__(
        self, version: Version, before: GitTree | None, tree: GitTree, names: NameScan | None
    ) -> None:
        was = None if before is None else before.object_at(version.path)
        self._path = version.path
        self._commit = version.commit
        self._tree = tree
        self._names = names
        self._content = tree.version(version.blob, MAX_BYTES) if version.has_content else None
        is_file = before is not None and before.kind(version.path) in ("file", "link")
        self._old = (tree.version(was, MAX_BYTES) if was and is_file else None) or b""
        self._stays = tree.object_at(version.path) == version.blob
        # Nobody's name was kept out of what is there already; and people call files by names.
        self._may_name = was is not None or is_of_workspace(version.path)

    def findings(self) -> Iterator[Finding]:
        place = place_of(self._path)
        if place is not None:
            yield from self._of_record(place)
        elif not self._stays or not self._path.startswith(f"{RECORDS_FOLDER}/"):
            yield from self._of_other_file()

    def _at(self, path: str) -> str:
        """Return where a finding is: in a file that is there, or in the commit that had it."""
        return path if self._stays else f"commit {self._commit[:12]}: {path}"

    def _of_record(self, place: Place) -> Iterator[Finding]:
        at, may_hold = self._at(self._path), _may_hold(place)
        if self._content is None:
            if not self._stays:
                yield finding("too-large", at, limit=MAX_BYTES)
            return
        text = self._content.decode(errors="replace")
        new = self._new_lines(text)
        yield from identifying_in_new_lines(_comments(text), at, new, but_for=may_hold)
        if self._stays:
            return
        yield from self._named(text, at, (place.child,) if place.child else ())
        record = read_record(self._content, self._path, BY_SCHEMA)
        if isinstance(record, tuple):
            yield from identifying_in_new_lines(text, at, new, but_for=may_hold)
            return
        before = read_record(self._old, self._path, BY_SCHEMA)
        was = None if isinstance(before, tuple) else before
        yield from _new_texts(at, place, was, record)

    def _of_other_file(self) -> Iterator[Finding]:
        """Yield what is wrong with a file that is no record: with its name, then what it says."""
        unnamed = self._at(unnamed_path(self._path))
        first = self._path.partition("/")[0]
        # Where small and capital letters are the same, it would lie among the records.
        is_twin = first != RECORDS_FOLDER and first.casefold() == RECORDS_FOLDER
        if is_twin or is_named_as_record(self._path):
            yield finding("misplaced-file", unnamed)
        name = self._path.replace("\n", " ")
        spaced = re.sub("[-_./]", " ", name)
        of_name = [one for said in (name, spaced) for one in self._said(said, unnamed)]
        yield from dict.fromkeys(of_name)
        if self._content is None or not _is_text(self._content):
            yield finding("not-looked-into", unnamed, limit=MAX_BYTES)
        else:
            at = self._at(self._path) if self._may_name and not of_name else unnamed
            text = self._content.decode()
            # The postcode of a council says nothing of a child.
            yield from identifying_in_new_lines(text, at, self._new_lines(text), but_for=POSTCODE)
            yield from self._named(text, at)

    def _said(self, name: str, at: str) -> Iterator[Finding]:
        yield from identifying(name, at, but_for=POSTCODE)
        if self._names is not None:
            yield from self._names.findings(name, at)

    def _named(self, text: str, at: str, about: Collection[str] = ()) -> Iterator[Finding]:
        """Yield where a name stands that begins or goes on in a new line."""
        if self._names is not None:
            known = frozenset(self._old.decode(errors="replace").splitlines())
            # As names are looked for, over more ends of lines than Git has.
            new = _not_among(known, text.splitlines())
            for one in self._names.findings(text, at, about):
                if one.line in new or one.line + 1 in new:
                    yield one

    def _new_lines(self, text: str) -> frozenset[int]:
        known = frozenset(_lines(self._old.decode(errors="replace")))
        return _not_among(known, _lines(text))


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.split("\n")]


def _not_among(known: Collection[str], lines: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the lines that were not there before."""
    return frozenset(number for number, one in enumerate(lines, 1) if one not in known)


def _may_hold(place: Place | None) -> str:
    return "" if place is not None and place.kind in _OF_A_CHILD else POSTCODE


def _comments(text: str) -> str:
    """Return a text with nothing left but what may be a comment, each in its place."""
    found = (_COMMENT.search(line) for line in text.split("\n"))
    return "\n".join("" if one is None else " " * one.start(1) + one[1] for one in found)


_COMMENT = re.compile(r"(?:^|\s)(#.*)")


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
