"""The identity store: one encrypted file that says who each id stands for.

It lies outside every Git work tree and outside the records, is encrypted with age to keys
of people (never a passphrase, which would be shared and written down), and no message
about it says anything that stands in it. docs/decisions/2026-11-identity-store.md says why.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, Self

import pyrage
from pydantic import BaseModel, ValidationError

from pepsite.errors import IdentityStoreError, RecordChangedError
from pepsite.privacy.identity import Identity, StaffIdentity
from pepsite.records.base import Model
from pepsite.store.apart import as_written, keys_in, lies_within, new_key, work_tree_around
from pepsite.store.user_files import (
    KEY_VARIABLE,
    STORE_VARIABLE,
    identities_path,
    identity_key_path,
)


def find_identities(
    path: Path | None = None,
    key: Path | None = None,
    *,
    workspace: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> IdentityStore | None:
    """Return the identity store of this computer, or None if it has none.

    None is an answer of its own: whoever asked goes on, and says "names not checked".

    Raises:
        IdentityStoreError: `path` was given and nothing is there, or there is a store and it
            cannot be used.
    """
    place = path or identities_path(environment)
    if path is None and not os.path.lexists(place.expanduser()):
        return None
    return IdentityStore.open(place, key or identity_key_path(environment), workspace=workspace)


class IdentityStore:
    """The identities, opened. Changes are kept in memory until `save`.

    The path is refused inside a Git work tree, and inside the `workspace` if that is given.
    """

    def __init__(self, path: Path, key: _Key, contents: _Contents, opened: str | None) -> None:
        self.path = path
        self._key = key
        self._opened = opened
        self._children = {each.child: each for each in contents.children}
        self._staff = {each.person: each for each in contents.staff}
        self._child_of = _by_local_id((each.child, each.local_ids) for each in contents.children)
        self._person_of = _by_local_id((each.person, each.local_ids) for each in contents.staff)

    @classmethod
    def open(cls, path: Path, key: Path, *, workspace: Path | None = None) -> Self:
        """Open the store that is here, with the key that is there.

        Raises:
            IdentityStoreError: there is none, it lies where it may not, or this key does not
                open it.
        """
        path, own_key = _kept_apart(path, workspace), _Key(_kept_apart(key, workspace))
        sealed = _read(path, "the identity store")
        return cls(path, own_key, _unsealed(sealed, own_key), _version(sealed))

    @classmethod
    def create(cls, path: Path, key: Path, *, workspace: Path | None = None) -> Self:
        """Make an empty store, and the key if there is none yet.

        Raises:
            IdentityStoreError: there is a store already, or none may be made here.
        """
        path, key = _kept_apart(path, workspace), _kept_apart(key, workspace)
        if os.path.lexists(path):
            message = f"there is an identity store at {path} already; nothing was changed"
            raise IdentityStoreError(message)
        if not os.path.lexists(key):
            _make_key(key)
        store = cls(path, _Key(key), _Contents(version=1), None)
        store.share_with(store.own_recipient)
        store.save()
        return store

    @property
    def own_recipient(self) -> str:
        """The public half of this person's key: what a colleague needs to share a store."""
        return self._key.public

    @property
    def recipients(self) -> tuple[str, ...]:
        """To whom the store is encrypted when it is next saved: a public key each.

        Raises:
            IdentityStoreError: the list cannot be read.
        """
        if not os.path.lexists(self._recipients_path):
            return ()
        text = _read_text(self._recipients_path, "the list of recipients")
        lines = (line.strip() for line in text.splitlines())
        return tuple(line for line in lines if line and not line.startswith("#"))

    def share_with(self, recipient: str) -> None:
        """Add a public key to the list beside the store. It can read the store once saved.

        Raises:
            IdentityStoreError: this is not a public key of age.
        """
        _recipient(recipient)
        known = self.recipients
        if recipient not in known:
            _make_folder(self._recipients_path.parent)
            text = "".join(f"{line}\n" for line in (_RECIPIENTS_HEAD, *known, recipient))
            _replace(self._recipients_path, text.encode(), checked=False)

    def identities(self) -> tuple[Identity, ...]:
        """Return the identities of all children."""
        return tuple(self._children.values())

    def staff(self) -> tuple[StaffIdentity, ...]:
        """Return the identities of all staff."""
        return tuple(self._staff.values())

    def identity(self, child_id: str) -> Identity | None:
        """Return who this child is, or None if the store does not know."""
        return self._children.get(child_id)

    def staff_identity(self, person_id: str) -> StaffIdentity | None:
        """Return who this member of staff is, or None if the store does not know."""
        return self._staff.get(person_id)

    def children_of(self, system: str) -> dict[str, Identity]:
        """Return the children this system has numbers for, by that number."""
        return {
            local_id: self._children[child]
            for (of, local_id), child in self._child_of.items()
            if of == system
        }

    def staff_of(self, system: str) -> dict[str, StaffIdentity]:
        """Return the staff this system has numbers for, by that number."""
        return {
            local_id: self._staff[person]
            for (of, local_id), person in self._person_of.items()
            if of == system
        }

    def add(self, *identities: Identity | StaffIdentity) -> None:
        """Add these, or put them in the place of what the store knew of the same ids.

        All of them, or none if one is refused.

        Raises:
            IdentityStoreError: a number of another system would stand for two people.
        """
        children, staff = dict(self._children), dict(self._staff)
        for each in identities:
            if isinstance(each, Identity):
                children[each.child] = each
            else:
                staff[each.person] = each
        child_of = _by_local_id((own, each.local_ids) for own, each in children.items())
        person_of = _by_local_id((own, each.local_ids) for own, each in staff.items())
        self._children, self._child_of = children, child_of
        self._staff, self._person_of = staff, person_of

    def remove(self, child_id: str) -> None:
        """Forget who this child is. The records then point to nobody."""
        self._children.pop(child_id, None)
        self._child_of = _by_local_id((own, each.local_ids) for own, each in self._children.items())

    def save(self) -> None:
        """Write the store: all of it or nothing.

        Raises:
            RecordChangedError: the file is not the one that was opened.
            IdentityStoreError: it cannot be written, or you would not be able to read it.
        """
        contents = _Contents(version=1, children=self.identities(), staff=self.staff())
        sealed = self.seal(contents.model_dump_json(exclude_none=True).encode())
        _replace(self.path, sealed, opened=self._opened, checked=True)
        self._opened = _version(sealed)

    def seal(self, plain: bytes) -> bytes:
        """Return the bytes encrypted to everybody who can read the store.

        Raises:
            IdentityStoreError: you would not be able to read it.
        """
        recipients = self.recipients
        if self.own_recipient not in recipients:
            message = (
                f"your own key is not in {self._recipients_path}, so you could not open the "
                f"store again; add the line {self.own_recipient}"
            )
            raise IdentityStoreError(message)
        return bytes(pyrage.encrypt(plain, [_recipient(each) for each in recipients]))

    def unseal(self, sealed: bytes) -> bytes | None:
        """Return what was sealed to this person's key, or None where it cannot be opened."""
        try:
            return bytes(pyrage.decrypt(sealed, self._key.all))
        except pyrage.DecryptError:
            return None

    @property
    def _recipients_path(self) -> Path:
        return self.path.with_name(self.path.name + ".recipients")


