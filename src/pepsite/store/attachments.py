"""Documents that belong to PEPs: encrypted files in a folder beside the identity store.

A record holds a pointer, which says nothing, and the hash of what the document was. So one that
is missing, or is not what it was, is found. Who can read the identity store can read these.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING, Literal

from pepsite.errors import IdentityStoreError
from pepsite.store.writing import replace_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pepsite.store.identities import IdentityStore

_POINTER = re.compile(r"attachment:([0-9a-f]{32})")


def is_kept_here(pointer: str) -> bool:
    """Say whether a pointer is one of ours: others lead to where the authority keeps documents."""
    return _POINTER.fullmatch(pointer) is not None


def hash_of(content: bytes) -> str:
    """Return the hash as a record holds it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class Attachments:
    """The documents beside one identity store."""

    def __init__(self, store: IdentityStore) -> None:
        self._store = store
        self._folder = store.path.with_name(f"{store.path.name}.attachments")

    def keep(self, content: bytes) -> str:
        """Keep a document, and return the pointer to it.

        Raises:
            IdentityStoreError: it cannot be written.
        """
        name = secrets.token_hex(16)
        self._write(self._folder / f"{name}.age", self._store.seal(content))
        return f"attachment:{name}"

    def forget(self, pointer: str) -> None:
        """Take a document away again that no record came to point to."""
        self._file(pointer).unlink(missing_ok=True)

    def read(self, pointer: str, expected: str | None) -> bytes | Literal["missing", "changed"]:
        """Return a document, or what is wrong: it is not there, or is not what it was.

        Raises:
            IdentityStoreError: the disk said no.
        """
        try:
            sealed = self._file(pointer).read_bytes()
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            raise _stopped("read", error) from None
        content = self._store.unseal(sealed)
        return content if content is not None and hash_of(content) == expected else "changed"

    def pointers(self) -> Iterator[str]:
        """Yield the pointer of every document that is kept."""
        for path in sorted(self._folder.glob("*.age")):
            if is_kept_here(pointer := f"attachment:{path.stem}"):
                yield pointer

    def seal_again(self) -> int:
        """Encrypt every document to those who can read the store now; return how many.

        One that cannot be opened is left as it is: `pepsite attachments check` names it.

        Raises:
            IdentityStoreError: one cannot be read or written.
        """
        done = 0
        for pointer in self.pointers():
            path = self._file(pointer)
            try:
                content = self._store.unseal(path.read_bytes())
            except OSError as error:
                raise _stopped("read", error) from None
            if content is not None:
                self._write(path, self._store.seal(content))
                done += 1
        return done

    def _file(self, pointer: str) -> Path:
        found = _POINTER.fullmatch(pointer)
        if found is None:
            message = "this document is not kept by pepsite; look where the record points"
            raise IdentityStoreError(message)
        return self._folder / f"{found[1]}.age"

    def _write(self, path: Path, sealed: bytes) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_whole(path, sealed)
        except OSError as error:
            raise _stopped("write", error) from None


def _stopped(verb: str, error: OSError) -> IdentityStoreError:
    message = f"cannot {verb} an attachment beside the identity store: {error.strerror}"
    return IdentityStoreError(message)
