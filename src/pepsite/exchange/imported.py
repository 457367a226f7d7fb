"""What an import comes to: the records it makes or adds to, and the rows it could not use.

Nothing is written here. Whoever writes does it in this order, so that a stop half-way is
mended by doing the import again: first the identities, then the files of `plan_files`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pepsite.privacy.identity import Identity, StaffIdentity
from pepsite.records.kinds import Record, path_of


class Left(StrEnum):
    """What was done about an odd row."""

    VALUE = "value"
    """The value is left out, or taken as said; the rest of the row is used."""
    ROW = "row"
    """The row is left out; the rest of what is said of this child, school or person is used."""
    RECORD = "record"
    """All that the file says of this child, school or person is left out."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is always true of one code: what was left out, and the sentence for people."""

    left: Left
    reason: str


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row that could not be used as it stands: which file, which line, and why.

    It quotes nothing from the row. `file` is what we call the file (`episodes`), not its name.
    """

    file: str
    line: int
    code: str

    @property
    def left(self) -> Left:
        """What was left out."""
        return ODDITIES[self.code].left

    @property
    def reason(self) -> str:
        """Why, and what was done, for people."""
        return ODDITIES[self.code].reason


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import comes to, in memory.

    `new` and `changed` are whole records; `changed` ones keep every id they had. `identities`
    go into the identity store, in the place of what it has of the same ids. `passed_over` are
    rows that are in order and not for us: children of the return who are not in care in it.
    """

    new: tuple[Record, ...] = ()
    changed: tuple[Record, ...] = ()
    unchanged: int = 0
    odd: tuple[OddRow, ...] = ()
    identities: tuple[Identity | StaffIdentity, ...] = ()
    passed_over: int = 0


def plan_files(imported: Imported) -> dict[str, dict[str, object]]:
    """Return the values of each file to write, by its path in the workspace.

    Values are what JSON has, in the order of the model's fields; what is empty is left out.
    """
    return {
        path_of(record): _without_empty(
            record.model_dump(mode="json", by_alias=True, exclude_none=True)
        )
        for record in (*imported.new, *imported.changed)
    }


def _without_empty(values: dict[str, object]) -> dict[str, object]:
    return {name: _tidied(value) for name, value in values.items() if value not in ([], {})}


def _tidied(value: object) -> object:
    match value:
        case dict():
            return _without_empty(value)
        case list():
            return [_tidied(item) for item in value]
        case _:
            return value


def in_order(odd: Iterable[OddRow]) -> tuple[OddRow, ...]:
    """Return each odd row once, by file and line."""
    return tuple(sorted(set(odd), key=lambda each: (each.file, each.line, each.code)))


def _value(reason: str) -> Oddity:
    return Oddity(Left.VALUE, reason)


def _row(reason: str) -> Oddity:
    return Oddity(Left.ROW, reason)


def _record(reason: str) -> Oddity:
    return Oddity(Left.RECORD, reason)


ODDITIES: dict[str, Oddity] = {
    # Any table
    "row-shape": _row("this row has more or fewer values than the heading has names"),
    "no-key": _row("this row does not say whom or what it is about"),
    "row-twice": _row("the same row stands further up"),
    "not-text": _row("a value is too long or holds characters that cannot be kept"),
    # Header
    "child-twice": _record("the header has this child twice, and not alike"),
    "born-not-a-date": _record("the date of birth is missing, or is not a day that can be"),
    "sex-unknown": _value("this code for sex is not one pepsite knows; it is left out"),
    "ethnicity-unknown": _value("this ethnicity code is not one pepsite knows; it is left out"),
    "upn-wrong": _value("this is not a UPN that can have been issued; it is left out"),
    "upn-twice": _value("another child of the header has the same UPN; it is left out here"),
    # Episodes: one row
    "day-not-a-date": _row("a date is missing or is not a day written DD/MM/YYYY"),
    "ends-before-it-begins": _row("the episode ends before it begins"),
    "before-birth": _row("the episode begins before the child was born"),
    "in-the-future": _row("a date lies in the future"),
    "new-episode-unknown": _row("this reason for a new episode is not one pepsite knows"),
    "status-unknown": _row("this legal status is not one pepsite knows"),
    "placement-unknown": _value(
        "this placement is missing or not one pepsite knows; the days in it have no placement"
    ),
    "provider-unknown": _value("this placement provider is not one pepsite knows; it is left out"),
    "need-unknown": _value("this category of need is not one pepsite knows; it is left out"),
    "reason-unknown": _value("this reason for the end is not one pepsite knows; it is left out"),
    # Episodes: how the rows of one child go together
    "start-not-given": _value(
        "the return begins after care did; the first day it knows is taken, and marked as such"
    ),
    "end-day-missing": _value(
        "a reason why care ended is given and no day; care is taken as going on"
    ),
    "end-from-next": _value("no end is given; it is taken from the next episode, which follows on"),
    "next-episode-missing": _value(
        "care goes on after this episode and the next one is missing; care is taken as going on"
    ),
    "reason-not-given": _value(
        "an end is given and no reason; care is taken as going on until a return says it ended"
    ),
    "child-not-in-header": _record("the header does not have this child"),
    "episodes-overlap": _record("this episode begins before the one before it ends"),
    "no-end-day": _record("the episode before this one ended on a day that is not given"),
    "care-gap": _record("care went on after the episode before this one, and days are missing"),
    "started-again": _record("care starts here, and the episode before says that it went on"),
    "ended-and-went-on": _record(
        "the episode before says that care ended, and this one that it went on"
    ),
    "nothing-left": _record("no episode of this child could be used"),
    # Against what is recorded already
    "differs": _record(
        "this contradicts the dates recorded for this child; the record is left as it is, "
        "for a person to correct"
    ),
    "birth-differs": _record(
        "the date of birth is not the one known for this child; the record is left as it is, "
        "for a person to correct"
    ),
    "sex-differs": _value("the record says another sex; it is kept"),
    "ethnicity-differs": _value("the record says another ethnicity; it is kept"),
    "upn-differs": _value("the identity store knows another UPN; it is kept"),
    # Unaccompanied children
    "not-as-in-header": _row("sex or date of birth are not as in the header"),
    "uasc-not-in-header": _row("the header does not have this child"),
    # Schools and people
    "value-missing": _row("a value is missing that every row of this table must have"),
    "value-unknown": _row("a value is not one of those the column allows"),
    "number-wrong": _row("a URN has six or seven digits, a UKPRN eight that begin with 1"),
    "school-twice": _row("another row has the same number"),
    "several-schools": _row("the numbers of this row belong to two schools that are recorded"),
    "school-unknown": _value("a school in this row is not recorded; it is left out"),
    "person-twice": _row("another row has the same staff_id"),
    "address-wrong": _row("this is not an e-mail address of the plain kind, like a@b.example"),
    "manager-unknown": _value("the line manager is not recorded and not in this file; left out"),
    "dates-out-of-order": _row("the last day is before the first"),
}