_KEY_HEAD = "# The private key to the identity store. Keep a copy where you keep other keys."
_RECIPIENTS_HEAD = "# Who can open the identity store: one public key of age on each line."


class _Contents(Model):
    version: Literal[1]
    children: tuple[Identity, ...] = ()
    staff: tuple[StaffIdentity, ...] = ()


class _AnyVersion(BaseModel):
    version: int


class _Key:
    """A private key of age, from its file. It never shows itself."""

    def __init__(self, path: Path) -> None:
        try:
            self.all = keys_in(_read_text(path, "the key to the identity store"))
        except ValueError:
            message = f"{path} does not hold a private key of age (AGE-SECRET-KEY-1…)"
            raise IdentityStoreError(message) from None
        self.public = str(self.all[0].to_public())


def _make_key(path: Path) -> None:
    _make_folder(path.parent)
    with _stopping("write", path):
        _write_new(path, new_key(_KEY_HEAD).encode(), mode=0o600)


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        message = "one of the recipients is not a public key of age (age1…); nothing was written"
        raise IdentityStoreError(message) from None


def _unsealed(sealed: bytes, key: _Key) -> _Contents:
    try:
        plain = pyrage.decrypt(sealed, key.all)
    except pyrage.DecryptError:
        message = (
            "the identity store cannot be opened with this key: it is damaged, or was not made "
            f"for you; ask someone who can open it to add the recipient {key.public}"
        )
        raise IdentityStoreError(message) from None
    try:
        return _Contents.model_validate_json(plain)
    except ValidationError:
        raise IdentityStoreError(_why_not(plain)) from None


