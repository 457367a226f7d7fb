"""Taking in what came back: opened, compared with what went out, and made into a submission.

A file says which form it answers, and what was typed. For which child, which plan and which person
that form was, which questions it asked and until when it is taken, stands in our own list of what
went out. So nothing that anybody writes into a file changes where it goes.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pepsite.errors import ImportRefusedError
from pepsite.forms.offline.issuing import OWN_PAGES, called_in, form_for
from pepsite.forms.offline.steps import NOBODY_ELSES, asked_form, reader_of
from pepsite.forms.questions.answers import indexed, join, texts, with_posted
from pepsite.forms.questions.asking import candidate, places
from pepsite.forms.questions.checking import faults_of
from pepsite.forms.questions.kinds import Sort
from pepsite.forms.questions.pages import page_of
from pepsite.forms.web.at_hand import asking_of
from pepsite.forms.web.desk import Desk
from pepsite.forms.web.naming import IS_NAME, IS_WORD, Before, named, words_there
from pepsite.privacy.permission import Action
from pepsite.privacy.wording import long_date
from pepsite.records.codes import Role
from pepsite.records.paths import path_to
from pepsite.store.drafts import Draft
from pepsite.usecases.submission import Edit, Submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pepsite.forms.offline.register import Issued, Register
    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking, Place
    from pepsite.forms.questions.checking import Fault
    from pepsite.forms.questions.pages import Page
    from pepsite.forms.questions.specification import ItemList
    from pepsite.forms.questions.specification import Page as PageWords
    from pepsite.forms.web.naming import Asked
    from pepsite.privacy.identity import Identity
    from pepsite.store.identities import IdentityStore

MAX_BYTES: Final = 2_000_000
"""The largest file that is opened: some three hundred pages of a book."""

_Key = Annotated[str, StringConstraints(pattern="^[a-z0-9_/-]{1,300}$")]
_ITEM = re.compile("[a-z][a-z0-9]{5}")
_HASH = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
_SHORT = Annotated[str, StringConstraints(max_length=100)]
_TYPED = Annotated[str, StringConstraints(max_length=100_000)]
_SHORT_OR_LINE = Annotated[str, StringConstraints(max_length=2_000)]
_MOST_ITEMS: Final = 200


class Answer(BaseModel):
    """What is in a file that came back."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    schema_: Literal["offline-answer/1"] = Field(alias="schema")
    issue: _SHORT
    child: _SHORT
    record: _SHORT
    person: _SHORT
    questions: _HASH
    made_at: datetime
    pages: Annotated[tuple[_SHORT, ...], Field(max_length=5_000)]
    answers: Annotated[
        dict[_Key, _TYPED | tuple[_SHORT_OR_LINE, ...]], Field(repr=False, max_length=20_000)
    ]


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back and may be looked at.

    `before` is the plan as it went out, `values` as it came back; `answers` are those of the
    whole plan. `asked` are the sentences of which only an officer can say whether a word in them
    is the child's name. `open` counts the questions of the form that have no answer, `left_out`
    the answers to questions that the others given with them leave unasked. `before_it`: another
    answer to the same form came before.
    """

    issued: Issued
    digest: str
    made_at: datetime
    answers: dict[str, str | tuple[str, ...]]
    values: Mapping[str, object]
    before: Mapping[str, object]
    asked: tuple[Asked, ...]
    faults: tuple[Fault, ...]
    open: int
    left_out: int
    before_it: bool


@dataclass(slots=True)
class Receiving:
    """Whoever takes in forms on this computer."""

    desk: Desk
    store: IdentityStore
    register: Register

    def open(self, path: Path, decided: Mapping[str, bool] | None = None) -> Returned:
        """Return what a file holds, compared with what went out.

        `decided` says of sentences asked about before whether the word in them is the name.

        Raises:
            ImportRefusedError: it is not one of ours, was changed, came too late or twice, or
                whoever filled it in has to do with the child no more. Nothing in it is quoted.
        """
        content = _read(path)
        answer = self._opened(content)
        issued = self._issued(answer)
        digest = _digest(answer)
        self._refuse(issued, digest)
        return self._returned(issued, answer, digest, decided or {})

    def note(self, returned: Returned) -> None:
        """Write down that this came back, so that it is not taken twice."""
        issued = returned.issued
        # Somebody else may have taken in another answer meanwhile.
        now = self.register.find(issued.id) or issued
        self.register.keep(now.with_received(returned.digest, self.desk.today))

    def submission(self, returned: Returned, confirmed_by: str) -> Submission:
        """Return what is sent for review."""
        issued = returned.issued
        path = path_to("pep", issued.record, issued.child)
        return Submission(
            issued.submission,
            issued.person,
            self.desk.now(),
            (Edit(path, dict(returned.values), issued.base),),
            method=f"offline-file; confirmed-by={confirmed_by}",
            form=f"{issued.form} sha256:{issued.fingerprint}",
        )

    # --- is it what went out?

    def _opened(self, content: bytes) -> Answer:
        plain = self.store.unseal(content)
        if plain is None:
            raise ImportRefusedError(_NOT_OPENED)
        try:
            return Answer.model_validate_json(plain)
        except (ValidationError, ValueError):
            raise ImportRefusedError(_NOT_OURS) from None

    def _issued(self, answer: Answer) -> Issued:
        issued = self.register.find(answer.issue)
        if issued is None:
            raise ImportRefusedError(_NEVER_OUT)
        claimed = (answer.child, answer.record, answer.person, answer.questions)
        if claimed != (issued.child, issued.record, issued.person, issued.questions):
            raise ImportRefusedError(_TAMPERED)
        return issued

    def _refuse(self, issued: Issued, digest: str) -> None:
        today = self.desk.today
        came = next((one for one in issued.received if one.digest == digest), None)
        if came is not None:
            on = long_date(came.received_on)
            message = f"this was received before, on {on}; nothing was done"
            raise ImportRefusedError(message)
        if issued.expires_on < today:
            message = (
                f"this form expired on {long_date(issued.expires_on)}; send a new one. What was "
                "written can still be read and printed in the form itself, from its saved draft"
            )
            raise ImportRefusedError(message)
        role, theirs = Role(issued.role), self._theirs(issued)
        person = theirs.person
        if self.desk.casefile(issued.child) is None:
            raise ImportRefusedError(_NO_CHILD)
        if person is None or not person.active:
            raise ImportRefusedError(_NO_PERSON)
        about = theirs.about_form(form_for(role), issued.child)
        is_still = role in OWN_PAGES or person.role_on(today) is role
        if not (is_still and theirs.may(Action.FILL, about)):
            own = person.role_on(today) if role in OWN_PAGES else role
            at_school = own in (Role.DESIGNATED_TEACHER, Role.DELEGATE)
            raise ImportRefusedError(_LEFT_SCHOOL if at_school else _NOT_RESPONSIBLE)

    def _said_on(self, issued: Issued, answer: Answer) -> date:
        """Return the day on which somebody said it: as their clock has it, if it can be."""
        said = answer.made_at.astimezone(self.desk.now().tzinfo).date()
        return min(max(said, issued.issued_on), self.desk.today)

    def _theirs(self, issued: Issued) -> Desk:
        here = self.desk
        return Desk(here.root, issued.person, here.drafts, here.now, self.store)

    # --- what does it say?

    def _returned(
        self, issued: Issued, answer: Answer, digest: str, decided: Mapping[str, bool]
    ) -> Returned:
        spec, theirs = form_for(Role(issued.role)), self._theirs(issued)
        draft = Draft(
            person=issued.person,
            form=spec.id,
            record=issued.record,
            child=issued.child,
            base=issued.base,
            begun_at=self.desk.now(),
            saved_at=self.desk.now(),
        )
        asking = replace(asking_of(theirs, spec, draft), child=called_in(self.desk, issued.child))
        if spec.id in OWN_PAGES.values():
            asking = replace(asking, day=self._said_on(issued, answer))
        begun: Answers = issued.answers
        reader = reader_of(asking, begun, issued.sections, Role(issued.role))
        asked_of = replace(asking, form=asked_form(spec, reader, begun))
        _refuse_others(asked_of, answer.answers)
        notes = {
            IS_NAME: tuple(key for key, said in decided.items() if said),
            IS_WORD: tuple(key for key, said in decided.items() if not said),
        }
        taken = _Taking(asked_of, answer, notes, self.store.identity(issued.child))
        after = taken.into(begun)
        faults = [one for one in faults_of(asking, after) if one.address in taken.pages]
        return Returned(
            issued,
            digest,
            answer.made_at,
            after,
            candidate(asking, after),
            candidate(asking, begun),
            tuple(taken.asked.values()),
            tuple(one for one in faults if not one.only_missing),
            sum(one.only_missing for one in faults),
            len({*answer.answers} - taken.taken),
            before_it=bool(issued.received),
        )


class _Taking:
    """What was typed, put into a plan page by page, as the pages are asked."""

    def __init__(
        self, asking: Asking, answer: Answer, notes: Answers, child: Identity | None
    ) -> None:
        self.asking, self.typed, self.notes = asking, answer.answers, notes
        self.shown = frozenset(answer.pages)
        self.child = child
        self.asked: dict[str, Asked] = {}
        self.taken: set[str] = set()
        self.pages: set[str] = set()

    def into(self, begun: Answers) -> dict[str, str | tuple[str, ...]]:
        """Return a plan's answers with what was typed.

        Which pages are asked depends on answers, so pages are looked for until no new one is.
        """
        answers = dict(begun)
        others = {
            item
            for key in begun
            if key.partition("/")[0] in NOBODY_ELSES
            for item in key.split("/")
        }
        while True:
            new = [
                place
                for place in places(self.asking, answers)
                if place.address in self.shown - self.pages and not others & set(place.ids)
            ]
            if not new:
                return answers
            for place in new:
                self.pages.add(place.address)
                answers = self._page(answers, place)

    def _page(
        self, answers: dict[str, str | tuple[str, ...]], place: Place
    ) -> dict[str, str | tuple[str, ...]]:
        if place.page.list_ is not None and not place.follow_up:
            answers = self._list(answers, place, place.page.list_)
        page = page_of(self.asking, indexed(answers), place)
        posted = {
            key: _as_kind(page, key, self.typed[key]) for key in page.keys if key in self.typed
        }
        self.taken |= {*posted}
        # What was shown with the name, and came back as it was, is as it was.
        before = Before(answers, self.asking.child)
        there = words_there(page, answers, self.child, lambda _: True)
        notes = {**self.notes, IS_WORD: (*texts(self.notes, IS_WORD), *there)}
        told = named(page, posted, notes, self.child, before)
        self.asked.update({one.digest: one for one in told.asked})
        return with_posted(answers, page.keys, told.answers)

    def _list(
        self, answers: dict[str, str | tuple[str, ...]], place: Place, list_: ItemList
    ) -> dict[str, str | tuple[str, ...]]:
        """Put in a list's items: those that were there, less what was removed, and new ones."""
        key = place.key(list_.field)
        came, before = texts(self.typed, key), texts(answers, key)
        self.taken.add(key)
        # What others said or signed was not in the file, and stays.
        others = before if key.partition("/")[0] in NOBODY_ELSES else ()
        items = tuple(dict.fromkeys([*others, *came]))
        new = [item for item in items if item not in before]
        if len(items) > _MOST_ITEMS + len(before) or not all(map(_ITEM.fullmatch, new)):
            raise ImportRefusedError(_TAMPERED)
        gone = [f"{key}/{item}/" for item in before if item not in items]
        kept = {
            name: value
            for name, value in answers.items()
            if name != key and not name.startswith(tuple(gone))
        }
        kept |= {join(key, item, "id"): item for item in new}
        return {**kept, key: items} if items else kept


