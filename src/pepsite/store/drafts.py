"""Unfinished forms: encrypted files outside Git, one for each person, form and record.

Whatever was typed is kept, valid or not, and a kill at any moment leaves the last state that
was saved or the one before it, never half of one. A draft is never in the records repository,
because a branch cannot be forgotten and a draft must be. Its file name is made with the key,
so that a list of the folder says nothing of whose drafts they are or about whom.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Literal, Self

import pyrage
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pepsite.errors import DraftsError
from pepsite.store.apart import as_written, keys_in, lies_within, new_key, work_tree_around
from pepsite.store.user_files import DRAFTS_VARIABLE, drafts_key_path, drafts_path
from pepsite.store.writing import locked, replace_whole

Answers = dict[str, JsonValue]
"""What stands in a form, by the name of each answer, exactly as it was typed or chosen."""

_Hidden = Field(repr=False)


class Draft(BaseModel):
    """One unfinished form of one person.

    `number` counts how often it was saved; `changed` has, for each answer, the number under
    which it was last changed. `aside` holds what was typed in a window that had been overtaken
    by another, by page, until the person has chosen. `record` is the id of the record the form
    is about, also when that is yet to be made; `child` the child it belongs to, if it does.
    `base` is the blob of the record that was shown when the form was begun. `due_on` is the day
    the record is due, where one is known. `warned_on` is the day on which this computer first
    found that it is past its time. `finished_at` is when somebody who filled it in on another's
    screen said that it is finished, where it waits for whoever lent it: then it is never deleted
    for its age.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    person: str
    form: str
    record: str
    child: str | None = None
    base: str | None = None
    submission: str | None = None
    due_on: date | None = None
    warned_on: date | None = None
    finished_at: datetime | None = None
    begun_at: datetime
    saved_at: datetime
    number: int = 0
    answers: Annotated[Answers, _Hidden] = Field(default_factory=dict)
    changed: Annotated[dict[str, int], _Hidden] = Field(default_factory=dict)
    aside: Annotated[dict[str, Answers], _Hidden] = Field(default_factory=dict)

    def kept_until(self, days: int) -> date:
        """Return the last day on which it is kept: so many days after it is due.

        One that is worked on after that day, or that no day is known for, is kept as long
        after it was last saved.
        """
        saved_on = self.saved_at.date()
        return max(self.due_on or saved_on, saved_on) + timedelta(days=days)

    @property
    def deleted_on(self) -> date | None:
        """The day on which it is deleted, once somebody can be told; None as long as it is kept."""
        return None if self.warned_on is None else self.warned_on + timedelta(days=WARNED_DAYS)

    def is_as_begun(self, name: str) -> bool:
        """Say whether an answer is still the one that the form was begun with."""
        return self.changed.get(name, 0) <= 1

    def overtaken(self, answers: Mapping[str, JsonValue], seen: int) -> list[str]:
        """Return the names among these answers that were changed after the writer saw them.

        An answer that is the same as what is kept collides with nothing.
        """
        return [
            name
            for name, value in answers.items()
            if self.changed.get(name, 0) > seen and self.answers.get(name) != value
        ]

    def with_answers(self, answers: Mapping[str, JsonValue], at: datetime) -> Draft:
        """Return the draft with these in the place of what it had under their names.

        A name with no value at all (None) is taken out.
        """
        number = self.number + 1
        differing = {
            name: value for name, value in answers.items() if self.answers.get(name) != value
        }
        kept = {name: value for name, value in self.answers.items() if name not in differing}
        kept |= {name: value for name, value in differing.items() if value is not None}
        changed = self.changed | dict.fromkeys(differing, number)
        return self.model_copy(
            update={
                "answers": kept,
                "changed": changed,
                "number": number,
                "saved_at": at,
                "warned_on": None,
            }
        )

    def with_aside(self, page: str, answers: Answers | None) -> Draft:
        """Return the draft with what was typed too late for this page, or without it."""
        aside = {name: value for name, value in self.aside.items() if name != page}
        if answers is not None:
            aside[page] = answers
        return self.model_copy(update={"aside": aside})


