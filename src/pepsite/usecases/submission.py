"""What is sent for review, and what can come of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pepsite.errors import PepsiteError
from pepsite.versions.ways import settle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pepsite.findings import Finding
    from pepsite.usecases.submission_message import Touched
    from pepsite.versions.differences import Difference
    from pepsite.versions.merging import Merged, Values, Way, Why
    from pepsite.versions.ways import Own, Side

BRANCHES = "forms/"
"""What the name of every branch that holds a submission begins with."""
_SUBMISSION = re.compile("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_METHOD = re.compile(r"[a-z0-9-]+(?:; [a-z-]+=[A-Za-z0-9._:-]+)*")
_FORM = re.compile(r"[a-z0-9-]+@[0-9]+ sha256:[0-9a-f]{64}")
BLOB = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


# --- What is asked ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edit:
    """What one record is to say.

    `content` is its values, or its file as somebody edited it, or None to take the record out.
    `base_blob` is the id of what was opened to edit it (`open_record`), None for a new record.
    """

    path: str
    content: Values | bytes | None
    base_blob: str | None


@dataclass(frozen=True, slots=True)
class Submission:
    """What is sent, and by whom.

    `id` is made when the form is opened, so that sending it twice is told from two. `person`
    is the member of staff, or the designated teacher, who says it: never a child, parent or
    carer. `method` says how they are known: `loopback`, `offline-file; confirmed-by=ps-…`.
    `form` is what they filled in: `pep@1 sha256:…`. `reason` says why a record is taken out or
    moved. Without `combine`, what somebody else did meanwhile is always shown first.
    """

    id: str
    person: str
    at: datetime
    edits: tuple[Edit, ...]
    method: str = "loopback"
    form: str = ""
    reason: str = ""
    combine: bool = True

    @property
    def branch(self) -> str:
        """The branch it is kept on."""
        return f"{BRANCHES}{self.id}"


# --- What comes of it ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Combined:
    """A record into which somebody else's changes came too, and what these were."""

    path: str
    theirs: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """It is on its branch, and conforms.

    `again`: it was there before. `unsent`: it has yet to go to the repository all share.
    """

    branch: str
    commit: str
    touched: tuple[Touched, ...]
    combined: tuple[Combined, ...] = ()
    warnings: tuple[Finding, ...] = ()
    again: bool = False
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What was sent says nothing that is not accepted already."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It does not conform; no branch was made."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A field at which both cannot be had, in words: what each side did to it since the base.

    A side that did nothing left it as it was. `way` is the key of the answer.
    """

    way: Way
    why: Why
    place: tuple[str, ...]
    mine: tuple[Difference, ...]
    theirs: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A record that somebody else changed meanwhile.

    `theirs` is the record as it is now, empty where it was taken out; `theirs_blob` its id, for
    the next `Edit`. `mine_did` and `theirs_did` are what each side changed, in words.
    """

    path: str
    kind: str
    base: Values
    mine: Values
    theirs: Values
    theirs_blob: str | None
    merged: Merged
    asked: tuple[Asked, ...]
    mine_did: tuple[Difference, ...]
    theirs_did: tuple[Difference, ...]

    def settled(self, choices: Mapping[Way, Side | Own]) -> Edit:
        """Return the edit to send next: both sides, and what was chosen where they collide.

        Raises:
            KeyError: a field that is asked about has no answer.
        """
        answers = {one.way: choices[one.way] for one in self.asked}
        if () in answers:  # one side has no record any more
            whole = self.theirs if answers[()] == "theirs" else self.mine
            return Edit(self.path, whole or None, self.theirs_blob)
        values = settle(self.merged.ours, self.mine, self.theirs, answers)
        return Edit(self.path, values, self.theirs_blob)


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody else changed a record meanwhile. Nothing was written.

    Where no clash asks anything, they only wait to be shown.
    """

    clashes: tuple[Clash, ...]


Outcome: TypeAlias = Proposed | Unchanged | Refused | Changed


def check_submission(submission: Submission) -> None:
    """Refuse what is no submission.

    Raises:
        PepsiteError: its id, its edits, or how its sender is known are not as they have to be.
    """
    forms = (
        (_SUBMISSION, submission.id, "the id of this submission has signs that it may not have"),
        (_METHOD, submission.method, "how the sender is known is not said as it has to be"),
        (_FORM, submission.form or "a@1 sha256:" + "0" * 64, "this form has no such name"),
    )
    for pattern, text, wrong in forms:
        if not pattern.fullmatch(text):
            raise PepsiteError(wrong)
    paths = [one.path for one in submission.edits]
    if not paths or len(set(paths)) != len(paths):
        wrong = "a submission holds one edit at least, and one for each record"
        raise PepsiteError(wrong)