_SEVERAL = (Sort.SOME_OF, Sort.RECORDS, Sort.ITEMS_CHOSEN, Sort.LINES)


def _as_kind(page: Page, key: str, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """Return what was typed in the shape that its question has; anything else was not typed."""
    several = any(key in one.boxes and one.kind.sort in _SEVERAL for one in page.questions)
    if several != isinstance(value, tuple):
        raise ImportRefusedError(_TAMPERED)
    return value


def _refuse_others(asking: Asking, typed: Answers) -> None:
    """Refuse an answer to a question that this form does not have."""
    known = re.compile("|".join(_ways(asking.form.pages, "")))
    if not all(map(known.fullmatch, typed)):
        raise ImportRefusedError(_TAMPERED)


_BELOW = "(?:/(?:day|month|year|no_answer|why|ask|(?:by|declined_on)/(?:day|month|year)))?"
"""What stands below the key of a question: the boxes of a day, and what an honest answer has."""


def _ways(pages: Iterable[PageWords], way: str) -> Iterator[str]:
    """Yield what the keys of these pages' questions look like."""
    for page in pages:
        for asked in page.fields:
            yield f"{way}{_slashed(asked.field)}{_BELOW}"
        if page.list_ is not None:
            here = f"{way}{_slashed(page.list_.field)}"
            yield f"{here}{_BELOW}"
            yield from _ways(page.list_.pages, f"{here}/[a-z0-9-]+/")


def _slashed(name: str) -> str:
    return name.replace(".", "/")


def _read(path: Path) -> bytes:
    """Return a file, if it is not larger than any of ours can be."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise ImportRefusedError(_TOO_LARGE)
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"it cannot be read: {error.strerror}"
        raise ImportRefusedError(message) from None
    if len(content) > MAX_BYTES:
        raise ImportRefusedError(_TOO_LARGE)
    return content


def _digest(answer: Answer) -> str:
    """Return what tells this answer from another, however often it is encrypted."""
    said = answer.model_dump_json(include={"issue", "answers", "made_at"})
    return hashlib.sha256(said.encode()).hexdigest()


_NOT_OPENED: Final = (
    "it cannot be opened with the key of this computer: it was cut off or changed on the way, or "
    "made for others, or is a saved draft and not the finished form; ask for it to be sent again"
)
_NOT_OURS: Final = "it can be opened, but holds no answers to a form; nothing was done"
_NEVER_OUT: Final = (
    "it answers a form that is not in the list of those that went out here, or that expired long "
    "ago; nothing was done"
)
_TAMPERED: Final = (
    "it is not what went out: somebody changed the form or the file; nothing was done. "
    "Send a new form, and ask whoever sent this how they filled it in"
)
_TOO_LARGE: Final = "it is larger than any form can be; nothing was opened"
_NO_CHILD: Final = "the child it is about has no record here any more; nothing was done"
_NO_PERSON: Final = "whoever filled it in does not work with the records any more; nothing was done"
_LEFT_SCHOOL: Final = (
    "the child is no longer at a place of education of whoever filled it in, so nothing new is "
    "taken from there; ask the place where the child is now"
)
_NOT_RESPONSIBLE: Final = (
    "whoever filled it in is not responsible for the child any more, so nothing new is taken from "
    "them; ask whoever is now"
)