def _why_not(plain: bytes) -> str:
    with suppress(ValidationError):
        if _AnyVersion.model_validate_json(plain).version != 1:
            return "the identity store was made by a later release of pepsite; use that one"
    return "the identity store was opened, but what is in it is not what pepsite writes"


def _by_local_id(
    people: Iterable[tuple[str, Mapping[str, str]]],
) -> dict[tuple[str, str], str]:
    """Return the id that each number of another system stands for.

    Raises:
        IdentityStoreError: one of them would stand for two.
    """
    found: dict[tuple[str, str], str] = {}
    for own_id, numbers in people:
        for number in numbers.items():
            if found.setdefault(number, own_id) != own_id:
                message = "two people in the identity store would have one number of a system"
                raise IdentityStoreError(message)
    return found


# --- files -----------------------------------------------------------------------------------


def _kept_apart(path: Path, workspace: Path | None) -> Path:
    """Return where the path really leads, if that is outside every Git work tree.

    Raises:
        IdentityStoreError: it is inside one, or inside the workspace.
    """
    folder = work_tree_around(path)
    if folder is not None:
        message = (
            f"{path} lies in the Git work tree {folder}; identities and their key must never "
            f"be where they could be committed: choose another place ({STORE_VARIABLE}, "
            f"{KEY_VARIABLE})"
        )
        raise IdentityStoreError(message)
    if workspace is not None and lies_within(path, workspace):
        message = f"{path} lies in the workspace; keep identities apart from the records"
        raise IdentityStoreError(message)
    return as_written(path).resolve()


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: Path, what: str) -> bytes:
    if not os.path.lexists(path):
        message = f"{what} is not at {path}"
        raise IdentityStoreError(message)
    with _stopping("read", path):
        return path.read_bytes()


def _read_text(path: Path, what: str) -> str:
    try:
        return _read(path, what).decode()
    except UnicodeDecodeError:
        message = f"{what} at {path} is not text"
        raise IdentityStoreError(message) from None


def _make_folder(folder: Path) -> None:
    with _stopping("make", folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write_new(path: Path, content: bytes, mode: int = 0o666) -> None:
    def with_mode(name: str, flags: int) -> int:
        return os.open(name, flags, mode)

    with open(path, "xb", opener=with_mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, content: bytes, *, checked: bool, opened: str | None = None) -> None:
    """Put the content in the place of the file: all of it or nothing.

    What is being written lies beside it under one name, which also keeps two people from
    saving at the same moment. With `checked`, the file must still be the `opened` one.
    """
    waiting = path.with_name(path.name + ".new")
    if os.path.lexists(waiting):
        message = f"someone is saving {path}; if nobody is, delete {waiting} and try again"
        raise IdentityStoreError(message)
    with _stopping("write", path):
        try:
            _write_new(waiting, content)
            if checked:
                _refuse_if_changed(path, opened)
            waiting.replace(path)
        except FileExistsError:
            raise  # it is the other person's, who came a moment earlier
        except BaseException:
            waiting.unlink(missing_ok=True)
            raise
    with suppress(OSError):  # not every system lets a folder be opened; then it needs no syncing
        _sync_folder(path.parent)


def _refuse_if_changed(path: Path, opened: str | None) -> None:
    there = _version(path.read_bytes()) if os.path.lexists(path) else None
    if there != opened:
        message = "the identity store was changed since you opened it; nothing was written"
        raise RecordChangedError(message)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _stopping(verb: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"cannot {verb} {path}: {error.strerror}"
        raise IdentityStoreError(message) from None
