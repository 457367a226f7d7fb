"""Keep documents with PEPs, give them out again, and find those that are missing or changed."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.errors import IdentityStoreError, ImportRefusedError, PepsiteError
from pepsite.exchange.documents import LARGEST, check_document
from pepsite.records.ids import new_item_id
from pepsite.records.pep import PepStatus
from pepsite.store.attachments import Attachments, hash_of, is_kept_here
from pepsite.store.identities import find_identities
from pepsite.store.writing import replace_whole
from pepsite.usecases.edit_pep import edit_pep, find_pep, items
from pepsite.usecases.workspace import open_workspace, read_child

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from pepsite.records.pep import AttachmentKind, Pep
    from pepsite.usecases.edit_pep import Values

_NOT_HELD = ("action", "sample")


@dataclass(frozen=True, slots=True)
class Attached:
    """The item of the record that points to the document, and what kind of file it is."""

    item: str
    file_type: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A document that is not there, or is not what it was."""

    pep: str
    item: str
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What looking at all of them came to. `spare` are kept, and no record points to them."""

    whole: int
    elsewhere: int
    spare: int
    unreadable: int
    wrong: tuple[Wrong, ...]


def attach(  # noqa: PLR0913  # what, to which PEP, as what, and when
    root: Path,
    pep_id: str,
    file: Path,
    kind: AttachmentKind,
    added_on: date,
    *,
    identities: Path | None = None,
) -> Attached:
    """Keep a document, encrypted, and have the PEP point to it.

    Raises:
        ImportRefusedError: the file is not such a document, or is too large.
        PepsiteError: there is no such PEP, or nothing may be added to it any more.
        IdentityStoreError: there is no identity store to keep it beside, or it cannot be used.
        RecordChangedError: someone saved the PEP meanwhile; nothing was kept.
    """
    kept = _attachments(root, identities)
    _, pep, path = find_pep(open_workspace(root, leave_out=_NOT_HELD), root, pep_id)
    if not takes_documents(pep):
        message = "nothing is attached to a PEP that is complete or closed; attach it to the next"
        raise PepsiteError(message)
    document = keep_document(kept, _content(file), kind, added_on)
    try:
        edit_pep(root, path, document.put_down)
    except BaseException:
        kept.forget(document.pointer)
        raise
    return Attached(document.item, document.file_type)


def takes_documents(pep: Pep) -> bool:
    """Say whether anything may be attached to a PEP as it is."""
    return pep.status not in (PepStatus.COMPLETE, PepStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document that is kept, and is yet to be pointed to by a record."""

    item: str
    file_type: str
    pointer: str
    entry: Mapping[str, str]

    def put_down(self, values: Values) -> None:
        """Have the values of a PEP point to it."""
        values["attachments"] = [*items(values.get("attachments")), dict(self.entry)]


def keep_document(
    kept: Attachments, content: bytes, kind: AttachmentKind, added_on: date
) -> KeptDocument:
    """Keep a document, encrypted.

    Raises:
        ImportRefusedError: it is not such a document, or is too large.
        IdentityStoreError: it cannot be written.
    """
    file_type = check_document(content)
    pointer, item = kept.keep(content), new_item_id()
    entry = {"id": item, "kind": str(kind), "pointer": pointer, "hash": hash_of(content)}
    entry |= {"added_on": added_on.isoformat()}
    return KeptDocument(item, file_type, pointer, entry)


def save_attachment(
    root: Path, pep_id: str, item: str, out: Path, *, identities: Path | None = None
) -> None:
    """Write a document as it was when it was attached.

    Raises:
        PepsiteError: there is no such PEP or item, or it cannot be written there.
        IdentityStoreError: the document is missing, is not what it was, or is kept elsewhere.
    """
    kept = _attachments(root, identities)
    _, pep, _ = find_pep(open_workspace(root, leave_out=_NOT_HELD), root, pep_id)
    found = next((one for one in pep.attachments if one.id == item), None)
    if found is None:
        message = "the PEP has no attachment of that id"
        raise PepsiteError(message)
    if out.resolve().is_relative_to(root.resolve()) or os.path.lexists(out):
        message = "--out names a new file outside the workspace: the document is about a child"
        raise PepsiteError(message)
    content = kept.read(found.pointer, found.hash)
    if isinstance(content, str):
        message = f"the document is {content}; nothing was written"
        raise IdentityStoreError(message)
    try:
        replace_whole(out, content)
        out.chmod(0o600)
    except OSError as refused:
        message = f"the document cannot be written there: {refused.strerror}"
        raise PepsiteError(message) from None


def check_attachments(root: Path, *, identities: Path | None = None) -> Checked:
    """Open every document that a PEP points to, and say which is missing or not what it was.

    Raises:
        PepsiteError: there is no workspace here.
        IdentityStoreError: there is no identity store, or it cannot be used.
    """
    kept = _attachments(root, identities)
    wrong: list[Wrong] = []
    counts: Counter[str] = Counter()
    pointed_to: set[str] = set()
    for folder in open_workspace(root, leave_out=_NOT_HELD).folders():
        casefile, not_read = read_child(root, folder)
        counts["unreadable"] += not_read
        for pep in casefile.peps if casefile is not None else ():
            for one in pep.attachments:
                if not is_kept_here(one.pointer):
                    counts["elsewhere"] += 1
                    continue
                pointed_to.add(one.pointer)
                content = kept.read(one.pointer, one.hash)
                if isinstance(content, str):
                    wrong.append(Wrong(pep.id, one.id, content))
                else:
                    counts["whole"] += 1
    spare = sum(pointer not in pointed_to for pointer in kept.pointers())
    return Checked(counts["whole"], counts["elsewhere"], spare, counts["unreadable"], tuple(wrong))


def _attachments(root: Path, identities: Path | None) -> Attachments:
    store = find_identities(identities, workspace=root)
    if store is None:
        message = "documents are kept beside the identity store, and there is none here"
        raise IdentityStoreError(message)
    return Attachments(store)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError:
        message = "the document cannot be opened"
        raise ImportRefusedError(message) from None
