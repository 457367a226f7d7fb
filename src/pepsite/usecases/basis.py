"""What a verdict rests on, as hashes: files, what was asked of others, policy, pepsite itself.

The process that judges makes these hashes, and the one that remembers makes them again;
where they are equal, judging again would find the same.
"""

from __future__ import annotations

import sys
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.records.paths import AUTHORITY_PATH
from pepsite.store.files import read_file
from pepsite.store.memory import Remembered, Verdict, Whole, blob_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from pepsite.store.listing import Places, Unit
    from pepsite.store.memory import Memory

POLICY = "policy"
"""The name under which it is remembered that the authority's policy can be used."""

_MOST_TO_COMPARE = 200_000
"""Files of which the contents are compared with Git's at once: some fifty megabytes."""
_PACKAGE = Path(__file__).parent.parent


class Basis:
    """The hashes of one workspace as it is now.

    `names_known` are the names that are looked for in records: others make another verdict.
    """

    def __init__(
        self, root: Path, places: Places, memory: Memory, names_known: tuple[str, ...] | None
    ) -> None:
        self._root = root
        self._places = places
        self.memory = memory
        self._blobs: dict[str, str] = {}
        self._is_steady = True
        known = ["no names"] if names_known is None else ["names", *names_known]
        self._code = memory.hash_of(_own_code(), *(name.encode() for name in known))
        self.policy = self._hash_of_policy()
        """The hash of every policy there is here, and of the record that chooses one."""

    def _hash_of_policy(self) -> bytes:
        return self.memory.hash_of(*self._policy_files(), self.blob(AUTHORITY_PATH).encode())

    def check_policy(self) -> None:
        """Take note of whether the policy is still as it was, now that it has been read."""
        self._is_steady = self._is_steady and self.policy == self._hash_of_policy()

    def _policy_files(self) -> Iterable[bytes]:
        for folder in (_PACKAGE / "policy" / "packs", self._root / "policy"):
            # A pack is known by its folder, with files in it or not.
            for found in sorted([*folder.glob("*"), *folder.glob("*/*.yaml")]):
                path = found.relative_to(folder).as_posix()
                content = read_file(folder, path, hard_links=True)
                yield path.encode(errors="replace")
                yield content if isinstance(content, bytes) else b""

    @property
    def usable_policy(self) -> Remembered:
        """What is remembered where the authority's policy can be used as it is now."""
        return Remembered(self._code, b"", b"", self.policy, Verdict((), 0))

    def note(self, path: str, content: bytes) -> None:
        """Take in the content of a file that has just been read.

        Where it is another than a moment ago, somebody is at work here, and what was judged
        by the one may not be remembered under the other: nothing more is.
        """
        self._note_blob(path, blob_id(content))

    def _note_blob(self, path: str, blob: str) -> None:
        self._is_steady = self._is_steady and self._blobs.get(path, blob) == blob
        self._blobs[path] = blob

    def blob(self, path: str) -> str:
        """Return the id Git gives the content of this file, or "" where it cannot be read."""
        known = self._blobs.get(path)
        if known is None:
            content = read_file(self._root, path)
            known = self._blobs[path] = blob_id(content) if isinstance(content, bytes) else ""
        return known

    def let_go(self, unit: Unit) -> dict[str, str]:
        """Return the ids of the contents of a unit's files, and keep only those others ask for."""
        blobs = {path: self.blob(path) for path in unit.paths}
        if unit.is_of_a_child:
            for path in unit.paths:
                del self._blobs[path]
        return blobs

    def take(self, blobs: Iterable[tuple[str, str]]) -> None:
        """Take in what another process found out about its files, unless it is too much to hold."""
        if len(self._blobs) < _MOST_TO_COMPARE:
            for path, blob in blobs:
                self._note_blob(path, blob)

    def is_new_whole(self, paths: Collection[str]) -> bool:
        """Say whether which files hold which ids is to be remembered anew.

        It is where another tree has been committed since, unless there are too many files.
        """
        from pepsite.git.changes import committed_tree  # noqa: PLC0415  # few runs need it

        if len(paths) > _MOST_TO_COMPARE:
            return False
        whole = self.memory.recall_whole()
        try:
            return whole is None or whole.tree != committed_tree(self._root)
        except GitError:
            return False

    def keep_whole(self, paths: Collection[str], holders: Mapping[str, Iterable[str]]) -> None:
        """Remember which units hold which ids, and which files are not as they were committed."""
        from pepsite.git.changes import committed_blobs, committed_tree  # noqa: PLC0415  # as above

        if not self._is_steady:
            return
        try:
            tree = committed_tree(self._root)
            committed = committed_blobs(self._root, tree)
        except GitError:
            return
        ours = {path: self.blob(path) for path in paths}
        apart = {path for path in ours.keys() | committed if ours.get(path) != committed.get(path)}
        self.memory.keep_whole(Whole(tree, frozenset(apart)), holders)

    def own(self, unit: Unit) -> bytes | None:
        """Return the hash of a unit's own files, or None where one of them cannot be read."""
        blobs = [self.blob(path) for path in unit.paths]
        if len(self._blobs) > _MOST_TO_COMPARE:
            self.let_go(unit)
        if not all(blobs):
            return None
        files = "".join(map("{} {}\n".format, unit.paths, blobs))
        return self.memory.hash_of(self._code, files.encode(errors="replace"))

    def around(self, asked: Iterable[str]) -> bytes:
        """Return the hash of what is answered now to questions about other records."""
        return self.memory.hash_of(*(self._answer(question).encode() for question in asked))

    def _answer(self, question: str) -> str:
        what, _, record_id = question.partition(" ")
        path = self._places.path(record_id)
        answer = (self.blob(path) if what == "what" else path) if path is not None else ""
        return f"{question} {answer}"

    def answers(self, asked_policy: Iterable[str], answer: Callable[[str], bytes]) -> bytes:
        """Return the hash of what the policy answers now to the questions it was asked.

        `answer` gives the hash of each.
        """
        return self.memory.hash_of(*(answer(question) for question in asked_policy))

    def remembered(
        self, unit: Unit, verdict: Verdict, answer: Callable[[str], bytes]
    ) -> Remembered | None:
        """Return a verdict with what it rests on, or None where that cannot be told."""
        own = self.own(unit)
        if own is None or not self._is_steady or not self._is_as_found(verdict):
            return None
        return Remembered(
            own,
            self.around(verdict.asked),
            self.answers(verdict.asked_policy, answer),
            self.policy,
            verdict,
        )

    def _is_as_found(self, verdict: Verdict) -> bool:
        # The lines of findings were looked up a moment after the files were judged.
        paths = {one.path for one in verdict.findings}
        contents = ((path, read_file(self._root, path)) for path in paths if path in self._blobs)
        return all(
            isinstance(content, bytes) and blob_id(content) == self._blobs[path]
            for path, content in contents
        )


@cache
def _own_code() -> bytes:
    """Return the hash of pepsite's own code, and of which libraries stand beside it.

    Asked once: a process goes on with the code that it began with.
    """
    hashed = blake2b(sys.version.encode())
    for file in sorted(_PACKAGE.rglob("*.py")):
        hashed.update(file.read_bytes())
    pydantic = find_spec("pydantic")
    for place in (pydantic.submodule_search_locations or ()) if pydantic else ():
        installed = sorted(one.name for one in Path(place).parent.glob("*.dist-info"))
        hashed.update("\n".join(installed).encode())
    return hashed.digest()
