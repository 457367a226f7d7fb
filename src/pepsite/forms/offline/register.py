"""Which forms went out as files: what each was for, and what came back of it.

One encrypted file for each, in a folder beside the identity store, so that every officer who can
open the store can take in what another sent out. What comes back counts for nothing but what is
written here: a file says of itself only which of these it is.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pepsite.errors import IdentityStoreError
from pepsite.store.drafts import WARNED_DAYS, past_since
from pepsite.store.writing import replace_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pepsite.store.identities import IdentityStore

_ID = re.compile("[0-9a-f]{32}")
_Hidden = Field(repr=False)
Typed = str | tuple[str, ...]
"""What stands under one key of a form."""


class Received(BaseModel):
    """That one answer came back: its hash, and on which day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: str
    received_on: date


class Issued(BaseModel):
    """One form that went out.

    `base` is the file of the record as it was shown, None for a plan that begins with this.
    `sections` are those that are asked. `questions` is the hash of the questions as they went
    out. `answers` is all that the record said, of which the file holds what its reader may see.
    `past_on` is the day on which it was first found to be past its time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    submission: str
    child: str
    record: str
    type: str
    form: str
    fingerprint: str
    person: str
    role: str
    school: str | None = None
    base: str | None = None
    sections: tuple[str, ...]
    questions: str = ""
    issued_on: date
    expires_on: date
    answers: Annotated[dict[str, Typed], _Hidden] = Field(default_factory=dict)
    received: tuple[Received, ...] = ()
    past_on: date | None = None

    def with_received(self, digest: str, on: date) -> Issued:
        """Return it with a note that this answer came back."""
        note = Received(digest=digest, received_on=on)
        return self.model_copy(update={"received": (*self.received, note)})


class Register:
    """The forms that went out, beside one identity store."""

    def __init__(self, store: IdentityStore) -> None:
        self._store = store
        self._folder = store.path.with_name(f"{store.path.name}.issued")

    def keep(self, issued: Issued) -> None:
        """Write down a form that goes out, or what became of it.

        Raises:
            IdentityStoreError: it cannot be written, or you could not read it again.
        """
        sealed = self._store.seal(issued.model_dump_json(exclude_none=True).encode())
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_whole(self._file(issued.id), sealed)
        except OSError as error:
            raise _stopped("write", error) from None

    def find(self, issue_id: str) -> Issued | None:
        """Return the form that went out under this id, or None.

        Raises:
            IdentityStoreError: the disk said no.
        """
        if not _ID.fullmatch(issue_id):
            return None
        try:
            sealed = self._file(issue_id).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _stopped("read", error) from None
        plain = self._store.unseal(sealed)
        try:
            return None if plain is None else Issued.model_validate_json(plain)
        except ValidationError:
            return None

    def all(self) -> Iterator[Issued]:
        """Yield every form that went out, oldest name first."""
        for path in sorted(self._folder.glob("*.age")):
            found = self.find(path.stem)
            if found is not None:
                yield found

    def seal_again(self) -> int:
        """Encrypt each entry to those who can read the store now; return how many.

        One that cannot be opened is left as it is: it was made for others, or is damaged.

        Raises:
            IdentityStoreError: one cannot be read or written.
        """
        entries = [*self.all()]
        for one in entries:
            self.keep(one)
        return len(entries)

    def forget_old(self, today: date, days: int) -> None:
        """Forget the forms that expired so many days ago.

        The clock may be wrong, and without the entry nothing that comes back can be taken in. So
        each is only marked the first time, as drafts are, and forgotten no sooner than a week
        after.
        """
        for one in [*self.all()]:
            past = past_since(one.expires_on + timedelta(days=days), one.past_on, today)
            if past and past + timedelta(days=WARNED_DAYS) <= today:
                self._file(one.id).unlink(missing_ok=True)
            elif past != one.past_on:
                self.keep(one.model_copy(update={"past_on": past}))

    def _file(self, issue_id: str) -> Path:
        return self._folder / f"{issue_id}.age"


def _stopped(verb: str, error: OSError) -> IdentityStoreError:
    message = f"cannot {verb} the list of forms that went out: {error.strerror}"
    return IdentityStoreError(message)
