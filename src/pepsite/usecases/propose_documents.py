"""What happened beside a PEP, as a submission like any other.

A copy of it went out, a document came in, or somebody talked with a child who wanted to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.errors import PepsiteError
from pepsite.records.paths import path_to
from pepsite.store.attachments import Attachments
from pepsite.usecases.attachments import keep_document
from pepsite.usecases.hand_over_pep import copy_put_down
from pepsite.usecases.propose_record import open_record, propose_record
from pepsite.usecases.submission import Edit, Proposed, Submission

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from pepsite.policy.sections import CopyReader
    from pepsite.privacy.names import NameScan
    from pepsite.records.pep import AttachmentKind, Pep
    from pepsite.store.identities import IdentityStore
    from pepsite.usecases.edit_pep import Values
    from pepsite.usecases.hand_over_pep import Sent
    from pepsite.usecases.submission import Outcome
    from pepsite.usecases.workspace import Opened


@dataclass(frozen=True, slots=True)
class By:
    """Who sends it, when, under which id, and the key and names that it is sent with."""

    submission: str
    person: str
    at: datetime
    names: NameScan | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """A document that came in: what is in it, of what sort it is, and on which day."""

    content: bytes
    kind: AttachmentKind
    on: date


def propose_sent(
    root: Path, opened: Opened, pep: Pep, went: tuple[CopyReader, Sent], by: By
) -> Outcome:
    """Send for review that a copy of a PEP went to its reader.

    Raises:
        PepsiteError: there is no such PEP among what was accepted, or no such person.
    """
    return _propose(root, pep, copy_put_down(opened, pep, *went), by)


def propose_document(root: Path, pep: Pep, store: IdentityStore, came: Came, by: By) -> Outcome:
    """Keep a document, encrypted, and send for review that the PEP points to it.

    It is kept only where that was sent.

    Raises:
        ImportRefusedError: it is not such a document, or is too large.
        IdentityStoreError: it cannot be kept.
        PepsiteError: there is no such PEP among what was accepted.
    """
    kept = Attachments(store)
    document = keep_document(kept, came.content, came.kind, came.on)
    outcome: Outcome | None = None
    try:
        outcome = _propose(root, pep, document.put_down, by)
    finally:
        if not isinstance(outcome, Proposed):
            kept.forget(document.pointer)
    return outcome


def propose_talked(root: Path, pep: Pep, item: str, on: date, by: By) -> Outcome:
    """Send for review that somebody talked with a child who wanted to, on this day.

    Raises:
        PepsiteError: there is no such PEP among what was accepted, or no such person.
    """

    def put_down(values: Values) -> None:
        listed = values.get("concerns")
        values["concerns"] = [
            {**one, "settled_on": on.isoformat()}
            if isinstance(one, dict) and one.get("id") == item
            else one
            for one in (listed if isinstance(listed, list) else [])
        ]

    return _propose(root, pep, put_down, by)


def _propose(root: Path, pep: Pep, put_down: Callable[[Values], None], by: By) -> Outcome:
    path = path_to("pep", pep.id, pep.child)
    found = open_record(root, path)
    if found is None:
        raise PepsiteError(_NOT_ACCEPTED)
    values = dict(found.values)
    put_down(values)
    submission = Submission(by.submission, by.person, by.at, (Edit(path, values, found.blob),))
    return propose_record(root, submission, by.names, by.key)


_NOT_ACCEPTED = "this PEP is not among what was accepted yet; it has to be accepted first"