class Drafts:
    """The unfinished forms of one person on one computer."""

    def __init__(self, folder: Path, key: pyrage.x25519.Identity, names_key: bytes) -> None:
        self.folder = folder
        self._key = key
        self._names_key = names_key

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        key: Path | None = None,
        *,
        workspace: Path | None = None,
    ) -> Self:
        """Open the folder of drafts of this computer, making it and its key if need be.

        Raises:
            DraftsError: it lies where it may not, or cannot be made or read.
        """
        place = _kept_apart(folder or drafts_path(), workspace)
        key_file = _kept_apart(key or drafts_key_path(), workspace)
        with _stopping("made"):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.path.lexists(key_file):
                key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _write_new(key_file, new_key(_KEY_HEAD))
            text = key_file.read_text(encoding="utf-8")
        try:
            own = keys_in(text)[0]
        except ValueError:
            message = "the key to the drafts is not a private key of age (AGE-SECRET-KEY-1…)"
            raise DraftsError(message) from None
        drafts = cls(place, own, blake2b(str(own).encode(), digest_size=32).digest())
        drafts._sweep()
        return drafts

    def all_of(self, person: str) -> list[Draft]:
        """Return this person's drafts, the one saved last first.

        A file that this key does not open is somebody else's and is passed over.
        """
        return [draft for draft in self._all() if draft.person == person]

    def all_about(self, child: str) -> list[Draft]:
        """Return the drafts about a child that are kept on this computer, whoever began them.

        The one saved last is first.
        """
        return [draft for draft in self._all() if draft.child == child]

    def _all(self) -> list[Draft]:
        with _stopping("read"):
            files = sorted(self.folder.glob(f"*{_ENDING}"))
            read = [_readable(self._read, file) for file in files]
        found = [draft for draft in read if draft is not None]
        return sorted(found, key=lambda draft: draft.saved_at, reverse=True)

    def find(self, person: str, form: str, record: str) -> Draft | None:
        """Return the draft of this person for this form and record, or None.

        Raises:
            DraftsError: there is one that cannot be opened.
        """
        with _stopping("read"):
            return self._read(self._file(person, form, record))

    @contextmanager
    def changing(self, person: str, form: str, record: str) -> Iterator[Changing]:
        """Hold a draft so that nobody else saves it meanwhile.

        Raises:
            DraftsError: the disk said no, or there is one that cannot be opened. What was
                kept before is whole.
        """
        file = self._file(person, form, record)
        with _stopping("kept"), locked(self.folder):
            held = Changing(self._read(file))
            yield held
            if held.new is not None:
                replace_whole(file, self._sealed(held.new))

    def forget(self, person: str, form: str, record: str) -> None:
        """Delete a draft: its writer wants it gone."""
        with _stopping("deleted"), locked(self.folder):
            self._file(person, form, record).unlink(missing_ok=True)

    def forget_sent(self, sent: Draft) -> None:
        """Delete a draft that was sent; one into which more was typed meanwhile is kept.

        Raises:
            DraftsError: the disk said no, or it cannot be opened.
        """
        file = self._file(sent.person, sent.form, sent.record)
        with _stopping("deleted"), locked(self.folder):
            now = self._read(file)
            if now is not None and (now.number, now.aside) == (sent.number, sent.aside):
                file.unlink()

    def forget_old(self, today: date, days: int) -> int:
        """Delete the drafts that are past the last day they are kept; return how many.

        The clock may be wrong: so each is only marked the first time, for its writer to be told,
        and deleted no sooner than a week after. A clock put right takes the mark away again.
        """
        gone = 0
        with _stopping("deleted"), locked(self.folder):
            for file in self.folder.glob(f"*{_ENDING}"):
                draft = _readable(self._read, file)
                if draft is None or draft.finished_at is not None:
                    continue
                warned_on = past_since(draft.kept_until(days), draft.warned_on, today)
                if warned_on and warned_on + timedelta(days=WARNED_DAYS) <= today:
                    file.unlink(missing_ok=True)
                    gone += 1
                elif warned_on != draft.warned_on:
                    marked = draft.model_copy(update={"warned_on": warned_on})
                    replace_whole(file, self._sealed(marked))
        return gone

    def _file(self, person: str, form: str, record: str) -> Path:
        said = f"{person}\n{form}\n{record}".encode()
        name = blake2b(said, key=self._names_key, digest_size=16).hexdigest()
        return self.folder / f"{name}{_ENDING}"

    def _sealed(self, draft: Draft) -> bytes:
        plain = draft.model_dump_json(exclude_defaults=False).encode()
        return bytes(pyrage.encrypt(plain, [self._key.to_public()]))

    def _read(self, file: Path) -> Draft | None:
        try:
            sealed = file.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return Draft.model_validate_json(pyrage.decrypt(sealed, [self._key]))
        except (pyrage.DecryptError, ValidationError):
            message = (
                f"the unfinished form {file.name} cannot be opened: it was made by a later "
                "release of pepsite, or is damaged; it was left as it is"
            )
            raise DraftsError(message) from None

    def _sweep(self) -> None:
        """Take away what a kill left of a save that never came to its end."""
        with _stopping("read"), locked(self.folder):
            for left in self.folder.glob(f".*{_ENDING}.*.tmp"):
                with suppress(OSError):
                    left.unlink()


class Changing:
    """A draft being held: as it is, None where there is none, and what shall take its place."""

    def __init__(self, draft: Draft | None) -> None:
        self.draft = draft
        self.new: Draft | None = None

    def save(self, draft: Draft) -> None:
        """Say what is to be kept once this is over."""
        self.new = draft


WARNED_DAYS = 7
"""How long after somebody could first be told an unfinished form that is past its time goes."""
_ENDING = ".draft.age"
_KEY_HEAD = "# The private key to the unfinished forms on this computer."


def past_since(until: date, known: date | None, today: date) -> date | None:
    """Return since when what is kept `until` a day is known to be past it, by the clock as it is.

    `known` is what this said before; a clock that was put right takes it away again.
    """
    if until >= today:
        return None
    return today if known is None or known > today else known


def _readable(read: Callable[[Path], Draft | None], file: Path) -> Draft | None:
    try:
        return read(file)
    except DraftsError:
        return None


def _kept_apart(path: Path, workspace: Path | None) -> Path:
    folder = work_tree_around(path / "x")
    if folder is not None:
        message = (
            f"{path} lies in the Git work tree {folder}; unfinished forms must never be where "
            f"they could be committed: choose another place ({DRAFTS_VARIABLE})"
        )
        raise DraftsError(message)
    if workspace is not None and lies_within(path, workspace):
        message = f"{path} lies in the workspace; keep unfinished forms apart from the records"
        raise DraftsError(message)
    return as_written(path).resolve()


def _write_new(path: Path, text: str) -> None:
    def private(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600)

    with open(path, "x", opener=private, encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _stopping(verb: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"unfinished forms cannot be {verb} on this computer: {error.strerror}"
        raise DraftsError(message) from None
