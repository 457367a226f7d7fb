"""What the history of the records shows that their dates alone do not.

Only ids, days, names of fields and words of status: nothing that a record says in prose, and
nothing that a commit says of itself. Who wrote and who accepted a change is told as the
authority has settled it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from pepsite.records.authority import StaffLabel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pepsite.compliance.entry import EntryJudged
    from pepsite.records.authority import Disclosure
    from pepsite.records.person import Person


class Did(StrEnum):
    """What a commit did to a record."""

    BEGAN = "began"
    CHANGED = "changed"
    LAID_OUT = "laid-out"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The merge that brought a change in, or whoever is named as having reviewed it."""

    by: str
    on: date
    commit: str
    by_its_author: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a record: how many differences there are in which of its sections.

    `status` is what the PEP had before and after, where it has one. `accepted` is None where
    nobody else is known to have looked at it.
    """

    commit: str
    on: date
    who: str
    did: Did
    sections: Mapping[str, int] = field(default_factory=dict)
    status: tuple[str | None, str | None] = (None, None)
    accepted: Accepted | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """A record from its first version to its last, oldest change first."""

    record: str
    kind: str
    steps: tuple[Step, ...]


class Sign(StrEnum):
    """What history can show that dates hide."""

    ENTERED_TOO_LATE = "entered-too-late"
    ENTERED_LATER = "entered-later"
    CHANGED_AFTER_COMPLETION = "changed-after-completion"
    CHANGED_SINCE_JUDGED = "changed-since-judged"
    ACCEPTED_BY_ITS_AUTHOR = "accepted-by-its-author"
    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown-key"
    BAD_SIGNATURE = "bad-signature"
    LET_PAST = "let-past"


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that history shows, and the commit that shows it.

    `record` is None where the commit changed several: `records` says how many. `days` is how
    long after the day it claims (`claims`, in `field`) something was entered, and `limit` what
    the policy says of that, where it sets a limit. `judgement` is the
    review or audit that judged what was changed since. `explained`: a revision with a reason
    came with the change of a complete PEP. `codes` are what was let past.
    """

    sign: Sign
    commit: str
    on: date
    who: str
    record: str | None = None
    records: int = 1
    sections: tuple[str, ...] = ()
    field: str | None = None
    claims: date | None = None
    days: int | None = None
    limit: EntryJudged | None = None
    judgement: str | None = None
    explained: bool | None = None
    codes: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[int, date, str, str, str]:
        """Sort key: by what it shows, then by day, commit and record."""
        signs = list(Sign)
        return (signs.index(self.sign), self.on, self.commit, self.record or "", self.field or "")


class ShownBy(StrEnum):
    """What shows that a commit is of the person it names.

    Anybody can write any name into a commit; a signature needs the key.
    """

    SIGNATURE = "signature"
    NAME = "name"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Passed:
    """What the head of the virtual school let past in one record, or in a commit (`kind`).

    `by` is who did, as staff are shown; `record` is an id, or the first letters of a commit's.
    """

    on: date
    kind: str
    record: str
    codes: tuple[str, ...]
    commit: str
    by: str
    shown_by: ShownBy


class Staff:
    """Who is who in the history, and how each is shown."""

    def __init__(self, people: Mapping[str, Person], disclosure: Disclosure) -> None:
        """Take in the people on record, and what the authority has settled about their names."""
        self._people = people
        self._by_name = {one.name.casefold(): one.id for one in people.values() if one.name}
        self._named = disclosure.staff_shown_in_history_as is StaffLabel.NAME

    def person(self, name: str, email: str) -> str | None:
        """Return the id of whoever Git knows so: by the id as name or address, else by name."""
        for word in (name, email.partition("@")[0]):
            if word in self._people:
                return word
        return self._by_name.get(name.casefold())

    def label(self, name: str, email: str) -> str:
        """Return how this person is shown: by name only where staff are named."""
        person = self.person(name, email)
        if person is None:
            return (name or NOT_ON_RECORD) if self._named else NOT_ON_RECORD
        known = self._people[person].name
        return known if self._named and known else person

    def same(self, one: tuple[str, str], other: tuple[str, str]) -> bool:
        """Say whether two names and addresses are of one person."""
        return self._key(*one) == self._key(*other)

    def _key(self, name: str, email: str) -> str:
        return self.person(name, email) or email.casefold() or name.casefold()


NOT_ON_RECORD = "someone not on record"

SIGNATURES: Mapping[str, Sign] = {
    "N": Sign.UNSIGNED,
    "U": Sign.UNKNOWN_KEY,
    "E": Sign.UNKNOWN_KEY,
    "B": Sign.BAD_SIGNATURE,
    "X": Sign.BAD_SIGNATURE,
    "Y": Sign.BAD_SIGNATURE,
    "R": Sign.BAD_SIGNATURE,
}
"""What Git says of a signature (`%G?`) that is not good and known: expired and revoked are bad."""
